// Two dates: who gained and lost how many places and how much ground between them.
import { dayWords } from './codec.js';
import { el, fill, iconButton } from './dom.js';
import { swatch } from './legend.js';
import { difference } from './track.js';

export class Compare {
  /** @param {import('./story.js').Story} story @param {() => void} onClose @param {(place: number) => void} onPick */
  constructor(story, onClose, onPick) {
    this.story = story;
    this.onPick = onPick;
    this.body = el('div', { class: 'cl-card-body' });
    this.node = el('section', { class: 'cl-card cl-compare', 'aria-label': 'What changed' },
      el('div', { class: 'cl-card-head' }, el('span', { text: 'What changed' }), iconButton('close', 'Stop comparing', onClose)),
      this.body);
    this.node.hidden = true;
    this.changed = /** @type {number[]} */ ([]);
    /** @type {any} */
    this.found = null;
  }

  /**
   * What the map outlines; the card itself follows with ``paint``.
   * @param {number | null} other the second date @param {import('./theme.js').Theme} theme
   * @returns {{before: number, changed: number[], colours: string[]} | null}
   */
  outline(other, theme) {
    this.found = null;
    if (other === null) return null;
    const { story } = this;
    const { codes, sides } = story.head;
    const now = story.track.now;
    const there = story.track.codesOn(other);
    const [before, after] = other < story.day ? [there, now] : [now, there];
    this.found = { other, before, after, ...difference(before, after, codes, sides.length) };
    this.changed = this.found.changed;
    return { before: other, changed: this.changed, colours: this.changed.map((i) => theme.sides[codes[after[i]][1]] || theme.ink) };
  }

  /** Fill the card, or hide it where nothing is compared. @param {import('./theme.js').Theme} theme */
  paint(theme) {
    this.node.hidden = !this.found;
    if (!this.found) return;
    const { story } = this;
    const { codes, sides, places } = story.head;
    const { other, before, after, changed, gained, lost } = this.found;
    const [early, late] = [Math.min(other, story.day), Math.max(other, story.day)];
    const [ground, was] = [story.km2(late), story.km2(early)];
    const rows = sides.map((side, i) => ({ side, i, ground: Math.round(ground[i] - was[i]) }))
      .filter(({ i, ground: g }) => gained[i] || lost[i] || g);
    const signed = (/** @type {number} */ n) => (n > 0 ? `+${n.toLocaleString('en-GB')}` : n < 0 ? `−${Math.abs(n).toLocaleString('en-GB')}` : '0');
    fill(this.body,
      el('p', { class: 'cl-compare-dates', text: `From ${dayWords(story.iso(early))} to ${dayWords(story.iso(late))}` }),
      rows.length === 0 && el('p', { class: 'cl-none', text: changed.length ? 'No place changed its holder.' : 'Nothing changed.' }),
      rows.length > 0 && el('table', {},
        el('thead', {}, el('tr', {}, ...['Side', 'Gained', 'Lost', 'km² (est.)'].map((text) => el('th', { scope: 'col', text })))),
        el('tbody', {}, ...rows.map(({ side, i, ground: g }) => el('tr', {},
          el('th', { scope: 'row' }, swatch(['held', i, 255, '', 0], theme), el('span', { text: side.short })),
          el('td', { text: String(gained[i]) }), el('td', { text: String(lost[i]) }), el('td', { text: signed(g) }))))),
      changed.length > 0 && el('p', { class: 'cl-none', text: 'On the map: a square around each of them in the colour of who has it later, and bold hatching on ground that changed hands.' }),
      changed.length > 0 && el('details', {},
        el('summary', { text: `${changed.length} ${changed.length === 1 ? 'place has' : 'places have'} another status` }),
        el('ul', { class: 'cl-changed' }, ...changed.slice(0, 200).map((/** @type {number} */ i) => el('li', {},
          el('button', { type: 'button', onclick: () => this.onPick(i) },
            swatch(codes[before[i]], theme), el('span', { 'aria-label': 'became', text: '→' }), swatch(codes[after[i]], theme),
            el('span', { text: places.name[i] })))))));
  }
}
