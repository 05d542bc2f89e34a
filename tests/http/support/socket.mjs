// A WebSocket client that keeps everything it gets until a test asks for it.
import { once } from 'node:events';
import WebSocket from 'ws';

export class Socket {
  frames = [];
  #waiting = [];

  constructor(hub, { token = hub.token, query = `token=${encodeURIComponent(token)}`, ...options } = {}) {
    this.ws = new WebSocket(`ws://127.0.0.1:${hub.port}/ws?${query}`, options.protocols ?? [], options);
    this.ws.on('message', (data) => {
      this.frames.push(JSON.parse(data));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.closed.then(() => {
      this.isClosed = true;
      this.#wake();
    });
    this.ws.on('error', () => {});
  }

  /** Connects and says hello; the frame that answers it is in `ok`. */
  static async open(hub, hello = {}, options = {}) {
    const socket = new Socket(hub, options);
    await once(socket.ws, 'open');
    socket.hello(hello);
    await socket.until(() => socket.frames.length > 0);
    socket.ok = socket.frames[0];
    return socket;
  }

  hello(members = {}) {
    this.send({ type: 'hello', after_event_id: 0, ...members });
  }
  send(value) {
    this.ws.send(typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value));
  }
  get events() {
    return this.frames.filter((frame) => frame.type === 'event');
  }
  get ids() {
    return this.events.map((event) => event.event_id);
  }
  /** Waits until a condition holds, which is looked at after each frame. */
  async until(condition) {
    while (!condition()) {
      if (this.isClosed) throw new Error('the socket closed before that happened');
      await new Promise((resolve) => this.#waiting.push(resolve));
    }
  }
  async untilEvent(id) {
    await this.until(() => this.ids.at(-1) >= id);
    return this.ids;
  }
  close() {
    this.ws.terminate();
  }
  #wake() {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** How an upgrade that is refused is answered: status, headers and text. */
export async function refusedUpgrade(hub, query = '', headers = {}) {
  const ws = new WebSocket(`ws://127.0.0.1:${hub.port}/ws${query}`, { headers });
  ws.on('error', () => {});
  const [, response] = await once(ws, 'unexpected-response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}
