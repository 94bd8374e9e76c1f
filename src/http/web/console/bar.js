// @ts-check
/** The top bar: name, search, take next, keys, and the agent's own menu. */
import { Part } from './part.js';
import { h, keycap, set } from './dom.js';
import { glyph } from './glyphs.js';
import { here, inboxPath, lastInbox, moved } from './route.js';
import { t } from './words.js';

export class Bar extends Part {
  /** @type {import('./types.js').Agent} */
  agent = /** @type {any} */ (null);

  begin() {
    this.search = h('input', { class: 'field', type: 'search', id: 'search', name: 'q', autocomplete: 'off', enterkeyhint: 'search' });
    const form = h('form', { class: 'search', role: 'search', action: '/console/inbox/all' }, h('label', { for: 'search', class: 'sr' }, t('search.label')), glyph('search'), this.search, keycap('/'));
    this.search.placeholder = t('search.hint');
    set(
      this,
      h('header', { class: 'bar' },
        h('a', { class: 'brand', href: inboxPath('mine') }, glyph('shield'), h('strong', {}, 'Garda'), h('span', { class: 'sr' }, ' ', t('console'))),
        form,
        h('div', { class: 'bar-acts' },
          this.agent.role !== 'author' && h('button', { type: 'button', class: 'button small take-next', 'data-do': 'takeNext' }, glyph('hand'), h('span', {}, t('do.takeNext')), keycap('T')),
          h('button', { type: 'button', class: 'button small quiet palette-open', 'data-do': 'palette' }, h('span', {}, t('palette.open')), keycap('Ctrl+K')),
          h('button', { type: 'button', class: 'button small quiet keys-open', 'data-do': 'keySheet' }, h('span', {}, t('keys.title')), keycap('?')),
          h('button', { type: 'button', class: 'me', popovertarget: 'me-menu' }, initials(this.agent.name), h('span', { class: 'sr' }, `, ${t('me.menu', { name: this.agent.name })}`))),
        this.#menu()),
    );
    this.listen(form, 'submit', (event) => {
      event.preventDefault();
      this.tell('search', this.search?.value.trim() ?? '');
    });
    this.listen(this.search, 'keydown', (event) => event.key === 'Escape' && this.tell('leave'));
    this.listen(moved, 'change', () => this.#follow());
    this.#follow();
  }

  #menu() {
    const close = () => /** @type {HTMLElement|null} */ (this.querySelector('#me-menu'))?.hidePopover();
    return h(
      'div', { id: 'me-menu', class: 'menu', popover: 'auto' },
      h('p', { class: 'menu-who' }, h('strong', {}, this.agent.name), h('span', {}, this.agent.email), h('span', {}, t(`agent.${this.agent.role}`))),
      h('a', { class: 'menu-item', href: '/console/settings', onclick: close }, glyph('settings'), t('settings.title')),
      h('button', { type: 'button', class: 'menu-item', 'data-do': 'keySheet', onclick: close }, glyph('key'), t('keys.title')),
      h('button', { type: 'button', class: 'menu-item', 'data-do': 'signOut' }, glyph('external'), t('do.signOut')),
    );
  }

  #follow() {
    const at = here();
    const q = at.page === 'inbox' ? at.q : lastInbox().q;
    if (this.search && document.activeElement !== this.search) this.search.value = q;
  }

  focusSearch() {
    this.search?.focus();
    this.search?.select();
  }
}

/** @param {string} name */
export const initials = (name) => name.split(/\s+/).map((word) => word[0] ?? '').slice(0, 2).join('').toUpperCase();
