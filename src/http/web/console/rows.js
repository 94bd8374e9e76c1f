// @ts-check
/** The rows in sight of a long list: a few nodes placed by transform, the focused one never recycled. */
import { drawRow } from './row.js';
import { h } from './dom.js';
import { ticketPath } from './route.js';

const OVERSCAN = 8;
const GUESS = 76;

/** @typedef {import('./types.js').TicketRow} TicketRow */

export class Rows {
  /** The height of every row, measured on a real one. */
  height = 0;
  #frame = 0;
  /** @type {Map<string, HTMLElement>} */
  #nodes = new Map();

  /**
   * @param {HTMLElement} grid
   * @param {HTMLElement} group
   * @param {{inbox: import('./inbox.js').Inbox, agent: import('./types.js').Agent}} list
   */
  constructor(grid, group, list) {
    this.grid = grid;
    this.group = group;
    this.list = list;
    this.cursor = '';
    this.open = '';
    this.probe = h('div', { class: 'row probe', 'aria-hidden': 'true' }, h('a', { class: 'row-link' }));
  }

  /** Watch a real row outside the list, so that larger text or wider spacing never cuts one. @param {AbortSignal} signal */
  watch(signal) {
    this.grid.before(this.probe);
    const watch = new ResizeObserver(() => this.measure());
    watch.observe(this.grid);
    watch.observe(this.probe);
    signal.addEventListener('abort', () => watch.disconnect());
  }

  /** Once per frame is enough while scrolling. */
  soon() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.draw();
    });
  }

  measure() {
    this.height = 0;
    this.draw();
  }

  draw() {
    const { rows } = this.list.inbox;
    if (!this.height && rows.length) this.height = this.#probe(rows[0]);
    const tall = this.height || GUESS;
    this.group.style.height = `${rows.length * tall}px`;
    const wanted = this.#wanted(tall);
    const names = new Set(wanted.map((at) => rows[at].number));
    for (const [name, node] of this.#nodes) if (!names.has(name)) this.#drop(name, node);
    let next = this.group.firstElementChild;
    for (const at of wanted) {
      const node = this.#row(at);
      node.style.transform = `translateY(${at * tall}px)`;
      if (node === next) next = node.nextElementSibling;
      else this.#place(node, next);
    }
    if ((wanted[wanted.length - 1] ?? 0) > rows.length - 12) this.list.inbox.more();
  }

  /** The positions to show, in order: those in sight and the one with the focus. @param {number} tall */
  #wanted(tall) {
    const { rows } = this.list.inbox;
    const { scrollTop, clientHeight } = this.grid;
    const first = Math.max(0, Math.floor(scrollTop / tall) - OVERSCAN);
    const last = Math.min(rows.length - 1, Math.ceil((scrollTop + clientHeight) / tall) + OVERSCAN);
    const focused = rows.findIndex((row) => row.number === this.cursor);
    const wanted = focused >= 0 ? [focused] : [];
    for (let at = first; at <= last; at += 1) if (at !== focused) wanted.push(at);
    return wanted.sort((a, b) => a - b);
  }

  /** @param {string} name @param {HTMLElement} node */
  #drop(name, node) {
    node.remove();
    this.#nodes.delete(name);
  }

  /** Put a row where it belongs without taking the focus from it. @param {HTMLElement} node @param {Element|null} before */
  #place(node, before) {
    const link = node.contains(document.activeElement) ? this.link(node) : null;
    this.group.insertBefore(node, before);
    link?.focus({ preventScroll: true });
  }

  /** @param {TicketRow} row */
  #probe(row) {
    drawRow(this.link(this.probe), row, { me: this.list.agent.id, now: Date.now() });
    return this.probe.offsetHeight;
  }

  /** @param {number} at */
  #row(at) {
    const { inbox, agent } = this.list;
    const row = inbox.rows[at];
    let node = this.#nodes.get(row.number);
    if (!node) {
      node = h('div', { role: 'row', class: 'row' }, h('div', { role: 'gridcell' }, h('a', { class: 'row-link', href: ticketPath(row.number) })));
      this.#nodes.set(row.number, node);
    }
    const link = this.link(node);
    node.setAttribute('aria-rowindex', String(at + 1));
    link.tabIndex = row.number === this.cursor ? 0 : -1;
    if (row.number === this.open) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
    drawRow(link, row, { me: agent.id, gone: inbox.gone.get(row.number), now: Date.now() });
    return node;
  }

  /** @param {HTMLElement} node */
  link(node) {
    return /** @type {HTMLAnchorElement} */ (node.querySelector('a'));
  }

  /** The one tab stop moved to where the focus is. @param {EventTarget|null} target */
  focused(target) {
    for (const [name, node] of this.#nodes) {
      const here = target instanceof Node && node.contains(target);
      this.link(node).tabIndex = here ? 0 : -1;
      if (here) this.cursor = name;
    }
  }

  /** Bring a row into sight and focus it. @param {number} at */
  focus(at) {
    const row = this.list.inbox.rows[at];
    if (!row) return;
    this.cursor = row.number;
    const tall = this.height || GUESS;
    const top = at * tall;
    const { scrollTop, clientHeight } = this.grid;
    if (top < scrollTop) this.grid.scrollTop = top;
    else if (top + tall > scrollTop + clientHeight) this.grid.scrollTop = top + tall - clientHeight;
    this.draw();
    this.#nodes.get(row.number)?.querySelector('a')?.focus({ preventScroll: true });
  }

  /** How many rows fit in sight. */
  get page() {
    return Math.max(1, Math.floor(this.grid.clientHeight / (this.height || GUESS)) - 1);
  }
}
