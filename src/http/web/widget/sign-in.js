// @ts-check
/** Who we are: one's own tickets once it is proven; until then a code by e-mail, where codes are sent. */
import { button, h, t } from './kit.js';

export class GardaSignIn extends HTMLElement {
  /** @type {any} */ acts = null;
  /** What is asked: nothing yet, the address, or the code sent to it. */
  #step = '';
  #email = '';
  #drawn = '';

  /** @param {import('./types.js').Person | null} person @param {boolean} codes */
  show(person, codes) {
    const sign = JSON.stringify([t('mine'), person, codes]);
    if (sign === this.#drawn) return;
    this.#drawn = sign;
    if (person) this.#step = '';
    if (person) this.replaceChildren(button(t('mine'), () => this.acts.tickets(), { icon: 'ticket', class: 'button wide' }), h('p', { class: 'own-as' }, t('mine.as', { who: person.name || person.email }), ' ', button(t('sign.out'), () => this.acts.leave(), { class: 'button quiet' })));
    else if (codes) this.#draw();
    else this.replaceChildren();
  }

  /** @param {string} [fault] @param {string} [value] what was typed stays */
  #draw(fault, value) {
    if (!this.#step) { this.replaceChildren(button(t('sign.in'), () => this.#ask('email'), { icon: 'person', class: 'button quiet' })); return; }
    const code = this.#step === 'code';
    const field = h('input', { class: 'field', id: 'own-field', type: code ? 'text' : 'email', inputmode: code && 'numeric', autocomplete: code ? 'one-time-code' : 'email', value, 'aria-invalid': Boolean(fault) && 'true', 'aria-describedby': fault && 'own-fault' });
    const form = h('form', { class: 'own-form', novalidate: true, onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); this.#send(/** @type {HTMLInputElement} */ (field).value.trim()); } },
      h('label', { for: 'own-field' }, t(this.#step)), field, fault && h('p', { id: 'own-fault', class: 'fault', role: 'alert' }, fault),
      h('button', { class: 'button primary' }, t(code ? 'send' : 'code.send')));
    this.replaceChildren(form);
    field.focus();
  }

  /** @param {string} step */
  #ask(step) { this.#step = step; this.#draw(); }

  /** @param {string} value */
  async #send(value) {
    const code = this.#step === 'code';
    try {
      if (code) { await this.acts.confirm(this.#email, value); return; }
      await this.acts.code(value);
      this.#email = value;
      this.#ask('code');
    } catch (problem) {
      const { status, after } = /** @type {import('./api.js').Problem} */ (problem);
      this.#draw(status === 429 ? t('rate', { s: after }) : status === 422 ? t('email.wrong') : status === 401 ? t('code.wrong') : t('failed'), value);
    }
  }
}
