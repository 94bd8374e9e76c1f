// @ts-check
/** The one quiet card beside the closed launcher: who wrote and about which ticket, never what. */
import { button, h } from './dom.js';
import { icon } from '../icons.js';
import { t } from './i18n.js';

/** @typedef {import('./types.js').Message} Message */

/** @param {Message} message @param {string | undefined} ticket @param {{read: () => void, close: () => void}} acts */
export function peek({ name }, ticket, acts) {
  const words = ticket ? t('card.agent', { name, number: ticket }) : t('card.plain', { name });
  return h('section', { class: 'peek', 'aria-label': words },
    h('p', {}, h('span', { class: 'avatar' }, icon('person')), words),
    h('div', { class: 'row' }, button(t('card.read'), acts.read, { class: 'button primary small' }), button(t('close'), acts.close, { class: 'button quiet small' })));
}
