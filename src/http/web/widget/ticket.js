// @ts-check
/** The ticket's card: number, team, the promised time and why, where it stands, and what was passed on. */
import { button, copy, h } from './dom.js';
import { icon } from '../icons.js';
import { lang, t } from './i18n.js';

/** @typedef {import('./types.js').TicketCard} TicketCard */

/** @param {TicketCard} ticket @param {() => void} add goes on to the composer */
export function ticketCard(ticket, add) {
  const copyNumber = button(t('ticket.copy'), () => copy(copyNumber, ticket.number, t('copied')), { icon: 'copy', class: 'button quiet small' });
  return h('section', { class: 'card ticket', 'aria-label': t('ticket.row', { number: ticket.number }), lang: lang() },
    h('div', { class: 'ticket-top' },
      h('h4', { tabindex: '-1' }, icon('ticket'), h('span', {}, h('span', { class: 'eyebrow' }, t('ticket')), ' ', h('span', { class: 'ticket-number' }, ticket.number))),
      copyNumber),
    h('p', { class: 'ticket-team' }, icon('people'), `${ticket.team} · ${t('priority', { level: t(`priority.${ticket.priority}`) })}`),
    ticket.promise && ticket.status !== 'resolved' && promise(ticket),
    progress(ticket.status),
    passedOn(ticket),
    ticket.status !== 'resolved' && h('div', { class: 'row' }, button(t('ticket.add'), add, { class: 'button small' })));
}

/** @param {TicketCard} ticket */
function promise(ticket) {
  return h('div', { class: 'promise' },
    h('p', {}, icon('clock'), h('span', {}, t('ticket.reply-by'), ' ', h('strong', {}, ticket.promise))),
    ticket.why && h('details', {}, h('summary', {}, t('ticket.why')), h('p', {}, ticket.why)));
}

const ROAD = ['queued', 'assigned', 'resolved'];

/** @param {TicketCard['status']} status */
function progress(status) {
  const road = status === 'pending' ? ['queued', 'assigned', 'pending', 'resolved'] : ROAD;
  const here = road.indexOf(status);
  return h('ol', { class: 'progress', 'aria-label': t('ticket.progress') }, road.map((step, place) =>
    h('li', { class: place < here ? 'past' : place === here ? 'here' : 'next', 'aria-current': place === here ? 'step' : null },
      h('span', { class: 'dot' }, place <= here && icon('check')), t(`status.${step}`))));
}

/** @param {TicketCard} ticket */
function passedOn({ subject, facts }) {
  const rows = [...(subject ? [{ label: t('ticket.subject'), value: subject }] : []), ...facts];
  if (!rows.length) return null;
  return h('div', { class: 'passed' }, h('p', { class: 'eyebrow' }, t('ticket.sent')),
    h('dl', {}, rows.map(({ label, value }) => h('div', {}, h('dt', {}, label), h('dd', { dir: 'auto' }, value)))));
}
