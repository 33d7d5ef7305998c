import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldName } from '../../layers/js/dom.js';
import { Crowding, placeLabels } from '../../layers/js/labels.js';
import { LINK, readLink, writeLink } from '../../layers/js/link.js';
import { nearest } from '../../layers/js/maplayer.js';
import { WORLD, distanceKm, niceScale, worldX, worldY } from '../../layers/js/project.js';
import { dotRadius, mixPixel } from '../../layers/js/symbols.js';
import { contrast, isDarkColour, mix, readable, themeOf } from '../../layers/js/theme.js';
import { kmWords, wayKm } from '../../layers/js/tools.js';

test('a link gives back everything it was made of', () => {
  const state = {
    theatre: 'nw-syria', day: '2020-02-27', compare: '2020-02-12', known: '2020-03-01', view: '9.25/35.8640/36.8060', layers: 'places,line',
    perspective: 'monitors', leaveOut: 'TASS,Al Masdar News', pick: 'geonames:164816', build: '0123456789abcdef',
  };
  assert.deepEqual(Object.keys(state).sort(), LINK.map(([field]) => field).sort());
  const search = writeLink(state, '?foreign=1&d=1999-01-01');
  assert.deepEqual(readLink(`?${search}`), state);
  assert.match(search, /foreign=1/);
  assert.equal(new URLSearchParams(search).getAll('d').length, 1);
});

test('nonsense in a link is left out', () => {
  assert.deepEqual(readLink('?d=yesterday&v=<script>&l=Places;&b=zz&s=a"b&c=2020-1-1'), {});
});

test('names are found without accents, articles, hamzas or vowel signs', () => {
  assert.equal(foldName('Saraqeb'), foldName('SARAQEB'));
  assert.equal(foldName('Maʿarrat an-Nuʿmān'), foldName('Maarrat Numan'));
  assert.equal(foldName('سَرَاقِب'), foldName('سراقب'));
  assert.equal(foldName('إدلب'), foldName('ادلب'));
  assert.equal(foldName('معرة'), foldName('معره'));
  assert.equal(foldName('Київ'), foldName('київ'));
});

test('projection, distance and scale', () => {
  assert.equal(worldX(-180), 0);
  assert.ok(Math.abs(worldX(180) - WORLD) < 1e-6);
  assert.ok(Math.abs(worldY(0) - WORLD / 2) < 1e-6);
  assert.ok(Math.abs(distanceKm([33.5138, 36.2765], [36.2021, 37.1343]) - 308.9) < 1.5); // Damascus to Aleppo
  assert.deepEqual(niceScale(0.5, 110), { km: 50, px: 100 });
  assert.equal(kmWords(0.42), '420 m');
  assert.equal(kmWords(12.34), '12.3 km');
  assert.equal(wayKm([[0, 0]]), 0);
});

test('colours stay readable on light and dark ground', () => {
  assert.ok(Math.abs(contrast('#000000', '#ffffff') - 21) < 1e-9);
  for (const dark of [false, true]) {
    const theme = themeOf(dark, ['#D55E00', '#009E73', '#0072B2', '#E69F00', '#56B4E9', '#CC79A7', '#333333']);
    for (const colour of theme.sides) assert.ok(contrast(colour, theme.land) >= 2.8, colour);
    assert.ok(contrast(theme.ink, theme.paper) >= 7);
    assert.ok(contrast(theme.faint, theme.land) >= 4.5);
  }
  assert.equal(mix('#000000', '#ffffff', 0.5), '#808080');
  assert.equal(readable('#000000', '#ffffff'), '#000000');
  assert.equal(isDarkColour('rgb(14, 17, 23)'), true);
  assert.equal(isDarkColour('#ffffff'), false);
});

test('soft pixels mix, empty ones are replaced', () => {
  assert.equal(mixPixel(0, 0x80112233), 0x80112233);
  assert.equal(mixPixel(0xff000000, 0xffabcdef), 0xffabcdef);
  const half = mixPixel(0xff000000, 0x80ffffff);
  assert.equal(half >>> 24, 255);
  assert.ok(Math.abs((half & 255) - 128) <= 1);
});

test('symbols shrink in a crowd and grow with the zoom', () => {
  assert.ok(dotRadius(9, 30000) < dotRadius(9, 100));
  assert.ok(dotRadius(12, 100) > dotRadius(9, 100));
});

test('labels never overlap each other, and the weightiest comes first', () => {
  const n = 300;
  const dots = { sx: Int32Array.from({ length: n }, (_, i) => (i * 7919) % 800), sy: Int32Array.from({ length: n }, (_, i) => (i * 104729) % 600), shown: Uint32Array.from({ length: n }, (_, i) => i), count: n, radius: 4 };
  const words = { order: Uint32Array.from({ length: n }, (_, i) => i), name: Array.from({ length: n }, (_, i) => `Place ${i}`), local: new Array(n).fill('مكان') };
  const view = { w: 800, h: 600, dpr: 1, k: 1, ox: 0, oy: 0, zoom: 11 };
  const width = (text) => text.length * 7;
  const labels = placeLabels(words, dots, view, width, (i) => (i === 250 ? 2 : 1));
  assert.equal(labels[0].place, 250);
  const boxes = labels.map(({ place, left, top, w, h }) => {
    const [x, y] = [dots.sx[place] + left, dots.sy[place] + top];
    return [x, y, x + w, y + h];
  });
  for (let a = 0; a < boxes.length; a++) {
    for (let b = a + 1; b < boxes.length; b++) {
      const [p, q] = [boxes[a], boxes[b]];
      assert.ok(p[0] >= q[2] || p[2] <= q[0] || p[1] >= q[3] || p[3] <= q[1], `${labels[a].name} on ${labels[b].name}`);
    }
  }
  assert.ok(labels.length > 20);
});

test('crowding knows taken ground', () => {
  const crowd = new Crowding();
  crowd.take([0, 0, 100, 20]);
  assert.equal(crowd.free([90, 10, 120, 30]), false);
  assert.equal(crowd.free([101, 0, 150, 20]), true);
});

test('the nearest outline within reach is found', () => {
  const o = { part: [0, 1, 2], ring: [0, 2, 4], x: [0, 10, 0, 10], y: [0, 0, 5, 5] };
  assert.equal(nearest(o, 0, 2, 5, 1, 2), 0);
  assert.equal(nearest(o, 0, 2, 5, 4.5, 2), 1);
  assert.equal(nearest(o, 0, 2, 50, 50, 2), -1);
});
