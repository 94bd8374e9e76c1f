// @ts-check
/** What the desk knows: every matter with its team, priority and flow, and one of them with its flow drawn and told. */
import { Part } from './part.js';
import { get, say } from './api.js';
import { flowView } from './flow-view.js';
import { h, set } from './dom.js';
import { field } from './fields.js';
import { contentPath, here } from './route.js';
import { language, t } from './words.js';

const KINDS = ['problem', 'request', 'report', 'info'];

/** @param {string} kind */
const kindWord = (kind) => t(`content.kind.${KINDS.includes(kind) ? kind : 'talk'}`);
/** @param {import('./types.js').Priority|null} priority */
const priorityWord = (priority) => (priority ? t(`priority.${priority}`) : '–');

export class Content extends Part {
  begin() {
    set(this, h('p', { role: 'status' }, t('content.loading')));
    this.#read();
  }

  async #read() {
    const at = here();
    try {
      const { intents } = await get(`/intents?lang=${language()}`);
      const one = intents.find((/** @type {import('./types.js').Matter} */ matter) => at.page === 'content' && matter.id === at.intent);
      if (one?.flow) await this.#show(one);
      else this.#list(intents);
    } catch (error) {
      if (!this.signal.aborted) set(this, h('p', { role: 'alert' }, say(error)));
    }
  }

  /** @param {import('./types.js').Matter[]} matters */
  #list(matters) {
    const search = field({ label: t('content.filter'), name: 'matter', type: 'search' });
    const count = h('p', { class: 'fine', role: 'status' });
    const box = h('div', { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': t('content.title') });
    const draw = () => {
      const words = search.input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const found = matters.filter((one) => words.every((word) => `${one.title} ${one.id} ${one.topic} ${one.team ?? ''} ${one.flow ?? ''}`.toLowerCase().includes(word)));
      count.textContent = found.length ? t('content.count', { n: found.length }) : t('content.none');
      set(box, found.length > 0 && this.#table(found));
    };
    this.listen(search.input, 'input', draw);
    set(this, h('div', { class: 'content-tools' }, search.box, count), h('garda-pack-state'), box);
    draw();
  }

  /** @param {import('./types.js').Matter[]} matters */
  #table(matters) {
    const heads = ['content.matter', 'content.kind', 'people.teams', 'do.priority', 'content.flow'].map((key) => h('th', { scope: 'col' }, t(key)));
    const topics = [...new Set(matters.map((one) => one.topic))];
    const groups = topics.map((topic) => h(
      'tbody', {}, h('tr', { class: 'topic-row' }, h('th', { scope: 'rowgroup', colspan: 5 }, topic)), matters.filter((one) => one.topic === topic).map((one) => this.#row(one)),
    ));
    return h('table', { class: 'matters' }, h('caption', { class: 'sr' }, t('content.title')), h('thead', {}, h('tr', {}, heads)), groups);
  }

  /** @param {import('./types.js').Matter} one */
  #row(one) {
    const flow = one.flow ? h('a', { href: contentPath(one.id), 'aria-label': `${t('content.flow.see')}: ${one.title}` }, t('content.flow.see')) : t('content.flow.none');
    return h('tr', {}, h('th', { scope: 'row' }, one.title), h('td', {}, kindWord(one.kind)), h('td', {}, one.team ?? '–'), h('td', {}, priorityWord(one.priority)), h('td', {}, flow));
  }

  /** @param {import('./types.js').Matter} one */
  async #show(one) {
    const { steps } = await get(`/flows/${encodeURIComponent(one.flow ?? '')}?lang=${language()}`);
    if (this.signal.aborted) return;
    const facts = [['content.kind', kindWord(one.kind)], ['people.teams', one.team ?? '–'], ['do.priority', priorityWord(one.priority)]];
    set(
      this,
      h('p', {}, h('a', { href: contentPath(), 'aria-label': t('content.back.said') }, `← ${t('content.back')}`)),
      h('section', { class: 'card' }, h('h2', {}, one.title), h('dl', { class: 'matter-facts' }, facts.map(([key, value]) => h('div', {}, h('dt', {}, t(key)), h('dd', {}, value))))),
      ...flowView(one, steps),
    );
  }
}
