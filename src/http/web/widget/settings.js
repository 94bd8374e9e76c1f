// @ts-check
/** Language, theme, colour and the desk's own words. */
import { wear } from './brand.js';
import { lang, useLanguage, useZone } from './i18n.js';
import { save } from './local.js';

/** @typedef {import('./app.js').App} App */

/** Dresses the frame as the page and the desk wish. @param {App} app */
export function dress(app) {
  const { theme, color } = app.bridge.setup;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  wear(color ?? app.config?.brand.color);
  app.refresh();
}

/** @param {App} app @param {string} next @param {boolean} [byHand] */
export function setLanguage(app, next, byHand = false) {
  useLanguage(next);
  document.documentElement.lang = lang();
  if (byHand) {
    save('garda.language', lang());
    if (app.room?.id) app.api.post(`conversations/${app.room.id}/language`, { language: lang() }).catch(() => {});
  }
  app.chat.rename();
  app.refresh();
  readConfig(app);
}

/** Reads who we are, in this language; tries for ever, since all else works without. @param {App} app */
async function readConfig(app, tries = 0) {
  const language = lang();
  try {
    const config = await app.api.config(language);
    if (language !== lang()) return;
    app.config = config;
    useZone(config.zone);
  } catch {
    setTimeout(() => language === lang() && readConfig(app, tries + 1), Math.min(30_000, 1000 * 2 ** tries));
  }
  dress(app);
}
