// @ts-check
/** Follows one conversation: one stream for each browser, fanned out to its tabs; polls while no stream is up; never gives up. */
import { alone } from './local.js';

/** @typedef {{event: string, data: any, id: string}} ServerEvent */

/** The longest silence: the server writes a comment every 15 s. */
const SILENCE = 40_000;

/** Reads until the stream ends, breaks, or is silent for too long.
 * @param {ReadableStream<Uint8Array>} body @param {(event: ServerEvent) => void} hear */
export async function readEvents(body, hear) {
  const reader = body.pipeThrough(/** @type {any} */ (new TextDecoderStream())).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read());
      if (done) return;
      rest += value.replace(/\r\n?/g, '\n');
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parse(block);
        if (event) hear(event);
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** @template T @param {Promise<T>} promise @returns {Promise<T>} */
function inTime(promise) {
  /** @type {any} */
  let timer;
  const late = new Promise((_, refuse) => { timer = setTimeout(() => refuse(new Error('silent')), SILENCE); });
  return Promise.race([promise, /** @type {Promise<never>} */ (late)]).finally(() => clearTimeout(timer));
}

/** @param {string} block @returns {ServerEvent | null} */
function parse(block) {
  const event = { event: 'message', data: '', id: '' };
  let lines = 0;
  for (const line of block.split('\n')) {
    const [, field, value] = /^(event|data|id):? ?(.*)$/.exec(line) ?? [];
    if (field === 'data') event.data += (lines++ ? '\n' : '') + value;
    else if (field === 'event' || field === 'id') event[field] = value;
  }
  if (!lines) return null;
  try {
    return { ...event, data: JSON.parse(event.data) };
  } catch {
    return null;
  }
}

/** @typedef {'live' | 'lost'} Line */

const POLL = 15_000;
const LONGEST = 30_000;

export class Live extends EventTarget {
  #end = new AbortController();
  /** @type {BroadcastChannel | null} */ #tabs = null;
  /** @type {(() => void) | null} */ #hurry = null;

  /** @param {import('./api.js').Api} api @param {string} id @param {() => number} after the newest place surely known */
  constructor(api, id, after) {
    super();
    this.api = api;
    this.id = id;
    this.after = after;
  }

  start() {
    const { signal } = this.#end;
    if (window.BroadcastChannel) {
      this.#tabs = new BroadcastChannel(`garda.${this.id}`);
      this.#tabs.onmessage = ({ data }) => this.#say(data.event, data.data);
    }
    window.addEventListener('online', () => this.#hurry?.(), { signal });
    document.addEventListener('visibilitychange', () => document.hidden || this.#hurry?.(), { signal });
    alone(`garda.stream.${this.id}`, () => this.#follow(), signal);
  }

  stop() {
    this.#end.abort();
    this.#hurry?.();
    this.#tabs?.close();
  }

  /** Waits no longer before the next try. */
  hurry() { this.#hurry?.(); }

  async #follow() {
    for (let tries = 0; !this.#end.signal.aborted; tries += 1) {
      const lived = await this.#stream();
      if (this.#end.signal.aborted) return;
      if (lived) tries = 0;
      const polled = await this.#poll();
      if (!polled || !lived) this.#tell('line', polled ? 'live' : 'lost');
      await this.#pause(Math.min(polled ? POLL : LONGEST, 1000 * 2 ** Math.min(tries, 5)) * (0.6 + Math.random() * 0.4));
    }
  }

  /** @returns {Promise<boolean>} whether it was up for a while */
  async #stream() {
    let opened = 0;
    try {
      const response = await this.api.request(`conversations/${this.id}/stream`, { signal: this.#end.signal, headers: { accept: 'text/event-stream', 'last-event-id': String(this.after()) } });
      opened = Date.now();
      this.#tell('line', 'live');
      const stop = () => response.body?.cancel().catch(() => {});
      this.#end.signal.addEventListener('abort', stop, { once: true });
      if (response.body) await readEvents(response.body, ({ event, data }) => this.#tell(event, data));
    } catch { /* the next try follows */ }
    return opened > 0 && Date.now() - opened > 5000;
  }

  async #poll() {
    try {
      const { conversation, messages } = await this.api.messages(this.id, { after: this.after() });
      for (const message of messages) this.#tell('message', message);
      this.#tell('conversation', conversation);
      return true;
    } catch (problem) {
      return /** @type {any} */ (problem).status > 0;
    }
  }

  /** @param {number} length */
  #pause(length) {
    return new Promise((done) => {
      const timer = setTimeout(done, length);
      this.#hurry = () => { clearTimeout(timer); done(undefined); };
    }).finally(() => { this.#hurry = null; });
  }

  /** Says it here and in the other tabs. @param {string} event @param {unknown} data */
  #tell(event, data) {
    this.#say(event, data);
    if (!this.#end.signal.aborted) this.#tabs?.postMessage({ event, data });
  }

  /** @param {string} event @param {unknown} data */
  #say(event, data) {
    if (!this.#end.signal.aborted) this.dispatchEvent(new CustomEvent(event, { detail: data }));
  }
}
