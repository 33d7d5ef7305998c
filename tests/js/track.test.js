import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Track, difference } from '../../layers/js/track.js';

/** A small history made without the code under test: codes[day][place]. */
function history(days, n, seed) {
  let state = seed;
  const dice = (k) => ((state = (state * 1103515245 + 12345) % 2147483648), state % k);
  const codes = [Array.from({ length: n }, () => dice(5))];
  for (let d = 1; d < days; d++) codes.push(codes[d - 1].map((c) => (dice(4) === 0 ? dice(5) : c)));
  return codes;
}

function pack(codes) {
  const out = { off: [0, 0], item: [], old: [], new: [] };
  for (let d = 1; d < codes.length; d++) {
    codes[d].forEach((c, i) => {
      if (c === codes[d - 1][i]) return;
      out.item.push(i);
      out.old.push(codes[d - 1][i]);
      out.new.push(c);
    });
    out.off.push(out.item.length);
  }
  return {
    'p.base': Uint8Array.from(codes[0]), 'p.off': Uint32Array.from(out.off), 'p.item': Uint16Array.from(out.item),
    'p.old': Uint8Array.from(out.old), 'p.new': Uint8Array.from(out.new),
  };
}

test('any walk through the days shows each day exactly', () => {
  const codes = history(40, 25, 7);
  const track = new Track(pack(codes), 'p', 40);
  for (const day of [0, 39, 1, 17, 16, 17, 38, 0, 5, 5, 39]) {
    track.go(day);
    assert.deepEqual([...track.now], codes[day], `day ${day}`);
  }
});

test('looking at another day leaves the shown one alone', () => {
  const codes = history(30, 12, 3);
  const track = new Track(pack(codes), 'p', 30);
  track.go(11);
  assert.deepEqual([...track.codesOn(25)], codes[25]);
  assert.deepEqual([...track.codesOn(2)], codes[2]);
  assert.equal(track.day, 11);
  assert.deepEqual([...track.now], codes[11]);
});

test('runs and change days follow the codes', () => {
  const codes = history(20, 6, 11);
  const track = new Track(pack(codes), 'p', 20);
  for (let i = 0; i < 6; i++) {
    const runs = track.runs(i);
    for (let d = 0; d < 20; d++) assert.equal(runs.findLast(([from]) => from <= d)[1], codes[d][i]);
  }
  const changed = codes.map((row, d) => d).filter((d) => d && codes[d].some((c, i) => c !== codes[d - 1][i]));
  assert.deepEqual(track.changeDays(() => true), changed);
  assert.deepEqual(track.changeDays(() => false), []);
});

test('the proof row of a place is its latest change', () => {
  const arrays = pack([[0, 0], [1, 0], [1, 2], [1, 0]]);
  const track = new Track(arrays, 'p', 4);
  assert.equal(track.row(0, 0), 0);
  assert.equal(track.row(0, 3), 2 + 0);
  assert.equal(track.row(1, 1), 1);
  assert.equal(track.row(1, 2), 2 + 1);
  assert.equal(track.row(1, 3), 2 + 2);
});

test('differences count gains and losses, and ageing is no change', () => {
  const looks = [['held', 0, 255, '', 0], ['held', 0, 255, '', 2], ['claimed', 1, 255, '', 0], ['contested', 0, 1, 'words', 0], ['unknown', 255, 255, '', 0]];
  const { changed, gained, lost } = difference([0, 0, 0, 2, 4], [1, 2, 3, 2, 0], looks, 2);
  assert.deepEqual(changed, [1, 2, 4]);
  assert.deepEqual(gained, [1, 1]);
  assert.deepEqual(lost, [2, 0]);
  const quiet = [['silent', 255, 255, '', 0], ['unknown', 255, 255, '', 0], ['held', 0, 255, '', 0]];
  assert.deepEqual(difference([0, 1, 0, 2], [1, 0, 2, 1], quiet, 1), { changed: [2, 3], gained: [1], lost: [1] });
});
