// The loudspeaker's side: replies from the buffer at the context's rate, and what came of them.

import { PlayoutBuffer, RATE_HZ } from './playout_buffer.js';
import { Resampler } from './resampler.js';

const BLOCK = 32; // samples of a reply that are resampled at once: 2 ms
const REPORT_S = 0.05;
const AUDIBLE = 0.01; // of full scale
const FADE = 0.98; // a sample: from one to nothing in about 4 ms at 48 kHz

class Playout extends AudioWorkletProcessor {
  constructor(options) {
    super();
    this.taps_output = options.processorOptions?.tap ?? false;
    this.buffer = new PlayoutBuffer();
    this.resampler = new Resampler(RATE_HZ, sampleRate, BLOCK);
    this.block = new Float32Array(BLOCK);
    this.ready = new Float32Array(0); // resampled; from ready_at on not yet played
    this.ready_at = 0;
    this.volume = 1;
    this.is_held = false;
    this.gain = 1;
    this.last = 0;
    this.reported_at = 0;
    this.peak = 0;
    this.was_audible = false;
    this.is_done = true;
    this.port.onmessage = ({ data }) => this.take(data);
  }

  take(message) {
    const { kind, reply } = message;
    if (kind === 'begin') this.start(reply);
    else if (kind === 'audio') this.buffer.add(reply, message.pcm);
    else if (kind === 'end') this.buffer.end(reply);
    else if (kind === 'clear') this.clear(reply);
    else if (kind === 'hold') this.hold(message.held);
    else if (kind === 'volume') this.volume = message.volume;
  }

  start(reply) {
    this.buffer.begin(reply);
    this.renew();
    this.was_audible = false;
    this.is_done = false;
  }

  renew() {
    this.ready_at = this.ready.length;
    this.resampler.reset();
    this.is_held = false;
    this.gain = 1;
  }

  clear(reply) {
    this.buffer.clear(reply);
    this.renew();
    this.is_done = true;
    this.tell('cleared', { reply });
  }

  hold(held) {
    this.is_held = held;
    if (held) this.tell('held');
  }

  tell(kind, more = {}) {
    const { reply, played_ms, dry } = this.buffer;
    this.port.postMessage({ kind, reply, played_ms, dry, at: currentTime, peak: this.peak, ...more });
  }

  process(_, [[out]]) {
    this.fill(out);
    if (this.taps_output) this.port.postMessage({ kind: 'tap', at: currentTime, reply: this.buffer.reply, out: out.slice() });
    if (this.is_done) return true;
    if (this.buffer.is_finished && this.ready_at === this.ready.length) {
      this.is_done = true;
      this.tell('finished');
    } else if (currentTime - this.reported_at >= REPORT_S) {
      this.reported_at = currentTime;
      this.tell('progress');
      this.peak = 0;
    }
    return true;
  }

  fill(out) {
    for (let i = 0; i < out.length; ++i) {
      this.gain = this.is_held ? this.gain * FADE : this.gain + (1 - this.gain) * (1 - FADE);
      const is_silent = this.is_held && this.gain < 0.01;
      if (is_silent || !this.has_ready()) {
        this.last *= FADE; // where it stops in the middle, no click
        out[i] = this.last;
        continue;
      }
      this.last = out[i] = this.ready[this.ready_at++] * this.gain * this.volume;
      this.look(Math.abs(out[i]));
    }
  }

  has_ready() {
    while (this.ready_at === this.ready.length) {
      const count = this.buffer.read(this.block);
      if (count === 0) return false;
      this.ready = this.resampler.push(this.block.subarray(0, count));
      this.ready_at = 0;
    }
    return true;
  }

  look(level) {
    if (level > this.peak) this.peak = level;
    if (this.was_audible || level < AUDIBLE) return;
    this.was_audible = true;
    this.tell('audible');
  }
}

registerProcessor('playout', Playout);
