// @ts-check
/** What was written and is not yet surely with the server. Kept in storage, sent in order, by one tab at a time. */
import { alone, load, newId, save } from './local.js';

/** @typedef {import('./types.js').Outgoing} Outgoing */

const KEY = 'garda.outbox';
const MOST_TRIES = 3;

export class Outbox extends EventTarget {
  #running = false;
  #again = false;
  /** @type {any} */ #timer = 0;

  /** @param {import('./api.js').Api} api @param {() => {url: string, title: string} | undefined} page */
  constructor(api, page) {
    super();
    this.api = api;
    this.page = page;
    window.addEventListener('storage', (event) => event.key === KEY && this.#changed());
    window.addEventListener('online', () => this.hurry());
  }

  /** @returns {Outgoing[]} */
  all() { return load(KEY) ?? []; }

  /** Those of one conversation, or of one that does not exist yet. @param {string | null} id @param {string} draft */
  of(id, draft) { return this.all().filter((item) => (id ? item.conversation === id : item.draft === draft)); }

  /** @param {{conversation: string | null, draft: string, text: string, choice?: string, files?: import('./types.js').SentFile[], language: string}} words */
  add(words) {
    /** @type {Outgoing} */
    const item = { ...words, id: newId(), at: new Date().toISOString(), state: 'queued', tries: 0, until: 0 };
    this.#store([...this.all(), item]);
    this.kick();
    return item;
  }

  /** @param {string} id */
  remove(id) { this.#store(this.all().filter((item) => item.id !== id)); }

  /** @param {string} id */
  retry(id) { this.#patch(id, { state: 'queued', tries: 0, until: 0, reason: undefined }); this.kick(); }

  /** Tries at once what waits for the network. */
  hurry() {
    this.#store(this.all().map((item) => (item.reason === 'network' ? { ...item, until: 0 } : item)));
    this.kick();
  }

  async kick() {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    while (this.#again) {
      this.#again = false;
      await alone('garda.outbox', () => this.#drain());
    }
    this.#running = false;
  }

  async #drain() {
    clearTimeout(this.#timer);
    this.#store(this.all().map((item) => (item.state === 'sending' ? { ...item, state: 'queued', unsure: true } : item)));
    for (;;) {
      const item = this.all().find((one) => one.state !== 'failed');
      if (!item) return;
      const wait = item.until - Date.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.kick(), wait);
        return;
      }
      await this.#deliver(item);
    }
  }

  /** @param {Outgoing} item */
  async #deliver(item) {
    this.#patch(item.id, { state: 'sending' });
    try {
      await this.api.arrive();
      const place = item.conversation ?? (await this.open(item.draft, item.language));
      const known = item.unsure && (await this.#known(place, item.id));
      const result = known ? { message: known, replies: [] } : await this.api.post(`conversations/${place}/messages`, { client_id: item.id, text: item.text, choice: item.choice, attachments: item.files?.map(({ id, description }) => ({ id, description })) });
      this.dispatchEvent(new CustomEvent('delivered', { detail: { place, ...result } }));
      this.remove(item.id);
    } catch (problem) {
      this.#refused(item, /** @type {import('./api.js').Problem} */ (problem));
    }
  }

  /** Begins the conversation of this draft and tells it to all that wait for it. @param {string} draft @param {string} language */
  async open(draft, language) {
    const conversation = await this.api.post('conversations', { client_id: draft, language, page: this.page() });
    this.#store(this.all().map((one) => (one.draft === draft ? { ...one, conversation: conversation.id } : one)));
    this.dispatchEvent(new CustomEvent('opened', { detail: { draft, conversation } }));
    return conversation.id;
  }

  /** Whether an earlier try arrived after all. @param {string} place @param {string} id */
  async #known(place, id) {
    return this.api.json(`conversations/${place}/messages/by-client-id/${id}`).catch((problem) => {
      if (problem.status === 404) return null;
      throw problem;
    });
  }

  /** @param {Outgoing} item @param {import('./api.js').Problem} problem */
  #refused(item, { status, after, code }) {
    const tries = item.tries + 1;
    const later = (/** @type {number} */ seconds) => Date.now() + seconds * 1000;
    if (status === undefined || status === 0) {
      const seconds = Math.min(30, 2 ** Math.min(item.tries, 5)) * (0.7 + Math.random() * 0.3);
      this.#patch(item.id, { state: 'waiting', reason: 'network', unsure: true, tries, until: later(seconds) });
    } else if (status === 429 || status === 503) {
      this.#patch(item.id, { state: 'waiting', reason: status === 429 ? 'rate' : 'busy', tries, until: later(after || 5) });
    } else if (status === 401 || status === 404) {
      this.#rehome(item, status, tries);
    } else if (status >= 500 && tries < MOST_TRIES) {
      this.#patch(item.id, { state: 'waiting', reason: 'server', unsure: true, tries, code, until: later(2 ** tries) });
    } else {
      this.#patch(item.id, { state: 'failed', reason: status >= 500 ? 'server' : status === 422 && item.text.length > 4000 ? 'long' : 'refused', code });
      this.dispatchEvent(new CustomEvent('failed', { detail: item }));
    }
  }

  /** The visitor or the conversation is gone: the words go into a new one. @param {Outgoing} item @param {number} status @param {number} tries */
  #rehome(item, status, tries) {
    if (tries >= MOST_TRIES) {
      this.#patch(item.id, { state: 'failed', reason: 'refused' });
      return;
    }
    if (status === 401) this.api.forget();
    const draft = newId();
    this.#store(this.all().map((one) => (one.draft === item.draft ? { ...one, draft, conversation: null, state: 'queued', tries } : one)));
    this.dispatchEvent(new CustomEvent('rehomed', { detail: { from: item.draft, draft } }));
  }

  /** @param {string} id @param {Partial<Outgoing>} change */
  #patch(id, change) { this.#store(this.all().map((item) => (item.id === id ? { ...item, ...change } : item))); }

  /** @param {Outgoing[]} items */
  #store(items) {
    if (JSON.stringify(items) === JSON.stringify(this.all())) return;
    save(KEY, items.length ? items : null);
    this.#changed();
  }

  clear() { this.#store([]); }

  #changed() { this.dispatchEvent(new Event('change')); }
}
