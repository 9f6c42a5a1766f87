import assert from 'node:assert/strict';
import test from 'node:test';

import { delay_ms, verdict, why_not_open } from '../../web/talk/reconnect.js';

test('waits longer each time, up to ten seconds', () => {
  const waits = Array.from({ length: 12 }, (_, i) => delay_ms(i, 1));
  assert.deepEqual(waits.slice(0, 4), [250, 500, 1000, 2000]);
  assert.equal(waits.at(-1), 10_000);
  assert.equal(delay_ms(2, 0), 500);
});

test('comes back where the server may be back, and asks the user where it will not', () => {
  assert.deepEqual(verdict({ code: 1006, reason: '' }), { retry: true, notice: 'gone' });
  assert.deepEqual(verdict({ code: 1012, reason: 'service restart' }), { retry: true, notice: 'restarting' });
  assert.equal(verdict({ code: 1008, reason: 'the token is missing or wrong' }).notice, 'token');
  assert.deepEqual(verdict({ code: 1008, reason: 'handshake too long' }), { retry: false, notice: 'refused', detail: 'handshake too long' });
  assert.deepEqual(verdict({ code: 1000, reason: 'Idle timeout' }), { retry: false, notice: 'idle' });
});

test('why there is no WebSocket', () => {
  assert.deepEqual(why_not_open(503), { retry: true, notice: 'full' });
  assert.deepEqual(why_not_open(401), { retry: false, notice: 'token' });
  assert.deepEqual(why_not_open(0), { retry: true, notice: 'gone' });
  assert.deepEqual(why_not_open(403, 'no such name'), { retry: false, notice: 'refused', detail: 'no such name' });
  assert.deepEqual(why_not_open(403), { retry: true, notice: 'gone' }); // of a proxy
  assert.deepEqual(why_not_open(426), { retry: true, notice: 'blocked' });
});
