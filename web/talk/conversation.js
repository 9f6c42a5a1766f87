// One conversation: what the user does goes out, what the server sends is heard and shown. The view
// reads `phase`, `turns` and the levels, and calls the verbs.

import { Sound } from '../audio/sound.js';
import { Connection } from './connection.js';
import { Listener } from './listener.js';
import { Speaker } from './speaker.js';
import { Turns } from './turns.js';

const CUT_SHOWN_MS = 1400;
const RESUMES_WITHIN_MS = 2000;

export class Conversation {
  /**
   * `make_handshake()`: session, voice and the like. `on_change()`: something is to be shown anew.
   * `on_notice(name, detail)`: something went wrong; `on_well(what)`: link or microphone is all right.
   * `tap`: for tests.
   */
  constructor({ make_handshake, on_change, on_notice, on_well, tap }) {
    Object.assign(this, { on_change, on_notice, on_well });
    this.sound = new Sound();
    this.turns = new Turns();
    this.connection = new Connection(
      () => ({ ...make_handshake(), reports_played: !Sound.fault }),
      {
        message: (message) => this.#take(message),
        audio: (message) => this.speaker.audio(message),
        state: (state, told) => this.#connection_is(state, told),
      },
    );
    const shared = { connection: this.connection, turns: this.turns, on_change };
    this.speaker = new Speaker(this.sound, { ...shared, on_tap: tap?.played });
    this.listener = new Listener(this.sound, { ...shared, on_audio: tap?.heard });
    this.listener.on_lost = () => on_notice('microphone_lost');
    this.somebody_speaks = false;
  }

  start() {
    this.connection.open();
  }

  /** What is going on: one word, which the page is dressed by. */
  get phase() {
    const { listener, speaker } = this;
    if (listener.is_opening) return 'opening';
    if (speaker.is_held) return 'held';
    if (listener.is_holding || this.somebody_speaks) return 'listening';
    if (speaker.is_playing) return 'speaking';
    if (performance.now() - speaker.cut_at < CUT_SHOWN_MS) return 'interrupted';
    if (this.turns.last?.is_answering || listener.ended_at.length > 0) return 'thinking';
    if (this.link === 'connecting' || this.link === 'waiting') return 'offline';
    return listener.is_hands_free ? 'ready' : 'idle';
  }

  get is_busy() {
    return this.listener.is_holding || this.somebody_speaks || Boolean(this.turns.last?.is_answering);
  }

  // What the user does.

  async press() {
    this.connection.hurry();
    this.has_stopped = this.stop();
    this.listener.press();
    await this.#with_microphone(() => this.listener.hear_press());
    if (!this.listener.is_holding && this.listener.took_long) this.on_notice('now_hold');
  }

  release() {
    if (!this.listener.release() && !this.has_stopped) this.on_notice('too_short');
  }

  async set_hands_free(wanted) {
    this.connection.hurry();
    if (wanted) return this.#with_microphone(() => this.listener.listen());
    this.listener.stop_listening();
    this.connection.send({ signal: 'EOS' }); // what was said is answered; without words it is no turn
  }

  /** Silence, now. False when there was nothing to stop. */
  stop() {
    if (!this.speaker.current && !this.turns.last?.is_answering) return false;
    this.speaker.cut();
    this.refuses_rest = !this.connection.is_open || Boolean(this.turns.resumed);
    if (this.refuses_rest) this.turns.lose_rest();
    this.connection.stop();
    return true;
  }

  async say(text) {
    this.connection.hurry();
    this.stop();
    if (!Sound.fault) await this.speaker.wake().catch(() => {}); // before the answer is there, which is shown anyway
    this.listener.end_utterance({ text });
  }

  /** Forgets what was said, here and at the server. */
  reset() {
    this.stop();
    this.wants_reset = !this.connection.is_open;
    this.connection.send({ signal: 'RESET' });
    this.turns.forget();
    if (this.connection.is_open) this.#renew_when_quiet();
    this.on_change();
  }

  /** With new settings: at once, or when the turn is over. */
  renew() {
    this.wants_renewal = true;
    this.#renew_when_quiet();
  }

  #renew_when_quiet() {
    if (!this.wants_renewal || this.is_busy || this.speaker.current) return;
    this.wants_renewal = false;
    this.connection.renew();
  }

  /** From here on; an empty name is the system's own. */
  async choose_microphone(device) {
    await this.listener.choose_microphone(device).catch((error) => {
      this.listener.give_up();
      this.on_notice(error.name, error.message);
    });
  }

  async #with_microphone(work) {
    try {
      if (Sound.fault) throw new DOMException('', Sound.fault);
      await this.speaker.wake();
      await work();
      this.on_well('microphone');
    } catch (error) {
      this.listener.give_up();
      this.on_notice(error.name, error.message);
    }
  }

  // What the server sends.

  #take(message) {
    const { status, stage } = message;
    if (status === 'connected') return this.#connected();
    if (this.#is_unwanted_rest(message)) this.#refuse_rest(message);
    if (status === 'speech_stopped') this.somebody_speaks = false;
    const turn = this.turns.take(message);
    if (message.turn && !turn) return; // of a conversation that is forgotten
    if (status === 'speech_started') this.somebody_speaks = true;
    if (status === 'speech_stopped') this.#stopped(turn);
    if (stage === 'transcription') this.#utterance_taken(turn, message);
    if (status === 'error') this.#fault(message);
    this.speaker.take(message, turn);
    if (status === 'complete') this.#turn_over();
    this.on_change(message);
  }

  #turn_over() {
    this.connection.drops_rest = false;
    this.#renew_when_quiet();
  }

  #stopped(turn) {
    turn.stopped_at = performance.now();
  }

  /** Everything about a turn counts from here. */
  #utterance_taken(turn, { ended_by }) {
    this.somebody_speaks = false;
    this.refuses_rest = this.connection.drops_rest = false; // none comes behind a new turn
    this.on_well('turn');
    if (ended_by === 'limit') this.listener.limit_reached();
    turn.zero_at = turn.stopped_at ?? this.listener.ended_at.shift() ?? performance.now();
  }

  #fault({ code, message }) {
    if (code === 'busy') this.listener.ended_at.shift(); // its turn begins with this
    this.on_notice(code, message);
  }

  /** Nothing of it is shown. What was written since has stopped it already. */
  #refuse_rest({ turn }) {
    this.turns.forget_up_to(turn);
    if (!this.listener.has_written) this.connection.stop();
  }

  /** The rest of a reply that was asked for before the user wanted silence. */
  #is_unwanted_rest({ stage, turn }) {
    return this.refuses_rest && stage === 'tts' && !this.turns.is_known(turn);
  }

  #connected() {
    if (this.wants_reset) this.connection.send({ signal: 'RESET' });
    this.wants_reset = false;
    this.listener.connected();
    this.on_well('link');
    if (this.turns.resumed) this.#wait_for_rest();
    this.on_change();
  }

  /** What came of the reply before is held, or its end would be heard twice. */
  #wait_for_rest() {
    this.turns.resumed_ms = this.connection.resumes_behind_ms;
    this.speaker.hold(true);
    setTimeout(() => {
      if (!this.turns.resumed) return;
      this.turns.give_up_resuming();
      this.speaker.hold(false);
      this.on_change();
    }, RESUMES_WITHIN_MS);
  }

  #connection_is(state, { notice, detail } = {}) {
    this.link = state;
    if (state === 'connecting') this.turns.new_connection(this.connection.wants_rest);
    if (state === 'waiting' || state === 'stopped') {
      this.somebody_speaks = false;
      this.speaker.connection_lost();
      this.listener.connection_lost();
    }
    if (notice && notice !== 'idle') this.on_notice(notice, detail);
    this.on_change();
  }
}
