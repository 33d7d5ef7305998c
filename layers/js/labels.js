// Place names that do not collide: the weightiest first, the local script under the Latin one.
/** @typedef {import('./project.js').View} View */
/** @typedef {import('./theme.js').Theme} Theme */
/** @typedef {{name: string, local: string, strong: boolean, align: CanvasTextAlign, place: number, left: number, top: number, w: number, h: number, at: number[]}} Label name box relative to the place, CSS pixels; at: where it is kept, device pixels */

const FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Noto Sans Arabic', sans-serif";

/** Occupied rectangles in coarse cells, so that a test costs little. */
export class Crowding {
  constructor() {
    /** @type {Map<number, number[][]>} */
    this.cells = new Map();
  }

  /** @param {number[]} box left, top, right, bottom @param {(list: number[][]) => boolean} visit stop on true */
  each(box, visit) {
    for (let x = Math.floor(box[0] / 80); x <= Math.floor(box[2] / 80); x++) {
      for (let y = Math.floor(box[1] / 80); y <= Math.floor(box[3] / 80); y++) {
        const key = x * 10007 + y;
        let list = this.cells.get(key);
        if (!list) this.cells.set(key, (list = []));
        if (visit(list)) return true;
      }
    }
    return false;
  }

  /** @param {number[]} box @returns {boolean} */
  free(box) {
    return !this.each(box, (list) => list.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1]));
  }

  /** @param {number[]} box */
  take(box) {
    this.each(box, (list) => {
      list.push(box);
      return false;
    });
  }
}

/**
 * Choose and place labels for what is on screen.
 * @param {{order: Uint32Array, name: string[], local: string[]}} words places by falling weight, with their names
 * @param {import('./dots.js').Dots} dots @param {View} v @param {(text: string, strong: boolean) => number} width
 * @param {(place: number) => number} weight 0 for none, 1 for plain, 2 for strong @param {number[][]} reserved boxes
 * @returns {Label[]}
 */
export function placeLabels(words, dots, v, width, weight, reserved = []) {
  const crowd = new Crowding();
  reserved.forEach((box) => crowd.take(box));
  const shown = new Uint8Array(words.name.length);
  for (let n = 0; n < dots.count; n++) shown[dots.shown[n]] = 1;
  const most = Math.min(120, Math.round((v.w * v.h) / (v.zoom < 9.5 ? 12000 : 8500)));
  const both = v.zoom >= 9.25;
  const labels = [];
  let tries = 0;
  for (const wanted of [2, 1]) {
    for (const i of words.order) {
      if (labels.length >= most || tries > 1200) break;
      if (!shown[i] || !words.name[i] || weight(i) !== wanted) continue;
      tries += 1;
      const label = fit(i, words, dots, v, width, crowd, wanted === 2, both);
      if (label) labels.push(label);
    }
  }
  return labels;
}

/**
 * @param {number} i @param {{name: string[], local: string[]}} words @param {import('./dots.js').Dots} dots
 * @param {View} v @param {(text: string, strong: boolean) => number} width @param {Crowding} crowd
 * @param {boolean} strong @param {boolean} both @returns {Label | null}
 */
function fit(i, words, dots, v, width, crowd, strong, both) {
  const local = both && words.local[i] && words.local[i] !== words.name[i] ? words.local[i] : '';
  const w = Math.max(width(words.name[i], strong), local ? width(local, false) : 0);
  const h = local ? 27 : 14;
  const gap = dots.radius + 4;
  const [x, y] = [dots.sx[i] / v.dpr, dots.sy[i] / v.dpr];
  if (x < 0 || y < 0 || x > v.w || y > v.h) return null;
  /** @type {[CanvasTextAlign, number, number][]} */
  const spots = [['left', x + gap, y], ['right', x - gap, y], ['center', x, y - gap - h / 2], ['center', x, y + gap + h / 2]];
  for (const [align, px, py] of spots) {
    const left = align === 'left' ? px : align === 'right' ? px - w : px - w / 2;
    const box = [left - 3, py - h / 2 - 1, left + w + 3, py + h / 2 + 1];
    if (box[0] < 2 || box[2] > v.w - 2 || box[1] < 2 || box[3] > v.h - 2 || !crowd.free(box)) continue;
    crowd.take(box);
    crowd.take([x - dots.radius, y - dots.radius, x + dots.radius, y + dots.radius]);
    return { name: words.name[i], local, strong, align, place: i, left: left - 3 - x, top: py - h / 2 - 1 - y, w: w + 6, h: h + 2, at: [0, 0, 0, 0] };
  }
  return null;
}

/** @param {CanvasRenderingContext2D} g @returns {(text: string, strong: boolean) => number} */
export function measurer(g) {
  /** @type {Map<string, number>} */
  const widths = new Map();
  return (text, strong) => {
    const key = strong ? `*${text}` : text;
    let width = widths.get(key);
    if (width === undefined) {
      g.font = font(strong, false);
      width = g.measureText(text).width;
      if (widths.size > 20000) widths.clear();
      widths.set(key, width);
    }
    return width;
  };
}

/** @param {boolean} strong @param {boolean} local */
function font(strong, local) {
  return local ? `11px ${FONT}` : `${strong ? 600 : 500} 12px ${FONT}`;
}

/**
 * Write all labels once, row by row on a canvas of their own; text is slow to draw and does not change with the day.
 * @param {CanvasRenderingContext2D} g @param {View} v @param {Label[]} labels @param {Theme} theme
 */
export function makeLabels(g, v, labels, theme) {
  const width = Math.max(v.w, 320);
  let [x, y, tall] = [0, 0, 0];
  const spots = labels.map(({ w, h }) => {
    if (x + w > width) [x, y, tall] = [0, y + tall, 0];
    const spot = [x, y];
    x += Math.ceil(w) + 1;
    tall = Math.max(tall, Math.ceil(h) + 1);
    return spot;
  });
  g.canvas.width = Math.round(width * v.dpr);
  g.canvas.height = Math.max(1, Math.round((y + tall) * v.dpr));
  g.setTransform(v.dpr, 0, 0, v.dpr, 0, 0);
  g.textBaseline = 'middle';
  g.lineJoin = 'round';
  g.strokeStyle = theme.halo;
  g.lineWidth = 3;
  labels.forEach((label, n) => {
    const [left, top] = spots[n];
    label.at = [left * v.dpr, top * v.dpr, label.w * v.dpr, label.h * v.dpr].map(Math.round);
    g.textAlign = label.align;
    const x = label.align === 'left' ? left + 3 : label.align === 'right' ? left + label.w - 3 : left + label.w / 2;
    write(g, label, x, top + label.h / 2, theme);
  });
}

/** @param {CanvasRenderingContext2D} g @param {Label} label @param {number} x @param {number} y its middle @param {Theme} theme */
function write(g, label, x, y, theme) {
  const up = label.local ? y - 6.5 : y;
  g.font = font(label.strong, false);
  g.strokeText(label.name, x, up);
  g.fillStyle = theme.ink;
  g.fillText(label.name, x, up);
  if (!label.local) return;
  g.font = font(false, true);
  g.strokeText(label.local, x, up + 13.5);
  g.fillStyle = theme.faint;
  g.fillText(label.local, x, up + 13.5);
}

/**
 * Copy the labels to where their places are now.
 * @param {CanvasRenderingContext2D} g @param {HTMLCanvasElement} kept @param {Label[]} labels @param {import('./dots.js').Dots} dots @param {View} v
 */
export function layLabels(g, kept, labels, dots, v) {
  g.setTransform(1, 0, 0, 1, 0, 0);
  for (const { place, left, top, at: [x, y, w, h] } of labels) {
    g.drawImage(kept, x, y, w, h, dots.sx[place] + Math.round(left * v.dpr), dots.sy[place] + Math.round(top * v.dpr), w, h);
  }
}
