// @ts-check
/** The whole page: who is signed in decides whether the desk, the first password or the sign-in form is shown. */
import { Part } from './part.js';
import { call, get, Problem, say, session } from './api.js';
import { listenIn } from './announce.js';
import { h, set } from './dom.js';
import { settings, settingsChanged } from './kept.js';
import { follow } from './route.js';
import { setLanguage, t } from './words.js';

export class App extends Part {
  /** @type {import('./types.js').Agent|null} */
  #agent = null;
  /** What the agent just typed, so that the first-password step need not ask again. */
  #typed = '';

  begin() {
    listenIn();
    follow(this.signal);
    this.#dress();
    this.listen(settingsChanged, 'change', ({ detail }) => this.#changed(detail));
    this.listen(session, 'signed-out', () => this.#agent && this.#signIn(t('sign.expired')));
    this.listen(this, 'signed-in', ({ detail }) => this.#enter(detail.agent, detail.password));
    this.listen(this, 'password-set', () => this.#agent && this.#enter({ ...this.#agent, must_change: false }));
    this.listen(this, 'sign-out', () => this.#signOut());
    this.#begin();
  }

  async #begin() {
    try {
      const { agent } = await get('/session');
      this.#enter(agent);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.#signIn('');
      else this.#unreachable(error);
    }
  }

  /** @param {unknown} error */
  #unreachable(error) {
    set(this, h('main', { class: 'gate' }, h('div', { class: 'gate-card' }, h('h1', {}, t('console')), h('p', { role: 'alert' }, say(error)), h('p', {}, h('button', { type: 'button', class: 'button primary', onclick: () => this.#begin() }, t('again'))))));
  }

  /** @param {import('./types.js').Agent} agent @param {string} [password] */
  #enter(agent, password = '') {
    this.#agent = agent;
    this.#typed = password;
    if (agent.must_change) return this.#gate('garda-first-password', { typed: this.#typed, email: agent.email });
    this.#typed = '';
    const desk = Object.assign(document.createElement('garda-desk'), { agent });
    set(this, desk);
    if (password) document.getElementById('main')?.focus();
  }

  /** @param {string} note */
  #signIn(note) {
    this.#agent = null;
    this.#gate('garda-sign-in', { note });
  }

  /** @param {string} tag @param {object} given */
  #gate(tag, given) {
    set(this, Object.assign(document.createElement(tag), given));
    document.title = `${t('sign.title')} · Garda`;
  }

  async #signOut() {
    await call('DELETE', '/session').catch(() => {});
    this.#signIn(t('sign.out'));
  }

  #dress() {
    const root = document.documentElement;
    if (settings.theme === 'auto') delete root.dataset.theme;
    else root.dataset.theme = settings.theme;
    root.dataset.density = settings.dense ? 'dense' : 'roomy';
    setLanguage(settings.language || root.lang);
  }

  /** @param {Partial<import('./kept.js').Settings>} some */
  #changed(some) {
    this.#dress();
    if (!('language' in some)) return;
    const focused = document.activeElement?.id;
    if (this.#agent) this.#enter(this.#agent, this.#typed);
    else this.#signIn('');
    if (focused) document.getElementById(focused)?.focus();
  }
}
