// @ts-check
/** Files in the widget: the tray stands over the composer, which sends what it holds. */

/** @typedef {import('../widget/app.js').App} App */
/** @typedef {Pick<import('./types.js').Surroundings, 'lang' | 'announce'>} Tools */

/** What the tray and the files may know of the widget. @param {App} app @param {Tools} tools @returns {import('./types.js').Surroundings} */
const surroundings = (app, tools) => ({
  ...tools,
  limits: () => app.config?.files ?? { most_bytes: 1e7, per_message: 5 },
  get: async (path) => (await app.api.request(path, { patience: 60_000 })).blob(),
  target: async () => {
    await app.api.arrive();
    const { room } = app;
    const conversation = room?.id ?? (await app.outbox.open(room?.draft ?? '', tools.lang()));
    return { url: `/api/v1/conversations/${conversation}/attachments`, headers: { authorization: `Bearer ${app.api.token}` } };
  },
});

/** Shows a file in the conversation. @param {any} item @param {App} app @param {Tools} tools @param {import('./types.js').SentFile} file */
export function placeFile(item, app, tools, file) {
  customElements.upgrade(item);
  item.show(file, `conversations/${app.room?.id}/attachments/${file.id}`, surroundings(app, tools));
}

/** Takes files to be sent, or asks which. @param {App} app @param {Tools} tools @param {File[]} files */
export function attachFiles(app, tools, files) {
  if (app.view !== 'chat') app.begin();
  const { composer } = app.chat;
  composer.tray ??= trayOver(composer, surroundings(app, tools));
  if (files.length) composer.tray.add(files);
  else composer.tray.menu();
}

/** @param {any} composer @param {import('./types.js').Surroundings} env */
function trayOver(composer, env) {
  const tray = Object.assign(document.createElement('garda-tray'), { env });
  composer.before(tray);
  const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ act) => tray.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
  on('ready', (sent) => composer.go(sent));
  on('menu', (open) => { composer.plus.setAttribute('aria-expanded', open); if (!open) composer.plus.focus(); });
  on('empty', () => composer.plus.focus());
  on('added', () => composer.focus());
  return tray;
}
