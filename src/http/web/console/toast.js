// @ts-check
/** Short news at the edge, with undo; waits while looked at. */
import { Part } from './part.js';
import { announce } from './announce.js';
import { h } from './dom.js';
import { t } from './words.js';

const SHOWN = 10_000;
const UNDO = 60_000;

export class Toasts extends Part {
  /** @type {{run: () => void, until: number}|null} */
  #last = null;

  /** @param {string} text @param {() => void} [undo] */
  show(text, undo) {
    this.#last = undo ? { run: undo, until: Date.now() + UNDO } : this.#last;
    this.replaceChildren();
    const toast = h('div', { class: 'toast' }, h('p', {}, text));
    if (undo) toast.append(h('button', { type: 'button', class: 'button small', onclick: () => this.undo() }, t('do.undo'), h('kbd', { 'aria-hidden': 'true' }, 'Z')));
    this.append(toast);
    announce(undo ? t('toast.undo', { text }) : text);
    this.#leaveLater(toast);
  }

  /** @param {HTMLElement} toast */
  #leaveLater(toast) {
    let left = SHOWN;
    const timer = setInterval(() => {
      if (!toast.isConnected) clearInterval(timer);
      else if (!toast.matches(':hover, :focus-within') && (left -= 500) <= 0) toast.remove();
    }, 500);
  }

  get canUndo() {
    return Boolean(this.#last && this.#last.until > Date.now());
  }

  undo() {
    const last = this.#last;
    this.#last = null;
    this.replaceChildren();
    if (last && last.until > Date.now()) last.run();
  }
}
