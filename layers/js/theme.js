// Colours of the page and of the sides in light and dark; the same hues everywhere, shifted only for contrast.
/**
 * @typedef {object} Theme
 * @property {boolean} dark @property {string} land @property {string} water @property {string} border
 * @property {string} province @property {string} ink @property {string} halo @property {string} faint
 * @property {string} paper @property {string} unknown @property {string} road @property {string[]} sides
 */

/** @param {string} colour #rrggbb @returns {[number, number, number]} */
export function rgb(colour) {
  const v = parseInt(colour.slice(1), 16);
  return [v >> 16, (v >> 8) & 255, v & 255];
}

/** @param {string} colour #rrggbb @param {number} alpha @returns {string} */
export function fade(colour, alpha) {
  const [r, g, b] = rgb(colour);
  return `rgba(${r},${g},${b},${alpha})`;
}

/** @param {string} a @param {string} b @param {number} share of b @returns {string} #rrggbb */
export function mix(a, b, share) {
  const [p, q] = [rgb(a), rgb(b)];
  const hex = p.map((v, i) => Math.round(v + (q[i] - v) * share).toString(16).padStart(2, '0'));
  return `#${hex.join('')}`;
}

/** WCAG relative luminance. @param {string} colour #rrggbb */
export function luminance(colour) {
  const [r, g, b] = rgb(colour).map((v) => {
    const c = v / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {string} a @param {string} b @returns {number} WCAG contrast, 1 to 21 */
export function contrast(a, b) {
  const [p, q] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (p + 0.05) / (q + 0.05);
}

/** Shift a colour towards black or white until it stands out. @param {string} colour @param {string} paper */
export function readable(colour, paper, wanted = 3) {
  const towards = luminance(paper) > 0.5 ? '#000000' : '#ffffff';
  for (let share = 0; share < 1; share += 0.05) {
    const tried = mix(colour, towards, share);
    if (contrast(tried, paper) >= wanted) return tried;
  }
  return towards;
}

/** @param {boolean} dark @param {string[]} sides colours of the sides @returns {Theme} */
export function themeOf(dark, sides) {
  const land = dark ? '#22262c' : '#f6f4ef';
  return {
    dark,
    land,
    water: dark ? '#171b22' : '#dde6ec',
    border: dark ? '#7d8591' : '#8b8578',
    province: dark ? '#3d444e' : '#d8d2c4',
    ink: dark ? '#e9ecf0' : '#22252a',
    halo: dark ? 'rgba(23,27,34,.9)' : 'rgba(255,255,255,.92)',
    faint: dark ? '#a3abb6' : '#6a675f',
    paper: dark ? '#1b1f25' : '#ffffff',
    unknown: dark ? '#8d95a0' : '#7d7a74',
    road: dark ? '#5b636e' : '#b9b2a3',
    sides: sides.map((colour) => readable(colour, land, 2.8)),
  };
}

/** @param {string} colour any CSS colour as computed @returns {boolean} */
export function isDarkColour(colour) {
  const numbers = (colour.match(/[\d.]+/g) || []).map(Number);
  if (colour.startsWith('#') && colour.length >= 7) return luminance(colour.slice(0, 7)) < 0.3;
  if (numbers.length < 3) return false;
  return (numbers[0] * 299 + numbers[1] * 587 + numbers[2] * 114) / 1000 < 128;
}
