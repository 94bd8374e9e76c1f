// @ts-check
/** One row of the list: what is it, how long is left, whose is it. Its name is what it shows, read in order. */
import { draft, isUnread } from './kept.js';
import { fill, h, spoken } from './dom.js';
import { glyph } from './glyphs.js';
import { teamName } from './teams.js';
import { clock } from './time.js';
import { t } from './words.js';

/** @typedef {import('./types.js').TicketRow} TicketRow */
/** @typedef {{me: string, gone?: string, now: number}} Seen */

/** A deadline as icon, words and colour. @param {TicketRow} row @param {number} [now] */
export function clockChip(row, now) {
  const time = clock(row, now);
  return h('span', { class: `clock ${time.tone}` }, glyph(time.icon), time.text, time.said !== time.text && spoken(` (${time.said})`));
}

/** Priority in words; an icon beside the two that matter. @param {TicketRow['priority']} priority */
export function priorityMark(priority) {
  const loud = priority === 'urgent' || priority === 'high';
  return h('span', { class: `priority ${priority}` }, loud && glyph('flag'), t(`priority.${priority}`));
}

/** Who asks, without the address; not everyone is known. @param {TicketRow} row */
export const asker = (row) => row.requester.replace(/ <[^<>]*>$/, '') || t('guest');

/** @param {TicketRow} row @param {string} me */
export function owner(row, me) {
  if (!row.assignee) return t('row.unassigned');
  return row.assignee.id === me ? t('row.mine') : row.assignee.name;
}

/** What each link shows now, so that nothing is drawn twice. @type {WeakMap<HTMLElement, string>} */
const drawn = new WeakMap();

const comma = () => spoken(', ');

/** Fill the link of a row again, leaving the link itself (and the focus on it) in place.
 * @param {HTMLAnchorElement} link @param {TicketRow} row @param {Seen} seen */
export function drawRow(link, row, seen) {
  const unread = isUnread(seen.me, row);
  const kept = draft(seen.me, row.number, 'public') || draft(seen.me, row.number, 'note');
  const chip = clockChip(row, seen.now);
  const signature = JSON.stringify([row, teamName(row), seen.me, seen.gone, unread, kept, chip.textContent, chip.className, document.documentElement.lang]);
  if (drawn.get(link) === signature) return;
  drawn.set(link, signature);
  link.classList.toggle('unread', unread);
  link.classList.toggle('gone', Boolean(seen.gone));
  link.replaceChildren();
  fill(
    link,
    h('span', { class: 'row-top' }, h('span', { class: 'nums row-number' }, row.number), comma(), h('span', { class: 'row-subject' }, row.subject), unread && spoken(`, ${t('row.unread')}`), comma()),
    h('span', { class: 'row-meta' }, chip, comma(), h('span', { class: 'row-who' }, asker(row)), comma(), h('span', { class: 'row-team' }, teamName(row)), comma(), priority(row)),
    comma(),
    h('span', { class: 'row-last' }, last(row, seen, kept), comma(), h('span', { class: row.assignee ? 'owner' : 'owner free' }, owner(row, seen.me))),
  );
}

/** Normal is the rule and stays silent to the eye. @param {TicketRow} row */
function priority(row) {
  if (row.priority === 'normal') return spoken(t('priority.said', { priority: t('priority.normal') }));
  return h('span', { class: 'row-priority' }, spoken(`${t('brief.priority')} `), priorityMark(row.priority));
}

/** @param {TicketRow} row @param {Seen} seen @param {string} kept */
function last(row, seen, kept) {
  if (seen.gone) return h('em', { class: 'snippet' }, seen.gone);
  if (kept) return h('span', { class: 'snippet' }, h('strong', {}, t('row.draft')), ' ', kept.replace(/\s+/g, ' '));
  return h('span', { class: 'snippet' }, row.snippet);
}
