// @ts-check
/** The parts of a bot's message: what was heard, steps, an article's card, buttons. */
import { button, copy, h } from './dom.js';
import { icon } from '../icons.js';
import { lang, shortDate, t } from './i18n.js';

/** @typedef {import('./types.js').Part} Part */
/** @typedef {(text: string, choice?: string) => void} Answer */

/** "Saya menangkap: …" with a way to say no while it is the newest turn.
 * @param {string} intent @param {boolean} live @param {Answer} answer */
export function heardLine(intent, live, answer) {
  const not = t('heard.not');
  return h('p', { class: 'heard', lang: lang() }, h('span', {}, t('heard', { summary: intent })), live && ' ',
    live && h('button', { type: 'button', class: 'link', onclick: () => answer(not, '/not_this') }, not));
}

/** @param {string[]} steps */
export const stepList = (steps) => h('ol', { class: 'steps' }, steps.map((step) => h('li', {}, h('span', {}, step))));

/** @param {Part} article @param {(slug: string) => void} read */
export function articleCard(article, read) {
  const address = new URL(article.url ?? '', location.href).href;
  const copyLink = button(t('article.copy'), () => copy(copyLink, address, t('copied')), { icon: 'copy', class: 'button quiet small' });
  return h('section', { class: 'card article-card', 'aria-label': `${t('article')}: ${article.title}` },
    h('p', { class: 'card-title' }, icon('file'), article.title),
    article.summary && h('p', { class: 'card-text' }, article.summary),
    h('p', { class: 'card-meta', lang: lang() }, articleMeta(article)),
    h('div', { class: 'row', lang: lang() }, button(t('article.read'), () => read(article.slug ?? ''), { class: 'button small' }), copyLink));
}

/** @param {{minutes?: number, reviewed?: string}} article */
export function articleMeta({ minutes, reviewed }) {
  const date = reviewed && !Number.isNaN(Date.parse(reviewed)) ? shortDate(reviewed) : '';
  return date ? t('article.meta', { minutes, date }) : t('minutes', { n: minutes });
}

/** Buttons while they can still be tapped; afterwards what was chosen, if one was.
 * @param {import('./types.js').Choice[]} choices @param {{live: boolean, chosen: string | undefined, question: string}} state @param {Answer} answer */
export function choiceGroup(choices, { live, chosen, question }, answer) {
  if (live) {
    return h('div', { class: 'choices', role: 'group', 'aria-label': question || t('choices') },
      choices.map((choice) => button(choice.title, () => answer(choice.title, choice.value), { class: 'button choice' })));
  }
  const taken = choices.find((choice) => choice.title === chosen);
  return taken ? h('p', { class: 'chosen', lang: lang() }, icon('check'), t('chosen', { title: taken.title })) : null;
}
