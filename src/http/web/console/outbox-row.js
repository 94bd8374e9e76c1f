// @ts-check
/** One thing to be sent, and what each attempt to send it came to. */
import { h } from './dom.js';
import { ticketPath } from './route.js';
import { ago, full, span } from './time.js';
import { number, t } from './words.js';

/** @typedef {{id:string,kind:string,event?:string,target:string,state:string,kept:boolean,ticket?:string,attempts:number,created_at:string,due_at:string,last?:string}} Parcel */
/** @typedef {{parcel:Parcel,attempts:{at:string,ms:number,result:string,words:string}[],body?:string}} Read */

/**
 * @param {Parcel} one
 * @param {boolean} open  whether its attempts are shown
 * @param {{retry: () => void, open: () => void}} acts
 */
export function parcelRow(one, open, acts) {
  const wait = new Date(one.due_at).getTime() - Date.now();
  const next = (one.state === 'waiting' || one.state === 'unknown') && wait > 0 && h('small', {}, t('outbox.next', { span: span(wait) }));
  const about = `${t(`outbox.kind.${one.kind}`)}, ${one.ticket ?? one.target}`;
  const words = t(one.kept ? 'outbox.replay' : 'outbox.retry');
  const again = (one.state === 'dead' || one.kept || next) && h('button', { type: 'button', class: 'button quiet', 'data-parcel': one.id, onclick: acts.retry, 'aria-label': `${words}: ${about}` }, words);
  const more = h('button', { type: 'button', class: 'button quiet', 'data-parcel': `${one.id}+`, 'aria-expanded': String(open), onclick: acts.open, 'aria-label': `${t('outbox.more')}: ${about}` }, t('outbox.more'));
  return h(
    'tr', { 'data-state': one.state },
    h('th', { scope: 'row' }, h('span', { class: `standing ${one.state}` }, t(`outbox.state.${one.state}`)), next),
    h('td', {}, t(`outbox.kind.${one.kind}`), one.event && h('small', { class: 'nums' }, one.event)), h('td', {}, one.target), h('td', {}, one.ticket ? h('a', { href: ticketPath(one.ticket) }, one.ticket) : '–'),
    h('td', {}, ago(one.created_at)), h('td', { class: 'figure nums' }, number(one.attempts)), h('td', { class: 'words' }, one.last ?? '–'), h('td', { class: 'acts' }, again, more),
  );
}

/** @param {Read} read @param {number} columns */
export function attemptsRow({ parcel, attempts, body }, columns) {
  const item = (/** @type {Read['attempts'][number]} */ { at, ms, result, words }) => h(
    'li', {}, h('time', { datetime: at }, full(at)), h('span', { class: `standing ${result === 'delivered' ? 'sent' : 'dead'}` }, t(`outbox.result.${result}`)),
    h('span', { class: 'nums' }, t('outbox.ms', { n: number(ms) })), words && h('span', {}, words),
  );
  const tried = attempts.length > 0 ? h('ol', { class: 'attempts' }, attempts.map(item)) : h('p', {}, t('outbox.untried'));
  const facts = h('p', { class: 'fine nums' }, t('outbox.id', { id: parcel.id, target: parcel.target }));
  return h('tr', { class: 'opened' }, h('td', { colspan: columns }, tried, facts, body && h('pre', { class: 'sent-body', tabindex: 0, 'aria-label': t('outbox.body') }, pretty(body))));
}

/** @param {string} body */
function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
