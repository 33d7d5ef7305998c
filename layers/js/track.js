// Things that change from day to day: a first day and the changes after it, playable both ways.
/** @typedef {import('./codec.js').Numbers} Numbers */

export class Track {
  /** @param {Record<string, Numbers>} arrays @param {string} prefix @param {number} days */
  constructor(arrays, prefix, days) {
    this.base = arrays[`${prefix}.base`];
    this.off = arrays[`${prefix}.off`];
    this.item = arrays[`${prefix}.item`];
    this.new = arrays[`${prefix}.new`];
    this.days = days;
    /** What each change replaced. */
    this.old = replaced(this.base, this.item, this.new);
    /** Code of each thing on the day shown. */
    this.now = this.base.slice();
    this.day = 0;
  }

  /** Move to a day, forwards or backwards. @param {number} day @returns {number} changes applied */
  go(day) {
    const { off, item, now, old, day: from } = this;
    const fresh = this.new;
    if (day > from) {
      for (let e = off[from + 1], end = off[day + 1]; e < end; e++) now[item[e]] = fresh[e];
    } else {
      for (let e = off[from + 1] - 1, end = off[day + 1]; e >= end; e--) now[item[e]] = old[e];
    }
    this.day = day;
    return Math.abs(off[day + 1] - off[from + 1]);
  }

  /** Codes of another day; the track itself stays. @param {number} day @returns {Numbers} */
  codesOn(day) {
    const here = this.day;
    const keep = this.now;
    this.now = keep.slice();
    this.go(day);
    const codes = this.now;
    this.now = keep;
    this.day = here;
    return codes;
  }

  /** Proof row of a thing on a day: its first look, or its latest change. @param {number} i @param {number} day */
  row(i, day) {
    for (let e = this.off[day + 1] - 1; e >= 0; e--) if (this.item[e] === i) return this.base.length + e;
    return i;
  }

  /** Runs of one thing: [first day, code] pairs. @param {number} i @returns {[number, number][]} */
  runs(i) {
    /** @type {[number, number][]} */
    const runs = [[0, this.base[i]]];
    for (let d = 1; d < this.days; d++) {
      for (let e = this.off[d]; e < this.off[d + 1]; e++) {
        if (this.item[e] === i && this.new[e] !== runs[runs.length - 1][1]) runs.push([d, this.new[e]]);
      }
    }
    return runs;
  }

  /**
   * Days on which something changes in a way the reader cares for.
   * @param {(oldCode: number, newCode: number) => boolean} matters @returns {number[]}
   */
  changeDays(matters) {
    const days = [];
    for (let d = 1; d < this.days; d++) {
      for (let e = this.off[d]; e < this.off[d + 1]; e++) {
        if (matters(this.old[e], this.new[e])) {
          days.push(d);
          break;
        }
      }
    }
    return days;
  }
}

/** @param {Numbers} base @param {Numbers} item @param {Numbers} fresh @returns {Numbers} */
function replaced(base, item, fresh) {
  const now = base.slice();
  const old = fresh.slice();
  for (let e = 0; e < item.length; e++) {
    old[e] = now[item[e]];
    now[item[e]] = fresh[e];
  }
  return old;
}

/**
 * What changed between two days, by side: places gained and lost.
 * @param {Numbers} before @param {Numbers} after @param {import('./codec.js').Look[]} codes @param {number} sides
 * @returns {{changed: number[], gained: number[], lost: number[]}} indices of changed places; counts by side
 */
export function difference(before, after, codes, sides) {
  const gained = new Array(sides).fill(0);
  const lost = new Array(sides).fill(0);
  const changed = [];
  const owner = codes.map((c) => (c[0] === 'held' || c[0] === 'claimed' ? c[1] : -1));
  /** Never reported on and no longer reported on are both nothing known: no change to point at. */
  const group = codes.map((c) => (c[0] === 'silent' || c[0] === 'unknown' ? '' : `${c[0]}|${c[1]}|${c[2]}|${c[3]}`));
  for (let i = 0; i < after.length; i++) {
    if (group[before[i]] === group[after[i]]) continue;
    changed.push(i);
    const was = owner[before[i]];
    const is = owner[after[i]];
    if (was === is) continue;
    if (was >= 0 && was < sides) lost[was] += 1;
    if (is >= 0 && is < sides) gained[is] += 1;
  }
  return { changed, gained, lost };
}
