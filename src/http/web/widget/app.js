// @ts-check
/** Holds the parts together: which view is shown, which conversation is open, what the page is told. */
import { announce } from './announce.js';
import { Api } from './api.js';
import { wear } from './brand.js';
import { Connection } from './connection.js';
import { lang, t, useLanguage, useZone } from './i18n.js';
import { load, save } from './local.js';
import { Outbox } from './outbox.js';
import { peek } from './peek.js';
import { Room } from './room.js';
import { report } from './report.js';

/** @typedef {import('./types.js').Conversation} Conversation */

const RECENT = 30 * 60_000;
const find = (/** @type {string} */ tag) => /** @type {any} */ (document.querySelector(tag));

export class App {
  view = 'home';
  open = false;
  tall = false;
  /** @type {import('./types.js').Config | null} */ config = null;
  /** @type {Conversation[]} */ conversations = [];
  /** @type {Room | null} */ room = null;
  /** @type {AbortController | null} */ #hearing = null;
  #chosen = false;
  #queued = false;

  /** @param {import('./bridge.js').Bridge} bridge */
  constructor(bridge) {
    this.bridge = bridge;
    this.api = new Api((token) => bridge.keepToken(token));
    this.outbox = new Outbox(this.api, () => bridge.setup.page);
    this.connection = new Connection(() => this.refresh());
    this.header = find('garda-header');
    this.home = find('garda-home');
    this.chat = find('garda-chat');
    this.article = find('garda-article');
    this.header.acts = { back: () => this.back(), language: (/** @type {string} */ next) => this.setLanguage(next, true), size: () => this.resize(!this.tall), close: () => bridge.tell('close') };
    this.home.acts = { begin: (/** @type {string} */ text, /** @type {string} */ choice) => this.begin(text, choice), enter: (/** @type {Conversation} */ one) => this.enter(one), read: (/** @type {string} */ slug) => this.read(slug), articles: (/** @type {string} */ text, /** @type {AbortSignal} */ signal) => this.api.articles(text, lang(), signal) };
    const say = (/** @type {string} */ text, /** @type {string} */ choice) => this.say(text, choice);
    this.chat.acts = { say, looking: () => this.looking, seen: () => this.seen(), refresh: () => this.refresh(), phone: () => this.config?.phone, typing: () => this.api.post(`conversations/${this.room?.id}/typing`).catch(() => {}) };
    this.chat.transcript.acts = { answer: say, read: (/** @type {string} */ slug) => this.read(slug), compose: () => this.chat.composer.focus(), resend: (/** @type {string} */ id) => { this.outbox.retry(id); this.chat.composer.focus(); }, drop: (/** @type {string} */ id) => { this.outbox.remove(id); this.chat.composer.focus(); } };
    this.article.acts = { article: (/** @type {string} */ slug) => this.api.article(slug, lang()), chat: (/** @type {string} */ title) => this.fromArticle(title) };
    this.#listen();
  }

  get looking() { return this.open && this.view === 'chat' && !document.hidden; }
  get pending() { return this.room ? this.outbox.of(this.room.id, this.room.draft) : []; }

  #listen() {
    const { bridge, outbox } = this;
    const on = (/** @type {EventTarget} */ target, /** @type {string} */ name, /** @type {(detail: any) => void} */ act) => target.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
    on(bridge, 'open', (detail) => this.opened(detail));
    on(bridge, 'close', () => { this.open = false; this.refresh(); });
    on(bridge, 'setup', () => this.dress());
    on(bridge, 'identify', ({ identity }) => { this.api.identity = identity; });
    on(outbox, 'change', () => this.refresh());
    on(outbox, 'opened', ({ draft, conversation }) => { if (this.room?.draft === draft && !this.room.id) { this.room.adopt(conversation); this.room.follow(); } });
    on(outbox, 'delivered', ({ place, message, replies, conversation }) => {
      if (place !== this.room?.id) return;
      this.room?.receive([message, ...replies]);
      if (conversation) this.room?.adopt(conversation);
    });
    on(outbox, 'failed', () => announce(t('failed.said'), true));
    on(outbox, 'rehomed', ({ from, draft }) => { if (this.room?.draft === from) { this.hold(null, draft); this.show('chat'); announce(t('session.new')); } });
    document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && !event.defaultPrevented) bridge.tell('close'); });
    document.addEventListener('visibilitychange', () => this.seen());
    for (const name of ['online', 'offline']) window.addEventListener(name, () => this.refresh());
  }

  /** @param {any} setup */
  async start(setup) {
    this.api.token = setup.token || null;
    this.open = Boolean(setup.open);
    await this.setLanguage(load('garda.language') ?? setup.language ?? document.documentElement.lang, false);
    this.dress();
    const waiting = this.outbox.all()[0];
    if (waiting && !waiting.conversation) this.hold(null, waiting.draft);
    await this.readConversations();
    if (!this.room && this.conversations[0]) await this.hold(this.conversations[0]);
    this.outbox.kick();
    if (this.open) this.choose();
    this.bridge.tell('ready');
    this.refresh();
  }

  dress() {
    const { theme, color, small } = this.bridge.setup;
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    document.documentElement.classList.toggle('small', Boolean(small));
    wear(color ?? this.config?.brand.color);
    this.refresh();
  }

  /** @param {string} next @param {boolean} byHand */
  async setLanguage(next, byHand) {
    useLanguage(next);
    document.documentElement.lang = lang();
    if (byHand) {
      save('garda.language', lang());
      if (this.room?.id) this.api.post(`conversations/${this.room.id}/language`, { language: lang() }).catch(() => {});
    }
    this.chat.rename();
    this.refresh();
    await this.readConfig();
  }

  async readConfig(tries = 0) {
    try {
      this.config = await this.api.config(lang());
      useZone(this.config?.zone);
    } catch {
      setTimeout(() => this.readConfig(tries + 1), Math.min(30_000, 1000 * 2 ** tries));
    }
    this.dress();
  }

  async readConversations() {
    try {
      this.conversations = await this.api.conversations();
    } catch (problem) {
      if (/** @type {any} */ (problem).status === 401) this.api.forget();
    }
    this.refresh();
  }

  /** Chooses what to show when the panel opens: a conversation that is alive, else the start. */
  choose() {
    const { room } = this;
    const alive = room && (this.pending.length || room.withPerson || room.unread || (room.conversation && Date.now() - Date.parse(room.conversation.updated_at) < RECENT && room.status !== 'resolved'));
    if (!this.#chosen) this.show(alive ? 'chat' : 'home');
    else if (this.view === 'chat') this.show('chat');
    this.#chosen = true;
  }

  /** @param {{text?: string, focus?: boolean}} how */
  opened({ text, focus }) {
    this.open = true;
    this.unpeek();
    this.choose();
    const box = this.view === 'chat' ? this.chat.composer : this.home.composer;
    if (text && this.view === 'chat') box.text = text;
    else if (text) { this.show('home'); this.home.prefill(text); }
    if (!focus) return;
    if (matchMedia('(pointer: coarse)').matches) this.header.focusTitle();
    else if (this.view === 'article') this.article.querySelector('h2')?.focus();
    else box.focus();
  }

  /** @param {string} view */
  show(view) {
    this.view = view;
    for (const name of ['home', 'chat', 'article']) this[/** @type {'home'} */ (name)].hidden = name !== view;
    if (view === 'chat' && this.room) {
      this.room.markDivider();
      if (this.room.unread && this.open) announce(t('unread.said', { n: this.room.unread }));
      this.chat.enter(this.room);
    }
    if (view === 'home') this.readConversations();
    this.refresh();
    this.seen();
  }

  back() {
    const home = this.view !== 'article' || !this.fromChat;
    this.show(home ? 'home' : 'chat');
    (home ? this.home : this.chat).composer.focus();
  }

  /** Makes this the conversation we follow. @param {Conversation | null} conversation @param {string} [draft] */
  hold(conversation, draft) {
    this.#hearing?.abort();
    this.#hearing = new AbortController();
    this.room?.leave();
    const room = new Room(this.api, conversation);
    if (draft) room.draft = draft;
    this.room = room;
    const { signal } = this.#hearing;
    room.addEventListener('change', () => this.refresh(), { signal });
    room.addEventListener('line', () => this.refresh(), { signal });
    room.addEventListener('arrived', (event) => this.arrived(/** @type {CustomEvent} */ (event).detail), { signal });
    return room.enter().catch(() => { room.loading = false; room.follow(); });
  }

  /** @param {Conversation} conversation */
  async enter(conversation) {
    const ready = this.room?.id === conversation.id ? null : this.hold(conversation);
    this.show('chat');
    this.chat.composer.focus();
    await ready;
    this.show('chat');
  }

  /** Starts a new conversation with these words. @param {string} text @param {string} [choice] */
  begin(text, choice) {
    if (!this.room || this.room.id || this.pending.length) this.hold(null);
    this.show('chat');
    this.say(text, choice);
  }

  /** @param {string} text @param {string} [choice] */
  say(text, choice) {
    if (!this.room) this.hold(null);
    const room = /** @type {Room} */ (this.room);
    room.divider = Infinity;
    room.markRead();
    room.trim();
    this.outbox.add({ conversation: room.id, draft: room.draft, text, choice, language: lang() });
    this.refresh();
    this.chat.toEnd();
    if (matchMedia('(pointer: fine)').matches) this.chat.composer.focus();
    else this.chat.transcript.list.lastElementChild?.focus({ preventScroll: true });
  }

  /** @param {string} slug */
  read(slug) {
    this.fromChat = this.view === 'chat';
    this.show('article');
    this.article.open(slug);
  }

  /** From an article on to the chat, its title carried along. @param {string} [title] */
  fromArticle(title) {
    if (!this.room || (!this.fromChat && this.room.id)) this.hold(null);
    this.show('chat');
    if (title && !this.fromChat) this.chat.composer.text = `${title}: `;
    this.chat.composer.focus();
  }

  /** @param {import('./types.js').Message[]} news */
  arrived(news) {
    this.seen();
    const agent = news.filter((message) => message.sender === 'agent').pop();
    if (this.open || !agent || agent.seq <= (this.room?.readTo ?? 0)) return;
    this.unpeek();
    document.body.append(peek(agent, this.room?.conversation?.ticket?.number, { read: () => { this.view = 'chat'; this.bridge.tell('open'); }, close: () => this.unpeek() }));
    document.body.classList.add('peeking');
    this.bridge.tell('peek', { on: true });
  }

  unpeek() {
    document.querySelector('.peek')?.remove();
    document.body.classList.remove('peeking');
    this.bridge.tell('peek', { on: false });
  }

  seen() { if (this.looking && this.chat.transcript.atEnd) this.room?.markRead(); }

  /** @param {boolean} tall */
  resize(tall) {
    this.tall = tall;
    this.bridge.tell('size', { tall });
    this.refresh();
  }

  /** Draws again, once for all that changed in this task. */
  refresh() {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => { this.#queued = false; report(this); });
  }
}
