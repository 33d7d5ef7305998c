// Words of runs, figures and notes; where the words of a figure go.
import assert from 'node:assert/strict';
import test from 'node:test';
import { noteBox, noteRadius, noteWords } from '../../layers/js/notes.js';
import { figureWords, stepsUntil } from '../../layers/js/people.js';
import { runOn, runWords } from '../../layers/js/roads.js';

const note = (/** @type {number | null} */ least, /** @type {number | null} */ most) => [0, 9, 0, 36, 35, null, null, least, most, 'some', 'fled', 'Idlib', 'UN'];

test('a figure is said as the range that it is', () => {
  assert.equal(figureWords(235000, null), '235,000 or more');
  assert.equal(figureWords(null, 10), 'up to 10');
  assert.equal(figureWords(5, 5), '5');
  assert.equal(noteWords(note(235000, null)), '235,000+ fled');
  assert.equal(noteWords(note(null, null)), 'some fled');
});

test('the area of a disc is in proportion to the middle of the range', () => {
  const ratio = noteRadius(note(400000, 400000)) / noteRadius(note(50000, 150000));
  assert.ok(Math.abs(ratio - 2) < 1e-9);
});

test('only figures of a day or before are known on it', () => {
  const series = { source: 'UN', movement: 'fled', area: '', counting: 'new', steps: /** @type {any} */ ([['2020-01-02', 1, 1, 0], ['2020-01-05', 2, 2, 1]]) };
  assert.equal(stepsUntil(series, '2020-01-04').length, 1);
});

test('a run is said with its place', () => {
  const run = [3, 5, 'cut', 'Saraqib', '', [], '', 1, 'unknown', '', [], null];
  assert.equal(runWords(run), 'cut at Saraqib');
  assert.equal(runWords([0, 2, 'closed', 'A', '', [], 'B', 1, 'unknown', '', [], null]), 'closed so far, A to B');
  assert.equal(runOn([run], 4), 0);
  assert.equal(runOn([run], 6), -1);
});

test('words go to the nearest free spot', () => {
  const disc = { note: note(1, 1), x: 200, y: 200, r: 20, row: 0 };
  const view = { w: 400, h: 400, dpr: 1, k: 1, ox: 0, oy: 0, zoom: 9 };
  assert.deepEqual(noteBox(disc, 80, 16, [], view), [160, 224, 240, 240]);
  const [left, top, right, bottom] = noteBox(disc, 80, 16, [[0, 215, 400, 400]], view);
  assert.ok(bottom <= 215 && left >= 0 && right <= 400 && top >= 0);
});
