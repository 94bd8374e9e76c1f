// @ts-check
/** Connects the parts of the app: what each view may ask for, and what is done when something happens. */
import { announce } from './announce.js';
import { lang, t } from './i18n.js';
import { dress, setLanguage } from './settings.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./types.js').Conversation} Conversation */

/** @param {App} app */
export function wire(app) {
  offer(app);
  listen(app);
}

/** What the views may ask for. @param {App} app */
function offer(app) {
  app.header.acts = { back: () => app.back(), language: (/** @type {string} */ next) => { setLanguage(app, next, true); }, size: () => app.resize(!app.tall), close: () => app.bridge.tell('close') };
  app.home.acts = { begin: (/** @type {string} */ text, /** @type {string} */ choice) => app.begin(text, choice), enter: (/** @type {Conversation} */ one) => app.enter(one), read: (/** @type {string} */ slug) => app.read(slug), articles: (/** @type {string} */ text, /** @type {AbortSignal} */ signal) => app.api.articles(text, lang(), signal) };
  const say = (/** @type {string} */ text, /** @type {string} */ choice) => app.say(text, choice);
  app.chat.acts = { say, looking: () => app.looking, seen: () => app.seen(), refresh: () => app.refresh(), phone: () => app.config?.phone, typing: () => app.api.post(`conversations/${app.room?.id}/typing`).catch(() => {}) };
  app.chat.transcript.acts = { answer: say, read: (/** @type {string} */ slug) => app.read(slug), compose: () => app.chat.composer.focus(), resend: (/** @type {string} */ id) => { app.outbox.retry(id); app.chat.composer.focus(); }, drop: (/** @type {string} */ id) => { app.outbox.remove(id); app.chat.composer.focus(); } };
  app.article.acts = { article: (/** @type {string} */ slug) => app.api.article(slug, lang()), chat: (/** @type {string} */ title) => app.fromArticle(title) };
}

/** What happens, and what is done then. @param {App} app */
function listen(app) {
  const { bridge, outbox } = app;
  const on = (/** @type {EventTarget} */ target, /** @type {string} */ name, /** @type {(detail: any) => void} */ act) => target.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
  on(bridge, 'open', (detail) => app.opened(detail));
  on(bridge, 'close', () => { app.open = false; app.refresh(); });
  on(bridge, 'setup', () => dress(app));
  on(bridge, 'identify', ({ identity }) => { app.api.identity = identity; });
  on(outbox, 'change', () => app.refresh());
  on(outbox, 'opened', ({ draft, conversation }) => { if (app.room?.draft === draft && !app.room.id) { app.room.adopt(conversation); app.room.follow(); } });
  on(outbox, 'delivered', ({ place, message, replies, conversation }) => {
    if (place !== app.room?.id) return;
    app.room?.receive([message, ...replies]);
    if (conversation) app.room?.adopt(conversation);
  });
  on(outbox, 'failed', () => announce(t('failed.said'), true));
  on(outbox, 'rehomed', ({ from, draft }) => { if (app.room?.draft === from) { app.hold(null, draft); app.show('chat'); announce(t('session.new')); } });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && !event.defaultPrevented) bridge.tell('close'); });
  document.addEventListener('visibilitychange', () => app.seen());
  for (const name of ['online', 'offline']) window.addEventListener(name, () => app.refresh());
}
