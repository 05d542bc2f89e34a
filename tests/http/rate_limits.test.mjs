// Rate limits as clients see them (hub-protocol §2.6). The arithmetic is tested with a clock of its own.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Hub } from './support/hub.mjs';
import { refusedUpgrade, Socket } from './support/socket.mjs';

let hub;
before(async () => { hub = await Hub.start('--rate-limits'); });
after(() => hub.stop());

const numbers = ({ headers }) => ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-ratelimit-${name}`));
/** Asks until the limiter refuses. */
const exhaust = async (token) => {
  for (let i = 0; i < 2000; ++i) {
    const answer = await hub.get('/api/v1/nope', { token });
    if (answer.status === 429) return answer;
    assert.equal(answer.status, 404);
  }
  assert.fail('nothing was refused');
};

test('answers tell the limit of the client and what is left', async () => {
  const answer = await hub.get('/api/v1/channels', { token: 'fresh' });
  const [limit, remaining, reset] = numbers(answer);
  assert.equal(limit, '100');
  assert.equal(remaining, '99');
  assert.ok(Math.abs(Number(reset) - Date.now() / 1000) < 5);
});

test('the refusal says when to come back, and has its own form', async () => {
  const { status, body, headers } = await exhaust('busy');
  assert.equal(status, 429);
  assert.equal(body.error, 'Rate limit exceeded');
  assert.equal(body.code, 'RATE_LIMITED');
  assert.deepEqual(Object.keys(body.details), ['limit', 'window', 'retry_after']);
  assert.equal(body.details.window, '1s');
  assert.equal(headers.get('retry-after'), String(body.details.retry_after));
  assert.equal(headers.get('x-ratelimit-remaining'), '0');
  assert.equal(headers.get('x-ratelimit-limit'), String(body.details.limit));
});

test('each Authorization header has a bucket of its own', async () => {
  await exhaust('one');
  const other = await hub.get('/api/v1/channels', { token: 'another' });
  assert.equal(other.status, 200);
});

test('health checks and WebSockets are not limited and do not count', async () => {
  await exhaust(null);
  const health = await hub.get('/health', { token: null });
  assert.equal(health.status, 200);
  assert.equal(health.headers.get('x-ratelimit-limit'), null);
  const upgrade = await refusedUpgrade(hub, '?token=wrong');
  assert.equal(upgrade.status, 401);
  assert.equal(upgrade.headers['x-ratelimit-limit'], undefined);
  const socket = await Socket.open(hub);
  assert.equal(socket.ok.type, 'hello_ok');
  socket.close();
});

test('refusals of other kinds carry the numbers as well', async () => {
  const refused = await hub.post('/api/v1/channels', {}, { token: 'unknown' });
  assert.equal(refused.status, 401);
  assert.equal(numbers(refused)[0], '100');
});
