// The Leaflet layer: one opaque canvas over the view. Ground and names are kept beside it and drawn anew only when
// their own matter changes; a step copies the ground, stamps the places on it and lays the marks on top.
import { BaseMap } from './basepaint.js';
import { debounce } from './dom.js';
import { Dots } from './dots.js';
import { PathStore, drawAreaChange, drawAreas, drawBand, drawLine, drawRoads } from './ground.js';
import { layLabels, makeLabels, measurer, placeLabels } from './labels.js';
import { drawRings, drawWay } from './marks.js';
import { drawNotes, notesOn } from './notes.js';
import { WORLD, worldX, worldY } from './project.js';

/** @typedef {import('./project.js').View} View */
/** @typedef {import('./story.js').Story} Story */
/** @typedef {import('./theme.js').Theme} Theme */
/** The sheet is on screen, the rest is kept beside it: every canvas of a page costs every frame. */
const SHEETS = ['sheet', 'ground', 'base', 'dots'];

export class MapCanvas {
  /**
   * @param {any} L Leaflet @param {any} map its map @param {Story} story @param {Theme} theme
   * @param {Set<string>} on keys of the layers that are shown
   */
  constructor(L, map, story, theme, on) {
    this.L = L;
    this.map = map;
    this.story = story;
    this.theme = theme;
    this.on = on;
    const grid = story.head.grid;
    this.cx = worldX(grid[0]);
    this.cy = worldY(grid[3]);
    this.base = new BaseMap(story.head.base, this.cx, this.cy, story.head.theatre.bbox);
    this.areas = new PathStore(story.areas, this.cx, this.cy, true);
    this.line = new PathStore(story.line, this.cx, this.cy, false);
    this.band = new PathStore(story.band, this.cx, this.cy, true);
    this.roads = new PathStore(story.roadLines, this.cx, this.cy, false);
    this.dots = new Dots(story.head.codes, story.x, story.y, story.estimated);
    /** @type {View} */
    this.view = { w: 0, h: 0, dpr: 1, k: 1, ox: 0, oy: 0, zoom: 0 };
    this.picked = -1;
    /** @type {{before: number, changed: number[], colours: string[]} | null} */
    this.compare = null;
    /** @type {[number, number][]} */
    this.way = [];
    this.groundKey = '';
    /** Pixels at the right that the drawer hides. */
    this.covered = 0;
    /** @type {number[][]} */
    this.reserved = [];
    this.box = L.DomUtil.create('div', 'cl-sheets leaflet-zoom-animated', map.getPanes().overlayPane);
    /** @type {Record<string, CanvasRenderingContext2D>} */
    this.g = {};
    for (const name of SHEETS) {
      const canvas = L.DomUtil.create('canvas', `cl-${name}`, name === 'sheet' ? this.box : undefined);
      this.g[name] = canvas.getContext('2d', { alpha: name === 'dots', willReadFrequently: name === 'dots' });
    }
    this.names = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
    /** @type {import('./labels.js').Label[]} */
    this.labels = [];
    this.measure = measurer(/** @type {any} */ (document.createElement('canvas').getContext('2d')));
    map.on('zoomanim', this.follow, this);
    map.on('move zoomend resize viewreset', this.reset, this);
    map.on('moveend', debounce(() => this.relabel(), 90));
    /** Nothing is drawn before the first day is known: the first picture is the right one. */
    this.awake = false;
    this.reset();
  }

  /** Draw for the first time. */
  wake() {
    this.awake = true;
    this.redraw();
    this.relabel();
  }

  /** Stretch with Leaflet's zoom animation until the sharp picture is drawn. @param {any} e */
  follow(e) {
    const scale = this.map.getZoomScale(e.zoom, this.map.getZoom());
    const offset = this.map._latLngBoundsToNewLayerBounds(this.map.getBounds(), e.zoom, e.center).min;
    this.L.DomUtil.setTransform(this.box, offset, scale);
  }

  /** Take the view from Leaflet and draw everything. */
  reset() {
    const { map, view: v, L } = this;
    const size = map.getSize();
    const dpr = Math.min(3, window.devicePixelRatio || 1);
    if (size.x !== v.w || size.y !== v.h || dpr !== v.dpr) {
      Object.assign(v, { w: size.x, h: size.y, dpr });
      for (const g of Object.values(this.g)) {
        g.canvas.width = Math.round(size.x * dpr);
        g.canvas.height = Math.round(size.y * dpr);
        g.canvas.style.width = `${size.x}px`;
        g.canvas.style.height = `${size.y}px`;
      }
    }
    const zoom = map.getZoom();
    const origin = map.project(map.containerPointToLatLng([0, 0]), zoom);
    Object.assign(v, { zoom, k: (256 * 2 ** zoom) / WORLD, ox: origin.x, oy: origin.y });
    L.DomUtil.setTransform(this.box, map.containerPointToLayerPoint([0, 0]), 1);
    this.redraw();
  }

  /** Draw everything anew. */
  redraw() {
    this.dots.place(this.view, this.theme);
    if (!this.awake) return;
    this.base.draw(this.g.base, this.view, this.theme, this.on.has('names'));
    this.groundKey = '';
    this.show();
  }

  /** Draw the day that the story is on: the only work of a step of the slider. */
  show() {
    if (!this.awake) return;
    this.drawGround();
    if (this.on.has('places')) this.dots.draw(this.g.dots, this.story.track.now);
    this.drawMarks();
  }

  drawGround() {
    const { story, on, view, theme } = this;
    const { day } = story;
    const roads = story.roadTrack;
    const key = [story.areas.day[day], story.line.day[day], story.band.day[day], roads.off[day + 1], this.compare?.before].join();
    if (key === this.groundKey) return;
    this.groundKey = key;
    const g = this.g.ground;
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.drawImage(this.g.base.canvas, 0, 0);
    if (on.has('areas')) drawAreas(g, view, this.areas, day, theme);
    if (this.compare && on.has('areas')) drawAreaChange(g, view, this.areas, this.compare.before, day, theme);
    if (on.has('band')) drawBand(g, view, this.band, day, theme);
    if (on.has('roads')) drawRoads(g, view, this.roads, roads.now, story.head.roadCodes, theme);
    if (on.has('line')) drawLine(g, view, this.line, day, theme);
  }

  /** Bring ground, places and what lies on top to the screen. */
  drawMarks() {
    const { story, compare, view, theme } = this;
    const g = this.g.sheet;
    if (!this.awake) return;
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.drawImage(this.g.ground.canvas, 0, 0);
    if (this.on.has('places')) g.drawImage(this.g.dots.canvas, 0, 0);
    drawRings(g, view, this.dots, compare ? compare.changed : [], compare ? compare.colours : [], this.picked, theme);
    if (this.on.has('names')) layLabels(g, this.names.canvas, this.labels, this.dots, view);
    if (this.on.has('notes') && story.hasNotes(story.day)) drawNotes(g, view, story.head, story.day, theme, this.nameBoxes(), this.covered);
    drawWay(g, view, this.way, theme);
  }

  /** Where the names stand now, CSS pixels. @returns {number[][]} left, top, right, bottom */
  nameBoxes() {
    if (!this.on.has('names')) return [];
    const { dots, view } = this;
    return this.labels.map(({ place, left, top, w, h }) => {
      const [x, y] = [dots.sx[place] / view.dpr + left, dots.sy[place] / view.dpr + top];
      return [x, y, x + w, y + h];
    });
  }

  /** Choose labels for the view: picked and reported places first. */
  relabel() {
    const { story, picked } = this;
    if (!this.awake) return;
    const rank = story.head.places.rank;
    const { zoom } = this.view;
    const weight = (/** @type {number} */ i) => {
      if (i === picked || story.named[i]) return 2;
      if (story.spoken[i]) return zoom < 9.5 && rank[i] < 4000 ? 0 : 1;
      return zoom < 10.5 && rank[i] < 15000 ? 0 : 1;
    };
    this.labels = placeLabels(story.words, this.dots, this.view, this.measure, weight, this.reserved);
    makeLabels(this.names, this.view, this.labels, this.theme);
    this.drawMarks();
  }

  /**
   * What is under a point: a place, else a highway, else the line, else the smallest disc of people.
   * @param {number} x CSS pixels @param {number} y @param {number} slack
   * @returns {{kind: string, index: number} | null}
   */
  hit(x, y, slack) {
    const place = this.on.has('places') ? this.dots.hit(x, y, this.view, this.story.track.now, slack) : -1;
    if (place >= 0) return { kind: 'place', index: place };
    const wx = (x + this.view.ox) / this.view.k;
    const wy = (y + this.view.oy) / this.view.k;
    const reach = (slack + 3) / this.view.k;
    if (this.on.has('roads')) {
      const road = nearest(this.story.roadLines, 0, this.story.roadTrack.now.length, wx, wy, reach);
      if (road >= 0) return { kind: 'road', index: road };
    }
    if (this.on.has('line')) {
      const [from, end] = this.line.parts(this.story.day);
      const part = nearest(this.story.line, from, end, wx, wy, reach);
      if (part >= 0) return { kind: 'line', index: part };
    }
    if (this.on.has('notes')) {
      const found = notesOn(this.story.head.notes, this.story.day, this.view).filter((disc) => Math.hypot(disc.x - x, disc.y - y) <= disc.r).pop();
      if (found) return { kind: 'people', index: this.story.head.notes.indexOf(found.note) };
    }
    return null;
  }
}

/**
 * The part whose outline passes closest to a point, within reach.
 * @param {import('./codec.js').Outlines} o @param {number} from @param {number} end
 * @param {number} x world units @param {number} y @param {number} reach @returns {number} part or -1
 */
export function nearest(o, from, end, x, y, reach) {
  let best = -1;
  let least = reach * reach;
  for (let part = from; part < end; part++) {
    for (let r = o.part[part]; r < o.part[part + 1]; r++) {
      for (let i = o.ring[r] + 1; i < o.ring[r + 1]; i++) {
        const d = segmentDistance2(x, y, o.x[i - 1], o.y[i - 1], o.x[i], o.y[i]);
        if (d < least) [best, least] = [part, d];
      }
    }
  }
  return best;
}

/** @param {number} x @param {number} y @param {number} ax @param {number} ay @param {number} bx @param {number} by */
function segmentDistance2(x, y, ax, ay, bx, by) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2;
}
