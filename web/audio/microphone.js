// The microphone, from the device to messages of 20 ms. It stays open for a while after it was
// needed, so that the next press hears the first word; then it is given back.

const KEPT_MS = 60_000;

export class Microphone {
  /** `on_audio(pcm, level, at)`: every 20 ms while it is open. */
  constructor(sound, on_audio) {
    this.sound = sound;
    this.on_audio = on_audio;
    this.device = '';
  }

  get is_open() {
    return this.stream?.active ?? false;
  }

  /** Rejects with getUserMedia's error. */
  async open() {
    clearTimeout(this.closing);
    await this.sound.wake();
    if (!this.is_open) await (this.opening ??= this.#open().finally(() => (this.opening = null)));
  }

  async #open() {
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        channelCount: 1,
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: true,
        ...(this.device && { deviceId: { ideal: this.device } }),
      },
    });
    const { context } = this.sound;
    this.source = context.createMediaStreamSource(this.stream);
    this.node = new AudioWorkletNode(context, 'capture', {
      numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit',
    });
    this.node.port.onmessage = ({ data }) => this.on_audio(data.pcm, data.level, data.at);
    this.source.connect(this.node);
    this.stream.getAudioTracks()[0].onended = () => this.on_lost?.();
  }

  /** Not needed now. */
  rest() {
    clearTimeout(this.closing);
    this.closing = setTimeout(() => this.close(), KEPT_MS);
  }

  close() {
    clearTimeout(this.closing);
    this.source?.disconnect();
    if (this.node) this.node.port.onmessage = null;
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = this.source = this.node = null;
  }

  /** Takes effect when it is opened again. */
  async choose(device) {
    if (device === this.device) return;
    this.device = device;
    const was_open = this.is_open;
    this.close();
    if (was_open) await this.open();
  }

  static async list() {
    const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    return devices.filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId);
  }
}
