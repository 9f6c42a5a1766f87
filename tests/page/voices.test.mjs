import assert from 'node:assert/strict';
import test from 'node:test';

import { grouped, matching } from '../../web/view/voices.js';

const VOICES = [
  { id: 'en_US-joe', name: 'Joe', languages: ['en-us'], engine: 'piper' },
  { id: 'gmw/de', name: 'German', languages: ['de'], engine: 'espeak' },
  { id: 'gmw/en-US', name: 'English (America)', languages: ['en-us', 'en'], engine: 'espeak' },
  { id: 'roa/pt', name: 'Portuguese (Portugal)', languages: ['pt', 'pt-pt'], engine: 'espeak' },
  { id: 'roa/pt-BR', name: 'Portuguese (Brazil)', languages: ['pt-br', 'pt'], engine: 'espeak' },
];

test('the server’s own first, then English, then the others', () => {
  assert.deepEqual(grouped(VOICES).map(({ label, voices }) => [label, voices.length]),
    [['Of this server', 1], ['English', 1], ['German', 1], ['Portuguese', 2]]);
});

test('a search looks at names, languages and ids', () => {
  const groups = grouped(VOICES);
  const ids = (wanted) => matching(groups, wanted).flatMap(({ voices }) => voices.map(({ id }) => id));
  assert.deepEqual(ids('brazil'), ['roa/pt-BR']);
  assert.deepEqual(ids('pt'), ['roa/pt', 'roa/pt-BR']);
  assert.deepEqual(ids('german'), ['gmw/de']);
  assert.deepEqual(ids('joe'), ['en_US-joe']);
  assert.equal(ids('').length, VOICES.length);
  assert.deepEqual(ids('klingon'), []);
});
