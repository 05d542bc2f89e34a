// Starts the hub under test in a process of its own.
//
// PERIGEE_HUB is the program: it gets the options of a test, serves a fresh database, prints one line
// of JSON with port and token, and ends when its standard input closes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import readline from 'node:readline';

const fallback = fileURLToPath(
  new URL('../../../build/release/tests/http/test_hub', import.meta.url));

export class Hub {
  /** Options: --rate-limits, --no-token, --queue BYTES, --fast-timeouts, --data DIR. */
  static async start(...options) {
    const hub = new Hub();
    hub.process = spawn(process.env.PERIGEE_HUB ?? fallback, options, {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    hub.exited = once(hub.process, 'exit');
    const lines = readline.createInterface({ input: hub.process.stdout });
    const [line] = await once(lines, 'line');
    Object.assign(hub, JSON.parse(line));
    hub.url = `http://127.0.0.1:${hub.port}`;
    return hub;
  }

  /** Asks it to stop and returns its exit code. */
  async stop() {
    this.process.stdin.end();
    const [code] = await this.exited;
    return code;
  }

  /** One request; the answer has status, headers, text and, when it is JSON, body. */
  async request(method, path, { body, token = this.token, headers = {} } = {}) {
    const sent = { ...headers };
    if (token) sent.authorization ??= `Bearer ${token}`;
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    if (body !== undefined && !raw) sent['content-type'] ??= 'application/json';
    const response = await fetch(this.url + path, {
      method,
      headers: sent,
      body: body === undefined || raw ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, text };
    if (response.headers.get('content-type')?.includes('application/json')) {
      answer.body = JSON.parse(text);
    }
    return answer;
  }

  get = (path, options) => this.request('GET', path, options);
  post = (path, body, options) => this.request('POST', path, { body, ...options });
  patch = (path, body, options) => this.request('PATCH', path, { body, ...options });

  #names = 0;
  /** Things to work with; each throws what the hub answered when it refuses. */
  async channel(name = `channel-${++this.#names}`) {
    return made(await this.post('/api/v1/channels', { name })).channel;
  }
  async topic(channel, title = `topic-${++this.#names}`) {
    channel ??= await this.channel();
    return made(await this.post('/api/v1/topics', { channel_id: channel.id, title })).topic;
  }
  async message(topic, content_raw = 'hello', sender = 'tester') {
    return made(await this.post('/api/v1/messages', { topic_id: topic.id, sender, content_raw }))
      .message;
  }
  /** Posts many messages, several at a time, in no particular order. */
  async messages(topic, count, content = 'm') {
    const numbers = Array.from({ length: count }, (_, i) => i);
    const worker = async () => {
      for (let i; (i = numbers.shift()) !== undefined;) await this.message(topic, `${content}${i}`);
    };
    await Promise.all(Array.from({ length: 16 }, worker));
  }
  async newest() {
    return (await this.get('/api/v1/events?tail=1')).body.replay_until;
  }
}

function made(answer) {
  if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.text}`);
  return answer.body;
}
