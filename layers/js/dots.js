// Thousands of place symbols on one canvas, stamped pixel by pixel: a step costs what is on screen, no more.
import { dotRadius, makeSheet, mixPixel } from './symbols.js';

/** @typedef {import('./project.js').View} View */
/** @typedef {import('./codec.js').Numbers} Numbers */
/** @typedef {import('./theme.js').Theme} Theme */

const CROWD = 3000;

export class Dots {
  /** @param {import('./codec.js').Look[]} looks @param {Float64Array} x @param {Float64Array} y @param {Uint8Array} estimated */
  constructor(looks, x, y, estimated) {
    this.looks = looks;
    this.x = x;
    this.y = y;
    this.estimated = estimated;
    this.silent = looks.findIndex((look) => look[0] === 'silent');
    /** What lies on top: the unreported lowest, the disputed highest. */
    this.height = Uint8Array.from(looks, ([level]) => ['silent', 'unknown', 'claimed', 'contested'].indexOf(level === 'held' ? 'claimed' : level));
    /** Screen positions in device pixels and the places on screen. */
    this.sx = new Int32Array(x.length);
    this.sy = new Int32Array(x.length);
    this.shown = new Uint32Array(x.length);
    this.count = 0;
    this.radius = 5;
    /** @type {import('./symbols.js').Sheet | null} */
    this.sheet = null;
    this.sheetKey = '';
    /** @type {ImageData | null} */
    this.image = null;
  }

  /** Where everything lands on screen; called when the view moves. @param {View} v @param {Theme} theme */
  place(v, theme) {
    const { x, y, sx, sy, shown } = this;
    const margin = 20 * v.dpr;
    const [w, h] = [v.w * v.dpr + margin, v.h * v.dpr + margin];
    let count = 0;
    for (let i = 0; i < x.length; i++) {
      const px = Math.round((x[i] * v.k - v.ox) * v.dpr);
      const py = Math.round((y[i] * v.k - v.oy) * v.dpr);
      sx[i] = px;
      sy[i] = py;
      if (px > -margin && py > -margin && px < w && py < h) shown[count++] = i;
    }
    this.count = count;
    this.radius = dotRadius(v.zoom, count);
    const crowd = count > CROWD;
    const key = `${this.radius.toFixed(2)}|${v.dpr}|${theme.dark}|${crowd}`;
    if (key !== this.sheetKey) {
      this.sheet = makeSheet(this.looks, this.radius, v.dpr, theme, crowd);
      this.sheetKey = key;
    }
    const [iw, ih] = [Math.round(v.w * v.dpr), Math.round(v.h * v.dpr)];
    if (!this.image || this.image.width !== iw || this.image.height !== ih) this.image = new ImageData(iw, ih);
  }

  /** @param {CanvasRenderingContext2D} g @param {Numbers} codes */
  draw(g, codes) {
    const { shown, count, image, height } = this;
    if (!this.sheet || !image) return;
    const px = new Uint32Array(image.data.buffer);
    px.fill(0);
    for (let level = 0; level < 4; level++) {
      for (let n = 0; n < count; n++) if (height[codes[shown[n]]] === level) this.stamp(px, shown[n], codes);
    }
    g.putImageData(image, 0, 0);
  }

  /** @param {Uint32Array} px @param {number} i place @param {Numbers} codes */
  stamp(px, i, codes) {
    const sheet = /** @type {import('./symbols.js').Sheet} */ (this.sheet);
    const { width: w, height: h } = /** @type {ImageData} */ (this.image);
    const x = this.sx[i];
    const y = this.sy[i];
    const edge = sheet.half;
    const s = codes[i] * 2 + this.estimated[i];
    const { [s]: at } = sheet.solidAt;
    const { [s]: ink } = sheet.solid;
    const { [s]: softAt } = sheet.softAt;
    const { [s]: soft } = sheet.soft;
    if (x >= edge && y >= edge && x < w - edge && y < h - edge) {
      const from = y * w + x;
      for (let p = 0, q = 0; p < ink.length; p++, q += 2) px[from + at[q + 1] * w + at[q]] = ink[p];
      for (let p = 0, q = 0; p < soft.length; p++, q += 2) {
        const to = from + softAt[q + 1] * w + softAt[q];
        px[to] = px[to] ? mixPixel(px[to], soft[p]) : soft[p];
      }
      return;
    }
    for (let p = 0, q = 0; p < ink.length + soft.length; p++, q += 2) {
      const late = p >= ink.length;
      const k = late ? q - ink.length * 2 : q;
      const dx = x + (late ? softAt : at)[k];
      const dy = y + (late ? softAt : at)[k + 1];
      if (dx < 0 || dy < 0 || dx >= w || dy >= h) continue;
      const to = dy * w + dx;
      px[to] = late ? mixPixel(px[to], soft[p - ink.length]) : ink[p];
    }
  }

  /**
   * The place under a point, spoken-of places before silent ones.
   * @param {number} x CSS pixels @param {number} y @param {View} v @param {Numbers} codes @param {number} slack
   * @returns {number} index or -1
   */
  hit(x, y, v, codes, slack = 6) {
    const reach = ((this.radius + slack) * v.dpr) ** 2;
    let best = -1;
    let least = Infinity;
    for (let n = 0; n < this.count; n++) {
      const i = this.shown[n];
      const d = (this.sx[i] - x * v.dpr) ** 2 + (this.sy[i] - y * v.dpr) ** 2;
      if (d > reach) continue;
      const cost = d + (codes[i] === this.silent ? reach : 0);
      if (cost < least) [best, least] = [i, cost];
    }
    return best;
  }
}
