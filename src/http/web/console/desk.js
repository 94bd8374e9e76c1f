// @ts-check
/** The signed-in console: which panes the URL shows, and what the commands need of it. */
import { Part } from './part.js';
import { resolve } from './actions.js';
import { announce } from './announce.js';
import { palette } from './choices.js';
import { listPath, run } from './commands.js';
import { set } from './dom.js';
import { Inbox } from './inbox.js';
import { listenToKeys } from './keys.js';
import { layout, showConnection, showPage } from './layout.js';
import { Panes } from './panes.js';
import { Reading } from './reading.js';
import { go, here, inboxPath, lastInbox, moved, remember, ticketPath } from './route.js';
import { readTeams } from './teams.js';
import { Watch } from './watch.js';
import { t } from './words.js';

export class Desk extends Part {
  /** @type {import('./types.js').Agent} */
  agent = /** @type {any} */ (null);
  /** @type {Inbox} */
  inbox = /** @type {any} */ (null);
  /** @type {import('./types.js').Team[]} */
  teams = [];
  /** @type {ReturnType<typeof layout>|undefined} */
  #ui;
  #needs = 0;

  begin() {
    this.inbox = new Inbox(this.agent.id);
    this.reading = new Reading(this.agent, this.inbox);
    this.watch = new Watch(this);
    this.#ui = layout(this.agent, this.inbox);
    set(this, this.#ui.all);
    this.panes = new Panes(this);
    this.#hear(this.#ui, this.watch, this.reading);
    this.readTeams();
    if (location.pathname.replace(/\/$/, '') === '/console') go(inboxPath('mine'), { replace: true });
    this.#route(true);
    this.watch.start(this.signal);
  }

  get case() { return this.reading?.now ?? null; }
  get bar() { return this.#ui?.bar; }
  get rail() { return this.#ui?.rail; }
  get list() { return this.#ui?.list; }
  get ticket() { return this.#ui?.ticket; }
  get side() { return this.#ui?.side; }
  get page() { return this.#ui?.page; }
  get chooser() { return this.#ui?.chooser; }
  get keySheet() { return this.#ui?.keySheet; }

  /** @param {ReturnType<typeof layout>} ui @param {Watch} watch @param {Reading} reading */
  #hear(ui, watch, reading) {
    listenToKeys(this, this.signal);
    this.listen(moved, 'change', () => this.#route(false));
    this.listen(this.inbox, 'change', () => this.#drawRail());
    this.listen(reading, 'change', ({ detail }) => this.#read(detail));
    this.listen(this, 'click', (event) => run(this, event.target.closest('[data-do]')?.dataset.do ?? ''));
    this.listen(this, 'search', ({ detail }) => { go(inboxPath('all', lastInbox().team, detail)); this.list?.land(); });
    this.listen(this, 'explain', ({ detail }) => this.explain(detail));
    this.listen(this, 'jump', ({ detail }) => { this.panes?.closeDrawers(); ui.ticket.thread?.toSeq(detail); });
    this.listen(this, 'edit', ({ detail }) => ui.ticket.reply?.giveBack(detail.mode, detail.text, detail.files));
    this.listen(this, 'leave', () => (this.case ? ui.ticket.focusTitle() : ui.list.focusRow()));
    this.listen(this, 'close-side', () => this.toggleSide());
    this.listen(this, 'sending', () => ui.ticket.thread?.toEnd());
    this.listen(this, 'sent', ({ detail }) => this.#sent(detail));
    this.listen(watch, 'state', ({ detail }) => showConnection(ui.strip, detail));
    this.listen(watch, 'needs', ({ detail }) => { this.#needs = detail; this.#title(); });
    this.listen(watch, 'typing', ({ detail }) => detail.number === this.case?.number && detail.name !== this.agent.name && ui.ticket.thread?.wrote(detail.name));
  }

  /** @param {boolean} first  the page was just opened, so nothing takes the focus */
  #route(first) {
    const ui = this.#ui;
    const at = here();
    const place = at.page === 'inbox' ? at : lastInbox();
    if (!ui) return;
    this.dataset.page = at.page;
    if (at.page === 'inbox') remember(at);
    const inList = ui.list.contains(document.activeElement);
    const lost = !first && (inList || ui.ticket.contains(document.activeElement) || document.activeElement === document.body);
    const same = JSON.stringify(this.inbox.place) === JSON.stringify({ view: place.view, team: place.team, q: place.q });
    if (!same || this.inbox.state === 'loading') this.inbox.open(place);
    ui.idle.hidden = at.page !== 'inbox';
    ui.list.hidden = at.page !== 'inbox' && at.page !== 'ticket';
    this.#open(at.page === 'ticket' ? at.number : '');
    showPage(ui.page, at.page, this.agent, !first);
    this.#drawRail();
    this.#title();
    this.panes?.arrive();
    if (at.page === 'inbox' && lost) ui.list.land();
    if (at.page === 'ticket' && inList) ui.ticket.focusTitle();
  }

  /** @param {string} number */
  #open(number) {
    const ui = this.#ui;
    if (!ui || !this.reading) return;
    ui.ticket.hidden = !number;
    const another = this.reading.open(number);
    ui.list.open = number;
    const one = this.reading.now;
    if (!one || !another) return;
    ui.ticket.case = one;
    if (one.detail) this.#read(one);
    this.watch?.looked(number);
  }

  /** @param {import('./case.js').Case} one */
  #read(one) {
    if (!one.detail || !this.side || one !== this.case) return;
    this.side.detail = one.detail;
    this.#title();
  }

  #drawRail() {
    if (this.rail) this.rail.state = { counts: this.inbox.counts, teams: this.teams, agent: this.agent, place: this.inbox.place, page: here().page };
  }

  async readTeams() {
    const teams = await readTeams().catch(() => null);
    if (!teams || !this.list) return;
    this.teams = teams;
    this.list.teams = teams;
    this.list.draw();
    this.ticket?.again();
    this.#drawRail();
  }

  #title() {
    const at = here();
    const place = at.page === 'ticket' ? `${at.number} ${this.case?.detail?.ticket.subject ?? ''}`.trim() : at.page === 'inbox' ? this.list?.heading() : t(`${at.page}.title`);
    document.title = `${this.#needs ? `(${this.#needs}) ` : ''}${place} · Garda`;
  }

  /** @param {{mode: string, resolve: boolean, number: string}} sent */
  #sent({ mode, resolve: done, number }) {
    announce(t(mode === 'note' ? 'done.note' : 'done.reply', { number }));
    const row = this.case?.number === number ? this.case.detail?.ticket : undefined;
    if (done && row) resolve(this, row);
  }

  /** A newer version of a ticket. @param {string} number @param {Partial<import('./types.js').TicketRow>} some */
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
  canUndo = () => this.#ui?.toasts.canUndo ?? false;
  undo = () => this.#ui?.toasts.undo();
  signOut = () => this.tell('sign-out');
  toast = (/** @type {string} */ text, /** @type {(() => void)|undefined} */ undo = undefined) => this.#ui?.toasts.show(text, undo);
}
