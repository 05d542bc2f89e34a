// Tasks over the wire: every operation is a path under its name.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { Hub } from './support/hub.mjs';

let hub;
before(async () => {
  hub = await Hub.start();
  await change('create_list', { handle: 'work' }, 201);
});
after(() => hub.stop());

async function change(operation, body, status = 200) {
  const answer = await hub.post(`/api/v1/tasks/${operation}`, body);
  assert.equal(answer.status, status, answer.text);
  return status < 400 ? answer.body.result : answer.body;
}
async function look(operation, parameters = {}, status = 200) {
  const answer = await hub.get(`/api/v1/tasks/${operation}?${new URLSearchParams(parameters)}`);
  assert.equal(answer.status, status, answer.text);
  return status < 400 ? answer.body.result : answer.body;
}

describe('tasks', () => {
  test('are made, changed, linked and found', async () => {
    const made = await change('create', { list: 'work', task: { id: 'a', subject: 'paint' } }, 201);
    assert.equal(made.status, 'pending');
    await change('create', { list: 'work', task: { id: 'b', subject: 'hang up', owner: 'ana' } }, 201);
    assert.equal(await change('link', { source: 'work#a', target: 'work#b' }), true);
    assert.deepEqual((await look('ready', { list: 'work' })).map((task) => task.ref.item), ['a']);
    const done = await change('transition', { ref: 'work#a', status: 'completed' });
    assert.ok(done.completed_at);
    assert.deepEqual(await look('get', { ref: 'work#a' }), done);
    assert.deepEqual((await look('list', { status: 'pending', owner: 'ana' })).map((task) => task.subject), ['hang up']);
    assert.deepEqual((await look('list', { has_blockers: 'true' })).map((task) => task.ref.item), ['b']);
    const slice = await look('query_graph', { root: 'work#b', direction: 'reverse', depth: 1 });
    assert.deepEqual(slice.edges, [[{ list: 'work', item: 'a' }, { list: 'work', item: 'b' }]]);
  });

  test('announce every change as an event of the host', async () => {
    const before = (await hub.get('/api/v1/events?tail=1')).body.replay_until;
    await change('add_comment', { ref: 'work#b', text: 'soon' });
    const { body } = await hub.get(`/api/v1/events?after=${before}`);
    assert.deepEqual(body.events.map((event) => [event.name, event.entity.id, event.data_json.actor, event.data_json.text]),
      [['task.commented', 'work#b', 'api', 'soon']]);
    const changed = await look('next_changed_since', { event_id: before });
    assert.deepEqual(changed.map((one) => one.task.ref.item), ['b']);
  });

  test('have one holder, whoever asks first', async () => {
    await change('create', { list: 'work', task: { id: 'c', subject: 'carry' } }, 201);
    const claims = await Promise.all([1, 2, 3, 4].map((worker) => hub.post('/api/v1/tasks/claim',
      { ref: 'work#c', lease_seconds: 60, worker: `w${worker}` })));
    assert.deepEqual(claims.map((claim) => claim.status).sort(), [200, 409, 409, 409]);
    const { owner } = claims.find((claim) => claim.status === 200).body.result.lease;
    assert.match(owner, /^api\/w[1-4]$/);
    assert.equal((await change('release', { ref: 'work#c', worker: owner.slice(4) })).status, 'pending');
  });

  test('refuse wrong input with a status and a code', async () => {
    assert.equal((await look('get', { ref: 'work#gone' }, 404)).code, 'TASK_NOT_FOUND');
    assert.equal((await look('list', { list: 'gone' }, 404)).code, 'LIST_NOT_FOUND');
    assert.equal((await look('get', { ref: '#x' }, 400)).code, 'BAD_EDGE_REF');
    assert.equal((await look('get', { ref: 'work' }, 400)).code, 'MISSING_ITEM_ID');
    assert.equal((await look('list', { list: 'work', lists: 'other' }, 400)).code, 'CONFLICTING_LIST_SCOPE');
    assert.equal((await look('list', { limit: 'many' }, 400)).error, 'filter.limit must be a whole number');
    assert.equal((await look('dance', {}, 404)).error, 'there is no operation "dance" on tasks');
    assert.equal((await look('transition', { ref: 'work#a', status: 'pending' }, 404)).error,
      'tasks/transition changes something: use POST');
    assert.equal((await change('create', { list: 'work', task: {} }, 400)).error, 'task.subject is missing');
  });

  test('need the token to be changed, and none to be read', async () => {
    const answer = await fetch(`${hub.url}/api/v1/tasks/transition`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ref: 'work#a', status: 'pending' }),
    });
    assert.equal(answer.status, 401);
    assert.equal((await look('get', { ref: 'work#a' })).status, 'completed');
  });
});
