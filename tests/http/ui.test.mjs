// The web UI's files and its bootstrap data (hub-protocol §7).
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Hub } from './support/hub.mjs';
import { rawRequest, requestText } from './support/raw.mjs';

const kShell = '<!DOCTYPE html><div id="app"></div>';
let directory;
let hub;
before(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'perigee-ui-'));
  await fs.mkdir(path.join(directory, 'assets'));
  await fs.writeFile(path.join(directory, 'index.html'), kShell);
  for (const name of ['index-BK3kd_8x.js', 'plain.css', 'font.woff2', 'data.bin', 'short-abc.js', 'v.12345678.svg']) {
    await fs.writeFile(path.join(directory, 'assets', name), name);
  }
  hub = await Hub.start('--ui', directory);
});
after(async () => {
  await hub.stop();
  await fs.rm(directory, { recursive: true });
});

const get = (target) => rawRequest(hub, requestText('GET', target));

test('bootstrap tells a page where its hub is', async () => {
  const { status, body, headers } = await hub.get('/ui/bootstrap', { token: null });
  assert.equal(status, 200);
  assert.deepEqual(body, { baseUrl: hub.url, wsUrl: `ws://127.0.0.1:${hub.port}/ws`, authToken: hub.token,
    buildVersion: '0.1.0' });
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.match(headers.get('content-type'), /charset=utf-8/);
});

test('bootstrap is not for pages of other hosts', async () => {
  const answer = await rawRequest(hub, requestText('GET', '/ui/bootstrap', { Host: 'evil.example' }));
  assert.equal(answer.status, 403);
  assert.ok(!answer.text.includes(hub.token));
});

for (const target of ['/ui', '/ui/', '/ui/anything', '/ui/topics/topic_x', '/ui?x=1', '/ui/assets/../x']) {
  test(`${target} is the shell`, async () => {
    const { status, text, headers } = await get(target);
    assert.equal(status, 200);
    assert.equal(text, kShell);
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(headers['cache-control'], 'no-store');
    assert.ok(!headers['content-security-policy'].includes('unsafe-inline'));
  });
}

for (const target of ['/ui/assets', '/ui/assets/', '/ui/assets/nope.js', '/uixyz', '/ui/assets/assets']) {
  test(`${target} is 404 as text`, async () => {
    const { status, text } = await get(target);
    assert.equal(status, 404);
    assert.equal(text, 'Not Found');
  });
}

test('other methods are 404', async () => {
  for (const method of ['POST', 'PUT', 'OPTIONS']) assert.equal((await hub.request(method, '/ui')).status, 404);
});

const kForever = 'public, max-age=31536000, immutable';
for (const [name, type, caching] of [
  ['index-BK3kd_8x.js', 'application/javascript; charset=utf-8', kForever],
  ['v.12345678.svg', 'image/svg+xml', kForever],
  ['plain.css', 'text/css; charset=utf-8', 'no-store'],
  ['short-abc.js', 'application/javascript; charset=utf-8', 'no-store'],
  ['font.woff2', 'font/woff2', 'no-store'],
  ['data.bin', 'application/octet-stream', 'no-store']]) {
  test(`the file ${name} is served with its type`, async () => {
    const { status, text, headers } = await get(`/ui/assets/assets/${name}`);
    assert.equal(status, 200);
    assert.equal(text, name);
    assert.equal(headers['content-type'], type);
    assert.equal(headers['cache-control'], caching);
  });
}

test('a hub without a UI build has only the bootstrap', async () => {
  const plain = await Hub.start();
  assert.equal((await plain.get('/ui')).status, 404);
  assert.equal((await plain.get('/ui/bootstrap')).status, 200);
  await plain.stop();
});
