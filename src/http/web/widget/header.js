// @ts-check
/** The bar on top: where we are, who answers, the language, the size, and the way out. */
import { h, iconButton, t } from './kit.js';
import { icon } from '../icons-core.js';

/** @typedef {{desk: string, sub: string, back: string, other: string, tall: boolean, small: boolean, alone: boolean, person: boolean}} Look */

export class GardaHeader extends HTMLElement {
  /** @type {any} */ acts = null;
  #drawn = '';

  /** @param {Look} look */
  show(look) {
    const sign = JSON.stringify(look);
    if (sign === this.#drawn) return;
    this.#drawn = sign;
    const focused = this.contains(document.activeElement) ? document.activeElement?.getAttribute('data-part') : null;
    const part = (/** @type {string} */ name) => ({ 'data-part': name });
    this.replaceChildren(h('header', { class: 'bar', 'aria-label': look.desk },
      look.back ? iconButton(look.back, 'back', () => this.acts.back(), part('back')) : h('span', { class: 'mark' }, icon('shield')),
      h('div', { class: 'bar-words' }, h('h1', { tabindex: '-1', 'data-part': 'title' }, look.desk), h('p', { class: look.person ? 'sub person' : 'sub' }, look.sub)),
      look.other && h('button', { type: 'button', class: 'icon-button words', 'aria-label': t('language', { code: look.other.toUpperCase() }), onclick: () => this.acts.language(look.other), ...part('language') }, look.other.toUpperCase()),
      !look.small && iconButton(t(look.tall ? 'shrink' : 'grow'), look.tall ? 'shrink' : 'expand', () => this.acts.size(), part('size')),
      !look.alone && iconButton(t('close'), 'close', () => this.acts.close(), part('close'))));
    if (focused) (this.#part(focused) ?? this.#part('title'))?.focus();
  }

  focusTitle() { this.#part('title')?.focus(); }

  /** @param {string} name @returns {HTMLElement | null} */
  #part(name) { return this.querySelector(`[data-part="${name}"]`); }
}
