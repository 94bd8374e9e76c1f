// @ts-check
/** An article read inside the panel. Its html comes ready from our server; this is the only place that parses any. */
import { button, h, lang, t } from './kit.js';
import { icon } from '../icons-core.js';
import { articleMeta } from './message.js';

/** @type {{createHTML(html: string): any}} */
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy('garda', { createHTML: (/** @type {string} */ html) => html }) ?? { createHTML: (html) => html };

export class GardaArticle extends HTMLElement {

  /** @param {string} slug @param {{article: (slug: string) => Promise<any>, chat: (title?: string) => void}} acts */
  async open(slug, acts) {
    const again = () => this.open(slug, acts);
    this.sheet ??= document.head.appendChild(h('link', { rel: 'stylesheet', href: new URL('article.css', import.meta.url).href }));
    this.replaceChildren(h('div', { class: 'skeleton', 'aria-hidden': 'true' }, h('span'), h('span'), h('span')));
    try {
      this.#show(await acts.article(slug), slug, acts.chat);
    } catch {
      this.replaceChildren(h('div', { class: 'article-body' }, h('p', {}, t('article.none')), h('div', { class: 'row' }, button(t('again'), again), button(t('article.chat'), () => acts.chat()))));
    }
  }

  /** @param {any} article @param {string} slug @param {(title?: string) => void} chat */
  #show(article, slug, chat) {
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
      h('footer', { class: 'article-foot' }, h('p', {}, t('article.still')), button(t('article.chat'), () => chat(article.title), { class: 'button primary', icon: 'chat' })));
    title.focus();
  }
}
