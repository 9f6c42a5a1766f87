// When to connect again, and what a lost connection means. Pure.

const FIRST_MS = 250;
const MOST_MS = 10_000;

/** Before the attempt of this number, from 0; up to half of it by chance, so that not all come at once. */
export function delay_ms(attempt, chance = Math.random()) {
  const whole = Math.min(MOST_MS, FIRST_MS * 2 ** attempt);
  return Math.round(whole * (0.5 + 0.5 * chance));
}

/**
 * What a close frame asks for: `retry` or not, and the notice to show meanwhile.
 * @param {{code: number, reason: string}} close
 */
export function verdict({ code, reason }) {
  if (code === 1008 && reason.includes('token')) return { retry: false, notice: 'token' };
  if (code === 1008) return { retry: false, notice: 'refused', detail: reason };
  if (code === 1000) return { retry: false, notice: 'idle' };
  if (code === 1012) return { retry: true, notice: 'restarting' };
  return { retry: true, notice: 'gone' };
}

/** What an answer to GET /ws tells of a connection that never opened; `status` 0: no answer. */
export function why_not_open(status, detail = '') {
  if (status === 503 || status === 429) return { retry: true, notice: 'full' };
  if (status === 401) return { retry: false, notice: 'token' };
  if (status === 403 && detail) return { retry: false, notice: 'refused', detail };
  if (status === 0) return { retry: true, notice: 'gone' };
  // A token is not needed to be told 426; who gets it and no WebSocket is behind a wrong proxy.
  return { retry: true, notice: status === 426 ? 'blocked' : 'gone' };
}
