// A long past and a reader that takes its time: the hub reads on only as fast as its client does, so
// that its memory does not depend on how much there is to send.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Hub } from './support/hub.mjs';
import { Socket } from './support/socket.mjs';

const kEvents = 100_000;
const kEventBytes = 600;
const kMiB = 1024 * 1024;

function hasSqlite() {
  try {
    execFileSync('sqlite3', ['--version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/** The most memory that the process ever had, in bytes. */
function peakMemory(pid) {
  const [, kib] = /VmHWM:\s*(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kib) * 1024;
}

test('a hundred thousand events reach a slow reader within bounded memory', {
  skip: hasSqlite() ? false : 'sqlite3 is missing, which writes the past', timeout: 240_000,
}, async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'perigee-replay-'));
  let hub = await Hub.start('--data', folder);
  await hub.stop();
  execFileSync('sqlite3', [path.join(folder, 'db.sqlite3'),
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${kEvents})
     INSERT INTO events (ts, name, entity_type, entity_id, data_json)
     SELECT 't', 'past', 'thing', 'thing_' || i, json_object('filler', printf('%.${kEventBytes}c', 'x')) FROM n`]);
  hub = await Hub.start('--data', folder);
  try {
    const before = peakMemory(hub.process.pid);
    const socket = await Socket.open(hub, { after_event_id: 0 });
    let last = 0;
    let count = 0;
    socket.ws.removeAllListeners('message');  // this test keeps no frames
    socket.ws.on('message', (data) => {
      const { event_id: id } = JSON.parse(data);
      if (id === last + 1) ++count;
      last = id;
      if (id % 5000 !== 0) return;
      // Meanwhile the hub could read on, if it did not wait for its reader.
      socket.ws.pause();
      hub.get('/api/v1/events?limit=1000').then(() => socket.ws.resume());
    });
    for (const frame of socket.frames) if (frame.event_id) last = Math.max(last, frame.event_id);
    count = last;
    while (last < kEvents) await new Promise((resolve) => socket.ws.once('message', resolve));
    assert.equal(count, kEvents, 'every event once, in order');
    const grown = peakMemory(hub.process.pid) - before;
    assert.ok(grown < 24 * kMiB, `memory grew by ${Math.round(grown / kMiB)} MiB for ${kEvents} events`);
    socket.close();
  } finally {
    await hub.stop();
    fs.rmSync(folder, { recursive: true });
  }
});
