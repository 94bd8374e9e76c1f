// @ts-check
/** The one quiet card beside the closed launcher: who wrote and about which ticket, never what. */
import { button, h, t } from './kit.js';
import { icon } from '../icons-core.js';

/** @typedef {import('./app.js').App} App */

/** @param {App} app @param {import('./types.js').Message} message */
export function peek(app, { name }) {
  app.unpeek();
  const number = app.room?.conversation?.ticket?.number;
  const words = number ? t('card.agent', { name, number: number.replace('-', '\u2011') }) : t('card.plain', { name });
  const read = () => { app.view = 'chat'; app.bridge.tell('open'); };
  document.body.append(h('section', { class: 'peek', 'aria-label': words },
    h('p', {}, h('span', { class: 'avatar' }, icon('person')), words),
    h('div', { class: 'row' }, button(t('card.read'), read, { class: 'button primary small' }), button(t('close'), () => app.unpeek(), { class: 'button quiet small' }))));
  document.body.classList.add('peeking');
  app.bridge.tell('peek', { on: true });
}
