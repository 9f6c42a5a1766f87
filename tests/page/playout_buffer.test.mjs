import assert from 'node:assert/strict';
import test from 'node:test';

import { PlayoutBuffer } from '../../web/audio/playout_buffer.js';

const pcm = (ms, value = 1000) => new Int16Array(ms * 16).fill(value);
const read = (buffer, ms) => {
  const out = new Float32Array(ms * 16);
  return out.subarray(0, buffer.read(out));
};

function begun(reply = 1) {
  const buffer = new PlayoutBuffer();
  buffer.begin(reply);
  return buffer;
}

test('it begins when enough has come', () => {
  const buffer = begun();
  buffer.add(1, pcm(40));
  assert.equal(read(buffer, 10).length, 0);
  buffer.add(1, pcm(40));
  assert.equal(read(buffer, 10).length, 160);
  assert.equal(buffer.played_ms, 10);
});

test('a reply shorter than that is played at its end', () => {
  const buffer = begun();
  buffer.add(1, pcm(20));
  buffer.end(1);
  assert.equal(read(buffer, 30).length, 320);
  assert.ok(buffer.is_finished);
});

test('run dry, it waits until enough has come again', () => {
  const buffer = begun();
  buffer.add(1, pcm(60));
  read(buffer, 100);
  assert.equal(buffer.dry, 1);
  buffer.add(1, pcm(20));
  assert.equal(read(buffer, 10).length, 0);
  buffer.add(1, pcm(60));
  assert.equal(read(buffer, 10).length, 160);
});

test('after a clear nothing of that reply is played, whatever comes', () => {
  const buffer = begun();
  buffer.add(1, pcm(100));
  read(buffer, 30);
  buffer.clear(1);
  assert.equal(buffer.played_ms, 30);
  assert.equal(buffer.add(1, pcm(100)), false);
  assert.equal(read(buffer, 10).length, 0);
});

test('a newer reply takes the place of the older, which stays away', () => {
  const buffer = begun();
  buffer.add(1, pcm(100, 1000));
  buffer.begin(2);
  assert.equal(buffer.add(1, pcm(100, 1000)), false);
  buffer.begin(1);
  buffer.add(2, pcm(100, 2000));
  const heard = read(buffer, 200);
  assert.equal(heard.length, 1600);
  assert.ok(heard.every((x) => x === Math.fround(2000 / 32768)));
});

test('a clear of an older reply does not touch the newer', () => {
  const buffer = begun(2);
  buffer.add(2, pcm(100));
  buffer.clear(1);
  assert.equal(read(buffer, 100).length, 1600);
});

test('it holds 30 s and refuses more', () => {
  const buffer = begun();
  for (let i = 0; i < 30; ++i) assert.ok(buffer.add(1, pcm(1000)));
  assert.equal(buffer.add(1, pcm(1)), false);
});
