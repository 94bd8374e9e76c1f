// @ts-check
/** One file in the tray: looked at, confirmed, uploaded, or refused with a reason. */
import { fileIcon, node, press, pressIcon } from './dom.js';
import { NotUploaded, upload } from './upload.js';
import { fileSay, fileSize, fileWords } from './words.js';

const AGAIN = 5000;
/** So many tries in a row with a network that seems to be there, and the person decides. */
const MOST_TRIES = 12;

export class TrayItem extends EventTarget {
  /** @type {'new'|'going'|'waiting'|'done'|'failed'} */ state = 'new';
  /** @type {import('./types.js').SentFile | null} */ sent = null;
  /** @type {AbortController | null} */ #going = null;
  /** @type {any} */ #timer = 0;
  #tries = 0;

  /** @param {File} file @param {import('./types.js').Surroundings} env */
  constructor(file, env) {
    super();
    this.file = file;
    this.env = env;
    this.image = /^image\/(png|jpeg|gif|webp)$/.test(file.type);
    this.name = file.name || 'file';
    this.#draw();
    const { most_bytes: most } = env.limits();
    if (file.size > most) this.#fail(`${this.#t('big', { most: this.#size(most), size: this.#size(file.size) })}${/^(image|video)/.test(file.type) ? ` ${this.#t('big.image')}` : ''}`, false);
    else if (!this.image) this.start();
  }

  get description() { return this.words?.value.trim() || undefined; }
  get settled() { return this.state === 'done' || this.state === 'failed'; }

  /** @param {keyof typeof fileWords} key @param {Record<string, unknown>} [slots] */
  #t(key, slots) { return fileSay(this.env.lang(), key, slots); }
  /** @param {number} bytes */
  #size(bytes) { return fileSize(this.env.lang(), bytes); }

  #draw() {
    const { name } = this;
    this.url = this.image ? URL.createObjectURL(this.file) : '';
    this.bar = node('progress', { max: '100', value: '0', 'aria-label': this.#t('going.name', { name }) });
    this.note = node('p', { class: 'tray-note' });
    this.acts = node('div', { class: 'tray-acts' });
    this.remover = pressIcon(this.#t('remove', { name }), 'close', () => this.remove());
    this.words = this.image ? node('input', { class: 'field', type: 'text', maxlength: '300', autocomplete: 'off' }) : null;
    const plain = node('span', { class: 'tray-look' }, fileIcon('file'));
    const look = this.url ? node('img', { src: this.url, alt: '', class: 'tray-look', onerror: () => look.replaceWith(plain) }) : plain;
    this.about = this.words && node('label', {}, node('span', {}, this.#t('describe')), this.words);
    this.line = node('li', { class: 'tray-item' }, look,
      node('div', { class: 'tray-words' },
        node('p', { class: 'tray-name' }, node('bdi', {}, name), ` ${this.#size(this.file.size)}`), this.about, this.bar, this.note, this.acts),
      this.remover);
    this.#show('');
  }

  /** Begins to upload, or does so again. */
  async start() {
    if (this.state === 'going' || this.state === 'done') return;
    clearTimeout(this.#timer);
    this.#going = new AbortController();
    const { signal } = this.#going;
    this.#turn('going', this.#t('going', { n: 0 }));
    try {
      const target = await this.env.target();
      this.sent = await upload(target, this.file, (share) => this.#progress(share), signal);
      this.#turn('done', this.#t('done'));
      this.env.announce(this.#t('done.said', { name: this.name }));
    } catch (problem) {
      this.#refused(problem instanceof NotUploaded ? problem.message : 'network');
    }
  }

  /** @param {number} share */
  #progress(share) {
    const n = Math.round(share * 100);
    this.bar.value = n;
    this.note.textContent = n === 100 ? this.#t('checking') : this.#t('going', { n });
  }

  /** @param {string} kind */
  #refused(kind) {
    if (kind === 'cancelled') return;
    this.#tries = navigator.onLine ? this.#tries + 1 : 0;
    if ((kind === 'network' || kind === 'busy') && this.#tries < MOST_TRIES) {
      this.#turn('waiting', this.#t('offline'));
      this.#timer = setTimeout(() => this.hurry(), AGAIN);
    } else {
      this.#tries = 0;
      const known = kind in fileWords;
      this.#fail(this.#t(/** @type {any} */ (known ? kind : 'failed')), !known);
    }
  }

  /** Tries at once what waits for the network. */
  hurry() { if (this.state === 'waiting') this.start(); }

  /** @param {string} words @param {boolean} again */
  #fail(words, again) {
    this.#turn('failed', words, again);
    this.env.announce(`${this.name}: ${words}`, true);
  }

  remove() {
    this.#going?.abort();
    clearTimeout(this.#timer);
    if (this.url) URL.revokeObjectURL(this.url);
    this.dispatchEvent(new Event('removed'));
  }

  /** @param {TrayItem['state']} state @param {string} words @param {boolean} [again] */
  #turn(state, words, again) {
    this.state = state;
    this.#show(words, again);
    this.dispatchEvent(new Event('change'));
  }

  /** @param {string} words @param {boolean} [again] */
  #show(words, again) {
    const { state, name } = this;
    const focused = this.acts.contains(document.activeElement);
    this.line.className = `tray-item ${state}`;
    this.bar.hidden = state !== 'going';
    if (this.about) this.about.hidden = state === 'failed' && !again;
    this.note.replaceChildren(...(words ? [state === 'failed' && fileIcon('alert'), state === 'done' && fileIcon('check'), words].filter(Boolean) : []));
    this.acts.replaceChildren(...[
      state === 'new' && press(this.#t('confirm'), () => this.start(), { name: this.#t('confirm.name', { name }), class: 'button small primary' }),
      state === 'going' && press(this.#t('cancel'), () => this.remove(), { name: this.#t('cancel.name', { name }) }),
      (again || state === 'waiting') && press(this.#t('again'), () => this.start(), { name: this.#t('again.name', { name }) }),
    ].filter(Boolean));
    if (focused && !this.acts.contains(document.activeElement)) (this.acts.querySelector('button') ?? this.remover).focus();
  }
}
