// One opened timeline: where every day is looked up, and what stands behind it.
import { dayIndex, isoDay, outlinesOf } from './codec.js';
import { worldX, worldY } from './project.js';
import { Track } from './track.js';

/** @typedef {import('./codec.js').Numbers} Numbers */
/** @typedef {{number: number, claim: any[], supports: boolean, value: number, side: number}} Cited */

/** Columns of a claim row; see geo/state/chapters.py. */
export const CLAIM = {
  id: 0, kind: 1, who: 2, side: 3, grade: 4, polarity: 5, event: 6, holder: 7, day: 8, precision: 9, published: 10,
  outlet: 11, title: 12, url: 13, sentence: 14, name: 15, place: 16,
};

export class Story {
  /** @param {import('./codec.js').Opened} file */
  constructor(file) {
    const { head, arrays } = file;
    this.head = head;
    this.arrays = arrays;
    this.days = head.days;
    this.track = new Track(arrays, 'p', head.days);
    this.roadTrack = new Track(arrays, 'r', head.days);
    this.areas = outlinesOf(file, 'a', head.steps);
    this.line = outlinesOf(file, 'l', head.steps);
    this.band = outlinesOf(file, 'b', head.steps);
    this.roadLines = outlinesOf(file, 'r', 65535);
    const n = head.places.id.length;
    this.x = Float64Array.from(arrays['p.lon'], worldX);
    this.y = Float64Array.from(arrays['p.lat'], worldY);
    this.estimated = Uint8Array.from(head.places.quality, (q) => (q === 'approx' || q === 'derived' ? 1 : 0));
    this.silent = head.codes.findIndex((look) => look[0] === 'silent');
    this.spoken = new Uint8Array(n);
    for (let i = 0; i < n; i++) this.spoken[i] = this.track.base[i] === this.silent ? 0 : 1;
    for (let e = 0; e < this.track.item.length; e++) this.spoken[this.track.item[e]] = 1;
    /** Places that some claim names, not only the area around them. */
    this.named = new Uint8Array(n);
    const index = new Map(head.places.id.map((id, i) => [id, i]));
    for (const id of head.claims[CLAIM.place]) {
      const at = index.get(id);
      if (at !== undefined) this.named[at] = 1;
    }
    if (!head.claims[CLAIM.place].length) this.named.set(this.spoken);
    const { rank } = head.places;
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    order.sort((a, b) => this.named[b] - this.named[a] || this.spoken[b] - this.spoken[a] || rank[b] - rank[a] || a - b);
    this.words = { order, name: head.places.name, local: head.places.local };
    const group = head.codes.map((look) => `${look[0]}|${look[1]}|${look[2]}|${look[3]}`);
    this.changeDays = this.track.changeDays((a, b) => group[a] !== group[b]);
    this.noteDays = new Uint8Array(head.days);
    for (const note of head.notes) this.noteDays.fill(1, note[0], note[1] + 1);
  }

  /** A claim by number, in the columns of CLAIM; its id is shortened. @param {number} k @returns {any[]} */
  claim(k) {
    const row = this.head.claims.map((values, column) => (column ? values[this.arrays[`c.${column}`][k]] : ''));
    for (const byte of this.arrays['c.0'].subarray(k * 3, k * 3 + 3)) row[CLAIM.id] += byte.toString(16).padStart(2, '0');
    return row;
  }

  /** The number of a claim whose full id Python gave, -1 where the timeline does not carry it. @param {string} id */
  claimNumber(id) {
    const wanted = id.slice(id.lastIndexOf('-') + 1).slice(0, 6);
    const bytes = this.arrays['c.0'];
    const hex = (/** @type {number} */ byte) => byte.toString(16).padStart(2, '0');
    for (let k = 0; k * 3 < bytes.length; k++) if (hex(bytes[k * 3]) + hex(bytes[k * 3 + 1]) + hex(bytes[k * 3 + 2]) === wanted) return k;
    return -1;
  }

  get day() {
    return this.track.day;
  }

  /** @param {number} day */
  go(day) {
    this.track.go(day);
    this.roadTrack.go(day);
  }

  /** @param {number} day */
  hasNotes(day) {
    return this.noteDays[day] === 1;
  }

  /** @param {number} index @returns {string} ISO day */
  iso(index) {
    return isoDay(this.head.start, index);
  }

  /** @param {string} iso @returns {number} index within the days, or -1 */
  indexOf(iso) {
    const index = dayIndex(this.head.start, iso);
    return index >= 0 && index < this.days ? index : -1;
  }

  /** @param {number} day @returns {string} */
  headline(day) {
    const list = this.arrays.headline;
    return list ? this.head.headlines[list[day]] || '' : '';
  }

  /** Statements published that day by speaker's side, the last is neutral. @param {number} day @returns {number[]} */
  reports(day) {
    const width = this.head.sides.length + 1;
    return Array.from(this.arrays.reports.subarray(day * width, (day + 1) * width));
  }

  /** @param {number} place @param {number} day @returns {string} why the place looks as it does */
  why(place, day) {
    const list = this.arrays.why;
    return list ? this.head.whys[list[this.track.row(place, day)]] || '' : '';
  }

  /** The claims that a place's look rests on, in time order. @param {number} place @param {number} day @returns {Cited[]} */
  cited(place, day) {
    const ends = this.arrays['e.end'];
    if (!ends) return [];
    const row = this.track.row(place, day);
    const list = [];
    for (let k = ends[row]; k < ends[row + 1]; k++) {
      list.push({
        number: this.arrays['e.claim'][k],
        claim: this.claim(this.arrays['e.claim'][k]),
        supports: this.arrays['e.for'][k] === 1,
        value: this.arrays['e.value'][k],
        side: this.arrays['e.side'][k],
      });
    }
    return list.sort((a, b) => (a.claim[CLAIM.published] < b.claim[CLAIM.published] ? -1 : 1));
  }

  /** Numbers of all statements on a place published by a day, oldest first. @param {number} place @param {number} day @returns {number[]} */
  ledger(place, day) {
    const key = this.head.claims[CLAIM.place].indexOf(this.head.places.id[place]);
    const until = this.iso(day);
    const published = this.head.claims[CLAIM.published];
    const [of, when] = [this.arrays[`c.${CLAIM.place}`], this.arrays[`c.${CLAIM.published}`]];
    const found = [];
    for (let k = 0; key >= 0 && k < of.length; k++) if (of[k] === key && published[when[k]] <= until) found.push(k);
    return found.sort((a, b) => (published[when[a]] < published[when[b]] ? -1 : published[when[a]] > published[when[b]] ? 1 : a - b));
  }

  /** Claims behind a stretch of highway. @param {number} road @param {number} day @returns {any[][]} */
  roadClaims(road, day) {
    const ends = this.arrays['re.end'];
    const row = this.roadTrack.row(road, day);
    const list = [];
    for (let k = ends[row]; k < ends[row + 1]; k++) list.push(this.claim(this.arrays['re.claim'][k]));
    return list;
  }

  /** Places of each level and side on a day. @param {Numbers} codes @returns {Map<string, number>} by "level|side" */
  counts(codes) {
    const perCode = new Uint32Array(this.head.codes.length);
    for (let i = 0; i < codes.length; i++) perCode[codes[i]] += 1;
    const counts = new Map();
    this.head.codes.forEach(([level, side, , contest], code) => {
      const key = level === 'contested' ? `contested|${contest || 'words'}` : level === 'held' || level === 'claimed' ? `${level}|${side}` : level;
      counts.set(key, (counts.get(key) || 0) + perCode[code]);
    });
    return counts;
  }

  /** Ground by side on a day. @param {number} day @returns {number[]} km² */
  km2(day) {
    const { areas, head } = this;
    const sums = new Array(head.sides.length).fill(0);
    const set = areas.day[day] ?? 0;
    if (areas.set.length <= set + 1) return sums;
    for (let part = areas.set[set]; part < areas.set[set + 1]; part++) {
      if (areas.side[part] < sums.length) sums[areas.side[part]] += areas.size[part];
    }
    return sums;
  }
}
