// The evidence behind a place, a stretch of highway or of the line: one sentence on top, then every claim.
import { dayWords } from './codec.js';
import { el, fill, iconButton, webLink } from './dom.js';
import { swatch } from './legend.js';
import { PeoplePanel } from './people.js';
import { RoadsPanel, evidenceByPlace } from './roads.js';
import { CLAIM } from './story.js';

/** @typedef {import('./theme.js').Theme} Theme */
/** @typedef {import('./story.js').Story} Story */
/** @typedef {{kind: string, index: number}} Pick */

const GRADE = {
  A: 'completely reliable', B: 'usually reliable', C: 'fairly reliable', D: 'not usually reliable', E: 'unreliable', F: 'reliability cannot be judged',
  1: 'confirmed by independent sources', 2: 'probably true', 3: 'possibly true', 4: 'doubtful', 5: 'improbable', 6: 'truth cannot be judged',
};
const EVENT = { gained: 'gained', held: 'holds', lost: 'lost', contested: 'fighting', open: 'open', cut: 'cut', fled: 'fled', returned: 'returned' };

/** @param {string} grade a letter and a digit @returns {string} */
export function gradeWords(grade) {
  const [letter, digit] = grade;
  const words = /** @type {Record<string, string>} */ (/** @type {unknown} */ (GRADE));
  return [words[letter], words[digit]].filter(Boolean).join('; ');
}

export class Drawer {
  /**
   * @param {Story} story @param {() => void} onClose @param {(day: number) => void} onDay
   * @param {(lon: number, lat: number) => void} onSpot
   */
  constructor(story, onClose, onDay, onSpot) {
    this.story = story;
    this.onDay = onDay;
    this.routes = new RoadsPanel(story, (row) => this.claim(row, null), onDay, onSpot);
    this.people = new PeoplePanel(story, (row) => this.claim(row, null));
    this.title = el('h2', { class: 'cl-drawer-title', tabindex: '-1' });
    this.body = el('div', { class: 'cl-drawer-body', tabindex: '0', role: 'group', 'aria-label': 'Claims' });
    this.node = el('aside', { class: 'cl-drawer', 'aria-label': 'Evidence' },
      el('header', { class: 'cl-drawer-head' }, this.title, iconButton('close', 'Close evidence', onClose)),
      this.body);
    this.node.hidden = true;
    /** @type {Map<string, number> | null} exact weights of the day shown, by claim id */
    this.exact = null;
    this.shownKey = '';
  }

  /** @param {Pick | null} pick @param {Theme} theme @param {boolean} focus */
  show(pick, theme, focus = false) {
    this.node.hidden = !pick;
    this.theme = theme;
    if (!pick) {
      this.shownKey = '';
      return;
    }
    const { story } = this;
    if (pick.kind === 'routes' || pick.kind === 'people') {
      this.panel(pick.kind, theme);
      if (focus) this.title.focus({ preventScroll: true });
      return;
    }
    const key = `${pick.kind}|${pick.index}|${story.day}|${theme.dark}|${this.exact ? this.exact.size : ''}`;
    if (key === this.shownKey) return;
    this.shownKey = key;
    if (pick.kind === 'place') this.place(pick.index, theme);
    else if (pick.kind === 'road') this.road(pick.index);
    else this.line(pick.index, theme);
    if (focus) this.title.focus({ preventScroll: true });
  }

  /** Roads or people: kept as they are when only the day moves. @param {string} kind @param {Theme} theme */
  panel(kind, theme) {
    this.name(kind === 'routes' ? 'Roads' : 'People on the move', '');
    const node = kind === 'routes' ? this.routes.show(theme) : this.people.show();
    if (this.shownKey !== kind) fill(this.body, node);
    this.shownKey = kind;
  }

  /**
   * Let readers pick two ends on the map, where the host can find the way between them.
   * @param {((name: string, value: any) => void) | undefined} tell @param {(kind: string) => void} open
   */
  askWay(tell, open) {
    if (!tell) return;
    this.routes.ask = (ends) => {
      if (ends) tell('ends', ends);
      open('routes');
    };
  }

  /** The host's answer about the picked ends. @param {{ends: string, routes?: any[], error?: string}} way */
  setWay(way) {
    if (!this.routes.answer(way) || this.shownKey !== 'routes' || !this.theme) return;
    this.routes.show(this.theme);
  }

  /** @param {number} i @param {Theme} theme */
  place(i, theme) {
    const { story } = this;
    const { places, codes } = story.head;
    this.name(places.name[i], places.local[i]);
    const look = codes[story.track.now[i]];
    const why = story.why(i, story.day) || 'Nobody has reported on this place yet. It is drawn as a small grey point.';
    const cited = story.cited(i, story.day);
    const used = new Set(cited.map(({ number }) => number));
    const older = story.ledger(i, story.day).filter((number) => !used.has(number)).map((number) => story.claim(number));
    const against = cited.filter(({ supports }) => !supports);
    fill(this.body,
      el('p', { class: 'cl-why' }, swatch(look, theme), el('span', { text: why })),
      el('p', { class: 'cl-about', text: this.about(i) }),
      this.strip(i, theme),
      this.routes.endButtons(i),
      this.section('What speaks for it', cited.filter(({ supports }) => supports), 'No claim supports a status here.'),
      this.section('What speaks against it', against, 'Nothing on record speaks against it.'),
      older.length > 0 && el('details', { class: 'cl-older' },
        el('summary', { text: `${older.length} other ${older.length === 1 ? 'statement' : 'statements'} on this place` }),
        ...older.map((claim) => this.claim(claim, null))));
  }

  /** @param {string} name @param {string} local */
  name(name, local) {
    fill(this.title, el('span', { text: name }), local && local !== name && el('span', { class: 'cl-local', dir: 'auto', text: local }));
  }

  /** @param {number} i */
  about(i) {
    const { places } = this.story.head;
    const position = places.quality[i];
    const doubt = places.near[i] ? ` (within about ${places.near[i]} km)` : '';
    const where = position === 'approx' || position === 'derived' ? `; position estimated${doubt}` : '';
    return `${places.kind[i] || 'Place'} on ${dayWords(this.story.iso(this.story.day))}${where}`;
  }

  /** The place's history as a strip of runs; a press goes to that day. @param {number} i @param {Theme} theme */
  strip(i, theme) {
    const { story } = this;
    const runs = story.track.runs(i);
    const group = (/** @type {number} */ code) => story.head.codes[code].slice(0, 4).join('|');
    const merged = runs.filter((run, k) => !k || group(run[1]) !== group(runs[k - 1][1]));
    const parts = merged.map(([from, code], k) => {
      const end = k + 1 < merged.length ? merged[k + 1][0] : story.days;
      const look = story.head.codes[code];
      const [level, side] = look;
      const who = story.head.sides[side]?.short;
      const words = `${dayWords(story.iso(from))}: ${level === 'silent' ? 'not reported on' : level}${who && level !== 'unknown' ? `, ${who}` : ''}`;
      const colour = theme.sides[side] || theme.unknown;
      return el('button', {
        type: 'button', class: `cl-run cl-run-${level}`, title: words, 'aria-label': `Go to ${words}`,
        style: { flexGrow: String(end - from), '--c': colour }, onclick: () => this.onDay(from),
      });
    });
    parts.forEach((part, k) => part.style.setProperty('--c', theme.sides[story.head.codes[merged[k][1]][1]] || theme.unknown));
    const here = el('span', { class: 'cl-run-now', style: { left: `${((story.day + 0.5) / story.days) * 100}%` } });
    return el('div', { class: 'cl-strip', role: 'group', 'aria-label': 'History of this place' }, ...parts, here);
  }

  /** @param {string} heading @param {import('./story.js').Cited[]} cited @param {string} none */
  section(heading, cited, none) {
    return el('section', {},
      el('h3', { text: heading }),
      cited.length === 0 && el('p', { class: 'cl-none', text: none }),
      ...cited.map((row) => this.claim(row.claim, row)));
  }

  /** @param {any[]} row @param {import('./story.js').Cited | null} cited */
  claim(row, cited) {
    const denied = row[CLAIM.polarity] === 'denied';
    const side = this.story.head.sides.find(({ key }) => key === row[CLAIM.side]);
    const who = row[CLAIM.kind] === 'baseline' ? 'Before the first report' : row[CLAIM.who] === 'narrator' ? `${row[CLAIM.outlet]} (reporting)` : row[CLAIM.who];
    const events = /** @type {Record<string, string>} */ (EVENT);
    const holder = this.story.head.sides.find(({ key }) => key === row[CLAIM.holder]);
    const stance = `${denied ? 'denies' : 'says'}: ${holder ? `${holder.short} ` : ''}${events[row[CLAIM.event]] || row[CLAIM.event]}`;
    const day = row[CLAIM.day] ? dayWords(row[CLAIM.day]) : dayWords(row[CLAIM.published]);
    const weight = cited ? this.weight(row, cited) : null;
    return el('article', { class: `cl-claim${denied ? ' cl-denial' : ''}` },
      el('div', { class: 'cl-claim-head' },
        el('strong', { text: who }),
        side && el('span', { class: 'cl-tag', text: side.short }),
        row[CLAIM.grade] && el('span', { class: 'cl-grade', title: gradeWords(row[CLAIM.grade]), text: row[CLAIM.grade] }),
        weight),
      el('div', { class: 'cl-claim-stance' }, el('span', { class: denied ? 'cl-no' : 'cl-yes', text: stance }), el('span', { text: day })),
      el('blockquote', { dir: 'auto', text: row[CLAIM.sentence] }),
      el('div', { class: 'cl-claim-foot' },
        webLink(row[CLAIM.url], row[CLAIM.title] || row[CLAIM.outlet]),
        el('span', { text: `${row[CLAIM.outlet]}, published ${dayWords(row[CLAIM.published])}` })));
  }

  /** Contribution to the status as a signed number. @param {any[]} row @param {import('./story.js').Cited} cited */
  weight(row, cited) {
    const value = this.exact?.get(row[CLAIM.id]) ?? cited.value;
    if (!value) return null;
    const side = this.story.head.sides[cited.side]?.short;
    const text = `${value > 0 ? '+' : '−'}${Math.abs(value).toFixed(2)}`;
    const hint = `Contribution to the status${side ? ` for ${side}` : ''}, in log-odds; claims weigh less as they age`;
    return el('span', { class: 'cl-weight', title: hint, text });
  }

  /** @param {number} i */
  road(i) {
    const { story } = this;
    const [, road, from, to, km, quality] = story.head.roads[i];
    const [inferred, side, stated, statedSide] = story.head.roadCodes[story.roadTrack.now[i]];
    const short = (/** @type {number} */ s) => story.head.sides[s]?.short;
    this.name(`${road}: ${from} – ${to}`, '');
    const by = short(side) ? ` (${short(side)})` : '';
    const control = inferred === 'unknown' ? 'Control of the places along it says nothing about this stretch.'
      : `By control of the places along it, this stretch is ${inferred}${by}.`;
    const said = stated === 'unknown' ? 'No statement about the road itself is on record.'
      : `Statements about the road say it is ${stated}${short(statedSide) ? ` (${short(statedSide)})` : ''}.`;
    const claims = story.roadClaims(i, story.day);
    fill(this.body,
      el('p', { class: 'cl-why', text: `${said} ${control}` }),
      el('p', { class: 'cl-about', text: `${km} km${quality ? `; geometry: ${quality}` : ''}` }),
      el('h3', { text: 'Statements' }),
      claims.length === 0 && el('p', { class: 'cl-none', text: 'None up to this day.' }),
      claims.length > 0 && evidenceByPlace(story, claims, (row) => this.claim(row, null)));
  }

  /** @param {number} part @param {Theme} theme */
  line(part, theme) {
    const { story } = this;
    const o = story.line;
    const names = [o.side[part], o.other[part]].map((s) => story.head.sides[s]?.short || 'nobody known');
    this.name(`Estimated line: ${names.join(' and ')}`, '');
    const places = o.refEnd.length > part + 1 ? Array.from(o.ref.slice(o.refEnd[part], o.refEnd[part + 1])) : [];
    const km = Math.round(o.size[part]);
    fill(this.body,
      el('p', { class: 'cl-why', text: `Nobody reported this line. It is interpolated between places said to be on either side, over ${km} km; the band shows how far off it may be.` }),
      el('h3', { text: 'Places that put it there' }),
      places.length === 0 && el('p', { class: 'cl-none', text: 'Not recorded for this stretch.' }),
      ...places.slice(0, 12).map((i) => el('div', { class: 'cl-line-place' },
        el('p', { class: 'cl-why' }, swatch(story.head.codes[story.track.now[i]], theme), el('span', { text: story.why(i, story.day) })),
        ...story.cited(i, story.day).slice(-3).map((row) => this.claim(row.claim, row)))));
  }
}
