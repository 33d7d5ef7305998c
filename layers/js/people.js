// How many people are said to have fled or come back: each source's figures in time, never added up.
import { dayWords } from './codec.js';
import { el, fill } from './dom.js';
import { CLAIM } from './story.js';

/** @typedef {import('./story.js').Story} Story */
/** @typedef {import('./codec.js').Series} Series */

const COUNTING = { cumulative: 'all since the beginning of the period', new: 'new in a short period', unsaid: 'period not said' };
const STROKES = ['', '7 3', '2 3', '8 3 2 3', '12 4', '4 2'];
const [WIDE, HIGH] = [360, 120];

/** @param {number} n */
const text = (n) => n.toLocaleString('en-GB');

/** @param {number | null} low @param {number | null} high @returns {string} a figure as the range that was said */
export function figureWords(low, high) {
  if (low === null) return high === null ? 'no number' : `up to ${text(high)}`;
  if (high === null) return `${text(low)} or more`;
  return low === high ? text(low) : `${text(low)} – ${text(high)}`;
}

/** Steps known on a day. @param {Series} series @param {string} iso @returns {Series['steps']} */
export function stepsUntil(series, iso) {
  return series.steps.filter(([day]) => day <= iso);
}

export class PeoplePanel {
  /** @param {Story} story @param {(row: any[]) => Node} claim draws one statement */
  constructor(story, claim) {
    this.story = story;
    this.claim = claim;
    this.node = el('div', { class: 'cl-people' });
    this.builtKey = '';
  }

  /** @returns {HTMLElement} */
  show() {
    const { story } = this;
    const iso = story.iso(story.day);
    /** @type {Series[]} */
    const all = story.head.series || [];
    const known = all
      .map((series) => ({ ...series, steps: stepsUntil(series, iso).filter((step) => story.head.claims[step[3]][CLAIM.published] <= iso) }))
      .filter((series) => series.steps.length);
    const conflicts = (story.head.conflicts || []).filter((/** @type {any[]} */ row) => row[0] <= story.day && story.day <= row[1]);
    const key = `${known.map(({ steps }) => steps.length).join()}|${conflicts.map((/** @type {any[]} */ row) => row[2].join()).join()}|${known.length ? '' : iso}`;
    if (key === this.builtKey) {
      this.mark();
      return this.node;
    }
    this.builtKey = key;
    fill(this.node,
      el('p', { class: 'cl-about', text: 'Every figure is one source’s. Figures of different sources stand side by side and are never added; the newest of a source replaces its older one only where both count the same.' }),
      known.length === 0 && el('p', { class: 'cl-none', text: 'Nobody has given a figure yet.' }),
      conflicts.length > 0 && el('h3', { text: 'Figures that do not agree' }),
      ...conflicts.map((/** @type {any[]} */ row) => this.sideBySide(row[2])),
      ...this.movement('fled', 'Said to have fled', known),
      ...this.movement('returned', 'Said to have returned', known));
    this.mark();
    return this.node;
  }

  /** Put the mark of the day on every chart. */
  mark() {
    const x = ((this.story.day + 0.5) / this.story.days) * WIDE;
    for (const line of this.node.querySelectorAll('.cl-chart-now')) {
      line.setAttribute('x1', String(x));
      line.setAttribute('x2', String(x));
    }
  }

  /** @param {number[]} refs */
  sideBySide(refs) {
    const rows = refs.map((ref) => this.story.head.claims[ref]);
    return el('div', { class: 'cl-beside' }, ...rows.map((row) => el('div', {},
      el('strong', { text: row[CLAIM.holder] }), el('span', { text: row[CLAIM.who] === 'narrator' ? row[CLAIM.outlet] : row[CLAIM.who] }),
      el('span', { class: 'cl-none', text: dayWords(row[CLAIM.published]) }))));
  }

  /** @param {string} movement @param {string} title @param {Series[]} known @returns {Node[]} */
  movement(movement, title, known) {
    const rows = known.filter((series) => series.movement === movement);
    if (!rows.length) return [];
    return [el('h3', { text: title }), this.chart(rows, movement), ...rows.map((series, i) => this.series(series, i))];
  }

  /** @param {Series} series @param {number} i */
  series(series, i) {
    const [day, low, high] = series.steps[series.steps.length - 1];
    const counting = /** @type {Record<string, string>} */ (COUNTING)[series.counting];
    const fold = el('details', { class: 'cl-group' },
      el('summary', {},
        stroke(i), el('strong', { text: figureWords(low, high) }), el('span', { text: ` ${series.source}` }),
        el('span', { class: 'cl-series-about', text: `${series.area ? `from ${series.area}` : 'area not said'}; ${counting}; ${dayWords(day)}${series.steps.length > 1 ? `; ${series.steps.length} figures` : ''}` })),
      ...[...series.steps].reverse().map((step) => this.claim(this.story.head.claims[step[3]])));
    return fold;
  }

  /** A stepped line a source, with its range as a band. @param {Series[]} rows @param {string} movement */
  chart(rows, movement) {
    const { story } = this;
    const top = Math.max(...rows.flatMap(({ steps }) => steps.map(([, low, high]) => high ?? low ?? 0))) * 1.12 || 1;
    const x = (/** @type {string} */ iso) => Math.max(0, Math.min(WIDE, (dayOf(story, iso) / story.days) * WIDE));
    const y = (/** @type {number} */ n) => HIGH - (n / top) * HIGH;
    const lines = rows.flatMap((series, i) => series.steps.flatMap(([day, low, high], k) => {
      const from = x(day);
      const to = k + 1 < series.steps.length ? x(series.steps[k + 1][0]) : WIDE;
      const [a, b] = [low ?? high ?? 0, high ?? low ?? 0];
      const rise = k + 1 < series.steps.length ? y(middle(series.steps[k + 1])) : null;
      return [
        a !== b && svg('rect', { x: from, y: y(b), width: Math.max(1, to - from), height: Math.max(1, y(a) - y(b)), class: 'cl-chart-range' }),
        high === null && svg('path', { d: `M${from} ${y(a) - 3}l3 -5l3 5z`, class: 'cl-chart-more' }),
        svg('path', { d: `M${from} ${y(middle([day, low, high, 0]))}H${to}${rise === null ? '' : `V${rise}`}`, class: 'cl-chart-line', 'stroke-dasharray': STROKES[i % STROKES.length] }),
      ].filter(Boolean);
    }));
    const grid = ticks(top).flatMap((n) => [
      svg('line', { x1: 0, x2: WIDE, y1: y(n), y2: y(n), class: 'cl-chart-grid' }),
      svg('text', { x: 2, y: y(n) - 3, class: 'cl-chart-text' }, short(n)),
    ]);
    const now = svg('line', { x1: 0, x2: 0, y1: 0, y2: HIGH, class: 'cl-chart-now' });
    return svg('svg', { viewBox: `-1 -4 ${WIDE + 2} ${HIGH + 6}`, class: `cl-chart cl-chart-${movement}`, role: 'img', 'aria-label': `Figures of ${rows.length} series in time; the list below says them` }, ...grid, ...lines, now);
  }
}

/** @param {[string, number | null, number | null, number]} step */
function middle([, low, high]) {
  return low === null ? high ?? 0 : high === null ? low : (low + high) / 2;
}

/** @param {Story} story @param {string} iso @returns {number} days from the first day, also before it */
function dayOf(story, iso) {
  return (Date.parse(iso) - Date.parse(story.head.start)) / 86_400_000;
}

/** @param {number} top @returns {number[]} two or three round numbers below the top */
export function ticks(top) {
  const unit = 10 ** Math.floor(Math.log10(top));
  const step = [0.2, 0.5, 1, 2, 5].map((k) => k * unit).find((k) => top / k <= 3.5) || unit * 5;
  const found = [];
  for (let n = step; n < top * 0.97; n += step) found.push(n);
  return found;
}

/** @param {number} n */
function short(n) {
  return n >= 1_000_000 ? `${n / 1_000_000} m` : n >= 1000 ? `${Math.round(n / 1000)},000` : String(Math.round(n));
}

/** @param {number} i */
function stroke(i) {
  return svg('svg', { viewBox: '0 0 26 10', class: 'cl-chart-stroke', 'aria-hidden': 'true' }, svg('path', { d: 'M1 5H25', class: 'cl-chart-line', 'stroke-dasharray': STROKES[i % STROKES.length] }));
}

/** @param {string} tag @param {Record<string, any>} props @param {any[]} children @returns {any} */
function svg(tag, props, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [key, value] of Object.entries(props)) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}
