// @ts-check
/** The list of tickets: only the rows in sight exist, one tab stop, nothing moves under the reader. */
import { Part } from './part.js';
import { announceCount } from './announce.js';
import { drawRow } from './row.js';
import { emptyInbox } from './empty.js';
import { h, set } from './dom.js';
import { glyph } from './glyphs.js';
import { inboxPath, ticketPath } from './route.js';
import { say } from './api.js';
import { settingsChanged } from './kept.js';
import { number, t } from './words.js';

const OVERSCAN = 8;

export class TicketList extends Part {
  /** @type {import('./inbox.js').Inbox} */
  inbox = /** @type {any} */ (null);
  /** @type {import('./types.js').Agent} */
  agent = /** @type {any} */ (null);
  /** @type {import('./types.js').Team[]} */
  teams = [];
  #open = '';
  #cursor = '';
  #height = 0;
  #frame = 0;
  /** @type {Map<string, HTMLElement>} */
  #nodes = new Map();

  begin() {
    this.head = h('header', { class: 'list-head' });
    this.group = h('div', { role: 'rowgroup', class: 'rows-inner' });
    this.grid = h('div', { role: 'grid', class: 'rows' }, this.group);
    this.notice = h('button', { type: 'button', class: 'held', hidden: true, onclick: () => this.#letIn() });
    this.rest = h('div', { class: 'list-rest' });
    set(this, this.head, this.notice, this.grid, this.rest);
    this.listen(this.inbox, 'change', () => this.draw());
    this.listen(settingsChanged, 'change', () => this.#measure());
    this.listen(this.grid, 'scroll', () => this.#soon(), { passive: true });
    this.listen(this.grid, 'keydown', (event) => this.#keys(event));
    this.listen(this.grid, 'focusin', (event) => this.#focused(event.target));
    for (const name of ['focusin', 'focusout', 'pointerenter', 'pointerleave']) this.listen(this.grid, name, () => queueMicrotask(() => this.#attend()));
    const watch = new ResizeObserver(() => this.#measure());
    watch.observe(this.grid);
    this.signal.addEventListener('abort', () => watch.disconnect());
    this.every(30_000, () => this.draw());
    this.draw();
  }

  /** The ticket that is open beside the list. */
  set open(/** @type {string} */ ticket) {
    this.#open = ticket;
    if (ticket && this.inbox.has(ticket)) this.#cursor = ticket;
    if (this.isConnected) this.draw();
  }

  #attend() {
    this.inbox.busy = Boolean(this.grid?.contains(document.activeElement) || this.grid?.matches(':hover'));
  }

  heading() {
    const { view, team } = this.inbox.place;
    return this.teams.find((one) => one.id === team)?.name ?? t(`view.${view}`);
  }

  draw() {
    if (!this.grid || !this.notice || !this.rest) return;
    const { rows, held, state, total } = this.inbox;
    this.#drawHead();
    this.grid.setAttribute('aria-label', this.heading());
    this.grid.setAttribute('aria-rowcount', String(total));
    this.grid.hidden = rows.length === 0;
    const words = t('list.held', { n: held.length });
    if (held.length && this.notice.textContent !== words) announceCount(words);
    this.notice.hidden = held.length === 0;
    this.notice.textContent = words;
    if (!rows.some((row) => row.number === this.#cursor)) this.#cursor = rows[0]?.number ?? '';
    this.rest.hidden = rows.length > 0;
    if (!rows.length) this.#drawRest(state);
    this.#drawRows();
  }

  #drawHead() {
    const { place, total, state } = this.inbox;
    const signature = JSON.stringify([place, total, state, this.heading()]);
    if (!this.head || this.head.dataset.signature === signature) return;
    this.head.dataset.signature = signature;
    set(
      this.head,
      h('h2', {}, this.heading(), ' ', state === 'ready' && h('span', { class: 'count nums' }, number(total))),
      h('span', { class: 'sorted' }, glyph('sort'), t(place.view === 'resolved' ? 'list.sorted.resolved' : 'list.sorted')),
      place.q && h('a', { class: 'chip', href: inboxPath(place.view, place.team) }, t('list.filter', { q: place.q }), glyph('close'), h('span', { class: 'sr' }, t('list.filter.drop'))),
    );
  }

  /** @param {string} state */
  #drawRest(state) {
    const { rest } = this;
    if (!rest) return;
    if (state === 'loading') return set(rest, h('p', { class: 'slow' }, t('list.loading')));
    if (state === 'broken') {
      return set(rest, h('p', {}, say(this.inbox.error)), h('button', { type: 'button', class: 'button', onclick: () => this.inbox.open(this.inbox.place) }, t('again')));
    }
    set(rest, emptyInbox(this.inbox, this.agent, this.heading()));
  }

  #soon() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#drawRows();
    });
  }

  #measure() {
    this.#height = 0;
    this.#drawRows();
  }

  #drawRows() {
    const { grid, group } = this;
    if (!grid || !group) return;
    const { rows } = this.inbox;
    if (!this.#height && rows.length) this.#height = this.#probe(rows[0]);
    const tall = this.#height || 76;
    group.style.height = `${rows.length * tall}px`;
    const first = Math.max(0, Math.floor(grid.scrollTop / tall) - OVERSCAN);
    const last = Math.min(rows.length - 1, Math.ceil((grid.scrollTop + grid.clientHeight) / tall) + OVERSCAN);
    const focused = rows.findIndex((row) => row.number === this.#cursor);
    const wanted = new Set(focused >= 0 ? [focused] : []);
    for (let at = first; at <= last; at += 1) wanted.add(at);
    const names = new Set([...wanted].map((at) => rows[at].number));
    for (const [name, node] of this.#nodes) if (!names.has(name)) { node.remove(); this.#nodes.delete(name); }
    let next = group.firstElementChild;
    for (const at of [...wanted].sort((a, b) => a - b)) {
      const node = this.#row(at);
      node.style.transform = `translateY(${at * tall}px)`;
      if (node === next) next = node.nextElementSibling;
      else this.#place(group, node, next);
    }
    if (last > rows.length - 12) this.inbox.more();
  }

  /** Put a row where it belongs without taking the focus from it. @param {HTMLElement} group @param {HTMLElement} node @param {Element|null} before */
  #place(group, node, before) {
    const link = node.contains(document.activeElement) ? node.querySelector('a') : null;
    group.insertBefore(node, before);
    link?.focus({ preventScroll: true });
  }

  /** @param {import('./types.js').TicketRow} row */
  #probe(row) {
    const link = h('a', { class: 'row-link' });
    drawRow(link, row, { me: this.agent.id, now: Date.now() });
    const probe = h('div', { class: 'row probe', 'aria-hidden': 'true' }, link);
    this.group?.append(probe);
    const tall = probe.offsetHeight;
    probe.remove();
    return tall;
  }

  /** @param {number} at */
  #row(at) {
    const row = this.inbox.rows[at];
    let node = this.#nodes.get(row.number);
    if (!node) {
      node = h('div', { role: 'row', class: 'row' }, h('div', { role: 'gridcell' }, h('a', { class: 'row-link', href: ticketPath(row.number) })));
      this.#nodes.set(row.number, node);
    }
    const link = /** @type {HTMLAnchorElement} */ (node.querySelector('a'));
    node.setAttribute('aria-rowindex', String(at + 1));
    link.tabIndex = row.number === this.#cursor ? 0 : -1;
    if (row.number === this.#open) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
    drawRow(link, row, { me: this.agent.id, gone: this.inbox.gone.get(row.number), now: Date.now() });
    return node;
  }

  #letIn() {
    this.inbox.settle();
    if (this.grid) this.grid.scrollTop = 0;
    this.focusRow(this.inbox.rows[0]?.number);
  }

  /** @param {EventTarget|null} target */
  #focused(target) {
    const node = target instanceof Element ? target.closest('.row') : null;
    for (const [name, one] of this.#nodes) {
      const link = one.querySelector('a');
      if (link) link.tabIndex = one === node ? 0 : -1;
      if (one === node) this.#cursor = name;
    }
  }

  /** @param {string|undefined} ticket */
  focusRow(ticket = this.#cursor) {
    const at = this.inbox.rows.findIndex((row) => row.number === ticket);
    if (at < 0 || !this.grid) return;
    this.#cursor = this.inbox.rows[at].number;
    const top = at * this.#height;
    const { scrollTop, clientHeight } = this.grid;
    if (top < scrollTop || top + this.#height > scrollTop + clientHeight) this.grid.scrollTop = Math.max(0, top - clientHeight / 2);
    this.#drawRows();
    this.#nodes.get(this.#cursor)?.querySelector('a')?.focus({ preventScroll: true });
  }

  /** @param {1|-1} step */
  move(step) {
    const to = this.inbox.beside(this.#cursor, step);
    this.focusRow(this.grid?.contains(document.activeElement) ? to?.number : this.#cursor);
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    const { rows } = this.inbox;
    const at = rows.findIndex((row) => row.number === this.#cursor);
    const page = Math.max(1, Math.floor((this.grid?.clientHeight ?? 0) / (this.#height || 76)) - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: at + page, PageUp: at - page }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.focusRow(rows[Math.min(rows.length - 1, Math.max(0, to))]?.number);
  }
}
