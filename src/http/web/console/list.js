// @ts-check
/** The list of tickets: one tab stop, nothing moves under the reader, newcomers wait to be let in. */
import { Part } from './part.js';
import { announceCount } from './announce.js';
import { say } from './api.js';
import { h, set } from './dom.js';
import { emptyInbox } from './empty.js';
import { glyph } from './glyphs.js';
import { settingsChanged } from './kept.js';
import { inboxPath } from './route.js';
import { Rows } from './rows.js';
import { number, t } from './words.js';

export class TicketList extends Part {
  /** @type {import('./inbox.js').Inbox} */
  inbox = /** @type {any} */ (null);
  /** @type {import('./types.js').Agent} */
  agent = /** @type {any} */ (null);
  /** @type {import('./types.js').Team[]} */
  teams = [];
  /** @type {Rows|undefined} */
  rows;
  #open = '';

  begin() {
    const group = h('div', { role: 'rowgroup', class: 'rows-inner' });
    this.head = h('header', { class: 'list-head' });
    this.grid = h('div', { role: 'grid', class: 'rows' }, group);
    this.notice = h('button', { type: 'button', class: 'held', hidden: true, onclick: () => this.#letIn() });
    this.rest = h('div', { class: 'list-rest' });
    this.rows = new Rows(this.grid, group, this);
    set(this, this.head, this.notice, this.grid, this.rest);
    this.#hear(this.grid, this.rows);
    this.draw();
  }

  /** @param {HTMLElement} grid @param {Rows} rows */
  #hear(grid, rows) {
    this.listen(this.inbox, 'change', () => this.draw());
    this.listen(settingsChanged, 'change', () => rows.measure());
    this.listen(grid, 'scroll', () => rows.soon(), { passive: true });
    this.listen(grid, 'keydown', (event) => this.#keys(event));
    this.listen(grid, 'focusin', (event) => rows.focused(event.target));
    for (const name of ['focusin', 'focusout', 'pointerenter', 'pointerleave']) this.listen(grid, name, () => queueMicrotask(() => this.#attend()));
    rows.watch(this.signal);
    this.every(30_000, () => this.draw());
  }

  /** The ticket that is open beside the list. */
  set open(/** @type {string} */ ticket) {
    this.#open = ticket;
    if (!this.rows) return;
    this.rows.open = ticket;
    if (ticket && this.inbox.has(ticket)) this.rows.cursor = ticket;
    this.draw();
  }

  #attend() {
    this.inbox.busy = Boolean(this.grid?.contains(document.activeElement) || this.grid?.matches(':hover'));
  }

  heading() {
    const { view, team } = this.inbox.place;
    return this.teams.find((one) => one.id === team)?.name ?? t(`view.${view}`);
  }

  draw() {
    const { grid, notice, rest } = this;
    if (!grid || !notice || !rest || !this.rows) return;
    const { rows, held, state, total } = this.inbox;
    this.#drawHead();
    grid.setAttribute('aria-label', this.heading());
    grid.setAttribute('aria-rowcount', String(total));
    grid.hidden = rows.length === 0;
    const words = t('list.held', { n: held.length });
    if (held.length && notice.textContent !== words) announceCount(words);
    notice.hidden = held.length === 0;
    notice.textContent = words;
    if (!rows.some((row) => row.number === this.rows?.cursor)) this.rows.cursor = rows[0]?.number ?? '';
    rest.hidden = rows.length > 0;
    if (!rows.length) this.#drawRest(rest, state);
    this.rows.draw();
  }

  #drawHead() {
    const { place, total, state } = this.inbox;
    const signature = JSON.stringify([place, total, state, this.heading(), Boolean(this.#open)]);
    if (!this.head || this.head.dataset.signature === signature) return;
    this.head.dataset.signature = signature;
    set(
      this.head,
      h(this.#open ? 'h2' : 'h1', {}, this.heading(), ' ', state === 'ready' && h('span', { class: 'count nums' }, number(total))),
      this.agent.role !== 'author' && h('button', { type: 'button', class: 'button small take-next', 'data-do': 'takeNext' }, glyph('hand'), t('do.takeNext')),
      h('span', { class: 'sorted' }, glyph('sort'), t(place.view === 'resolved' ? 'list.sorted.resolved' : 'list.sorted')),
      place.q && h('a', { class: 'chip', href: inboxPath(place.view, place.team) }, t('list.filter', { q: place.q }), glyph('close'), h('span', { class: 'sr' }, t('list.filter.drop'))),
    );
  }

  /** @param {HTMLElement} rest @param {string} state */
  #drawRest(rest, state) {
    const signature = JSON.stringify([state, this.inbox.place, this.inbox.counts.all]);
    if (rest.dataset.signature === signature && state === 'ready') return;
    rest.dataset.signature = signature;
    if (state === 'loading') return set(rest, h('p', { class: 'slow' }, t('list.loading')));
    if (state === 'ready') return set(rest, emptyInbox(this.inbox, this.agent, this.heading()));
    set(rest, h('p', {}, say(this.inbox.error)), h('button', { type: 'button', class: 'button', onclick: () => this.inbox.open(this.inbox.place) }, t('again')));
  }

  #letIn() {
    this.inbox.settle();
    this.rows?.focus(0);
  }

  /** @param {string} [ticket]  the row the focus was last on when left out */
  focusRow(ticket) {
    const wanted = ticket ?? this.rows?.cursor;
    const at = this.inbox.rows.findIndex((row) => row.number === wanted);
    this.rows?.focus(Math.max(0, at));
  }

  /** The focus comes here as soon as there are rows. */
  land() {
    if (this.inbox.state === 'ready') return this.focusRow();
    const heard = () => {
      if (this.inbox.state === 'loading') return;
      this.inbox.removeEventListener('change', heard);
      this.focusRow();
    };
    this.listen(this.inbox, 'change', heard);
  }

  /** @param {1|-1} step */
  move(step) {
    const { grid, rows } = this;
    if (!rows) return;
    if (!grid?.contains(document.activeElement)) return this.focusRow();
    const to = this.inbox.beside(rows.cursor, step);
    if (to) this.focusRow(to.number);
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    const { rows } = this.inbox;
    const at = rows.findIndex((row) => row.number === this.rows?.cursor);
    const page = this.rows?.page ?? 1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: at + page, PageUp: at - page }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.rows?.focus(Math.min(rows.length - 1, Math.max(0, to)));
  }
}
