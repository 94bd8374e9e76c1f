// @ts-check
/** Every command once: its key, its words, where it exists. Keys, buttons, key sheet and palette all read this. */
import * as act from './actions.js';
import { choosePerson, choosePriority, chooseTeam } from './choices.js';
import { contentPath, go, inboxPath, lastInbox, ticketPath } from './route.js';
import { t } from './words.js';

/** @typedef {import('./desk.js').Desk} Desk */
/**
 * `keys` are matched on `event.key`; a space means one after the other. `group` orders the key sheet.
 * @typedef {{id:string,keys?:string,cap?:string,group:'ticket'|'write'|'list'|'go'|'all',icon?:string,when?:(desk:Desk)=>boolean,run:(desk:Desk)=>void,hidden?:boolean}} Command
 */

const row = (/** @type {Desk} */ desk) => /** @type {import('./types.js').TicketRow} */ (desk.case?.detail?.ticket);
const opened = (/** @type {Desk} */ desk) => Boolean(desk.case?.detail);
const may = (/** @type {Desk} */ desk) => desk.agent.role !== 'author';
const open = (/** @type {Desk} */ desk) => opened(desk) && may(desk) && row(desk).status !== 'resolved';

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard.writeText(text);
  return t('copied.what', { what: text });
}

/** @type {Command[]} */
export const commands = [
  { id: 'reply', keys: 'r', cap: 'R', group: 'write', icon: 'chat', when: (desk) => opened(desk) && may(desk), run: (desk) => desk.ticket?.reply?.focusIn('public') },
  { id: 'note', keys: 'n', cap: 'N', group: 'write', icon: 'lock', when: (desk) => opened(desk) && may(desk), run: (desk) => desk.ticket?.reply?.focusIn('note') },
  { id: 'take', keys: 'i', cap: 'I', group: 'ticket', icon: 'hand', when: (desk) => open(desk) && !row(desk).assignee, run: (desk) => act.take(desk, row(desk)) },
  { id: 'assign', keys: 'a', cap: 'A', group: 'ticket', icon: 'people', when: open, run: (desk) => choosePerson(desk, row(desk)) },
  { id: 'team', keys: 'A', cap: 'Shift+A', group: 'ticket', icon: 'people', when: open, run: (desk) => chooseTeam(desk, row(desk)) },
  { id: 'priority', keys: 'p', cap: 'P', group: 'ticket', icon: 'flag', when: open, run: (desk) => choosePriority(desk, row(desk)) },
  { id: 'resolve', keys: 'e', cap: 'E', group: 'ticket', icon: 'check', when: open, run: (desk) => act.resolve(desk, row(desk)) },
  { id: 'reopen', group: 'ticket', icon: 'refresh', when: (desk) => opened(desk) && may(desk) && row(desk).status === 'resolved', run: (desk) => act.reopen(desk, row(desk)) },
  { id: 'why', keys: 'w', cap: 'W', group: 'ticket', icon: 'why', when: opened, run: (desk) => desk.explain() },
  { id: 'brief', keys: 'v', cap: 'V', group: 'ticket', icon: 'file', when: opened, run: (desk) => desk.showSide('brief') },
  { id: 'copyNumber', keys: '.', cap: '.', group: 'ticket', icon: 'copy', when: opened, run: async (desk) => desk.toast(await copy(row(desk).number)) },
  { id: 'copyTitle', keys: '. .', cap: '. .', group: 'ticket', icon: 'copy', when: opened, run: async (desk) => desk.toast(await copy(`${row(desk).number} ${row(desk).subject}`)) },
  { id: 'copyLink', keys: '. . .', cap: '. . .', group: 'ticket', icon: 'copy', when: opened, run: async (desk) => desk.toast(await copy(location.origin + ticketPath(row(desk).number))) },
  { id: 'takeNext', keys: 't', cap: 'T', group: 'list', icon: 'hand', when: may, run: (desk) => act.takeNext(desk) },
  { id: 'next', keys: 'j', cap: 'J', group: 'list', icon: 'chevron', run: (desk) => desk.step(1) },
  { id: 'previous', keys: 'k', cap: 'K', group: 'list', run: (desk) => desk.step(-1) },
  { id: 'open', keys: 'o', cap: 'Enter', group: 'list', when: (desk) => desk.inList(), run: () => /** @type {HTMLElement|null} */ (document.activeElement)?.click() },
  { id: 'back', keys: 'u', cap: 'U', group: 'list', icon: 'back', run: (desk) => desk.backToList() },
  { id: 'search', keys: '/', cap: '/', group: 'all', icon: 'search', run: (desk) => desk.bar?.focusSearch() },
  { id: 'goMine', keys: 'g m', cap: 'G M', group: 'go', icon: 'person', run: () => go(inboxPath('mine')) },
  { id: 'goUnassigned', keys: 'g u', cap: 'G U', group: 'go', icon: 'inbox', run: () => go(inboxPath('unassigned')) },
  { id: 'goAll', keys: 'g i', cap: 'G I', group: 'go', icon: 'ticket', run: () => go(inboxPath('all')) },
  { id: 'goTeam', keys: 'g t', cap: 'G T', group: 'go', icon: 'people', when: (desk) => desk.agent.teams.length > 0, run: (desk) => go(inboxPath('all', desk.agent.teams[0])) },
  { id: 'goResolved', group: 'go', icon: 'check', run: () => go(inboxPath('resolved')) },
  { id: 'goContent', keys: 'g c', cap: 'G C', group: 'go', icon: 'flow', run: () => go(contentPath()) },
  { id: 'goOutbox', group: 'go', icon: 'send', when: (desk) => ['lead', 'admin'].includes(desk.agent.role), run: () => go('/console/outbox') },
  { id: 'goPeople', group: 'go', icon: 'people', when: (desk) => desk.agent.role === 'admin', run: () => go('/console/people') },
  { id: 'goSettings', keys: 'g s', cap: 'G S', group: 'go', icon: 'settings', run: () => go('/console/settings') },
  { id: 'toggleList', keys: '[', cap: '[', group: 'all', icon: 'menu', run: (desk) => desk.toggleList() },
  { id: 'toggleSide', keys: ']', cap: ']', group: 'all', icon: 'side', when: opened, run: (desk) => desk.toggleSide() },
  { id: 'undo', keys: 'z', cap: 'Z', group: 'all', icon: 'refresh', when: (desk) => desk.canUndo(), run: (desk) => desk.undo() },
  { id: 'palette', cap: 'Ctrl+K', group: 'all', hidden: true, run: (desk) => desk.palette() },
  { id: 'keySheet', keys: '?', cap: '?', group: 'all', icon: 'key', run: (desk) => desk.keySheet?.open(desk) },
  { id: 'signOut', group: 'all', icon: 'external', run: (desk) => desk.signOut() },
];

/** @param {Desk} desk @param {Command} command */
export const possible = (desk, command) => !command.when || command.when(desk);

/** @param {Desk} desk @param {string} id */
export function run(desk, id) {
  const command = commands.find((one) => one.id === id);
  if (command && possible(desk, command)) command.run(desk);
}

/** The list a ticket came from. */
export const listPath = () => {
  const { view, team, q } = lastInbox();
  return inboxPath(view, team, q);
};
