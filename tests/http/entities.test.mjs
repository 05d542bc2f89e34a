// Channels, topics, messages and attachments over the wire (hub-protocol §5.1 to §5.9). The rules
// themselves are tested beside them; here it is that they answer with the right status and shape.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { Hub } from './support/hub.mjs';

let hub;
before(async () => { hub = await Hub.start(); });
after(() => hub.stop());

const kTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const invalid = (answer, pattern) => {
  assert.equal(answer.status, 400, answer.text);
  assert.equal(answer.body.code, 'INVALID_INPUT');
  if (pattern) assert.match(answer.body.error, pattern);
};
const missing = (answer) => {
  assert.equal(answer.status, 404, answer.text);
  assert.equal(answer.body.code, 'NOT_FOUND');
  assert.match(answer.body.error, /not found/i);
};

describe('channels', () => {
  test('are made with all their members', async () => {
    const { status, body } = await hub.post('/api/v1/channels', { name: 'full', description: '', extra: 1 });
    assert.equal(status, 201);
    assert.deepEqual(Object.keys(body), ['channel', 'event_id']);
    assert.deepEqual(Object.keys(body.channel), ['id', 'name', 'description', 'created_at']);
    assert.match(body.channel.id, /^ch_[0-9a-z]+$/);
    assert.equal(body.channel.description, '');
    assert.match(body.channel.created_at, kTime);
    assert.ok(Number.isInteger(body.event_id));
  });

  test('keep markup, quotes and SQL as they are', async () => {
    for (const name of [`<b>"x"</b>`, `'); DROP TABLE channels; --`, ' spaced ', '\u{1F389}'.repeat(50)]) {
      assert.equal((await hub.channel(name)).name, name);
    }
  });

  test('need a name that is not blank, at most 100 units long, and not taken', async () => {
    const post = (body) => hub.post('/api/v1/channels', body);
    for (const name of [undefined, null, 5, '', '  ', '\u2003\uFEFF', 'x'.repeat(101), '\u{1F389}'.repeat(51), '\0x']) {
      invalid(await post({ name }), /name/);
    }
    invalid(await post({ name: 'x', description: 5 }), /description/);
    invalid(await post({ name: 'x', description: {} }), /description/);
    await hub.channel('taken');
    invalid(await post({ name: 'taken' }), /already exists/);
    assert.equal((await post({ name: 'Taken' })).status, 201);
    assert.equal((await post({ name: '\u200B' })).status, 201);
    assert.equal((await post({ name: 'n', description: null })).body.channel.description, null);
  });

  test('are listed by name in byte order, all of them', async () => {
    const names = (await hub.get('/api/v1/channels')).body.channels.map((c) => c.name);
    const sorted = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual(names, sorted);
  });
});

describe('topics', () => {
  test('are made, renamed and listed, the latest first', async () => {
    const channel = await hub.channel();
    const first = await hub.topic(channel, 'first');
    assert.deepEqual(Object.keys(first), ['id', 'channel_id', 'title', 'created_at', 'updated_at']);
    assert.match(first.id, /^topic_[0-9a-z]+$/);
    assert.equal(first.created_at, first.updated_at);
    const second = await hub.topic(channel, 'second');
    await new Promise((resolve) => setTimeout(resolve, 3));  // another millisecond, another updated_at
    const renamed = await hub.patch(`/api/v1/topics/${first.id}`, { title: 'renamed' });
    assert.equal(renamed.status, 200);
    assert.equal(renamed.body.topic.title, 'renamed');
    const list = await hub.get(`/api/v1/channels/${channel.id}/topics`);
    assert.deepEqual(list.body.topics.map((t) => t.id), [first.id, second.id]);
    assert.equal(list.body.has_more, false);
  });

  test('are checked field by field, then against what exists', async () => {
    const channel = await hub.channel();
    const post = (body) => hub.post('/api/v1/topics', body);
    for (const channel_id of [undefined, null, 5, '']) invalid(await post({ channel_id, title: 't' }), /channel_id/);
    for (const title of [undefined, 5, '', ' ', 'x'.repeat(201)]) {
      invalid(await post({ channel_id: 'ch_unknown', title }), /title/);
    }
    missing(await post({ channel_id: 'ch_unknown', title: 't' }));
    const topic = await hub.topic(channel, 'taken');
    invalid(await post({ channel_id: channel.id, title: 'taken' }), /already exists/);
    assert.equal((await hub.topic(await hub.channel(), 'taken')).title, 'taken');
    const other = await hub.topic(channel, 'other');
    invalid(await hub.patch(`/api/v1/topics/${other.id}`, { title: 'taken' }), /already exists/);
    invalid(await hub.patch('/api/v1/topics/topic_x', { title: '' }), /title/);
    missing(await hub.patch('/api/v1/topics/topic_x', { title: 'x' }));
    const same = await hub.patch(`/api/v1/topics/${topic.id}`, { title: 'taken' });
    assert.equal(same.status, 200);
    assert.ok(same.body.event_id);
  });

  test('pages by limit and offset, with numbers read as far as they go', async () => {
    const channel = await hub.channel();
    for (let i = 0; i < 5; ++i) await hub.topic(channel, `t${i}`);
    const page = async (query) => {
      const { status, body } = await hub.get(`/api/v1/channels/${channel.id}/topics?${query}`);
      return status === 200 ? [body.topics.length, body.has_more] : body.error;
    };
    assert.deepEqual(await page(''), [5, false]);
    assert.deepEqual(await page('limit=5'), [5, false]);
    assert.deepEqual(await page('limit=4'), [4, true]);
    assert.deepEqual(await page('limit=0'), [0, true]);
    assert.deepEqual(await page('limit=2abc'), [2, true]);
    assert.deepEqual(await page('limit=2.9'), [2, true]);
    assert.deepEqual(await page('limit=1e3'), [1, true]);
    assert.deepEqual(await page('limit=0x10'), [0, true]);
    assert.deepEqual(await page('limit=%2B2'), [2, true]);
    assert.deepEqual(await page('limit=3&limit=1'), [3, true]);
    assert.deepEqual(await page('limit=100000'), [5, false]);
    assert.deepEqual(await page('limit=2&offset=4'), [1, false]);
    assert.deepEqual(await page('offset=5'), [0, false]);
    assert.deepEqual(await page('offset=-3'), [5, false]);
    assert.deepEqual(await page('limit=1&offset=99999999999999999999'), [0, false]);
    assert.match(await page('limit=abc'), /limit/);
    assert.match(await page('limit='), /limit/);
    assert.match(await page('limit=-1'), /limit/);
    assert.match(await page('offset=x'), /offset/);
    missing(await hub.get('/api/v1/channels/ch_unknown/topics'));
  });
});

describe('messages', () => {
  let topic;
  before(async () => { topic = await hub.topic(); });
  const change = (id, body) => hub.patch(`/api/v1/messages/${id}`, body);

  test('are posted with all their members, and kept to the byte', async () => {
    const content_raw = 'a\u0000b <b>"\\ \u2028 \u{1F389} \u007F';
    const { status, body } = await hub.post('/api/v1/messages', { topic_id: topic.id, sender: ' me ', content_raw });
    assert.equal(status, 201);
    assert.deepEqual(Object.keys(body), ['message', 'event_id']);
    assert.deepEqual(Object.keys(body.message), ['id', 'topic_id', 'channel_id', 'sender', 'content_raw',
      'version', 'created_at', 'edited_at', 'deleted_at', 'deleted_by']);
    assert.equal(body.message.content_raw, content_raw);
    assert.equal(body.message.sender, ' me ');
    assert.equal(body.message.version, 1);
    assert.equal(body.message.channel_id, topic.channel_id);
    assert.equal(body.message.edited_at, null);
    const [stored] = (await hub.get(`/api/v1/messages?topic_id=${topic.id}&limit=1`)).body.messages;
    assert.deepEqual(stored, body.message);
  });

  test('are checked field by field, then against what exists', async () => {
    const post = (body) => hub.post('/api/v1/messages', body);
    const good = { topic_id: topic.id, sender: 's', content_raw: '' };
    assert.equal((await post(good)).status, 201);
    for (const topic_id of [undefined, null, 5, '']) invalid(await post({ ...good, topic_id }), /topic_id/);
    for (const sender of [undefined, 5, '', ' \t']) invalid(await post({ ...good, sender }), /sender/);
    for (const content_raw of [undefined, null, 5]) invalid(await post({ ...good, content_raw }), /content_raw/);
    missing(await post({ ...good, topic_id: 'topic_unknown' }));
  });

  test('ids rise in the order of posting', async () => {
    const ids = [];
    for (let i = 0; i < 20; ++i) ids.push((await hub.message(topic)).id);
    assert.deepEqual(ids, [...ids].sort());
  });

  test('are edited under a version', async () => {
    const { id } = await hub.message(topic);
    const edited = await change(id, { op: 'edit', content_raw: 'new', expected_version: 1 });
    assert.equal(edited.status, 200);
    assert.equal(edited.body.message.version, 2);
    assert.match(edited.body.message.edited_at, kTime);
    for (const expected_version of [1, 3, null, '2', 2.5]) {
      const conflict = await change(id, { op: 'edit', content_raw: 'x', expected_version });
      assert.equal(conflict.status, 409);
      assert.equal(conflict.body.code, 'VERSION_CONFLICT');
      assert.deepEqual(conflict.body.details, { current: 2 });
    }
    assert.equal((await change(id, { op: 'edit', content_raw: 'x', expected_version: 2.0 })).status, 200);
    assert.equal((await change(id, { op: 'edit', content_raw: 'x' })).body.message.version, 4);
    for (const content_raw of [undefined, 5, '']) invalid(await change(id, { op: 'edit', content_raw }), /content_raw/);
    const unknown = await change('msg_unknown', { op: 'edit', content_raw: 'x' });
    missing(unknown);
    assert.ok(unknown.body.error.includes('msg_unknown'));
  });

  test('are deleted once, and the first deleter stays', async () => {
    const { id } = await hub.message(topic, 'secret');
    for (const actor of [undefined, 5, '', ' ']) invalid(await change(id, { op: 'delete', actor }), /actor/);
    const deleted = await change(id, { op: 'delete', actor: 'ann' });
    assert.equal(deleted.status, 200);
    const { message } = deleted.body;
    assert.equal(message.content_raw, '[deleted]');
    assert.equal(message.deleted_by, 'ann');
    assert.equal(message.version, 2);
    assert.equal(message.deleted_at, message.edited_at);
    const again = await change(id, { op: 'delete', actor: 'bob', expected_version: 99 });
    assert.equal(again.status, 200);
    assert.deepEqual(again.body, { message, event_id: null });
    const edited = await change(id, { op: 'edit', content_raw: 'back' });
    assert.equal(edited.body.message.content_raw, 'back');
    assert.equal(edited.body.message.deleted_by, 'ann');
    missing(await change('msg_unknown', { op: 'delete', actor: 'x' }));
  });

  test('are moved, one, the later ones or all', async () => {
    const channel = await hub.channel();
    const from = await hub.topic(channel);
    const to = await hub.topic(channel);
    const foreign = await hub.topic();
    const ids = [];
    for (let i = 0; i < 4; ++i) ids.push((await hub.message(from)).id);
    const move = (id, members) => change(id, { op: 'move_topic', to_topic_id: to.id, mode: 'one', ...members });

    for (const mode of [undefined, null, 'ONE', 5]) invalid(await move(ids[0], { mode }), /mode/);
    for (const to_topic_id of [undefined, '', 5]) invalid(await move(ids[0], { to_topic_id }), /to_topic_id/);
    missing(await move('msg_unknown'));
    missing(await move(ids[0], { to_topic_id: 'topic_unknown' }));
    assert.equal((await move(ids[0], { expected_version: 7 })).body.code, 'VERSION_CONFLICT');
    const crossing = await move(ids[0], { to_topic_id: foreign.id });
    assert.equal(crossing.status, 400);
    assert.equal(crossing.body.code, 'CROSS_CHANNEL_MOVE');

    const one = await move(ids[1]);
    assert.equal(one.status, 200);
    assert.equal(one.body.affected_count, 1);
    assert.equal(one.body.event_ids.length, 1);
    assert.deepEqual((await move(ids[1], { expected_version: 99 })).body, { affected_count: 0, event_ids: [] });
    const later = await move(ids[2], { mode: 'later' });
    assert.equal(later.body.affected_count, 2);
    assert.ok(later.body.event_ids[0] < later.body.event_ids[1]);
    assert.equal((await move(ids[0], { mode: 'all' })).body.affected_count, 1);
    const moved = (await hub.get(`/api/v1/messages?topic_id=${to.id}`)).body.messages;
    assert.deepEqual(moved.map((m) => m.id), [...ids].reverse());
  });

  test('an operation that is none is refused before the message is looked for', async () => {
    for (const op of [undefined, null, 'Edit', 5]) invalid(await change('msg_unknown', { op }), /op/);
  });
});

describe('lists of messages', () => {
  let topic;
  const ids = [];
  before(async () => {
    topic = await hub.topic();
    for (let i = 0; i < 10; ++i) ids.push((await hub.message(topic, `${i}`)).id);
  });
  const page = async (query) => {
    const { status, body } = await hub.get(`/api/v1/messages?topic_id=${topic.id}&${query}`);
    assert.equal(status, 200);
    return [body.messages.map((m) => m.content_raw).join(''), body.has_more];
  };

  test('show the newest first', async () => {
    assert.deepEqual(await page(''), ['9876543210', false]);
    assert.deepEqual(await page('limit=3'), ['987', true]);
    assert.deepEqual(await page('limit=0'), ['', true]);
    assert.deepEqual(await page('limit=10'), ['9876543210', false]);
    assert.deepEqual(await page('limit=51'), ['9876543210', false]);
  });

  test('go back from a cursor, which need not exist', async () => {
    assert.deepEqual(await page(`before_id=${ids[5]}&limit=3`), ['432', true]);
    assert.deepEqual(await page(`before_id=${ids[2]}`), ['10', false]);
    assert.deepEqual(await page('before_id=zzz&limit=1'), ['9', true]);
    assert.deepEqual(await page('before_id=&limit=1'), ['9', true]);
  });

  test('go forward from a cursor and drop the row nearest to it', async () => {
    assert.deepEqual(await page(`after_id=${ids[5]}&limit=3`), ['987', true]);
    assert.deepEqual(await page(`after_id=${ids[0]}&limit=3`), ['432', true]);
    assert.deepEqual(await page(`after_id=${ids[6]}&limit=3`), ['987', false]);
    assert.deepEqual(await page('after_id=&limit=2'), ['98', true]);
  });

  test('with both cursors only the first filters, and the page is ascending', async () => {
    assert.deepEqual(await page(`before_id=${ids[5]}&after_id=${ids[0]}&limit=3`), ['234', true]);
  });

  test('need a scope, of which the topic wins, and know no unknown ones', async () => {
    invalid(await hub.get('/api/v1/messages'), /topic_id/);
    invalid(await hub.get('/api/v1/messages?topic_id=&channel_id='), /channel_id/);
    assert.deepEqual((await hub.get('/api/v1/messages?topic_id=topic_x')).body, { messages: [], has_more: false });
    const other = await hub.topic();
    const both = await hub.get(`/api/v1/messages?topic_id=${topic.id}&channel_id=${other.channel_id}`);
    assert.equal(both.body.messages.length, 10);
    const channel = await hub.get(`/api/v1/messages?channel_id=${topic.channel_id}&limit=2`);
    assert.equal(channel.body.messages.length, 2);
    invalid(await hub.get(`/api/v1/messages?topic_id=${topic.id}&limit=x`), /limit/);
  });
});

describe('attachments', () => {
  let topic;
  before(async () => { topic = await hub.topic(); });
  const add = (body, id = topic.id) => hub.post(`/api/v1/topics/${id}/attachments`, body);

  test('are added once by identity, and the first value stays', async () => {
    const value_json = { b: 1, a: [1.0, 'x/y'] };
    const added = await add({ kind: 'note', key: 'k', value_json });
    assert.equal(added.status, 201);
    assert.deepEqual(Object.keys(added.body), ['attachment', 'event_id']);
    const { attachment } = added.body;
    assert.deepEqual(Object.keys(attachment), ['id', 'topic_id', 'kind', 'key', 'value_json', 'dedupe_key',
      'source_message_id', 'created_at']);
    assert.match(attachment.id, /^att_[0-9a-z]+$/);
    assert.deepEqual(attachment.value_json, value_json);
    assert.equal(attachment.dedupe_key, '{"b":1,"a":[1,"x/y"]}');
    const again = await add({ kind: 'note', key: 'k', value_json });
    assert.equal(again.status, 200);
    assert.deepEqual(again.body, { attachment, event_id: null });
    const keyed = await add({ kind: 'note', key: 'k', value_json: { other: 1 }, dedupe_key: attachment.dedupe_key });
    assert.deepEqual(keyed.body.attachment.value_json, value_json);
    assert.equal((await add({ kind: 'note', key: null, value_json })).status, 201);
    assert.equal((await add({ kind: 'note', key: '', value_json })).status, 200);
    assert.equal((await add({ kind: 'note', key: 'k', value_json: { a: 1, b: 2 } })).status, 201);
    assert.equal((await add({ kind: 'note', key: 'k', value_json: { b: 2, a: 1 } })).status, 201);
  });

  test('an unknown topic is told before the body is looked at', async () => {
    missing(await hub.post('/api/v1/topics/topic_x/attachments', '{torn', { headers: { 'content-type': 'text/plain' } }));
    missing(await hub.get('/api/v1/topics/topic_x/attachments'));
  });

  test('are checked field by field', async () => {
    for (const kind of [undefined, 5, '', ' ']) invalid(await add({ kind, value_json: {} }), /kind/);
    for (const value_json of [undefined, null, [], 'x', 5]) invalid(await add({ kind: 'n', value_json }), /value_json/);
    invalid(await add({ kind: 'n', value_json: {}, key: 5 }), /key/);
    invalid(await add({ kind: 'n', value_json: {}, dedupe_key: {} }), /dedupe_key/);
    invalid(await add({ kind: 'n', value_json: {}, dedupe_key: '' }), /dedupe_key/);
    invalid(await add({ kind: 'n', value_json: {}, source_message_id: 5 }), /source_message_id/);
    invalid(await add({ kind: 'n', value_json: { s: 1 }, source_message_id: 'msg_x' }));
    const message = await hub.message(await hub.topic());
    const sourced = await add({ kind: 'n', value_json: { s: 2 }, source_message_id: message.id, dedupe_key: ' ' });
    assert.equal(sourced.status, 201);
    assert.equal(sourced.body.attachment.source_message_id, message.id);
    const numbers = `{"kind":"n","value_json":{"n":[${Array(3000).fill('1e20')}]}}`;  // longer when written out
    invalid(await hub.post(`/api/v1/topics/${topic.id}/attachments`, numbers,
      { headers: { 'content-type': 'application/json' } }), /value_json/);
  });

  test('links are checked as links', async () => {
    const link = (url, more) => add({ kind: 'url', value_json: { url, ...more } });
    invalid(await link(undefined), /url field is required/);
    invalid(await link(`https://x.y/${'a'.repeat(2048)}`), /exceeds maximum length/);
    for (const url of ['javascript:alert(1)', 'https://x.y/<b>', 'https://a.b/?q=data:script']) {
      invalid(await link(url), /invalid characters or patterns/);
    }
    for (const url of ['nope', 'https://', '//a.b', 'https://a b', 'http://a.b:99999']) {
      invalid(await link(url), /not a valid URL format/);
    }
    for (const url of ['ftp://a.b', 'file:///etc/passwd']) invalid(await link(url), /protocol must be http or https/);
    invalid(await link('https://a.b', { title: 5 }), /title/);
    invalid(await link('https://a.b', { description: 'x'.repeat(501) }), /description/);
    for (const url of ['https:a.b', ' https://a.b ', 'http://a.b/x y']) {
      const added = await link(url, { title: '', description: null });
      assert.equal(added.status, 201);
      assert.equal(added.body.attachment.value_json.url, url);
    }
    assert.equal((await add({ kind: 'URL', value_json: { url: 5 } })).status, 201);
  });

  test('are listed newest first, by kind if asked', async () => {
    const own = await hub.topic();
    for (const kind of ['a', 'b', 'a']) await add({ kind, value_json: { n: Math.random() } }, own.id);
    const kinds = async (query) =>
      (await hub.get(`/api/v1/topics/${own.id}/attachments${query}`)).body.attachments.map((a) => a.kind).sort().join('');
    assert.equal(await kinds(''), 'aab');
    assert.equal(await kinds('?kind='), 'aab');
    assert.equal(await kinds('?kind=a'), 'aa');
    assert.equal(await kinds('?kind=c'), '');
  });

  test('links in messages are attached with them', async () => {
    const own = await hub.topic();
    const message = await hub.message(own, 'see https://example.com/x and https://example.com/x.');
    const { attachments } = (await hub.get(`/api/v1/topics/${own.id}/attachments`)).body;
    assert.equal(attachments.length, 1);
    assert.equal(attachments[0].value_json.url, 'https://example.com/x');
    assert.equal(attachments[0].source_message_id, message.id);
  });
});
