// @ts-check
/** Small helpers: nodes that are never parsed from markup, and words, days and hours in the language of the frame. */
import { icon } from '../icons-core.js';
import { say } from '../words.js';

/** @typedef {Node | string | false | null | undefined} Child */

/** Builds an element: `on…` keys listen, `false`/`null` attributes are left out.
 * @param {string} tag @param {Record<string, any>} [props] @param {...(Child | Child[])} children
 * @returns {HTMLElement} */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  for (const child of children.flat()) if (child) element.append(child);
  return element;
}

/** A button with words and, if wanted, an icon before them.
 * @param {string} label @param {(event: Event) => void} act @param {{icon?: any, class?: string}} [look] */
export const button = (label, act, look = {}) =>
  h('button', { type: 'button', class: look.class ?? 'button', onclick: act }, look.icon && icon(look.icon), label);

/** A button that shows only an icon; its words are its name.
 * @param {string} label @param {any} name @param {(event: Event) => void} act @param {Record<string, any>} [props] */
export const iconButton = (label, name, act, props = {}) =>
  h('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick: act, ...props }, icon(name));

/** Splits a text at its web addresses; only http and https become links, opened apart from us.
 * @param {string} text @returns {Child[]} */
export function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/).map((piece, place) =>
    place % 2 ? h('a', { href: piece, target: '_blank', rel: 'noopener noreferrer' }, piece) : piece);
}

/** Copies a text and says so on the button for a moment.
 * @param {HTMLElement} source @param {string} text @param {string} done */
export async function copy(source, text, done) {
  const words = source.lastChild;
  const before = words?.textContent ?? '';
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return;
  }
  if (words) words.textContent = done;
  setTimeout(() => { if (words) words.textContent = before; }, 2000);
}

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
/** "412 kB", "3,1 MB". @param {number} bytes */
export const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(Math.ceil(bytes / 1e5) / 10).toLocaleString(language)} MB`);
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
