// The WebSocket: upgrade, hello, subscriptions, replay and live events (hub-protocol §6.1 to §6.5).
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Hub } from './support/hub.mjs';
import { rawRequest, requestText } from './support/raw.mjs';
import { refusedUpgrade, Socket } from './support/socket.mjs';

let hub;
before(async () => { hub = await Hub.start(); });
after(() => hub.stop());

const range = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe('the upgrade', () => {
  for (const query of ['', '?token=', '?token=%20', '?token=wrong', '?TOKEN=x', '?token=wrong&token=']) {
    test(`/ws${query} is refused with 401 before any handshake`, async () => {
      const answer = await refusedUpgrade(hub, query);
      assert.equal(answer.status, 401);
      assert.equal(answer.text, 'Unauthorized');
      assert.equal(answer.headers['x-request-id'], undefined);
      assert.equal(answer.headers['x-frame-options'], undefined);
    });
  }

  test('the Authorization header is no alternative to the token in the query', async () => {
    assert.equal((await refusedUpgrade(hub, '', { Authorization: `Bearer ${hub.token}` })).status, 401);
  });

  test('the first token counts, form-decoded, and other parameters are ignored', async () => {
    const encoded = `%${hub.token.charCodeAt(0).toString(16)}${hub.token.slice(1)}`;
    const socket = await Socket.open(hub, {}, { query: `a=b&token=${encoded}&token=wrong` });
    assert.equal(socket.ok.type, 'hello_ok');
    socket.close();
  });

  test('a good token without an upgrade is 500 as text, whatever the method', async () => {
    for (const method of ['GET', 'POST']) {
      const answer = await hub.request(method, `/ws?token=${hub.token}`);
      assert.equal(answer.status, 500);
      assert.equal(answer.text, 'WebSocket upgrade failed');
    }
    assert.equal((await hub.get('/ws')).status, 401);
    assert.equal((await hub.get(`/ws/?token=${hub.token}`)).status, 404);
  });

  test('upgrades that are not complete are refused', async () => {
    const good = { Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' };
    for (const broken of [{ 'Sec-WebSocket-Version': '8' }, { 'Sec-WebSocket-Key': 'short' },
      { Upgrade: 'h2c' }, { Connection: 'close' }]) {
      const answer = await rawRequest(hub, requestText('GET', `/ws?token=${hub.token}`, { ...good, ...broken }));
      assert.equal(answer.status, 500);
    }
    const answer = await rawRequest(hub, requestText('GET', `/ws?token=${hub.token}`, good));
    assert.equal(answer.status, 101);
    assert.equal(answer.headers['sec-websocket-accept'], 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    assert.equal(answer.headers['x-request-id'], undefined);
  });

  test('no extension is agreed on, the first subprotocol is', async () => {
    const socket = await Socket.open(hub, {}, { protocols: ['one', 'two'], perMessageDeflate: true });
    assert.equal(socket.ws.protocol, 'one');
    assert.equal(socket.ws.extensions, '');
    socket.close();
  });
});

describe('the hello', () => {
  /** Connects, sends something and returns how the socket is closed. */
  const closedAfter = async (...messages) => {
    const socket = new Socket(hub);
    await once(socket.ws, 'open');
    for (const message of messages) socket.send(message);
    return socket.closed;
  };
  const hello = (members) => ({ type: 'hello', after_event_id: 0, ...members });

  test('is answered with the newest id and the instance', async () => {
    await hub.topic();
    const socket = await Socket.open(hub, { subscriptions: {} });
    assert.deepEqual(socket.ok,
      { type: 'hello_ok', replay_until: await hub.newest(), instance_id: hub.instance_id });
    assert.deepEqual(Object.keys(socket.ok), ['type', 'replay_until', 'instance_id']);
    socket.close();
  });

  test('may come as a binary message', async () => {
    const socket = new Socket(hub);
    await once(socket.ws, 'open');
    socket.send(Buffer.from(JSON.stringify(hello())));
    await socket.until(() => socket.frames.length > 0);
    assert.equal(socket.frames[0].type, 'hello_ok');
    socket.close();
  });

  const refusals = [
    ['{torn', 'Invalid JSON'], ['', 'Invalid JSON'], ['null', 'Invalid JSON'], ['0', 'Invalid JSON'],
    ['false', 'Invalid JSON'], ['""', 'Invalid JSON'],
    ['5', 'Expected hello message'], ['[]', 'Expected hello message'], ['{}', 'Expected hello message'],
    [{ type: 'HELLO', after_event_id: 0 }, 'Expected hello message'],
    [{ type: 'hello' }, 'Invalid after_event_id'],
    [hello({ after_event_id: '5' }), 'Invalid after_event_id'],
    [hello({ after_event_id: -1 }), 'Invalid after_event_id'],
    [hello({ subscriptions: { channels: 'x' } }), 'Invalid channel subscriptions'],
    [hello({ subscriptions: { channels: [5] } }), 'Invalid channel subscriptions'],
    [hello({ subscriptions: { topics: {} } }), 'Invalid topic subscriptions'],
  ];
  for (const [message, reason] of refusals) {
    test(`${JSON.stringify(message)} is closed with 1003 ${reason}`, async () => {
      assert.deepEqual(await closedAfter(message), { code: 1003, reason });
    });
  }

  test('is the only message', async () => {
    const unexpected = { code: 1003, reason: 'Unexpected message after handshake' };
    assert.deepEqual(await closedAfter(hello(), hello()), unexpected);
    assert.deepEqual(await closedAfter(hello(), '{"a":1}'), unexpected);
    assert.deepEqual(await closedAfter(hello(), 'null'), { code: 1003, reason: 'Invalid JSON' });
  });

  test('may be 262,144 bytes long, and no longer', async () => {
    const padded = (size) => {
      const text = JSON.stringify(hello({ pad: '' }));
      return text.replace('"pad":""', `"pad":"${'x'.repeat(size - text.length)}"`);
    };
    const socket = new Socket(hub);
    await once(socket.ws, 'open');
    socket.send(padded(262_144));
    await socket.until(() => socket.frames.length > 0);
    assert.equal(socket.frames[0].type, 'hello_ok');
    socket.close();
    assert.deepEqual(await closedAfter(padded(262_145)), { code: 1009, reason: 'Message too large' });
    assert.equal((await closedAfter('x'.repeat(5_000_000))).code, 1009);
  });

  test('text that is not UTF-8 is closed with 1007', async () => {
    const socket = new Socket(hub);
    await once(socket.ws, 'open');
    socket.ws.send(Buffer.from([0xC3]), { binary: false });
    assert.equal((await socket.closed).code, 1007);
  });

  test('may have cursors that are fractions or lie in the future', async () => {
    const newest = await hub.newest();
    const fraction = await Socket.open(hub, { after_event_id: newest - 0.5 });
    assert.deepEqual(await fraction.untilEvent(newest), [newest]);
    fraction.close();
    const future = await Socket.open(hub, { after_event_id: newest + 1000 });
    await hub.channel();
    assert.deepEqual(await future.untilEvent(newest + 1), [newest + 1]);
    future.close();
  });
});

describe('subscriptions', () => {
  let one;
  let two;
  before(async () => {
    one = await hub.topic();
    two = await hub.topic();
  });
  /** The content of what arrives, past and present, of messages to both topics. */
  const contents = async (subscriptions) => {
    const after = await hub.newest();
    await hub.message(one, 'past one');
    await hub.message(two, 'past two');
    const socket = await Socket.open(hub, { after_event_id: after, ...(subscriptions !== undefined && { subscriptions }) });
    await hub.message(one, 'live one');
    await hub.message(two, 'live two');
    // What everybody sees comes last: once it is there, everything else would be.
    const all = await Socket.open(hub, { after_event_id: after });
    await all.untilEvent(await hub.newest());
    socket.ws.ping();
    await once(socket.ws, 'pong');
    const seen = socket.events.map((e) => e.data.message.content_raw);
    socket.close();
    all.close();
    return seen;
  };
  const everything = ['past one', 'past two', 'live one', 'live two'];

  test('that are absent mean everything', async () => {
    assert.deepEqual(await contents(undefined), everything);
  });
  for (const nothing of [{}, null, 'all', [], { channels: [] }, { channels: [], topics: [] }, { channels: null, topics: null }]) {
    test(`${JSON.stringify(nothing)} means nothing`, async () => {
      assert.deepEqual(await contents(nothing), []);
    });
  }
  test('name channels or topics, and any match will do', async () => {
    assert.deepEqual(await contents({ topics: [one.id] }), ['past one', 'live one']);
    assert.deepEqual(await contents({ channels: [two.channel_id], topics: [] }), ['past two', 'live two']);
    assert.deepEqual(await contents({ channels: [two.channel_id], topics: [one.id] }), everything);
    assert.deepEqual(await contents({ topics: [one.id, one.id, 'topic_unknown'] }), ['past one', 'live one']);
    assert.deepEqual(await contents({ channels: ['general'] }), []);
  });

  test('with thousands of ids are replayed as well', async () => {
    const topics = Array.from({ length: 20_000 }, (_, i) => `t${i}`);
    assert.deepEqual(await contents({ topics: [...topics.slice(0, 5000), one.id] }), ['past one', 'live one']);
    assert.deepEqual(await contents({ topics: [...topics, two.id] }), ['past two', 'live two']);
  });

  test('on the target of a move see the move', async () => {
    const channel = await hub.channel();
    const from = await hub.topic(channel);
    const to = await hub.topic(channel);
    const message = await hub.message(from);
    const past = await hub.newest();
    const socket = await Socket.open(hub, { after_event_id: past, subscriptions: { topics: [to.id] } });
    await hub.patch(`/api/v1/messages/${message.id}`, { op: 'move_topic', to_topic_id: to.id, mode: 'one' });
    await socket.untilEvent(past + 1);
    assert.deepEqual(socket.events[0].scope,
      { channel_id: channel.id, topic_id: from.id, topic_id2: to.id });
    socket.close();
  });
});

describe('events', () => {
  test('come in the envelope of the protocol', async () => {
    const socket = await Socket.open(hub, { after_event_id: await hub.newest() });
    const channel = await hub.channel();
    await socket.until(() => socket.events.length > 0);
    const [event] = socket.events;
    assert.deepEqual(Object.keys(event), ['type', 'event_id', 'ts', 'name', 'scope', 'entity', 'data']);
    assert.deepEqual(event.scope, { channel_id: channel.id, topic_id: null, topic_id2: null });
    assert.deepEqual(event.entity, { type: 'channel', id: channel.id });
    assert.deepEqual(event.data, { channel });
    const [stored] = (await hub.get('/api/v1/events?tail=1')).body.events;
    assert.equal(stored.event_id, event.event_id);
    assert.equal(stored.ts, event.ts);
    socket.close();
  });

  test('are replayed completely, beyond one page, and then go on live', async () => {
    const topic = await hub.topic();
    const first = await hub.newest();
    await hub.messages(topic, 2500);
    const last = await hub.newest();
    assert.equal(last, first + 2500);
    const socket = await Socket.open(hub, { after_event_id: first });
    assert.equal(socket.ok.replay_until, last);
    await hub.message(topic);
    assert.deepEqual(await socket.untilEvent(last + 1), range(first + 1, last + 1));
    socket.close();
  });

  test('reach everybody once and in order while others write', async () => {
    const topic = await hub.topic();
    const first = await hub.newest();
    const writing = hub.messages(topic, 1500);
    const sockets = [];
    for (let i = 0; i < 20; ++i) {
      sockets.push(await Socket.open(hub, { after_event_id: first }));
      await hub.message(topic);
    }
    await writing;
    const last = await hub.newest();
    for (const socket of sockets) {
      assert.deepEqual(await socket.untilEvent(last), range(first + 1, last));
      socket.close();
    }
  });

  test('are all seen by a client that reconnects with the last id it got', async () => {
    const topic = await hub.topic();
    const first = await hub.newest();
    const writing = hub.messages(topic, 500);
    const seen = [];
    let isWriting = true;
    writing.then(() => { isWriting = false; });
    for (let at = first; isWriting || at < await hub.newest();) {
      const socket = await Socket.open(hub, { after_event_id: at });
      await Promise.race([writing, socket.until(() => socket.ids.length > 20)]);
      // The socket before this one may have got everything already.
      const newest = await hub.newest();
      if (!isWriting && at < newest) await socket.untilEvent(newest);
      seen.push(...socket.ids);
      at = seen.at(-1) ?? at;
      socket.close();
    }
    assert.deepEqual(seen, range(first + 1, await hub.newest()));
  });

  test('come before the answer of the request that caused them', async () => {
    // On one machine and with one reader the order of arrival is the order of sending.
    const socket = await Socket.open(hub, { after_event_id: await hub.newest() });
    for (let i = 0; i < 20; ++i) {
      const message = await hub.message(await hub.topic());
      socket.ws.ping();
      await once(socket.ws, 'pong');
      assert.equal(socket.events.at(-1).data.message?.id, message.id);
    }
    socket.close();
  });
});
