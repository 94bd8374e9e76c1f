// @ts-check
/** The list of one view: pages of rows, kept in step with the server without moving under the reader. */
import { get, query } from './api.js';
import { t } from './words.js';

/** @typedef {import('./types.js').TicketRow} TicketRow */
/** @typedef {{view:string,team:string,q:string}} Place */

const PAGE = 50;

/** Tells `change` after every difference, `arrived` (detail = rows) for newcomers. */
export class Inbox extends EventTarget {
  /** @type {Place} */
  place = { view: 'mine', team: '', q: '' };
  /** @type {TicketRow[]} */
  rows = [];
  /** @type {TicketRow[]} Newcomers that wait until the list may move. */
  held = [];
  /** @type {Map<string, string>} Rows that left the view, with the reason. */
  gone = new Map();
  /** @type {'loading'|'ready'|'broken'} */
  state = 'loading';
  /** @type {unknown} */
  error = null;
  total = 0;
  /** @type {import('./types.js').Counts} */
  counts = { mine: 0, unassigned: 0, all: 0 };
  #busy = false;
  #reading = 0;
  #fetching = false;

  /** @param {string} me  id of the signed-in agent */
  constructor(me) {
    super();
    this.me = me;
  }

  /** @param {Place} place */
  async open(place) {
    this.place = { view: place.view, team: place.team, q: place.q };
    Object.assign(this, { rows: [], held: [], gone: new Map(), state: 'loading' });
    this.#tell();
    const mine = (this.#reading += 1);
    try {
      const page = await this.#page();
      if (mine !== this.#reading) return;
      Object.assign(this, { rows: page.tickets, state: 'ready', error: null });
    } catch (error) {
      if (mine === this.#reading) Object.assign(this, { state: 'broken', error });
    }
    this.#tell();
  }

  /** Read the next page when the end comes near. */
  async more() {
    if (this.#fetching || this.state !== 'ready' || this.rows.length + this.held.length >= this.total) return;
    this.#fetching = true;
    const mine = this.#reading;
    const page = await this.#page(this.rows[this.rows.length - 1]?.number).catch(() => null);
    this.#fetching = false;
    if (!page || mine !== this.#reading) return;
    this.rows.push(...page.tickets.filter((/** @type {TicketRow} */ row) => !this.has(row.number)));
    this.#tell();
  }

  /** @param {string} [after] */
  async #page(after) {
    const page = await get(`/tickets${query({ ...this.place, after, limit: PAGE })}`);
    this.total = page.total;
    this.counts = page.counts;
    return page;
  }

  /** Compare with the server; `changed` names rows it spoke of. @param {Set<string>} [changed] */
  async refresh(changed = new Set()) {
    if (this.state === 'broken') return this.open(this.place);
    const mine = this.#reading;
    const page = await this.#page().catch(() => null);
    if (!page || mine !== this.#reading) return;
    const fresh = new Map(page.tickets.map((/** @type {TicketRow} */ row) => [row.number, row]));
    const newcomers = page.tickets.filter((/** @type {TicketRow} */ row) => !this.has(row.number));
    const last = page.total > page.tickets.length ? page.tickets[page.tickets.length - 1]?.due_at ?? '' : '\uffff';
    await Promise.all(this.rows.map(async (row) => {
      const same = fresh.get(row.number);
      if (same) this.put(same);
      else if (changed.has(row.number)) this.put((await get(`/tickets/${row.number}`).catch(() => null))?.ticket ?? row);
      else if ((row.due_at ?? '') < last) this.gone.set(row.number, t('gone.plain'));
    }));
    if (mine !== this.#reading) return;
    this.held.push(...newcomers);
    if (newcomers.length) this.dispatchEvent(new CustomEvent('arrived', { detail: newcomers }));
    if (!this.#busy) this.settle();
    else this.#tell();
  }

  /** Take a newer version of a row we already show. @param {TicketRow} row */
  put(row) {
    const at = this.rows.findIndex((old) => old.number === row.number);
    if (at < 0) return;
    this.rows[at] = row;
    if (this.belongs(row)) this.gone.delete(row.number);
    else this.gone.set(row.number, this.#reason(row));
    this.#tell();
  }

  /** @param {TicketRow} row */
  belongs(row) {
    const open = row.status !== 'resolved';
    if (this.place.team && row.team !== this.place.team) return false;
    if (this.place.view === 'resolved') return !open;
    if (this.place.view === 'mine') return open && row.assignee?.id === this.me;
    if (this.place.view === 'unassigned') return open && !row.assignee;
    return open || Boolean(this.place.q);
  }

  /** @param {TicketRow} row */
  #reason(row) {
    if (row.status === 'resolved') return t('gone.resolved');
    if (row.assignee?.id === this.me) return t('gone.mine');
    if (row.assignee) return t('gone.taken', { name: row.assignee.name });
    return t('gone.plain');
  }

  /** While someone reads or points at the list, nothing moves. */
  set busy(/** @type {boolean} */ busy) {
    if (this.#busy === busy) return;
    this.#busy = busy;
    if (!busy && (this.held.length || this.gone.size)) this.settle();
  }

  /** Let newcomers in, let the departed go, sort by deadline. */
  settle() {
    this.rows = [...this.rows.filter((row) => !this.gone.has(row.number)), ...this.held.filter((row) => this.belongs(row))];
    this.rows.sort((a, b) => (a.due_at ?? '\uffff').localeCompare(b.due_at ?? '\uffff'));
    this.held = [];
    this.gone = new Map();
    this.#tell();
  }

  /** @param {string} number */
  has(number) {
    return this.rows.some((row) => row.number === number) || this.held.some((row) => row.number === number);
  }

  /** The nearest row in a direction that is still in the view. @param {string} number @param {1|-1} step */
  beside(number, step) {
    let at = this.rows.findIndex((row) => row.number === number);
    if (at < 0) return step > 0 ? this.rows[0] : undefined;
    do at += step; while (this.rows[at] && this.gone.has(this.rows[at].number));
    return this.rows[at];
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}
