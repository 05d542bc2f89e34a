// What one connection may do: keep-alive, pipelining, partial requests, malformed ones, and time.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { Hub } from './support/hub.mjs';
import { Raw, requestText } from './support/raw.mjs';

let hub;
before(async () => { hub = await Hub.start(); });
after(() => hub.stop());

const json = () => ({ Authorization: `Bearer ${hub.token}`, 'Content-Type': 'application/json' });
const post = (path, body) => requestText('POST', path, json(), JSON.stringify(body));
const health = requestText('GET', '/health');
const statuses = (raw) => raw.answers.map((answer) => answer.status);

describe('one connection', () => {
  test('is kept for further requests', async () => {
    const raw = await Raw.connect(hub);
    for (let i = 1; i <= 3; ++i) {
      raw.send(health);
      await raw.untilAnswers(i);
    }
    raw.close();
  });

  test('answers requests that were sent ahead in their order', async () => {
    const topic = await hub.topic();
    const message = (i) => post('/api/v1/messages', { topic_id: topic.id, sender: 's', content_raw: `${i}` });
    const raw = await Raw.connect(hub);
    raw.send(message(0) + health + requestText('GET', '/api/v1/channels') + message(1) + health);
    const answers = await raw.untilAnswers(5);
    assert.deepEqual(statuses(raw), [201, 200, 200, 201, 200]);
    assert.equal(JSON.parse(answers[0].text).message.content_raw, '0');
    assert.ok(JSON.parse(answers[2].text).channels);
    assert.equal(JSON.parse(answers[3].text).message.content_raw, '1');
    raw.close();
  });

  test('answers hundreds of requests that were sent ahead', async () => {
    const raw = await Raw.connect(hub);
    raw.send(requestText('GET', '/api/v1/nope').repeat(2000));
    await raw.untilAnswers(2000);
    assert.ok(statuses(raw).every((status) => status === 404));
    raw.close();
  });

  test('takes requests in pieces of any size', async () => {
    const topic = await hub.topic();
    const text = post('/api/v1/messages', { topic_id: topic.id, sender: 's', content_raw: 'in pieces' });
    const raw = await Raw.connect(hub);
    for (const size of [1, 7, 50]) {
      for (let at = 0; at < text.length; at += size) {
        raw.send(text.slice(at, at + size));
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    await raw.untilAnswers(3);
    assert.deepEqual(statuses(raw), [201, 201, 201]);
    raw.close();
  });

  test('ends when it is told to, and after HTTP/1.0', async () => {
    const closing = await Raw.connect(hub);
    closing.send(requestText('GET', '/health', { Connection: 'close' }) + health);
    assert.equal((await closing.all()).match(/HTTP\/1\.1 200/g).length, 1);
    assert.equal(closing.answers[0].headers.connection, 'close');
    const old = await Raw.connect(hub);
    old.send('GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n');
    await old.all();
    assert.equal(old.answers[0].headers.connection, 'close');
    const kept = await Raw.connect(hub);
    kept.send('GET /health HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n'.repeat(2));
    await kept.untilAnswers(2);
    assert.equal(kept.answers[0].headers.connection, 'keep-alive');
    kept.close();
  });

  test('that closed its sending side still gets all its answers', async () => {
    const topic = await hub.topic();
    const raw = await Raw.connect(hub);
    const text = post('/api/v1/messages', { topic_id: topic.id, sender: 's', content_raw: 'x' });
    raw.send(text + health + text).end();
    await raw.all();
    assert.deepEqual(statuses(raw), [201, 200, 201]);
  });

  test('is told to continue when it asks before it sends a body', async () => {
    const body = JSON.stringify({ name: 'continued' });
    const raw = await Raw.connect(hub);
    raw.send(requestText('POST', '/api/v1/channels',
      { ...json(), Expect: '100-continue', 'Content-Length': body.length }));
    await raw.until((text) => text === 'HTTP/1.1 100 Continue\r\n\r\n');
    raw.received = '';
    raw.send(body);
    await raw.untilAnswers(1);
    assert.deepEqual(statuses(raw), [201]);
    raw.close();
    const refused = await Raw.connect(hub);
    refused.send(requestText('POST', '/api/v1/channels',
      { ...json(), Expect: '100-continue', 'Content-Length': 70_000 }));
    await refused.all();
    assert.deepEqual(statuses(refused), [413]);
  });

  test('survives a refused request with a short body, and not one with a long body', async () => {
    const short = await Raw.connect(hub);
    short.send(requestText('POST', '/api/v1/channels', { 'Content-Type': 'application/json' }, '{"name":"x"}') + health);
    await short.untilAnswers(2);
    assert.deepEqual(statuses(short), [401, 200]);
    short.close();
    const long = await Raw.connect(hub);
    long.send(requestText('POST', '/api/v1/channels', { ...json(), 'Content-Length': 10_000_000 }));
    long.send('x'.repeat(500_000));
    await long.all();
    assert.deepEqual(statuses(long), [413]);
  });

  test('may send a body with a GET, which is ignored', async () => {
    const raw = await Raw.connect(hub);
    raw.send(requestText('GET', '/api/v1/channels', {}, 'whatever') + health);
    await raw.untilAnswers(2);
    assert.deepEqual(statuses(raw), [200, 200]);
    raw.close();
  });
});

describe('malformed requests', () => {
  for (const [name, text] of [
    ['a bare line feed', 'GET /health HTTP/1.1\nHost: localhost\n\n'],
    ['a bare carriage return', 'GET /health HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n'],
    ['a folded header', 'GET /health HTTP/1.1\r\nHost: localhost\r\nX: y\r\n z\r\n\r\n'],
    ['a NUL', 'GET /health HTTP/1.1\r\nHost: localhost\r\nX: \0\r\n\r\n'],
    ['two lengths', 'POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12'],
    ['length and chunks', 'POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['too many headers', `GET /health HTTP/1.1\r\nHost: localhost\r\n${'X: y\r\n'.repeat(100)}\r\n`],
    ['headers that are too large', `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(17_000)}\r\n\r\n`],
    ['headers without an end', `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(17_000)}`],
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03\r\n']]) {
    test(`${name}: 400, and the connection ends`, async () => {
      const raw = await Raw.connect(hub);
      raw.send(text + health);
      await raw.all();
      assert.deepEqual(statuses(raw), [400]);
      assert.equal(raw.answers[0].headers.connection, 'close');
      assert.equal(JSON.parse(raw.answers[0].text).code, 'INVALID_INPUT');
    });
  }
});

describe('time', () => {
  let quick;
  before(async () => { quick = await Hub.start('--fast-timeouts'); });
  after(() => quick.stop());

  test('an idle connection is closed without a word', async () => {
    const raw = await Raw.connect(quick);
    raw.send(health);
    await raw.all();
    assert.deepEqual(statuses(raw), [200]);
  });

  test('headers that drip are cut off with 408', async () => {
    const raw = await Raw.connect(quick);
    raw.send('GET /health HTTP/1.1\r\n');
    const dripping = setInterval(() => raw.send('X: y\r\n'), 20);
    await raw.until((text) => text.includes('\r\n\r\n'));
    clearInterval(dripping);
    raw.close();
    assert.match(raw.received, /^HTTP\/1\.1 408 /);
    const first = await Raw.connect(quick);
    const dots = setInterval(() => first.send('G'), 20);
    await first.until((text) => text.includes('\r\n\r\n'));
    clearInterval(dots);
    first.close();
    assert.match(first.received, /^HTTP\/1\.1 408 /);
  });

  test('a body that drips is cut off with 408', async () => {
    const raw = await Raw.connect(quick);
    raw.send(requestText('POST', '/api/v1/channels', {
      Authorization: `Bearer ${quick.token}`, 'Content-Type': 'application/json', 'Content-Length': 1000 }));
    const dripping = setInterval(() => raw.send(' '), 20);
    await raw.until((text) => text.includes('\r\n\r\n'));
    clearInterval(dripping);
    raw.close();
    assert.match(raw.received, /^HTTP\/1\.1 408 /);
  });

  test('a client that takes nothing of its answers is dropped, and others are served', async () => {
    const topic = await quick.topic();
    for (let i = 0; i < 50; ++i) await quick.message(topic, 'z'.repeat(60_000));
    const raw = await Raw.connect(quick);
    raw.socket.pause();
    raw.send(requestText('GET', `/api/v1/messages?topic_id=${topic.id}`).repeat(20));
    const dropped = new Promise((resolve) => raw.socket.on('close', resolve));
    while ((await quick.get('/health')).body.uptime_seconds < 4) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    raw.socket.resume();
    raw.end();
    await dropped;
    assert.ok(raw.answers.length < 20);
  });
});

test('ten thousand connections are held while one more is answered', { timeout: 120_000 }, async () => {
  const many = [];
  for (let i = 0; i < 100; ++i) {
    many.push(...await Promise.all(Array.from({ length: 100 }, () => Raw.connect(hub))));
  }
  assert.equal((await hub.get('/health')).status, 200);
  assert.equal((await hub.get('/api/v1/channels')).status, 200);
  const some = many.filter((_, i) => i % 500 === 0);
  for (const raw of some) raw.send(health);
  for (const raw of some) await raw.untilAnswers(1);
  for (const raw of many) raw.close();
});
