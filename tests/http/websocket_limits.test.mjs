// Slow readers, silence, protocol errors and the end of a WebSocket (hub-protocol §6.6 to §6.8).
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Hub } from './support/hub.mjs';
import { Raw, requestText } from './support/raw.mjs';
import { Socket } from './support/socket.mjs';

const kUpgrade = { Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' };

/** A masked frame; the mask is zero, which changes nothing. */
const frame = (opcode, payload = '', first = 0x80) => {
  const length = Buffer.byteLength(payload, 'latin1');
  const size = length < 126 ? String.fromCharCode(0x80 | length)
    : String.fromCharCode(0x80 | 126, length >> 8, length & 0xFF);
  return `${String.fromCharCode(first | opcode)}${size}\0\0\0\0${payload}`;
};

/** A WebSocket as plain text. */
const connect = async (hub, rest = '') => {
  const raw = await Raw.connect(hub);
  raw.send(requestText('GET', `/ws?token=${hub.token}`, kUpgrade) + rest);
  const head = await raw.until((text) => text.includes('\r\n\r\n'));
  raw.received = head.slice(head.indexOf('\r\n\r\n') + 4);
  return raw;
};
const closeFrame = (code, reason) =>
  String.fromCharCode(0x88, 2 + reason.length, code >> 8, code & 0xFF) + reason;

describe('a slow reader', () => {
  let hub;
  before(async () => { hub = await Hub.start('--queue', '100000'); });
  after(() => hub.stop());

  test('is closed with 1008 after it got what was promised, and nobody waits for it', async () => {
    const topic = await hub.topic();
    const first = await hub.newest();
    const slow = await Socket.open(hub, { after_event_id: first });
    const quick = await Socket.open(hub, { after_event_id: first });
    slow.ws.pause();
    for (let round = 0; round < 60 && !slow.isClosed; ++round) {
      await Promise.all(Array.from({ length: 8 }, () => hub.message(topic, 'x'.repeat(60_000))));
    }
    await quick.untilEvent(await hub.newest());
    slow.ws.resume();
    assert.deepEqual(await slow.closed, { code: 1008, reason: 'backpressure' });
    const seen = slow.ids;
    assert.ok(seen.length > 0);
    assert.deepEqual(seen, seen.map((_, i) => first + 1 + i));  // no gap before the end
    // Reconnecting with the last id goes on without loss.
    const again = await Socket.open(hub, { after_event_id: seen.at(-1) });
    const rest = await again.untilEvent(await hub.newest());
    assert.equal(rest[0], seen.at(-1) + 1);
    quick.close();
    again.close();
  });

  test('is paced during a replay, and not closed', async () => {
    const topic = await hub.topic();
    const first = await hub.newest();
    await Promise.all(Array.from({ length: 300 }, () => hub.message(topic, 'y'.repeat(60_000))));
    const last = await hub.newest();
    const socket = await Socket.open(hub, { after_event_id: first });
    socket.ws.pause();
    await hub.message(topic, 'while it does not read');
    socket.ws.resume();
    const ids = await socket.untilEvent(last + 1);
    assert.equal(ids.length, 301);
    socket.close();
  });
});

describe('frames', () => {
  let hub;
  before(async () => { hub = await Hub.start(); });
  after(() => hub.stop());

  test('may come together with the upgrade, in fragments, with a ping in between', async () => {
    const hello = '{"type":"hello","after_event_id":0,"subscriptions":{}}';
    const raw = await connect(hub, frame(1, hello.slice(0, 10), 0) + frame(9, 'hi') + frame(0, hello.slice(10)));
    const text = await raw.until((t) => t.includes('hello_ok'));
    assert.ok(text.startsWith('\x8A\x02hi'));  // the pong came first
    raw.close();
  });

  for (const [name, bytes, code] of [
    ['without a mask', '\x81\x02{}', 1002],
    ['with reserved bits', frame(1, '{}', 0xC0), 1002],
    ['with an unknown opcode', frame(3, ''), 1002],
    ['that continue nothing', frame(0, 'x'), 1002],
    ['of control in fragments', frame(9, 'x', 0), 1002],
    ['with a text that is not UTF-8', frame(1, '\xC3\x28'), 1007],
    ['that announce more than a message may have', '\x81\xFF\0\0\0\0\0\x10\0\0\0\0\0\0', 1009]]) {
    test(`${name} are closed with ${code}`, async () => {
      const raw = await connect(hub, bytes);
      const received = await raw.all();
      assert.equal(received.charCodeAt(0), 0x88);
      assert.equal(received.charCodeAt(2) << 8 | received.charCodeAt(3), code);
    });
  }

  test('of close are answered in kind', async () => {
    const raw = await connect(hub, frame(8, '\x0F\xA0bye'));
    assert.equal(await raw.all(), closeFrame(4000, ''));
    const socket = await Socket.open(hub);
    socket.ws.close(1000);
    assert.equal((await socket.closed).code, 1000);
  });

  test('of ping are answered with the same payload', async () => {
    const socket = await Socket.open(hub);
    socket.ws.ping('payload');
    const [payload] = await once(socket.ws, 'pong');
    assert.equal(payload.toString(), 'payload');
    socket.close();
  });
});

describe('silence', () => {
  let hub;
  before(async () => { hub = await Hub.start('--fast-timeouts'); });
  after(() => hub.stop());

  test('is broken by pings, and a client that answers stays', async () => {
    const socket = await Socket.open(hub);
    for (let i = 0; i < 8; ++i) await once(socket.ws, 'ping');  // longer than the silence allowed
    assert.ok(!socket.isClosed);
    socket.close();
  });

  test('of a client that answers nothing ends the connection', async () => {
    const raw = await connect(hub);
    const received = await raw.all();
    assert.ok(received.startsWith('\x89\x00'));  // it was pinged
  });

  test('before the hello is allowed as long as pings are answered', async () => {
    const socket = new Socket(hub);
    for (let i = 0; i < 8; ++i) await once(socket.ws, 'ping');
    socket.hello();
    await socket.until(() => socket.frames.length > 0);
    socket.close();
  });
});
