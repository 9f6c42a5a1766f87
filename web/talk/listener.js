// The user's side of a conversation: a held button or an open ear, and what of the microphone goes
// out.

import { Microphone } from '../audio/microphone.js';

const SHORTEST_HOLD_MS = 250; // a press that is shorter was none; nothing of it is sent
const TAIL_MS = 40; // what of the last word is still in the microphone when the button is let go
const MOST_WAITING = 500; // messages of 20 ms, while the connection opens

export class Listener {
  constructor(sound, { connection, on_change, on_audio }) {
    Object.assign(this, { connection, on_change });
    this.microphone = new Microphone(sound, (pcm, level, at) => {
      this.level = level;
      on_audio?.(level, at);
      this.#hear(pcm);
    });
    this.microphone.on_lost = () => this.#lost();
    this.level = 0;
    this.is_holding = false;
    this.is_opening = false;
    this.is_hands_free = false;
    this.waiting = []; // of the press that has not been sent yet
    this.ended_at = []; // of utterances whose turn has not begun: what their times count from
  }

  /** The button is down, and may be up again before the microphone is open. */
  press() {
    this.is_holding = true;
    this.has_heard = this.is_over_limit = this.took_long = false;
    this.is_opening = !this.microphone.is_open;
    this.pressed_at = performance.now();
    this.waiting.length = 1 + this.waiting.findLastIndex((each) => !(each instanceof ArrayBuffer)); // what was not ended
    this.on_change();
  }

  /** Rejects with the microphone's error. */
  async hear_press() {
    if (this.is_holding) await this.#open();
    this.took_long = performance.now() - this.pressed_at > SHORTEST_HOLD_MS; // the browser asked
    if (!this.is_holding) this.microphone.rest();
  }

  /** No press and no listening any more: there is no microphone. */
  give_up() {
    if (this.is_holding && this.has_heard) this.end_utterance({ signal: 'EOS' });
    if (this.is_hands_free) this.connection.send({ signal: 'EOS' });
    this.is_holding = this.is_hands_free = this.is_opening = false;
    this.microphone.close();
    this.on_change();
  }

  /** The server has ended the utterance that is still being said; it waits for its own end all the same. */
  limit_reached() {
    this.is_over_limit = this.is_holding;
  }

  /** False when it was too short to be anything. */
  release() {
    if (!this.is_holding) return true;
    if (performance.now() - this.pressed_at < SHORTEST_HOLD_MS || !this.microphone.is_open) {
      this.#end_hold();
      return false;
    }
    const { pressed_at } = this;
    setTimeout(() => {
      if (this.pressed_at !== pressed_at) return; // pressed again at once: it goes on
      this.#end_hold();
      this.end_utterance({ signal: 'EOS' });
    }, TAIL_MS);
    return true;
  }

  #end_hold() {
    this.is_holding = this.is_opening = false;
    if (!this.is_hands_free) this.microphone.rest();
    this.on_change();
  }

  /** What ends an utterance, or is one: it goes behind the audio that waits. */
  end_utterance(message) {
    this.has_written = !message.signal;
    this.waiting.push(message);
    if (!(message.signal && this.is_over_limit)) this.ended_at.push(performance.now()); // else it has been taken
    this.flush();
    this.on_change();
  }

  async listen() {
    this.is_hands_free = true;
    await this.#open().catch((error) => {
      this.is_hands_free = false;
      throw error;
    });
    if (this.is_hands_free) this.connection.send({ signal: 'LISTEN' });
    this.on_change();
  }

  stop_listening() {
    this.is_hands_free = false;
    this.microphone.rest();
    this.on_change();
  }

  async choose_microphone(device) {
    await this.microphone.choose(device);
    if (this.microphone.is_open && !this.is_holding && !this.is_hands_free) this.microphone.rest();
  }

  async #open() {
    this.is_opening = true;
    this.on_change();
    try {
      await this.microphone.open();
    } finally {
      this.is_opening = false;
      this.on_change();
    }
  }

  #hear(pcm) {
    if (this.is_hands_free) {
      this.connection.send_audio(pcm);
    } else if (this.is_holding && this.waiting.length < MOST_WAITING) {
      this.has_heard = true;
      this.waiting.push(pcm);
      if (performance.now() - this.pressed_at >= SHORTEST_HOLD_MS) this.flush();
    }
  }

  /** Sends what waits, if it can. */
  flush() {
    if (!this.connection.is_open) return;
    for (const each of this.waiting.splice(0)) {
      if (each instanceof ArrayBuffer) this.connection.send_audio(each);
      else this.connection.send(each);
    }
  }

  /** On a new connection. */
  connected() {
    if (this.is_hands_free) this.connection.send({ signal: 'LISTEN' });
    if (!this.is_holding || performance.now() - this.pressed_at >= SHORTEST_HOLD_MS) this.flush();
  }

  connection_lost() {
    this.ended_at = [];
  }

  #lost() {
    this.give_up();
    this.on_lost?.();
  }
}
