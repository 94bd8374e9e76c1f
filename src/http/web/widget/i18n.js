// @ts-check
/** The interface language of this frame, and days and hours in it. */
import { say } from '../words.js';

let language = 'id';
/** @type {string | undefined} */
let zone;

export const lang = () => language;
/** @param {string} next */
export function useLanguage(next) { language = next === 'en' ? 'en' : 'id'; }
/** @param {string | undefined} next The office's zone, if the server names it. */
export function useZone(next) { zone = next; }

/** @param {string} key @param {Record<string, unknown>} [slots] */
export const t = (key, slots) => say(language, key, slots);

/** @param {Intl.DateTimeFormatOptions} options */
const format = (options) => new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'id-ID', { timeZone: zone, ...options });
/** @param {string} at */
export const clock = (at) => format({ hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(at));
/** @param {string} at */
export const fullDate = (at) => format({ dateStyle: 'full', timeStyle: 'short' }).format(new Date(at));
/** @param {string} at */
export const shortDate = (at) => format({ day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at));
/** @param {string} at A key that is the same for all instants of one office day. */
export const dayKey = (at) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(new Date(at));

/** "Hari ini", "Kemarin" or the day in full.
 * @param {string} at */
export function dayLine(at) {
  const key = dayKey(at);
  if (key === dayKey(new Date().toISOString())) return t('today');
  if (key === dayKey(new Date(Date.now() - 864e5).toISOString())) return t('yesterday');
  return format({ weekday: 'long', day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at));
}
