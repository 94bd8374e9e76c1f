// @ts-check
/** Calls to the server, with the visitor's token; every failure becomes one `Problem`. */

/** @typedef {import('./types.js').Conversation} Conversation */
/** @typedef {import('./types.js').Message} Message */

export class Problem extends Error {
  /** @param {number} status 0 when no answer came @param {string} kind @param {string} [code] @param {number} [after] seconds */
  constructor(status, kind, code = '', after = 0) {
    super(kind);
    this.status = status;
    this.kind = kind;
    this.code = code;
    this.after = after;
  }
}

const PATIENCE = 10_000;

export class Api {
  /** @type {string | null} */ token = null;
  /** @type {string | null} */ identity = null;
  /** @type {Promise<void> | null} */ #arriving = null;

  /** @param {(token: string) => void} keepToken */
  constructor(keepToken) { this.keepToken = keepToken; }

  /** @param {string} path @param {RequestInit & {patience?: number}} [options] @returns {Promise<Response>} */
  async request(path, options = {}) {
    const headers = new Headers(options.headers);
    if (this.token) headers.set('authorization', `Bearer ${this.token}`);
    const clock = new AbortController();
    const stop = () => clock.abort();
    options.signal?.addEventListener('abort', stop, { once: true });
    const timer = setTimeout(stop, options.patience ?? PATIENCE);
    /** @type {Response} */
    let response;
    try {
      response = await fetch(`/api/v1/${path}`, { ...options, headers, signal: clock.signal, credentials: 'omit', cache: 'no-store' });
    } catch {
      throw new Problem(0, 'network');
    } finally {
      clearTimeout(timer);
    }
    if (response.ok) return response;
    const body = await response.json().catch(() => ({}));
    const kind = String(body.type ?? '').split('/').pop() || 'broken';
    throw new Problem(response.status, kind, body.request_id, Number(response.headers.get('retry-after')) || 0);
  }

  /** @param {string} path @param {RequestInit} [options] @returns {Promise<any>} */
  async json(path, options) {
    const response = await this.request(path, options);
    try {
      return response.status === 204 ? null : await response.json();
    } catch {
      throw new Problem(0, 'network');
    }
  }

  /** @param {string} path @param {unknown} [body] */
  post(path, body) {
    return this.json(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) });
  }

  /** Makes sure that we are somebody: a visitor is created with the first message, never by looking. */
  arrive() {
    if (this.token) return Promise.resolve();
    this.#arriving ??= this.post('visitors', this.identity ? { identity: this.identity } : {})
      .then(({ token }) => { this.token = token; this.keepToken(token); })
      .finally(() => { this.#arriving = null; });
    return this.#arriving;
  }

  forget() { this.token = null; this.keepToken(''); }

  /** @param {string} language */
  config(language) { return this.json(`widget?lang=${language}`); }
  /** @returns {Promise<Conversation[]>} */
  async conversations() { return this.token ? (await this.json('conversations')).conversations : []; }
  /** @param {string} id @param {Record<string, string | number>} window @returns {Promise<{conversation: Conversation, messages: Message[]}>} */
  messages(id, window) { return this.json(`conversations/${id}?${new URLSearchParams(/** @type {any} */ (window))}`); }
  /** @param {string} text @param {string} language @param {AbortSignal} [signal] */
  async articles(text, language, signal) { return (await this.json(`articles?${new URLSearchParams({ q: text, lang: language, limit: '3' })}`, { signal })).articles; }
  /** @param {string} slug @param {string} language */
  article(slug, language) { return this.json(`articles/${encodeURIComponent(slug)}?lang=${language}`); }
}
