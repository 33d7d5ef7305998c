// Figures of people on the map: a disc as large as the figure, its number where no name stands.
import { worldX, worldY } from './project.js';
import { fade } from './theme.js';

/** @typedef {import('./project.js').View} View */
/** @typedef {import('./theme.js').Theme} Theme */
/** @typedef {{note: any[], x: number, y: number, r: number, row: number}} Disc */
const TURN = Math.PI * 2;
const MOST_LABELS = 3;
const LINE = 15;
/** Radius in pixels of the disc of a million people; areas are in proportion to the figures. */
const MILLION_PX = 44;

/** Columns of a note; see geo/state/chapters.py. */
export const NOTE = { first: 0, last: 1, claim: 2, lon: 3, lat: 4, toLon: 5, toLat: 6, least: 7, most: 8, written: 9, movement: 10, area: 11, source: 12 };

/** Colour of displacement, apart from every side's. @param {Theme} theme */
export function peopleColour(theme) {
  return theme.dark ? '#d9a6d6' : '#8a4a86';
}

/** @param {any[]} note @returns {string} "90,000–100,000 fled" */
export function noteWords(note) {
  const [least, most, written, movement] = note.slice(NOTE.least, NOTE.area);
  const text = (/** @type {number} */ n) => n.toLocaleString('en-GB');
  const range = least && most ? (least === most ? text(least) : `${text(least)}–${text(most)}`) : least ? `${text(least)}+` : written;
  return `${range} ${movement}`;
}

/** @param {any[]} note @returns {number} radius in CSS pixels */
export function noteRadius(note) {
  const ends = [note[NOTE.least], note[NOTE.most]].filter((n) => n !== null);
  const people = ends.length ? ends.reduce((sum, n) => sum + n, 0) / ends.length : 1000;
  return Math.max(4, MILLION_PX * Math.sqrt(people / 1_000_000));
}

/**
 * Discs of the notes of a day, the largest first; notes at one spot share their centre.
 * @param {any[][]} notes @param {number} day @param {View} v @returns {Disc[]}
 */
export function notesOn(notes, day, v) {
  const found = [];
  for (const note of notes) {
    if (note[NOTE.first] > day || note[NOTE.last] < day || note[NOTE.lon] === null || note[NOTE.lat] === null) continue;
    found.push({ note, x: worldX(note[NOTE.lon]) * v.k - v.ox, y: worldY(note[NOTE.lat]) * v.k - v.oy, r: noteRadius(note), row: 0 });
  }
  found.sort((a, b) => b.r - a.r);
  /** @type {Map<string, number>} */
  const rows = new Map();
  for (const disc of found) {
    const spot = `${disc.note[NOTE.lon]},${disc.note[NOTE.lat]}`;
    disc.row = rows.get(spot) || 0;
    rows.set(spot, disc.row + 1);
  }
  return found;
}

/**
 * Where the words of a spot go: beside or around its disc, where they hide no name and nothing else.
 * @param {Disc} disc the largest of its spot @param {number} wide @param {number} high @param {number[][]} taken
 * @param {View} v @returns {number[]} left, top, right, bottom
 */
export function noteBox(disc, wide, high, taken, v) {
  const { x, y, r } = disc;
  const spots = [[x - wide / 2, y + r + 4], [x - wide / 2, y - r - 4 - high], [x - wide / 2, y - high / 2]];
  for (const far of [4, 16, 30, 46, 64, 84, 108, 140]) {
    for (let turn = 0; turn < 24; turn++) {
      const [east, south] = [Math.cos((turn / 24) * TURN), Math.sin((turn / 24) * TURN)];
      spots.push([x + (r + far) * east - (wide * (1 - east)) / 2, y + (r + far) * south - (high * (1 - south)) / 2]);
    }
  }
  let best = spots[0];
  let least = Infinity;
  for (const [left, top] of spots) {
    if (left < 2 || top < 2 || left + wide > v.w - 2 || top + high > v.h - 2) continue;
    const hidden = taken.reduce((sum, b) => sum + Math.max(0, Math.min(b[2], left + wide) - Math.max(b[0], left)) * Math.max(0, Math.min(b[3], top + high) - Math.max(b[1], top)), 0);
    if (hidden < least) [best, least] = [[left, top], hidden];
    if (!hidden) break;
  }
  return [best[0], best[1], best[0] + wide, best[1] + high];
}

/**
 * @param {CanvasRenderingContext2D} g @param {View} v @param {any} head of the story @param {number} day @param {Theme} theme
 * @param {number[][]} names boxes of the place names on screen @param {number} covered pixels hidden at the right
 */
export function drawNotes(g, v, head, day, theme, names, covered = 0) {
  g.setTransform(v.dpr, 0, 0, v.dpr, 0, 0);
  g.textBaseline = 'middle';
  const colour = peopleColour(theme);
  const discs = notesOn(head.notes, day, v);
  for (const disc of discs) drawDisc(g, v, disc, colour);
  const taken = covered ? [...names, [v.w - covered, 0, v.w, v.h]] : [...names];
  for (const first of discs.filter(({ row }) => !row)) {
    const same = discs.filter(({ note }) => note[NOTE.lon] === first.note[NOTE.lon] && note[NOTE.lat] === first.note[NOTE.lat]);
    writeWords(g, v, first, linesOf(same), colour, theme, taken);
  }
}

/** @param {Disc[]} same @returns {string[]} */
function linesOf(same) {
  const lines = same.map(({ note }) => {
    const who = note[NOTE.source] || '';
    return `${noteWords(note)}${who ? `, ${who.length > 22 ? `${who.slice(0, 20)} …` : who}` : ''}`;
  });
  if (lines.length <= MOST_LABELS) return lines;
  return [...lines.slice(0, MOST_LABELS - 1), `and ${lines.length - MOST_LABELS + 1} more figures`];
}

/** @param {CanvasRenderingContext2D} g @param {View} v @param {Disc} disc @param {string} colour */
function drawDisc(g, v, { note, x, y, r }, colour) {
  const back = note[NOTE.movement] === 'returned';
  g.fillStyle = fade(colour, back ? 0 : 0.13);
  g.strokeStyle = fade(colour, 0.9);
  g.lineWidth = back ? 2.2 : 1.2;
  g.setLineDash(back ? [4, 3] : []);
  g.beginPath();
  g.arc(x, y, r, 0, TURN);
  g.fill();
  g.stroke();
  g.setLineDash([]);
  if (note[NOTE.toLon] === null || note[NOTE.toLat] === null) return;
  arrow(g, x, y, [worldX(note[NOTE.toLon]) * v.k - v.ox, worldY(note[NOTE.toLat]) * v.k - v.oy], colour);
}

/**
 * @param {CanvasRenderingContext2D} g @param {View} v @param {Disc} disc @param {string[]} lines @param {string} colour
 * @param {Theme} theme @param {number[][]} taken
 */
function writeWords(g, v, disc, lines, colour, theme, taken) {
  g.font = '600 11.5px system-ui, sans-serif';
  g.textAlign = 'left';
  const wide = Math.max(...lines.map((line) => g.measureText(line).width)) + 12;
  const box = noteBox(disc, wide, lines.length * LINE + 4, taken, v);
  taken.push(box);
  const [left, top, right, bottom] = box;
  const [nearX, nearY] = [Math.max(left, Math.min(disc.x, right)), Math.max(top, Math.min(disc.y, bottom))];
  const gap = Math.hypot(nearX - disc.x, nearY - disc.y);
  if (gap > disc.r + 8) {
    g.strokeStyle = fade(colour, 0.9);
    g.lineWidth = 1;
    g.beginPath();
    g.moveTo(disc.x + ((nearX - disc.x) / gap) * disc.r, disc.y + ((nearY - disc.y) / gap) * disc.r);
    g.lineTo(nearX, nearY);
    g.stroke();
  }
  g.globalAlpha = 0.92;
  g.fillStyle = theme.paper;
  g.beginPath();
  g.roundRect(left, top, wide, bottom - top, 4);
  g.fill();
  g.globalAlpha = 1;
  g.fillStyle = colour;
  lines.forEach((line, i) => g.fillText(line, left + 6, top + 2 + LINE * (i + 0.5)));
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
