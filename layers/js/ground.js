// Areas, uncertainty band, estimated line and highways of a day, as paths kept from day to day.
import { fade } from './theme.js';

/** @typedef {import('./project.js').View} View */
/** @typedef {import('./codec.js').Outlines} Outlines */
/** @typedef {import('./theme.js').Theme} Theme */
const KEPT = 240;

/** Paths of outline parts, relative to a corner; the oldest are dropped so that memory stays flat. */
export class PathStore {
  /** @param {Outlines} outlines @param {number} cx @param {number} cy corner in world units @param {boolean} closed */
  constructor(outlines, cx, cy, closed) {
    Object.assign(this, { cx, cy, closed });
    this.o = outlines;
    this.cx = cx;
    this.cy = cy;
    this.closed = closed;
    /** @type {Map<number, Path2D>} */
    this.paths = new Map();
  }

  /** @param {number} part @returns {Path2D} */
  path(part) {
    const kept = this.paths.get(part);
    if (kept) return kept;
    const { o, cx, cy } = this;
    const path = new Path2D();
    for (let r = o.part[part]; r < o.part[part + 1]; r++) {
      for (let i = o.ring[r]; i < o.ring[r + 1]; i++) {
        if (i === o.ring[r]) path.moveTo(o.x[i] - cx, o.y[i] - cy);
        else path.lineTo(o.x[i] - cx, o.y[i] - cy);
      }
      if (this.closed) path.closePath();
    }
    if (this.paths.size > KEPT) this.paths.delete(/** @type {number} */ (this.paths.keys().next().value));
    this.paths.set(part, path);
    return path;
  }

  /** Parts of a day. @param {number} day @returns {[number, number]} first and end */
  parts(day) {
    const set = this.o.day[day] ?? 0;
    return this.o.set.length > set + 1 ? [this.o.set[set], this.o.set[set + 1]] : [0, 0];
  }
}

/** Set a context so that corner-relative world units land on screen. @param {CanvasRenderingContext2D} g @param {View} v @param {number} cx @param {number} cy */
export function toWorld(g, v, cx, cy) {
  const s = v.dpr * v.k;
  g.setTransform(s, 0, 0, s, v.dpr * (cx * v.k - v.ox), v.dpr * (cy * v.k - v.oy));
}

/** @type {Map<string, CanvasPattern>} */
const patterns = new Map();

/**
 * A hatch of thin diagonal lines over a pale flat tone.
 * @param {CanvasRenderingContext2D} g @param {string} colour @param {number} dpr @param {boolean} bold
 * @param {boolean} backward leaning the other way @returns {CanvasPattern}
 */
export function hatch(g, colour, dpr, bold, backward) {
  const key = `${colour}|${dpr}|${bold}|${backward}`;
  const kept = patterns.get(key);
  if (kept) return kept;
  const size = Math.round((bold ? 9 : 8) * dpr);
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const t = /** @type {CanvasRenderingContext2D} */ (tile.getContext('2d'));
  t.fillStyle = fade(colour, bold ? 0.34 : 0.19);
  t.fillRect(0, 0, size, size);
  t.strokeStyle = fade(colour, bold ? 0.9 : 0.42);
  t.lineWidth = dpr * (bold ? 1.6 : 0.9);
  for (const shift of [-size, 0, size]) {
    t.beginPath();
    if (backward) {
      t.moveTo(shift - 1, -1);
      t.lineTo(shift + size + 1, size + 1);
    } else {
      t.moveTo(shift - 1, size + 1);
      t.lineTo(shift + size + 1, -1);
    }
    t.stroke();
  }
  const pattern = /** @type {CanvasPattern} */ (g.createPattern(tile, 'repeat'));
  patterns.set(key, pattern);
  return pattern;
}

/**
 * Fill a path with a hatch whose lines keep their size on screen and stay put on the ground.
 * @param {CanvasRenderingContext2D} g @param {Path2D} path @param {CanvasPattern} pattern @param {View} v
 */
function fillHatched(g, path, pattern, v) {
  const s = 1 / (v.dpr * v.k);
  pattern.setTransform(new DOMMatrix([s, 0, 0, s, 0, 0]));
  g.fillStyle = pattern;
  g.fill(path, 'evenodd');
}

/**
 * @param {CanvasRenderingContext2D} g @param {View} v @param {PathStore} store @param {number} day @param {Theme} theme
 */
export function drawAreas(g, v, store, day, theme) {
  toWorld(g, v, store.cx, store.cy);
  const [from, end] = store.parts(day);
  for (let part = from; part < end; part++) {
    const side = store.o.side[part];
    if (side === 255) continue;
    const pattern = hatch(g, theme.sides[side] || theme.unknown, v.dpr, false, side % 2 === 1);
    fillHatched(g, store.path(part), pattern, v);
  }
}

/** @param {CanvasRenderingContext2D} g @param {View} v @param {PathStore} store @param {number} day @param {Theme} theme */
export function drawBand(g, v, store, day, theme) {
  toWorld(g, v, store.cx, store.cy);
  g.fillStyle = fade(theme.land, theme.dark ? 0.3 : 0.42);
  const [from, end] = store.parts(day);
  for (let part = from; part < end; part++) g.fill(store.path(part), 'evenodd');
}

/** @param {CanvasRenderingContext2D} g @param {View} v @param {PathStore} store @param {number} day @param {Theme} theme */
export function drawLine(g, v, store, day, theme) {
  toWorld(g, v, store.cx, store.cy);
  g.lineJoin = 'round';
  const [from, end] = store.parts(day);
  const strokes = [[theme.halo, 3.6], [theme.ink, 1.6]];
  for (const [colour, width] of strokes) {
    g.strokeStyle = /** @type {string} */ (colour);
    g.lineWidth = /** @type {number} */ (width) / v.k;
    g.setLineDash(width === 1.6 ? [7 / v.k, 3.5 / v.k] : []);
    for (let part = from; part < end; part++) g.stroke(store.path(part));
  }
  g.setLineDash([]);
}

/** Dash of a road by what is said of it. @type {Record<string, number[]>} */
const ROAD_DASH = { open: [], held: [], cut: [2, 5], contested: [8, 4], unknown: [] };

/**
 * @param {CanvasRenderingContext2D} g @param {View} v @param {PathStore} store
 * @param {import('./codec.js').Numbers} codes @param {[string, number, string, number][]} looks @param {Theme} theme
 */
export function drawRoads(g, v, store, codes, looks, theme) {
  toWorld(g, v, store.cx, store.cy);
  const wide = v.zoom > 10 ? 1.35 : 1;
  g.lineCap = 'butt';
  for (const pass of [0, 1]) {
    for (let i = 0; i < codes.length; i++) {
      const [inferred, side, stated] = looks[codes[i]];
      const word = stated === 'cut' || stated === 'contested' ? stated : inferred;
      const known = word !== 'unknown' && side !== 255;
      g.setLineDash(pass && (known || word === 'cut' || word === 'contested') ? ROAD_DASH[word].map((d) => d / v.k) : []);
      g.strokeStyle = pass ? (known ? theme.sides[side] : word === 'unknown' ? theme.road : theme.ink) : theme.halo;
      g.lineWidth = ((pass ? (known || word === 'cut' ? 2.4 : 1.5) : 4.4) * wide) / v.k;
      g.stroke(store.path(i));
    }
  }
  g.setLineDash([]);
}

/**
 * Ground that changed hands between two days, hatched boldly in the colour of who has it on the later one.
 * @param {CanvasRenderingContext2D} g @param {View} v @param {PathStore} store
 * @param {number} before @param {number} after @param {Theme} theme
 */
export function drawAreaChange(g, v, store, before, after, theme) {
  const sheet = document.createElement('canvas');
  sheet.width = g.canvas.width;
  sheet.height = g.canvas.height;
  const s = /** @type {CanvasRenderingContext2D} */ (sheet.getContext('2d'));
  const [p, q] = store.parts(after);
  const [a, b] = store.parts(before);
  theme.sides.forEach((colour, side) => {
    s.setTransform(1, 0, 0, 1, 0, 0);
    s.clearRect(0, 0, sheet.width, sheet.height);
    toWorld(s, v, store.cx, store.cy);
    const pattern = hatch(s, colour, v.dpr, true, side % 2 === 1);
    for (let part = p; part < q; part++) if (store.o.side[part] === side) fillHatched(s, store.path(part), pattern, v);
    s.globalCompositeOperation = 'destination-out';
    s.fillStyle = '#000';
    for (let part = a; part < b; part++) if (store.o.side[part] === side) s.fill(store.path(part), 'evenodd');
    s.globalCompositeOperation = 'source-over';
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.drawImage(sheet, 0, 0);
  });
}
