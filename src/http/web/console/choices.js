// @ts-check
/** What the choosers offer: people with their load, teams, priorities, commands and tickets. */
import { assign, moveTo, setPriority } from './actions.js';
import { get, query } from './api.js';
import { fits } from './chooser.js';
import { commands, possible } from './commands.js';
import { ticketPath } from './route.js';
import { asker } from './row.js';
import { clock } from './time.js';
import { t } from './words.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('./types.js').TicketRow} TicketRow */
/** @typedef {import('./chooser.js').Item} Item */

const PRIORITIES = /** @type {import('./types.js').Priority[]} */ (['urgent', 'high', 'normal', 'low']);

/** @param {Desk} desk @param {TicketRow} row */
export async function choosePerson(desk, row) {
  const people = get('/agents').then((answer) => /** @type {import('./types.js').Agent[]} */ (answer.agents)).catch(() => []);
  const teams = new Map(desk.teams.map((team) => [team.id, team.name]));
  desk.chooser?.open({
    title: t('assign.title', { number: row.number }),
    label: t('assign.person'),
    items: async (typed) => (await people)
      .filter((one) => one.role !== 'author' && fits(typed, one.name, one.email))
      .sort((a, b) => Number(b.id === desk.agent.id) - Number(a.id === desk.agent.id) || Number(b.teams.includes(row.team)) - Number(a.teams.includes(row.team)) || (a.open ?? 0) - (b.open ?? 0))
      .map((one) => ({
        id: one.id, icon: 'person', text: one.id === desk.agent.id ? t('assign.me', { name: one.name }) : one.name, key: one.id === desk.agent.id && !row.assignee ? 'I' : undefined,
        hint: [one.teams.map((team) => teams.get(team) ?? team).join(', '), t('assign.load', { n: one.open ?? 0 })].filter(Boolean).join(' · '),
        current: row.assignee?.id === one.id, run: () => { assign(desk, row, one); },
      })),
  });
}

/** @param {Desk} desk @param {TicketRow} row */
export function chooseTeam(desk, row) {
  desk.chooser?.open({
    title: t('move.title', { number: row.number }),
    label: t('assign.team'),
    items: (typed) => desk.teams.filter((team) => fits(typed, team.name, team.id)).map((team) => ({
      id: team.id, icon: 'people', text: team.name, hint: t('assign.free', { n: team.unassigned }), current: team.id === row.team,
      reason: team.id !== row.team, run: (reason) => { moveTo(desk, row, team, reason); },
    })),
  });
}

/** @param {Desk} desk @param {TicketRow} row */
export function choosePriority(desk, row) {
  desk.chooser?.open({
    title: t('priority.title', { number: row.number }),
    label: t('brief.priority'),
    items: (typed) => PRIORITIES.filter((one) => fits(typed, t(`priority.${one}`))).map((one) => ({
      id: one, icon: 'flag', text: t(`priority.${one}`), current: one === row.priority, run: () => { setPriority(desk, row, one); },
    })),
  });
}

const GROUPS = { ticket: 'group.ticket', write: 'group.ticket', list: 'group.list', go: 'group.go', all: 'group.all' };
const ORDER = ['group.ticket', 'group.list', 'group.go', 'group.all'];

/** Commands that are possible here, then tickets that match. @param {Desk} desk */
export function palette(desk) {
  desk.chooser?.open({
    title: t('palette.title'),
    label: t('palette.label'),
    items: async (typed) => [...commandItems(desk, typed), ...(await ticketItems(desk, typed))],
  });
}

/** @param {Desk} desk @param {string} typed @returns {Item[]} */
function commandItems(desk, typed) {
  return commands
    .filter((command) => !command.hidden && possible(desk, command) && fits(typed, t(`do.${command.id}`)))
    .sort((a, b) => ORDER.indexOf(GROUPS[a.group]) - ORDER.indexOf(GROUPS[b.group]))
    .map((command) => ({ id: command.id, text: t(`do.${command.id}`), group: t(GROUPS[command.group]), icon: command.icon ?? 'chevron', key: command.cap, run: () => command.run(desk) }));
}

/** @param {Desk} desk @param {string} typed @returns {Promise<Item[]>} */
async function ticketItems(desk, typed) {
  if (typed.length < 2) return [];
  const found = await get(`/tickets${query({ view: 'all', q: typed, limit: 6 })}`).catch(() => ({ tickets: [] }));
  return found.tickets.map((/** @type {TicketRow} */ row) => ({
    id: row.number, group: t('group.tickets'), icon: 'ticket', text: `${row.number} ${row.subject}`, hint: `${asker(row)} · ${clock(row).text}`,
    run: () => desk.openTicket(ticketPath(row.number)),
  }));
}
