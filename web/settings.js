// What the user chose, kept by the browser.

import { store, stored } from './storage.js';

const KEY = 'hotpin.settings';
const SESSION = 'hotpin.session';

export const DEFAULTS = {
  voice: '', // '': the server's own
  rate: 0, // words a minute; 0: as the server is set
  persona: '',
  endpoint: 'default',
  volume: 1,
  microphone: '',
  theme: 'system',
  token: '',
};

export class Settings {
  constructor() {
    let kept = {};
    try {
      kept = JSON.parse(stored('localStorage', KEY) ?? '{}');
    } catch {
      // Another program's, or cut off.
    }
    this.values = { ...DEFAULTS };
    for (const [name, usual] of Object.entries(DEFAULTS)) {
      if (typeof kept?.[name] === typeof usual) this.values[name] = kept[name];
    }
    this.session_id = stored('sessionStorage', SESSION) ?? `page-${crypto.getRandomValues(new Uint32Array(3)).join('-')}`;
    store('sessionStorage', SESSION, this.session_id);
  }

  set(name, value) {
    this.values[name] = value;
    store('localStorage', KEY, JSON.stringify(this.values));
  }

  /** The fields of a handshake. */
  handshake() {
    const { voice, rate, persona, endpoint, token } = this.values;
    const wish = { ...(voice && { name: voice }), ...(rate && { rate }) };
    return {
      session_id: this.session_id,
      ...(token && { token }),
      ...(Object.keys(wish).length > 0 && { voice: wish }),
      ...(persona.trim() && { persona: persona.trim() }),
      ...(endpoint !== 'default' && { endpoint }),
    };
  }

  /** Headers of other requests to the server. */
  headers() {
    return this.values.token ? { Authorization: `Bearer ${this.values.token}` } : {};
  }
}
