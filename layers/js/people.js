// How many people are said to have fled or come back: each source's figures in time, never added up.
import { dayWords } from './codec.js';
import { el, fill } from './dom.js';
import { CLAIM } from './story.js';

/** @typedef {import('./story.js').Story} Story */
/** @typedef {import('./codec.js').Series} Series */

const COUNTING = { cumulative: 'all since the beginning of the period', new: 'new in a short period', unsaid: 'period not said' };
const [WIDE, HIGH] = [360, 30];

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
      .map((series) => ({ ...series, steps: stepsUntil(series, iso).filter((step) => story.claim(step[3])[CLAIM.published] <= iso) }))
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
    const rows = refs.map((ref) => this.story.claim(ref));
    return el('div', { class: 'cl-beside' }, ...rows.map((row) => el('div', {},
      el('strong', { text: row[CLAIM.holder] }), el('span', { text: row[CLAIM.who] === 'narrator' ? row[CLAIM.outlet] : row[CLAIM.who] }),
      el('span', { class: 'cl-none', text: dayWords(row[CLAIM.published]) }))));
  }

  /** @param {string} movement @param {string} title @param {Series[]} known @returns {Node[]} */
  movement(movement, title, known) {
    const rows = known.filter((series) => series.movement === movement);
    if (!rows.length) return [];
    const top = Math.max(...rows.flatMap(({ steps }) => steps.map(([, low, high]) => high ?? low ?? 0))) * 1.08 || 1;
    return [el('h3', { text: title }),
      el('p', { class: 'cl-none', text: `Each strip rises to ${short(Math.round(top / 1.08))}; the band is the range that was said, a tip means “or more”.` }),
      ...rows.map((series) => this.series(series, top))];
  }

  /** @param {Series} series @param {number} top */
  series(series, top) {
    const [day, low, high] = series.steps[series.steps.length - 1];
    const counting = /** @type {Record<string, string>} */ (COUNTING)[series.counting];
    const fold = el('details', { class: 'cl-group' },
      el('summary', {},
        el('strong', { text: figureWords(low, high) }), el('span', { text: ` ${series.source}` }),
        el('span', { class: 'cl-series-about', text: `${series.area ? `from ${series.area}` : 'area not said'}; ${counting}; ${dayWords(day)}${series.steps.length > 1 ? `; ${series.steps.length} figures` : ''}` }),
        this.chart(series, top)),
      ...[...series.steps].reverse().map((step) => this.claim(this.story.claim(step[3]))));
    return fold;
  }

  /** A stepped line with its range as a band. @param {Series} series @param {number} top */
  chart({ steps, movement }, top) {
    const { story } = this;
    const x = (/** @type {string} */ iso) => Math.max(0, Math.min(WIDE, (dayOf(story, iso) / story.days) * WIDE));
    const y = (/** @type {number} */ n) => HIGH - (n / top) * HIGH;
    const lines = steps.flatMap((step, k) => {
      const [day, low, high] = step;
      const [from, to] = [x(day), k + 1 < steps.length ? x(steps[k + 1][0]) : WIDE];
      const [a, b] = [low ?? high ?? 0, high ?? low ?? 0];
      const rise = k + 1 < steps.length ? `V${y(middle(steps[k + 1]))}` : '';
      return [
        a !== b && svg('rect', { x: from, y: y(b), width: Math.max(1, to - from), height: Math.max(1, y(a) - y(b)), class: 'cl-chart-range' }),
        high === null && svg('path', { d: `M${from} ${y(a) - 2}l4 -6l4 6z`, class: 'cl-chart-more' }),
        svg('path', { d: `M${from} ${y(middle(step))}H${to}${rise}`, class: 'cl-chart-line' }),
      ].filter(Boolean);
    });
    const foot = svg('line', { x1: 0, x2: WIDE, y1: HIGH, y2: HIGH, class: 'cl-chart-grid' });
    const now = svg('line', { x1: 0, x2: 0, y1: -2, y2: HIGH + 2, class: 'cl-chart-now' });
    return svg('svg', { viewBox: `-1 -8 ${WIDE + 2} ${HIGH + 11}`, class: `cl-chart cl-chart-${movement}`, 'aria-hidden': 'true' }, foot, ...lines, now);
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

/** @param {number} n */
function short(n) {
  return n >= 1_000_000 ? `${(n / 1_000_000).toFixed(1).replace('.0', '')} million` : n >= 1000 ? `${Math.round(n / 1000)},000` : String(Math.round(n));
}

/** @param {string} tag @param {Record<string, any>} props @param {any[]} children @returns {any} */
function svg(tag, props, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [key, value] of Object.entries(props)) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}
