// @ts-check
/** Talks with the page that holds the frame: its origin is learned from its first word and never changes. */

const ownPage = window.parent === window;
const TOKEN = 'garda.visitor';

export class Bridge extends EventTarget {
  /** @type {string | null} */ #origin = null;
  /** The setup the page gave. @type {any} */ setup = { open: ownPage, small: ownPage, token: null };
  standsAlone = ownPage;

  /** Resolves with the page's first word; at once if this is a page of its own. @returns {Promise<any>} */
  meet() {
    if (ownPage) {
      try { this.setup.token = localStorage.getItem(TOKEN); } catch { /* blocked: a visitor of this page only */ }
      return Promise.resolve(this.setup);
    }
    return new Promise((met) => {
      window.addEventListener('message', ({ source, origin, data }) => {
        if (source !== window.parent || data?.garda !== 1) return;
        if (data.type === 'hello' && !this.#origin && origin !== 'null') this.#origin = origin;
        if (origin !== this.#origin) return;
        if (data.type === 'hello' || data.type === 'setup') this.setup = data;
        if (data.type === 'hello') met(data);
        else this.dispatchEvent(new CustomEvent(data.type, { detail: data }));
      });
    });
  }

  /** @param {string} type @param {object} [detail] */
  tell(type, detail) {
    if (this.#origin) window.parent.postMessage({ garda: 1, type, ...detail }, this.#origin);
  }

  /** The page keeps the token, since storage of a frame may be blocked. @param {string} token */
  keepToken(token) {
    if (!ownPage) this.tell('token', { token });
    else try { localStorage.setItem(TOKEN, token); } catch { /* blocked */ }
  }
}
