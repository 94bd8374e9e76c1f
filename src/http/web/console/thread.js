// @ts-check
/** The conversation as a feed: stays where the reader is, says what arrives. */
import { Part } from './part.js';
import { announce } from './announce.js';
import { drawMessage, entries, firstWords } from './message.js';
import { fill, h, set } from './dom.js';
import { glyph } from './glyphs.js';
import { day } from './time.js';
import { t } from './words.js';

const NEAR = 80;

export class Thread extends Part {
  /** @type {import('./case.js').Case|null} */
  #case = null;
  /** @type {Map<string, {node: HTMLElement, signature: string}>} */
  #nodes = new Map();
  #waiting = 0;
  #stuck = true;
  /** @type {any} */
  #typed;
  /** @type {AbortController|undefined} */
  #hearing;

  begin() {
    this.feed = h('div', { role: 'feed', class: 'feed', 'aria-label': t('thread.name') });
    this.pill = h('button', { type: 'button', class: 'pill', hidden: true, onclick: () => this.toEnd(true) });
    this.typing = h('p', { class: 'typing', hidden: true });
    set(this, this.feed, this.typing, this.pill);
    this.listen(this.feed, 'scroll', () => this.#atEnd() && this.#seen(), { passive: true });
    this.listen(this.feed, 'keydown', (event) => this.#keys(event));
    this.listen(this, 'click', (event) => this.#clicked(event.target));
    const watch = new ResizeObserver(() => this.#stuck && this.toEnd());
    watch.observe(this.feed);
    this.signal.addEventListener('abort', () => watch.disconnect());
  }

  set case(/** @type {import('./case.js').Case} */ one) {
    this.#hearing?.abort();
    this.#hearing = new AbortController();
    const { signal } = this.#hearing;
    this.#case = one;
    this.#nodes.clear();
    this.feed?.replaceChildren();
    this.#seen();
    this.#writing('');
    this.#stuck = true;
    one.addEventListener('change', () => this.draw(), { signal });
    one.addEventListener('arrived', (event) => this.#arrived(/** @type {CustomEvent} */ (event).detail), { signal });
    this.draw();
  }

  draw() {
    const { feed } = this;
    const detail = this.#case?.detail;
    if (!feed || !detail || !this.#case) return;
    const stick = this.#stuck || this.#atEnd();
    const list = entries(detail, this.#case.outgoing, this.#case.agent.name);
    const ids = new Set(list.map((entry) => entry.id));
    for (const [id, { node }] of this.#nodes) if (!ids.has(id)) { node.remove(); this.#nodes.delete(id); }
    let lastDay = '';
    list.forEach((entry, at) => {
      const newDay = day(entry.at) === lastDay ? '' : (lastDay = day(entry.at));
      const node = this.#entry(entry, newDay, at, list.length);
      if (feed.children[at] !== node) feed.insertBefore(node, feed.children[at] ?? null);
    });
    if (stick) this.toEnd();
  }

  /** @param {import('./message.js').Entry} entry @param {string} newDay @param {number} at @param {number} size */
  #entry(entry, newDay, at, size) {
    const signature = JSON.stringify([entry, newDay]);
    let known = this.#nodes.get(entry.id);
    if (!known) {
      known = { node: h('article', { class: 'entry', 'aria-labelledby': `by-${entry.id}`, 'data-seq': entry.seq, 'data-turn': entry.turn }), signature: '' };
      this.#nodes.set(entry.id, known);
    }
    if (known.signature !== signature) {
      set(known.node, newDay && h('p', { class: 'day' }, h('span', {}, newDay)));
      fill(known.node, drawMessage(entry));
      known.signature = signature;
    }
    known.node.tabIndex = at === size - 1 ? 0 : -1;
    known.node.setAttribute('aria-posinset', String(at + 1));
    known.node.setAttribute('aria-setsize', String(size));
    return known.node;
  }

  /** @param {import('./types.js').Message[]} messages */
  #arrived(messages) {
    for (const message of messages) announce(t('thread.said', { name: message.name, words: firstWords(/** @type {any} */ (message)) }));
    if (this.#atEnd()) return;
    this.#stuck = false;
    this.#waiting += messages.length;
    if (!this.pill) return;
    set(this.pill, glyph('chevron'), t('thread.pill', { n: this.#waiting }));
    this.pill.hidden = false;
  }

  #atEnd() {
    const { feed } = this;
    const near = !feed || feed.scrollHeight - feed.scrollTop - feed.clientHeight < NEAR;
    this.#stuck = near;
    return near;
  }

  #seen() {
    this.#waiting = 0;
    if (this.pill) this.pill.hidden = true;
  }

  /** @param {boolean} [focus] */
  toEnd(focus = false) {
    const { feed } = this;
    if (!feed) return;
    feed.scrollTop = feed.scrollHeight;
    this.#stuck = true;
    this.#seen();
    if (focus) /** @type {HTMLElement|null} */ (feed.lastElementChild)?.focus({ preventScroll: true });
  }

  /** Go to the message a fact came from. @param {number} seq */
  toSeq(seq) {
    const node = /** @type {HTMLElement|null} */ (this.feed?.querySelector(`[data-seq="${seq}"]`));
    node?.scrollIntoView({ block: 'center' });
    node?.focus({ preventScroll: true });
    node?.classList.add('pointed');
    setTimeout(() => node?.classList.remove('pointed'), 1_500);
  }

  /** The turn to explain: of the focused message, else the last one. @returns {number|undefined} */
  turn() {
    const focused = this.feed?.contains(document.activeElement) ? document.activeElement?.closest('.entry')?.getAttribute('data-turn') : null;
    if (focused) return Number(focused);
    const turns = this.#case?.detail?.messages.filter((message) => message.turn !== undefined) ?? [];
    return turns[turns.length - 1]?.turn;
  }

  /** Someone is typing: shown for six seconds. @param {string} name */
  wrote(name) {
    this.#writing(t('thread.typing', { name }));
    clearTimeout(this.#typed);
    this.#typed = setTimeout(() => this.#writing(''), 6_000);
  }

  /** @param {string} words */
  #writing(words) {
    if (!this.typing) return;
    this.typing.hidden = !words;
    this.typing.textContent = words;
  }

  /** @param {1|-1} step */
  move(step) {
    const all = /** @type {HTMLElement[]} */ ([...(this.feed?.children ?? [])]);
    const at = all.findIndex((node) => node.contains(document.activeElement));
    all[at < 0 ? all.length - 1 : Math.min(all.length - 1, Math.max(0, at + step))]?.focus();
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    if (event.key !== 'PageDown' && event.key !== 'PageUp') return;
    event.preventDefault();
    this.move(event.key === 'PageDown' ? 1 : -1);
  }

  /** @param {EventTarget|null} target */
  #clicked(target) {
    const button = target instanceof Element ? target.closest('button') : null;
    const out = this.#case?.outgoing.find((one) => one.client_id === (button?.dataset.again ?? button?.dataset.edit));
    if (button?.dataset.turn) this.tell('explain', Number(button.dataset.turn));
    if (out && button?.dataset.again) this.#case?.send(out.mode, out.text, { again: out });
    if (out && button?.dataset.edit) {
      this.#case?.drop(out);
      this.tell('edit', out);
    }
  }
}
