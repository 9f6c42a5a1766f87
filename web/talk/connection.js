// One conversation's WebSocket, opened again when it is lost. Wire: docs/PROTOCOL.md.

import { store, stored } from '../storage.js';
import { delay_ms, verdict, why_not_open } from './reconnect.js';

const MOST_UNSENT_BYTES = 320_000; // 10 s of speech; more than that and the network is gone
const ANSWER_MS = 10_000; // to a handshake
const ASK_MS = 3000;
const LEFT = 'hotpin.left'; // in the tab's storage: what a page that is loaded anew leaves behind

export class Connection {
  /**
   * `make_handshake()`: the fields of a new one, but for `resume`. `on`: message(json),
   * audio(ArrayBuffer), state(name, notice): connecting, open, waiting, stopped.
   */
  constructor(make_handshake, on) {
    this.make_handshake = make_handshake;
    this.on = on;
    this.attempt = 0;
    this.resume_token = null;
    this.drops_rest = false; // nothing more is wanted of the reply that the lost connection brought
    this.progress = { turn: 0, played_ms: 0 }; // of the reply that is going out
    this.left = JSON.parse(stored('sessionStorage', LEFT));
    store('sessionStorage', LEFT);
    window.addEventListener('pagehide', () => this.#leave());
    window.addEventListener('online', () => this.hurry());
    window.addEventListener('offline', () => this.socket && this.#lost({ retry: true, notice: 'offline' }));
  }

  get is_open() {
    return this.state === 'open';
  }

  open() {
    clearTimeout(this.waiting);
    this.#drop();
    this.#be('connecting');
    const socket = new WebSocket(new URL('ws', location.href.replace(/^http/, 'ws')));
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => socket.send(JSON.stringify(this.#handshake()));
    socket.onmessage = ({ data }) => (typeof data === 'string' ? this.#text(data) : this.on.audio(data));
    socket.onclose = (event) => this.#closed(event);
    this.socket = socket;
    this.answering = setTimeout(() => {
      const is_there = socket.readyState === WebSocket.OPEN;
      this.#lost({ retry: true, notice: is_there ? 'silent' : 'gone' });
    }, ANSWER_MS);
  }

  #handshake() {
    const handshake = { ...this.make_handshake(), events: true };
    if (this.left) handshake.resume = { ...this.left, drop: true }; // it remembers what was heard
    this.left = null;
    if (this.resume_token) handshake.resume = { token: this.resume_token, ...this.progress, drop: this.drops_rest };
    this.resume_token = null; // it serves once
    this.resumes_behind_ms = this.progress.played_ms;
    return handshake;
  }

  #leave() {
    if (this.resume_token) store('sessionStorage', LEFT, JSON.stringify({ token: this.resume_token, ...this.progress }));
  }

  #text(data) {
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      return; // not of this protocol
    }
    if (message.status === 'connected') {
      clearTimeout(this.answering);
      this.attempt = 0;
      this.resume_token = message.resume ?? null;
      this.#be('open');
    }
    this.on.message(message);
  }

  async #closed(event) {
    const { socket } = this;
    if (event.target !== socket) return;
    const never_opened = event.code === 1006 && this.state === 'connecting';
    const found = never_opened ? why_not_open(...(await this.#ask())) : verdict(event);
    if (socket === this.socket) this.#lost(found);
  }

  /** Why there is no WebSocket: the browser does not say, the server does. Status and its sentence. */
  async #ask() {
    try {
      const { token } = this.make_handshake();
      const headers = token ? { Authorization: `Bearer ${token}` } : {};
      const question = `ws?origin=${encodeURIComponent(location.origin)}`; // only an upgrade has it by itself
      const answer = await fetch(question, { headers, signal: AbortSignal.timeout(ASK_MS) });
      const is_ours = answer.headers.get('content-type')?.startsWith('text/plain');
      return [answer.status, is_ours ? (await answer.text()).trim() : ''];
    } catch {
      return [0, ''];
    }
  }

  #lost({ retry, notice, detail }) {
    this.#drop();
    if (!retry) return this.#be('stopped', { notice, detail });
    this.#be('waiting', { notice: navigator.onLine ? notice : 'offline', detail });
    this.waiting = setTimeout(() => this.open(), delay_ms(this.attempt++));
  }

  /** Does not wait any longer; what was stopped is begun again. */
  hurry() {
    if (this.state === 'waiting' || this.state === 'stopped') this.open();
  }

  /** With the fields of a new handshake. */
  renew() {
    this.resume_token = null;
    this.open();
  }

  #drop() {
    clearTimeout(this.answering);
    if (!this.socket) return;
    this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.socket = null;
  }

  #be(state, told = {}) {
    this.state = state;
    this.on.state(state, told);
  }

  send(message) {
    if (this.is_open) this.socket.send(JSON.stringify(message));
  }

  /** Nothing more of the reply, whether it goes out or waits to be resumed; the order may be lost with the connection. */
  stop() {
    this.send({ signal: 'CANCEL' });
    this.drops_rest = true;
  }

  get wants_rest() {
    return Boolean(this.resume_token) && !this.drops_rest;
  }

  send_audio(pcm) {
    if (!this.is_open) return;
    if (this.socket.bufferedAmount > MOST_UNSENT_BYTES) this.#lost({ retry: true, notice: 'gone' });
    else this.socket.send(pcm);
  }
}
