// Which path and method goes where, and what every answer carries (hub-protocol §2.1 to §2.3, §3, §4).
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { Hub } from './support/hub.mjs';
import { Raw, rawRequest, requestText } from './support/raw.mjs';
import { refusedUpgrade } from './support/socket.mjs';

const kSecurity = {
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'x-xss-protection': '1; mode=block',
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self' " +
    "ws://localhost:* ws://127.0.0.1:*; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};
const kUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let hub;
let locked;
before(async () => {
  hub = await Hub.start();
  locked = await Hub.start('--no-token');
});
after(async () => {
  await hub.stop();
  await locked.stop();
});

describe('health', () => {
  test('tells who the hub is', async () => {
    const { status, body, headers } = await hub.get('/health?x=1', { token: 'wrong' });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), [
      'status', 'instance_id', 'db_id', 'schema_version', 'protocol_version', 'pid', 'uptime_seconds']);
    assert.equal(body.status, 'ok');
    assert.equal(body.instance_id, hub.instance_id);
    assert.equal(body.protocol_version, 'v1');
    assert.equal(body.pid, hub.process.pid);
    assert.ok(body.schema_version >= 1);
    assert.ok(Number.isInteger(body.uptime_seconds));
    assert.equal(headers.get('content-type'), 'application/json;charset=utf-8');
  });
});

describe('paths', () => {
  const cases = [
    ['GET', '/', 'Not Found'],
    ['GET', '/health/', 'Not Found'],
    ['HEAD', '/health', ''],
    ['POST', '/health', 'Not Found'],
    ['GET', '/Health', 'Not Found'],
    ['GET', '/api/v1', 'Not Found'],
    ['GET', '/api/v1/_ping', 'Not Found'],
    ['GET', '/api/v1/', 'Not found'],
    ['GET', '/api/v1/channels/', 'Not found'],
    ['HEAD', '/api/v1/channels', ''],
    ['OPTIONS', '/api/v1/channels', 'Not found'],
    ['PUT', '/api/v1/channels', 'Not found'],
    ['DELETE', '/api/v1/messages/x', 'Not found'],
    ['GET', '/api/v1/messages/x', 'Not found'],
    ['GET', '/api/v1/topics', 'Not found'],
    ['PATCH', '/api/v1/topics/', 'Not found'],
    ['GET', '/api/v2/channels', 'Not Found'],
    ['GET', '//api/v1/channels', 'Not Found'],
    ['GET', '/uixyz', 'Not Found'],
    ['POST', '/ui', 'Not Found'],
  ];
  for (const [method, path, text] of cases) {
    test(`${method} ${path} is 404 as plain text, without a look at the token`, async () => {
      const answer = await hub.request(method, path, { token: null });
      assert.equal(answer.status, 404);
      assert.equal(answer.text, text);
      assert.match(answer.headers.get('content-type'), /^text\/plain/);
    });
  }

  test('dot segments are resolved, also in absolute targets, and escapes are not decoded', async () => {
    assert.equal((await rawRequest(hub, requestText('GET', '/x/../health'))).status, 200);
    assert.equal((await rawRequest(hub, requestText('GET', '/%2e/health'))).status, 200);
    assert.equal((await rawRequest(hub, requestText('GET', 'http://127.0.0.1/a/../health'))).status, 200);
    assert.equal((await rawRequest(hub, requestText('GET', '/he%61lth'))).status, 404);
    const channel = await hub.channel();
    const escaped = channel.id.replace('_', '%5F');
    assert.equal((await hub.get(`/api/v1/channels/${escaped}/topics`)).status, 404);
  });
});

describe('headers', () => {
  const answers = {
    'health': () => hub.get('/health'),
    'a list': () => hub.get('/api/v1/channels'),
    'a refusal': () => hub.post('/api/v1/channels', {}, { token: null }),
    'an unknown path': () => hub.get('/nope'),
  };
  for (const [name, ask] of Object.entries(answers)) {
    test(`${name} carries the security headers and a request id`, async () => {
      const { headers } = await ask();
      for (const [header, value] of Object.entries(kSecurity)) assert.equal(headers.get(header), value);
      assert.match(headers.get('x-request-id'), kUuid);
      assert.equal(headers.get('access-control-allow-origin'), null);
      assert.equal(headers.get('x-ratelimit-limit'), null);
    });
  }

  test('the request id of the client is echoed, otherwise each answer has another', async () => {
    const own = await hub.get('/api/v1/channels', { headers: { 'x-request-id': 'My id: 7' } });
    assert.equal(own.headers.get('x-request-id'), 'My id: 7');
    const first = (await hub.get('/health')).headers.get('x-request-id');
    const second = (await hub.get('/health')).headers.get('x-request-id');
    assert.notEqual(first, second);
  });

  test('answers of the API are JSON', async () => {
    assert.equal((await hub.get('/api/v1/channels')).headers.get('content-type'), 'application/json');
  });
});

describe('ping', () => {
  const ping = (body, options) => hub.post('/api/v1/_ping', body, options);

  test('answers with the instance, and echoes what counts as true', async () => {
    const plain = await ping(undefined);
    assert.equal(plain.status, 200);
    assert.deepEqual(plain.body, { pong: true, instance_id: hub.instance_id });
    for (const echo of ['x', 1, true, [], {}, { a: [null] }]) {
      assert.deepEqual((await ping({ echo })).body.echo, echo);
    }
    for (const echo of [null, 0, false, '']) {
      assert.ok(!('echo' in (await ping({ echo })).body));
    }
  });

  test('a body is looked at only when it says that it is JSON', async () => {
    const text = { headers: { 'content-type': 'text/plain' } };
    const json = { headers: { 'content-type': 'application/json' } };
    assert.equal((await ping('{torn', text)).status, 200);
    assert.equal((await ping('x'.repeat(70_000), text)).status, 200);
    assert.equal((await ping('{torn', json)).status, 400);
    assert.equal((await ping('null', json)).status, 400);
    assert.equal((await ping(`"${'x'.repeat(70_000)}"`, json)).status, 413);
  });

  test('needs the token', async () => {
    assert.equal((await ping({}, { token: null })).body.code, 'MISSING_AUTH');
    assert.equal((await ping({}, { token: 'wrong' })).body.code, 'INVALID_AUTH');
  });
});

describe('a hub without a token', () => {
  test('reads are answered', async () => {
    assert.equal((await locked.get('/api/v1/channels')).status, 200);
    assert.equal((await locked.get('/api/v1/events')).status, 200);
    assert.equal((await locked.get('/health')).status, 200);
    assert.equal((await locked.get('/api/v1/nope')).status, 404);
  });

  for (const [method, path] of [
    ['POST', '/api/v1/channels'], ['POST', '/api/v1/_ping'], ['PATCH', '/api/v1/topics/x'],
    ['DELETE', '/api/v1/nope'], ['OPTIONS', '/api/v1/channels']]) {
    test(`${method} ${path} is refused before routing`, async () => {
      const answer = await locked.request(method, path, { token: 'any' });
      assert.equal(answer.status, 503);
      assert.equal(answer.body.code, 'NO_AUTH_CONFIGURED');
    });
  }

  test('neither UI nor WebSocket is served', async () => {
    for (const path of ['/ui', '/ui/bootstrap', '/uixyz']) {
      assert.equal((await locked.get(path)).status, 503);
    }
    const upgrade = await refusedUpgrade(locked, '?token=x');
    assert.equal(upgrade.status, 503);
    assert.equal(JSON.parse(upgrade.text).code, 'NO_AUTH_CONFIGURED');
  });
});

describe('other hosts and origins', () => {
  const ask = (headers, method = 'GET', target = '/health') =>
    rawRequest(hub, requestText(method, target, headers));

  test('a request for another host is refused, which stops DNS rebinding', async () => {
    for (const Host of ['evil.example', '127.0.0.1.nip.io:80', '192.168.0.1', '']) {
      const answer = await ask({ Host });
      assert.equal(answer.status, 403);
      assert.equal(JSON.parse(answer.text).code, 'INVALID_INPUT');
      assert.match(JSON.parse(answer.text).error, /Host/);
    }
    assert.equal((await ask({}, 'GET', 'http://evil.example/health')).status, 403);
  });

  test('names of this machine are fine, with any port', async () => {
    for (const Host of ['localhost', 'LocalHost:1', '127.0.0.1:99', '[::1]:5']) {
      assert.equal((await ask({ Host })).status, 200);
    }
  });

  test('pages of other hosts may read but not change', async () => {
    const auth = { Authorization: `Bearer ${hub.token}` };
    const evil = { Origin: 'http://evil.example', ...auth };
    const own = { Origin: 'http://localhost:3000', ...auth };
    const refused = await ask(evil, 'POST', '/api/v1/_ping');
    assert.equal(refused.status, 403);
    assert.match(JSON.parse(refused.text).error, /Origin/);
    assert.equal((await ask({ ...auth, Origin: 'null' }, 'POST', '/api/v1/_ping')).status, 403);
    assert.equal((await ask(own, 'POST', '/api/v1/_ping')).status, 200);
    assert.equal((await ask(evil, 'GET', '/api/v1/channels')).status, 200);
    const upgrade = await refusedUpgrade(hub, `?token=${hub.token}`, { Origin: 'http://evil.example' });
    assert.equal(upgrade.status, 403);
  });

  test('HTTP/1.1 needs a Host header, HTTP/1.0 does not', async () => {
    const raw = await Raw.connect(hub);
    raw.send('GET /health HTTP/1.1\r\n\r\n');
    assert.equal((await raw.untilAnswers(1))[0].status, 403);
    raw.close();
    const old = await Raw.connect(hub);
    old.send('GET /health HTTP/1.0\r\n\r\n');
    assert.match(await old.all(), /^HTTP\/1\.1 200 /);
  });
});
