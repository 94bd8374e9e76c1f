// @ts-check
/** Whether the server can be reached, and the one line that says so: not for a hiccup, and never as a dead end. */
import { announce } from './announce.js';
import { t } from './i18n.js';

const SHOW_AFTER = 1500;
const SAY_AFTER = 3000;

export class Connection {
  lost = false;
  strip = '';
  /** @type {any[]} */ #timers = [];

  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
  }

  /** @param {boolean} lost @param {boolean} waiting whether words wait to go out */
  report(lost, waiting) {
    if (lost && this.strip) this.#put(this.#words(waiting));
    if (lost === this.lost) return;
    this.lost = lost;
    for (const timer of this.#timers) clearTimeout(timer);
    if (lost) {
      this.#timers = [
        setTimeout(() => this.#put(this.#words(waiting)), SHOW_AFTER),
        setTimeout(() => announce(this.strip), SAY_AFTER),
      ];
    } else if (this.strip) {
      this.#put(t('online'));
      announce(this.strip);
      this.#timers = [setTimeout(() => this.#put(''), 3000)];
    }
  }

  /** @param {boolean} waiting */
  #words(waiting) { return waiting || !navigator.onLine ? t('offline') : t('reconnect'); }

  /** @param {string} strip */
  #put(strip) {
    if (this.strip === strip) return;
    this.strip = strip;
    this.changed();
  }
}
