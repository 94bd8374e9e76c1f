// @ts-check
/** The first view: a big field that is the composer, articles while typing, topics, and the way back into a conversation. */
import { button, h, lang, t } from './kit.js';
import { icon } from '../icons-core.js';
import { announce } from './announce.js';
import { articleMeta } from './message.js';
import { draftOf, keepDraft } from './local.js';

/** @typedef {import('./types.js').Conversation} Conversation */
/** @typedef {import('./composer.js').GardaComposer} Composer */

const DRAFT = 'home';

export class GardaHome extends HTMLElement {
  /** @type {any} */ acts = null;
  /** @type {any} */ #asking = 0;
  /** @type {AbortController | null} */ #search = null;
  /** @type {any} */ #speaking = 0;
  #drawn = '';
  #spoken = '';

  connectedCallback() {
    if (this.composer) return;
    this.greeting = h('p', { class: 'greeting' });
    this.ask = h('h2', { id: 'ask' });
    this.composer = /** @type {Composer} */ (h('garda-composer', { id: 'ask-box', home: true }));
    this.found = h('div', { class: 'matches', hidden: true });
    this.yours = h('section', { class: 'yours', hidden: true });
    this.own = /** @type {import('./sign-in.js').GardaSignIn} */ (h('garda-sign-in'));
    this.topics = h('section', { class: 'topics', 'aria-labelledby': 'topics' });
    this.foot = h('footer', { class: 'home-foot' });
    this.append(h('div', { class: 'home-scroll' }, h('div', { class: 'hero' }, this.greeting, this.ask, this.composer, this.found), this.yours, this.own, this.topics), this.foot);
    this.composer.text = draftOf(DRAFT);
    this.composer.addEventListener('say', (event) => { keepDraft(DRAFT, ''); this.#clear(); this.acts.begin(/** @type {CustomEvent} */ (event).detail.text); });
    this.composer.addEventListener('edit', () => this.#edited());
  }

  /** @param {import('./types.js').Config | null} config @param {Conversation[]} conversations @param {(conversation: Conversation) => number} unread */
  show(config, conversations, unread) {
    if (!this.ask || !this.greeting) return;
    const sign = JSON.stringify([lang(), config, conversations.slice(0, 3).map((one) => [one, unread(one)])]);
    if (sign === this.#drawn) return;
    this.#drawn = sign;
    this.ask.textContent = t('ask');
    this.greeting.textContent = config?.greeting ?? '';
    this.composer?.name();
    if (this.found && !this.found.hidden && this.#spoken !== lang()) this.#edited();
    this.#spoken = lang();
    this.#showYours(conversations.slice(0, 3), unread);
    this.#showTopics(config);
    this.#showFoot(config);
  }

  /** @param {string} text */
  prefill(text) {
    if (!this.composer) return;
    this.composer.text = text;
    this.#edited();
  }

  /** @param {Conversation[]} conversations @param {(conversation: Conversation) => number} unread */
  #showYours(conversations, unread) {
    if (!this.yours) return;
    this.yours.hidden = !conversations.length;
    this.yours.setAttribute('aria-label', t('yours'));
    this.yours.replaceChildren(h('ul', { class: 'list' }, conversations.map((conversation) => {
      const { ticket, preview } = conversation;
      const n = unread(conversation);
      const title = ticket ? t('ticket.row', { number: ticket.number }) : t('continue');
      const state = ticket ? [t(`status.${ticket.status}`), ticket.status !== 'resolved' && ticket.promise && t('ticket.until', { time: ticket.promise })].filter(Boolean).join(' · ') : t(`status.${conversation.status}`);
      return h('li', {}, h('button', { type: 'button', class: 'list-row', onclick: () => this.acts.enter(conversation) },
        icon(ticket ? 'ticket' : 'chat'),
        h('span', { class: 'list-words' }, h('span', { class: 'list-title' }, title, ticket?.status === 'pending' && h('span', { class: 'tag warn' }, t('status.pending'))),
          h('span', { class: 'list-state' }, state), preview && h('span', { class: 'list-preview', dir: 'auto' }, preview)),
        n > 0 && h('span', { class: 'badge' }, h('span', { class: 'sr' }, t('unread.count', { n })), h('span', { 'aria-hidden': 'true' }, String(n)))));
    })));
  }

  /** @param {import('./types.js').Config | null} config */
  #showTopics(config) {
    if (!this.topics) return;
    this.topics.hidden = !config?.topics.length;
    this.topics.replaceChildren(h('h2', { id: 'topics', class: 'eyebrow' }, t('topics')), h('ul', { class: 'chips' }, (config?.topics ?? []).map((topic) =>
      h('li', {}, button(topic.title, () => this.acts.begin(topic.title, topic.value), { class: 'button chip' })))));
  }

  /** @param {import('./types.js').Config | null} config */
  #showFoot(config) {
    this.foot?.replaceChildren(
      button(t('human'), () => this.acts.begin(t('human'), '/human'), { icon: 'person', class: 'button wide' }),
      h('p', { class: 'status' }, config && h('span', { class: config.open ? 'lamp on' : 'lamp' }), config && h('span', {}, config.status),
        config?.phone && h('a', { href: `tel:${config.phone.replace(/[^+\d]/g, '')}` }, t('phone', { number: config.phone }))));
  }

  #edited() {
    const text = this.composer?.text ?? '';
    keepDraft(DRAFT, text);
    clearTimeout(this.#asking);
    this.#search?.abort();
    if (text.trim().length < 3) { this.#clear(); return; }
    this.#asking = setTimeout(() => this.#look(text.trim()), 250);
  }

  /** @param {string} text */
  async #look(text) {
    this.#search = new AbortController();
    const { signal } = this.#search;
    /** @type {any[]} */
    const articles = await this.acts.articles(text, signal).catch(() => []);
    if (signal.aborted || !this.found) return;
    clearTimeout(this.#speaking);
    if (!articles.length) { this.#clear(); return; }
    const count = articles.length === 1 ? t('matches.one') : t('matches', { n: articles.length });
    this.found.hidden = false;
    this.found.replaceChildren(h('p', { class: 'eyebrow' }, count), h('ul', { class: 'list' }, articles.map((article) =>
      h('li', { lang: article.language ?? lang() }, h('button', { type: 'button', class: 'list-row', onclick: () => this.acts.read(article.slug) }, icon('file'),
        h('span', { class: 'list-words' }, h('span', { class: 'list-title' }, article.title), h('span', { class: 'list-state' }, [article.topic, articleMeta({ minutes: article.minutes })].filter(Boolean).join(' · '))))))));
    this.#speaking = setTimeout(() => announce(count), 600);
  }

  #clear() {
    if (!this.found) return;
    this.#search?.abort();
    clearTimeout(this.#asking);
    clearTimeout(this.#speaking);
    this.found.hidden = true;
    this.found.replaceChildren();
  }
}
