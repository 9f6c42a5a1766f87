// The answer's side of a conversation: audio from the server to the loudspeaker, and back to the
// server how much of it was heard. What was cut off is never heard again.

import { Playout } from '../audio/playout.js';
import { WireAudio } from './wire_audio.js';

const TELL_EVERY_MS = 150;

export class Speaker {
  constructor(sound, { connection, turns, on_change, on_tap }) {
    Object.assign(this, { sound, connection, turns, on_change });
    this.playout = new Playout(sound, { on_event: (event) => this.#heard(event), on_tap });
    this.wire = new WireAudio();
    this.current = null; // { turn, reply }: whose audio comes and plays
    this.told_at = 0;
    this.is_held = false;
    this.cut_at = -Infinity;
    this.cuts = []; // of the last replies that were cut off: when, and how long silence took
  }

  wake() {
    return this.playout.wake();
  }

  get is_playing() {
    return this.current?.is_audible ?? false;
  }

  take(message, turn) {
    const { status, stage } = message;
    if (stage === 'tts' && status === 'processing') this.#begin(turn);
    else if (status === 'hold') this.hold(true);
    else if (status === 'resume') this.hold(false);
    else if (status === 'interrupted') this.cut();
    else if (status === 'complete' && this.current?.turn === turn) this.#complete();
  }

  audio(message) {
    if (!this.current || this.current.is_whole) return; // of a reply that was cut off
    const { turn, reply } = this.current;
    if (message.byteLength === 0) {
      this.current.is_whole = true;
      this.playout.end(reply);
      return;
    }
    const pcm = this.wire.samples(message);
    this.turns.received(turn, pcm.length);
    this.playout.add(reply, pcm);
  }

  /** The connection is gone: what has come is heard to its end. */
  connection_lost() {
    if (this.current) this.playout.end(this.current.reply);
    this.hold(false);
  }

  #begin(turn) {
    this.wire.begin();
    this.is_held = false;
    this.current = { turn, reply: this.playout.begin(), is_audible: false, is_whole: false };
  }

  hold(held) {
    if (this.is_held === held) return;
    this.is_held = held;
    this.playout.hold(held);
    this.on_change();
  }

  /** Nothing more of what plays. */
  cut() {
    this.is_held = false;
    if (!this.current) return;
    this.cut_at = performance.now();
    this.last_cut = this.current;
    this.current = null;
    this.playout.clear();
    this.on_change();
  }

  #complete() {
    if (!this.playout.node) this.current = null; // nothing plays, or ever tells that it has ended
  }

  #heard(event) {
    const { kind, reply, heard_ms } = event;
    if (kind === 'cleared') this.cuts = [...this.cuts.slice(-99), { reply, at: event.at, took_ms: performance.now() - this.cut_at }];
    const of = [this.current, this.last_cut].find((each) => each?.reply === reply);
    if (!of) return;
    const { turn } = of;
    turn.heard_ms = Math.max(turn.heard_ms, (turn.before_ms ?? 0) + heard_ms);
    if (kind === 'audible') this.#first(of, event);
    if (kind === 'finished' && of === this.current) this.current = null;
    this.#tell(turn, kind !== 'progress');
    this.on_change();
  }

  #first(of, { heard_at }) {
    of.is_audible = true;
    of.turn.ear_ms ??= heard_at - of.turn.zero_at;
  }

  #tell(turn, at_once) {
    const is_lost = turn.connection !== this.turns.connection;
    if (is_lost && turn !== this.turns.resumed) return;
    this.connection.progress = { turn: turn.number, played_ms: Math.round(turn.heard_ms) };
    const now = performance.now();
    if (is_lost || (!at_once && now - this.told_at < TELL_EVERY_MS)) return;
    this.told_at = now;
    this.connection.send({ played: { turn: turn.number, ms: Math.round(turn.heard_ms) } });
  }
}
