// @ts-check
/** Signing in with email and password. */
import { Part } from './part.js';
import { get, post, say } from './api.js';
import { h, set } from './dom.js';
import { field, filled } from './fields.js';
import { glyph } from './glyphs.js';
import { change } from './kept.js';
import { language, t } from './words.js';

export class SignIn extends Part {
  note = '';

  begin() {
    const email = field({ label: t('sign.email'), name: 'email', type: 'email', autocomplete: 'username', id: 'sign-email' });
    const password = field({ label: t('sign.password'), name: 'password', type: 'password', autocomplete: 'current-password', id: 'sign-password' });
    const said = h('p', { class: 'gate-note', role: 'alert' }, this.note);
    const button = h('button', { type: 'submit', class: 'button primary' }, t('sign.in'));
    const help = h('p', { class: 'fine' });
    const form = h('form', { novalidate: true, class: 'stack' }, said, email.box, password.box, button, help);
    set(
      this,
      h('main', { class: 'gate' },
        h('div', { class: 'gate-card' }, h('p', { class: 'gate-brand' }, glyph('shield'), h('span', {}, 'Garda')), h('h1', {}, t('sign.title')), form),
        h('p', { class: 'gate-language' }, languageSwitch())),
    );
    this.listen(form, 'submit', (event) => {
      event.preventDefault();
      if (!filled([[email, t('sign.email.empty')], [password, t('sign.password.empty')]])) return;
      this.#try(email, password, said, button);
    });
    this.#help(help);
    email.input.focus();
  }

  /** @param {import('./fields.js').Field} email @param {import('./fields.js').Field} password @param {HTMLElement} said @param {HTMLButtonElement} button */
  async #try(email, password, said, button) {
    said.textContent = '';
    button.setAttribute('aria-disabled', 'true');
    try {
      const { agent } = await post('/session', { email: email.input.value.trim(), password: password.input.value });
      this.tell('signed-in', { agent, password: password.input.value });
    } catch (error) {
      button.removeAttribute('aria-disabled');
      said.textContent = say(error);
      password.input.focus();
      password.input.select();
    }
  }

  /** @param {HTMLElement} line */
  async #help(line) {
    const desk = await get(`/widget?lang=${language()}`).catch(() => null);
    line.textContent = desk?.phone ? t('sign.help.phone', { phone: desk.phone }) : t('sign.help');
  }
}

/** The other language, named in itself. */
export function languageSwitch() {
  const other = language() === 'id' ? 'en' : 'id';
  return h('button', { type: 'button', class: 'button small quiet', id: 'language-switch', lang: other, onclick: () => change({ language: other }) }, glyph('globe'), other === 'id' ? 'Bahasa Indonesia' : 'English');
}
