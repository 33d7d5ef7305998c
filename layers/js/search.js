// Find a place by its name in Latin or local script and fly to it.
import { el, fill, foldName, icon } from './dom.js';

export class Search {
  /** @param {import('./story.js').Story} story @param {(place: number) => void} onPick */
  constructor(story, onPick) {
    this.story = story;
    this.onPick = onPick;
    /** @type {string[] | null} */
    this.keys = null;
    /** @type {number[]} */
    this.found = [];
    this.active = -1;
    this.input = el('input', {
      type: 'search', class: 'cl-search-input', placeholder: 'Find a place', 'aria-label': 'Find a place', autocomplete: 'off', spellcheck: 'false',
      role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'cl-found', 'aria-autocomplete': 'list', dir: 'auto',
    });
    this.list = el('ul', { class: 'cl-found', id: 'cl-found', role: 'listbox', 'aria-label': 'Places found' });
    this.list.hidden = true;
    this.input.addEventListener('input', () => this.look());
    this.input.addEventListener('keydown', (/** @type {KeyboardEvent} */ e) => this.key(e));
    this.input.addEventListener('blur', () => setTimeout(() => (this.list.hidden = true), 150));
    this.node = el('div', { class: 'cl-search', role: 'search' }, icon('search'), this.input, this.list);
  }

  /** Names folded once, when first needed. */
  index() {
    const { name, local, alt } = this.story.head.places;
    return (this.keys ||= name.map((text, i) => [text, local[i], ...alt[i].split('|')].map(foldName).join('\n')));
  }

  /** Places whose name starts with, or contains, the words; weightier places first. @param {string} text @returns {number[]} */
  match(text) {
    const wanted = foldName(text);
    if (!wanted) return [];
    const keys = this.index();
    const starts = [];
    const contains = [];
    for (const i of this.story.words.order) {
      const at = `\n${keys[i]}`.indexOf(`\n${wanted}`);
      if (at >= 0) starts.push(i);
      else if (keys[i].includes(wanted)) contains.push(i);
      if (starts.length >= 8) break;
    }
    return [...starts, ...contains].slice(0, 8);
  }

  look() {
    const { places } = this.story.head;
    this.found = this.match(this.input.value);
    this.active = this.found.length ? 0 : -1;
    const none = this.input.value.trim() && !this.found.length;
    fill(this.list, ...this.found.map((i, k) => el('li', {
      role: 'option', id: `cl-found-${k}`, 'aria-selected': String(k === this.active), onmousedown: () => this.choose(k),
    }, el('span', { text: places.name[i] }), el('span', { class: 'cl-local', dir: 'auto', text: places.local[i] || '' }))),
    none && el('li', { role: 'option', 'aria-disabled': 'true', class: 'cl-none', text: 'No place of that name here' }));
    this.list.hidden = !this.found.length && !none;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
    this.mark();
  }

  mark() {
    [...this.list.children].forEach((/** @type {any} */ item, k) => item.setAttribute('aria-selected', String(k === this.active)));
    if (this.active >= 0) this.input.setAttribute('aria-activedescendant', `cl-found-${this.active}`);
    else this.input.removeAttribute('aria-activedescendant');
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    e.stopPropagation();
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      const n = this.found.length;
      if (n) this.active = (this.active + (e.key === 'ArrowDown' ? 1 : n - 1)) % n;
      this.mark();
    } else if (e.key === 'Enter' && this.active >= 0) this.choose(this.active);
    else if (e.key === 'Escape') {
      this.input.value = '';
      this.look();
      this.input.blur();
    }
  }

  /** @param {number} k */
  choose(k) {
    const place = this.found[k];
    if (place === undefined) return;
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.onPick(place);
  }
}
