// @ts-check
/** What happened to a ticket, in the console's language. */
import { h } from './dom.js';
import { full, when } from './time.js';
import { has, t } from './words.js';

const PRIORITIES = ['low', 'normal', 'high', 'urgent'];

/** @param {import('./types.js').HistoryItem[]} items */
export function drawHistory(items) {
  if (!items.length) return h('p', { class: 'fine' }, t('history.none'));
  return h('ol', { class: 'history' }, [...items].reverse().map((item) => h('li', {}, h('span', {}, words(item)), h('time', { datetime: item.at, title: full(item.at) }, when(item.at)))));
}

/** @param {import('./types.js').HistoryItem} item */
function words(item) {
  const raw = item.value ?? '';
  const value = item.kind === 'priority' && PRIORITIES.includes(raw) ? t(`priority.${raw}`) : raw;
  const key = `history.${item.kind}${value ? '.to' : ''}`;
  const slots = { agent: item.agent ?? t('history.garda'), value };
  if (has(key)) return t(key, slots);
  if (has(`history.${item.kind}`)) return t(`history.${item.kind}`, slots);
  return [slots.agent, item.kind, value].filter(Boolean).join(' · ');
}
