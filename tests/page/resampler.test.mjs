import assert from 'node:assert/strict';
import test from 'node:test';

import { Resampler } from '../../web/audio/resampler.js';

const tone = (hz, rate, seconds) => Float32Array.from({ length: rate * seconds }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate));

function through(from, to, input, block = 128) {
  const resampler = new Resampler(from, to, block);
  const out = [];
  for (let at = 0; at < input.length; at += block) out.push(...resampler.push(input.subarray(at, at + block)));
  return Float32Array.from(out);
}

/** Root mean square without the edges. */
function loudness(signal) {
  const middle = signal.subarray(signal.length >> 2, (3 * signal.length) >> 2);
  return Math.sqrt(middle.reduce((sum, x) => sum + x * x, 0) / middle.length);
}

/** What is left beside a tone of this frequency, in decibels under it. */
function rest_db(signal, hz, rate) {
  const from = signal.length >> 2;
  const middle = signal.subarray(from, from + Math.round(rate / 10) * 2);
  let re = 0;
  let im = 0;
  middle.forEach((x, i) => {
    re += (2 * x * Math.cos((2 * Math.PI * hz * i) / rate)) / middle.length;
    im += (2 * x * Math.sin((2 * Math.PI * hz * i) / rate)) / middle.length;
  });
  let left = 0;
  middle.forEach((x, i) => {
    const angle = (2 * Math.PI * hz * i) / rate;
    left += (x - re * Math.cos(angle) - im * Math.sin(angle)) ** 2;
  });
  return 10 * Math.log10(left / middle.length / ((re * re + im * im) / 2));
}

const RATES = [[48000, 16000], [44100, 16000], [96000, 16000], [8000, 16000], [16000, 48000], [16000, 44100], [16000, 96000], [44101, 16000]];

for (const [from, to] of RATES) {
  test(`${from} to ${to}: length, loudness and purity of a tone`, () => {
    const out = through(from, to, tone(1000, from, 1));
    assert.ok(Math.abs(out.length - to) < 100, `${out.length} samples`);
    assert.ok(Math.abs(loudness(out) - Math.SQRT1_2) < 0.01, `loudness ${loudness(out)}`);
    assert.ok(rest_db(out, 1000, to) < -55, `rest ${rest_db(out, 1000, to)} dB`);
  });
}

test('what 16 kHz cannot hold is kept out', () => {
  for (const hz of [9000, 12000, 20000]) {
    assert.ok(loudness(through(48000, 16000, tone(hz, 48000, 1))) < 0.002, `${hz} Hz`);
  }
});

test('the size of the blocks changes nothing', () => {
  const input = tone(440, 44100, 0.5);
  assert.deepEqual(through(44100, 16000, input, 128), through(44100, 16000, input, 37));
});

test('after a reset nothing of before is left', () => {
  const resampler = new Resampler(16000, 48000, 32);
  resampler.push(new Float32Array(32).fill(1));
  resampler.reset();
  assert.ok(resampler.push(new Float32Array(32)).every((x) => x === 0));
});
