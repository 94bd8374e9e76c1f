// @ts-check
/** Setting one's own password: as a step before the first sign-in, and in the settings. */
import { Part } from './part.js';
import { Problem, post, say } from './api.js';
import { announce } from './announce.js';
import { h, set } from './dom.js';
import { field, filled } from './fields.js';
import { glyph } from './glyphs.js';
import { t } from './words.js';

const SHORTEST = 12;

/** The form itself. `typed` is the current password when it was typed a moment ago. @param {string} email @param {string} typed @param {() => void} done */
export function passwordForm(email, typed, done) {
  const current = field({ label: t('password.current'), name: 'current', type: 'password', autocomplete: 'current-password' });
  const next = field({ label: t('password.new'), name: 'new', type: 'password', autocomplete: 'new-password', hint: t('password.hint', { n: SHORTEST }) });
  const said = h('p', { class: 'complaint', role: 'alert' });
  const form = h('form', { novalidate: true, class: 'stack' }, h('input', { type: 'email', autocomplete: 'username', value: email, hidden: true, readonly: true }), !typed && current.box, next.box, said, h('button', { type: 'submit', class: 'button primary' }, t('password.save')));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    said.textContent = '';
    if (!filled([...(typed ? [] : [/** @type {[any, string]} */ ([current, t('password.current.empty')])]), [next, t('password.new.empty')]])) return;
    if ([...next.input.value].length < SHORTEST) {
      next.complain(t('password.short', { n: SHORTEST, now: [...next.input.value].length }));
      return next.input.focus();
    }
    try {
      await post('/session/password', { current: typed || current.input.value, new: next.input.value });
      form.reset();
      done();
    } catch (error) {
      if (error instanceof Problem && (error.status === 401 || error.status === 403 || error.kind === 'wrong_credentials')) {
        current.complain(t('password.current.wrong'));
        if (!typed) return current.input.focus();
      }
      said.textContent = error instanceof Problem && error.status === 422 ? t('password.refused', { n: SHORTEST }) : say(error);
    }
  });
  return { form, first: typed ? next.input : current.input };
}

export class FirstPassword extends Part {
  typed = '';
  email = '';

  begin() {
    const { form, first } = passwordForm(this.email, this.typed, () => {
      announce(t('password.saved'));
      this.tell('password-set');
    });
    set(
      this,
      h('main', { class: 'gate' }, h('div', { class: 'gate-card' },
        h('p', { class: 'gate-brand' }, glyph('shield'), h('span', {}, 'Garda')), h('h1', {}, t('password.first')), h('p', {}, t('password.first.why')), form,
        h('p', {}, h('button', { type: 'button', class: 'button small quiet', onclick: () => this.tell('sign-out') }, t('do.signOut'))))),
    );
    first.focus();
  }
}
