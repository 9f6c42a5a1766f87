// What the waterfall shows of a turn's ledger. Pure. Everything is in milliseconds after the end of
// speech.

/** Stage, how it is called, the point in the ledger that ends it, the engine time inside it, what it is. */
export const STAGES = [
  ['transcript', 'Your words', 'transcript_ms', 'stt_compute_ms', 'what was left to recognise'],
  ['first_token', 'First token', 'first_token_ms', 'llm_prompt_compute_ms', 'the model reads, and begins to write'],
  ['first_phrase', 'First phrase', 'first_phrase_ms', null, 'enough is written to be spoken'],
  ['first_audio', 'Voice', 'first_audio_ms', 'tts_compute_ms', 'the phrase becomes sound'],
  ['first_audible', 'Sent', 'first_audible_ms', null, 'it goes out'],
  ['ear', 'To your ear', 'ear_ms', null, 'the network, and this page'],
];

/**
 * The bars of a turn: `{ stage, name, from, to, engine_ms }` in order of time. Work that was done
 * before the end of speech lies left of zero. `ear_ms`: when the page itself played the first sound.
 */
export function bars(ledger, ear_ms) {
  const points = { ...ledger, ear_ms };
  const found = [];
  let end = 0;
  if (ledger.last_speech_ms < 0) {
    found.push({ stage: 'pause', name: 'Your pause', from: ledger.last_speech_ms, to: 0, engine_ms: null });
  }
  for (const [stage, name, point, engine] of STAGES) {
    const to = points[point];
    if (!Number.isFinite(to)) continue;
    const engine_ms = engine ? ledger[engine] ?? 0 : null;
    const from = to >= end ? end : to - (engine_ms ?? 0);
    found.push({ stage, name, from, to, engine_ms });
    end = to;
  }
  return found;
}

/** When the user heard something, as the page measured it, else as the server sent it. */
export const heard_after = ({ ledger, ear_ms }) => ear_ms ?? ledger?.first_audible_ms;

export function median(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** An axis that holds all `spans`: from, to, and ticks at round places, zero among them. */
export function axis(spans, most_ticks = 4) {
  const from = Math.min(0, ...spans.map((span) => span.from));
  const to = Math.max(1, ...spans.map((span) => span.to));
  const rough = (to - from) / most_ticks;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((each) => each >= rough);
  const ticks = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at === 0 ? 0 : at);
  return { from, to, ticks, share: (at) => (at - from) / (to - from) };
}

/** "412 ms", "1.32 s". */
export function duration(ms) {
  if (!Number.isFinite(ms)) return '–';
  return Math.abs(ms) < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
