// @ts-check
/** One row of the list: what is it, whose is it, how long is left. */
import { draft, isUnread } from './kept.js';
import { fill, h } from './dom.js';
import { glyph } from './glyphs.js';
import { clock } from './time.js';
import { t } from './words.js';

/** @typedef {import('./types.js').TicketRow} TicketRow */
/** @typedef {{me: string, gone?: string, now: number}} Seen */

/** A deadline as icon, words and colour. @param {TicketRow} row @param {number} [now] */
export function clockChip(row, now) {
  const time = clock(row, now);
  return h('span', { class: `clock ${time.tone}` }, glyph(time.icon), time.text);
}

/** Priority in words; an icon beside the two that matter. @param {TicketRow['priority']} priority */
export function priorityMark(priority) {
  const loud = priority === 'urgent' || priority === 'high';
  return h('span', { class: `priority ${priority}` }, loud && glyph('flag'), t(`priority.${priority}`));
}

/** Everything a row shows, as one sentence. @param {TicketRow} row @param {Seen} seen */
export function rowName(row, seen) {
  const words = [
    row.number, row.subject, row.requester, row.team_name, t('priority.said', { priority: t(`priority.${row.priority}`) }),
    clock(row, seen.now).said, who(row, seen.me),
    isUnread(seen.me, row) && t('row.unread'), seen.gone,
  ];
  return words.filter(Boolean).join(', ');
}

/** @param {TicketRow} row @param {string} me */
function who(row, me) {
  if (!row.assignee) return t('row.unassigned');
  return row.assignee.id === me ? t('row.mine') : row.assignee.name;
}

/** Fill the link of a row again, leaving the link itself (and the focus on it) in place.
 * @param {HTMLAnchorElement} link @param {TicketRow} row @param {Seen} seen */
export function drawRow(link, row, seen) {
  const unread = isUnread(seen.me, row);
  const kept = draft(seen.me, row.number, 'public') || draft(seen.me, row.number, 'note');
  link.setAttribute('aria-label', rowName(row, seen));
  link.classList.toggle('unread', unread);
  link.classList.toggle('gone', Boolean(seen.gone));
  link.replaceChildren();
  fill(
    link,
    h('span', { class: 'row-top' }, h('span', { class: 'row-subject' }, row.subject), clockChip(row, seen.now)),
    h('span', { class: 'row-meta' }, h('span', { class: 'nums' }, row.number), h('span', {}, row.requester), h('span', {}, row.team_name), priorityMark(row.priority)),
    h('span', { class: 'row-last' }, last(row, seen, kept), h('span', { class: row.assignee ? 'owner' : 'owner none' }, who(row, seen.me))),
  );
}

/** @param {TicketRow} row @param {Seen} seen @param {string} kept */
function last(row, seen, kept) {
  if (seen.gone) return h('em', { class: 'snippet' }, seen.gone);
  if (kept) return h('span', { class: 'snippet' }, h('strong', {}, t('row.draft')), ' ', kept.replace(/\s+/g, ' '));
  return h('span', { class: 'snippet' }, row.snippet);
}
