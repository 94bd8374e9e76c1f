// @ts-check
/** What every element of the console shares: one life, one AbortController, events out. */

export class Part extends HTMLElement {
  /** @type {AbortController|undefined} */
  #life;

  connectedCallback() {
    this.#life?.abort();
    this.#life = new AbortController();
    this.begin();
  }

  disconnectedCallback() {
    this.#life?.abort();
  }

  /** Called each time the element enters the page. */
  begin() {}

  /** Aborts when the element leaves the page. */
  get signal() {
    return /** @type {AbortController} */ (this.#life).signal;
  }

  /**
   * Listen for as long as the element lives.
   * @param {EventTarget} target
   * @param {string} type
   * @param {(event: any) => void} heard
   * @param {AddEventListenerOptions} [options]
   */
  listen(target, type, heard, options = {}) {
    target.addEventListener(type, heard, { ...options, signal: this.signal });
  }

  /**
   * Call `tick` every `ms` for as long as the element lives.
   * @param {number} ms
   * @param {() => void} tick
   */
  every(ms, tick) {
    const timer = setInterval(tick, ms);
    this.signal.addEventListener('abort', () => clearInterval(timer));
  }

  /**
   * Tell whoever listens above.
   * @param {string} name
   * @param {unknown} [detail]
   */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}
