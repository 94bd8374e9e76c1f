// @ts-check
/** The log of a conversation: a keyed list that keeps its place while things arrive. */
import { button, dayKey, dayLine, h, lang, t } from './kit.js';
import { icon } from '../icons-core.js';
import { dayItem, messageItem, olderItem, outgoingItem, unreadItem } from './message.js';

/** @typedef {import('./types.js').Message} Message */
/** @typedef {import('./room.js').Room} Room */
/** @typedef {{key: string, sign: string, build: () => HTMLElement}} Row */

const STICK = 80;
const GROUP = 180_000;

export class GardaTranscript extends HTMLElement {
  /** @type {Map<string, {sign: string, node: HTMLElement}>} */ #shown = new Map();
  /** @type {any} */ acts = null;
  #stick = true;
  #missed = 0;
  #settled = false;
  #anchored = false;
  #placed = 0;

  connectedCallback() {
    if (this.list) return;
    this.list = h('ol', { class: 'messages' });
    this.log = h('div', { class: 'log', role: 'log', 'aria-live': 'off', tabindex: '0', onscroll: () => this.#scrolled(), onkeydown: (/** @type {KeyboardEvent} */ event) => this.#keys(event) }, this.list);
    this.pill = button('', () => this.toEnd(), { class: 'button primary pill' });
    this.pill.hidden = true;
    this.append(this.log, this.pill);
    this.log.addEventListener('focusin', () => this.#reach());
    new ResizeObserver(() => { if (this.#stick) this.#bottom(); }).observe(this.list);
    new ResizeObserver(() => { if (this.#stick) this.#bottom(); }).observe(this.log);
  }

  /** Empties the log, for another conversation or another language. */
  reset() {
    this.#shown.clear();
    this.list?.replaceChildren();
    this.log?.setAttribute('aria-label', t('log'));
    this.#stick = true;
    this.#settled = false;
    this.#miss(0);
  }

  /** Whether what came can be taken as seen. */
  get atEnd() { return this.#stick || this.#anchored; }

  /** @param {Room} room @param {import('./types.js').Outgoing[]} pending @param {{offline: boolean, slow: boolean}} line */
  show(room, pending, line) {
    if (!this.list || !this.log) return;
    const fromEnd = this.log.scrollHeight - this.log.scrollTop;
    const first = () => this.list?.querySelector('.message')?.id;
    const oldFirst = first();
    this.#reconcile(rows(room, pending, line, this.acts));
    const grewAbove = oldFirst && oldFirst !== first();
    if (this.#stick) this.#bottom();
    else if (grewAbove) this.log.scrollTop = this.log.scrollHeight - fromEnd;
    if (!this.#settled && room.messages.length) {
      this.#settled = true;
      const line = this.list.querySelector('.unread-line');
      if (line instanceof HTMLElement) this.log.scrollTop = line.offsetTop - this.log.clientHeight / 4;
    }
    this.#reach();
  }

  /** @param {number} n messages of others that just came */
  arrived(n) { if (!this.#stick) this.#miss(this.#missed + n); }

  toEnd() {
    this.#stick = true;
    this.#anchored = false;
    if (this.log) this.log.scrollTop = this.log.scrollHeight;
    this.#miss(0);
    this.dispatchEvent(new Event('end'));
  }

  /** @param {Row[]} wanted */
  #reconcile(wanted) {
    const list = /** @type {HTMLElement} */ (this.list);
    const keys = new Set(wanted.map((row) => row.key));
    for (const [key, { node }] of this.#shown) if (!keys.has(key)) { this.#yield(node); node.remove(); this.#shown.delete(key); }
    let place = list.firstElementChild;
    for (const row of wanted) {
      const old = this.#shown.get(row.key);
      let node = old?.node;
      if (!node || old?.sign !== row.sign) {
        const fresh = row.build();
        if (!node && this.#settled) fresh.classList.add('enters');
        if (node) {
          const focused = node.contains(document.activeElement);
          if (place === node) place = fresh;
          node.replaceWith(fresh);
          if (focused) fresh.focus();
        }
        node = fresh;
        this.#shown.set(row.key, { sign: row.sign, node });
      }
      if (node === place) place = place.nextElementSibling;
      else list.insertBefore(node, place);
    }
  }

  /** A row that goes away hands focus to the log. @param {HTMLElement} node */
  #yield(node) { if (node.contains(document.activeElement)) this.log?.focus(); }

  /** Controls of older messages are reached when their message has focus; those of the latest turn always. */
  #reach() {
    const items = [...(this.list?.querySelectorAll('.message') ?? [])];
    const latest = items.findLastIndex?.((item) => item.classList.contains('visitor')) ?? -1;
    items.forEach((item, place) => {
      const within = place > latest || item.contains(document.activeElement) || item.classList.contains('failed');
      for (const control of item.querySelectorAll('a, button, summary')) within ? control.removeAttribute('tabindex') : control.setAttribute('tabindex', '-1');
    });
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    const items = /** @type {HTMLElement[]} */ ([...(this.list?.querySelectorAll('.message') ?? [])]);
    const here = items.findIndex((item) => item.contains(document.activeElement));
    const from = here < 0 ? items.length : here;
    const place = { ArrowUp: from - 1, ArrowDown: here < 0 ? items.length - 1 : from + 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === 'Escape') this.dispatchEvent(new Event('done'));
    else if (place === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    else items[Math.max(0, Math.min(items.length - 1, place))]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  #scrolled() {
    const log = /** @type {HTMLElement} */ (this.log);
    const was = this.#stick;
    if (this.#anchored && Math.abs(log.scrollTop - this.#placed) < 2) return;
    this.#anchored = false;
    this.#stick = log.scrollHeight - log.scrollTop - log.clientHeight < STICK;
    if (this.#stick && !was) { this.#miss(0); this.dispatchEvent(new Event('end')); }
  }

  /** To the end, but never past the start of what answers the last own message. */
  #bottom() {
    if (!this.log || !this.list) return;
    const own = [...this.list.querySelectorAll('.visitor')].pop();
    const reply = own?.nextElementSibling;
    const end = this.log.scrollHeight - this.log.clientHeight;
    const start = reply instanceof HTMLElement ? reply.offsetTop - 8 : Infinity;
    this.#anchored = start > this.log.scrollTop && end - start > 8;
    this.#placed = this.#anchored ? start : end;
    this.#stick = !this.#anchored;
    this.log.scrollTop = this.#placed;
  }

  /** @param {number} n */
  #miss(n) {
    this.#missed = n;
    if (!this.pill) return;
    this.pill.hidden = !n;
    this.pill.replaceChildren(n === 1 ? t('pill.one') : t('pill', { n }), icon('chevron'));
  }
}

/** @param {Room} room @param {import('./types.js').Outgoing[]} sending @param {{offline: boolean, slow: boolean}} line @param {any} acts @returns {Row[]} */
function rows(room, sending, line, acts) {
  const { messages } = room;
  // What has arrived is a message already, though its sending may not have ended yet.
  const pending = sending.filter((item) => messages.every((message) => message.client_id !== item.id));
  /** @type {Row[]} */
  const out = [];
  if (room.hasOlder) out.push({ key: 'older', sign: lang(), build: () => olderItem(() => room.older()) });
  messages.forEach((message, place) => {
    const day = dayKey(message.at);
    const newDay = place === 0 || dayKey(messages[place - 1].at) !== day;
    if (newDay) out.push({ key: `day${day}`, sign: lang() + dayLine(message.at), build: () => dayItem(day, dayLine(message.at)) });
    if (message.seq === room.divider) out.push({ key: 'unread', sign: lang(), build: () => unreadItem(room.unreadAtDivider ?? 1) });
    const next = messages[place + 1];
    const first = newDay || message.seq === room.divider || !together(messages[place - 1], message);
    const last = !next || next.seq === room.divider || dayKey(next.at) !== day || !together(message, next);
    const reply = messages.slice(place + 1).find((one) => one.sender === 'visitor')?.text ?? pending[0]?.text;
    const live = reply === undefined && message.sender === 'bot';
    const ticket = message.parts.some((part) => part.type === 'ticket') ? room.conversation?.ticket ?? null : null;
    const wary = messages.slice(0, place + 1).some((one) => one.wary);
    const state = { first, last, live, wary, chosen: reply, ticket };
    out.push({ key: message.client_id ?? message.id, sign: JSON.stringify([lang(), message.id, first, last, live, wary, message.parts.length ? reply : 0, ticket]), build: () => messageItem(message, state, acts) });
  });
  pending.forEach((item, place) => {
    const first = place === 0 && messages.at(-1)?.sender !== 'visitor';
    out.push({ key: item.id, sign: JSON.stringify([lang(), item.state, item.reason, first, line]), build: () => outgoingItem(item, { first, ...line }, acts) });
  });
  return out;
}

/** Whether two messages stand under one name. @param {Message | undefined} before @param {Message} after */
function together(before, after) {
  return before?.sender === after.sender && before.name === after.name && after.sender !== 'system' && Date.parse(after.at) - Date.parse(before.at) < GROUP;
}
