// @ts-check
/** What waits to be sent, what could not be and why, and another try. */
import { Part } from './part.js';
import { get, post, say } from './api.js';
import { h, set, spoken } from './dom.js';
import { ticketPath } from './route.js';
import { ago, span } from './time.js';
import { number, t } from './words.js';

/** @typedef {{id:string,kind:string,target:string,state:string,ticket?:string,attempts:number,created_at:string,due_at:string,last?:string}} Parcel */

const OPEN = ['waiting', 'sending', 'unknown', 'dead'];

export class OutboxPage extends Part {
  begin() {
    this.count = h('p', { role: 'status' });
    this.all = h('button', { type: 'button', class: 'button', hidden: true, onclick: () => this.#retry('') }, t('outbox.retry.all'));
    this.box = h('div', { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': t('outbox.title') });
    set(this, h('p', { class: 'fine' }, t('outbox.about')), h('div', { class: 'buttons' }, this.count, this.all), this.box);
    this.every(15_000, () => this.#read());
    this.#read();
  }

  async #read() {
    try {
      this.#draw((await get('/outbox')).parcels);
    } catch (error) {
      if (!this.signal.aborted && this.box) set(this.box, h('p', { role: 'alert', class: 'complaint' }, say(error)));
    }
  }

  /** @param {Parcel[]} parcels */
  #draw(parcels) {
    if (!this.box || !this.count || !this.all) return;
    const dead = parcels.filter((one) => one.state === 'dead').length;
    const open = parcels.filter((one) => OPEN.includes(one.state)).length;
    const said = dead > 0 ? t('outbox.dead', { n: number(dead) }) : open > 0 ? t('outbox.open', { n: number(open) }) : t('outbox.none');
    if (this.count.textContent !== said) this.count.textContent = said;
    this.all.hidden = dead < 2;
    const focused = /** @type {HTMLElement|null} */ (document.activeElement)?.dataset.parcel;
    const heads = ['state', 'what', 'target', 'ticket', 'age', 'attempts', 'last'].map((key) => h('th', { scope: 'col', class: key === 'attempts' ? 'figure' : null }, t(`outbox.${key}`)));
    heads.push(h('th', { scope: 'col' }, spoken(t('outbox.retry'))));
    set(this.box, parcels.length > 0 && h('table', { class: 'parcels' }, h('caption', { class: 'sr' }, t('outbox.title')), h('thead', {}, h('tr', {}, heads)), h('tbody', {}, parcels.map((one) => this.#row(one)))));
    if (focused) /** @type {HTMLElement|null} */ (this.box.querySelector(`[data-parcel="${CSS.escape(focused)}"]`))?.focus();
  }

  /** @param {Parcel} one */
  #row(one) {
    const wait = new Date(one.due_at).getTime() - Date.now();
    const next = (one.state === 'waiting' || one.state === 'unknown') && wait > 0 && h('small', {}, t('outbox.next', { span: span(wait) }));
    const again = (one.state === 'dead' || next) && h('button', { type: 'button', class: 'button quiet', 'data-parcel': one.id, onclick: () => this.#retry(one.id), 'aria-label': `${t('outbox.retry')}: ${t(`outbox.kind.${one.kind}`)}, ${one.ticket ?? one.target}` }, t('outbox.retry'));
    return h(
      'tr', { 'data-state': one.state },
      h('th', { scope: 'row' }, h('span', { class: `standing ${one.state}` }, t(`outbox.state.${one.state}`)), next),
      h('td', {}, t(`outbox.kind.${one.kind}`)), h('td', {}, one.target), h('td', {}, one.ticket ? h('a', { href: ticketPath(one.ticket) }, one.ticket) : '–'),
      h('td', {}, ago(one.created_at)), h('td', { class: 'figure nums' }, number(one.attempts)), h('td', { class: 'words' }, one.last ?? '–'), h('td', {}, again),
    );
  }

  /** @param {string} id */
  async #retry(id) {
    try {
      await post(id ? `/outbox/${encodeURIComponent(id)}/retry` : '/outbox/retry');
      if (this.count) this.count.textContent = t('outbox.retried');
      await this.#read();
    } catch (error) {
      if (this.count) this.count.textContent = say(error);
    }
  }
}
