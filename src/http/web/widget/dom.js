// @ts-check
/** Small helpers to build nodes: text stays text, nothing is ever parsed as markup. */
import { icon } from '../icons.js';

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
