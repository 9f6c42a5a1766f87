// The sheet of settings. What the server must know goes out in a new handshake when it is closed.

import { Microphone } from '../audio/microphone.js';
import { DEFAULTS } from '../settings.js';
import { by_id, element } from './element.js';
import { grouped, matching } from './voices.js';

const MOST_PERSONA_BYTES = 2000;
const USUAL_RATE = 175;

const choice = (name, label, options) => element('fieldset', {},
  element('legend', {}, label),
  element('div', { class: 'choices' }, ...options.map(([value, text]) => element('label', {},
    element('input', { type: 'radio', name, value }), text))));

const labelled = (id, label, field, hint) => element('fieldset', {},
  element('label', { class: 'label', for: id }, label), field, hint ? element('p', { class: 'hint', id: `${id}_hint` }, hint) : null);

function slider(id, label, min, max, step) {
  const value = element('output', { for: id });
  const field = element('input', { type: 'range', id, name: id, min, max, step });
  return { field, value, whole: element('fieldset', {},
    element('div', { class: 'value' }, element('label', { class: 'label', for: id }, label), value), field) };
}

export class SettingsPanel {
  /** `on_change(name)`: at once; `on_renew()`: the server is to know. */
  constructor(settings, { on_change, on_renew }) {
    Object.assign(this, { settings, on_change, on_renew });
    this.dialog = by_id('settings');
    this.#build();
    this.dialog.addEventListener('close', () => this.#closed());
    this.form.addEventListener('input', (event) => this.#input(event.target));
  }

  open() {
    this.handshake = JSON.stringify(this.settings.handshake());
    this.#fill();
    this.dialog.showModal();
    this.#load_voices();
    this.#load_microphones();
  }

  #closed() {
    if (JSON.stringify(this.settings.handshake()) !== this.handshake) this.on_renew();
  }

  #build() {
    this.search = element('input', { type: 'search', id: 'voice_search', placeholder: 'Search: german, female, en-gb …', 'aria-label': 'Search the voices' });
    this.voice = element('select', { id: 'voice', name: 'voice', size: '6' });
    this.rate = slider('rate', 'Pace', '80', '450', '5');
    this.volume = slider('volume', 'Loudness', '0', '1', '0.05');
    this.persona = element('textarea', { id: 'persona', name: 'persona', maxlength: String(MOST_PERSONA_BYTES),
      placeholder: 'You are a patient teacher of French …', 'aria-describedby': 'persona_hint' });
    this.microphone = element('select', { id: 'microphone', name: 'microphone' });
    this.token = element('input', { type: 'password', id: 'token', name: 'token', autocomplete: 'off', 'aria-describedby': 'token_hint' });
    this.usual = element('button', { type: 'button', class: 'tool outlined' }, 'Everything as usual');
    this.usual.onclick = () => this.#forget();
    this.form = element('form', { method: 'dialog' },
      element('header', {}, element('h2', { id: 'settings_title' }, 'Settings'), element('button', { class: 'tool' }, 'Done')),
      element('fieldset', {}, element('label', { class: 'label', for: 'voice' }, 'Voice'), this.search, this.voice),
      this.rate.whole, this.volume.whole,
      choice('endpoint', 'Hands-free, how soon a silence is your end', [['quick', 'Quick'], ['default', 'Balanced'], ['patient', 'Patient']]),
      labelled('persona', 'Persona', this.persona, 'Who it is to be, in your words. Empty: as the server is set.'),
      labelled('microphone', 'Microphone', this.microphone),
      choice('theme', 'Appearance', [['system', 'System'], ['light', 'Light'], ['dark', 'Dark']]),
      labelled('token', 'Token', this.token, 'Only if the server asks for one. This browser keeps it.'),
      this.usual);
    this.dialog.replaceChildren(this.form);
  }

  /** All but the token, which is no taste. */
  #forget() {
    for (const [name, value] of Object.entries(DEFAULTS)) {
      if (name !== 'token') this.settings.set(name, value);
      this.on_change(name);
    }
    this.#fill();
    this.#show_voices();
    this.#load_microphones();
  }

  #fill() {
    const { values } = this.settings;
    for (const name of ['endpoint', 'theme']) this.form.elements[name].value = values[name];
    this.rate.field.value = values.rate || USUAL_RATE;
    this.volume.field.value = values.volume;
    this.persona.value = values.persona;
    this.token.value = values.token;
    this.#tell();
  }

  #tell() {
    const { rate, volume } = this.settings.values;
    this.rate.value.textContent = rate ? `${rate} words a minute` : 'as the server is set';
    this.volume.value.textContent = `${Math.round(volume * 100)} %`;
  }

  #input(field) {
    if (field === this.search) return this.#show_voices();
    const { name, value } = field;
    if (name === 'persona' && new TextEncoder().encode(value).length > MOST_PERSONA_BYTES) {
      field.setCustomValidity('That is too long.');
      return field.reportValidity();
    }
    field.setCustomValidity('');
    this.settings.set(name, field.type === 'range' ? Number(value) : value);
    this.#tell();
    this.on_change(name);
  }

  async #load_voices() {
    try {
      const answer = await fetch('voices', { headers: this.settings.headers() });
      this.groups = grouped((await answer.json()).voices);
    } catch {
      this.groups ??= []; // the server is away, or wants a token
    }
    this.#show_voices();
  }

  #show_voices() {
    const chosen = this.settings.values.voice;
    const option = ({ id, name }) => element('option', { value: id, selected: id === chosen }, name);
    this.voice.replaceChildren(
      element('option', { value: '', selected: chosen === '' }, 'As the server is set'),
      ...matching(this.groups ?? [], this.search.value).map(({ label, voices }) => element('optgroup', { label }, ...voices.map(option))));
  }

  async #load_microphones() {
    const chosen = this.settings.values.microphone;
    const devices = await Microphone.list();
    this.microphone.replaceChildren(
      element('option', { value: '' }, 'The usual one'),
      ...devices.filter(({ deviceId }) => deviceId !== 'default').map(({ deviceId, label }, i) => element('option', { value: deviceId, selected: deviceId === chosen }, label || `Microphone ${i + 1}`)));
  }
}
