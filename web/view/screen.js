// All that is seen, drawn anew at most once a frame.

import { by_id, write } from './element.js';
import { Notice } from './notice.js';
import { Picture } from './picture.js';
import { SettingsPanel } from './settings_panel.js';
import { TalkButton } from './talk_button.js';
import { Waterfall } from './waterfall.js';
import { Words } from './words.js';

const PHASES = {
  idle: 'Hold to talk',
  ready: 'Listening for you',
  opening: 'Opening the microphone',
  listening: 'Listening',
  thinking: 'Thinking',
  speaking: 'Speaking',
  held: 'Holding on',
  interrupted: 'Cut off',
  offline: 'Not connected',
};
const LINKS = { connecting: 'Connecting', open: 'Connected', waiting: 'Reconnecting', stopped: 'Resting' };
const LOUD = 0.25; // of full scale: as far as the halo goes

export class Screen {
  constructor(conversation, settings) {
    Object.assign(this, { conversation, settings });
    this.words = new Words();
    this.waterfall = new Waterfall();
    this.button = new TalkButton(conversation);
    this.panel = new SettingsPanel(settings, { on_change: (name) => this.#chosen(name), on_renew: () => conversation.renew() });
    this.notice = new Notice({ retry: () => conversation.connection.hurry(), settings: () => this.panel.open() });
    this.picture = new Picture(settings, (why) => this.notice.show('picture', why));
    this.level = 0;
    this.#tell_engines();
    for (const name of ['theme', 'volume', 'microphone']) this.#chosen(name);
    this.#wire();
  }

  #wire() {
    const { conversation } = this;
    by_id('hands_free').onclick = () => conversation.set_hands_free(!conversation.listener.is_hands_free);
    by_id('stop').onclick = () => conversation.stop();
    by_id('open_settings').onclick = () => this.panel.open();
    by_id('reset').onclick = () => {
      conversation.reset();
      this.picture.gone();
    };
    by_id('write').onsubmit = (event) => {
      event.preventDefault();
      const text = by_id('text').value.trim();
      if (text) conversation.say(text);
      by_id('text').value = '';
    };
    by_id('show_times').onclick = () => {
      const shown = document.body.toggleAttribute('data-times');
      by_id('show_times').setAttribute('aria-expanded', String(shown));
    };
  }

  /** What answers here; nobody misses it if it cannot be told. */
  async #tell_engines() {
    try {
      const answer = await fetch('health', { headers: this.settings.headers() });
      const { stt, llm, tts } = await answer.json();
      if (tts) by_id('parts').textContent = `It hears with ${stt}, thinks with ${llm} and speaks with ${tts}, at ${location.hostname}.`;
    } catch {
      // The connection's own notice says more.
    }
  }

  #chosen(name) {
    const { theme, volume, microphone } = this.settings.values;
    if (name === 'theme') document.documentElement.dataset.theme = theme;
    if (name === 'volume') this.conversation.speaker.playout.set_volume(volume);
    if (name === 'microphone') this.conversation.choose_microphone(microphone);
  }

  /** Something is to be shown; `message`: the server's, if it was one. */
  change(message) {
    if (message?.status === 'processing' && message.stage === 'llm') this.#announce(`You said: ${message.transcript}`);
    if (message?.has_image) this.picture.gone();
    if (message?.status === 'complete') this.#announce(`Hotpin: ${message.response}`);
    if (this.is_due) return;
    this.is_due = true;
    requestAnimationFrame(() => this.#draw());
  }

  /** To those who cannot see: what is final, and no more. */
  #announce(text) {
    write(by_id('live'), text);
  }

  #draw() {
    this.is_due = false;
    const { conversation } = this;
    const { phase, turns, link, listener } = conversation;
    document.body.dataset.phase = phase;
    document.body.dataset.link = link;
    write(by_id('link_text'), LINKS[link] ?? '');
    write(by_id('phase_text'), PHASES[phase]);
    by_id('hands_free').setAttribute('aria-checked', String(listener.is_hands_free));
    by_id('stop').hidden = !['thinking', 'speaking', 'held'].includes(phase);
    this.button.show(phase);
    this.words.show(turns);
    this.waterfall.show(turns.list);
    this.#move();
  }

  /** The halo follows the voices as long as there is one. */
  #move() {
    if (this.is_moving) return;
    const { phase, listener, speaker } = this.conversation;
    const loud = phase === 'speaking' ? speaker.playout.level : listener.microphone.is_open && phase !== 'thinking' ? listener.level * 2 : 0;
    this.level += (Math.min(1, loud / LOUD) - this.level) * 0.3;
    this.button.move(this.level);
    if (phase !== document.body.dataset.phase) this.change(); // time alone has changed it
    if (this.level < 0.01 && (phase === 'idle' || phase === 'offline')) return;
    this.is_moving = true;
    requestAnimationFrame(() => {
      this.is_moving = false;
      this.#move();
    });
  }
}
