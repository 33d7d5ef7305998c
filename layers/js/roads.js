// Routes that people ask for: a strip of days for each, every run with the evidence that decides it.
import { dayWords } from './codec.js';
import { el, fill, iconButton } from './dom.js';
import { CLAIM } from './story.js';

/** @typedef {import('./theme.js').Theme} Theme */
/** @typedef {import('./story.js').Story} Story */
/** @typedef {import('./codec.js').Route} Route */

/** Columns of a run; see geo/state/roadpages.py. */
export const RUN = {
  first: 0, last: 1, status: 2, at: 3, sentence: 4, claims: 5, until: 6, holder: 7, stated: 8, statedAt: 9, statements: 10, agrees: 11,
};
const STATUS = { open: 'open', cut: 'cut', closed: 'closed so far', contested: 'contested', unknown: 'unknown' };
const SAID = { open: 'open', held: 'held', cut: 'cut', contested: 'contested' };

/** @param {any[][]} runs @param {number} day @returns {number} the run of a day, -1 for none */
export function runOn(runs, day) {
  return runs.findIndex((run) => run[RUN.first] <= day && day <= run[RUN.last]);
}

/** @param {any[]} run @returns {string} "cut at Saraqib", "closed so far, Bdama to Ariha" */
export function runWords(run) {
  const word = /** @type {Record<string, string>} */ (STATUS)[run[RUN.status]] || run[RUN.status];
  if (!run[RUN.at]) return word;
  return run[RUN.until] && run[RUN.until] !== run[RUN.at] ? `${word}, ${run[RUN.at]} to ${run[RUN.until]}` : `${word} at ${run[RUN.at]}`;
}

export class RoadsPanel {
  /**
   * @param {Story} story @param {(row: any[]) => Node} claim draws one statement @param {(day: number) => void} onDay
   * @param {(lon: number, lat: number) => void} onSpot
   */
  constructor(story, claim, onDay, onSpot) {
    this.story = story;
    this.claim = claim;
    this.onDay = onDay;
    this.onSpot = onSpot;
    /** @type {Route[]} */
    this.routes = story.head.routes || [];
    const able = story.head.sides.filter(({ key }) => this.routes.some((r) => r.side === key && r.runs.some((run) => run[RUN.status] === 'open' || run[RUN.status] === 'cut')));
    this.sides = able.length ? able : story.head.sides;
    this.side = this.sides[0]?.key || '';
    /** @type {{route: Route, index: number, node: HTMLElement} | null} */
    this.shown = null;
    /** Ends that were picked on the map. @type {{from: number, to: number}} */
    this.ends = { from: -1, to: -1 };
    /** What the host answered about them. @type {{routes?: Route[], error?: string} | null} */
    this.way = null;
    /** Asks the host for a way between two places; none where nobody can answer. @type {((ends: string) => void) | null} */
    this.ask = null;
    this.node = el('div', { class: 'cl-roads' });
    this.builtKey = '';
    /** @type {((day: number) => void)[]} */
    this.onStep = [];
  }

  /** Bring the panel up to the day and theme. @param {Theme} theme @returns {HTMLElement} */
  show(theme) {
    const key = `${theme.dark}|${this.side}|${this.ends.from}|${this.ends.to}|${this.way ? 1 : 0}`;
    if (key !== this.builtKey) {
      this.builtKey = key;
      this.build(theme);
    }
    this.onStep.forEach((step) => step(this.story.day));
    return this.node;
  }

  /** @param {string} side @param {Theme} theme */
  choose(side, theme) {
    this.side = side;
    this.shown = null;
    this.show(theme);
    /** @type {HTMLElement | null} */ (this.node.querySelector('[aria-pressed=true]'))?.focus();
  }

  /** @param {Theme} theme */
  build(theme) {
    this.onStep = [];
    const sides = this.sides.map(({ key, short }) => el('button', {
      type: 'button', class: 'cl-choice', 'aria-pressed': String(key === this.side), onclick: () => this.choose(key, theme), text: short,
    }));
    const own = this.routes.filter((route) => route.side === this.side);
    fill(this.node,
      el('div', { class: 'cl-choices', role: 'group', 'aria-label': 'Routes of which side' }, el('span', { text: 'Can they drive?' }), ...sides),
      roadKey(),
      this.between(theme),
      own.length === 0 && el('p', { class: 'cl-none', text: 'No route is followed in this theatre yet.' }),
      ...own.map((route) => this.route(route, theme)),
      this.chokes());
  }

  /** Buttons that make a place one end of a route. @param {number} place @returns {HTMLElement | null} */
  endButtons(place) {
    if (!this.ask) return null;
    const end = (/** @type {'from' | 'to'} */ which) => () => {
      this.ends[which] = place;
      this.way = null;
      const { id } = this.story.head.places;
      const { from, to } = this.ends;
      const whole = from >= 0 && to >= 0 && from !== to;
      this.ask?.(whole ? `${id[from]}|${id[to]}` : '');
    };
    return el('div', { class: 'cl-choices' },
      el('button', { type: 'button', class: 'cl-choice', onclick: end('from'), text: 'Route from here' }),
      el('button', { type: 'button', class: 'cl-choice', onclick: end('to'), text: 'Route to here' }));
  }

  /** Take what the host found. @param {{ends: string, routes?: Route[], error?: string}} way @returns {boolean} whether it is news */
  answer(way) {
    const { id } = this.story.head.places;
    if (this.way || way.ends !== `${id[this.ends.from]}|${id[this.ends.to]}`) return false;
    this.way = way;
    return true;
  }

  /** Any two places: what was picked and what was found. @param {Theme} theme */
  between(theme) {
    if (!this.ask) return null;
    const { name } = this.story.head.places;
    const { from, to } = this.ends;
    const words = from < 0 && to < 0 ? 'Any two places: press a place on the map, then “Route from here”; press another, then “Route to here”.'
      : from < 0 ? `Route to ${name[to]}: now press the place to start from.` : to < 0 ? `Route from ${name[from]}: now press the place to go to.`
        : this.way ? '' : `Looking for the way from ${name[from]} to ${name[to]} …`;
    const found = (this.way?.routes || []).filter((route) => route.side === this.side);
    return el('section', { class: 'cl-between' },
      el('h3', { text: 'Any two places' }),
      words && el('p', { class: 'cl-none', role: 'status', text: words }),
      this.way?.error && el('p', { class: 'cl-none', role: 'alert', text: this.way.error }),
      ...found.map((route) => this.route(route, theme)));
  }

  /** @param {Route} route @param {Theme} theme */
  route(route, theme) {
    const { story } = this;
    const now = el('p', { class: 'cl-way-now' });
    const detail = el('div', { class: 'cl-way-detail' });
    detail.hidden = true;
    const here = el('span', { class: 'cl-run-now' });
    const buttons = route.runs.map((run, index) => this.run(route, run, theme, () => this.open(route, index, detail, buttons)));
    const strip = el('div', { class: 'cl-ways', role: 'group', 'aria-label': `${route.label}, run by run`, onkeydown: (/** @type {KeyboardEvent} */ e) => rove(e, buttons) }, ...buttons, here);
    this.onStep.push((day) => {
      const index = runOn(route.runs, day);
      here.style.left = `${((day + 0.5) / story.days) * 100}%`;
      now.textContent = index < 0 ? 'Not on record on this day.' : route.runs[index][RUN.sentence];
      const held = detail.hidden ? index : this.shown?.index ?? index;
      buttons.forEach((button, k) => (button.tabIndex = k === Math.max(0, held) ? 0 : -1));
    });
    return el('section', { class: 'cl-way' },
      el('h3', {}, el('span', { text: route.label }), el('span', { class: 'cl-km', text: ` ${route.km} km` })), strip, months(story), now, detail);
  }

  /** @param {Route} route @param {any[]} run @param {Theme} theme @param {() => void} onclick @returns {HTMLButtonElement} */
  run(route, run, theme, onclick) {
    const { story } = this;
    const side = story.head.sides.findIndex(({ key }) => key === this.side);
    const colour = run[RUN.status] === 'open' ? theme.sides[side] : theme.sides[run[RUN.holder]] || theme.unknown;
    const said = /** @type {Record<string, string>} */ (SAID)[run[RUN.stated]];
    const holder = story.head.sides[run[RUN.holder]]?.short;
    const words = [`${spanWords(story, run)}: ${runWords(run)}`, holder && run[RUN.status] !== 'open' && `held by ${holder}`,
      said && `said of the road: ${said}${run[RUN.statedAt] ? ` at ${run[RUN.statedAt]}` : ''}`].filter(Boolean).join('; ');
    return el('button', {
      type: 'button', class: `cl-wayrun cl-wayrun-${run[RUN.status]}`, title: words, 'aria-label': words, 'aria-expanded': 'false', onclick,
      style: { flexGrow: String(run[RUN.last] - run[RUN.first] + 1) },
    }, el('span', { class: 'cl-wayband', style: { color: colour } }), el('span', { class: `cl-said cl-said-${said || 'none'}` }));
  }

  /**
   * Show what decides a run below its strip, or fold it away again.
   * @param {Route} route @param {number} index @param {HTMLElement} node @param {HTMLButtonElement[]} buttons
   */
  open(route, index, node, buttons) {
    const again = this.shown?.node === node && this.shown.index === index && !node.hidden;
    if (this.shown && this.shown.node !== node) this.shown.node.hidden = true;
    for (const other of this.node.querySelectorAll('.cl-wayrun[aria-expanded=true]')) other.setAttribute('aria-expanded', 'false');
    node.hidden = again;
    this.shown = again ? null : { route, index, node };
    if (again) return;
    buttons.forEach((button, k) => (button.tabIndex = k === index ? 0 : -1));
    buttons[index].setAttribute('aria-expanded', 'true');
    const run = route.runs[index];
    const step = (/** @type {number} */ to) => () => {
      this.open(route, to, node, buttons);
      /** @type {HTMLElement | null} */ (node.querySelector(to < index ? '[data-step=back]' : '[data-step=on]'))?.focus();
    };
    const { story } = this;
    fill(node,
      el('div', { class: 'cl-way-head' },
        index > 0 && iconButton('prev', 'Run before', step(index - 1), { 'data-step': 'back' }),
        el('strong', { text: `${spanWords(story, run)}: ${runWords(run)}` }),
        index + 1 < route.runs.length && iconButton('next', 'Run after', step(index + 1), { 'data-step': 'on' })),
      el('p', { class: 'cl-about', text: run[RUN.sentence] }),
      run[RUN.agrees] === false && el('p', { class: 'cl-differ', text: 'The two kinds of evidence differ. Both stand; neither is averaged.' }),
      el('button', { type: 'button', class: 'cl-goto', onclick: () => this.onDay(run[RUN.first]), text: `Show ${dayWords(story.iso(run[RUN.first]))} on the map` }),
      el('h4', { text: 'What control of the places along it rests on' }),
      this.evidence(run[RUN.claims], 'Nobody reported who holds the places that decide this.'),
      el('h4', { text: 'What was said of the road itself' }),
      this.evidence(run[RUN.statements], 'Nothing was said of the road in these days.'));
  }

  /** Statements by place, the newest first; folded where there are many. @param {(number | string)[]} refs @param {string} none */
  evidence(refs, none) {
    const numbers = refs.map((ref) => (typeof ref === 'number' ? ref : this.story.claimNumber(ref))).filter((k) => k >= 0);
    const rows = numbers.map((k) => this.story.claim(k));
    if (!rows.length) return el('p', { class: 'cl-none', text: none });
    return evidenceByPlace(this.story, rows, this.claim);
  }

  chokes() {
    const rows = (this.story.head.chokes || {})[this.side] || [];
    if (!rows.length) return null;
    const times = (/** @type {number} */ n, /** @type {string} */ one) => `${n.toLocaleString('en-GB')} ${one}${n === 1 ? '' : 's'}`;
    return el('section', { class: 'cl-chokes' },
      el('h3', { text: 'Choke points' }),
      el('p', { class: 'cl-none', text: 'Places whose loss would cut most days of open routes over the whole record; ways round as on its last day.' }),
      el('ol', {}, ...rows.map(([name, lon, lat, days, severed, extra, share, labels]) => el('li', {},
        el('button', { type: 'button', class: 'cl-linklike', onclick: () => this.onSpot(lon, lat), text: name, title: labels.join('; ') }),
        el('span', { text: ` ${times(days, 'route-day')}, ${severed ? `${severed === days ? 'all' : severed.toLocaleString('en-GB')} without another way` : `way round +${extra} km`}; on ${Math.round(share * 100)} % of shortest ways` })))));
  }
}

/** @param {Story} story @param {any[]} run */
function spanWords(story, run) {
  const [first, last] = [story.iso(run[RUN.first]), story.iso(run[RUN.last])];
  return first === last ? dayWords(first) : `${dayWords(first).replace(first.slice(0, 4) === last.slice(0, 4) ? / \d{4}$/ : /$^/, '')} – ${dayWords(last)}`;
}

/** Left and right go from run to run, so that a strip is one stop of the tab key. @param {KeyboardEvent} e @param {HTMLElement[]} buttons */
function rove(e, buttons) {
  const to = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
  const at = buttons.indexOf(/** @type {HTMLElement} */ (e.composedPath()[0]));
  if (!to || at < 0 || e.shiftKey) return;
  e.preventDefault();
  e.stopPropagation();
  const next = buttons[Math.max(0, Math.min(buttons.length - 1, at + to))];
  buttons.forEach((button) => (button.tabIndex = button === next ? 0 : -1));
  next.focus();
}

/** Months below a strip, as far apart as the strip shows them. @param {Story} story */
function months(story) {
  const marks = [];
  for (let day = 0; day < story.days; day++) {
    const iso = story.iso(day);
    if (iso.endsWith('-01') && (story.days < 400 || iso.endsWith('-01-01'))) {
      const text = story.days < 400 ? dayWords(iso).split(' ')[1].slice(0, 3) : iso.slice(0, 4);
      marks.push(el('span', { style: { left: `${(day / story.days) * 100}%` }, text }));
    }
  }
  return el('div', { class: 'cl-months', 'aria-hidden': 'true' }, ...marks);
}

function roadKey() {
  const words = { open: 'open', closed: 'never open yet', cut: 'cut', contested: 'contested', unknown: 'unknown' };
  const said = { open: 'open', held: 'held', cut: 'cut', contested: 'contested' };
  return el('details', { class: 'cl-roadkey' },
    el('summary', { text: 'Reading the strips' }),
    el('p', { class: 'cl-none', text: 'Band: control of the places along the road, in the colour of whoever holds it. Line below: what was said of the road itself. Press a run for its evidence.' }),
    el('div', { class: 'cl-keyrow' }, ...Object.entries(words).map(([status, text]) => el('span', {},
      el('span', { class: `cl-wayrun cl-wayrun-${status} cl-keyswatch` }, el('span', { class: 'cl-wayband' })), text))),
    el('div', { class: 'cl-keyrow' }, ...Object.entries(said).map(([status, text]) => el('span', {},
      el('span', { class: 'cl-keyswatch' }, el('span', { class: `cl-said cl-said-${status}` })), `said ${text}`))));
}

/**
 * Statements grouped by the place they speak of; groups are folded where there are more than five statements.
 * @param {Story} story @param {any[][]} rows @param {(row: any[]) => Node} claim
 */
export function evidenceByPlace(story, rows, claim) {
  /** @type {Map<string, any[][]>} */
  const groups = new Map();
  const names = new Map(story.head.places.id.map((/** @type {string} */ id, /** @type {number} */ i) => [id, story.head.places.name[i]]));
  for (const row of rows) {
    const name = String(names.get(row[CLAIM.place]) || names.get(row[CLAIM.name]) || row[CLAIM.name]);
    groups.set(name, [...(groups.get(name) || []), row]);
  }
  const open = rows.length <= 5;
  return el('div', {}, ...[...groups].map(([name, list]) => {
    list.sort((a, b) => (a[CLAIM.published] > b[CLAIM.published] ? -1 : 1));
    const fold = el('details', { class: 'cl-group' }, el('summary', {}, el('strong', { text: name }), el('span', { class: 'cl-none', text: ` ${list.length}` })), ...list.map(claim));
    fold.open = open;
    return fold;
  }));
}
