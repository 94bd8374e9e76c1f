// @ts-check
/** The URL is the state: reading it, writing it, and following links without a reload. */
import { keep, recall } from './kept.js';

export const VIEWS = ['mine', 'unassigned', 'all', 'resolved'];

/** Tells `change` after every move. */
export const moved = new EventTarget();

/** @returns {import('./types.js').Route} */
export function here() {
  const [, , page = '', name = '', more = ''] = location.pathname.replace(/\/+$/, '').split('/').map(decodeURIComponent);
  const ask = new URLSearchParams(location.search);
  if (page === '' || (page === 'inbox' && !VIEWS.includes(name))) {
    return { page: 'inbox', view: 'mine', team: '', q: '' };
  }
  if (page === 'inbox') return { page, view: name, team: ask.get('team') ?? '', q: ask.get('q') ?? '' };
  if (page === 'tickets' && name) return { page: 'ticket', number: name };
  if (page === 'content' && (name === '' || name === 'intents')) return { page: 'content', intent: more };
  if (page === 'people' || page === 'settings' || page === 'outbox') return { page };
  return { page: 'missing' };
}

/** @param {string} view @param {string} [team] @param {string} [q] */
export function inboxPath(view, team = '', q = '') {
  const ask = new URLSearchParams();
  if (team) ask.set('team', team);
  if (q) ask.set('q', q);
  const text = ask.toString();
  return `/console/inbox/${view}${text ? `?${text}` : ''}`;
}

/** @param {string} number */
export const ticketPath = (number) => `/console/tickets/${encodeURIComponent(number)}`;

/** The matters of the desk, or one of them. @param {string} [intent] */
export const contentPath = (intent = '') => `/console/content/intents${intent && `/${encodeURIComponent(intent)}`}`;

/** Remember the list; a ticket's own URL does not name it. */
export const remember = (/** @type {{view:string,team:string,q:string}} */ at) => keep('inbox', { view: at.view, team: at.team, q: at.q });

/** The list a ticket was opened from. */
export const lastInbox = () => recall('inbox') ?? { view: 'mine', team: '', q: '' };

/** @param {string} path @param {{replace?: boolean}} [how] */
export function go(path, how = {}) {
  const same = path === location.pathname + location.search;
  if (how.replace || same) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  tell();
}

function tell() {
  moved.dispatchEvent(new Event('change'));
}

/** @param {AbortSignal} signal */
export function follow(signal) {
  addEventListener('popstate', tell, { signal });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="/console"]') : null;
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!(link instanceof HTMLAnchorElement) || !plain || event.defaultPrevented || link.target) return;
    event.preventDefault();
    go(link.pathname + link.search);
  }, { signal });
}
