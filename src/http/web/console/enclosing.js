// @ts-check
/** Files at the reply box and in the thread, with the same code as in the widget; it is fetched when there are any. */
import { announce } from './announce.js';
import { get } from './api.js';
import { h } from './dom.js';
import { glyph } from './glyphs.js';
import { language, t } from './words.js';

/** @typedef {import('../files/types.js').SentFile} SentFile */

const code = () => import('../files/main.js');
let limits = { most_bytes: 1e7, per_message: 5 };

/** @param {string} number */
const at = (number) => `/api/v1/tickets/${encodeURIComponent(number)}/attachments`;

/** What the shared code may know of us. @param {string} number @returns {import('../files/types.js').Surroundings} */
const surroundings = (number) => ({
  lang: language,
  announce: (text, urgent) => announce(text, { urgent }),
  limits: () => limits,
  target: async () => ({ url: at(number), headers: {} }),
  get: async (path) => {
    const answer = await fetch(path, { credentials: 'same-origin', signal: AbortSignal.timeout(60_000) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.blob();
  },
});

/** A file in the thread. @param {SentFile} file @param {string} number */
export function drawFile(file, number) {
  const item = /** @type {any} */ (document.createElement('garda-file'));
  code().then(() => {
    customElements.upgrade(item);
    item.show(file, `${at(number)}/${file.id}`, surroundings(number));
  });
  return item;
}

/** What stands over the reply box and is sent along. Calls `send` with the files once they are uploaded. */
export class Enclosing {
  /** @type {any} */ tray = null;
  number = '';

  /** @param {HTMLElement} box @param {(files: SentFile[]) => void} send */
  constructor(box, send) {
    this.box = box;
    this.send = send;
    this.button = h('button', { type: 'button', class: 'button small', 'aria-expanded': 'false', onclick: () => this.#open([]) }, glyph('attach'), t('attach'));
  }

  /** Takes what is pasted into or dropped onto an element. @param {HTMLElement} place @param {AbortSignal} signal */
  hear(place, signal) {
    for (const name of ['paste', 'dragover', 'drop']) {
      place.addEventListener(name, (/** @type {any} */ event) => {
        const files = [...((event.clipboardData ?? event.dataTransfer)?.files ?? [])];
        if (files.length || event.dataTransfer) event.preventDefault();
        if (files.length && !this.button.hidden) this.#open(files);
      }, { signal });
    }
  }

  /** Another ticket, or a note, which carries none. @param {string} number @param {boolean} may */
  turnTo(number, may) {
    this.button.hidden = !may;
    if (this.tray && number === this.number) this.tray.hidden = !may;
    else this.tray = this.tray?.remove();
    this.number = number;
  }

  /** Whether there is something to send along, which is sent once it is uploaded. */
  takes() { return Boolean(this.tray && !this.tray.hidden && this.tray.takes()); }

  /** @param {File[]} files */
  async #open(files) {
    const [{ files: known }] = await Promise.all([get('/widget').catch(() => ({ files: limits })), code()]);
    limits = known;
    this.tray ??= this.#tray();
    if (files.length) this.tray.add(files);
    else this.tray.menu();
  }

  #tray() {
    const tray = Object.assign(document.createElement('garda-tray'), { env: surroundings(this.number) });
    this.box.before(tray);
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ act) => tray.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
    on('ready', (sent) => this.send(sent));
    on('menu', (open) => { this.button.setAttribute('aria-expanded', open); if (!open) this.button.focus(); });
    on('empty', () => this.button.focus());
    on('added', () => this.box.focus());
    return tray;
  }
}
