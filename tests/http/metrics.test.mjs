// GET /metrics: the text form, and numbers that follow what happens.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Hub } from './support/hub.mjs';
import { Socket } from './support/socket.mjs';

let hub;
before(async () => { hub = await Hub.start(); });
after(() => hub.stop());

const kName = /^[a-z_][a-z0-9_]*$/;
const kSample = /^([a-z_][a-z0-9_]*)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)$/;

/** Reads the text strictly: {families: Map name -> {type, help}, samples: Map "name{labels}" -> number}. */
function parse(text) {
  const families = new Map();
  const samples = new Map();
  assert.ok(text.endsWith('\n'));
  let family;
  let help;
  for (const line of text.slice(0, -1).split('\n')) {
    if (line.startsWith('# HELP ')) {
      help = line.slice(7).split(' ');
      continue;
    }
    if (line.startsWith('# TYPE ')) {
      const [name, type] = line.slice(7).split(' ');
      assert.equal(name, help[0], 'the help comes just before the type');
      assert.match(name, kName);
      assert.match(name, /^perigee_/);
      assert.ok(['counter', 'gauge', 'histogram'].includes(type), type);
      assert.ok(!families.has(name), `${name} comes once`);
      if (type === 'counter') assert.match(name, /_total$/);
      assert.ok(help.length > 1, `${name} has a help text`);
      families.set(name, { type });
      family = name;
      continue;
    }
    const match = kSample.exec(line);
    assert.ok(match, `not a sample: ${line}`);
    const [, name, labels, value] = match;
    const bare = families.get(family).type === 'histogram' ? name.replace(/_(bucket|sum|count)$/, '') : name;
    assert.equal(bare, family, 'samples follow their family');
    const key = labels ? `${name}{${labels}}` : name;
    assert.ok(!samples.has(key), `${key} comes once`);
    assert.ok(Number.isFinite(Number(value)), line);
    samples.set(key, Number(value));
  }
  return { families, samples };
}

async function metrics() {
  const { status, headers, text } = await hub.get('/metrics');
  assert.equal(status, 200, text);
  assert.equal(headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  return parse(text);
}

test('needs the token', async () => {
  assert.equal((await hub.get('/metrics', { token: null })).status, 401);
  assert.equal((await hub.get('/metrics', { token: 'wrong' })).status, 401);
  assert.equal((await hub.post('/metrics', {})).status, 404);
  assert.equal((await hub.get('/metrics/x')).status, 404);
});

test('counts messages, events, changes and commits', async () => {
  const topic = await hub.topic();
  const { samples: before } = await metrics();
  await hub.messages(topic, 20);
  await hub.post('/api/v1/messages', { topic_id: 'nowhere', sender: 'a', content_raw: 'b' });
  const { samples } = await metrics();
  const grown = (name) => samples.get(name) - before.get(name);
  assert.equal(grown('perigee_messages_total'), 20);
  assert.equal(grown('perigee_events_total'), 20);
  assert.ok(grown('perigee_mutations_total') >= 21);
  assert.equal(grown('perigee_mutations_failed_total'), 1);
  assert.ok(grown('perigee_commits_total') >= 1);
  assert.equal(samples.get('perigee_queue_length{queue="writer"}'), 0);
  assert.equal(samples.get('perigee_queue_length{queue="readers"}'), 0);
  assert.ok(samples.get('perigee_log_size_bytes') > 0);
});

test('histograms add up', async () => {
  const { families, samples } = await metrics();
  const histograms = [...families].filter(([, { type }]) => type === 'histogram').map(([name]) => name);
  assert.deepEqual(histograms, ['perigee_commit_batch_mutations', 'perigee_commit_duration_seconds']);
  for (const name of histograms) {
    const buckets = [...samples].filter(([key]) => key.startsWith(`${name}_bucket{`));
    const counts = buckets.map(([, count]) => count);
    assert.deepEqual(counts, [...counts].sort((a, b) => a - b), 'buckets are cumulative');
    assert.match(buckets.at(-1)[0], /le="\+Inf"/);
    assert.equal(counts.at(-1), samples.get(`${name}_count`));
    assert.equal(counts.at(-1), samples.get('perigee_commits_total'));
    assert.ok(samples.get(`${name}_sum`) > 0);
  }
});

test('shows subscribers and what they were sent', async () => {
  const topic = await hub.topic();
  const { samples: before } = await metrics();
  const socket = await Socket.open(hub, { after_event_id: await hub.newest() });
  await hub.messages(topic, 5);
  await socket.until(() => socket.events.length === 5);
  const { samples } = await metrics();
  assert.equal(samples.get('perigee_subscribers'), 1);
  assert.ok(samples.get('perigee_connections') >= 2);
  assert.equal(samples.get('perigee_fanout_frames_total') - before.get('perigee_fanout_frames_total'), 5);
  assert.ok(samples.get('perigee_fanout_bytes_total') - before.get('perigee_fanout_bytes_total') > 500);
  assert.equal(samples.get('perigee_subscribers_dropped_total'), 0);
  socket.close();
});
