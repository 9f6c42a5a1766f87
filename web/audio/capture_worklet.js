// The microphone's side: whatever the device gives, as messages of 20 ms of 16 kHz 16-bit samples.

import { RATE_HZ } from './playout_buffer.js';
import { Resampler } from './resampler.js';

const MESSAGE = RATE_HZ / 50;
const BLOCK = 128; // what a worklet gets at once

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate, RATE_HZ, BLOCK);
    this.pcm = new Int16Array(MESSAGE);
    this.count = 0;
    this.energy = 0;
  }

  process([[input]]) {
    if (!input) return true; // the microphone is not connected yet
    for (const sample of this.resampler.push(input)) {
      this.pcm[this.count++] = Math.max(-32768, Math.min(32767, Math.round(sample * 32768)));
      this.energy += sample * sample;
      if (this.count === MESSAGE) this.send();
    }
    return true;
  }

  send() {
    const message = { pcm: this.pcm.buffer, level: Math.sqrt(this.energy / MESSAGE), at: currentTime };
    this.port.postMessage(message, [message.pcm]);
    this.pcm = new Int16Array(MESSAGE);
    this.count = 0;
    this.energy = 0;
  }
}

registerProcessor('capture', Capture);
