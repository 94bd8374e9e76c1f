// @ts-check
/** Which panes are open at which width, and moving between them. */
import { keep, recall } from './kept.js';

const WIDE = matchMedia('(min-width: 75em)');
const TWO = matchMedia('(min-width: 56.25em)');

export class Panes {
  /** Where the focus was before a drawer opened. @type {HTMLElement|null} */
  #from = null;

  /** @param {import('./desk.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    const fit = () => this.#fit();
    WIDE.addEventListener('change', fit, { signal: desk.signal });
    TWO.addEventListener('change', fit, { signal: desk.signal });
    this.#fit();
  }

  #fit() {
    this.desk.dataset.side = WIDE.matches && recall('side') !== 'closed' ? 'open' : 'closed';
    this.desk.dataset.list = TWO.matches && recall('list') !== 'closed' ? 'open' : 'closed';
  }

  /** Another place: drawers that cover it go away. */
  arrive() {
    if (!WIDE.matches) this.desk.dataset.side = 'closed';
    if (!TWO.matches) this.desk.dataset.list = 'closed';
  }

  openSide() {
    const { desk } = this;
    if (desk.dataset.side === 'open') return;
    this.#from = /** @type {HTMLElement|null} */ (document.activeElement);
    desk.dataset.side = 'open';
    if (WIDE.matches) keep('side', 'open');
  }

  toggleSide() {
    const { desk } = this;
    if (desk.dataset.side !== 'open') {
      this.openSide();
      desk.side?.show(desk.side.tab, { focus: true });
      return;
    }
    desk.dataset.side = 'closed';
    if (WIDE.matches) keep('side', 'closed');
    this.#return();
  }

  toggleList() {
    const { desk } = this;
    const open = desk.dataset.list === 'open';
    if (!open) this.#from = /** @type {HTMLElement|null} */ (document.activeElement);
    desk.dataset.list = open ? 'closed' : 'open';
    if (TWO.matches) keep('list', desk.dataset.list);
    if (open) this.#return();
    else desk.list?.focusRow();
  }

  /** @returns {boolean} whether there was one to close */
  closeDrawers() {
    const { desk } = this;
    const side = !WIDE.matches && desk.dataset.side === 'open';
    const list = !TWO.matches && desk.dataset.list === 'open';
    if (side) desk.dataset.side = 'closed';
    if (list) desk.dataset.list = 'closed';
    if (side || list) this.#return();
    return side || list;
  }

  #return() {
    const { desk } = this;
    const from = this.#from;
    this.#from = null;
    if (from?.isConnected && from !== document.body && from.checkVisibility()) from.focus();
    else if (desk.case) desk.ticket?.focusTitle();
    else desk.list?.focusRow();
  }

  /** F6: from pane to pane, in reading order. @param {1|-1} step */
  next(step) {
    const { desk } = this;
    const places = [
      { in: desk.bar, at: '#search' }, { in: desk.rail, at: 'a[aria-current], a' }, { in: desk.list, at: 'a.row-link[tabindex="0"], a, button' },
      { in: desk.ticket?.head, at: '.ticket-title' }, { in: desk.ticket?.thread, at: '.entry[tabindex="0"]' }, { in: desk.ticket?.reply, at: 'textarea' },
      { in: desk.side, at: '[role=tab][tabindex="0"]' }, { in: desk.page, at: 'h1' },
    ].flatMap((place) => {
      const target = /** @type {HTMLElement|null|undefined} */ (place.in?.querySelector(place.at));
      return target?.checkVisibility({ visibilityProperty: true }) ? [{ within: place.in, target }] : [];
    });
    const at = places.findIndex((place) => place.within?.contains(document.activeElement));
    const to = at < 0 ? (step > 0 ? 0 : places.length - 1) : (at + step + places.length) % places.length;
    places[to]?.target.focus();
  }
}
