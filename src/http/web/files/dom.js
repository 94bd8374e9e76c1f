// @ts-check
/** Nodes and icons for files; nothing is parsed from markup. */
import { PATHS, icon } from '../icons-core.js';

Object.assign(PATHS, {
  file: 'M6 3h8l4 4v14H6zM14 3v4h4', image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9h.01',
  camera: 'M4 8h4l2-3h4l2 3h4v11H4zM12 10a3 3 0 100 6 3 3 0 000-6', save: 'M12 4v11M7 11l5 5 5-5M5 20h14', minus: 'M5 12h14', plus: 'M12 5v14M5 12h14',
});

/** @typedef {Node | string | false | null | undefined} Child */

/** @param {string} tag @param {Record<string, any>} [props] @param {...(Child | Child[])} children @returns {any} */
export function node(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(.../** @type {(Node | string)[]} */ (children.flat().filter(Boolean)));
  return element;
}

/** A button with words, whose name may say more than they do.
 * @param {string} words @param {() => void} act @param {{icon?: string, name?: string, class?: string}} [look] */
export const press = (words, act, look = {}) =>
  node('button', { type: 'button', class: look.class ?? 'button small', 'aria-label': look.name, onclick: act }, look.icon && icon(look.icon), words);

/** A button that shows only an icon. @param {string} name @param {string} shape @param {() => void} act */
export const pressIcon = (name, shape, act) => node('button', { type: 'button', class: 'icon-button', 'aria-label': name, title: name, onclick: act }, icon(shape));

export const fileIcon = icon;
