// @ts-check
/** A dialog with one field and a list under it: the palette, assigning, priority. Arrow keys move, Enter takes. */
import { Part } from './part.js';
import { announce } from './announce.js';
import { freshId, h, keycap, set } from './dom.js';
import { glyph } from './glyphs.js';
import { t } from './words.js';

/** @typedef {{id:string,text:string,group?:string,hint?:string,key?:string,icon?:string,current?:boolean,reason?:boolean,run:(reason:string)=>void}} Item */
/** @typedef {{title:string,label:string,items:(typed:string)=>Item[]|Promise<Item[]>,reason?:string}} Choice */

export class Chooser extends Part {
  /** @type {Choice|null} */
  #choice = null;
  /** @type {Item[]} */
  #items = [];
  #at = 0;
  #asked = 0;
  /** @type {any} */
  #counting;

  begin() {
    const list = freshId('choices');
    this.title_ = h('h2', { id: freshId('chooser'), class: 'chooser-title' });
    this.label = h('label', { for: `${list}-input`, class: 'chooser-label' });
    this.input = h('input', { id: `${list}-input`, class: 'field', type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false', 'aria-expanded': 'true', 'aria-controls': list, 'aria-autocomplete': 'list' });
    this.list = h('div', { id: list, role: 'listbox', class: 'options' });
    this.none = h('p', { class: 'fine no-match', hidden: true }, t('choose.none'));
    this.reason = h('input', { id: `${list}-reason`, class: 'field', type: 'text', autocomplete: 'off', 'aria-describedby': `${list}-why` });
    this.why = h('p', { id: `${list}-why`, class: 'complaint' });
    this.more = h('div', { class: 'reason', hidden: true }, h('label', { for: `${list}-reason` }, t('assign.reason')), this.reason, this.why);
    this.dialog = h('dialog', { class: 'chooser', 'aria-labelledby': this.title_.id }, this.title_, this.label, h('div', { class: 'search-line' }, glyph('search'), this.input), this.list, this.none, this.more, h('p', { class: 'hints' }, t('choose.hints')));
    set(this, this.dialog);
    this.listen(this.input, 'input', () => this.#ask());
    this.listen(this.dialog, 'keydown', (event) => this.#keys(event));
    this.listen(this.list, 'click', (event) => this.#clicked(event.target));
    this.listen(this.dialog, 'click', (event) => event.target === this.dialog && this.dialog?.close());
  }

  get isOpen() {
    return Boolean(this.dialog?.open);
  }

  /** @param {Choice} choice */
  async open(choice) {
    const { dialog, input } = this;
    if (!dialog || !input || !this.title_ || !this.label || !this.reason || !this.why || !this.list) return;
    this.#choice = choice;
    this.title_.textContent = choice.title;
    this.label.textContent = choice.label;
    this.list.setAttribute('aria-label', choice.title);
    input.value = '';
    this.reason.value = '';
    this.why.textContent = '';
    if (!dialog.open) dialog.showModal();
    input.focus();
    await this.#ask();
  }

  close() {
    this.dialog?.close();
  }

  async #ask() {
    const choice = this.#choice;
    const mine = (this.#asked += 1);
    if (!choice || !this.input) return;
    const items = await choice.items(this.input.value.trim());
    if (mine !== this.#asked) return;
    this.#items = items;
    const current = items.findIndex((item) => item.current);
    this.#at = current >= 0 && !this.input.value ? current : 0;
    this.#draw();
    clearTimeout(this.#counting);
    if (this.input.value) this.#counting = setTimeout(() => announce(t('choose.count', { n: items.length })), 600);
  }

  #draw() {
    const { list, none, input } = this;
    if (!list || !none || !input) return;
    let group = '';
    const groups = /** @type {HTMLElement[]} */ ([]);
    this.#items.forEach((item, at) => {
      if (!groups.length || (item.group ?? '') !== group) {
        group = item.group ?? '';
        const name = group && freshId('group');
        groups.push(h('div', { role: 'group', 'aria-labelledby': name || null, 'aria-label': name ? null : this.#choice?.title }, group && h('p', { class: 'group-name', id: name }, group)));
      }
      groups[groups.length - 1].append(this.#option(item, at));
    });
    set(list, groups);
    list.hidden = !this.#items.length;
    none.hidden = this.#items.length > 0;
    this.#point();
  }

  /** @param {Item} item @param {number} at */
  #option(item, at) {
    return h(
      'div', { role: 'option', class: 'option', id: `${this.list?.id}-${at}`, 'data-at': at, 'aria-selected': 'false' },
      item.icon && glyph(item.icon), h('span', { class: 'option-text' }, item.text, item.current && h('small', {}, ` ${t('choose.current')}`)),
      item.hint && h('small', { class: 'option-hint' }, item.hint), item.key && keycap(item.key),
    );
  }

  /** Show which option Enter takes. */
  #point() {
    const { list, input } = this;
    if (!list || !input || !this.more) return;
    for (const option of list.querySelectorAll('[role=option]')) option.setAttribute('aria-selected', String(option.getAttribute('data-at') === String(this.#at)));
    const chosen = list.querySelector('[aria-selected=true]');
    if (chosen) input.setAttribute('aria-activedescendant', chosen.id);
    else input.removeAttribute('aria-activedescendant');
    chosen?.scrollIntoView({ block: 'nearest' });
    this.more.hidden = !this.#items[this.#at]?.reason;
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    const last = this.#items.length - 1;
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      this.#take();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const to = this.#at + (event.key === 'ArrowDown' ? 1 : -1);
      this.#at = to < 0 ? last : to > last ? 0 : to;
      this.#point();
    }
  }

  /** @param {EventTarget|null} target */
  #clicked(target) {
    const at = target instanceof Element ? target.closest('[data-at]')?.getAttribute('data-at') : null;
    if (at === null || at === undefined) return;
    this.#at = Number(at);
    this.#point();
    this.#take();
  }

  #take() {
    const item = this.#items[this.#at];
    const reason = this.reason?.value.trim() ?? '';
    if (!item || !this.reason || !this.why) return;
    if (item.reason && !reason) {
      const asked = document.activeElement === this.reason;
      this.why.textContent = asked ? t('assign.reason.empty') : '';
      return this.reason.focus();
    }
    this.dialog?.close();
    item.run(reason);
  }
}

/** Whether every typed word begins some word of a text. @param {string} typed @param {...string} texts */
export function fits(typed, ...texts) {
  const words = texts.join(' ').toLowerCase();
  return typed.toLowerCase().split(/\s+/).every((word) => words.includes(word));
}
