// @ts-check
/** What an empty list teaches: the next deadline, the active filter, or the first steps of a new desk. */
import { get } from './api.js';
import { glyph } from './glyphs.js';
import { h, set } from './dom.js';
import { inboxPath, ticketPath } from './route.js';
import { clock } from './time.js';
import { t } from './words.js';

/** @param {import('./inbox.js').Inbox} inbox @param {import('./types.js').Agent} agent @param {string} title */
export function emptyInbox(inbox, agent, title) {
  const { place } = inbox;
  if (place.q) return nothingFound(place, title);
  if (place.view === 'resolved') return h('p', {}, t('empty.resolved'));
  const box = h('div', { class: 'empty' }, glyph('check'), h('p', { class: 'lead' }, t('empty.zero')));
  teach(box, inbox, agent);
  return box;
}

/** @param {{view:string,team:string,q:string}} place @param {string} title */
function nothingFound(place, title) {
  return h(
    'div', { class: 'empty' }, glyph('search'),
    h('p', { class: 'lead' }, t('empty.search', { q: place.q })),
    h('p', {}, h('a', { class: 'chip', href: inboxPath(place.view, place.team) }, t('list.filter', { q: place.q }), glyph('close'), h('span', { class: 'sr' }, t('list.filter.drop')))),
    place.view !== 'all' && h('p', {}, h('a', { href: inboxPath('all', '', place.q) }, t('empty.search.all', { view: title }))),
  );
}

/** @param {HTMLElement} box @param {import('./inbox.js').Inbox} inbox @param {import('./types.js').Agent} agent */
async function teach(box, inbox, agent) {
  const next = await get('/tickets?view=all&limit=1').catch(() => null);
  if (!next) return;
  const [row] = next.tickets;
  if (row) {
    box.append(h('p', {}, t('empty.next'), ' ', h('a', { href: ticketPath(row.number) }, row.number), ', ', clock(row).said, '.'));
    if (next.counts.unassigned && agent.role !== 'author') {
      box.append(h('button', { type: 'button', class: 'button primary', 'data-do': 'takeNext' }, t('do.takeNext'), h('kbd', { 'aria-hidden': 'true' }, 'T')));
    }
  } else if (agent.role === 'admin' && inbox.place.view === 'all') {
    const done = await get('/tickets?view=resolved&limit=1').catch(() => null);
    if (done && !done.total) firstSteps(box);
  }
}

/** @param {HTMLElement} box */
function firstSteps(box) {
  const snippet = `<script src="${location.origin}/widget.js" defer></script>`;
  const copied = h('span', { role: 'status' });
  const copy = h('button', { type: 'button', class: 'button', onclick: async () => {
    await navigator.clipboard.writeText(snippet);
    copied.textContent = t('copied');
  } }, glyph('copy'), t('copy'));
  set(
    box, h('h3', {}, t('empty.new')),
    h('ol', { class: 'first-steps' },
      h('li', {}, t('empty.new.widget'), h('code', {}, snippet), copy, copied),
      h('li', {}, h('a', { href: '/console/people' }, t('empty.new.people'))),
      h('li', {}, h('a', { href: '/' }, t('empty.new.try')))),
  );
}
