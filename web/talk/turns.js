// The conversation as it is shown: what was said, what is answered, how much of it was heard. Fed
// with the server's messages; pure.

const MOST_TURNS = 200; // older ones are forgotten by the page, not by the server

const RATE_HZ = 16000;

/**
 * Of a reply that was cut off: what was heard of `text`, and the rest. `heard` is the server's; it
 * may be spaced otherwise.
 */
export function split_heard(text, heard) {
  const words = heard.split(/\s+/).filter(Boolean);
  let at = 0;
  for (const word of words) {
    const found = text.indexOf(word, at);
    if (found === -1 || text.slice(at, found).trim() !== '') break;
    at = found + word.length;
  }
  return [text.slice(0, at), text.slice(at)];
}

/** How much of the text of `phrases` has been said when `heard_ms` of the audio was heard. */
export function spoken_length(phrases, heard_ms, received_ms) {
  let length = 0;
  phrases.forEach((phrase, i) => {
    const until_ms = phrases[i + 1]?.from_ms ?? received_ms;
    const lasts_ms = Math.max(1, until_ms - phrase.from_ms);
    const share = Math.min(1, Math.max(0, (heard_ms - phrase.from_ms) / lasts_ms));
    length += Math.round(share * phrase.text.length) + (share === 1 && phrases[i + 1] ? 1 : 0);
  });
  return length;
}

/** `length`, up to the end of the word that it falls into. */
function whole_words(text, length) {
  if (length === 0 || text[length - 1] === ' ') return length;
  const end = text.slice(length).search(/\s|$/);
  return length + end;
}

export class Turns {
  constructor() {
    this.list = [];
    this.connection = 0;
    this.resumed = null; // the turn whose rest this connection may bring
    this.resumed_ms = 0; // behind which the rest begins
    this.forgotten = 0; // turns of this connection up to this number are over for the page
  }

  /** Turns count from 1 again. `resumes`: the rest of the last reply was asked for. */
  new_connection(resumes) {
    this.connection += 1;
    this.forgotten = 0;
    const last = this.list.at(-1);
    this.resumed = resumes && last?.is_answering ? last : null;
    for (const turn of this.list) {
      if (turn === this.resumed || turn.how) continue;
      turn.how = 'lost';
      turn.is_answering = false;
    }
  }

  /** The rest did not come. */
  give_up_resuming() {
    if (!this.resumed) return;
    Object.assign(this.resumed, { how: 'lost', is_answering: false });
    this.resumed = null;
  }

  /** Nothing more is wanted of the reply that a lost connection brought. */
  lose_rest() {
    this.resumed ??= this.last?.is_answering ? this.last : null;
    this.give_up_resuming();
  }

  forget() {
    if (this.last?.connection === this.connection) this.forget_up_to(this.last.number);
    this.list = [];
    this.resumed = null;
  }

  get last() {
    return this.list.at(-1);
  }

  forget_up_to(number) {
    this.forgotten = Math.max(this.forgotten, number);
  }

  /** A turn that has begun, though it may be forgotten. */
  is_known(number) {
    return number <= this.forgotten || Boolean(this.find(number));
  }

  find(number) {
    return this.list.findLast((turn) => turn.number === number && turn.connection === this.connection);
  }

  #at(number) {
    const there = this.find(number);
    if (there) return there;
    const turn = {
      key: `${this.connection}.${number}`, connection: this.connection, number, said: '', is_final: false,
      phrases: [], received_ms: 0, heard_ms: 0, reply: null, how: null, is_answering: false, ledger: null,
    };
    this.list.push(turn);
    if (this.list.length > MOST_TURNS) this.list.shift();
    return turn;
  }

  /** Takes a message of the server; the turn it belongs to, if it is of one. */
  take(message) {
    const { status, turn: number } = message;
    if (!number || number <= this.forgotten) return null;
    if (status === 'processing') return this.#processing(message);
    const turn = this.#at(number);
    if (status === 'partial' && !turn.is_final) turn.said = message.text;
    else if (status === 'speaking') this.#phrase(turn, message.text);
    else if (status === 'interrupted') turn.heard_text = message.heard_text;
    else if (status === 'ledger') turn.ledger = message;
    else if (status === 'complete') this.#complete(turn, message);
    return turn;
  }

  #processing(message) {
    if (message.stage === 'tts' && this.resumed && !this.find(message.turn)) this.#resume(message);
    else this.give_up_resuming();
    const turn = this.#at(message.turn);
    if (message.stage === 'llm') {
      turn.said = message.transcript;
      turn.has_image = message.has_image;
    }
    if (message.stage === 'tts') this.#phrase(turn, message.response);
    else turn.is_final = true;
    turn.is_answering = true;
    return turn;
  }

  /**
   * The rest comes as a turn of the new connection, and is shown where the reply stopped: mostly in
   * the middle of a phrase, which is told again.
   */
  #resume({ turn: number, response }) {
    const turn = this.resumed;
    this.resumed = null;
    turn.received_ms = turn.before_ms = turn.heard_ms = this.resumed_ms;
    Object.assign(turn, { connection: this.connection, number });
    const again = turn.phrases.findLastIndex(({ text }) => text === response);
    if (again !== -1) turn.again_from_ms = turn.phrases.splice(again)[0].from_ms;
  }

  #phrase(turn, text) {
    turn.phrases.push({ text, from_ms: turn.again_from_ms ?? turn.received_ms });
    turn.again_from_ms = null;
  }

  #complete(turn, { response, how }) {
    turn.how = how;
    turn.is_answering = false;
    const all = this.reply_of(turn);
    turn.reply = how === 'interrupted' || all ? all : response;
    turn.cut_text = how === 'interrupted' ? turn.heard_text ?? response : null;
    if (!turn.said && !turn.is_final) turn.said = '';
  }

  received(turn, samples) {
    turn.received_ms += (samples * 1000) / RATE_HZ;
  }

  reply_of(turn) {
    return turn.reply ?? turn.phrases.map(({ text }) => text).join(' ');
  }

  said_length(turn) {
    return spoken_length(turn.phrases, turn.heard_ms, turn.received_ms);
  }

  /** The reply in two parts: said so far (or heard, if it was cut off), and not. */
  parts_of(turn) {
    const text = this.reply_of(turn);
    if (turn.cut_text !== null && turn.cut_text !== undefined) return split_heard(text, turn.cut_text);
    const length = turn.how ? text.length : whole_words(text, this.said_length(turn));
    return [text.slice(0, length), text.slice(length)];
  }
}
