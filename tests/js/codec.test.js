import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { dayIndex, dayWords, fromBase85, isoDay, openTimeline, outlinesOf, unsqueeze } from '../../layers/js/codec.js';
import { worldX, worldY } from '../../layers/js/project.js';

function packed(head, body) {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const size = text.length + (-(text.length + 8) & 7);
  const raw = new Uint8Array(8 + size + body.byteLength).fill(32);
  raw.set(new TextEncoder().encode('CLTL'));
  new DataView(raw.buffer).setUint32(4, size, true);
  raw.set(text, 8);
  raw.set(new Uint8Array(body), 8 + size);
  return raw;
}

const exact = (bytes) => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);

test('a packed file opens, compressed or not', async () => {
  const body = new ArrayBuffer(16);
  new Uint16Array(body, 0, 3).set([1, 500, 65535]);
  new Float32Array(body, 8, 1).set([2.5]);
  const raw = packed({ v: 2, build: 'abc', sections: { 'p.item': ['u2', 0, 3], w: ['f4', 8, 1] } }, body);
  for (const bytes of [raw, gzipSync(raw)]) {
    const { head, arrays } = await openTimeline(exact(bytes));
    assert.equal(head.build, 'abc');
    assert.deepEqual([...arrays['p.item']], [1, 500, 65535]);
    assert.deepEqual([...arrays.w], [2.5]);
  }
});

test('other files and other versions are refused in words', async () => {
  await assert.rejects(openTimeline(new TextEncoder().encode('<html>').buffer), /not a timeline/);
  await assert.rejects(openTimeline(exact(packed({ v: 9, sections: {} }, new ArrayBuffer(0)))), /format 9/);
});

test('outlines lie on a grid across the box', () => {
  const file = {
    head: { grid: [30, 30, 40, 40] },
    arrays: {
      'a.x': Uint16Array.from([200, 0, 100]), 'a.y': Uint16Array.from([0, 200, 100]), 'a.ring': Uint32Array.from([0, 3]),
      'a.part': Uint32Array.from([0, 1]), 'a.set': Uint32Array.from([0, 1]), 'a.day': Uint16Array.from([0]),
    },
  };
  const { x, y } = outlinesOf(file, 'a', 200);
  assert.ok(Math.abs(x[0] - worldX(40)) < 1e-6);
  assert.ok(Math.abs(x[1] - worldX(30)) < 1e-6);
  assert.ok(Math.abs(x[2] - worldX(35)) < 1e-6);
  assert.ok(Math.abs(y[0] - worldY(30)) < 1e-6);
  assert.ok(Math.abs(y[1] - worldY(40)) < 1e-6);
});

test('days and their words', () => {
  assert.equal(isoDay('2020-02-27', 3), '2020-03-01');
  assert.equal(dayIndex('2020-02-27', '2020-03-01'), 3);
  assert.ok(Number.isNaN(dayIndex('2020-02-27', 'soon')));
  assert.equal(dayWords('2020-02-27'), '27 February 2020');
});

test('text of a page becomes bytes again', () => {
  assert.deepEqual([...new Uint8Array(fromBase85('0RsO'))], [1, 2, 255]);
  assert.deepEqual([...new Uint8Array(fromBase85('0Dpl0L0S'))], [0, 127, 128, 255, 65, 90]);
  assert.equal(fromBase85('').byteLength, 0);
});

test('differences and split bytes are undone', () => {
  const wanted = [10, 12, 65535, 0, 7];
  const first = Uint16Array.from([20, 4, 25, 2, 14]);
  assert.deepEqual([...unsqueeze(first.buffer, 0, 'u2', 5, 1)], wanted);
  const second = Uint16Array.from([20, 15, 29, 28, 12]);
  assert.deepEqual([...unsqueeze(second.buffer, 0, 'u2', 5, 2)], wanted);
  const planes = Uint8Array.from([20, 15, 29, 28, 12, 0, 0, 0, 0, 0]);
  assert.deepEqual([...unsqueeze(planes.buffer, 0, 'u2', 5, 6)], wanted);
  assert.deepEqual([...unsqueeze(Uint32Array.from([7, 8]).buffer, 0, 'u4', 2, 0)], [7, 8]);
});
