// A picture that goes with the next words (POST /image).

import { by_id } from './element.js';

const MOST_BYTES = 8 * 1024 * 1024;

export class Picture {
  constructor(settings, on_fault) {
    Object.assign(this, { settings, on_fault });
    by_id('picture').onchange = ({ target }) => this.#send(target.files[0]).finally(() => (target.value = ''));
  }

  async #send(file) {
    if (!file) return;
    if (file.size > MOST_BYTES) return this.on_fault('It is larger than 8 MiB.');
    const body = new FormData();
    body.append('session', this.settings.session_id);
    body.append('file', file);
    try {
      const answer = await fetch('image', { method: 'POST', body, headers: this.settings.headers() });
      if (!answer.ok) return this.on_fault((await answer.json().catch(() => ({}))).message ?? `The server says ${answer.status}.`);
      this.#tell(`“${file.name}” goes with your next words.`);
    } catch {
      this.on_fault('The server does not answer.');
    }
  }

  #tell(text) {
    by_id('picture_note').textContent = text;
  }

  /** It went with the words of a turn, or was dropped. */
  gone() {
    this.#tell('');
  }
}
