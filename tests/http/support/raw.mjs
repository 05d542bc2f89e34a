// Plain TCP, for what well-behaved clients cannot say.
import net from 'node:net';
import { once } from 'node:events';

export class Raw {
  received = '';
  #waiting = [];

  static async connect(hub) {
    const raw = new Raw();
    raw.socket = net.connect({ port: hub.port, host: '127.0.0.1', allowHalfOpen: true });
    raw.socket.setEncoding('latin1');
    raw.socket.on('data', (text) => {
      raw.received += text;
      raw.#wake();
    });
    raw.ended = once(raw.socket, 'end').catch(() => {});
    raw.ended.then(() => {
      raw.isEnded = true;
      raw.#wake();
    });
    raw.socket.on('error', () => {
      raw.isEnded = true;
      raw.#wake();
    });
    await once(raw.socket, 'connect');
    return raw;
  }
  send(text) {
    this.socket.write(text, 'latin1');
    return this;
  }
  end() {
    this.socket.end();
    return this;
  }
  async until(condition) {
    while (!condition(this.received)) {
      if (this.isEnded) throw new Error(`the connection ended after: ${this.received}`);
      await new Promise((resolve) => this.#waiting.push(resolve));
    }
    return this.received;
  }
  /** Everything up to the end of the stream. */
  async all() {
    await this.ended;
    this.socket.destroy();
    return this.received;
  }
  /** The answers so far, taken apart. */
  get answers() {
    const answers = [];
    let rest = this.received;
    for (;;) {
      const head = rest.indexOf('\r\n\r\n');
      if (head < 0) return answers;
      const [line, ...lines] = rest.slice(0, head).split('\r\n');
      const headers = Object.fromEntries(
        lines.map((l) => [l.slice(0, l.indexOf(':')).toLowerCase(), l.slice(l.indexOf(':') + 1).trim()]));
      const length = Number(headers['content-length'] ?? 0);
      if (rest.length < head + 4 + length) return answers;
      answers.push({ status: Number(line.split(' ')[1]), headers, text: rest.slice(head + 4, head + 4 + length) });
      rest = rest.slice(head + 4 + length);
    }
  }
  async untilAnswers(count) {
    await this.until(() => this.answers.length >= count);
    return this.answers;
  }
  close() {
    this.socket.destroy();
  }
  #wake() {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** One request on a connection of its own, which the hub is asked to close. */
export async function rawRequest(hub, text) {
  const raw = await Raw.connect(hub);
  raw.send(text);
  const [answer] = await raw.untilAnswers(1);
  raw.close();
  return answer;
}

/** A request with the usual headers, as text. */
export function requestText(method, target, headers = {}, body = '') {
  const all = { Host: '127.0.0.1', ...headers };
  if (body) all['Content-Length'] ??= Buffer.byteLength(body);
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
