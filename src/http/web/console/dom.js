// @ts-check
/** Small builders for DOM nodes: text only, never HTML. */

/** @typedef {Node|string|number|null|undefined|false} Child */

/**
 * Build an element. `on…` props become listeners, `true` an empty attribute, `null`/`false` nothing.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [props]
 * @param {...(Child|Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  fill(node, ...children);
  return node;
}

/**
 * Append children, leaving out the empty ones.
 * @param {Node & ParentNode} node
 * @param {...(Child|Child[])} children
 */
export function fill(node, ...children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
}

/**
 * Replace what a node holds.
 * @param {Node & ParentNode} node
 * @param {...(Child|Child[])} children
 */
export function set(node, ...children) {
  node.replaceChildren();
  fill(node, ...children);
}

/** Text only a screen reader meets. @param {string} text */
export const spoken = (text) => h('span', { class: 'sr' }, text);

/** A key cap beside a label; the key sheet speaks for it. @param {string} key */
export const keycap = (key) => h('kbd', { 'aria-hidden': 'true' }, key);

/** An id that is unique in this page. @param {string} stem */
export const freshId = (stem) => `${stem}-${(counter += 1)}`;
let counter = 0;

/** Whether typing at this node writes text; a dialog that just closed may hold the focus a moment longer. @param {EventTarget|null} target */
export function isTyping(target) {
  if (!(target instanceof HTMLElement) || target.closest('dialog:not([open])')) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['radio', 'checkbox', 'button', 'submit'].includes(target.type);
}
