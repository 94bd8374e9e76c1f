// @ts-check
/** What this browser remembers: settings, drafts, what was read. Works without storage, then forgets on reload. */

const PREFIX = 'garda.console.';
/** @type {Map<string, string>} */
const fallback = new Map();

/** @param {string} key @returns {any} */
export function recall(key) {
  let text;
  try {
    text = localStorage.getItem(PREFIX + key);
  } catch {
    text = fallback.get(key);
  }
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/** @param {string} key @param {unknown} value  `null` forgets the key. */
export function keep(key, value) {
  const text = JSON.stringify(value);
  fallback.set(key, text);
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, text);
  } catch {
    // Private window or full storage: the copy in memory serves until reload.
  }
}

/** @typedef {{theme:'auto'|'light'|'dark',language:''|'id'|'en',keys:boolean,sound:boolean,notices:boolean,dense:boolean}} Settings */

/** @type {Settings} */
const defaults = { theme: 'auto', language: '', keys: true, sound: false, notices: false, dense: false };

/** @type {Settings} */
export const settings = { ...defaults, ...recall('settings') };

/** Tells `change` when a setting changed. */
export const settingsChanged = new EventTarget();

/** @param {Partial<Settings>} some */
export function change(some) {
  Object.assign(settings, some);
  keep('settings', settings);
  settingsChanged.dispatchEvent(new CustomEvent('change', { detail: some }));
}

/** @param {string} agent @param {string} number @param {import('./types.js').Mode} mode */
const draftKey = (agent, number, mode) => `draft.${agent}.${number}.${mode}`;

/** @param {string} agent @param {string} number @param {import('./types.js').Mode} mode @returns {string} */
export const draft = (agent, number, mode) => recall(draftKey(agent, number, mode)) ?? '';

/** @param {string} agent @param {string} number @param {import('./types.js').Mode} mode @param {string} text */
export const keepDraft = (agent, number, mode, text) => keep(draftKey(agent, number, mode), text.trim() ? text : null);

const MOST_SEEN = 800;

/** Remember how far an agent has read a ticket. @param {string} agent @param {string} number @param {number} seq */
export function markSeen(agent, number, seq) {
  const seen = recall(`seen.${agent}`) ?? {};
  if ((seen[number] ?? 0) >= seq) return;
  delete seen[number];
  seen[number] = seq;
  const names = Object.keys(seen);
  for (const old of names.slice(0, Math.max(0, names.length - MOST_SEEN))) delete seen[old];
  keep(`seen.${agent}`, seen);
}

/** @param {string} agent @param {import('./types.js').TicketRow} row */
export function isUnread(agent, row) {
  if (row.status === 'resolved' || row.last_sender !== 'visitor') return false;
  return row.last_seq > ((recall(`seen.${agent}`) ?? {})[row.number] ?? 0);
}
