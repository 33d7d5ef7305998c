// The small card that explains every symbol, counts them for the day, and switches layers.
import { el, fill, icon } from './dom.js';
import { peopleColour } from './notes.js';
import { drawSymbol } from './symbols.js';
import { fade } from './theme.js';

/** @typedef {import('./theme.js').Theme} Theme */
/** Switchable layers: key, words, hint. @type {[string, string, string][]} */
export const SWITCHES = [
  ['places', 'Places', 'Who is said to hold each place'],
  ['areas', 'Areas', 'Interpolated: ground between places, estimated from them'],
  ['line', 'Front line', 'Where the sides are estimated to meet'],
  ['band', 'Band of doubt', 'The line is somewhere in this band'],
  ['roads', 'Highways', 'Open, cut, held or contested'],
  ['notes', 'Displacement', 'Figures of people who fled or returned'],
  ['names', 'Names', 'Place and province names'],
];
export const ALL_LAYERS = SWITCHES.map(([key]) => key);

export class Legend {
  /** @param {import('./story.js').Story} story @param {Set<string>} on @param {() => void} onSwitch @param {boolean} open */
  constructor(story, on, onSwitch, open) {
    this.story = story;
    this.on = on;
    this.rows = el('div', { class: 'cl-legend-rows' });
    this.boxes = SWITCHES.map(([key, words, hint]) => {
      const box = el('input', { type: 'checkbox', onchange: () => this.flip(key, box.checked, onSwitch) });
      box.checked = on.has(key);
      return el('label', { class: 'cl-switch', title: hint }, box, el('span', { text: words }));
    });
    this.body = el('div', { class: 'cl-card-body' },
      this.rows,
      el('fieldset', { class: 'cl-switches' }, el('legend', { text: 'Layers' }), ...this.boxes));
    this.head = el('button', { type: 'button', class: 'cl-card-head', 'aria-expanded': String(open), onclick: () => this.fold() },
      icon('layers'), el('span', { text: 'Legend and layers' }));
    this.node = el('section', { class: 'cl-card cl-legend', 'aria-label': 'Legend and layers' }, this.head, this.body);
    this.body.hidden = !open;
    /** @type {Map<string, HTMLElement>} */
    this.numbers = new Map();
  }

  fold() {
    this.body.hidden = !this.body.hidden;
    this.head.setAttribute('aria-expanded', String(!this.body.hidden));
  }

  /** @param {string} key @param {boolean} shown @param {() => void} onSwitch */
  flip(key, shown, onSwitch) {
    if (shown) this.on.add(key);
    else this.on.delete(key);
    onSwitch();
  }

  /** Draw the rows anew, for a theme. @param {Theme} theme */
  paint(theme) {
    const { head } = this.story;
    const counts = this.story.counts(this.story.track.now);
    this.numbers.clear();
    const row = (/** @type {string} */ key, /** @type {any} */ look, /** @type {string} */ words) => {
      const number = el('span', { class: 'cl-number', text: String(counts.get(key) || 0) });
      this.numbers.set(key, number);
      return el('div', { class: 'cl-key' }, swatch(look, theme), el('span', { text: words }), number);
    };
    const used = head.sides.map((_, i) => i).filter((i) => head.codes.some((look) => look[1] === i || look[2] === i));
    const cell = (/** @type {string} */ key, /** @type {any} */ look) => {
      const number = el('span', { class: 'cl-number', text: String(counts.get(key) || 0) });
      this.numbers.set(key, number);
      return el('td', {}, swatch(look, theme), number);
    };
    const sides = el('table', { class: 'cl-sides' },
      el('thead', {}, el('tr', {}, el('th', { scope: 'col', text: 'Places' }),
        el('th', { scope: 'col', text: 'Held', title: 'Sources beyond that camp say so too' }),
        el('th', { scope: 'col', text: 'Claimed', title: 'Only that camp says so' }))),
      el('tbody', {}, ...used.map((i) => el('tr', {},
        el('th', { scope: 'row', text: head.sides[i].short, title: head.sides[i].label }),
        cell(`held|${i}`, ['held', i, 255, '', 0]), cell(`claimed|${i}`, ['claimed', i, 255, '', 0])))));
    const [a, b] = [used[0] ?? 0, used[1] ?? 1];
    fill(this.rows, sides, el('p', { class: 'cl-legend-note', text: 'Held: also said by others. Claimed: by that side only.' }), el('div', { class: 'cl-side' },
      row('contested|fighting', ['contested', a, b, 'fighting', 0], 'Contested: fighting reported'),
      row('contested|words', ['contested', a, b, 'words', 0], 'Contested: statements disagree'),
      row('unknown', ['unknown', 255, 255, '', 0], 'Unknown: no recent report'),
      row('silent', ['silent', 255, 255, '', 0], 'Never reported on')),
    el('div', { class: 'cl-side cl-shapes' },
      shape('faded', theme, 'Faded: reported weeks ago'),
      shape('estimated', theme, 'Dashed ring: estimated position'),
      shape('area', theme, 'Hatched ground: interpolated'),
      shape('line', theme, 'Estimated line, band of doubt'),
      shape('road', theme, 'Highway, by who controls it'),
      shape('cut', theme, 'Highway cut; dashed: contested'),
      head.notes.length > 0 && shape('people', theme, 'People fled; dashed: returned')));
  }

  /** New numbers for the day. */
  count() {
    if (this.body.hidden) return;
    const counts = this.story.counts(this.story.track.now);
    for (const [key, node] of this.numbers) {
      const text = String(counts.get(key) || 0);
      if (node.textContent !== text) node.textContent = text;
    }
  }
}

/** @param {number} w @param {number} h @returns {[HTMLCanvasElement, CanvasRenderingContext2D]} */
function patch(w, h) {
  const dpr = Math.min(3, window.devicePixelRatio || 1);
  const canvas = el('canvas', { width: Math.round(w * dpr), height: Math.round(h * dpr) });
  const g = canvas.getContext('2d');
  g.scale(dpr, dpr);
  return [canvas, g];
}

/** A drawing as the ground of an element: a canvas in the page would cost every frame. @param {HTMLCanvasElement} canvas @param {string} kind class @returns {HTMLElement} */
export function picture(canvas, kind) {
  return el('span', { class: `cl-picture ${kind}`, 'aria-hidden': 'true', style: { backgroundImage: `url(${canvas.toDataURL()})` } });
}

/** @type {Map<string, HTMLElement>} */
const swatches = new Map();

/** A symbol of the map for a legend. @param {import('./codec.js').Look} look @param {Theme} theme @returns {HTMLCanvasElement} */
export function symbolPatch(look, theme) {
  const [canvas, g] = patch(18, 18);
  drawSymbol(g, look, 9, 9, 6, theme);
  return canvas;
}

/** @param {import('./codec.js').Look} look @param {Theme} theme @returns {Node} */
export function swatch(look, theme) {
  const key = `${look}|${theme.dark}|${theme.sides}|${window.devicePixelRatio}`;
  let image = swatches.get(key);
  if (!image) {
    image = picture(symbolPatch(look, theme), 'cl-patch');
    swatches.set(key, image);
  }
  return image.cloneNode();
}

/** @param {string} kind @param {Theme} theme @param {string} words */
function shape(kind, theme, words) {
  const [canvas, g] = patch(26, 18);
  const [a, b] = [theme.sides[0], theme.sides[1] || theme.sides[0]];
  if (kind === 'faded') [0, 1, 2].forEach((age) => drawSymbol(g, ['held', 0, 255, '', age], 5 + age * 8, 9, 3.6, theme));
  if (kind === 'estimated') {
    drawSymbol(g, ['held', 0, 255, '', 0], 13, 9, 4, theme);
    g.setLineDash([2.2, 1.8]);
    g.strokeStyle = theme.faint;
    g.beginPath();
    g.arc(13, 9, 7, 0, Math.PI * 2);
    g.stroke();
  }
  if (kind === 'area') {
    for (const [colour, x, lean] of /** @type {[string, number, number][]} */ ([[a, 1, 1], [b, 14, -1]])) {
      g.save();
      g.beginPath();
      g.rect(x, 3, 11, 12);
      g.clip();
      g.fillStyle = fade(colour, 0.16);
      g.fillRect(x, 3, 11, 12);
      g.strokeStyle = fade(colour, 0.6);
      for (let k = -12; k < 24; k += 4) {
        g.beginPath();
        g.moveTo(x + k, lean > 0 ? 15 : 3);
        g.lineTo(x + k + 12, lean > 0 ? 3 : 15);
        g.stroke();
      }
      g.restore();
    }
  }
  if (kind === 'line') {
    [a, b].forEach((colour, i) => {
      g.fillStyle = fade(colour, 0.4);
      g.fillRect(1, i ? 9 : 1, 24, 8);
    });
    g.fillStyle = fade(theme.land, 0.72);
    g.fillRect(1, 4, 24, 10);
    g.strokeStyle = theme.ink;
    g.lineWidth = 1.6;
    g.setLineDash([7, 3.5]);
    g.beginPath();
    g.moveTo(1, 9);
    g.lineTo(25, 9);
    g.stroke();
  }
  if (kind === 'road') {
    [a, b].forEach((colour, i) => {
      g.strokeStyle = colour;
      g.lineWidth = 2.4;
      g.beginPath();
      g.moveTo(i ? 13 : 1, 9);
      g.lineTo(i ? 25 : 13, 9);
      g.stroke();
    });
  }
  if (kind === 'people') {
    const colour = peopleColour(theme);
    g.strokeStyle = colour;
    g.fillStyle = fade(colour, 0.14);
    g.lineWidth = 1.2;
    for (const [x, dash] of /** @type {[number, number[]][]} */ ([[7, []], [19, [2.5, 2.5]]])) {
      g.setLineDash(dash);
      g.beginPath();
      g.arc(x, 9, 5, 0, Math.PI * 2);
      g.fill();
      g.stroke();
    }
  }
  if (kind === 'cut') {
    g.strokeStyle = theme.ink;
    g.lineWidth = 2.4;
    g.setLineDash([2, 4]);
    g.beginPath();
    g.moveTo(1, 9);
    g.lineTo(25, 9);
    g.stroke();
  }
  return el('div', { class: 'cl-key' }, picture(canvas, 'cl-patch cl-wide'), el('span', { text: words }));
}
