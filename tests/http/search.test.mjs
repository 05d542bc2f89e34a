// Full-text search over the wire: what is asked for, what comes back, and what is refused.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { Hub } from './support/hub.mjs';

let hub;
let topic;
before(async () => {
  hub = await Hub.start();
  topic = await hub.topic();
});
after(() => hub.stop());

const search = (parameters) => hub.get(`/api/v1/search?${new URLSearchParams(parameters)}`);

/** Asks until the index holds every message. */
async function indexed(parameters) {
  for (;;) {
    const answer = await search(parameters);
    assert.equal(answer.status, 200, answer.text);
    if (answer.body.unindexed === 0) return answer.body;
  }
}
const texts = (body) => body.results.map((hit) => hit.message.content_raw);

describe('search', () => {
  test('finds messages with their snippet and score', async () => {
    const message = await hub.message(topic, 'the \u{1F680} Launch is delayed');
    const body = await indexed({ q: 'launch' });
    assert.deepEqual(Object.keys(body), ['results', 'has_more', 'unindexed']);
    assert.equal(body.has_more, false);
    const [hit] = body.results;
    assert.deepEqual(hit.message, message);
    assert.equal(hit.snippet.text, 'the \u{1F680} Launch is delayed');
    assert.deepEqual(hit.snippet.highlights.map(({ start, end }) => hit.snippet.text.slice(start, end)), ['Launch']);
    assert.ok(hit.score > 0);
  });

  test('takes words, phrases and beginnings, in a topic or a channel', async () => {
    const other = await hub.topic();
    await hub.message(topic, 'alpha beta gamma');
    await hub.message(other, 'beta alpha');
    assert.equal((await indexed({ q: 'alpha beta' })).results.length, 2);
    assert.deepEqual(texts(await indexed({ q: '"alpha beta"' })), ['alpha beta gamma']);
    assert.deepEqual(texts(await indexed({ q: 'gam*' })), ['alpha beta gamma']);
    assert.deepEqual(texts(await indexed({ q: 'alpha', topic_id: other.id })), ['beta alpha']);
    assert.deepEqual(texts(await indexed({ q: 'alpha', channel_id: other.channel_id })), ['beta alpha']);
    assert.deepEqual(texts(await indexed({ q: 'alpha', topic_id: 'nowhere' })), []);
  });

  test('pages with the id of the last result', async () => {
    await hub.messages(topic, 25, 'paged number ');
    const all = texts(await indexed({ q: 'paged', limit: 100 }));
    assert.equal(all.length, 25);
    const collected = [];
    let page;
    do {
      const last = page?.results.at(-1).message.id;
      page = (await search({ q: 'paged', limit: 10, ...(last && { before: last }) })).body;
      collected.push(...texts(page));
    } while (page.has_more);
    assert.deepEqual(collected, all);
  });

  test('no longer finds what was edited or deleted', async () => {
    const edited = await hub.message(topic, 'a slip of the pen');
    const removed = await hub.message(topic, 'another slip');
    assert.equal((await indexed({ q: 'slip' })).results.length, 2);
    await hub.patch(`/api/v1/messages/${edited.id}`, { op: 'edit', content_raw: 'mended' });
    await hub.patch(`/api/v1/messages/${removed.id}`, { op: 'delete', actor: 'me' });
    assert.deepEqual(texts(await indexed({ q: 'slip' })), []);
    assert.deepEqual(texts(await indexed({ q: 'mended' })), ['mended']);
  });

  test('answers any text', async () => {
    const odd = ['"', '""', '*', "'", '(', 'a OR', 'NOT', 'NEAR(a b, 2)', 'content_raw:x', 'a AND', '^a', '{a b}:c',
      '-a', 'a"b', '\0', '\u{1F600}', '\uFFFF', '%', 'a'.repeat(1000), "'; DROP TABLE messages; --"];
    for (const q of odd) {
      const { status, body } = await search({ q });
      if (status === 200) continue;
      assert.equal(status, 400, q);
      assert.match(body.error, /^q /);
    }
    assert.equal((await indexed({ q: 'launch' })).results.length, 1);
  });

  test('names the parameter that is wrong', async () => {
    const wrong = [
      [{}, /^q /], [{ q: '' }, /^q /], [{ q: ' \t' }, /^q /], [{ q: 'x'.repeat(1001) }, /^q .*1000/],
      [{ q: 'w '.repeat(33) }, /^q .*32/], [{ q: 'launch', limit: 'many' }, /^limit /],
      [{ q: 'launch', limit: -1 }, /^limit /], [{ q: 'launch', before: 'msg_nobody' }, /^before /],
    ];
    for (const [parameters, pattern] of wrong) {
      const { status, body } = await search(parameters);
      assert.equal(status, 400, JSON.stringify(parameters));
      assert.equal(body.code, 'INVALID_INPUT');
      assert.match(body.error, pattern);
    }
    assert.equal((await search({ q: 'launch', limit: 1e9 })).status, 200);
    assert.deepEqual((await search({ q: 'launch', limit: 0 })).body.results, []);
  });
});
