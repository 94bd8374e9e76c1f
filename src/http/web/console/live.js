// @ts-check
/** News from the server: one stream for all tabs of a browser, a resync after every gap, a poll while it is lost. */

const STRIP_AFTER = 1_500;
const POLL_AFTER = 10_000;
const POLL_EVERY = 15_000;

/** Tells `ticket`, `typing`, `resync` (detail = what the server sent) and `state` (detail = "live" or "lost"). */
export class Live extends EventTarget {
  #stop = new AbortController();
  /** @type {EventSource|undefined} */
  #stream;
  /** @type {BroadcastChannel|undefined} */
  #tabs;
  #lost = 0;
  #tries = 0;
  /** @type {any} */
  #strip;

  start() {
    if ('BroadcastChannel' in window) {
      this.#tabs = new BroadcastChannel('garda-console');
      this.#tabs.addEventListener('message', ({ data }) => this.#tell(data.name, data.detail), { signal: this.#stop.signal });
    }
    if (navigator.locks) this.#waitForTurn();
    else this.#open();
    addEventListener('online', () => this.#stream && this.#open(), { signal: this.#stop.signal });
    const poll = setInterval(() => this.#poll(), POLL_EVERY);
    this.#stop.signal.addEventListener('abort', () => clearInterval(poll));
  }

  stop() {
    this.#stop.abort();
    this.#stream?.close();
    this.#tabs?.close();
    clearTimeout(this.#strip);
  }

  /** The tab that holds the lock keeps the stream; when it closes, the next one opens its own and re-reads. */
  #waitForTurn() {
    const held = new Promise((done) => this.#stop.signal.addEventListener('abort', done));
    navigator.locks.request('garda-console-stream', { signal: this.#stop.signal }, () => {
      this.#open();
      return held;
    }).catch(() => {});
  }

  #open() {
    if (this.#stop.signal.aborted) return;
    this.#stream?.close();
    const stream = new EventSource('/api/v1/tickets/stream');
    this.#stream = stream;
    for (const name of ['ticket', 'typing', 'resync']) {
      stream.addEventListener(name, (event) => this.#share(name, parse(/** @type {MessageEvent} */ (event).data)));
    }
    stream.addEventListener('open', () => this.#back());
    stream.addEventListener('error', () => this.#gone(stream));
  }

  #back() {
    clearTimeout(this.#strip);
    const missed = this.#lost > 0;
    this.#lost = 0;
    this.#tries = 0;
    this.#share('state', 'live');
    if (missed) this.#share('resync', {});
  }

  /** @param {EventSource} stream */
  #gone(stream) {
    if (!this.#lost) {
      this.#lost = Date.now();
      this.#strip = setTimeout(() => this.#share('state', 'lost'), STRIP_AFTER);
    }
    if (stream.readyState !== EventSource.CLOSED || stream !== this.#stream) return;
    const wait = Math.min(30_000, 2_000 * 2 ** this.#tries++);
    setTimeout(() => stream === this.#stream && this.#open(), wait);
  }

  #poll() {
    const stale = this.#lost && Date.now() - this.#lost > POLL_AFTER;
    if (stale && !document.hidden) this.#share('resync', { polled: true });
  }

  /** @param {string} name @param {unknown} detail */
  #share(name, detail) {
    this.#tabs?.postMessage({ name, detail });
    this.#tell(name, detail);
  }

  /** @param {string} name @param {unknown} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
