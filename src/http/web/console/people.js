// @ts-check
/** Agents of the desk, and adding one; the first password is shown once. */
import { Part } from './part.js';
import { get, post, say } from './api.js';
import { h, set } from './dom.js';
import { field, filled } from './fields.js';
import { glyph } from './glyphs.js';
import { readTeams } from './teams.js';
import { number, t } from './words.js';

const ROLES = ['agent', 'lead', 'author', 'admin'];

export class People extends Part {
  /** @type {import('./types.js').Agent} */
  agent = /** @type {any} */ (null);
  /** @type {import('./types.js').Team[]} */
  teams = [];

  begin() {
    this.table = h('div', { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': t('people.title') });
    this.shown = h('div', { class: 'once', role: 'status' });
    this.adding = h('section', { class: 'card' });
    set(this, this.table, this.shown, this.agent.role === 'admin' ? this.adding : h('p', {}, t('problem.forbidden')));
    this.#read();
  }

  async #read() {
    try {
      const [people, teams] = await Promise.all([get('/agents'), readTeams()]);
      this.teams = teams;
      this.#drawTable(people.agents);
      if (!this.form) this.#drawForm();
    } catch (error) {
      if (this.table) set(this.table, h('p', {}, say(error)));
    }
  }

  /** @param {import('./types.js').Agent[]} agents */
  #drawTable(agents) {
    const names = new Map(this.teams.map((team) => [team.id, team.name]));
    const heads = ['name', 'email', 'role', 'teams', 'open'].map((key) => h('th', { scope: 'col', class: key === 'open' ? 'figure' : null }, t(`people.${key}`)));
    const rows = agents.map((one) => h(
      'tr', {}, h('th', { scope: 'row' }, one.name, one.id === this.agent.id && h('small', {}, ` ${t('people.you')}`)), h('td', {}, one.email),
      h('td', {}, t(`agent.${one.role}`)), h('td', {}, one.teams.map((team) => names.get(team) ?? team).join(', ') || '–'), h('td', { class: 'figure nums' }, number(one.open ?? 0)),
    ));
    if (this.table) set(this.table, h('table', {}, h('caption', { class: 'sr' }, t('people.title')), h('thead', {}, h('tr', {}, heads)), h('tbody', {}, rows)));
  }

  #drawForm() {
    const name = field({ label: t('people.name'), name: 'name' });
    const email = field({ label: t('people.email'), name: 'email', type: 'email' });
    const role = h('select', { id: 'person-role', name: 'role', class: 'field' }, ROLES.map((one) => h('option', { value: one }, t(`agent.${one}`))));
    const teams = this.teams.map((team) => h('label', { class: 'tick' }, h('input', { type: 'checkbox', name: 'team', value: team.id }), team.name));
    const said = h('p', { class: 'complaint', role: 'alert' });
    const form = h(
      'form', { novalidate: true, class: 'stack' }, name.box, email.box,
      h('div', { class: 'form-field' }, h('label', { for: 'person-role' }, t('people.role')), role),
      h('fieldset', { class: 'ticks' }, h('legend', {}, t('people.teams')), teams), said,
      h('button', { type: 'submit', class: 'button primary' }, t('people.add')),
    );
    this.form = form;
    this.listen(form, 'submit', (event) => {
      event.preventDefault();
      said.textContent = '';
      if (!filled([[name, t('people.name.empty')], [email, t('people.email.empty')]])) return;
      const chosen = [...form.querySelectorAll('input[name=team]:checked')].map((box) => /** @type {HTMLInputElement} */ (box).value);
      this.#add({ name: name.input.value.trim(), email: email.input.value.trim(), role: role.value, teams: chosen }, said);
    });
    if (this.adding) set(this.adding, h('h2', {}, t('people.new')), form);
  }

  /** @param {{name:string,email:string,role:string,teams:string[]}} person @param {HTMLElement} said */
  async #add(person, said) {
    try {
      const { agent, password } = await post('/agents', person);
      this.form?.reset();
      this.#showOnce(agent.name, password);
      this.#read();
    } catch (error) {
      said.textContent = say(error);
    }
  }

  /** @param {string} name @param {string} password */
  #showOnce(name, password) {
    const copied = h('span', { class: 'fine' });
    const copy = async () => {
      await navigator.clipboard.writeText(password);
      copied.textContent = t('copied');
    };
    const hide = () => {
      this.shown?.replaceChildren();
      /** @type {HTMLElement|null} */ (this.form?.querySelector('input') ?? null)?.focus();
    };
    if (!this.shown) return;
    set(
      this.shown,
      h('div', { class: 'card once-card' }, h('h2', {}, t('people.once', { name })), h('p', { class: 'password' }, h('code', {}, password)), h('p', {}, t('people.once.why')),
        h('p', { class: 'buttons' }, h('button', { type: 'button', class: 'button', onclick: copy }, glyph('copy'), t('copy')), h('button', { type: 'button', class: 'button quiet', onclick: hide }, t('people.once.hide')), copied)),
    );
    this.shown.scrollIntoView({ block: 'nearest' });
  }
}
