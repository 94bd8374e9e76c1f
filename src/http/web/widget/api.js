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
  /** What proves who we are to this page. @type {string | null} */ identity = null;
  /** @type {import('./types.js').Person | null} */ person = null;
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
      response = await fetch(`/api/v1/${path}`, { ...options, headers, signal: clock.signal, credentials: 'same-origin', cache: 'no-store' });
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
    this.#arriving ??= (this.identity ? this.prove(this.identity) : Promise.resolve(false))
      .then((proven) => proven || this.post('visitors').then((added) => this.#become(added)))
      .finally(() => { this.#arriving = null; });
    return this.#arriving;
  }

  /** @param {{token: string, person: any}} added */
  #become({ token, person }) {
    this.token = token;
    this.person = person;
    this.keepToken(token);
  }

  /** Becomes whoever this token proves, if it does. @param {string} identity */
  async prove(identity) {
    this.identity = identity;
    try {
      this.#become(await this.post('visitors/identify', { token: identity }));
      return true;
    } catch (problem) {
      if (/** @type {Problem} */ (problem).kind !== 'unproven') throw problem;
      console.warn('Garda.identify: the token proves nobody');
      return false;
    }
  }

  /** @param {string} email @param {string} code */
  async confirm(email, code) { this.#become(await this.post('visitors/code/confirm', { email, code })); }

  /** Whether the token is of somebody signed in. */
  get signed() { return Boolean(this.token?.startsWith('p1.')); }

  async readPerson() { this.person = this.signed ? (await this.json('visitors/me')).person : null; }

  forget() { this.token = this.person = null; this.keepToken(''); }

  /** Signs out here and on the server. */
  async leave() {
    if (this.signed) await this.post('visitors/sign-out').catch(() => {});
    this.forget();
  }

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
