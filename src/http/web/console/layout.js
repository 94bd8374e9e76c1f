// @ts-check
/** The panes of the desk, in reading order: bar, views, list, ticket, side. */
import { h, set } from './dom.js';
import { inboxPath } from './route.js';
import { hour } from './time.js';
import { t } from './words.js';

/** @template T @param {string} tag @param {object} [given] @returns {T} */
export const part = (tag, given = {}) => /** @type {any} */ (Object.assign(document.createElement(tag), given));

/** @param {import('./types.js').Agent} agent @param {import('./inbox.js').Inbox} inbox */
export function layout(agent, inbox) {
  const bar = /** @type {import('./bar.js').Bar} */ (part('garda-bar', { agent }));
  const rail = /** @type {import('./rail.js').Rail} */ (part('garda-rail'));
  const list = /** @type {import('./list.js').TicketList} */ (part('garda-list', { agent, inbox, id: 'list' }));
  const ticket = /** @type {import('./ticket.js').TicketView} */ (part('garda-ticket'));
  const side = /** @type {import('./side.js').Side} */ (part('garda-side'));
  const toasts = /** @type {import('./toast.js').Toasts} */ (part('garda-toasts'));
  const chooser = /** @type {import('./chooser.js').Chooser} */ (part('garda-chooser'));
  const keySheet = /** @type {import('./key-sheet.js').KeySheet} */ (part('garda-key-sheet'));
  const strip = h('p', { class: 'strip', role: 'status', hidden: true });
  const page = h('div', { class: 'page', hidden: true });
  const idle = h('div', { class: 'idle' }, h('p', {}, t('idle')), h('p', { class: 'fine' }, t('idle.keys')));
  const main = h('main', { id: 'main', tabindex: -1 }, list, ticket, idle, page);
  const aside = h('aside', { class: 'aside', 'aria-label': t('side.name') }, side);
  const all = [h('a', { class: 'skip', href: '#main' }, t('skip')), bar, strip, h('div', { class: 'panes' }, rail, main, aside), toasts, chooser, keySheet];
  return { bar, rail, list, ticket, side, toasts, chooser, keySheet, strip, page, idle, main, all };
}

const PAGES = /** @type {Record<string, string>} */ ({ content: 'garda-content', outbox: 'garda-outbox', people: 'garda-people', settings: 'garda-settings' });

/** A place beside the inbox: content, people, settings, or nothing known by that name.
 * @param {HTMLElement} box @param {string} page @param {import('./types.js').Agent} agent @param {boolean} focus */
export function showPage(box, page, agent, focus) {
  box.hidden = page === 'inbox' || page === 'ticket';
  if (box.hidden) return box.replaceChildren();
  const view = PAGES[page] ? /** @type {HTMLElement} */ (part(PAGES[page], { agent })) : h('p', {}, h('a', { href: inboxPath('mine') }, t('missing.back')));
  const title = h('h1', { tabindex: -1 }, t(`${page}.title`));
  set(box, title, view);
  if (focus) title.focus();
}

/** The strip under the bar while news do not come. @param {HTMLElement} strip @param {'live'|'lost'} state */
export function showConnection(strip, state) {
  strip.hidden = state === 'live';
  strip.textContent = state === 'live' ? '' : t('strip.lost', { at: hour(Date.now()) });
}
