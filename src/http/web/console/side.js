// @ts-check
/** The panel beside a thread: brief, explanation, history, as tabs. */
import { Part } from './part.js';
import { drawBrief } from './brief.js';
import { drawHistory } from './history.js';
import { h, set } from './dom.js';
import { glyph } from './glyphs.js';
import { t } from './words.js';

/** @typedef {'brief'|'why'|'history'} Tab */
const TABS = /** @type {Tab[]} */ (['brief', 'why', 'history']);

export class Side extends Part {
  /** @type {import('./types.js').Detail|null} */
  #detail = null;
  /** @type {Tab} */
  tab = 'brief';

  begin() {
    this.tabs = h('div', { role: 'tablist', class: 'tabs', 'aria-label': t('side.name') }, TABS.map((tab) => this.#tab(tab)));
    const close = h('button', { type: 'button', class: 'icon-button close-side', 'aria-label': t('side.close'), onclick: () => this.tell('close-side') }, glyph('close'));
    this.why = /** @type {import('./explanation.js').ExplanationView} */ (document.createElement('garda-explanation'));
    set(this, h('div', { class: 'side-head' }, this.tabs, close), TABS.map((tab) => this.#panel(tab)));
    this.panel('why')?.append(this.why);
    this.listen(this.tabs, 'keydown', (event) => this.#keys(event));
    this.listen(this.tabs, 'click', (event) => this.show(event.target.closest('[role=tab]')?.dataset.tab ?? this.tab));
    this.listen(this, 'click', (event) => this.#jump(event.target));
    this.every(30_000, () => this.#draw());
    this.show(this.tab);
    this.#draw();
  }

  /** @param {Tab} tab */
  #tab(tab) {
    return h('button', { type: 'button', role: 'tab', id: `tab-${tab}`, 'data-tab': tab, 'aria-controls': `panel-${tab}` }, t(`tab.${tab}`));
  }

  /** @param {Tab} tab */
  #panel(tab) {
    return h('div', { role: 'tabpanel', id: `panel-${tab}`, class: 'panel', tabindex: 0, 'aria-labelledby': `tab-${tab}` });
  }

  /** @param {Tab} tab */
  panel(tab) {
    return this.querySelector(`#panel-${tab}`);
  }

  set detail(/** @type {import('./types.js').Detail|null} */ detail) {
    this.#detail = detail;
    if (this.isConnected) this.#draw();
  }

  /** @param {Tab} tab @param {{focus?: boolean}} [how] */
  show(tab, how = {}) {
    this.tab = tab;
    for (const one of TABS) {
      const button = /** @type {HTMLElement|null} */ (this.querySelector(`#tab-${one}`));
      button?.setAttribute('aria-selected', String(one === tab));
      if (button) button.tabIndex = one === tab ? 0 : -1;
      this.panel(one)?.toggleAttribute('hidden', one !== tab);
      if (how.focus && one === tab) button?.focus();
    }
    if (tab === 'why' && this.why && !this.why.turn) this.why.turn = this.#lastTurn();
  }

  /** @param {number|undefined} turn */
  explain(turn) {
    if (this.why) this.why.turn = turn ?? this.#lastTurn();
    this.show('why', { focus: true });
  }

  #lastTurn() {
    const turns = this.#detail?.messages.filter((message) => message.turn !== undefined) ?? [];
    return turns[turns.length - 1]?.turn;
  }

  #draw() {
    const detail = this.#detail;
    const brief = this.panel('brief');
    const history = this.panel('history');
    if (!detail || !brief || !history || !this.why) return;
    const focused = /** @type {HTMLElement|null} */ (document.activeElement)?.dataset.jump;
    set(brief, drawBrief(detail));
    if (focused) /** @type {HTMLElement|null} */ (brief.querySelector(`[data-jump="${focused}"]`))?.focus();
    set(history, drawHistory(detail.history));
    const conversation = detail.conversation.id;
    if (this.why.conversation !== conversation) {
      this.why.conversation = conversation;
      this.why.turn = this.tab === 'why' ? this.#lastTurn() : undefined;
    }
    this.why.turns = [...new Set(detail.messages.flatMap((message) => (message.turn === undefined ? [] : [message.turn])))];
  }

  /** @param {EventTarget|null} target */
  #jump(target) {
    const seq = target instanceof Element ? target.closest('[data-jump]')?.getAttribute('data-jump') : null;
    if (seq) this.tell('jump', Number(seq));
  }

  /** Arrow keys choose the next tab at once. @param {KeyboardEvent} event */
  #keys(event) {
    const at = TABS.indexOf(this.tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: TABS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.show(TABS[(to + TABS.length) % TABS.length], { focus: true });
  }
}
