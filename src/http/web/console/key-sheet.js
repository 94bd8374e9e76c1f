// @ts-check
/** The table of keys for the place one is in. */
import { Part } from './part.js';
import { commands, possible } from './commands.js';
import { h, set } from './dom.js';
import { glyph } from './glyphs.js';
import { settings } from './kept.js';
import { t } from './words.js';

const GROUPS = /** @type {const} */ (['ticket', 'write', 'list', 'go', 'all']);
/** Keys that no command stands for. */
const MORE = /** @type {Record<string, [string, string][]>} */ ({
  write: [['Ctrl+Enter', 'key.send'], ['Ctrl+Shift+Enter', 'key.sendResolve'], ['Alt+↑ Alt+↓', 'key.message'], ['Ctrl+End', 'key.box']],
  list: [['↑ ↓ Home End', 'key.rows']],
  all: [['F6 Shift+F6', 'key.panes'], ['Esc', 'key.leave']],
});

export class KeySheet extends Part {
  begin() {
    this.body = h('div', { class: 'key-groups' });
    this.note = h('p', { class: 'fine' });
    this.dialog = h(
      'dialog', { class: 'key-sheet', 'aria-labelledby': 'key-sheet-title' },
      h('header', {}, h('h2', { id: 'key-sheet-title', tabindex: -1 }, t('keys.title')), h('button', { type: 'button', class: 'icon-button', 'aria-label': t('close'), onclick: () => this.dialog?.close() }, glyph('close'))),
      this.note, this.body,
    );
    set(this, this.dialog);
    this.listen(this.dialog, 'click', (event) => event.target === this.dialog && this.dialog?.close());
  }

  /** @param {import('./desk.js').Desk} desk */
  open(desk) {
    if (!this.body || !this.note || !this.dialog) return;
    set(this.note, t(settings.keys ? 'keys.on' : 'keys.off'), ' ', h('a', { href: '/console/settings', onclick: () => this.dialog?.close() }, t('keys.settings')));
    set(this.body, GROUPS.map((group) => this.#group(desk, group)));
    this.dialog.showModal();
    /** @type {HTMLElement|null} */ (this.dialog.querySelector('h2'))?.focus();
  }

  /** @param {import('./desk.js').Desk} desk @param {typeof GROUPS[number]} group */
  #group(desk, group) {
    const rows = commands
      .filter((command) => command.group === group && command.cap && (possible(desk, command) || command.id === 'undo'))
      .map((command) => this.#row(command.cap ?? '', t(`do.${command.id}`)));
    if (group !== 'write' || desk.case) rows.push(...(MORE[group] ?? []).map(([cap, key]) => this.#row(cap, t(key))));
    if (!rows.length) return null;
    return h('section', {}, h('h3', {}, t(`keys.${group}`)), h('dl', {}, rows));
  }

  /** @param {string} cap @param {string} words */
  #row(cap, words) {
    const caps = cap.split(' ').flatMap((one, at) => [at > 0 && ' ', h('kbd', {}, one)]);
    return h('div', {}, h('dt', {}, caps), h('dd', {}, words));
  }
}
