// The map with its timeline: holds the state, draws a day, answers keys and hands.
import { dayWords } from './codec.js';
import { Compare } from './compare.js';
import { debounce } from './dom.js';
import { Drawer } from './drawer.js';
import { bindKeys } from './keys.js';
import { ALL_LAYERS, Legend } from './legend.js';
import { readLink, writeLink } from './link.js';
import { MapCanvas } from './maplayer.js';
import { buildPage } from './page.js';
import { bindPointer } from './pointer.js';
import { Search } from './search.js';
import { Story } from './story.js';
import { isDarkColour, themeOf } from './theme.js';
import { TimeBar } from './timebar.js';
import { ScaleBar, copyPicture, kmWords, mapPicture, wayKm } from './tools.js';

/**
 * @typedef {object} Options
 * @property {string} [theme] light, dark or auto @property {string} [search] part of an address after "?"
 * @property {string} [day] ISO day to start on @property {boolean} [ownsAddress] write the view into the address bar
 * @property {(name: string, value: any) => void} [tell] hears of day, pick, view, settled
 * @property {string} [credit]
 */

/** Panels that are picked like a place. */
const PANELS = ['routes', 'people'];

export class ClaimlineMap {
  /** @param {any} L Leaflet @param {HTMLElement} host @param {import('./codec.js').Opened} file @param {Options} options */
  constructor(L, host, file, options = {}) {
    this.L = L;
    this.host = host;
    this.options = options;
    this.story = new Story(file);
    const link = readLink(options.search || '');
    this.link = link;
    const { story } = this;
    this.credit = ['Base map: Natural Earth', ...(story.head.theatre.credit || []), options.credit].filter(Boolean).join(' · ');
    /** @type {Set<string>} */
    this.on = new Set(link.layers ? link.layers.split(',').filter((key) => ALL_LAYERS.includes(key)) : ALL_LAYERS);
    /** @type {import('./drawer.js').Pick | null} */
    this.pick = null;
    /** @type {number | null} */
    this.other = null;
    this.measuring = false;
    this.tell = options.tell || (() => {});
    this.search = new Search(story, (place) => this.flyTo(place));
    this.legend = new Legend(story, this.on, () => this.relayer(), host.clientWidth > 760);
    this.compare = new Compare(story, () => this.setCompare(null), (place) => this.flyTo(place));
    this.drawer = new Drawer(story, () => this.setPick(null), (day) => this.go(day, 'strip'), (lon, lat) => this.map.setView([lat, lon], Math.max(this.map.getZoom(), 10), { animate: false }));
    this.drawer.askWay(options.tell, (kind) => this.setPick({ kind, index: 0 }));
    this.bar = new TimeBar(story, (day, from) => this.go(day, from), (day) => this.setCompare(day));
    this.scale = new ScaleBar();
    this.nodes = buildPage(this);
    host.replaceChildren(this.nodes.root);
    this.theme = themeOf(this.isDark(), story.head.sides.map(({ colour }) => colour));
    this.map = L.map(this.nodes.mapBox, {
      attributionControl: false, zoomControl: false, keyboard: false, zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 4, maxZoom: 15,
      wheelPxPerZoomLevel: 90, boxZoom: false, maxBoundsViscosity: 0.6,
    });
    const [west, south, east, north] = story.head.grid;
    this.map.setMaxBounds([[south, west], [north, east]]);
    this.startView(link.view);
    this.canvas = new MapCanvas(L, this.map, story, this.theme, this.on);
    this.settle = debounce(() => this.settled(), 300);
    this.map.on('move zoom', () => this.scale.show(this.map));
    this.map.on('moveend', debounce(() => this.moved(), 150));
    bindPointer(this);
    bindKeys(this);
    this.watch();
    this.retheme();
    this.start(link);
  }

  /** @param {Partial<import('./link.js').LinkState>} link */
  start(link) {
    const { story } = this;
    const asked = link.day || this.options.day;
    const day = asked ? story.indexOf(asked) : -1;
    if (link.day && day < 0) this.notify(`The link names ${dayWords(link.day)}, a day that these data do not cover.`);
    if (link.build && link.build !== story.head.build) {
      this.notify('This link was made with an older build of the data; what it shows may have changed since.');
    }
    this.go(day >= 0 ? day : story.days - 1, 'start');
    const other = link.compare ? story.indexOf(link.compare) : -1;
    if (other >= 0) this.setCompare(other);
    this.canvas.wake();
    if (link.pick) this.setPick(this.parsePick(link.pick));
    this.scale.show(this.map);
  }

  /** @param {string | undefined} view zoom/lat/lon */
  startView(view) {
    const parts = (view || '').split('/').map(Number);
    if (parts.length === 3 && parts.every(Number.isFinite)) this.map.setView([parts[1], parts[2]], parts[0], { animate: false });
    else this.goHome(false);
  }

  goHome(animate = true) {
    const [west, south, east, north] = this.story.head.theatre.bbox;
    this.map.fitBounds([[south, west], [north, east]], { animate, padding: [8, 8] });
  }

  /** Show a day: the step that is measured. @param {number} day @param {string} from what asked for it */
  go(day, from) {
    const { story } = this;
    story.go(day);
    if (this.other !== null) this.canvas.compare = this.compare.outline(this.other, this.theme);
    this.canvas.show();
    this.bar.show(day, this.other);
    const words = dayWords(story.iso(day));
    this.nodes.date.textContent = words;
    const sentence = story.headline(day);
    if (this.nodes.sentence.textContent !== sentence) this.nodes.sentence.textContent = sentence;
    if (from === 'play') {
      if (this.bar.frames % 6 === 0) this.count();
      if (this.pick) this.drawer.show(this.pick, this.theme);
      return;
    }
    this.follow();
    this.settle();
  }

  /** Slower parts that follow the day in the next frame. */
  follow() {
    if (this.following) return;
    this.following = true;
    setTimeout(() => {
      this.following = false;
      this.count();
      this.drawer.exact = null;
      this.drawer.show(this.pick, this.theme);
    }, 40);
  }

  /** Numbers of the day in legend and comparison. */
  count() {
    this.legend.count();
    this.compare.paint(this.theme);
  }

  /** The day has come to rest: write the address, tell the host, speak to screen readers. */
  settled() {
    const { story } = this;
    this.nodes.live.textContent = `${dayWords(story.iso(story.day))}. ${story.headline(story.day)}`;
    this.writeAddress();
    this.tell('day', story.iso(story.day));
  }

  /** @param {import('./drawer.js').Pick | null} pick */
  setPick(pick) {
    this.pick = pick;
    this.canvas.picked = pick && pick.kind === 'place' ? pick.index : -1;
    this.nodes.root.classList.toggle('cl-picked', Boolean(pick));
    this.drawer.exact = null;
    this.drawer.show(pick, this.theme, true);
    const width = this.drawer.node.offsetWidth;
    this.canvas.covered = width < this.canvas.view.w * 0.8 ? width : 0;
    this.canvas.drawMarks();
    if (pick && pick.kind === 'place') this.uncover(pick.index);
    this.writeAddress();
    this.tell('pick', pick && PANELS.includes(pick.kind) ? '' : this.pickKey());
    if (!pick) this.nodes.mapBox.focus({ preventScroll: true });
  }

  /** Pick what lies nearest to the middle of the map: for hands that hold no mouse. */
  pickCentre() {
    const { x, y } = this.map.getSize().divideBy(2);
    const found = [8, 24, 60].map((slack) => this.canvas.hit(x, y, slack)).find(Boolean);
    if (found) this.setPick(found);
    else this.notify('Nothing lies at the middle of the map. Shift and arrows move it.');
  }

  /** @returns {string} the picked thing as it stands in a link */
  pickKey() {
    const { pick, story } = this;
    if (!pick) return '';
    if (pick.kind === 'place') return story.head.places.id[pick.index];
    if (PANELS.includes(pick.kind)) return `${pick.kind}~`;
    return pick.kind === 'road' ? `road~${story.head.roads[pick.index][0]}` : `line~${pick.index}`;
  }

  /** @param {string} key @returns {import('./drawer.js').Pick | null} */
  parsePick(key) {
    const { head } = this.story;
    const place = head.places.id.indexOf(key);
    if (place >= 0) return { kind: 'place', index: place };
    const panel = PANELS.find((kind) => key === `${kind}~`);
    if (panel) return { kind: panel, index: 0 };
    const road = key.startsWith('road~') ? head.roads.findIndex((row) => row[0] === key.slice(5)) : -1;
    if (road >= 0) return { kind: 'road', index: road };
    const part = key.startsWith('line~') ? Number(key.slice(5)) : NaN;
    const [from, end] = this.canvas.line.parts(this.story.day);
    return part >= from && part < end ? { kind: 'line', index: part } : null;
  }

  /** Move the map if the drawer or the edge hides a place. @param {number} place */
  uncover(place) {
    const { view, dots } = this.canvas;
    const [x, y] = [dots.sx[place] / view.dpr, dots.sy[place] / view.dpr];
    const drawer = this.drawer.node.getBoundingClientRect();
    const below = drawer.width > view.w * 0.8;
    const right = below ? view.w : view.w - drawer.width;
    const bottom = below ? view.h - drawer.height : view.h;
    if (x > 30 && x < right - 30 && y > 30 && y < bottom - 30) return;
    const [left, top] = [below || view.w < 900 ? 0 : 280, 0];
    this.map.panBy([x - (left + right) / 2, y - (top + bottom) / 2], { animate: false });
  }

  /** @param {number} place */
  flyTo(place) {
    const { x } = this.story;
    const at = [this.story.arrays['p.lat'][place], this.story.arrays['p.lon'][place]];
    if (x.length) this.map.setView(at, Math.max(this.map.getZoom(), 11), { animate: false });
    this.setPick({ kind: 'place', index: place });
    this.canvas.relabel();
  }

  /** Open or close the panel of roads or of people. @param {string} kind */
  togglePanel(kind) {
    this.setPick(this.pick?.kind === kind ? null : { kind, index: 0 });
  }

  toggleCompare() {
    this.setCompare(this.other === null ? Math.max(0, this.story.day - 7) : null);
  }

  /** @param {number | null} other index of the second day */
  setCompare(other) {
    this.other = other;
    this.nodes.tools.children[0].setAttribute('aria-pressed', String(other !== null));
    if (other !== null && this.compare.node.hidden && !this.legend.body.hidden) this.legend.fold();
    this.paintCompare();
    this.bar.show(this.story.day, other);
    this.settle();
  }

  paintCompare() {
    this.canvas.compare = this.compare.outline(this.other, this.theme);
    this.compare.paint(this.theme);
    this.canvas.show();
  }

  toggleMeasure() {
    this.measuring = !this.measuring;
    this.nodes.tools.children[1].setAttribute('aria-pressed', String(this.measuring));
    this.nodes.stage.classList.toggle('cl-measuring', this.measuring);
    this.canvas.way = [];
    this.showWay();
  }

  /** @param {{lat: number, lng: number}} at */
  addWay(at) {
    this.canvas.way.push([at.lat, at.lng]);
    this.showWay();
  }

  showWay() {
    const { way } = this.canvas;
    this.nodes.measureBox.hidden = !this.measuring;
    this.nodes.measureBox.textContent = way.length < 2 ? 'Press points on the map, or Enter for its centre.' : `${kmWords(wayKm(way))} over ${way.length} points`;
    this.canvas.drawMarks();
  }

  toggleHelp() {
    this.nodes.help.hidden = !this.nodes.help.hidden;
    if (!this.nodes.help.hidden) this.nodes.help.querySelector('button').focus();
  }

  toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.nodes.root.requestFullscreen?.().catch(() => this.notify('This browser does not allow full screen here.'));
  }

  async copyMap() {
    const { story } = this;
    const picture = mapPicture(this.canvas, story.head.theatre.title, story.headline(story.day), this.scale, this.credit);
    this.notify(await copyPicture(picture, `claimline-${story.head.theatre.key}-${story.iso(story.day)}.png`));
  }

  /** @returns {Partial<import('./link.js').LinkState>} */
  linkState() {
    const { story, map } = this;
    const at = map.getCenter();
    const whole = this.on.size === ALL_LAYERS.length;
    return {
      theatre: story.head.theatre.key,
      day: story.iso(story.day),
      compare: this.other === null ? undefined : story.iso(this.other),
      known: story.head.knownAsOf || undefined,
      view: `${map.getZoom()}/${at.lat.toFixed(4)}/${at.lng.toFixed(4)}`,
      layers: whole ? undefined : ALL_LAYERS.filter((key) => this.on.has(key)).join(',') || 'none',
      perspective: story.head.perspective || undefined,
      leaveOut: story.head.leaveOut.join(',') || undefined,
      pick: this.pickKey() || undefined,
      build: story.head.build,
    };
  }

  writeAddress() {
    if (!this.options.ownsAddress) return;
    const search = writeLink(this.linkState(), location.search);
    history.replaceState(history.state, '', `${location.pathname}?${search}${location.hash}`);
  }

  async copyLink() {
    const search = writeLink(this.linkState(), this.options.ownsAddress ? location.search : '');
    const address = `${location.origin === 'null' ? 'file://' : location.origin}${location.pathname}?${search}`;
    this.lastLink = address;
    try {
      await navigator.clipboard.writeText(address);
      this.notify('The link to this view is on the clipboard.');
    } catch {
      this.notify(`The link to this view: ${address}`);
    }
  }

  /** @param {string} words */
  notify(words) {
    const { notice } = this.nodes;
    notice.textContent = words;
    notice.hidden = false;
    clearTimeout(this.noticeTimer);
    this.noticeTimer = setTimeout(() => (notice.hidden = true), 9000);
  }

  moved() {
    this.writeAddress();
    this.tell('view', this.linkState().view);
  }

  relayer() {
    this.canvas.redraw();
    this.writeAddress();
    this.tell('layers', ALL_LAYERS.filter((key) => this.on.has(key)).join(','));
  }

  isDark() {
    const wanted = this.options.theme || 'auto';
    if (wanted !== 'auto') return wanted === 'dark';
    const host = getComputedStyle(this.host).getPropertyValue('--st-background-color').trim();
    return host ? isDarkColour(host) : matchMedia('(prefers-color-scheme: dark)').matches;
  }

  retheme() {
    const dark = this.isDark();
    this.theme = themeOf(dark, this.story.head.sides.map(({ colour }) => colour));
    this.nodes.root.dataset.theme = dark ? 'dark' : 'light';
    this.canvas.theme = this.theme;
    this.canvas.redraw();
    this.canvas.relabel();
    this.legend.paint(this.theme);
    this.bar.drawHistogram(this.theme);
    if (this.other !== null) this.paintCompare();
    this.drawer.show(this.pick, this.theme);
  }

  /** Keep up with the size of the page, the theme, and fonts that arrive late. */
  watch() {
    this.sizes = new ResizeObserver(() => {
      const { view } = this.canvas;
      if (this.nodes.stage.clientWidth === view.w && this.nodes.stage.clientHeight === view.h) return;
      const centre = this.map.getCenter();
      this.map.invalidateSize({ animate: false, pan: false });
      this.map.setView(centre, this.map.getZoom(), { reset: true });
      this.bar.drawHistogram(this.theme);
    });
    this.sizes.observe(this.nodes.stage);
    this.media = matchMedia('(prefers-color-scheme: dark)');
    this.onMedia = () => this.retheme();
    this.media.addEventListener('change', this.onMedia);
    if (document.fonts?.status === 'loading') document.fonts.ready.then(() => this.canvas.relabel());
  }

  /** Exact contributions of the day shown, by claim id. @param {{place: string, day: string, weights: [string, number][]}} words */
  setExact({ place, day, weights }) {
    if (place !== this.pickKey() || day !== this.story.iso(this.story.day)) return;
    this.drawer.exact = new Map(weights.map(([id, weight]) => [id.slice(id.lastIndexOf('-') + 1).slice(0, 6), weight]));
    this.drawer.show(this.pick, this.theme);
  }

  remove() {
    this.bar.pause();
    this.sizes?.disconnect();
    this.media?.removeEventListener('change', /** @type {any} */ (this.onMedia));
    this.map.remove();
    this.host.replaceChildren();
  }
}
