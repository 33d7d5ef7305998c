// Opens a packed timeline (see geo/state/pack.py) and gives its arrays and texts names.
import { worldX, worldY } from './project.js';

/** @typedef {Uint8Array | Uint16Array | Uint32Array | Float32Array} Numbers */
/** @typedef {[string, number, number, string, number]} Look level, side, rival, contest, age */
/** @typedef {{key: string, label: string, short: string, colour: string}} Side */
/** @typedef {{k: string, n: string, m: string, c: string, at: [number, number] | null, g: number[][]}} BaseRow */
/** @typedef {{key: string, label: string, side: string, km: number, runs: any[][]}} Route columns of a run: see roads.js */
/** @typedef {{source: string, movement: string, area: string, counting: string, steps: [string, number | null, number | null, number][]}} Series */
/** @typedef {[string, number, number, number, number, number | null, number, string[]]} Choke name, lon, lat, route-days, severed, extra km, share, routes */
/**
 * @typedef {object} Header
 * @property {string} build
 * @property {{key: string, title: string, bbox: number[], credit: string[]}} theatre
 * @property {string} start
 * @property {number} days
 * @property {string | null} knownAsOf
 * @property {string | null} perspective
 * @property {string[]} leaveOut
 * @property {Side[]} sides
 * @property {Look[]} codes
 * @property {{id: string[], name: string[], local: string[], alt: string[], kind: string[], rank: number[], quality: string[], near: number[]}} places
 * @property {any[][]} claims distinct values of each column of the claims
 * @property {any[][]} notes
 * @property {Route[]} routes
 * @property {Record<string, Choke[]>} chokes by side
 * @property {Series[]} series
 * @property {[number, number, number[]][]} conflicts
 * @property {BaseRow[]} base
 * @property {number[]} grid @property {number} steps of the grid of areas, line and band
 * @property {string[]} whys
 * @property {string[]} headlines
 * @property {[string, number, string, number][]} roadCodes
 * @property {[string, string, string, string, number, string][]} roads
 * @property {Record<string, [string, number, number, number?]>} sections
 */
/** @typedef {{head: Header, arrays: Record<string, Numbers>}} Opened */
/**
 * Shapes of all days: day -> set -> parts -> rings -> points in world units.
 * @typedef {object} Outlines
 * @property {Numbers} day @property {Numbers} set @property {Numbers} part @property {Numbers} ring
 * @property {Numbers} side @property {Numbers} other @property {Numbers} size
 * @property {Numbers} refEnd @property {Numbers} ref
 * @property {Float64Array} x @property {Float64Array} y
 */

/** @type {Record<string, any>} */
const TYPES = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, f4: Float32Array };

/** @param {ArrayBuffer} buffer @returns {Promise<ArrayBuffer>} */
export async function gunzip(buffer) {
  const bytes = new Uint8Array(buffer);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return buffer;
  const stream = new Blob([buffer]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

/** Digits of base 85 that need no escape in a script, a template or markup; the same as in layers/timeline.py. */
export const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#()*+,-./:;=?@[]^_{|}~';

/** @param {string} text five digits for four bytes, the last group shorter @returns {ArrayBuffer} */
export function fromBase85(text) {
  const value = new Uint8Array(128);
  for (let i = 0; i < 85; i++) value[DIGITS.charCodeAt(i)] = i;
  const size = Math.floor((text.length * 4) / 5);
  const padded = text.padEnd(Math.ceil(text.length / 5) * 5, DIGITS[84]);
  const bytes = new Uint8Array((padded.length / 5) * 4);
  for (let i = 0, to = 0; i < padded.length; i += 5, to += 4) {
    let high = value[padded.charCodeAt(i)];
    for (let k = 1; k < 4; k++) high = high * 85 + value[padded.charCodeAt(i + k)];
    const word = high * 85 + value[padded.charCodeAt(i + 4)];
    bytes[to] = word >>> 24;
    bytes[to + 1] = word >>> 16;
    bytes[to + 2] = word >>> 8;
    bytes[to + 3] = word;
  }
  return size === bytes.length ? bytes.buffer : bytes.buffer.slice(0, size);
}

/**
 * @param {ArrayBuffer} packed @returns {Promise<Opened>}
 * @throws {Error} if it is not a timeline of this version
 */
export async function openTimeline(packed) {
  const buffer = await gunzip(packed);
  const bytes = new Uint8Array(buffer);
  if (String.fromCharCode(...bytes.slice(0, 4)) !== 'CLTL') throw new Error('This is not a timeline file.');
  const size = new DataView(buffer).getUint32(4, true);
  /** @type {Header & {v: number}} */
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + size)));
  if (head.v !== 2) throw new Error(`This timeline has format ${head.v}; this page reads format 2. Reload the page.`);
  /** @type {Record<string, Numbers>} */
  const arrays = {};
  for (const [name, [type, offset, length, way]] of Object.entries(head.sections)) {
    arrays[name] = unsqueeze(buffer, 8 + size + offset, type, length, way || 0);
  }
  return { head, arrays };
}

/**
 * An array as it was before it was squeezed; see geo/state/squeeze.py.
 * @param {ArrayBuffer} buffer @param {number} offset bytes @param {string} type @param {number} length
 * @param {number} way order of differences, plus 4 for bytes split into planes @returns {Numbers}
 */
export function unsqueeze(buffer, offset, type, length, way) {
  const kind = TYPES[type];
  if (!way) return new kind(buffer, offset, length);
  const bytes = new Uint8Array(buffer, offset, length * kind.BYTES_PER_ELEMENT);
  const out = new kind(length);
  const order = way & 3;
  const raw = new Uint8Array(out.buffer);
  if (way & 4) {
    const wide = kind.BYTES_PER_ELEMENT;
    for (let plane = 0; plane < wide; plane++) {
      for (let i = 0, from = plane * length; i < length; i++) raw[i * wide + plane] = bytes[from + i];
    }
  } else raw.set(bytes);
  if (!order) return out;
  let step = 0;
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const z = out[i];
    const d = (z >>> 1) ^ -(z & 1);
    step = order === 2 ? (step + d) | 0 : d;
    sum = (sum + step) | 0;
    out[i] = sum;
  }
  return out;
}

/**
 * @param {Opened} file @param {string} prefix @param {number} steps of the grid across the box
 * @returns {Outlines}
 */
export function outlinesOf(file, prefix, steps) {
  const { arrays, head } = file;
  const gx = arrays[`${prefix}.x`];
  const gy = arrays[`${prefix}.y`];
  const ring = arrays[`${prefix}.ring`];
  const [west, south, east, north] = head.grid;
  const rows = new Float64Array(steps + 1);
  const x0 = worldX(west);
  const xs = (worldX(east) - x0) / steps;
  const x = new Float64Array(gx.length);
  const y = new Float64Array(gy.length);
  for (let i = 0; i < gx.length; i++) {
    x[i] = x0 + gx[i] * xs;
    y[i] = rows[gy[i]] || (rows[gy[i]] = worldY(south + ((north - south) * gy[i]) / steps));
  }
  const none = new Uint8Array(0);
  const get = (/** @type {string} */ name) => arrays[`${prefix}.${name}`] || none;
  return {
    day: get('day'), set: get('set'), part: get('part'), ring, x, y,
    side: get('side'), other: get('other'), size: get('size'), refEnd: get('refend'), ref: get('ref'),
  };
}

/** @param {string} start ISO day @param {number} index @returns {string} ISO day */
export function isoDay(start, index) {
  return new Date(Date.parse(`${start}T00:00:00Z`) + index * 86400000).toISOString().slice(0, 10);
}

/** @param {string} start ISO day @param {string} day ISO day @returns {number} index, NaN for nonsense */
export function dayIndex(start, day) {
  return Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${start}T00:00:00Z`)) / 86400000);
}

/** @param {string} iso @returns {string} "27 February 2020" */
export function dayWords(iso) {
  const months = 'January February March April May June July August September October November December'.split(' ');
  const [year, month, day] = iso.split('-').map(Number);
  return day && month ? `${day} ${months[month - 1]} ${year}` : iso;
}
