// The times beside the conversation: a turn's ledger as bars, and the median of all turns.

import { by_id, element, write } from './element.js';
import { axis, bars, duration, heard_after, median, STAGES } from './waterfall_model.js';

const MOST_SHOWN = 20;

const percent = (share) => `${(100 * share).toFixed(2)}%`;

function place(bar, span, scale) {
  bar.style.left = percent(scale.share(span.from));
  bar.style.width = percent(scale.share(span.to) - scale.share(span.from));
  bar.style.setProperty('--colour', `var(--stage-${span.stage})`);
  return bar;
}

function row(span, scale) {
  const bar = element('div', { class: 'bar' }, place(element('i'), span, scale));
  bar.style.setProperty('--zero', percent(scale.share(0)));
  return element('tr', {},
    element('th', { scope: 'row' }, span.name),
    element('td', {}, bar),
    element('td', { class: 'took' }, duration(span.to - span.from)),
    element('td', { class: 'engine' }, span.engine_ms ? String(Math.round(span.engine_ms)) : ''));
}

function axis_row(scale) {
  const ticks = element('div', { class: 'ticks', 'aria-hidden': 'true' });
  for (const at of scale.ticks) {
    const tick = element('span', {}, String(Math.round(at)).replace('-', '−'));
    tick.style.left = percent(scale.share(at));
    ticks.append(tick);
  }
  return element('tr', {},
    element('th', { scope: 'col' }, element('span', { class: 'unseen' }, 'Stage')),
    element('td', {}, ticks),
    element('th', { scope: 'col', class: 'took' }, 'took'),
    element('th', { scope: 'col', class: 'engine', title: 'of that, the engine’s own milliseconds' }, 'engine'));
}

function facts({ ledger }) {
  const told = [
    ledger.ahead === 'yes' ? 'begun before you had finished' : null,
    ledger.prompt_tokens ? `${ledger.prompt_tokens} prompt tokens, ${ledger.cached_tokens} of them cached` : null,
    ledger.reply_tokens ? `${ledger.reply_tokens} written` : null,
    ledger.audio_out_ms ? `${duration(ledger.audio_out_ms)} of speech` : null,
  ];
  return told.filter(Boolean).join(' · ');
}

/** `shared`: the axis of all strips, so that they can be compared. */
function ledger_of(turn, shared, is_open) {
  const spans = bars(turn.ledger, turn.ear_ms);
  const scale = axis(spans);
  const strip = element('span', { class: 'strip', 'aria-hidden': 'true' }, ...spans.map((span) => place(element('i'), span, shared)));
  return element('details', { class: 'ledger', open: is_open, 'data-key': turn.key },
    element('summary', {},
      element('span', { class: 'number' }, element('span', { class: 'unseen' }, 'Turn '), String(turn.order)),
      strip, element('b', {}, duration(heard_after(turn)))),
    element('table', {},
      element('caption', { class: 'unseen' }, `Turn ${turn.order}: stages after the end of your speech`),
      element('thead', {}, axis_row(scale)),
      element('tbody', {}, ...spans.map((span) => row(span, scale)))),
    element('p', { class: 'facts' }, facts(turn)));
}

/** Until there is a turn: what will be seen of one. */
function legend() {
  const item = ([stage, name,,, meaning]) => {
    const key = element('i');
    key.style.background = `var(--stage-${stage})`;
    return element('li', {}, key, element('b', {}, name), element('span', {}, meaning));
  };
  return element('ul', { class: 'legend' }, ...STAGES.map(item));
}

export class Waterfall {
  constructor() {
    this.list = by_id('waterfall');
    this.shown = new Map(); // key of a turn → what it was drawn from
    this.list.replaceChildren(legend());
  }

  show(turns) {
    const measured = turns.filter((turn) => turn.ledger && Number.isFinite(heard_after(turn)));
    measured.forEach((turn, i) => (turn.order = i + 1));
    this.#show_median(measured);
    const recent = measured.slice(-MOST_SHOWN);
    const marks = new Map(recent.map((turn) => [turn.key, `${turn.order} ${turn.ear_ms}`]));
    const is_same = marks.size === this.shown.size && [...marks].every(([key, mark]) => this.shown.get(key) === mark);
    if (is_same) return;
    this.shown = marks;
    if (recent.length === 0) return this.list.replaceChildren(legend());
    const shared = axis(recent.flatMap(({ ledger, ear_ms }) => bars(ledger, ear_ms)));
    this.list.replaceChildren(...recent.reverse().map((turn, i) => ledger_of(turn, shared, i === 0)));
  }

  #show_median(measured) {
    const middle = median(measured.map(heard_after));
    write(by_id('median'), duration(middle));
    if (middle === null) return;
    const sent = median(measured.map(({ ledger }) => ledger.first_audible_ms));
    write(by_id('median_note'), 'from the end of your speech to the first sound in your ear, the median of '
      + `${measured.length === 1 ? 'one turn' : `${measured.length} turns`}; sent after ${duration(sent)}`);
  }
}
