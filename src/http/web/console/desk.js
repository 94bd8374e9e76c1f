// @ts-check
/** The signed-in console: its panes, which of them the URL shows, and what the commands need of it. */
import { Part } from './part.js';
import { get } from './api.js';
import { announce } from './announce.js';
import { Case } from './case.js';
import { palette } from './choices.js';
import { listPath, run } from './commands.js';
import { h, set } from './dom.js';
import { Inbox } from './inbox.js';
import { markSeen } from './kept.js';
import { listenToKeys } from './keys.js';
import { Panes } from './panes.js';
import { go, here, inboxPath, lastInbox, moved, ticketPath } from './route.js';
import { resolve } from './actions.js';
import { hour } from './time.js';
import { Watch } from './watch.js';
import { t } from './words.js';

/** @template T @param {string} tag @returns {T} */
const part = (tag) => /** @type {any} */ (document.createElement(tag));

export class Desk extends Part {
  /** @type {import('./types.js').Agent} */
  agent = /** @type {any} */ (null);
  /** @type {Inbox} */
  inbox = /** @type {any} */ (null);
  /** @type {Case|null} */
  case = null;
  /** @type {import('./types.js').Team[]} */
  teams = [];
  /** @type {Map<string, Case>} The next tickets, read ahead. */
  #ahead = new Map();
  #needs = 0;

  begin() {
    this.inbox = new Inbox(this.agent.id);
    this.watch = new Watch(this);
    this.bar = /** @type {import('./bar.js').Bar} */ (part('garda-bar'));
    this.rail = /** @type {import('./rail.js').Rail} */ (part('garda-rail'));
    this.list = /** @type {import('./list.js').TicketList} */ (part('garda-list'));
    this.ticket = /** @type {import('./ticket.js').TicketView} */ (part('garda-ticket'));
    this.side = /** @type {import('./side.js').Side} */ (part('garda-side'));
    this.toasts = /** @type {import('./toast.js').Toasts} */ (part('garda-toasts'));
    this.chooser = /** @type {import('./chooser.js').Chooser} */ (part('garda-chooser'));
    this.keySheet = /** @type {import('./key-sheet.js').KeySheet} */ (part('garda-key-sheet'));
    this.strip = h('p', { class: 'strip', role: 'status', hidden: true });
    this.page = h('div', { class: 'page', hidden: true });
    this.idle = h('div', { class: 'idle' }, h('p', {}, t('idle')), h('p', { class: 'fine' }, t('idle.keys')));
    this.aside = h('aside', { class: 'aside', 'aria-label': t('side.name') }, this.side);
    this.main = h('main', { id: 'main', tabindex: -1 }, this.list, this.ticket, this.idle, this.page);
    Object.assign(this.bar, { agent: this.agent });
    Object.assign(this.list, { agent: this.agent, inbox: this.inbox });
    this.list.id = 'list';
    set(this, h('a', { class: 'skip', href: '#main' }, t('skip')), this.bar, this.strip, h('div', { class: 'panes' }, this.rail, this.main, this.aside), this.toasts, this.chooser, this.keySheet);
    this.panes = new Panes(this);
    this.#hear();
    this.readTeams();
    this.#route();
    this.watch.start(this.signal);
  }

  #hear() {
    const { watch, ticket, side, signal } = this;
    if (!watch || !ticket || !side) return;
    listenToKeys(this, signal);
    this.listen(moved, 'change', () => this.#route());
    this.listen(this.inbox, 'change', () => this.#drawRail());
    this.listen(this, 'click', (event) => run(this, event.target.closest('[data-do]')?.dataset.do ?? ''));
    this.listen(this, 'search', ({ detail }) => go(inboxPath('all', lastInbox().team, detail)));
    this.listen(this, 'explain', ({ detail }) => this.explain(detail));
    this.listen(this, 'jump', ({ detail }) => { this.panes?.closeDrawers(); ticket.thread?.toSeq(detail); });
    this.listen(this, 'edit', ({ detail }) => ticket.reply?.giveBack(detail.mode, detail.text));
    this.listen(this, 'leave', () => (this.case ? ticket.focusTitle() : this.list?.focusRow()));
    this.listen(this, 'close-side', () => this.toggleSide());
    this.listen(this, 'sending', () => ticket.thread?.toEnd());
    this.listen(this, 'sent', ({ detail }) => this.#sent(detail));
    this.listen(watch, 'state', ({ detail }) => this.#connection(detail));
    this.listen(watch, 'needs', ({ detail }) => { this.#needs = detail; this.#title(); });
    this.listen(watch, 'typing', ({ detail }) => this.#typing(detail));
  }

  #route() {
    const at = here();
    this.dataset.page = at.page;
    const ticket = at.page === 'ticket';
    const place = at.page === 'inbox' ? at : lastInbox();
    const same = JSON.stringify(this.inbox.place) === JSON.stringify({ view: place.view, team: place.team, q: place.q });
    if ((at.page === 'inbox' || ticket) && (!same || this.inbox.state === 'loading')) this.inbox.open(place);
    if (this.idle) this.idle.hidden = at.page !== 'inbox';
    if (this.list) this.list.hidden = at.page !== 'inbox' && !ticket;
    this.#open(ticket ? at.number : '');
    this.#showPage(at.page);
    this.#drawRail();
    this.#title();
    this.panes?.arrive();
  }

  /** @param {string} number */
  #open(number) {
    const { ticket, side, list } = this;
    if (!ticket || !side || !list) return;
    ticket.hidden = !number;
    list.open = number;
    if (!number) { this.case = null; return; }
    if (this.case?.number === number) return;
    const one = this.#ahead.get(number) ?? new Case(number, this.agent);
    this.#ahead.delete(number);
    this.case = one;
    ticket.case = one;
    side.detail = one.detail;
    this.listen(one, 'change', () => this.case === one && this.#drawn(one));
    if (one.detail) this.#drawn(one);
    one.load().then(() => this.#readAhead(number));
    this.watch?.looked(number);
  }

  /** @param {Case} one */
  #drawn(one) {
    if (!one.detail || !this.side) return;
    markSeen(this.agent.id, one.number, one.lastSeq);
    this.side.detail = one.detail;
    this.inbox.put(one.detail.ticket);
    this.#title();
  }

  /** J should land within a blink. @param {string} number */
  #readAhead(number) {
    if (this.case?.number !== number) return;
    const next = [this.inbox.beside(number, 1), this.inbox.beside(number, -1)].filter((row) => row && row.number !== number);
    const kept = new Map();
    for (const row of next) {
      if (!row) continue;
      const one = this.#ahead.get(row.number) ?? new Case(row.number, this.agent);
      kept.set(row.number, one);
      if (!one.detail) one.load();
    }
    this.#ahead = kept;
  }

  /** @param {string} page */
  #showPage(page) {
    if (!this.page) return;
    const tag = { people: 'garda-people', settings: 'garda-settings' }[page];
    this.page.hidden = page === 'inbox' || page === 'ticket';
    if (this.page.hidden) return this.page.replaceChildren();
    const view = tag ? Object.assign(/** @type {HTMLElement} */ (part(tag)), { agent: this.agent, teams: this.teams }) : h('p', {}, h('a', { href: inboxPath('mine') }, t('missing.back')));
    const title = h('h1', { tabindex: -1 }, t(`${page}.title`));
    set(this.page, title, view);
    title.focus();
  }

  #drawRail() {
    const { page } = here();
    if (this.rail) this.rail.state = { counts: this.inbox.counts, teams: this.teams, agent: this.agent, place: this.inbox.place, page };
  }

  async readTeams() {
    const answer = await get('/teams').catch(() => null);
    if (!answer) return;
    this.teams = answer.teams;
    if (this.list) this.list.teams = answer.teams;
    this.list?.draw();
    this.#drawRail();
  }

  #title() {
    const at = here();
    const place = at.page === 'ticket' ? `${at.number} ${this.case?.detail?.ticket.subject ?? ''}` : at.page === 'inbox' ? this.list?.heading() : t(`${at.page}.title`);
    document.title = `${this.#needs ? `(${this.#needs}) ` : ''}${place} · Garda`;
  }

  /** @param {{mode: string, resolve: boolean, number: string}} sent */
  #sent({ mode, resolve: done, number }) {
    announce(t(mode === 'note' ? 'done.note' : 'done.reply', { number }));
    const row = this.case?.number === number ? this.case.detail?.ticket : undefined;
    if (done && row) resolve(this, row);
  }

  /** @param {{number: string, name: string, who: string}} news */
  #typing({ number, name }) {
    if (number !== this.case?.number || name === this.agent.name || !this.ticket?.thread) return;
    this.ticket.thread.writing = name;
    clearTimeout(this.typed);
    this.typed = setTimeout(() => { if (this.ticket?.thread) this.ticket.thread.writing = ''; }, 6_000);
  }

  /** @type {any} */
  typed;

  /** @param {'live'|'lost'} state */
  #connection(state) {
    if (!this.strip) return;
    this.strip.hidden = state === 'live';
    this.strip.textContent = state === 'live' ? '' : t('strip.lost', { at: hour(Date.now()) });
  }

  /** A newer version of a ticket, wherever it is shown. @param {string} number @param {Partial<import('./types.js').TicketRow>} some */
  patch(number, some) {
    if (this.case?.number === number) this.case.patch(some);
    const row = this.inbox.rows.find((one) => one.number === number);
    if (row) this.inbox.put({ ...row, ...some });
  }

  /** @param {string} number */
  reread(number) {
    if (this.case?.number === number) this.case.load();
    this.inbox.refresh(new Set([number]));
    this.readTeams();
  }

  /** @param {string} path */
  openTicket(path) {
    go(path);
    this.ticket?.focusTitle();
  }

  /** @param {1|-1} step */
  step(step) {
    if (this.inList() || !this.case) return this.list?.move(step);
    const next = this.inbox.beside(this.case.number, step);
    if (next) this.openTicket(ticketPath(next.number));
    else announce(t('list.end'));
  }

  backToList() {
    const number = this.case?.number;
    if (here().page !== 'inbox') go(listPath());
    this.list?.focusRow(number);
  }

  /** @param {number} [turn] */
  explain(turn) {
    this.panes?.openSide();
    this.side?.explain(turn ?? this.ticket?.thread?.turn());
  }

  /** @param {import('./side.js').Tab} tab */
  showSide(tab) {
    this.panes?.openSide();
    this.side?.show(tab, { focus: true });
  }

  inList = () => Boolean(this.list?.grid?.contains(document.activeElement));
  palette = () => palette(this);
  toggleSide = () => this.panes?.toggleSide();
  toggleList = () => this.panes?.toggleList();
  closeDrawers = () => this.panes?.closeDrawers() ?? false;
  nextPane = (/** @type {1|-1} */ step) => this.panes?.next(step);
  canUndo = () => this.toasts?.canUndo ?? false;
  undo = () => this.toasts?.undo();
  signOut = () => this.tell('sign-out');

  /** @param {string} text @param {() => void} [undo] */
  toast(text, undo) {
    this.toasts?.show(text, undo);
  }
}
