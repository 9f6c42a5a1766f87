import assert from 'node:assert/strict';
import test from 'node:test';

import { split_heard, spoken_length, Turns } from '../../web/talk/turns.js';

const said = (turns, ...messages) => messages.forEach((message) => turns.take(message));
const transcribing = (turn) => ({ status: 'processing', stage: 'transcription', turn });
const thinking = (turn, transcript) => ({ status: 'processing', stage: 'llm', turn, transcript, has_image: false });
const first = (turn, response) => ({ status: 'processing', stage: 'tts', turn, response });
const next = (turn, text) => ({ status: 'speaking', turn, text });
const complete = (turn, response, how = 'spoken') => ({ status: 'complete', turn, response, how });

function joined(resumes = false) {
  const turns = new Turns();
  turns.new_connection(resumes);
  return turns;
}

test('the heard part of a reply, however it is spaced', () => {
  assert.deepEqual(split_heard('One two three.', 'One two'), ['One two', ' three.']);
  assert.deepEqual(split_heard('One,  two three.', 'One, two'), ['One,  two', ' three.']);
  assert.deepEqual(split_heard('One two', 'One two'), ['One two', '']);
  assert.deepEqual(split_heard('One two', ''), ['', 'One two']);
  assert.deepEqual(split_heard('One two', 'Quite another'), ['', 'One two']);
});

test('words are shown as said at the pace of their phrase', () => {
  const phrases = [{ text: '1234567890', from_ms: 0 }, { text: 'abcde', from_ms: 1000 }];
  assert.equal(spoken_length(phrases, 0, 2000), 0);
  assert.equal(spoken_length(phrases, 500, 2000), 5);
  assert.equal(spoken_length(phrases, 1000, 2000), 11);
  assert.equal(spoken_length(phrases, 2000, 2000), 16);
});

test('of a forgotten conversation nothing is shown any more', () => {
  const turns = joined();
  said(turns, transcribing(1), thinking(1, 'One?'), first(1, 'It is'));
  turns.forget();
  assert.equal(turns.take(complete(1, 'It is', 'interrupted')), null);
  assert.ok(turns.is_known(1));
  said(turns, transcribing(2), thinking(2, 'Two?'));
  assert.deepEqual(turns.list.map(({ said }) => said), ['Two?']);
  turns.new_connection(false);
  said(turns, transcribing(1), thinking(1, 'Three?'));
  assert.equal(turns.last.said, 'Three?');
});

test('a whole turn', () => {
  const turns = joined();
  said(turns, { status: 'partial', turn: 1, text: 'what is' }, transcribing(1), thinking(1, 'What is it?'), first(1, 'It is'));
  turns.received(turns.last, 16000);
  said(turns, next(1, 'a boat.'));
  turns.received(turns.last, 16000);
  turns.last.heard_ms = 1000;
  assert.deepEqual(turns.parts_of(turns.last), ['It is ', 'a boat.']);
  turns.last.heard_ms = 1200;
  assert.deepEqual(turns.parts_of(turns.last), ['It is a', ' boat.'], 'words are not cut');
  assert.ok(turns.last.is_answering);
  said(turns, complete(1, 'It is a boat.'));
  assert.deepEqual(turns.parts_of(turns.last), ['It is a boat.', '']);
  assert.equal(turns.last.said, 'What is it?');
  assert.equal(turns.list.length, 1);
});

test('a late partial does not change words that are known', () => {
  const turns = joined();
  said(turns, transcribing(1), thinking(1, 'Yes.'), { status: 'partial', turn: 1, text: 'no' });
  assert.equal(turns.last.said, 'Yes.');
});

test('an interrupted turn shows what was heard', () => {
  const turns = joined();
  said(turns, transcribing(1), thinking(1, 'Tell me'), first(1, 'Once upon'), next(1, 'a time there was'),
    { status: 'interrupted', turn: 1, heard_text: 'Once upon a' }, complete(1, 'Once upon a', 'interrupted'));
  assert.deepEqual(turns.parts_of(turns.last), ['Once upon a', ' time there was']);
  assert.equal(turns.last.how, 'interrupted');
});

test('turns of another connection are others, though they have the same number', () => {
  const turns = joined();
  said(turns, transcribing(1), thinking(1, 'One'), complete(1, 'Yes'));
  turns.new_connection(false);
  said(turns, transcribing(1), thinking(1, 'Two'));
  assert.deepEqual(turns.list.map((turn) => turn.said), ['One', 'Two']);
});

test('the rest of a reply comes behind what was heard of it', () => {
  const turns = joined();
  said(turns, transcribing(1), thinking(1, 'Tell me'), first(1, 'One two three'));
  turns.received(turns.last, 32000);
  turns.last.heard_ms = 2100; // a little more was heard than had been told
  turns.new_connection(true);
  turns.resumed_ms = 2000;
  said(turns, first(1, 'four five.'));
  assert.equal(turns.list.length, 1);
  assert.equal(turns.last.before_ms, 2000);
  said(turns, complete(1, 'One two three four five.'));
  assert.equal(turns.reply_of(turns.last), 'One two three four five.');
});

test('a phrase that was cut by a lost connection is told twice and shown once', () => {
  const turns = joined();
  said(turns, transcribing(1), thinking(1, 'Tell me'), first(1, 'One two'));
  turns.received(turns.last, 16000);
  said(turns, next(1, 'three four'));
  turns.received(turns.last, 16000);
  said(turns, next(1, 'five.'));
  turns.new_connection(true);
  turns.resumed_ms = 1500;
  said(turns, first(1, 'three four'));
  turns.received(turns.last, 8000);
  assert.equal(turns.reply_of(turns.last), 'One two three four');
  assert.deepEqual(turns.parts_of(turns.last), ['One two three', ' four']);
  said(turns, next(1, 'five.'));
  assert.equal(turns.last.phrases.at(-1).from_ms, 2000);
});

test('what is lost and not resumed is told', () => {
  const turns = joined();
  said(turns, transcribing(1), thinking(1, 'Tell me'), first(1, 'One two three'));
  turns.new_connection(false);
  assert.equal(turns.last.how, 'lost');
  assert.ok(!turns.last.is_answering);
});

test('a notice that no model wrote is shown', () => {
  const turns = joined();
  said(turns, transcribing(1), complete(1, 'I did not understand that.', 'not_understood'));
  assert.equal(turns.reply_of(turns.last), 'I did not understand that.');
});
