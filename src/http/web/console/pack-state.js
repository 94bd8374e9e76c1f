// @ts-check
/** Which state of the content serves, and how far the assistant has studied it. */
import { Part } from './part.js';
import { get } from './api.js';
import { h, set } from './dom.js';
import { t } from './words.js';

/** A study is looked at again this often while it is under way, and seldom otherwise. */
const SOON = 2000;
const SELDOM = 30_000;

export class PackState extends Part {
  /** @type {number|undefined} */
  #timer;

  begin() {
    this.signal.addEventListener('abort', () => clearTimeout(this.#timer));
    // The words are said aloud when they change, the numbers are not.
    const words = h('p', { class: 'fine', role: 'status' });
    const bar = h('progress', { max: 100, 'aria-label': t('pack.progress') });
    const number = h('span', { class: 'nums', 'aria-hidden': 'true' });
    bar.hidden = true;
    set(this, words, bar, number);
    this.#look(words, bar, number);
  }

  /** @param {HTMLElement} words @param {HTMLProgressElement} bar @param {HTMLElement} number */
  async #look(words, bar, number) {
    // Without an answer the page does without: nothing here is needed for work.
    const state = await get('/pack').catch(() => undefined);
    if (this.signal.aborted) return;
    const { studying } = state ?? {};
    const said = state ? t(`pack.${studying !== undefined ? 'studying' : state.studied ? 'studied' : 'served'}`, { revision: state.revision }) : '';
    if (words.textContent !== said) words.textContent = said;
    bar.hidden = studying === undefined;
    bar.value = studying ?? 0;
    number.textContent = studying === undefined ? '' : `${studying} %`;
    this.#timer = setTimeout(() => this.#look(words, bar, number), studying === undefined ? SELDOM : SOON);
  }
}
