// @ts-check
/** Keeps the open screens in step with the server's news, and says what concerns this agent. */
import { announce } from './announce.js';
import { get, query } from './api.js';
import { isUnread } from './kept.js';
import { Live } from './live.js';
import { notice } from './notify.js';
import { ticketPath } from './route.js';
import { asker } from './row.js';
import { teamName } from './teams.js';
import { clock } from './time.js';
import { t } from './words.js';

/** @typedef {import('./types.js').TicketRow} TicketRow */

/** Tells `needs` (detail = how many tickets need this agent), `state` (detail = "live" or "lost"), `typing`. */
export class Watch extends EventTarget {
  #live = new Live();
  /** @type {Set<string>} */
  #changed = new Set();
  /** @type {Set<string>} */
  #opened = new Set();
  /** @type {Map<string, TicketRow>} Handoffs nobody has looked at here. */
  #fresh = new Map();
  /** @type {TicketRow[]} */
  #mine = [];
  /** @type {Map<string, number>} Warnings given: 1 at 80 %, 2 at 100 %. */
  #warned = new Map();
  /** @type {any} */
  #soon;
  #all = false;

  /** @param {import('./desk.js').Desk} desk */
  constructor(desk) {
    super();
    this.desk = desk;
  }

  /** @param {AbortSignal} signal */
  start(signal) {
    this.#live.addEventListener('ticket', (event) => this.#heard(/** @type {CustomEvent} */ (event).detail));
    this.#live.addEventListener('resync', () => { this.#all = true; this.#later(); });
    for (const name of ['typing', 'state']) this.#live.addEventListener(name, (event) => this.dispatchEvent(new CustomEvent(name, { detail: /** @type {CustomEvent} */ (event).detail })));
    this.#live.start();
    const timer = setInterval(() => this.#warn(), 30_000);
    signal.addEventListener('abort', () => {
      this.#live.stop();
      clearInterval(timer);
      clearTimeout(this.#soon);
    });
    this.#count();
  }

  /** @param {{number: string, kind: string}} news */
  #heard(news) {
    if (!news.number) return;
    this.#changed.add(news.number);
    if (news.kind === 'opened') this.#opened.add(news.number);
    this.#later();
  }

  #later() {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#read(), 250);
  }

  async #read() {
    const changed = this.#changed;
    const opened = [...this.#opened];
    const { desk } = this;
    this.#changed = new Set();
    this.#opened = new Set();
    const reopened = desk.case && (this.#all || changed.has(desk.case.number));
    this.#all = false;
    await Promise.all([desk.inbox.refresh(changed), reopened && desk.case?.load(), desk.readTeams()]);
    await Promise.all(opened.slice(0, 5).map((number) => this.#handoff(number)));
    await this.#count();
  }

  /** A new ticket that nobody has, for one of my teams. @param {string} number */
  async #handoff(number) {
    const detail = await get(`/tickets/${number}`).catch(() => null);
    const row = /** @type {TicketRow|undefined} */ (detail?.ticket);
    const { agent } = this.desk;
    if (!row || row.assignee || (agent.teams.length && !agent.teams.includes(row.team))) return;
    this.#fresh.set(number, row);
    notice(t('notice.new', { number, team: teamName(row) }), row.subject, ticketPath(number));
  }

  async #count() {
    const { inbox } = this.desk;
    const here = inbox.place.view === 'mine' && !inbox.place.team && !inbox.place.q && inbox.state === 'ready';
    const mine = here ? inbox.rows : (await get(`/tickets${query({ view: 'mine', limit: 50 })}`).catch(() => null))?.tickets;
    if (mine) this.#tellReplies(mine);
    this.#mine = mine ?? this.#mine;
    this.#warn();
    this.counted();
  }

  /** @param {TicketRow[]} rows */
  #tellReplies(rows) {
    if (!this.#mine.length) return;
    for (const row of rows) {
      const before = this.#mine.find((one) => one.number === row.number);
      const news = before && row.last_seq > before.last_seq && row.last_sender === 'visitor' && row.number !== this.desk.case?.number;
      if (news) notice(t('notice.reply', { number: row.number, name: asker(row) }), row.snippet, ticketPath(row.number));
    }
  }

  /** How many tickets wait for this agent's eyes. */
  counted() {
    const { agent, inbox } = this.desk;
    const now = inbox.place.view === 'unassigned' ? inbox.rows : [];
    for (const row of now) if (row.assignee) this.#fresh.delete(row.number);
    const unread = this.#mine.filter((row) => isUnread(agent.id, row)).length;
    this.dispatchEvent(new CustomEvent('needs', { detail: unread + this.#fresh.size }));
  }

  /** A ticket was opened here: it needs no pointing at any more. @param {string} number */
  looked(number) {
    this.#fresh.delete(number);
    this.counted();
  }

  /** Say once that a deadline of mine is near, and once that it passed. */
  #warn() {
    for (const row of this.#mine) {
      const { used, said } = clock(row);
      const level = used >= 1 ? 2 : used >= 0.8 ? 1 : 0;
      if (level <= (this.#warned.get(row.number) ?? 0)) continue;
      this.#warned.set(row.number, level);
      announce(t('warn.deadline', { number: row.number, clock: said }), { urgent: true });
      notice(t('warn.deadline', { number: row.number, clock: said }), row.subject, ticketPath(row.number));
    }
  }
}
