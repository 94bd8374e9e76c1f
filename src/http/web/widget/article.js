// @ts-check
/** An article read inside the panel. Its html comes ready from our server; this is the only place that parses any. */
import { button, h } from './dom.js';
import { icon } from '../icons.js';
import { lang, t } from './i18n.js';
import { articleMeta } from './parts.js';

/** @type {{createHTML(html: string): any}} */
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy('garda', { createHTML: (/** @type {string} */ html) => html }) ?? { createHTML: (html) => html };

export class GardaArticle extends HTMLElement {
  /** @type {any} */ acts = null;

  /** @param {string} slug */
  async open(slug) {
    this.replaceChildren(h('div', { class: 'skeleton', 'aria-hidden': 'true' }, h('span'), h('span'), h('span')));
    try {
      this.#show(await this.acts.article(slug), slug);
    } catch {
      this.replaceChildren(h('div', { class: 'article-body' }, h('p', {}, t('article.none')), h('div', { class: 'row' }, button(t('again'), () => this.open(slug)), button(t('article.chat'), () => this.acts.chat()))));
    }
  }

  /** @param {any} article @param {string} slug */
  #show(article, slug) {
    const body = h('div', { class: 'prose', lang: article.language, dir: 'auto' });
    body.innerHTML = policy.createHTML(article.html);
    body.querySelector('h1')?.remove();
    for (const link of body.querySelectorAll('a[href]')) {
      link.setAttribute('target', '_blank');
      link.setAttribute('rel', 'noopener noreferrer');
    }
    const title = h('h2', { tabindex: '-1', lang: article.language }, article.title);
    this.replaceChildren(
      h('div', { class: 'article-body', tabindex: '0', role: 'region', 'aria-label': article.title },
        title, h('p', { class: 'card-meta' }, [article.topic, articleMeta(article)].filter(Boolean).join(' · ')), body,
        h('p', {}, h('a', { href: `/help/articles/${encodeURIComponent(slug)}?lang=${lang()}`, target: '_blank', rel: 'noopener', class: 'with-icon' }, t('article.page'), icon('external')))),
      h('footer', { class: 'article-foot' }, h('p', {}, t('article.still')), button(t('article.chat'), () => this.acts.chat(article.title), { class: 'button primary', icon: 'chat' })));
    title.focus();
  }
}
