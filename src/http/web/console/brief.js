// @ts-check
/** The brief of a ticket: deadline and why, who asks, what is known, what was tried. */
import { tame } from '../tame.js';
import { h } from './dom.js';
import { glyph } from './glyphs.js';
import { asker, clockChip, priorityMark } from './row.js';
import { full } from './time.js';
import { decimal, t, worded } from './words.js';

/** @param {import('./types.js').Detail} detail */
export function drawBrief(detail) {
  const { ticket, brief } = detail;
  return [deadline(ticket, brief), requester(ticket, detail.person), facts(brief, detail.messages.some((message) => message.wary)), tried(brief), intent(brief)];
}

/** @param {string} title @param {...import('./dom.js').Child} children */
const section = (title, ...children) => h('section', { class: 'side-part' }, h('h2', {}, title), ...children);

/** @param {import('./types.js').TicketRow} ticket @param {import('./types.js').Brief} brief */
function deadline(ticket, brief) {
  return section(
    t('brief.deadline'),
    h('p', { class: 'deadline' }, clockChip(ticket), h('span', {}, brief.promise || (ticket.due_at ? full(ticket.due_at) : t('clock.none')))),
    ticket.first_replied_at && h('p', { class: 'fine' }, t(late(ticket) ? 'brief.first.late' : 'brief.first.kept', { when: full(ticket.first_replied_at) })),
    brief.why && h('p', { class: 'fine' }, brief.why),
    h('p', { class: 'fine' }, t('brief.priority'), ' ', priorityMark(ticket.priority)),
  );
}

/** @param {import('./types.js').TicketRow} ticket */
const late = (ticket) => Boolean(ticket.due_at && ticket.first_replied_at && Date.parse(ticket.first_replied_at) > Date.parse(ticket.due_at));

/** Who asks, and how that is proven: nobody is taken for somebody by a name alone.
 * @param {import('./types.js').TicketRow} ticket @param {import('./types.js').Detail['person']} person */
function requester(ticket, person) {
  return section(
    t('brief.requester'), h('p', { class: 'who' }, asker(ticket)),
    person?.email && person.email !== asker(ticket) && h('p', { class: 'fine' }, person.email),
    h('p', { class: 'fine' }, t(person ? `proven.${person.proven}` : 'proven.not')),
    h('p', { class: 'fine' }, t('brief.reached', { channel: ticket.channel, language: t(`language.${ticket.language}`) })),
  );
}

/** @param {import('./types.js').Brief} brief @param {boolean} wary */
function facts(brief, wary) {
  if (!brief.facts.length) return section(t('brief.facts'), h('p', { class: 'fine' }, t('brief.none')));
  return section(
    t('brief.facts'),
    h('dl', { class: 'facts' }, brief.facts.map((fact) => h('div', {}, h('dt', {}, fact.label), h('dd', {}, wary ? tame(fact.value) : fact.value, fact.seq !== undefined && jump(fact.seq, fact.label))))),
  );
}

/** @param {number} seq @param {string} label */
function jump(seq, label) {
  return h('button', { type: 'button', class: 'jump', 'data-jump': seq, title: t('brief.jump', { label }), 'aria-label': t('brief.jump', { label }) }, glyph('chat'));
}

/** @param {import('./types.js').Brief} brief */
function tried(brief) {
  if (!brief.tried.length) return null;
  return section(
    t('brief.tried'),
    h('ul', { class: 'tried' }, brief.tried.map((step) => h('li', { class: step.helped ? 'helped' : '' }, glyph(step.helped ? 'check' : 'close'), h('span', {}, step.title, h('span', { class: 'sr' }, ', ', t(step.helped ? 'brief.helped' : 'brief.nohelp')))))),
  );
}

/** @param {import('./types.js').Brief} brief */
function intent(brief) {
  if (!brief.intent && !brief.reason) return null;
  return section(
    t('brief.intent'),
    brief.intent && h('p', { class: 'intent' }, h('span', {}, brief.intent.title), ' ', h('span', { class: 'nums score' }, decimal(brief.intent.confidence))),
    brief.reason && h('p', { class: 'fine' }, t('brief.reason'), ' ', worded('reason', brief.reason)),
    brief.intent && h('p', {}, h('button', { type: 'button', class: 'button small quiet', 'data-do': 'why' }, glyph('why'), t('do.why.open'))),
  );
}
