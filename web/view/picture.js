// A picture that goes with the next words (POST /image).

import { by_id } from './element.js';

const MOST_BYTES = 8 * 1024 * 1024;

/** What no Hotpin server says. */
function by_a_proxy(status) {
  if (status === 413) return 'A proxy before the server takes none of its size. In nginx: client_max_body_size 9m.';
  return `The server says ${status}.`;
}

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
      if (!answer.ok) return this.on_fault((await answer.json().catch(() => ({}))).message ?? by_a_proxy(answer.status));
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
