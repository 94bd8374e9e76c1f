// @ts-check
/** Instants and deadlines in words, with our own zone names (browsers say "GMT+7" in English). */
import { language, t } from './words.js';

const ZONES = /** @type {Record<string, string>} */ ({
  'Asia/Jakarta': 'WIB', 'Asia/Pontianak': 'WIB', 'Asia/Makassar': 'WITA', 'Asia/Ujung_Pandang': 'WITA', 'Asia/Jayapura': 'WIT',
});

/** The office's zone, so that times stand beside promises in the same clock; the device's until it is known. */
let office = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** @param {string|null|undefined} zone */
export function useOfficeZone(zone) {
  if (zone) office = zone;
}

/** @param {Intl.DateTimeFormatOptions} how @param {string|number} at */
function format(how, at) {
  return new Intl.DateTimeFormat(language() === 'id' ? 'id-ID' : 'en-GB', { ...how, timeZone: office }).format(new Date(at));
}

/** "09.41" @param {string|number} at */
export const hour = (at) => format({ hour: '2-digit', minute: '2-digit' }, at);

/** "Senin, 23 Nov" @param {string|number} at */
export const day = (at) => format({ weekday: 'long', day: 'numeric', month: 'short' }, at);

/** "23 Nov" @param {string|number} at */
export const date = (at) => format({ day: 'numeric', month: 'short' }, at);

/** The hour today, otherwise the date too. @param {string|number} at @param {number} [now] */
export const when = (at, now = Date.now()) => (date(at) === date(now) ? hour(at) : `${date(at)}, ${hour(at)}`);

/** "Senin, 23 Nov, 10.15 WIB" @param {string|number} at */
export function full(at) {
  const name = ZONES[office] ?? format({ timeZoneName: 'short' }, at).split(' ').pop();
  return `${day(at)}, ${hour(at)} ${name}`;
}

/** "14 mnt", "2 j 10 mnt", "3 hari 4 j" @param {number} ms */
export function span(ms) {
  const minutes = Math.max(0, Math.round(Math.abs(ms) / 60_000));
  if (minutes < 60) return t('span.m', { m: minutes });
  if (minutes < 24 * 60) return t(minutes % 60 ? 'span.hm' : 'span.h', { h: Math.floor(minutes / 60), m: minutes % 60 });
  const hours = Math.round(minutes / 60);
  return t(hours % 24 ? 'span.dh' : 'span.d', { d: Math.floor(hours / 24), h: hours % 24 });
}

/** "baru saja", "12 mnt lalu" @param {string|number} at @param {number} [now] */
export function ago(at, now = Date.now()) {
  const ms = now - new Date(at).getTime();
  return ms < 60_000 ? t('span.now', { s: Math.max(1, Math.round(ms / 1000)) }) : t('span.ago', { span: span(ms) });
}

/** @typedef {{tone:'quiet'|'plain'|'near'|'close'|'late'|'kept',icon:string,text:string,said:string,used:number}} Clock */

/**
 * The deadline of a ticket: icon, words and tone by how much of the time is used.
 * @param {import('./types.js').TicketRow} row
 * @param {number} [now]
 * @returns {Clock}
 */
export function clock(row, now = Date.now()) {
  if (row.status === 'resolved') return told('quiet', 'check', t('clock.resolved', { when: when(row.updated_at, now) }));
  if (row.status === 'pending') return told('quiet', 'snooze', t('clock.pending'));
  if (row.first_replied_at) {
    if (row.last_sender === 'visitor') return told('near', 'chat', t('clock.answered'));
    return told('kept', 'check', t('clock.replied', { when: when(row.first_replied_at, now) }));
  }
  if (!row.due_at) return told('quiet', 'clock', t('clock.none'));
  return running(row.opened_at, row.due_at, now);
}

/** @param {string} opened @param {string} due @param {number} now @returns {Clock} */
function running(opened, due, now) {
  const end = new Date(due).getTime();
  const start = new Date(opened).getTime();
  const left = end - now;
  const used = (now - start) / Math.max(1, end - start);
  if (left < 0) return { tone: 'late', icon: 'alert', text: t('clock.late', { span: span(left) }), said: t('clock.late.said', { span: span(left) }), used };
  const tone = used >= 0.8 ? 'close' : used >= 0.5 ? 'near' : 'plain';
  return { tone, icon: tone === 'close' ? 'alert' : 'clock', text: span(left), said: t('clock.left.said', { span: span(left) }), used };
}

/** @param {Clock['tone']} tone @param {string} icon @param {string} text @returns {Clock} */
const told = (tone, icon, text) => ({ tone, icon, text, said: text, used: 0 });
