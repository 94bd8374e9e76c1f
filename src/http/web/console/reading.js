// @ts-check
/** The ticket being read, and its neighbours read ahead so that J lands within a blink. */
import { Case } from './case.js';
import { markSeen } from './kept.js';

/** Tells `change` (detail = the case) whenever the open ticket is known better. */
export class Reading extends EventTarget {
  /** @type {Case|null} */
  now = null;
  /** @type {Map<string, Case>} */
  #ahead = new Map();
  /** @type {AbortController|undefined} */
  #hearing;

  /** @param {import('./types.js').Agent} agent @param {import('./inbox.js').Inbox} inbox */
  constructor(agent, inbox) {
    super();
    this.agent = agent;
    this.inbox = inbox;
  }

  /** @param {string} number @returns {boolean} whether another ticket is open now */
  open(number) {
    if ((this.now?.number ?? '') === number) return false;
    this.#hearing?.abort();
    this.now = null;
    if (!number) return true;
    const one = this.#ahead.get(number) ?? new Case(number, this.agent);
    this.now = one;
    this.#hearing = new AbortController();
    one.addEventListener('change', () => this.#known(one), { signal: this.#hearing.signal });
    document.addEventListener('visibilitychange', () => this.#known(one), { signal: this.#hearing.signal });
    one.load().then(() => this.#readAhead(number));
    return true;
  }

  /** @param {Case} one */
  #known(one) {
    if (one.detail) {
      if (!document.hidden) markSeen(this.agent.id, one.number, one.lastSeq);
      this.inbox.put(one.detail.ticket);
    }
    this.dispatchEvent(new CustomEvent('change', { detail: one }));
  }

  /** @param {string} number */
  #readAhead(number) {
    if (this.now?.number !== number) return;
    const kept = new Map();
    for (const step of /** @type {const} */ ([1, -1])) {
      const row = this.inbox.beside(number, step);
      if (!row || row.number === number) continue;
      const one = this.#ahead.get(row.number) ?? new Case(row.number, this.agent);
      kept.set(row.number, one);
      if (!one.detail) one.load();
    }
    this.#ahead = kept;
  }
}
