// @ts-check
/** What an agent does to a ticket: shown at once, put back when the server disagrees, undone within a minute. */
import { Problem, post, say } from './api.js';
import { go, inboxPath, lastInbox, ticketPath } from './route.js';
import { t } from './words.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('./types.js').TicketRow} TicketRow */

/**
 * One change of one ticket.
 * @param {Desk} desk
 * @param {TicketRow} row
 * @param {{path: string, body?: object, patch: Partial<TicketRow>, said: string, undo?: {path: string, body?: object}}} change
 * @returns {Promise<boolean>}
 */
async function apply(desk, row, change) {
  desk.patch(row.number, change.patch);
  try {
    const { ticket } = await post(`/tickets/${row.number}/${change.path}`, change.body);
    desk.patch(row.number, ticket);
    const undo = change.undo;
    desk.toast(change.said, undo && (() => takeBack(desk, row, undo)));
    desk.reread(row.number);
    return true;
  } catch (error) {
    desk.patch(row.number, row);
    desk.toast(said(error, row));
    desk.reread(row.number);
    return false;
  }
}

/** @param {unknown} error @param {TicketRow} row */
function said(error, row) {
  if (error instanceof Problem && error.kind === 'taken') {
    const by = error.body.by ?? error.body.detail;
    return by ? t('taken.by', { number: row.number, name: by }) : t('problem.taken');
  }
  return say(error);
}

/** @param {Desk} desk @param {TicketRow} row @param {{path: string, body?: object}} undo */
async function takeBack(desk, row, undo) {
  try {
    const { ticket } = await post(`/tickets/${row.number}/${undo.path}`, undo.body);
    desk.patch(row.number, ticket);
    desk.toast(t('undone', { number: row.number }));
  } catch (error) {
    desk.toast(say(error));
  }
  desk.reread(row.number);
}

/** Back to who had it, or to the team's queue. @param {TicketRow} row */
const giveBack = (row) => ({ path: 'assign', body: row.assignee ? { agent: row.assignee.id } : { team: row.team } });

/** @param {Desk} desk @param {TicketRow} row */
export function take(desk, row) {
  const { id, name } = desk.agent;
  return apply(desk, row, { path: 'take', patch: { assignee: { id, name }, status: 'assigned' }, said: t('done.take', { number: row.number }), undo: giveBack(row) });
}

/** Claim the ticket with the nearest deadline and open it. @param {Desk} desk */
export async function takeNext(desk) {
  try {
    const { ticket } = await post('/tickets/take-next');
    desk.toast(t('done.take', { number: ticket.number }), () => takeBack(desk, ticket, { path: 'assign', body: { team: ticket.team } }));
    desk.openTicket(ticketPath(ticket.number));
    desk.reread(ticket.number);
  } catch (error) {
    desk.toast(error instanceof Problem && error.status === 404 ? t('take.none') : say(error));
  }
}

/** @param {Desk} desk @param {TicketRow} row @param {import('./types.js').Agent} to */
export function assign(desk, row, to) {
  return apply(desk, row, { path: 'assign', body: { agent: to.id }, patch: { assignee: { id: to.id, name: to.name }, status: 'assigned' }, said: t('done.assign', { number: row.number, name: to.name }), undo: giveBack(row) });
}

/** @param {Desk} desk @param {TicketRow} row @param {import('./types.js').Team} to @param {string} reason */
export function moveTo(desk, row, to, reason) {
  return apply(desk, row, { path: 'assign', body: { team: to.id, reason }, patch: { team: to.id, team_name: to.name, assignee: null, status: 'queued' }, said: t('done.move', { number: row.number, team: to.name }), undo: { path: 'assign', body: row.assignee ? { agent: row.assignee.id, team: row.team } : { team: row.team } } });
}

/** @param {Desk} desk @param {TicketRow} row @param {import('./types.js').Priority} priority */
export function setPriority(desk, row, priority) {
  return apply(desk, row, { path: 'priority', body: { priority }, patch: { priority }, said: t('done.priority', { number: row.number, priority: t(`priority.${priority}`) }), undo: { path: 'priority', body: { priority: row.priority } } });
}

/** Resolve, and go on to the next ticket of the list. @param {Desk} desk @param {TicketRow} row */
export async function resolve(desk, row) {
  const next = desk.inbox.beside(row.number, 1) ?? desk.inbox.beside(row.number, -1);
  const done = apply(desk, row, { path: 'resolve', patch: { status: 'resolved' }, said: t('done.resolve', { number: row.number }), undo: { path: 'reopen' } });
  const { view, team, q } = lastInbox();
  if (next && next.number !== row.number) desk.openTicket(ticketPath(next.number));
  else go(inboxPath(view, team, q));
  return done;
}

/** @param {Desk} desk @param {TicketRow} row */
export function reopen(desk, row) {
  return apply(desk, row, { path: 'reopen', patch: { status: row.assignee ? 'assigned' : 'queued' }, said: t('done.reopen', { number: row.number }), undo: { path: 'resolve' } });
}
