// The bearer token and the body of a change, in the order of their checks (hub-protocol §2.4, §2.5).
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { Hub } from './support/hub.mjs';
import { Raw, requestText } from './support/raw.mjs';

let hub;
before(async () => { hub = await Hub.start(); });
after(() => hub.stop());

const kChanges = [
  ['POST', '/api/v1/channels'], ['POST', '/api/v1/topics'], ['PATCH', '/api/v1/topics/topic_x'],
  ['POST', '/api/v1/messages'], ['PATCH', '/api/v1/messages/msg_x'],
  ['POST', '/api/v1/topics/topic_x/attachments'], ['POST', '/api/v1/_ping']];
const kJsonBodies = kChanges.slice(0, 5);

describe('the token', () => {
  for (const [method, path] of kChanges) {
    test(`${method} ${path} asks for it first of all`, async () => {
      const ask = (authorization) => hub.request(method, path, {
        token: null, body: 'x'.repeat(70_000),
        headers: { 'content-type': 'text/plain', ...(authorization && { authorization }) } });
      for (const header of [undefined, 'Basic abc', 'Bearer', 'Bearer  ', hub.token]) {
        const answer = await ask(header);
        assert.equal(answer.status, 401);
        assert.deepEqual(answer.body, { error: 'Unauthorized', code: 'MISSING_AUTH' });
      }
      for (const token of [hub.token.toUpperCase(), `${hub.token}0`, 'x']) {
        const answer = await ask(`Bearer ${token}`);
        assert.equal(answer.status, 401);
        assert.deepEqual(answer.body, { error: 'Unauthorized', code: 'INVALID_AUTH' });
        assert.ok(!JSON.stringify([...answer.headers]).includes(hub.token));
      }
    });
  }

  test('scheme and spacing may vary', async () => {
    for (const form of ['bearer ', 'BEARER \t ', 'Bearer  ']) {
      const answer = await hub.post('/api/v1/_ping', undefined,
        { token: null, headers: { authorization: form + hub.token } });
      assert.equal(answer.status, 200);
    }
  });
});

describe('the body', () => {
  const send = (body, headers = { 'content-type': 'application/json' }, path = '/api/v1/channels') =>
    hub.post(path, body, { headers });
  const refused = (answer, status, code) => {
    assert.equal(answer.status, status);
    assert.equal(answer.body.code, code);
    assert.ok(!('details' in answer.body));
  };

  for (const [method, path] of kJsonBodies) {
    test(`${method} ${path} wants JSON that says so`, async () => {
      const ask = (body, type) => hub.request(method, path, { body, headers: type ? { 'content-type': type } : {} });
      refused(await ask('{}', 'text/plain'), 415, 'INVALID_INPUT');
      refused(await ask('{}', 'Application/JSON'), 415, 'INVALID_INPUT');
      refused(await ask(new TextEncoder().encode('{}')), 415, 'INVALID_INPUT');
      const torn = await ask('{"a":', 'application/json');
      refused(torn, 400, 'INVALID_INPUT');
      assert.equal(torn.body.error, 'Invalid JSON');
    });

    test(`${method} ${path} takes other JSON than objects for an object without fields`, async () => {
      for (const body of ['[]', '"x"', '5', 'true', 'null', '{}']) {
        const answer = await hub.request(method, path, { body, headers: { 'content-type': 'application/json' } });
        refused(answer, 400, 'INVALID_INPUT');
      }
    });
  }

  test('a type that contains application/json will do', async () => {
    for (const type of ['application/json; charset=utf-8', 'text/application/json-seq']) {
      const answer = await send(JSON.stringify({ name: `typed ${type}` }), { 'content-type': type });
      assert.equal(answer.status, 201);
    }
  });

  test('exactly the limit is accepted, one byte more is not', async () => {
    const sized = (size, name) => {
      const start = `{"name":"${name}","pad":"`;
      return start + 'x'.repeat(size - start.length - 2) + '"}';
    };
    assert.equal((await send(sized(65_536, 'full'))).status, 201);
    const over = await send(sized(65_537, 'over'));
    refused(over, 413, 'PAYLOAD_TOO_LARGE');
    assert.ok(!over.text.includes('over'));
    const topic = await hub.topic();
    const path = `/api/v1/topics/${topic.id}/attachments`;
    const json = { 'content-type': 'application/json' };
    refused(await send(sized(16_385, 'x'), json, path), 413, 'PAYLOAD_TOO_LARGE');
    assert.equal((await send(sized(16_384, 'x'), json, path)).status, 400);  // kind is missing
  });

  test('size is checked before type, type before syntax', async () => {
    refused(await send('x'.repeat(65_537), { 'content-type': 'text/plain' }), 413, 'PAYLOAD_TOO_LARGE');
    refused(await send('{torn', { 'content-type': 'text/plain' }), 415, 'INVALID_INPUT');
  });

  test('chunked bodies are read and limited too', async () => {
    const chunked = async (body) => {
      const raw = await Raw.connect(hub);
      raw.send(requestText('POST', '/api/v1/channels', {
        Authorization: `Bearer ${hub.token}`, 'Content-Type': 'application/json',
        'Transfer-Encoding': 'chunked' }));
      for (let at = 0; at < body.length; at += 5000) {
        const piece = body.slice(at, at + 5000);
        raw.send(`${piece.length.toString(16)}\r\n${piece}\r\n`);
      }
      raw.send('0\r\n\r\n');
      const [answer] = await raw.untilAnswers(1);
      raw.close();
      return answer;
    };
    assert.equal((await chunked('{"name":"in chunks"}')).status, 201);
    assert.equal((await chunked(`{"name":"${'x'.repeat(70_000)}"}`)).status, 413);
  });

  test('a byte order mark, ill-formed UTF-8 and duplicate keys are tolerated', async () => {
    const bytes = Buffer.from('\xEF\xBB\xBF{"name":"first","name":"last \xFF"}', 'latin1');
    const answer = await send(bytes);
    assert.equal(answer.status, 201);
    assert.equal(answer.body.channel.name, 'last \uFFFD');
  });

  test('absurd nesting is refused, not fatal', async () => {
    refused(await send('['.repeat(30_000) + ']'.repeat(30_000)), 400, 'INVALID_INPUT');
    assert.equal((await hub.get('/health')).status, 200);
  });
});
