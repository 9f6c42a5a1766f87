// What waits to be heard: 16 kHz samples of one reply, the newest. Pure; lives in the worklet.

export const RATE_HZ = 16000;
const START_MS = 60; // waits for so much before it begins, and again after it ran dry
const BOUND_MS = 30_000; // the server sends at most 8 s ahead of what was heard; beyond this: refused

const samples = (ms) => (ms * RATE_HZ) / 1000;

export class PlayoutBuffer {
  constructor() {
    this.reply = 0;
    this.#forget();
    this.dry = 0; // how often it ran dry in the middle of a reply
  }

  #forget() {
    this.pieces = [];
    this.offset = 0; // in pieces[0]
    this.waiting = 0;
    this.read_samples = 0;
    this.ended = false;
    this.flowing = false;
  }

  /** A newer reply; what an older one left is gone. */
  begin(reply) {
    if (reply <= this.reply) return;
    this.reply = reply;
    this.#forget();
  }

  /** False when it is of an older reply, or too much. */
  add(reply, pcm) {
    if (reply !== this.reply || this.ended) return false;
    if (this.waiting + pcm.length > samples(BOUND_MS)) return false;
    this.pieces.push(pcm);
    this.waiting += pcm.length;
    return true;
  }

  end(reply) {
    if (reply === this.reply) this.ended = true;
  }

  /** Silence from here on; what still comes of this reply, or of an older one, is refused. */
  clear(reply) {
    if (reply < this.reply) return;
    const read = reply === this.reply ? this.read_samples : 0;
    this.reply = reply;
    this.#forget();
    this.read_samples = read;
    this.ended = true;
  }

  get played_ms() {
    return (this.read_samples * 1000) / RATE_HZ;
  }
  get is_finished() {
    return this.ended && this.waiting === 0;
  }

  /** Fills `out` from the front with what is to be heard next; tells how many samples that is. */
  read(out) {
    if (!this.flowing) {
      if (this.waiting === 0 || (this.waiting < samples(START_MS) && !this.ended)) return 0;
      this.flowing = true;
    }
    let count = 0;
    while (count < out.length && this.pieces.length > 0) {
      const piece = this.pieces[0];
      const taken = Math.min(piece.length - this.offset, out.length - count);
      for (let i = 0; i < taken; ++i) out[count + i] = piece[this.offset + i] / 32768;
      count += taken;
      this.offset += taken;
      if (this.offset === piece.length) {
        this.pieces.shift();
        this.offset = 0;
      }
    }
    this.waiting -= count;
    this.read_samples += count;
    if (this.waiting === 0) {
      this.flowing = false;
      if (!this.ended) ++this.dry;
    }
    return count;
  }
}
