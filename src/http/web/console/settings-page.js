// @ts-check
/** The agent's own settings: language, look, keys, notices, password. All but the password stay in this browser. */
import { Part } from './part.js';
import { announce } from './announce.js';
import { h, set } from './dom.js';
import { glyph } from './glyphs.js';
import { change, settings } from './kept.js';
import { askForNotices, chime } from './notify.js';
import { passwordForm } from './password.js';
import { language, t } from './words.js';

export class SettingsPage extends Part {
  /** @type {import('./types.js').Agent} */
  agent = /** @type {any} */ (null);

  begin() {
    const saved = h('p', { class: 'saved', role: 'status' });
    const { form } = passwordForm(this.agent.email, '', () => {
      saved.textContent = t('password.saved');
    });
    set(
      this,
      this.#card('settings.look', this.#language(), this.#theme(), this.#switch('dense', 'settings.dense', 'settings.dense.hint')),
      this.#card('settings.keys', this.#switch('keys', 'settings.keys.on', 'settings.keys.hint'), h('p', {}, h('button', { type: 'button', class: 'button', 'data-do': 'keySheet' }, glyph('key'), t('do.keySheet')))),
      this.#card('settings.notices', this.#sound(), this.#notices()),
      this.#card('settings.password', form, saved),
      this.#card('settings.account', h('p', {}, `${this.agent.name} · ${this.agent.email} · ${t(`agent.${this.agent.role}`)}`), h('p', {}, h('button', { type: 'button', class: 'button', 'data-do': 'signOut' }, t('do.signOut')))),
    );
  }

  /** @param {string} title @param {...import('./dom.js').Child} children */
  #card(title, ...children) {
    return h('section', { class: 'card' }, h('h2', {}, t(title)), ...children);
  }

  /** @param {string} name @param {string} legend @param {[string, string][]} options @param {string} now @param {(value: string) => void} take */
  #radios(name, legend, options, now, take) {
    const radios = options.map(([value, words]) => {
      const input = h('input', { type: 'radio', name, value, id: `${name}-${value}` });
      input.checked = value === now;
      input.addEventListener('change', () => take(value));
      return h('label', { class: 'tick' }, input, words);
    });
    return h('fieldset', { class: 'ticks' }, h('legend', {}, t(legend)), radios);
  }

  #language() {
    return this.#radios('language', 'settings.language', [['id', 'Bahasa Indonesia'], ['en', 'English']], language(), (value) => change({ language: /** @type {'id'|'en'} */ (value) }));
  }

  #theme() {
    const options = /** @type {[string, string][]} */ ([['auto', t('theme.auto')], ['light', t('theme.light')], ['dark', t('theme.dark')]]);
    return this.#radios('theme', 'settings.theme', options, settings.theme, (value) => change({ theme: /** @type {'auto'} */ (value) }));
  }

  /** @param {'keys'|'dense'|'sound'|'notices'} name @param {string} words @param {string} hint */
  #switch(name, words, hint) {
    const input = h('input', { type: 'checkbox', role: 'switch', id: `set-${name}`, 'aria-describedby': `set-${name}-hint` });
    input.checked = settings[name];
    input.addEventListener('change', () => change({ [name]: input.checked }));
    return h('div', { class: 'switch' }, h('label', {}, input, t(words)), h('p', { class: 'fine', id: `set-${name}-hint` }, t(hint)));
  }

  #sound() {
    const box = this.#switch('sound', 'settings.sound', 'settings.sound.hint');
    box.querySelector('input')?.addEventListener('change', () => settings.sound && chime());
    return box;
  }

  #notices() {
    const box = this.#switch('notices', 'settings.desktop', 'settings.desktop.hint');
    const input = box.querySelector('input');
    input?.addEventListener('change', async () => {
      if (!input.checked || await askForNotices()) return;
      input.checked = false;
      change({ notices: false });
      const words = t('settings.desktop.denied');
      /** @type {HTMLElement} */ (box.querySelector('.fine')).textContent = words;
      announce(words);
    });
    return box;
  }
}
