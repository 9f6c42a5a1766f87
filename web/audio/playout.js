// The loudspeaker as the page sees it: replies by number, the newest plays. Tells how much of it
// has been heard, counted at the ear.

export class Playout {
  /** `on_event({ kind, reply, heard_ms, … })`; kinds: audible, progress, held, cleared, finished. */
  constructor(sound, { on_event, on_tap }) {
    this.sound = sound;
    this.on_event = on_event;
    this.on_tap = on_tap; // every block that was played; for tests
    this.volume = 1;
    this.reply = 0;
    this.level = 0;
  }

  /** A promise that resolves when sound can come. */
  async wake() {
    await this.sound.wake();
    if (this.node) return;
    this.node = new AudioWorkletNode(this.sound.context, 'playout', {
      numberOfInputs: 0, outputChannelCount: [1], processorOptions: { tap: Boolean(this.on_tap) },
    });
    this.node.port.onmessage = ({ data }) => this.#hear(data);
    this.node.connect(this.sound.context.destination);
    this.set_volume(this.volume);
  }

  #post(message, transfer = []) {
    this.node?.port.postMessage(message, transfer);
  }

  /** The number of a new reply; what plays of an older one stops. */
  begin() {
    this.reply += 1;
    this.#post({ kind: 'begin', reply: this.reply });
    return this.reply;
  }
  add(reply, pcm) {
    this.#post({ kind: 'audio', reply, pcm }, [pcm.buffer]);
  }
  end(reply) {
    this.#post({ kind: 'end', reply });
  }
  clear() {
    this.#post({ kind: 'clear', reply: this.reply });
  }
  hold(held) {
    this.#post({ kind: 'hold', held });
  }
  set_volume(volume) {
    this.volume = volume;
    this.#post({ kind: 'volume', volume });
  }

  #hear(data) {
    if (data.kind === 'tap') return this.on_tap(data);
    const { latency_ms } = this.sound;
    this.level = data.kind === 'progress' ? data.peak : this.level;
    if (data.kind === 'finished' || data.kind === 'cleared') this.level = 0;
    const heard_ms = Math.max(0, data.played_ms - latency_ms);
    const tell = (event) => this.on_event({ ...data, heard_at: this.sound.heard_at(data.at), ...event });
    if (data.kind !== 'finished') return tell({ heard_ms });
    // Its last samples are still on their way to the ear.
    setTimeout(() => data.reply === this.reply && tell({ heard_ms: data.played_ms }), latency_ms);
  }
}
