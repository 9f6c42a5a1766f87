// The one AudioContext of the page: made and woken by what the user does, since browsers let no
// page make a sound before. Microphone and loudspeaker share it, and with it one clock.

const here = (file) => new URL(file, import.meta.url);

export class Sound {
  /** Why the browser gives neither sound nor microphone to this page; nothing if it does. */
  static get fault() {
    if (!window.isSecureContext) return 'insecure';
    return window.AudioContext && window.AudioWorkletNode ? null : 'no_audio';
  }

  /** Made once; every call may come from a gesture and wakes it. */
  async wake() {
    this.loading ??= this.#load().catch((error) => {
      this.loading = null; // the server is away; the next call may find it
      this.context.close();
      throw error;
    });
    await this.loading;
    if (this.context.state !== 'running') await this.context.resume();
  }

  async #load() {
    this.context = new AudioContext({ latencyHint: 'interactive' });
    const { audioWorklet } = this.context;
    await Promise.all([
      audioWorklet.addModule(here('capture_worklet.js')),
      audioWorklet.addModule(here('playout_worklet.js')),
    ]);
  }

  /** From the worklet to the ear. */
  get latency_ms() {
    const { baseLatency = 0, outputLatency = 0 } = this.context;
    return 1000 * (outputLatency || baseLatency);
  }

  /** When what the worklet makes at `context_s` is heard, on the clock of performance.now(). */
  heard_at(context_s) {
    const passed_ms = (this.context.currentTime - context_s) * 1000;
    return performance.now() - passed_ms + this.latency_ms;
  }
}
