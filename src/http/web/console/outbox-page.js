// @ts-check
/** What waits to be sent, what could not be and why, what arrived, and another try. */
import { Part } from './part.js';
import { get, post, query, say } from './api.js';
import { h, set, spoken } from './dom.js';
import { attemptsRow, parcelRow } from './outbox-row.js';
import { ago } from './time.js';
import { number, t } from './words.js';

/** @typedef {import('./outbox-row.js').Parcel} Parcel */
/** @typedef {{parcels:Parcel[],targets:string[],subscribers:string[],resting:{target:string,since:string,words:string}[]}} Outbox */

const OPEN = ['waiting', 'sending', 'unknown', 'dead'];
const STATES = ['waiting', 'sending', 'unknown', 'dead', 'sent', 'dropped'];
const HEADS = ['state', 'what', 'target', 'ticket', 'age', 'attempts', 'last'];
/** How far back events can be sent again, in hours. */
const BACK = [1, 24, 72, 168];

export class OutboxPage extends Part {
  /** The parcel whose attempts are shown, and what is known of them. @type {{id:string, read?:import('./outbox-row.js').Read}|null} */
  opened = null;
  /** @type {Outbox|undefined} */
  outbox;

  begin() {
    this.count = h('p', { role: 'status' });
    this.all = h('button', { type: 'button', class: 'button', hidden: true, onclick: () => this.#retry('') }, t('outbox.retry.all'));
    this.rests = h('div', { class: 'resting' });
    this.target = this.#chooser('outbox-target', () => [['', t('outbox.any')]]);
    this.state = this.#chooser('outbox-state', () => [['', t('outbox.any')], ...STATES.map((one) => [one, t(`outbox.state.${one}`)])]);
    this.back = h('select', { id: 'outbox-back', class: 'field' }, BACK.map((hours) => h('option', { value: hours, selected: hours === 24 }, t(`outbox.back.${hours}`))));
    this.again = h(
      'form', { class: 'filters', hidden: true, onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); this.#replay(); } },
      this.#labelled('outbox.back', this.back), h('button', { type: 'submit', class: 'button' }, t('outbox.replay')), h('p', { class: 'fine' }, t('outbox.replay.about')),
    );
    this.box = h('div', { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': t('outbox.title') });
    const filters = h('div', { class: 'filters' }, this.#labelled('outbox.target', this.target), this.#labelled('outbox.state', this.state));
    set(this, h('p', { class: 'fine' }, t('outbox.about')), this.rests, h('div', { class: 'buttons' }, this.count, this.all), filters, this.again, this.box);
    this.every(15_000, () => this.#read());
    this.#read();
  }

  /** @param {string} id @param {() => string[][]} options */
  #chooser(id, options) {
    return h('select', { id, class: 'field', onchange: () => this.#read() }, options().map(([value, words]) => h('option', { value }, words)));
  }

  /** @param {string} key @param {HTMLSelectElement} select */
  #labelled(key, select) {
    return h('div', { class: 'form-field' }, h('label', { for: select.id }, t(key)), select);
  }

  async #read() {
    try {
      const shown = query({ target: this.target?.value, state: this.state?.value });
      const [outbox, read] = await Promise.all([get(`/outbox${shown}`), this.opened && get(`/outbox/${encodeURIComponent(this.opened.id)}`).catch(() => undefined)]);
      if (this.opened && read) this.opened.read = read;
      this.#draw((this.outbox = outbox));
    } catch (error) {
      if (!this.signal.aborted && this.box) set(this.box, h('p', { role: 'alert', class: 'complaint' }, say(error)));
    }
  }

  /** @param {Outbox} outbox */
  #draw({ parcels, targets, subscribers, resting }) {
    if (!this.box || !this.all || !this.target || !this.again) return;
    const dead = parcels.filter((one) => one.state === 'dead').length;
    this.#say(parcels, dead);
    this.all.hidden = dead < 2;
    this.#drawResting(resting);
    const known = [...this.target.options].map((option) => option.value);
    for (const name of targets) if (!known.includes(name)) this.target.append(h('option', { value: name }, name));
    this.again.hidden = !subscribers.includes(this.target.value);
    const focused = /** @type {HTMLElement|null} */ (document.activeElement)?.dataset.parcel;
    const heads = HEADS.map((key) => h('th', { scope: 'col', class: key === 'attempts' ? 'figure' : null }, t(`outbox.${key}`)));
    heads.push(h('th', { scope: 'col' }, spoken(t('outbox.retry'))));
    set(this.box, parcels.length > 0 && h('table', { class: 'parcels' }, h('caption', { class: 'sr' }, t('outbox.title')), h('thead', {}, h('tr', {}, heads)), h('tbody', {}, parcels.flatMap((one) => this.#rows(one)))));
    if (focused) /** @type {HTMLElement|null} */ (this.box.querySelector(`[data-parcel="${CSS.escape(focused)}"]`))?.focus();
  }

  /** @param {Parcel[]} parcels @param {number} dead */
  #say(parcels, dead) {
    const open = parcels.filter((one) => OPEN.includes(one.state)).length;
    const filtered = Boolean(this.target?.value || this.state?.value);
    let said = dead > 0 ? t('outbox.dead', { n: number(dead) }) : open > 0 ? t('outbox.open', { n: number(open) }) : t('outbox.none');
    if (filtered && dead + open === 0) said = parcels.length > 0 ? t('outbox.found', { n: number(parcels.length) }) : t('outbox.found.none');
    if (this.count && this.count.textContent !== said) this.count.textContent = said;
  }

  /** @param {Outbox['resting']} resting */
  #drawResting(resting) {
    if (!this.rests || this.rests.dataset.names === JSON.stringify(resting)) return;
    this.rests.dataset.names = JSON.stringify(resting);
    set(this.rests, resting.map(({ target, since, words }) => h(
      'div', { class: 'gate-note buttons', role: 'group', 'aria-label': target }, h('p', {}, t('outbox.rests', { target, since: ago(since), words })),
      h('button', { type: 'button', class: 'button', onclick: () => this.#act(`/outbox/targets/${encodeURIComponent(target)}/wake`, () => t('outbox.woken', { target })), 'aria-label': `${t('outbox.wake')}: ${target}` }, t('outbox.wake')),
    )));
  }

  /** @param {Parcel} one */
  #rows(one) {
    const open = this.opened?.id === one.id;
    const row = parcelRow(one, open, { retry: () => this.#retry(one.id), open: () => this.#open(one.id) });
    return open && this.opened?.read ? [row, attemptsRow(this.opened.read, HEADS.length + 1)] : [row];
  }

  /** @param {string} id */
  async #open(id) {
    this.opened = this.opened?.id === id ? null : { id };
    if (this.opened) await this.#read();
    else if (this.outbox) this.#draw(this.outbox);
  }

  /** @param {string} id */
  #retry(id) {
    const dead = query({ target: this.target?.value });
    return this.#act(id ? `/outbox/${encodeURIComponent(id)}/retry` : `/outbox/retry${dead}`, () => t('outbox.retried'));
  }

  #replay() {
    const since = new Date(Date.now() - Number(this.back?.value) * 3_600_000).toISOString();
    return this.#act(`/outbox/retry${query({ target: this.target?.value, since })}`, (done) => t('outbox.replayed', { n: number(done?.retried ?? 0) }));
  }

  /** @param {string} path @param {(done: any) => string} words */
  async #act(path, words) {
    let said = '';
    try {
      said = words(await post(path));
      await this.#read();
    } catch (error) {
      said = say(error);
    }
    if (this.count) this.count.textContent = said;
  }
}
