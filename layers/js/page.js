// The page in its parts: top bar, map, cards, drawer, timeline; all markup that is always there.
import { el, icon, iconButton } from './dom.js';

/**
 * @param {import('./main.js').ClaimlineMap} app
 * @returns {Record<string, any>} the nodes by name
 */
export function buildPage(app) {
  const { story } = app;
  const title = el('h1', { class: 'cl-title', text: story.head.theatre.title });
  const date = el('div', { class: 'cl-date' });
  const sentence = el('p', { class: 'cl-sentence' });
  const live = el('div', { class: 'cl-live', 'aria-live': 'polite' });
  const mapBox = el('div', { class: 'cl-map', role: 'application', 'aria-label': 'Map of claims. Plus and minus zoom, shift and arrows move, arrows alone step days.', tabindex: '0' });
  const tools = el('div', { class: 'cl-tools', role: 'toolbar', 'aria-label': 'Tools' },
    iconButton('compare', 'Compare two dates (c)', () => app.toggleCompare(), { 'aria-pressed': 'false' }),
    iconButton('ruler', 'Measure distance (m)', () => app.toggleMeasure(), { 'aria-pressed': 'false' }),
    iconButton('link', 'Copy link to this view', () => app.copyLink()),
    iconButton('image', 'Copy map as picture', () => app.copyMap()),
    iconButton('full', 'Full screen (f)', () => app.toggleFull(), { class: 'cl-tool cl-full' }),
    iconButton('help', 'Keys and reading the map (?)', () => app.toggleHelp()));
  const top = el('header', { class: 'cl-top' },
    el('div', { class: 'cl-heading' }, el('div', { class: 'cl-line1' }, title, date), sentence),
    el('div', { class: 'cl-top-right' }, app.search.node, tools));
  const zoom = el('div', { class: 'cl-zoom', role: 'group', 'aria-label': 'Zoom' },
    zoomButton('+', 'Zoom in (+)', () => app.map.zoomIn()), zoomButton('−', 'Zoom out (−)', () => app.map.zoomOut()),
    iconButton('home', 'Whole area', () => app.goHome()));
  const notice = el('div', { class: 'cl-notice', role: 'status' });
  notice.hidden = true;
  const tip = el('div', { class: 'cl-tip', 'aria-hidden': 'true' });
  tip.hidden = true;
  const measureBox = el('div', { class: 'cl-measure', role: 'status' });
  measureBox.hidden = true;
  const help = helpCard(app);
  const credit = el('button', { type: 'button', class: 'cl-credit', text: app.credit, title: 'Sources and licences', onclick: () => credit.classList.toggle('cl-all') });
  const panels = el('div', { class: 'cl-panels', role: 'group', 'aria-label': 'Roads and people' },
    panelButton('road', 'Roads', 'Routes, cut and open, day by day (r)', () => app.togglePanel('routes')),
    panelButton('people', 'People', 'Figures of people who fled or returned (p)', () => app.togglePanel('people')));
  const stage = el('div', { class: 'cl-stage' }, mapBox, panels, el('div', { class: 'cl-left' }, app.legend.node, app.compare.node), zoom,
    app.scale.node, credit, measureBox, tip, notice, help, app.drawer.node);
  const root = el('div', { class: 'cl-root' }, top, stage, app.bar.node, live);
  return { root, title, date, sentence, live, mapBox, tools, notice, tip, measureBox, help, stage };
}

/** @param {string} sign @param {string} label @param {() => void} onclick */
function zoomButton(sign, label, onclick) {
  return el('button', { type: 'button', class: 'cl-tool', 'aria-label': label, title: label, onclick, text: sign });
}

/** @param {string} name icon @param {string} text @param {string} title @param {() => void} onclick */
function panelButton(name, text, title, onclick) {
  return el('button', { type: 'button', class: 'cl-panel-button', title, onclick }, icon(name), el('span', { text }));
}

/** @param {import('./main.js').ClaimlineMap} app */
function helpCard(app) {
  const keys = [
    ['← →', 'a day back, on'], ['Page Up, Page Down', 'a week'], ['Home, End', 'first, last day'], ['Space', 'play or pause'],
    ['n, b', 'next change, the one before'], ['+ −', 'zoom'], ['Shift and arrows', 'move the map'], ['/', 'find a place'],
    ['c, m, f', 'compare, measure, full screen'], ['r, p', 'roads, people'], ['Enter', 'pick, or measure from, the middle of the map'], ['Esc', 'close'],
  ];
  const card = el('section', { class: 'cl-card cl-help', role: 'dialog', 'aria-label': 'Keys and reading the map' },
    el('div', { class: 'cl-card-head' }, el('span', { text: 'Reading this map' }), iconButton('close', 'Close help', () => app.toggleHelp())),
    el('div', { class: 'cl-card-body' },
      el('p', { text: 'Every colour is a statement by a source, not a verified fact. Press a place, a highway or the line to see who says so. A full symbol is also reported by others; an open one is claimed by one camp only; a split one is disputed.' }),
      el('dl', { class: 'cl-keys' }, ...keys.flatMap(([key, words]) => [el('dt', { text: key }), el('dd', { text: words })])),
      el('p', { class: 'cl-none', text: `Build ${app.story.head.build}` })));
  card.hidden = true;
  return card;
}
