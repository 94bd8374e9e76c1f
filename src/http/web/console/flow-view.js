// @ts-check
/** One flow: its picture, which is an image and runs nothing, and its steps as an ordered list for whoever sees no picture. */
import { h } from './dom.js';
import { language, t } from './words.js';

/** @param {import('./types.js').Matter} matter @param {import('./types.js').Step[]} steps */
export function flowView(matter, steps) {
  const source = `/api/v1/flows/${encodeURIComponent(matter.flow ?? '')}/picture?lang=${language()}`;
  return [
    h('section', { class: 'card' },
      h('h2', {}, t('content.picture')),
      h('div', { class: 'flow-picture', tabindex: 0, role: 'region', 'aria-label': t('content.picture') }, h('img', { src: source, alt: t('content.picture.alt', { title: matter.title }) })),
      h('p', {}, h('a', { href: source, target: '_blank', rel: 'noopener noreferrer' }, t('content.picture.open')))),
    h('section', { class: 'card' }, h('h2', {}, t('content.steps')), h('ol', { class: 'told' }, steps.map((step, at) => told(step, at + 1)))),
  ];
}

/** @param {import('./types.js').Step} step @param {number} number */
function told(step, number) {
  return h(
    'li', { id: `step-${number}`, tabindex: -1 },
    step.when.map((when) => h('p', { class: 'if' }, when)),
    h('p', { class: step.leaves ? 'leaves' : null }, h('strong', {}, step.what)),
    step.says.length > 1 ? h('ol', {}, step.says.map((line) => h('li', {}, line))) : step.says.map((line) => h('p', {}, line)),
    step.answers.length > 0 && h('p', { class: 'fine' }, t('content.answers', { list: step.answers.join(' · ') })),
    step.then !== null && step.then !== undefined && h('p', {}, h('button', { type: 'button', class: 'show', onclick: () => document.getElementById(`step-${step.then}`)?.focus() }, t('content.jump', { n: step.then }))),
  );
}
