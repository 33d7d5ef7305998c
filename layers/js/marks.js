// What lies on top: displacement notes, the picked thing, places that changed, the measured way.
import { worldX, worldY } from './project.js';
import { fade } from './theme.js';

/** @typedef {import('./project.js').View} View */
/** @typedef {import('./theme.js').Theme} Theme */
const TURN = Math.PI * 2;

/** @param {View} v @param {number} lon @param {number} lat @returns {[number, number]} CSS pixels */
export function toScreen(v, lon, lat) {
  return [worldX(lon) * v.k - v.ox, worldY(lat) * v.k - v.oy];
}

/** Colour of displacement, apart from every side's. @param {Theme} theme */
export function peopleColour(theme) {
  return theme.dark ? '#d9a6d6' : '#8a4a86';
}

/** @param {any[]} note @returns {string} "90,000–100,000 fled" */
export function noteWords(note) {
  const [least, most, written, movement] = note.slice(7, 11);
  const text = (/** @type {number} */ n) => n.toLocaleString('en-GB');
  const range = least && most ? (least === most ? text(least) : `${text(least)}–${text(most)}`) : written;
  return `${range} ${movement}`;
}

/**
 * The notes of a day by spot, in CSS pixels; figures of one spot stand under each other.
 * @param {any[][]} notes @param {number} day @param {View} v
 * @returns {{notes: any[][], x: number, y: number, r: number}[]}
 */
export function notesOn(notes, day, v) {
  /** @type {Map<string, {notes: any[][], x: number, y: number, r: number}>} */
  const spots = new Map();
  for (const note of notes) {
    if (note[0] > day || note[1] < day || note[3] === null || note[4] === null) continue;
    const key = `${note[3]},${note[4]}`;
    const people = note[8] || note[7] || 1000;
    const [x, y] = toScreen(v, note[3], note[4]);
    if (!spots.has(key)) spots.set(key, { notes: [], x, y, r: Math.max(5, Math.min(46, Math.sqrt(people) / 22)) });
    spots.get(key)?.notes.push(note);
  }
  return [...spots.values()];
}

/**
 * Where a block of words beside a circle hides least: below, above, right, left, the same a little further out.
 * @param {number} x middle of the circle @param {number} y @param {number} r @param {number} w of the block @param {number} h
 * @param {number[][]} taken boxes: left, top, right, bottom @param {{w: number, h: number}} v what the block stays in
 * @returns {number[]} box of the block
 */
export function quietSpot(x, y, r, w, h, taken, v) {
  let best = [x - w / 2, y + r + 2, x + w / 2, y + r + 2 + h];
  let least = Infinity;
  for (const out of [2, 14, 30]) {
    const far = r + out;
    for (const [left, top] of [[x - w / 2, y + far], [x - w / 2, y - far - h], [x + far, y - h / 2], [x - far - w, y - h / 2],
      [x + far * 0.7, y + far * 0.7], [x - far * 0.7 - w, y + far * 0.7], [x + far * 0.7, y - far * 0.7 - h], [x - far * 0.7 - w, y - far * 0.7 - h]]) {
      if (left < 3 || top < 3 || left + w > v.w - 3 || top + h > v.h - 3) continue;
      const box = [left, top, left + w, top + h];
      const hidden = taken.reduce((sum, b) => sum + Math.max(0, Math.min(box[2], b[2]) - Math.max(box[0], b[0]))
        * Math.max(0, Math.min(box[3], b[3]) - Math.max(box[1], b[1])), 0) + out;
      if (hidden < least) [best, least] = [box, hidden];
    }
  }
  return best;
}

/**
 * @param {CanvasRenderingContext2D} g @param {View} v @param {any[][]} notes @param {number} day @param {Theme} theme
 * @param {number[][]} names boxes of the place names, which stay readable
 */
export function drawNotes(g, v, notes, day, theme, names) {
  g.setTransform(v.dpr, 0, 0, v.dpr, 0, 0);
  g.textAlign = 'center';
  g.textBaseline = 'middle';
  g.lineJoin = 'round';
  const colour = peopleColour(theme);
  const spots = notesOn(notes, day, v).filter(({ x, y, r }) => x > -r && y > -r && x < v.w + r && y < v.h + r);
  const taken = names.slice();
  for (const { notes: figures, x, y, r } of spots) {
    const back = figures[0][10] === 'returned';
    g.fillStyle = fade(colour, back ? 0.05 : 0.14);
    g.strokeStyle = fade(colour, 0.85);
    g.lineWidth = 1.2;
    g.setLineDash(back ? [3, 3] : []);
    g.beginPath();
    g.arc(x, y, r, 0, TURN);
    g.fill();
    g.stroke();
    g.setLineDash([]);
    for (const note of figures) if (note[5] !== null && note[6] !== null) arrow(g, x, y, toScreen(v, note[5], note[6]), colour);
  }
  for (const { notes: figures, x, y, r } of spots) {
    const lines = figures.slice(0, 2).map(noteWords);
    if (figures.length > 2) lines.push('more figures in the panel');
    g.font = '600 11px system-ui, sans-serif';
    const wide = Math.max(...lines.map((words) => g.measureText(words).width)) + 10;
    const box = quietSpot(x, y, r, wide, 15 * lines.length, taken, v);
    taken.push(box);
    block(g, box, lines, colour, theme);
  }
}

/** @param {CanvasRenderingContext2D} g @param {number[]} box @param {string[]} lines @param {string} colour @param {Theme} theme */
function block(g, [left, top, right, bottom], lines, colour, theme) {
  g.globalAlpha = 0.88;
  g.fillStyle = theme.paper;
  g.beginPath();
  g.roundRect(left, top, right - left, bottom - top, 4);
  g.fill();
  g.globalAlpha = 1;
  g.fillStyle = colour;
  lines.forEach((words, n) => g.fillText(words, (left + right) / 2, top + 8 + n * 15));
}

/**
 * @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {[number, number]} to @param {string} colour
 */
function arrow(g, x, y, to, colour) {
  const angle = Math.atan2(to[1] - y, to[0] - x);
  const far = Math.hypot(to[0] - x, to[1] - y);
  if (far < 24) return;
  const bend = [(x + to[0]) / 2 - Math.sin(angle) * far * 0.12, (y + to[1]) / 2 + Math.cos(angle) * far * 0.12];
  const tip = Math.atan2(to[1] - bend[1], to[0] - bend[0]);
  g.strokeStyle = fade(colour, 0.8);
  g.fillStyle = fade(colour, 0.8);
  g.lineWidth = 1.8;
  g.beginPath();
  g.moveTo(x, y);
  g.quadraticCurveTo(bend[0], bend[1], to[0], to[1]);
  g.stroke();
  g.beginPath();
  g.moveTo(to[0], to[1]);
  g.lineTo(to[0] - 9 * Math.cos(tip - 0.4), to[1] - 9 * Math.sin(tip - 0.4));
  g.lineTo(to[0] - 9 * Math.cos(tip + 0.4), to[1] - 9 * Math.sin(tip + 0.4));
  g.fill();
}

/**
 * Rings around places: changed ones between two days, and the picked one.
 * @param {CanvasRenderingContext2D} g @param {View} v @param {import('./dots.js').Dots} dots
 * @param {number[]} changed @param {string[]} colours one per changed place @param {number} picked -1 for none @param {Theme} theme
 */
export function drawRings(g, v, dots, changed, colours, picked, theme) {
  g.setTransform(v.dpr, 0, 0, v.dpr, 0, 0);
  const at = (/** @type {number} */ i) => [dots.sx[i] / v.dpr, dots.sy[i] / v.dpr];
  changed.forEach((i, n) => {
    const [x, y] = at(i);
    if (x < -20 || y < -20 || x > v.w + 20 || y > v.h + 20) return;
    const half = dots.radius + 2.5;
    g.strokeStyle = theme.halo;
    g.lineWidth = 3;
    g.strokeRect(x - half, y - half, half * 2, half * 2);
    g.strokeStyle = colours[n];
    g.lineWidth = 1.5;
    g.strokeRect(x - half, y - half, half * 2, half * 2);
  });
  if (picked < 0) return;
  const [x, y] = at(picked);
  for (const [colour, width, r] of [[theme.halo, 5, 6.5], [theme.ink, 2.2, 6.5]]) {
    g.strokeStyle = /** @type {string} */ (colour);
    g.lineWidth = /** @type {number} */ (width);
    g.beginPath();
    g.arc(x, y, dots.radius + /** @type {number} */ (r), 0, TURN);
    g.stroke();
  }
}

/** @param {CanvasRenderingContext2D} g @param {View} v @param {[number, number][]} way lat, lon @param {Theme} theme */
export function drawWay(g, v, way, theme) {
  if (!way.length) return;
  g.setTransform(v.dpr, 0, 0, v.dpr, 0, 0);
  const points = way.map(([lat, lon]) => toScreen(v, lon, lat));
  for (const [colour, width] of [[theme.halo, 5], [theme.ink, 2]]) {
    g.strokeStyle = /** @type {string} */ (colour);
    g.lineWidth = /** @type {number} */ (width);
    g.beginPath();
    points.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
    g.stroke();
  }
  for (const [x, y] of points) {
    g.fillStyle = theme.paper;
    g.strokeStyle = theme.ink;
    g.lineWidth = 2;
    g.beginPath();
    g.arc(x, y, 3.5, 0, TURN);
    g.fill();
    g.stroke();
  }
}
