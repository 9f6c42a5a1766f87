// The reply's audio as it comes: a WAV header at the front of each turn's first message, then
// samples. Pure.

const HEADER_BYTES = 44;

export class WireAudio {
  constructor() {
    this.is_first = true;
  }

  /** A turn's audio begins. */
  begin() {
    this.is_first = true;
  }

  /** The samples of a binary message, in a buffer of their own. */
  samples(message) {
    const begin = this.is_first ? HEADER_BYTES : 0;
    this.is_first = false;
    return new Int16Array(message.slice(Math.min(begin, message.byteLength)));
  }
}
