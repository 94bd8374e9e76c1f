// @ts-check
/** The box to write in: Enter sends, Shift+Enter breaks the line, what is too long is kept and counted. */
import { h, t } from './kit.js';
import { icon } from '../icons-core.js';
import { announce } from './announce.js';

const MOST = 4000;

export class GardaComposer extends HTMLElement {
  /** @type {any} what is to be sent along, and sends it itself */ tray = null;
  #heldUntil = 0;
  /** @type {any} */ #counting = 0;

  connectedCallback() {
    if (this.field) return;
    const once = (/** @type {KeyboardEvent} */ event) => this.#key(event);
    this.field = /** @type {HTMLTextAreaElement} */ (h('textarea', { class: 'field', rows: '1', id: `${this.id}-field`, enterkeyhint: 'send', 'aria-describedby': `${this.id}-note`, dir: 'auto', oninput: () => this.#changed(true), onkeydown: once }));
    this.submit = h('button', { type: 'submit', class: 'send' }, icon('send'));
    this.plus = h('button', { type: 'button', class: 'icon-button attach', 'aria-expanded': 'false', onclick: () => this.dispatchEvent(new Event('attach', { bubbles: true })) }, icon('plus'));
    this.note = h('p', { class: 'composer-note', id: `${this.id}-note` });
    this.append(h('form', { onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); this.#send(); } },
      h('div', { class: 'composer-box' }, this.field, this.plus, this.submit), this.note));
    this.name();
  }

  /** Says the names in the language of the page. */
  name() {
    if (!this.field || !this.submit || !this.plus) return;
    const home = this.hasAttribute('home');
    this.field.setAttribute('placeholder', t(home ? 'ask.hint' : 'write.hint'));
    if (home) this.field.setAttribute('aria-labelledby', 'ask');
    else this.field.setAttribute('aria-label', t('write'));
    const send = t(home ? 'ask.send' : 'send');
    for (const [control, words] of /** @type {[HTMLElement, string][]} */ ([[this.submit, send], [this.plus, t('attach')]])) {
      control.setAttribute('aria-label', words);
      control.setAttribute('title', words);
    }
    this.#changed(false);
  }

  get text() { return this.field?.value ?? ''; }
  set text(text) {
    if (!this.field) return;
    this.field.value = text;
    this.#changed(false);
  }

  /** @param {FocusOptions} [options] */
  focus(options) { this.field?.focus(options); }

  /** Shows why sending waits, and for how long. @param {(seconds: number) => string} words @param {number} until */
  hold(words, until) {
    const before = this.#heldUntil;
    this.#heldUntil = until;
    if (before > Date.now()) return;
    announce(words(Math.ceil((until - Date.now()) / 1000)));
    const tick = () => {
      const left = Math.ceil((this.#heldUntil - Date.now()) / 1000);
      this.#say(left > 0 ? words(left) : '', 'wait');
      if (left > 0) setTimeout(tick, 500);
    };
    tick();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      this.#send();
    } else if ((event.key === 'PageUp' || event.key === 'PageDown') && !this.text) {
      this.dispatchEvent(new CustomEvent('page', { detail: event.key === 'PageUp' ? -1 : 1 }));
    }
  }

  #send() {
    const text = this.text.trim();
    if ([...text].length > MOST) { this.#count(true); this.focus(); return; }
    if (this.tray?.takes()) return;
    if (!text) { this.focus(); return; }
    this.go();
  }

  /** Says what was written, with what was to be sent along. @param {import('./types.js').SentFile[]} [files] */
  go(files) {
    const detail = { text: this.text.trim(), files };
    this.text = '';
    this.dispatchEvent(new CustomEvent('say', { detail }));
  }

  /** @param {boolean} byHand */
  #changed(byHand) {
    const { field } = this;
    if (!field) return;
    if (!CSS.supports('field-sizing', 'content')) {
      field.style.height = 'auto';
      field.style.height = `${field.scrollHeight + 2}px`;
    }
    this.#count(false);
    if (byHand) this.dispatchEvent(new Event('edit'));
  }

  /** The counter appears at nine tenths and is spoken when the hands rest. @param {boolean} urgent */
  #count(urgent) {
    const length = [...this.text.trim()].length;
    const over = length - MOST;
    this.field?.toggleAttribute('aria-invalid', false);
    if (over > 0) this.field?.setAttribute('aria-invalid', 'true');
    const said = over > 0 ? t('long', { n: over }) : length >= MOST * 0.9 ? t('long.left', { n: MOST - length }) : '';
    if (this.#heldUntil < Date.now()) this.#say(said, over > 0 ? 'over' : '');
    clearTimeout(this.#counting);
    if (said) this.#counting = setTimeout(() => announce(said, urgent), urgent ? 0 : 1000);
  }

  /** @param {string} text @param {string} tone */
  #say(text, tone) {
    if (!this.note) return;
    this.note.textContent = text;
    this.note.className = `composer-note ${tone}`;
  }
}
