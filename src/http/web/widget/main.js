// @ts-check
/** Starts the frame: meets the page that holds it and connects the parts of the app. */
import { announce } from './announce.js';
import { App } from './app.js';
import { GardaArticle } from './article.js';
import { fileItem, hearFiles } from './attach.js';
import { wear } from './brand.js';
import { Bridge } from './bridge.js';
import { GardaChat } from './chat.js';
import { GardaComposer } from './composer.js';
import { GardaHeader } from './header.js';
import { GardaHome } from './home.js';
import { lang, t, useLanguage, useZone } from './kit.js';
import { load, save } from './local.js';
import { GardaSignIn } from './sign-in.js';
import { GardaTranscript } from './transcript.js';
import { identify, openTickets } from './who.js';

/** @typedef {import('./types.js').Conversation} Conversation */

/** What the views may ask for. @param {App} app */
function offer(app) {
  app.header.acts = { back: () => app.back(), language: (/** @type {string} */ next) => { setLanguage(app, next, true); }, size: () => app.resize(!app.tall), close: () => app.bridge.tell('close') };
  app.home.own.acts = { code: (/** @type {string} */ email) => app.api.post('visitors/code', { email, language: lang() }), confirm: (/** @type {string} */ email, /** @type {string} */ code) => app.api.confirm(email, code).then(() => app.readConversations()), tickets: () => openTickets(app), leave: () => identify(app, null) };
  app.home.acts = { begin: (/** @type {string} */ text, /** @type {string} */ choice) => app.begin(text, choice), enter: (/** @type {Conversation} */ one) => app.enter(one), read: (/** @type {string} */ slug) => app.read(slug), articles: (/** @type {string} */ text, /** @type {AbortSignal} */ signal) => app.api.articles(text, lang(), signal) };
  const say = (/** @type {string} */ text, /** @type {string} */ choice, /** @type {any} */ files) => app.say(text, choice, files);
  app.chat.acts = { say, looking: () => app.looking, seen: () => app.seen(), refresh: () => app.refresh(), phone: () => app.config?.phone, typing: () => app.api.post(`conversations/${app.room?.id}/typing`).catch(() => {}) };
  app.chat.transcript.acts = { answer: say, file: (/** @type {any} */ file) => fileItem(app, file), read: (/** @type {string} */ slug) => app.read(slug), compose: () => app.chat.composer.focus(), resend: (/** @type {string} */ id) => { app.outbox.retry(id); app.chat.composer.focus(); }, drop: (/** @type {string} */ id) => { app.outbox.remove(id); app.chat.composer.focus(); } };
}

/** What happens, and what is done then. @param {App} app */
function listen(app) {
  const { bridge, outbox } = app;
  const on = (/** @type {EventTarget} */ target, /** @type {string} */ name, /** @type {(detail: any) => void} */ act) => target.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
  on(bridge, 'open', (detail) => app.opened(detail));
  on(bridge, 'close', () => { app.open = false; app.refresh(); });
  on(bridge, 'setup', ({ token }) => { app.api.token ||= token || null; dress(app); });
  window.addEventListener('storage', ({ key }) => { if (key === 'garda.read') app.room?.recall(); });
  on(bridge, 'identify', ({ identity }) => identify(app, identity));
  on(outbox, 'change', () => app.refresh());
  on(outbox, 'opened', ({ draft, conversation }) => { const { room } = app; if (room && room.draft === draft && !room.id) { room.adopt(conversation); room.follow(); } });
  on(outbox, 'delivered', ({ place, message, replies, conversation }) => {
    if (place !== app.room?.id) return;
    app.room?.receive([message, ...replies]);
    if (conversation) app.room?.adopt(conversation);
  });
  on(outbox, 'failed', () => announce(t('failed.said'), true));
  on(outbox, 'rehomed', ({ from, draft }) => { if (app.room?.draft === from) { app.hold(null, draft); app.show('chat'); announce(t('session.new')); } });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && !event.defaultPrevented) bridge.tell('close'); });
  hearFiles(app);
  document.addEventListener('visibilitychange', () => app.seen());
  for (const name of ['online', 'offline']) window.addEventListener(name, () => app.refresh());
}

/** Dresses the frame as the page and the desk wish. @param {App} app */
function dress(app) {
  const { theme, color } = app.bridge.setup;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  wear(color ?? app.config?.brand.color);
  app.refresh();
}

/** @param {App} app @param {string} next @param {boolean} [byHand] */
function setLanguage(app, next, byHand = false) {
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
    if (config.single_sign_on && app.api.token && !app.api.signed) await identify(app, '.');
    useZone(config.zone);
  } catch {
    setTimeout(() => language === lang() && readConfig(app, tries + 1), Math.min(30_000, 1000 * 2 ** tries));
  }
  dress(app);
}

/** Shows what is known at once and tells the page that we listen; a slow server is waited for, not on. @param {App} app @param {any} setup */
async function start(app, setup) {
  app.api.token = setup.token || null;
  app.open = Boolean(setup.open);
  setLanguage(app, load('garda.language') ?? setup.language ?? document.documentElement.lang);
  dress(app);
  const waiting = app.outbox.all().find((item) => !item.conversation);
  if (waiting) app.hold(null, waiting.draft);
  const known = (setup.identity ? identify(app, setup.identity) : app.readConversations()).then(() => (app.room || !app.conversations[0] ? undefined : app.hold(app.conversations[0])));
  await Promise.race([known, new Promise((late) => setTimeout(late, 1500))]);
  app.outbox.kick();
  if (app.open) app.choose();
  app.bridge.tell('ready');
  app.refresh();
}

customElements.define('garda-composer', GardaComposer);
customElements.define('garda-transcript', GardaTranscript);
customElements.define('garda-header', GardaHeader);
customElements.define('garda-article', GardaArticle);
customElements.define('garda-sign-in', GardaSignIn);
customElements.define('garda-home', GardaHome);
customElements.define('garda-chat', GardaChat);

const bridge = new Bridge();
bridge.meet().then((setup) => {
  const app = new App(bridge);
  offer(app);
  listen(app);
  return start(app, setup);
});
