// How a place looks: shape says the level, colour says the side, fading says the age.
import { fade } from './theme.js';

/** @typedef {import('./codec.js').Look} Look */
/** @typedef {import('./theme.js').Theme} Theme */
const TURN = Math.PI * 2;
const AGE_ALPHA = [1, 0.72, 0.45];

/** @param {number} zoom @param {number} shown places in view @returns {number} radius in CSS pixels */
export function dotRadius(zoom, shown) {
  const crowd = shown > 8000 ? 2.4 : shown > 2500 ? 3 : shown > 600 ? 4.2 : 5.5;
  return Math.max(2, Math.min(9, crowd + (zoom - 9) * 0.7));
}

/**
 * Draw one place symbol at a point.
 * @param {CanvasRenderingContext2D} g @param {Look} look @param {number} x @param {number} y
 * @param {number} r radius @param {Theme} theme
 */
export function drawSymbol(g, look, x, y, r, theme) {
  const [level, side, rival, contest, age] = look;
  const colour = theme.sides[side] || theme.unknown;
  g.save();
  g.globalAlpha = AGE_ALPHA[age] || 1;
  if (level === 'silent') drawSilent(g, x, y, r, theme);
  else if (level === 'unknown') ring(g, x, y, r * 0.58, Math.max(0.9, r * 0.2), theme.unknown, theme.paper);
  else if (level === 'held') disc(g, x, y, r, colour, theme);
  else if (level === 'claimed') ring(g, x, y, r * 0.8, Math.max(1.4, r * 0.42), colour, theme.paper);
  else drawContested(g, x, y, r, colour, theme.sides[rival] || theme.unknown, contest, theme);
  g.restore();
}

/** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} r @param {Theme} theme */
function drawSilent(g, x, y, r, theme) {
  g.fillStyle = fade(theme.unknown, 0.55);
  g.beginPath();
  g.arc(x, y, Math.max(0.9, r * 0.22), 0, TURN);
  g.fill();
}

/**
 * @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} r
 * @param {string} colour @param {Theme} theme
 */
function disc(g, x, y, r, colour, theme) {
  g.beginPath();
  g.arc(x, y, r, 0, TURN);
  g.fillStyle = colour;
  g.fill();
  g.lineWidth = Math.max(0.6, r * 0.16);
  g.strokeStyle = theme.paper;
  g.stroke();
}

/**
 * @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} r
 * @param {number} width @param {string} colour @param {string} fill
 */
function ring(g, x, y, r, width, colour, fill) {
  g.beginPath();
  g.arc(x, y, r, 0, TURN);
  g.fillStyle = fill;
  g.fill();
  g.lineWidth = width;
  g.strokeStyle = colour;
  g.stroke();
}

/**
 * Fighting: two filled halves under a dark rim. Words: two open half rings around a point.
 * @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} r
 * @param {string} a @param {string} b @param {string} contest @param {Theme} theme
 */
function drawContested(g, x, y, r, a, b, contest, theme) {
  const tilt = -Math.PI / 4;
  if (contest === 'fighting') {
    g.fillStyle = a;
    g.beginPath();
    g.arc(x, y, r * 1.12, tilt + Math.PI, tilt + TURN);
    g.fill();
    g.fillStyle = b;
    g.beginPath();
    g.arc(x, y, r * 1.12, tilt, tilt + Math.PI);
    g.fill();
    g.strokeStyle = theme.ink;
    g.lineWidth = Math.max(1, r * 0.24);
    g.beginPath();
    g.arc(x, y, r * 1.12, 0, TURN);
    g.moveTo(x + r * 1.12 * Math.cos(tilt), y + r * 1.12 * Math.sin(tilt));
    g.lineTo(x - r * 1.12 * Math.cos(tilt), y - r * 1.12 * Math.sin(tilt));
    g.stroke();
    return;
  }
  g.fillStyle = theme.paper;
  g.beginPath();
  g.arc(x, y, r, 0, TURN);
  g.fill();
  g.lineWidth = Math.max(1.4, r * 0.42);
  g.strokeStyle = a;
  g.beginPath();
  g.arc(x, y, r * 0.86, tilt + Math.PI + 0.22, tilt + TURN - 0.22);
  g.stroke();
  g.strokeStyle = b;
  g.beginPath();
  g.arc(x, y, r * 0.86, tilt + 0.22, tilt + Math.PI - 0.22);
  g.stroke();
  g.fillStyle = theme.ink;
  g.beginPath();
  g.arc(x, y, Math.max(0.8, r * 0.2), 0, TURN);
  g.fill();
}

/**
 * All looks drawn once and kept as pixels; a place is then a stamp. Stamp = code * 2, plus 1 for the ring of an
 * estimated position. Solid pixels are written as they are, soft ones (edges, faded looks) are mixed in. Stamp s has
 * the solid pixels solidEnd[s] to solidEnd[s + 1], and soft ones likewise.
 * @typedef {object} Sheet
 * @property {number} half reach of a stamp in device pixels
 * @property {Uint32Array} solidEnd @property {Int32Array} solidAt offsets in a picture of that width @property {Uint32Array} solid
 * @property {Uint32Array} softEnd @property {Int32Array} softAt @property {Uint32Array} soft
 */

/**
 * @param {Look[]} looks @param {number} r CSS pixels @param {number} dpr @param {Theme} theme
 * @param {number} width of the picture to stamp on, device pixels @param {boolean} hard no soft pixels: for crowds of small symbols
 * @returns {Sheet}
 */
export function makeSheet(looks, r, dpr, theme, width, hard) {
  const cell = Math.ceil((r * 2 * 1.75 + 2) * dpr) | 1;
  const canvas = document.createElement('canvas');
  canvas.width = cell * Math.max(1, looks.length);
  canvas.height = cell * 2;
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  g.scale(dpr, dpr);
  const step = cell / dpr;
  looks.forEach((look, i) => {
    for (const estimated of [0, 1]) {
      const x = (i + 0.5) * step;
      const y = (estimated + 0.5) * step;
      drawSymbol(g, look, x, y, r, theme);
      if (estimated && look[0] !== 'silent') estimatedRing(g, x, y, r, theme);
    }
  });
  const images = Array.from({ length: looks.length * 2 }, (_, s) => g.getImageData((s >> 1) * cell, (s & 1) * cell, cell, cell));
  return listPixels(images, cell, width, hard);
}

/** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} r @param {Theme} theme */
export function estimatedRing(g, x, y, r, theme) {
  g.save();
  g.setLineDash([Math.max(1.5, r * 0.45), Math.max(1.2, r * 0.38)]);
  g.lineWidth = Math.max(0.8, r * 0.18);
  g.strokeStyle = theme.faint;
  g.beginPath();
  g.arc(x, y, r * 1.6, 0, TURN);
  g.stroke();
  g.restore();
}

/**
 * @param {{data: Uint8ClampedArray}[]} images square pictures, RGBA @param {number} cell their side
 * @param {number} width of the picture to stamp on @param {boolean} hard @returns {Sheet}
 */
export function listPixels(images, cell, width, hard) {
  const half = (cell - 1) / 2;
  /** @type {Record<string, number[]>} */
  const lists = { solidEnd: [0], solidAt: [], solid: [], softEnd: [0], softAt: [], soft: [] };
  for (const { data } of images) {
    const ink = new Uint32Array(data.buffer);
    for (let p = 0; p < ink.length; p++) {
      const alpha = ink[p] >>> 24;
      if (alpha < (hard ? 96 : 8)) continue;
      const kind = hard || alpha > 247 ? 'solid' : 'soft';
      lists[kind].push(ink[p]);
      lists[`${kind}At`].push((Math.floor(p / cell) - half) * width + (p % cell) - half);
    }
    lists.solidEnd.push(lists.solid.length);
    lists.softEnd.push(lists.soft.length);
  }
  return {
    half,
    solidEnd: Uint32Array.from(lists.solidEnd), solidAt: Int32Array.from(lists.solidAt), solid: Uint32Array.from(lists.solid),
    softEnd: Uint32Array.from(lists.softEnd), softAt: Int32Array.from(lists.softAt), soft: Uint32Array.from(lists.soft),
  };
}

/** One colour over another, both as bytes of an ImageData. @param {number} under @param {number} over @returns {number} */
export function mixPixel(under, over) {
  const b = under >>> 24;
  if (!b) return over;
  const a = over >>> 24;
  if (b === 255) {
    const k = a + (a >>> 7);
    const ends = ((Math.imul(under & 0xff00ff, 256 - k) + Math.imul(over & 0xff00ff, k)) >>> 8) & 0xff00ff;
    const middle = ((Math.imul(under & 0xff00, 256 - k) + Math.imul(over & 0xff00, k)) >>> 8) & 0xff00;
    return (0xff000000 | ends | middle) >>> 0;
  }
  const keep = (b * (255 - a)) / 255;
  const alpha = a + keep;
  const red = ((over & 255) * a + (under & 255) * keep) / alpha;
  const green = (((over >> 8) & 255) * a + ((under >> 8) & 255) * keep) / alpha;
  const blue = (((over >> 16) & 255) * a + ((under >> 16) & 255) * keep) / alpha;
  return ((Math.round(alpha) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
