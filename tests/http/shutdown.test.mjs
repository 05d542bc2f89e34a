// How the hub stops: nothing that was accepted is lost, and everybody is told (hub-protocol §2.8, §6.7).
import { test } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Hub } from './support/hub.mjs';
import { Raw, requestText } from './support/raw.mjs';
import { Socket } from './support/socket.mjs';

test('subscribers are closed with 1001, and the process ends well', async () => {
  const hub = await Hub.start();
  const greeted = await Socket.open(hub);
  const silent = new Socket(hub);
  await new Promise((resolve) => silent.ws.on('open', resolve));
  const stopped = hub.stop();
  const going = { code: 1001, reason: 'Server shutting down' };
  assert.deepEqual(await greeted.closed, going);
  assert.deepEqual(await silent.closed, going);
  assert.equal(await stopped, 0);
});

test('a signal stops it as well, with idle connections open', async () => {
  const hub = await Hub.start();
  const raw = await Raw.connect(hub);
  raw.send(requestText('GET', '/health'));
  await raw.untilAnswers(1);
  hub.process.kill('SIGTERM');
  const [code] = await hub.exited;
  assert.equal(code, 0);
  await raw.all();
});

test('what was answered before the end is there after it', async () => {
  const data = await fs.mkdtemp(path.join(os.tmpdir(), 'perigee-shutdown-'));
  const hub = await Hub.start('--data', data);
  const topic = await hub.topic();
  let accepted = 0;
  const posting = (async () => {
    for (;;) {
      await Promise.all(Array.from({ length: 8 }, () =>
        hub.post('/api/v1/messages', { topic_id: topic.id, sender: 's', content_raw: 'x' })
          .then(({ status }) => {
            if (status === 201) ++accepted;
            if (status !== 201) throw new Error(`refused with ${status}`);
          })));
    }
  })().catch((error) => error);
  while (accepted < 50) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(await hub.stop(), 0);
  await posting;
  const again = await Hub.start('--data', data);
  const stored = (await again.get(`/api/v1/messages?topic_id=${topic.id}&limit=1000`)).body.messages.length;
  const more = (await again.get('/api/v1/events?tail=1')).body.replay_until - 2;
  assert.ok(stored === 1000 || stored >= accepted);
  assert.ok(more >= accepted, `${accepted} were accepted, ${more} are stored`);
  await again.stop();
  await fs.rm(data, { recursive: true });
});
