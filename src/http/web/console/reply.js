// @ts-check
/** The reply box: two modes with separate drafts, sending, and a colliding reply handled in place. */
import { Part } from './part.js';
import { Enclosing } from './enclosing.js';
import { drawModes } from './modes.js';
import { announce } from './announce.js';
import { post } from './api.js';
import { drawCollision } from './collision.js';
import { draft, keepDraft } from './kept.js';
import { h, keycap, set } from './dom.js';
import { glyph } from './glyphs.js';
import { asker } from './row.js';
import { hour } from './time.js';
import { number, t } from './words.js';
/** @typedef {import('./types.js').Mode} Mode */
/** @typedef {import('../files/types.js').SentFile} SentFile */

const LONGEST = 4_000;

export class Reply extends Part {
  /** @type {import('./case.js').Case|null} */
  #case = null;
  /** @type {Mode} */
  mode = 'public';
  /** @type {AbortController|undefined} */
  #hearing;
  #typed = 0;
  /** @type {SentFile[]} files of an answer that did not go out */
  #held = [];
  #how = { resolve: false, anyway: false };
  /** @type {any} */
  #saving;

  begin() {
    this.to = h('p', { class: 'to' });
    this.collision = h('div', { class: 'collision', hidden: true });
    this.box = h('textarea', { id: 'reply-box', class: 'field', rows: 3, 'aria-describedby': 'reply-to reply-state' });
    this.state = h('p', { class: 'reply-state', id: 'reply-state' });
    this.buttons = h('div', { class: 'reply-buttons' });
    this.label = h('label', { for: 'reply-box', class: 'sr' });
    this.to.id = 'reply-to';
    this.enclosing = new Enclosing(this.box, (files) => this.#deliver(files));
    this.form = h('form', { class: 'reply', novalidate: true }, drawModes(), this.to, this.collision, this.label, this.box, h('div', { class: 'reply-foot' }, this.enclosing.button, this.state, this.buttons));
    set(this, this.form);
    this.enclosing.hear(this, this.signal);
    this.listen(this.form, 'submit', (event) => { event.preventDefault(); this.send(false); });
    this.listen(this.box, 'input', () => this.#input());
    this.listen(this.box, 'keydown', (event) => this.#keys(event));
    this.listen(this, 'change', (event) => event.target.name === 'mode' && this.switch(event.target.value));
    this.listen(window, 'pagehide', () => this.#save());
  }

  set case(/** @type {import('./case.js').Case} */ one) {
    this.#save();
    this.#hearing?.abort();
    this.#hearing = new AbortController();
    this.#case = one;
    this.#held = [];
    one.addEventListener('collision', (event) => this.#collided(/** @type {CustomEvent} */ (event).detail), { signal: this.#hearing.signal });
    this.#clearCollision();
    this.mode = !draft(one.agent.id, one.number, 'public') && draft(one.agent.id, one.number, 'note') ? 'note' : 'public';
    this.#show();
  }

  /** Say who will read it; called again when the ticket changed. */
  refresh() {
    const row = this.#case?.detail?.ticket;
    if (!row || !this.to) return;
    const words = this.mode === 'note' ? t('to.note') : t(row.status === 'resolved' ? 'to.reopens' : 'to.public', { name: asker(row), channel: row.channel, language: t(`language.${row.language}`) });
    if (this.to.textContent !== words) set(this.to, this.mode === 'note' && glyph('lock'), words);
  }

  #show() {
    const one = this.#case;
    if (!one || !this.box || !this.form || !this.buttons || !this.label || !this.state) return;
    const note = this.mode === 'note';
    this.enclosing?.turnTo(one.number, !note);
    this.form.classList.toggle('internal', note);
    /** @type {HTMLInputElement} */ (this.form.querySelector(`input[value=${this.mode}]`)).checked = true;
    this.box.value = draft(one.agent.id, one.number, this.mode);
    this.label.textContent = t(`mode.${this.mode}`);
    set(
      this.buttons,
      !note && h('button', { type: 'button', class: 'button small', onclick: () => this.send(true) }, t('send.resolve')),
      h('button', { type: 'submit', class: 'button small primary' }, glyph(note ? 'lock' : 'send'), t(note ? 'send.note' : 'send.public'), keycap('Ctrl+↵')),
    );
    this.state.textContent = this.box.value ? t('draft.kept') : '';
    this.refresh();
    this.#grow();
  }

  /** @param {Mode} mode */
  switch(mode) {
    this.#save();
    this.mode = mode;
    this.#show();
  }

  /** @param {Mode} mode */
  focusIn(mode) {
    if (mode !== this.mode) this.switch(mode);
    this.box?.focus();
  }

  /** Put words back into the box, before what was typed since; their files go along again. @param {Mode} mode @param {string} text @param {SentFile[]} [files] */
  giveBack(mode, text, files = []) {
    if (mode !== this.mode) this.switch(mode);
    this.#held = files;
    if (!this.box) return;
    this.box.value = [text, this.box.value].filter((some) => some.trim()).join('\n\n');
    this.#save();
    this.#grow();
    this.box.focus();
  }

  /** @param {boolean} resolve @param {boolean} [anyway] */
  send(resolve, anyway = false) {
    this.#how = { resolve, anyway };
    if ((this.box?.value.trim().length ?? 0) > LONGEST || (this.mode === 'public' && this.enclosing?.takes())) return;
    this.#deliver([]);
  }

  /** @param {SentFile[]} fresh */
  async #deliver(fresh) {
    const one = this.#case;
    const { mode, box } = this;
    const { resolve, anyway } = this.#how;
    const text = box?.value.trim() ?? '';
    const files = mode === 'public' ? [...this.#held, ...fresh] : [];
    if (!one || !box) return;
    if (!text && !files.length) return this.#complain(t('reply.empty'));
    this.#held = [];
    this.#clearCollision();
    this.#save();
    box.value = '';
    this.#grow();
    if (this.state) this.state.textContent = '';
    const sent = one.send(mode, text, { anyway, files });
    this.tell('sending');
    if (await sent) this.tell('sent', { mode, resolve, number: one.number });
  }

  /** @param {string} words */
  #complain(words) {
    if (this.state) this.state.textContent = words;
    announce(words);
    this.box?.focus();
  }

  #input() {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.#save(), 300);
    this.#grow();
    const over = (this.box?.value.trim().length ?? 0) - LONGEST;
    if (this.state && over > 0) this.state.textContent = t('reply.long', { n: number(over) });
    if (this.mode !== 'public' || Date.now() - this.#typed < 3_000) return;
    this.#typed = Date.now();
    if (this.#case) post(`/tickets/${this.#case.number}/typing`).catch(() => {});
  }

  #save() {
    clearTimeout(this.#saving);
    if (!this.#case || !this.box || this.box.value === draft(this.#case.agent.id, this.#case.number, this.mode)) return;
    if (!this.box.value && this.#case.outgoing.length) return;
    keepDraft(this.#case.agent.id, this.#case.number, this.mode, this.box.value);
    if (this.state) this.state.textContent = this.box.value.trim() ? t('draft.saved', { at: hour(Date.now()) }) : '';
  }

  #grow() {
    if (!this.box || CSS.supports('field-sizing', 'content')) return;
    this.box.style.height = 'auto';
    this.box.style.height = `${Math.min(this.box.scrollHeight + 2, 260)}px`;
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    if (event.key === 'Escape') return this.tell('leave');
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.send(event.shiftKey && this.mode === 'public');
  }

  /** Another reply landed first: show it here, keep ours. @param {{by:string,text:string,at:string,mine:string,files:SentFile[]}} other */
  #collided(other) {
    if (!this.collision) return;
    this.giveBack('public', other.mine, other.files);
    drawCollision(this.collision, other, { read: () => this.#read(), anyway: () => this.send(false, true), note: () => this.#toNote() });
  }

  async #read() {
    await this.#case?.load();
    this.#clearCollision();
    this.tell('jump', this.#case?.lastSeq);
  }

  #toNote() {
    const text = this.box?.value ?? '';
    if (this.box) this.box.value = '';
    this.#save();
    this.#clearCollision();
    this.giveBack('note', text);
  }

  #clearCollision() {
    if (this.collision) this.collision.hidden = true;
  }
}
