// @ts-check
/** An open ticket: title, state and actions, the thread, the reply box. */
import { Part } from './part.js';
import { h, keycap, set, spoken } from './dom.js';
import { glyph } from './glyphs.js';
import { asker, clockChip, priorityMark } from './row.js';
import { inboxPath, lastInbox } from './route.js';
import { say } from './api.js';
import { teamName } from './teams.js';
import { t } from './words.js';

const STEPS = /** @type {const} */ (['queued', 'assigned', 'pending', 'resolved']);

export class TicketView extends Part {
  /** @type {import('./case.js').Case|null} */
  #case = null;
  /** @type {AbortController|undefined} */
  #hearing;
  #drawn = '';
  #focusTitle = false;

  begin() {
    this.head = h('header', { class: 'ticket-head' });
    this.thread = /** @type {import('./thread.js').Thread} */ (document.createElement('garda-thread'));
    this.reply = /** @type {import('./reply.js').Reply} */ (document.createElement('garda-reply'));
    this.wait = h('div', { class: 'ticket-wait', hidden: true });
    set(this, this.head, this.wait, this.thread, this.reply);
    this.every(30_000, () => this.again());
    if (this.#case) this.case = this.#case;
  }

  get case() {
    return /** @type {any} */ (this.#case);
  }

  set case(/** @type {import('./case.js').Case} */ one) {
    this.#case = one;
    if (!this.isConnected || !this.thread || !this.reply) return;
    this.#hearing?.abort();
    this.#hearing = new AbortController();
    one.addEventListener('change', () => this.#draw(), { signal: this.#hearing.signal });
    this.#drawn = '';
    this.thread.case = one;
    this.reply.case = one;
    this.#draw();
  }

  /** Focus goes to the title because the reader asked for this ticket. */
  focusTitle() {
    this.#focusTitle = !this.#case?.detail;
    if (!this.#focusTitle) /** @type {HTMLElement|null} */ (this.head?.querySelector('.ticket-title'))?.focus({ preventScroll: true });
  }

  /** Draws what may be said differently now: time has passed, or the teams have names. */
  again() {
    this.#drawn = '';
    this.#draw();
  }

  #draw() {
    const one = this.#case;
    const { head, wait, thread, reply } = this;
    if (!one || !head || !wait || !thread || !reply) return;
    const detail = one.detail;
    for (const part of [head, thread]) part.hidden = !detail;
    reply.hidden = !detail || one.agent.role === 'author';
    wait.hidden = Boolean(detail);
    if (!detail) return this.#drawWait(one);
    reply.refresh();
    const signature = JSON.stringify([detail.ticket, one.agent.id]);
    if (signature === this.#drawn) return;
    this.#drawn = signature;
    const focused = head.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
    set(head, this.#title(detail.ticket), this.#facts(detail.ticket), one.agent.role !== 'author' && this.#actions(detail.ticket));
    this.#refocus(focused);
  }

  /** @param {HTMLElement|null} before */
  #refocus(before) {
    const what = before?.dataset.do;
    const same = what ? /** @type {HTMLElement|null} */ (this.head?.querySelector(`[data-do="${what}"]`)) : null;
    if (before || this.#focusTitle) (same ?? /** @type {HTMLElement|null} */ (this.head?.querySelector('.ticket-title')))?.focus({ preventScroll: true });
    this.#focusTitle = false;
  }

  /** @param {import('./case.js').Case} one */
  #drawWait(one) {
    if (!this.wait) return;
    if (!one.error) return set(this.wait, h('p', { class: 'slow' }, t('ticket.loading', { number: one.number })));
    set(
      this.wait, h('h1', { class: 'ticket-title', tabindex: -1 }, one.number), h('p', {}, say(one.error)),
      h('p', {}, h('button', { type: 'button', class: 'button', onclick: () => one.load() }, t('again')), ' ', h('a', { href: this.#back() }, t('ticket.back'))),
    );
    if (this.#focusTitle) /** @type {HTMLElement|null} */ (this.wait.querySelector('h1'))?.focus();
    this.#focusTitle = false;
  }

  #back() {
    const { view, team, q } = lastInbox();
    return inboxPath(view, team, q);
  }

  /** @param {import('./types.js').TicketRow} row */
  #title(row) {
    const step = (/** @type {string} */ act, /** @type {string} */ turned, /** @type {string} */ key) => h('button', { type: 'button', class: `button small quiet ${turned}`, 'data-do': act, title: t(`do.${act}`) }, glyph('chevron'), keycap(key), spoken(t(`do.${act}`)));
    return h(
      'div', { class: 'title-row' },
      h('a', { class: 'icon-button back', href: this.#back(), 'aria-label': t('ticket.back') }, glyph('back')),
      h('h1', { class: 'ticket-title', tabindex: -1 }, h('span', { class: 'nums number' }, row.number), ' ', row.subject),
      step('previous', 'up', 'K'), step('next', 'down', 'J'),
      h('button', { type: 'button', class: 'button small quiet side-open', 'data-do': 'toggleSide', title: t('do.toggleSide') }, glyph('side'), h('span', { class: 'side-word' }, t('side.open')), keycap(']')),
    );
  }

  /** @param {import('./types.js').TicketRow} row */
  #facts(row) {
    return h(
      'div', { class: 'fact-row' },
      h('ol', { class: 'path', 'aria-label': t('ticket.status') }, STEPS.map((step) => h('li', { 'aria-current': step === row.status ? 'step' : null }, t(`status.${step}`)))),
      h('p', { class: 'facts-line' }, h('span', {}, clockChip(row)), h('span', {}, asker(row)), h('span', {}, teamName(row)), h('span', {}, priorityMark(row.priority)), h('span', {}, this.#owner(row))),
    );
  }

  /** @param {import('./types.js').TicketRow} row */
  #owner(row) {
    if (!row.assignee) return t('row.unassigned');
    return row.assignee.id === this.#case?.agent.id ? t('ticket.mine') : t('ticket.owner', { name: row.assignee.name });
  }

  /** What may be done now; what may not is absent. @param {import('./types.js').TicketRow} row */
  #actions(row) {
    const act = (/** @type {string} */ name, /** @type {string} */ icon, /** @type {string} */ key, look = '') => h('button', { type: 'button', class: `button small ${look}`, 'data-do': name }, glyph(icon), t(`do.${name}`), key && keycap(key));
    if (row.status === 'resolved') return h('div', { class: 'actions' }, act('reopen', 'refresh', ''));
    return h(
      'div', { class: 'actions' },
      !row.assignee && act('take', 'hand', 'I', 'primary'),
      act('assign', 'people', 'A'), act('priority', 'flag', 'P'), act('resolve', 'check', 'E'),
    );
  }
}
