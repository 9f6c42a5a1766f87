// The conversation in words, as they are recognised and spoken.

import { by_id, element, write } from './element.js';

const HOW = {
  not_understood: 'No words were heard.',
  failed: 'Something failed at the server.',
  busy: 'This was replaced by what you said next.',
  lost: 'The connection was lost here.',
};

const NEAR_END_PX = 80;

export class Words {
  constructor() {
    this.room = by_id('words');
    this.list = by_id('turns');
    this.rows = new Map(); // key of a turn → its elements
  }

  show(turns) {
    by_id('welcome').hidden = turns.list.length > 0;
    const follows = this.room.scrollHeight - this.room.scrollTop - this.room.clientHeight < NEAR_END_PX;
    const before = this.rows.size;
    for (const turn of turns.list) this.#show_turn(turns, turn);
    for (const [key, row] of this.rows) {
      if (turns.list.some((turn) => turn.key === key)) continue;
      row.whole.remove();
      this.rows.delete(key);
    }
    if (follows || this.rows.size > before) this.room.scrollTop = this.room.scrollHeight;
  }

  #row(turn) {
    const there = this.rows.get(turn.key);
    if (there) return there;
    const row = {
      said: element('span'),
      heard: element('span', { class: 'heard' }),
      cut: element('span', { class: 'cut_mark', hidden: true }),
      cut_told: element('span', { class: 'unseen', hidden: true }, ' (cut off here; not heard:) '),
      rest: element('span', { class: 'rest' }),
      mark: element('p', { class: 'mark', hidden: true }),
    };
    row.question = element('p', { class: 'said' }, element('span', { class: 'unseen' }, 'You: '), row.said);
    row.answer = element('p', { class: 'reply' }, element('span', { class: 'unseen' }, 'Hotpin: '), row.heard, row.cut, row.cut_told, row.rest);
    row.whole = element('li', { class: 'turn' }, row.question, row.answer, row.mark);
    this.list.append(row.whole);
    this.rows.set(turn.key, row);
    return row;
  }

  #show_turn(turns, turn) {
    const row = this.#row(turn);
    if (row.is_done) return;
    row.is_done = Boolean(turn.how);
    const [heard, rest] = turns.parts_of(turn);
    const is_cut = turn.how === 'interrupted';
    write(row.said, turn.said || (turn.is_final && turn.how ? '(nothing that could be understood)' : '…'));
    write(row.heard, heard);
    write(row.rest, rest);
    row.cut.hidden = row.cut_told.hidden = !is_cut;
    row.answer.hidden = !heard && !rest;
    row.whole.classList.toggle('is_partial', !turn.is_final);
    row.whole.classList.toggle('is_cut', is_cut);
    const told = [turn.has_image ? 'With your picture.' : null, HOW[turn.how] ?? null].filter(Boolean).join(' ');
    write(row.mark, told);
    row.mark.hidden = !told;
  }
}
