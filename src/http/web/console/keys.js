// @ts-check
/** Keys to commands: single keys outside text fields and dialogs, sequences within a second, and they can be off. */
import { commands, possible, run } from './commands.js';
import { settings } from './kept.js';
import { isTyping } from './dom.js';

const PAUSE = 1_000;

/** @param {import('./desk.js').Desk} desk @param {AbortSignal} signal */
export function listenToKeys(desk, signal) {
  let before = '';
  let timer = /** @type {any} */ (0);
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (held(desk, event)) return;
    if (event.ctrlKey || event.metaKey || event.altKey || !settings.keys) return;
    if (isTyping(event.target) || document.querySelector('dialog[open], :popover-open')) return;
    if (event.key === 'Escape') return escape(desk, event);
    if (event.key.length !== 1) return;
    const typed = before ? `${before} ${event.key}` : event.key;
    const found = commands.find((command) => command.keys === typed && possible(desk, command));
    const longer = commands.some((command) => command.keys?.startsWith(`${typed} `));
    clearTimeout(timer);
    before = longer ? typed : '';
    timer = setTimeout(() => { before = ''; }, PAUSE);
    if (!found && !longer) return;
    event.preventDefault();
    if (found) run(desk, found.id);
  }, { signal });
}

/** Keys that act everywhere, also when single keys are off. @param {import('./desk.js').Desk} desk @param {KeyboardEvent} event */
function held(desk, event) {
  const ctrl = event.ctrlKey || event.metaKey;
  const dialog = document.querySelector('dialog[open]');
  if (ctrl && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    if (!dialog) desk.palette();
    return true;
  }
  if (dialog) return false;
  if (event.key === 'F6') {
    event.preventDefault();
    desk.nextPane(event.shiftKey ? -1 : 1);
    return true;
  }
  if (event.altKey && !ctrl && (event.key === 'ArrowDown' || event.key === 'ArrowUp') && desk.case) {
    event.preventDefault();
    desk.ticket?.thread?.move(event.key === 'ArrowDown' ? 1 : -1);
    return true;
  }
  if (ctrl && event.key === 'End' && !isTyping(event.target) && desk.case) {
    event.preventDefault();
    desk.ticket?.reply?.box?.focus();
    return true;
  }
  return false;
}

/** @param {import('./desk.js').Desk} desk @param {KeyboardEvent} event */
function escape(desk, event) {
  if (desk.closeDrawers()) event.preventDefault();
  else if (desk.case) desk.backToList();
}
