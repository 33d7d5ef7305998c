// Scale bar, measured distance, the picture of the map as PNG.
import { dayWords } from './codec.js';
import { el } from './dom.js';
import { symbolPatch } from './legend.js';
import { distanceKm, niceScale } from './project.js';

/** @param {number} km @returns {string} */
export function kmWords(km) {
  return km >= 100 ? `${Math.round(km)} km` : km >= 1 ? `${km.toFixed(1)} km` : `${Math.round(km * 1000)} m`;
}

/** @param {[number, number][]} way lat, lon @returns {number} km */
export function wayKm(way) {
  return way.slice(1).reduce((sum, point, i) => sum + distanceKm(way[i], point), 0);
}

export class ScaleBar {
  constructor() {
    this.words = el('span');
    this.node = el('div', { class: 'cl-scale', 'aria-hidden': 'true' }, this.words);
  }

  /** @param {any} map Leaflet map */
  show(map) {
    const size = map.getSize();
    const [a, b] = [map.containerPointToLatLng([0, size.y / 2]), map.containerPointToLatLng([100, size.y / 2])];
    const { km, px } = niceScale(distanceKm([a.lat, a.lng], [b.lat, b.lng]) / 100, 110);
    this.words.textContent = km >= 1 ? `${km} km` : `${Math.round(km * 1000)} m`;
    this.node.style.width = `${px}px`;
    this.km = km;
    this.px = px;
  }
}

/**
 * The map as a picture that can go on a slide: sheets, title, day, legend, scale and what it is.
 * @param {import('./maplayer.js').MapCanvas} canvas @param {string} title @param {string} sentence @param {ScaleBar} scale
 * @param {string} credit @returns {Promise<Blob>}
 */
export function mapPicture(canvas, title, sentence, scale, credit) {
  const { view: v, theme, story } = canvas;
  const k = Math.max(v.dpr, 2);
  const [top, bottom] = [66, 58];
  const sheet = document.createElement('canvas');
  sheet.width = Math.round(v.w * k);
  sheet.height = Math.round((v.h + top + bottom) * k);
  const g = /** @type {CanvasRenderingContext2D} */ (sheet.getContext('2d'));
  g.scale(k, k);
  g.fillStyle = theme.paper;
  g.fillRect(0, 0, v.w, v.h + top + bottom);
  g.drawImage(canvas.g.sheet.canvas, 0, top, v.w, v.h);
  g.fillStyle = theme.ink;
  g.textBaseline = 'alphabetic';
  g.font = '700 20px system-ui, sans-serif';
  g.fillText(`${title}, ${dayWords(story.iso(story.day))}`, 16, 28, v.w - 32);
  g.font = '14px system-ui, sans-serif';
  g.fillText(sentence, 16, 51, v.w - 32);
  drawKey(g, canvas, v.h + top + 22);
  g.font = '11px system-ui, sans-serif';
  g.fillStyle = theme.faint;
  const cutoff = story.head.knownAsOf ? `, known as of ${dayWords(story.head.knownAsOf)}` : '';
  g.fillText(`Attributed claims, not verified control${cutoff}. Build ${story.head.build}. ${credit}`, 16, v.h + top + 46, v.w - 180);
  g.strokeStyle = theme.ink;
  g.lineWidth = 1.5;
  const right = v.w - 16;
  g.beginPath();
  g.moveTo(right - (scale.px || 0), v.h + top + 34);
  g.lineTo(right - (scale.px || 0), v.h + top + 40);
  g.lineTo(right, v.h + top + 40);
  g.lineTo(right, v.h + top + 34);
  g.stroke();
  g.textAlign = 'right';
  g.fillText(kmWords(scale.km || 0), right, v.h + top + 53);
  return new Promise((done, fail) => sheet.toBlob((blob) => (blob ? done(blob) : fail(new Error('no picture'))), 'image/png'));
}

/** @param {CanvasRenderingContext2D} g @param {import('./maplayer.js').MapCanvas} canvas @param {number} y */
function drawKey(g, canvas, y) {
  const { story, theme, view } = canvas;
  const { sides, codes } = story.head;
  /** @type {[any, string][]} */
  const keys = [];
  sides.forEach((side, i) => {
    if (!codes.some((look) => look[1] === i)) return;
    keys.push([['held', i, 255, '', 0], `${side.short}: held`], [['claimed', i, 255, '', 0], 'claimed']);
  });
  keys.push([['contested', 0, 1, 'fighting', 0], 'fighting'], [['contested', 0, 1, 'words', 0], 'disputed'], [['unknown', 255, 255, '', 0], 'unknown']);
  g.font = '12px system-ui, sans-serif';
  let x = 16;
  for (const [look, words] of keys) {
    if (x > view.w - 90) break;
    g.drawImage(symbolPatch(look, theme), x, y - 13, 18, 18);
    g.fillStyle = theme.ink;
    g.fillText(words, x + 21, y);
    x += 21 + g.measureText(words).width + 14;
  }
}

/**
 * Put a picture on the clipboard, or save it where the browser does not allow that.
 * @param {Promise<Blob>} picture @param {string} name file name @returns {Promise<string>} what happened, in words
 */
export async function copyPicture(picture, name) {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
    return 'The map is on the clipboard.';
  } catch {
    const address = URL.createObjectURL(await picture);
    const link = el('a', { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    return `The map was saved as ${name}.`;
  }
}
