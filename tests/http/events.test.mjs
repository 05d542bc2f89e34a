// The event log over HTTP (hub-protocol §5.10) and what each change writes into it (§8).
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { Hub } from './support/hub.mjs';

let hub;
before(async () => { hub = await Hub.start(); });
after(() => hub.stop());

const list = (query = '') => hub.get(`/api/v1/events?${query}`);
const ids = async (query) => (await list(query)).body.events.map((event) => event.event_id);

test('an empty log', async () => {
  const empty = await Hub.start();
  assert.deepEqual((await empty.get('/api/v1/events')).body, { replay_until: 0, events: [] });
  assert.deepEqual((await empty.get('/api/v1/events?tail=5')).body, { replay_until: 0, events: [] });
  assert.deepEqual((await empty.get('/api/v1/events?after=5')).body, { replay_until: 0, events: [] });
  await empty.stop();
});

test('each change writes the events of the catalogue', async () => {
  const before = await hub.newest();
  const channel = await hub.channel();
  const topic = await hub.topic(channel, 'old');
  await hub.patch(`/api/v1/topics/${topic.id}`, { title: 'new' });
  const message = await hub.message(topic, 'https://a.b/');
  const change = (body) => hub.patch(`/api/v1/messages/${message.id}`, body);
  await change({ op: 'edit', content_raw: 'changed' });
  await change({ op: 'delete', actor: 'ann' });
  await change({ op: 'delete', actor: 'bob' });
  const to = await hub.topic(channel, 'target');
  await change({ op: 'move_topic', to_topic_id: to.id, mode: 'all' });

  const { replay_until, events } = (await list(`after=${before}`)).body;
  assert.equal(replay_until, events.at(-1).event_id);
  assert.deepEqual(events.map((e) => e.name), ['channel.created', 'topic.created', 'topic.renamed',
    'message.created', 'topic.attachment_added', 'message.edited', 'message.deleted', 'topic.created',
    'message.moved_topic']);
  assert.deepEqual(events.map((e) => e.event_id - before), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const by = (name) => events.find((e) => e.name === name);
  assert.deepEqual(Object.keys(events[0]), ['event_id', 'ts', 'name', 'data_json', 'scope', 'entity']);
  assert.deepEqual(by('channel.created').scope, { channel_id: channel.id, topic_id: null, topic_id2: null });
  assert.deepEqual(by('channel.created').data_json, { channel });
  assert.deepEqual(by('topic.renamed').data_json, { topic_id: topic.id, old_title: 'old', new_title: 'new' });
  assert.deepEqual(by('message.created').data_json, { message });
  assert.deepEqual(by('message.created').entity, { type: 'message', id: message.id });
  assert.equal(by('topic.attachment_added').entity.type, 'attachment');
  assert.deepEqual(by('message.edited').data_json,
    { message_id: message.id, old_content: 'https://a.b/', new_content: 'changed', version: 2 });
  assert.deepEqual(by('message.deleted').data_json, { message_id: message.id, deleted_by: 'ann', version: 3 });
  const moved = by('message.moved_topic');
  assert.deepEqual(moved.scope, { channel_id: channel.id, topic_id: topic.id, topic_id2: to.id });
  assert.deepEqual(moved.data_json, { message_id: message.id, old_topic_id: topic.id, new_topic_id: to.id,
    channel_id: channel.id, mode: 'all', version: 4 });
});

describe('reading', () => {
  let quiet;
  let busy;
  before(async () => {
    quiet = await hub.topic();
    busy = await hub.topic();
    for (let i = 0; i < 5; ++i) await hub.message(i % 2 ? quiet : busy);
  });

  test('goes forward from a cursor', async () => {
    const all = await ids('limit=1000');
    const newest = all.at(-1);
    assert.deepEqual(await ids(''), all.slice(0, 100));
    assert.deepEqual(await ids(`after=${newest - 2}`), [newest - 1, newest]);
    assert.deepEqual(await ids('after=0&limit=2'), [1, 2]);
    assert.deepEqual(await ids('limit=5000'), all);
    assert.deepEqual(await ids(`after=${newest}`), []);
    assert.deepEqual(await ids(`after=${newest + 1000}`), []);
    assert.deepEqual(await ids('after=%201%20&limit=1'), [2]);
    assert.deepEqual(await ids('after=%2B1&limit=1'), [2]);
  });

  test('takes the newest ones, ascending', async () => {
    const newest = await hub.newest();
    assert.deepEqual(await ids('tail=2'), [newest - 1, newest]);
    assert.deepEqual(await ids('tail=0'), [newest]);
    assert.deepEqual(await ids('tail=-5'), [newest]);
    assert.deepEqual(await ids('tail=100000'), await ids('limit=1000'));
    assert.deepEqual(await ids('tail=1&limit=nonsense'), [newest]);
  });

  test('filters by channel or topic, several of each, and keeps replay_until', async () => {
    const of = async (query) => (await list(query)).body.events.map((e) => e.name);
    assert.deepEqual(await of(`topic_id=${quiet.id}`), ['topic.created', 'message.created', 'message.created']);
    assert.equal((await of(`topic_id=${quiet.id}&topic_id=${busy.id}`)).length, 7);
    assert.equal((await of(`channel_id=${quiet.channel_id}&topic_id=${busy.id}`)).length, 8);
    assert.equal((await of(`topic_id=${busy.id}&tail=2`)).length, 2);
    const unknown = (await list('topic_id=topic_unknown')).body;
    assert.deepEqual(unknown, { replay_until: await hub.newest(), events: [] });
  });

  for (const [query, pattern] of [
    ['after=', /after/], ['after=x', /after/], ['after=1.5', /after/], ['after=-1', /after/],
    ['after=9007199254740992', /after/], ['limit=0', /limit/], ['limit=-1', /limit/], ['limit=x', /limit/],
    ['tail=x', /tail/], ['tail=', /tail/], ['after=1&tail=1', /mutually exclusive/],
    ['channel_id=', /channel_id must match/], ['channel_id=a%20b', /channel_id must match/],
    ['topic_id=ok&topic_id=%00', /topic_id must match/]]) {
    test(`?${query} is refused`, async () => {
      const { status, body } = await list(query);
      assert.equal(status, 400);
      assert.equal(body.code, 'INVALID_INPUT');
      assert.match(body.error, pattern);
    });
  }
});
