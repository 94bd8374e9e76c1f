// @ts-check
/** One message, one list item; also day lines, the unread line and what still waits to be sent. */
import { button, h, linked } from './dom.js';
import { icon } from '../icons.js';
import { clock, fullDate, lang, t } from './i18n.js';
import { plainText } from './plain.js';
import { articleCard, choiceGroup, heardLine, stepList } from './parts.js';
import { ticketCard } from './ticket.js';

/** @typedef {import('./types.js').Message} Message */
/** @typedef {import('./types.js').Outgoing} Outgoing */
/** @typedef {{first: boolean, last: boolean, live: boolean, chosen: string | undefined, ticket: import('./types.js').TicketCard | null}} Place */
/** @typedef {{answer: (text: string, choice?: string) => void, read: (slug: string) => void, compose: () => void, resend: (id: string) => void, drop: (id: string) => void}} Acts */

const LONG = 12;

/** @param {Message} message @param {Place} place @param {Acts} acts */
export function messageItem(message, place, acts) {
  const kind = message.sender;
  const item = h('li', { id: `m${message.seq}`, class: classes(kind, place), tabindex: '-1', lang: message.language, dir: 'auto' });
  if (kind === 'system') {
    item.append(h('p', { class: 'system-line' }, icon('info'), h('span', {}, message.text, ' ', timeOf(message.at))));
    return item;
  }
  if (place.first) item.append(nameLine(kind, message.name));
  const said = plainText(message);
  const bubble = h('div', { class: 'bubble' });
  if (said.heard) bubble.append(heardLine(said.heard, place.live, acts.answer));
  if (said.text) bubble.append(textBlock(said.text, kind !== 'visitor'));
  if (said.steps.length) bubble.append(stepList(said.steps));
  if (bubble.childNodes.length) item.append(bubble);
  if (said.article) item.append(articleCard(said.article, acts.read));
  if (said.ticket) item.append(ticketCard(place.ticket?.number === said.ticket.number ? place.ticket : said.ticket, acts.compose));
  const choices = said.choices.length && choiceGroup(said.choices, { live: place.live, chosen: place.chosen, question: said.text.split('\n').pop() ?? '' }, acts.answer);
  if (choices) item.append(choices);
  if (place.last) item.append(h('p', { class: 'meta', lang: lang() }, timeOf(message.at), kind === 'visitor' && ` · ${t('sent')}`));
  return item;
}

/** @param {string} kind @param {{first: boolean, last: boolean}} place */
const classes = (kind, place) => `message ${kind}${place.first ? ' first' : ''}${place.last ? ' last' : ''}`;

/** @param {string} at */
const timeOf = (at) => h('time', { datetime: at, title: fullDate(at) }, clock(at));

/** Who speaks: by name, word and shape, not by colour alone. @param {string} kind @param {string} name */
function nameLine(kind, name) {
  if (kind === 'visitor') return h('h3', { class: 'sr', lang: lang() }, t('you'));
  return h('h3', { class: 'who', lang: lang() }, h('span', { class: 'avatar' }, icon(kind === 'agent' ? 'person' : 'shield')), `${name} `, h('span', { class: 'tag' }, t(kind)));
}

/** @param {string} text @param {boolean} links */
function textBlock(text, links) {
  const block = h('p', { class: 'text' }, links ? linked(text) : text);
  if (text.split('\n').length <= LONG && text.length < 1200) return block;
  block.classList.add('folded');
  const more = button(t('show.all'), () => { block.classList.remove('folded'); more.remove(); block.closest('li')?.focus(); }, { class: 'link' });
  return h('div', {}, block, more);
}

/** What waits to be sent. @param {Outgoing} item @param {{first: boolean, offline: boolean, slow: boolean}} state @param {Acts} acts */
export function outgoingItem(item, { first, offline, slow }, acts) {
  const failed = item.state === 'failed';
  return h('li', { class: `message visitor last pending${first ? ' first' : ''}${failed ? ' failed' : ''}`, tabindex: '-1', dir: 'auto' },
    first && h('h3', { class: 'sr', lang: lang() }, t('you')),
    h('div', { class: 'bubble' }, h('p', { class: 'text' }, item.text)),
    h('p', { class: 'meta', lang: lang() }, failed && icon('alert'), outgoingState(item, offline, slow)),
    failed && h('div', { class: 'row end', lang: lang() }, button(t('resend'), () => acts.resend(item.id), { class: 'button small', icon: 'refresh' }), button(t('delete'), () => acts.drop(item.id), { class: 'button quiet small' })));
}

/** @param {Outgoing} item @param {boolean} offline @param {boolean} slow */
function outgoingState(item, offline, slow) {
  if (item.state === 'failed') return item.reason === 'server' ? `${t('failed')} · ${t('broken', { id: item.code ?? '–' })}` : `${t('failed')} · ${t('refused')}`;
  if (offline || item.reason === 'network') return item.state === 'sending' ? t('checking') : t('waiting.net');
  if (item.state === 'waiting') return t('waiting.turn');
  return slow ? t('sending') : '\u00a0';
}

/** @param {string} key @param {string} text */
export const dayItem = (key, text) => h('li', { class: 'day', id: `d${key}` }, h('h2', {}, text));
/** @param {number} n */
export const unreadItem = (n) => h('li', { class: 'unread-line' }, h('p', {}, t('unread.line', { n })));
/** @param {(event: Event) => void} act */
export const olderItem = (act) => h('li', { class: 'older' }, button(t('older'), act, { class: 'button quiet small' }));
