// A disk that is full: what is refused says why, nothing else was acknowledged, and work goes on by
// itself once there is space. Needs a file system of its own, which only root can make.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Hub } from './support/hub.mjs';

const kDiskBytes = 8 * 1024 * 1024;
const kBallastBytes = 4 * 1024 * 1024;

/** A small disk, or why there is none. */
function mountDisk() {
  const disk = fs.mkdtempSync(path.join(os.tmpdir(), 'perigee-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kDiskBytes}`, 'tmpfs', disk], { stdio: 'pipe' });
    return { disk };
  } catch (error) {
    fs.rmdirSync(disk);
    return { reason: `a disk of its own needs root: ${String(error.stderr ?? error.message).trim()}` };
  }
}

const { disk, reason } = mountDisk();

describe('a full disk', { skip: reason ?? false }, () => {
  const ballast = path.join(disk ?? '', 'ballast');
  let hub;
  let topic;
  before(async () => {
    fs.writeFileSync(ballast, Buffer.alloc(kBallastBytes));
    hub = await Hub.start('--data', path.join(disk, 'data'));
    topic = await hub.topic();
  });
  after(async () => {
    await hub?.stop();
    execFileSync('umount', [disk]);
    fs.rmdirSync(disk);
  });

  const post = (number) => hub.post('/api/v1/messages',
    { topic_id: topic.id, sender: 'a', content_raw: `number${number} ${'x'.repeat(50_000)}` });
  const stored = async () => {
    const { body } = await hub.get(`/api/v1/messages?topic_id=${topic.id}&limit=1000`);
    return body.messages.map((message) => message.id).sort();
  };

  const acknowledged = [];
  test('refuses posts with the reason, and keeps every one that it took', async () => {
    let refused;
    for (let i = 0; i < 1000 && !refused; ++i) {
      const answer = await post(i);
      if (answer.status === 201) acknowledged.push(answer.body.message.id);
      else refused = answer;
    }
    assert.ok(refused, 'the disk holds more than it has room for');
    assert.equal(refused.status, 503, refused.text);
    assert.match(refused.text, /disk is full/);
    assert.ok(acknowledged.length > 0);
    assert.deepEqual(await stored(), [...acknowledged].sort());
    assert.equal((await hub.get('/health')).status, 200);
  });

  test('takes posts again once there is space, without a restart', async () => {
    fs.rmSync(ballast);
    for (let i = 0; i < 5; ++i) {
      const answer = await post(i);
      assert.equal(answer.status, 201, answer.text);
      acknowledged.push(answer.body.message.id);
    }
    assert.deepEqual(await stored(), [...acknowledged].sort());
  });

  test('search catches up', async () => {
    for (;;) {
      const { status, body, text } = await hub.get('/api/v1/search?q=number*&limit=100');
      assert.equal(status, 200, text);
      if (body.unindexed > 0) continue;
      assert.equal(body.results.length, Math.min(100, acknowledged.length));
      break;
    }
  });
});
