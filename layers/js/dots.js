// Thousands of place symbols on one canvas: stamps for a few, pixel runs for crowds.
import { dotRadius, makeSheet } from './symbols.js';

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
    this.crowd = count > CROWD;
    this.radius = dotRadius(v.zoom, count);
    const key = `${this.radius.toFixed(2)}|${v.dpr}|${theme.dark}|${this.crowd}`;
    if (key !== this.sheetKey) {
      this.sheet = makeSheet(this.looks, this.radius, v.dpr, theme, this.crowd);
      this.sheetKey = key;
    }
    const [iw, ih] = [Math.round(v.w * v.dpr), Math.round(v.h * v.dpr)];
    if (!this.crowd) this.image = null;
    else if (!this.image || this.image.width !== iw || this.image.height !== ih) this.image = new ImageData(iw, ih);
  }

  /** @param {CanvasRenderingContext2D} g in device pixels @param {View} v @param {Numbers} codes */
  draw(g, v, codes) {
    g.setTransform(1, 0, 0, 1, 0, 0);
    if (this.crowd) this.drawCrowd(g, codes);
    else this.drawStamps(g, v, codes);
  }

  /** @param {CanvasRenderingContext2D} g @param {View} v @param {Numbers} codes */
  drawStamps(g, v, codes) {
    const { sheet, shown, count, sx, sy, estimated, silent } = this;
    g.clearRect(0, 0, g.canvas.width, g.canvas.height);
    if (!sheet) return;
    const { cell, half, canvas } = sheet;
    for (let pass = 0; pass < 2; pass++) {
      for (let n = 0; n < count; n++) {
        const i = shown[n];
        const code = codes[i];
        if ((code === silent) === (pass === 1)) continue;
        g.drawImage(canvas, code * cell, estimated[i] * cell, cell, cell, sx[i] - half, sy[i] - half, cell, cell);
      }
    }
  }

  /** @param {CanvasRenderingContext2D} g @param {Numbers} codes */
  drawCrowd(g, codes) {
    const { sheet, shown, count, sx, sy, estimated, image } = this;
    if (!sheet || !image) return;
    const px = new Uint32Array(image.data.buffer);
    const { width: w, height: h } = image;
    px.fill(0);
    const edge = sheet.half;
    for (let n = 0; n < count; n++) {
      const i = shown[n];
      const [x, y] = [sx[i], sy[i]];
      const s = codes[i] * 2 + estimated[i];
      const at = sheet.at[s];
      const ink = sheet.ink[s];
      if (x >= edge && y >= edge && x < w - edge && y < h - edge) {
        const from = y * w + x;
        for (let p = 0, q = 0; p < ink.length; p++, q += 2) px[from + at[q + 1] * w + at[q]] = ink[p];
        continue;
      }
      for (let p = 0, q = 0; p < ink.length; p++, q += 2) {
        const [dx, dy] = [x + at[q], y + at[q + 1]];
        if (dx >= 0 && dy >= 0 && dx < w && dy < h) px[dy * w + dx] = ink[p];
      }
    }
    g.putImageData(image, 0, 0);
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
