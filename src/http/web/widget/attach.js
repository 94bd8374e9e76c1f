// @ts-check
/** Files: their code is fetched when somebody attaches or receives one. */
import { announce } from './announce.js';
import { h, lang } from './kit.js';

/** @typedef {import('./app.js').App} App */

const tools = { lang, announce };
const code = () => import('../files/main.js');

/** A file in the conversation. @param {App} app @param {import('./types.js').SentFile} file */
export function fileItem(app, file) {
  const item = h('garda-file');
  code().then(({ place }) => place(item, app, tools, file));
  return item;
}

/** Files that are pasted or dropped anywhere, or asked for at a composer. @param {App} app */
export function hearFiles(app) {
  for (const name of ['attach', 'paste', 'dragover', 'drop']) {
    document.addEventListener(name, (/** @type {any} */ event) => {
      const files = [...(event.clipboardData ?? event.dataTransfer)?.files ?? []];
      if (files.length || event.dataTransfer) event.preventDefault();
      if (files.length || name === 'attach') code().then(({ attach }) => attach(app, tools, files));
    });
  }
}
