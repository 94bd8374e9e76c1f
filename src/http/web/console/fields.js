// @ts-check
/** Form fields with a label above, a hint before and the complaint at the field; a password that can be shown. */
import { freshId, h } from './dom.js';
import { t } from './words.js';

/** @typedef {{box: HTMLElement, input: HTMLInputElement, complain: (words: string) => void}} Field */

/**
 * @param {{label: string, name: string, type?: string, autocomplete?: string, hint?: string, value?: string, id?: string}} about
 * @returns {Field}
 */
export function field(about) {
  const id = about.id ?? freshId(about.name);
  const input = h('input', { id, class: 'field', name: about.name, type: about.type ?? 'text', autocomplete: about.autocomplete ?? 'off', 'aria-describedby': `${id}-hint ${id}-wrong`, value: about.value });
  const wrong = h('p', { id: `${id}-wrong`, class: 'complaint' });
  const hint = h('p', { id: `${id}-hint`, class: 'fine' }, about.hint);
  const label = h('label', { for: id }, about.label);
  const line = h('div', { class: 'label-line' }, label, about.type === 'password' && shower(input));
  return {
    box: h('div', { class: 'form-field' }, line, about.hint && hint, input, wrong),
    input,
    complain(words) {
      wrong.textContent = words;
      if (words) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    },
  };
}

/** @param {HTMLInputElement} input */
function shower(input) {
  const button = h('button', { type: 'button', class: 'show', 'aria-pressed': 'false', 'aria-controls': input.id }, t('sign.show'));
  button.addEventListener('click', () => {
    const shown = input.type === 'text';
    input.type = shown ? 'password' : 'text';
    button.setAttribute('aria-pressed', String(!shown));
  });
  return button;
}

/** Complain about the empty fields and go to the first. @param {[Field, string][]} asked @returns {boolean} */
export function filled(asked) {
  let first = /** @type {Field|null} */ (null);
  for (const [one, words] of asked) {
    const empty = !one.input.value.trim();
    one.complain(empty ? words : '');
    if (empty) first ??= one;
  }
  first?.input.focus();
  return !first;
}
