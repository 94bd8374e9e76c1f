// @ts-check
/** The one quiet card beside the closed launcher: who wrote and about which ticket, never what. */
import { button, h } from './dom.js';
import { icon } from '../icons.js';
import { t } from './i18n.js';

/** @typedef {import('./app.js').App} App */

/** @param {App} app @param {import('./types.js').Message} message */
export function peek(app, { name }) {
  unpeek(app);
  const number = app.room?.conversation?.ticket?.number;
  const words = number ? t('card.agent', { name, number: number.replace('-', '\u2011') }) : t('card.plain', { name });
  const read = () => { app.view = 'chat'; app.bridge.tell('open'); };
  document.body.append(h('section', { class: 'peek', 'aria-label': words },
    h('p', {}, h('span', { class: 'avatar' }, icon('person')), words),
    h('div', { class: 'row' }, button(t('card.read'), read, { class: 'button primary small' }), button(t('close'), () => unpeek(app), { class: 'button quiet small' }))));
  document.body.classList.add('peeking');
  app.bridge.tell('peek', { on: true });
}

/** @param {App} app */
export function unpeek(app) {
  document.querySelector('.peek')?.remove();
  document.body.classList.remove('peeking');
  app.bridge.tell('peek', { on: false });
}
