// @ts-check
/** Storage of the frame's own origin; when it is blocked, memory of this page takes its place. */
/** @type {Map<string, string>} */
const memory = new Map();

/** @param {string} key @returns {any} */
export function load(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? memory.get(key) ?? 'null');
  } catch {
    return JSON.parse(memory.get(key) ?? 'null');
  }
}

/** @param {string} key @param {unknown} value `null` forgets it. */
export function save(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    memory.delete(key);
  } catch {
    memory.set(key, JSON.stringify(value));
  }
}

/** A random id; pages on plain http have no `randomUUID`. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const DAY = 864e5;
const SECRET = /\b(kata sandi|password|passwd|sandi|pwd|pass|otp|pin|kode)\b\s*(nya|saya|is|:|=|adalah)+\s*\S+/i;

/** A draft of this conversation, if it is younger than a day.
 * @param {string} id */
export function draftOf(id) {
  const draft = load(`garda.draft.${id}`);
  return draft && Date.now() - draft.at < DAY ? String(draft.text) : '';
}

/** Keeps what is being written; a text that looks like a secret is not kept.
 * @param {string} id @param {string} text */
export function keepDraft(id, text) {
  save(`garda.draft.${id}`, text.trim() && !SECRET.test(text) ? { text, at: Date.now() } : null);
}

/** Forgets everything that is being written. */
export function forgetDrafts() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith('garda.draft.')) localStorage.removeItem(key);
  } catch { /* blocked */ }
  memory.clear();
}

/** Runs the work while no other tab of this browser runs work of the same name.
 * @param {string} name @param {() => Promise<void>} work @param {AbortSignal} [signal] */
export function alone(name, work, signal) {
  return navigator.locks ? navigator.locks.request(name, { signal }, work).catch(() => {}) : work();
}
