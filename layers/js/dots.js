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
    /** Places from north to south: stamps then fall on memory in order. */
    this.order = Uint32Array.from(y, (_, i) => i).sort((a, b) => y[a] - y[b]);
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
    /** Places on screen by what lies on top, filled anew for each day. */
    this.tiers = [0, 1, 2, 3].map(() => new Uint32Array(x.length));
  }

  /** Where everything lands on screen; called when the view moves. @param {View} v @param {Theme} theme */
  place(v, theme) {
    const { x, y, sx, sy, shown } = this;
    const margin = 20 * v.dpr;
    const [w, h] = [v.w * v.dpr + margin, v.h * v.dpr + margin];
    const [k, ox, oy] = [v.k * v.dpr, v.ox * v.dpr, v.oy * v.dpr];
    let count = 0;
    for (const i of this.order) {
      const px = Math.round(x[i] * k - ox);
      const py = Math.round(y[i] * k - oy);
      sx[i] = px;
      sy[i] = py;
      if (px > -margin && py > -margin && px < w && py < h) shown[count++] = i;
    }
    this.count = count;
    this.radius = dotRadius(v.zoom, count);
    const crowd = count > CROWD;
    const width = Math.round(v.w * v.dpr);
    const key = `${this.radius.toFixed(2)}|${v.dpr}|${width}|${theme.dark}|${crowd}`;
    if (key !== this.sheetKey) {
      this.sheet = makeSheet(this.looks, this.radius, v.dpr, theme, width, crowd);
      this.sheetKey = key;
    }
  }

  /** Stamp every place on screen, the disputed last. @param {CanvasRenderingContext2D} g its canvas is this layer's alone @param {Numbers} codes */
  draw(g, codes) {
    const { shown, count, height, tiers, sheet } = this;
    const { width, height: tall } = g.canvas;
    if (!sheet) return;
    if (!this.image || this.image.width !== width || this.image.height !== tall) this.image = new ImageData(width, tall);
    const px = new Uint32Array(this.image.data.buffer);
    px.fill(0);
    const filled = [0, 0, 0, 0];
    for (let n = 0; n < count; n++) {
      const i = shown[n];
      const tier = height[codes[i]];
      tiers[tier][filled[tier]++] = i;
    }
    for (let tier = 0; tier < 4; tier++) this.stampAll(px, width, tall, tiers[tier], filled[tier], codes, sheet);
    g.putImageData(this.image, 0, 0);
  }

  /**
   * @param {Uint32Array} px @param {number} w @param {number} h @param {Uint32Array} list @param {number} length
   * @param {Numbers} codes @param {import('./symbols.js').Sheet} sheet
   */
  stampAll(px, w, h, list, length, codes, sheet) {
    const { sx, sy, estimated } = this;
    const { half, solidEnd, solidAt, solid, softEnd, softAt, soft } = sheet;
    for (let n = 0; n < length; n++) {
      const i = list[n];
      const x = sx[i];
      const y = sy[i];
      const s = codes[i] * 2 + estimated[i];
      const from = y * w + x;
      if (x >= half && y >= half && x < w - half && y < h - half) {
        for (let p = solidEnd[s], end = solidEnd[s + 1]; p < end; p++) px[from + solidAt[p]] = solid[p];
        for (let p = softEnd[s], end = softEnd[s + 1]; p < end; p++) {
          const to = from + softAt[p];
          px[to] = mixPixel(px[to], soft[p]);
        }
        continue;
      }
      const inside = (/** @type {number} */ at) => {
        const dy = Math.round(at / w);
        const column = x + at - dy * w;
        return column >= 0 && column < w && y + dy >= 0 && y + dy < h;
      };
      for (let p = solidEnd[s]; p < solidEnd[s + 1]; p++) if (inside(solidAt[p])) px[from + solidAt[p]] = solid[p];
      for (let p = softEnd[s]; p < softEnd[s + 1]; p++) {
        const to = from + softAt[p];
        if (inside(softAt[p])) px[to] = mixPixel(px[to], soft[p]);
      }
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
