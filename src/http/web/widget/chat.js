// @ts-check
/** The conversation view: strip, log, notices, composer, and always a way to a person. */
import { button, h, t } from './kit.js';
import { announce, announceMessages } from './announce.js';
import { draftOf, keepDraft } from './local.js';

/** @typedef {import('./room.js').Room} Room */
/** @typedef {import('./types.js').Outgoing} Outgoing */
/** @typedef {import('./composer.js').GardaComposer} Composer */
/** @typedef {import('./transcript.js').GardaTranscript} Transcript */

const SLOW = 700;

export class GardaChat extends HTMLElement {
  /** @type {Room | null} */ room = null;
  /** @type {any} */ acts = null;
  /** @type {AbortController | null} */ #hearing = null;
  /** @type {any} */ #drafting = 0;
  #typedAt = 0;
  #sentAt = 0;

  connectedCallback() {
    if (this.composer) return;
    this.strip = h('div', { class: 'strip', hidden: true });
    this.skeleton = h('div', { class: 'skeleton', 'aria-hidden': 'true', hidden: true }, h('span'), h('span'), h('span'));
    this.transcript = /** @type {Transcript} */ (h('garda-transcript'));
    this.hint = h('p', { class: 'hint' });
    this.composer = /** @type {Composer} */ (h('garda-composer', { id: 'compose' }));
    this.human = button('', () => this.acts.say(t('human'), '/human'), { class: 'button quiet small human', icon: 'person' });
    this.human.append(h('span'));
    this.append(this.strip, this.skeleton, this.transcript, h('div', { class: 'chat-foot' }, this.hint, this.composer, this.human));
    this.composer.addEventListener('say', (event) => { keepDraft(this.#draftKey, ''); const { text, files } = /** @type {CustomEvent} */ (event).detail; this.acts.say(text, undefined, files); });
    this.composer.addEventListener('edit', () => this.#edited());
    this.composer.addEventListener('page', (event) => this.transcript?.log?.scrollBy({ top: /** @type {CustomEvent} */ (event).detail * 200 }));
    this.transcript.addEventListener('done', () => this.composer?.focus());
    this.transcript.addEventListener('end', () => this.acts.seen());
  }

  get #draftKey() { return this.room?.id ?? 'new'; }

  /** Shows another conversation. @param {Room} room */
  enter(room) {
    if (this.room === room) return;
    this.#hearing?.abort();
    this.#hearing = new AbortController();
    const { signal } = this.#hearing;
    this.room = room;
    this.transcript?.reset();
    if (this.composer) this.composer.text = draftOf(this.#draftKey);
    room.addEventListener('arrived', (event) => this.#arrived(/** @type {CustomEvent} */ (event).detail), { signal });
    room.addEventListener('typing', (event) => {
      const name = /** @type {CustomEvent} */ (event).detail;
      if (name && this.acts.looking()) announce(t('typing', { name }));
      this.acts.refresh();
    }, { signal });
  }

  /** Says everything anew, in the language of the page. */
  rename() {
    this.composer?.name();
    this.transcript?.reset();
  }

  /** @param {Outgoing[]} pending @param {{offline: boolean, strip: string}} line */
  show(pending, line) {
    const { room } = this;
    if (!room || !this.human?.lastChild || !this.strip || !this.skeleton) return;
    const newest = pending.find((item) => item.state !== 'failed');
    if (!newest) this.#sentAt = 0;
    else this.#sentAt ||= Date.now();
    const slow = this.#sentAt > 0 && Date.now() - this.#sentAt > SLOW;
    if (newest && !slow) setTimeout(() => this.acts.refresh(), SLOW + 20);
    this.strip.hidden = !line.strip;
    this.strip.textContent = line.strip;
    if (room.loading && this.skeleton.hidden) setTimeout(() => room.loading && this.acts.looking() && announce(t('loading')), 1000);
    this.skeleton.hidden = !room.loading;
    this.transcript?.show(room, pending, { offline: line.offline, slow });
    this.human.lastChild.textContent = t('human');
    this.human.hidden = room.withPerson;
    this.#hold(newest);
    this.#hint(slow && newest?.state === 'sending' && !room.withPerson);
  }

  /** One's own words always bring the log to its end. */
  toEnd() { this.transcript?.toEnd(); }

  /** @param {Outgoing | undefined} item */
  #hold(item) {
    if (item?.state !== 'waiting' || (item.reason !== 'busy' && item.reason !== 'rate') || item.until <= Date.now()) return;
    const phone = item.tries >= 3 ? this.acts.phone() : '';
    this.composer?.hold((s) => [t(String(item.reason), { s }), phone && t('urgent', { number: phone })].filter(Boolean).join(' '), item.until);
  }

  /** One quiet line over the composer. @param {boolean} preparing */
  #hint(preparing) {
    if (!this.hint) return;
    const name = this.room?.typing;
    const words = name ? t('typing', { name }) : preparing ? t('preparing') : '';
    if (this.hint.dataset.words === words) return;
    this.hint.dataset.words = words;
    this.hint.replaceChildren(...(words ? [h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), words] : []));
  }

  /** @param {import('./types.js').Message[]} news */
  #arrived(news) {
    const others = news.filter((message) => message.sender !== 'visitor');
    if (!this.acts.looking() || !others.length) return;
    this.transcript?.arrived(others.length);
    announceMessages(others);
  }

  #edited() {
    clearTimeout(this.#drafting);
    const key = this.#draftKey;
    const text = this.composer?.text ?? '';
    this.#drafting = setTimeout(() => keepDraft(key, this.composer?.text ?? ''), 300);
    if (text && this.room?.id && this.room.status === 'assigned' && Date.now() - this.#typedAt > 3000) {
      this.#typedAt = Date.now();
      this.acts.typing();
    }
  }
}
