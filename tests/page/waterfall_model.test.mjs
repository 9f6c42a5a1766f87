import assert from 'node:assert/strict';
import test from 'node:test';

import { axis, bars, duration, median } from '../../web/view/waterfall_model.js';

const LEDGER = {
  last_speech_ms: -300, transcript_ms: 60, first_token_ms: 200, first_phrase_ms: 300, first_audio_ms: 380,
  first_audible_ms: 381, stt_compute_ms: 55, llm_prompt_compute_ms: 130, tts_compute_ms: 78,
};

test('stages follow one another from the end of speech to the ear', () => {
  const found = bars(LEDGER, 440);
  assert.deepEqual(found.map(({ stage, from, to }) => [stage, from, to]), [
    ['pause', -300, 0], ['transcript', 0, 60], ['first_token', 60, 200], ['first_phrase', 200, 300],
    ['first_audio', 300, 380], ['first_audible', 380, 381], ['ear', 381, 440],
  ]);
  assert.equal(found[1].engine_ms, 55);
});

test('work done ahead lies before the end of speech', () => {
  const ahead = { ...LEDGER, transcript_ms: -200, first_token_ms: -80, first_phrase_ms: -20, first_audio_ms: -5, first_audible_ms: 1 };
  const found = bars(ahead);
  assert.deepEqual(found.slice(1, 3).map(({ from, to }) => [from, to]), [[-255, -200], [-200, -80]]);
  assert.deepEqual(found.at(-1), { stage: 'first_audible', name: 'Sent', from: -5, to: 1, engine_ms: null });
  assert.ok(found.every(({ from, to }) => to >= from));
});

test('what a turn did not reach is not shown', () => {
  assert.deepEqual(bars({ transcript_ms: 20 }).map(({ stage }) => stage), ['transcript']);
  assert.deepEqual(bars({}), []);
});

test('the axis holds everything and has zero among its ticks', () => {
  const scale = axis(bars(LEDGER, 440));
  assert.equal(scale.from, -300);
  assert.equal(scale.to, 440);
  assert.deepEqual(scale.ticks, [-200, 0, 200, 400]);
  assert.equal(scale.share(-300), 0);
  assert.equal(scale.share(440), 1);
  assert.deepEqual(axis([]).ticks.includes(0), true);
});

test('median and durations', () => {
  assert.equal(median([]), null);
  assert.equal(median([3, 1, undefined, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.equal(duration(412.4), '412 ms');
  assert.equal(duration(1320), '1.32 s');
  assert.equal(duration(undefined), '–');
});
