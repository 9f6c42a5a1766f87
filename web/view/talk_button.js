// The one big button: held with a finger, a mouse, Space or Enter; a screen reader's click begins
// and ends instead.

import { by_id, write } from './element.js';

const KEYS = new Set([' ', 'Enter']);

const NAMES = { push: 'Hold to talk', stop: 'Stop the answer', listening: 'Stop listening' };

export class TalkButton {
  /** `conversation`: what is pressed for. */
  constructor(conversation) {
    this.conversation = conversation;
    this.button = by_id('talk');
    this.is_down = false;
    this.#pointer();
    this.#keys();
    this.button.addEventListener('click', (event) => this.#click(event));
    this.button.addEventListener('contextmenu', (event) => event.preventDefault());
  }

  get is_hands_free() {
    return this.conversation.listener.is_hands_free;
  }

  #down() {
    if (this.is_down || this.is_hands_free) return;
    this.is_down = true;
    this.conversation.press();
  }

  #up() {
    if (!this.is_down) return;
    this.is_down = false;
    this.conversation.release();
  }

  #pointer() {
    const { button } = this;
    button.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      button.setPointerCapture(event.pointerId);
      this.#down();
    });
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) button.addEventListener(end, () => this.#up());
  }

  /** Space also works where nothing has the focus. */
  #keys() {
    const is_ours = ({ key, target }) => (target === this.button && KEYS.has(key)) || (target === document.body && key === ' ');
    document.addEventListener('keydown', (event) => {
      if (!is_ours(event) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      if (event.repeat) return;
      if (this.is_hands_free) this.#hands_free_press();
      else this.#down();
    });
    document.addEventListener('keyup', (event) => {
      if (!is_ours(event)) return;
      event.preventDefault();
      this.#up();
    });
    window.addEventListener('blur', () => this.#up());
  }

  #click(event) {
    if (this.is_hands_free) return this.#hands_free_press();
    if (event.detail !== 0) return; // a pointer's, which was held
    if (this.is_down) this.#up();
    else this.#down();
  }

  /** Somebody who taps while it speaks wants silence; else an end of the listening. */
  #hands_free_press() {
    if (['speaking', 'held', 'thinking'].includes(this.conversation.phase)) this.conversation.stop();
    else this.conversation.set_hands_free(false);
  }

  show(phase) {
    const stops = ['speaking', 'held', 'thinking'].includes(phase);
    write(by_id('talk_name'), this.is_hands_free ? NAMES[stops ? 'stop' : 'listening'] : NAMES.push);
    this.button.setAttribute('aria-pressed', String(this.is_down || this.is_hands_free));
  }

  /** `level`: 0 to 1. */
  move(level) {
    this.button.style.setProperty('--level', level.toFixed(3));
  }
}
