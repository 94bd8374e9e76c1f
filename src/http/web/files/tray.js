// @ts-check
/** What is about to be sent along: chosen, photographed, pasted or dropped; nothing goes out before the person sends it. */
import { fileIcon, node, press } from './dom.js';
import { TrayItem } from './item.js';
import { fileSay, fileSize, fileWords } from './words.js';

const KINDS = 'image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain,.txt,.log,.md,.json';

/** Tells `ready` (detail = the files to send) once all that was to be sent is uploaded, `menu` when the menu opens or closes, `empty` when the last file is gone. */
export class GardaTray extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    /** @type {TrayItem[]} */
    this.items = [];
    this.sending = false;
    this.list = node('ul', { class: 'tray-list' });
    this.warning = node('p', { class: 'tray-warn' });
    this.waiting = node('p', { class: 'tray-wait' });
    this.choices = node('div', { class: 'tray-menu', role: 'group', hidden: true, onkeydown: (/** @type {KeyboardEvent} */ event) => this.#keys(event) });
    this.append(node('section', {}, this.list, this.warning, this.waiting), this.choices);
    window.addEventListener('online', () => this.items?.forEach((item) => item.hurry()));
    this.#show();
  }

  /** @returns {import('./types.js').Surroundings} */
  get #env() { return /** @type {any} */ (this).env; }
  /** @param {keyof typeof fileWords} key @param {Record<string, unknown>} [slots] */
  #t(key, slots) { return fileSay(this.#env.lang(), key, slots); }

  /** @param {Iterable<File>} files */
  add(files) {
    this.menu(false);
    const most = this.#env.limits().per_message;
    let images = false;
    for (const file of files) {
      if ((this.items ?? []).filter((one) => one.state !== 'failed').length >= most) {
        this.#say(this.#t('many', { n: most }));
        break;
      }
      this.#say('');
      const item = new TrayItem(file, this.#env);
      item.addEventListener('change', () => this.#changed());
      item.addEventListener('removed', () => this.#removed(item));
      this.items?.push(item);
      this.list.append(item.line);
      images ||= item.image && item.state === 'new';
      if (item.state !== 'failed') this.#env.announce(this.#t('added.said', { name: item.name, size: fileSize(this.#env.lang(), file.size) }));
    }
    this.#show();
    if (images) this.#env.announce(this.#t('confirm.said'));
  }

  /** Takes over what was sent: whether there is something to send along, which is sent once it is uploaded. */
  takes() {
    const items = (this.items ?? []).filter((item) => item.state !== 'failed');
    if (!items.length) return false;
    this.sending = true;
    for (const item of items) item.start();
    this.#changed();
    return true;
  }

  #changed() {
    this.#show();
    if (!this.sending || !this.items?.every((item) => item.settled)) return;
    this.sending = false;
    const done = this.items.filter((item) => item.state === 'done');
    // What was refused stays, to be read; the words wait for a decision if nothing is left to go with them.
    if (!done.length) return;
    const files = done.map((item) => ({ .../** @type {any} */ (item.sent), description: item.description }));
    for (const item of done) item.remove();
    this.dispatchEvent(new CustomEvent('ready', { detail: files }));
  }

  /** @param {TrayItem} item */
  #removed(item) {
    const place = this.items?.indexOf(item) ?? -1;
    const focused = item.line.contains(document.activeElement);
    this.items = this.items?.filter((one) => one !== item);
    item.line.remove();
    const next = this.items?.[Math.min(place, this.items.length - 1)];
    if (item.state !== 'done' || focused) this.#env.announce(this.#t('removed.said', { name: item.name }));
    if (next && focused) next.remover.focus();
    if (!next && focused) this.dispatchEvent(new Event('empty'));
    this.#say('');
    this.#changed();
  }

  #show() {
    const items = this.items ?? [];
    this.firstElementChild?.setAttribute('aria-label', this.#t('tray'));
    this.toggleAttribute('filled', items.length > 0 || this.waiting.textContent !== '');
    this.warning.hidden = !items.some((item) => item.image && item.state !== 'failed');
    this.warning.replaceChildren(fileIcon('alert'), this.#t('warn'));
    if (this.sending) this.#say(this.#t('with.message'));
    else if (this.waiting.textContent === this.#t('with.message')) this.#say('');
  }

  /** @param {string} words */
  #say(words) {
    if (this.waiting.textContent === words) return;
    this.waiting.textContent = words;
    if (words) this.#env.announce(words);
    this.toggleAttribute('filled', (this.items?.length ?? 0) > 0 || words !== '');
  }

  /** Opens or closes the ways to add a file. @param {boolean} [open] */
  menu(open = this.choices.hidden) {
    if (this.choices.hidden === !open) return;
    this.choices.hidden = !open;
    if (open) {
      this.choices.setAttribute('aria-label', this.#t('menu'));
      const touch = matchMedia('(any-pointer: coarse)').matches;
      this.choices.replaceChildren(
        press(this.#t('pick'), () => this.#pick(false), { icon: 'file', class: 'button' }),
        ...(touch ? [press(this.#t('camera'), () => this.#pick(true), { icon: 'camera', class: 'button' })] : []),
        press(this.#t('paste'), () => this.#paste(), { icon: 'image', class: 'button' }));
      this.choices.querySelector('button').focus();
    }
    this.dispatchEvent(new CustomEvent('menu', { detail: open }));
  }

  /** @param {boolean} camera */
  #pick(camera) {
    const input = node('input', { type: 'file', accept: camera ? 'image/*' : KINDS, capture: camera && 'environment', multiple: !camera, hidden: true, class: 'tray-input', tabindex: '-1', 'aria-hidden': 'true' });
    this.querySelector('.tray-input')?.remove();
    this.append(input);
    input.addEventListener('change', () => { this.add(input.files ?? []); input.remove(); this.dispatchEvent(new Event('added')); });
    input.click();
  }

  /** The image of the clipboard, if the page may read it; else how to paste. */
  async #paste() {
    try {
      const files = [];
      for (const one of await navigator.clipboard.read()) {
        const type = one.types.find((kind) => kind.startsWith('image/'));
        if (type) files.push(new File([await one.getType(type)], `gambar.${type.slice(6)}`, { type }));
      }
      if (!files.length) throw new Error('no image');
      this.add(files);
      this.dispatchEvent(new Event('added'));
    } catch {
      this.menu(false);
      this.#say(this.#t('paste.how'));
    }
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.menu(false);
  }
}
