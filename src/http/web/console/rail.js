// @ts-check
/** The way around: views with their counts, teams, and the few other places. */
import { Part } from './part.js';
import { glyph } from './glyphs.js';
import { h, set } from './dom.js';
import { contentPath, inboxPath } from './route.js';
import { number, t } from './words.js';

const ICONS = /** @type {Record<string, string>} */ ({ mine: 'person', unassigned: 'inbox', all: 'ticket', resolved: 'check' });

/**
 * @typedef {{counts: import('./types.js').Counts, teams: import('./types.js').Team[], agent: import('./types.js').Agent,
 *   place: {view:string,team:string,q:string}, page: string}} State
 */

export class Rail extends Part {
  /** @type {State|null} */
  #state = null;

  set state(/** @type {State} */ state) {
    const before = JSON.stringify(this.#state);
    this.#state = state;
    if (this.isConnected && before !== JSON.stringify(state)) this.draw();
  }

  get state() {
    return /** @type {any} */ (this.#state);
  }

  begin() {
    this.draw();
  }

  draw() {
    if (!this.#state) return;
    const { counts, teams, agent } = this.#state;
    const focused = this.contains(document.activeElement) ? /** @type {HTMLAnchorElement} */ (document.activeElement).getAttribute('href') : null;
    set(
      this,
      h('nav', { 'aria-label': t('rail.name') },
        h('h2', { class: 'sr' }, t('rail.inbox')),
        h('ul', { class: 'rail-list' },
          this.#view('mine', counts.mine), this.#view('unassigned', counts.unassigned), this.#view('all', counts.all), this.#view('resolved')),
        teams.length > 0 && h('h2', { class: 'rail-title' }, t('rail.teams')),
        h('ul', { class: 'rail-list teams' }, teams.map((team) => this.#team(team))),
        h('h2', { class: 'sr' }, t('rail.more')),
        h('ul', { class: 'rail-list places' },
          h('li', {}, this.#link(contentPath(), 'flow', t('content.title'), undefined, this.#state.page === 'content')),
          ['lead', 'admin'].includes(agent.role) && h('li', {}, this.#link('/console/outbox', 'send', t('outbox.title'), undefined, this.#state.page === 'outbox')),
          agent.role === 'admin' && h('li', {}, this.#link('/console/people', 'people', t('people.title'), undefined, this.#state.page === 'people')),
          h('li', {}, this.#link('/console/settings', 'settings', t('settings.title'), undefined, this.#state.page === 'settings')))),
    );
    if (focused) /** @type {HTMLElement|null} */ (this.querySelector(`a[href="${CSS.escape(focused)}"]`))?.focus();
  }

  /** @param {string} view @param {number} [count] */
  #view(view, count) {
    const { place, page } = this.state;
    const here = (page === 'inbox' || page === 'ticket') && place.view === view && !place.team;
    return h('li', {}, this.#link(inboxPath(view), ICONS[view], t(`view.${view}`), count, here));
  }

  /** @param {import('./types.js').Team} team */
  #team(team) {
    const { place, page } = this.state;
    const here = (page === 'inbox' || page === 'ticket') && place.team === team.id;
    return h('li', {}, this.#link(inboxPath('all', team.id), '', team.name, team.open, here, team.unassigned));
  }

  /** @param {string} href @param {string} icon @param {string} text @param {number} [count] @param {boolean} [here] @param {number} [free] */
  #link(href, icon, text, count, here = false, free = 0) {
    return h(
      'a', { href, 'aria-current': here ? 'page' : null },
      icon && glyph(icon), h('span', { class: 'rail-text' }, text),
      free > 0 && h('span', { class: 'free nums', title: t('rail.free', { n: free }) }, h('span', { class: 'sr' }, ', ', t('rail.free', { n: free })), h('span', { 'aria-hidden': 'true' }, `+${number(free)}`)),
      count !== undefined && h('span', { class: 'count nums' }, h('span', { class: 'sr' }, ', '), number(count)),
    );
  }
}
