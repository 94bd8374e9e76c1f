// @ts-check
/** One message, one list item, with all its parts: what was heard, steps, an article, buttons, the ticket; also what waits to be sent. */
import { icon } from '../icons-core.js';
import { tame } from '../tame.js';
import { button, clock, copy, fullDate, h, lang, linked, shortDate, t } from './kit.js';
import { plainText } from './announce.js';

/** @typedef {import('./types.js').Part} Part */
/** @typedef {import('./types.js').TicketCard} TicketCard */
/** @typedef {import('./types.js').Message} Message */
/** @typedef {import('./types.js').Outgoing} Outgoing */

/** @typedef {(text: string, choice?: string) => void} Answer */

/** "Saya menangkap: …" with a way to say no while it is the newest turn.
 * @param {string} intent @param {boolean} live @param {Answer} answer */
export function heardLine(intent, live, answer) {
  const not = t('heard.not');
  return h('p', { class: 'heard', lang: lang() }, h('span', {}, t('heard', { summary: intent })), live && ' ',
    live && h('button', { type: 'button', class: 'link', onclick: () => answer(not, '/not_this') }, not));
}

/** @param {string[]} steps */
export const stepList = (steps) => h('ol', { class: 'steps' }, steps.map((step) => h('li', {}, h('span', {}, step))));

/** @param {Part} article @param {(slug: string) => void} read */
export function articleCard(article, read) {
  const address = new URL(article.url ?? '', location.href).href;
  const copyLink = button(t('article.copy'), () => copy(copyLink, address, t('copied')), { icon: 'copy', class: 'button quiet small' });
  return h('section', { class: 'card article-card', 'aria-label': `${t('article')}: ${article.title}` },
    h('p', { class: 'card-title' }, icon('file'), article.title),
    article.summary && h('p', { class: 'card-text' }, article.summary),
    h('p', { class: 'card-meta', lang: lang() }, articleMeta(article)),
    h('div', { class: 'row', lang: lang() }, button(t('article.read'), () => read(article.slug ?? ''), { class: 'button small' }), copyLink));
}

/** @param {{minutes?: number, reviewed?: string}} article */
export function articleMeta({ minutes, reviewed }) {
  const date = reviewed && !Number.isNaN(Date.parse(reviewed)) ? shortDate(reviewed) : '';
  return date ? t('article.meta', { minutes, date }) : t('minutes', { n: minutes });
}

/** Buttons while they can still be tapped; afterwards what was chosen, if one was.
 * @param {import('./types.js').Choice[]} choices @param {{live: boolean, chosen: string | undefined, question: string}} state @param {Answer} answer */
export function choiceGroup(choices, { live, chosen, question }, answer) {
  if (live) {
    return h('div', { class: 'choices', role: 'group', 'aria-label': question || t('choices') },
      choices.map((choice) => button(choice.title, () => answer(choice.title, choice.value), { class: 'button choice' })));
  }
  const taken = choices.find((choice) => choice.title === chosen);
  return taken ? h('p', { class: 'chosen', lang: lang() }, icon('check'), t('chosen', { title: taken.title })) : null;
}

/** @param {TicketCard} ticket @param {() => void} add goes on to the composer @param {boolean} wary */
export function ticketCard(ticket, add, wary) {
  const copyNumber = button(t('ticket.copy'), () => copy(copyNumber, ticket.number, t('copied')), { icon: 'copy', class: 'button quiet small' });
  return h('section', { class: 'card ticket', 'aria-label': t('ticket.row', { number: ticket.number }), lang: lang() },
    h('div', { class: 'ticket-top' },
      h('h4', { tabindex: '-1' }, icon('ticket'), h('span', {}, h('span', { class: 'eyebrow' }, t('ticket')), ' ', h('span', { class: 'ticket-number' }, ticket.number))),
      copyNumber),
    h('p', { class: 'ticket-team' }, icon('people'), `${ticket.team} · ${t('priority', { level: t(`priority.${ticket.priority}`) })}`),
    ticket.promise && ticket.status !== 'resolved' && promise(ticket),
    progress(ticket.status),
    passedOn(ticket, wary),
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

/** @param {TicketCard} ticket @param {boolean} wary */
function passedOn({ subject, facts }, wary) {
  const rows = [...(subject ? [{ label: t('ticket.subject'), value: subject }] : []), ...facts];
  if (!rows.length) return null;
  return h('div', { class: 'passed' }, h('p', { class: 'eyebrow' }, t('ticket.sent')),
    h('dl', {}, rows.map(({ label, value }) => h('div', {}, h('dt', {}, label), h('dd', { dir: 'auto' }, wary ? tame(value) : value)))));
}

/** @typedef {{first: boolean, last: boolean, live: boolean, wary: boolean, chosen: string | undefined, ticket: import('./types.js').TicketCard | null}} Place */
/** @typedef {{answer: (text: string, choice?: string) => void, read: (slug: string) => void, compose: () => void, resend: (id: string) => void, drop: (id: string) => void, file: (file: import('./types.js').SentFile) => HTMLElement}} Acts */

const LONG = 12;

/** @param {Message} message @param {Place} place @param {Acts} acts */
export function messageItem(message, place, acts) {
  const kind = message.sender;
  const item = h('li', { id: `m${message.seq}`, class: classes(kind, place), tabindex: '-1', lang: message.language, dir: 'auto' });
  if (kind === 'system') {
    item.append(h('p', { class: 'system-line' }, icon('info'), h('span', {}, message.text, ' ', timeOf(message.at))));
    const offered = plainText(message).choices;
    if (offered.length) item.append(choiceGroup(offered, { live: place.live, chosen: place.chosen, question: message.text }, acts.answer));
    return item;
  }
  if (place.first) item.append(nameLine(kind, message.name));
  const said = plainText(message);
  const bubble = h('div', { class: 'bubble' });
  if (said.heard) bubble.append(heardLine(said.heard, place.live, acts.answer));
  const text = place.wary && kind === 'visitor' ? tame(said.text) : said.text;
  if (text) bubble.append(textBlock(text, kind !== 'visitor' && !place.wary));
  if (said.steps.length) bubble.append(stepList(said.steps));
  if (bubble.childNodes.length) item.append(bubble);
  if (said.article) item.append(articleCard(said.article, acts.read));
  for (const file of said.files) item.append(acts.file(file));
  if (said.ticket) item.append(ticketCard(place.ticket?.number === said.ticket.number ? place.ticket : said.ticket, acts.compose, place.wary));
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
    h('div', { class: 'bubble' }, h('p', { class: 'text' }, [item.text, ...(item.files ?? []).map((file) => file.name)].filter(Boolean).join('\n'))),
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
