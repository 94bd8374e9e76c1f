// @ts-check
/** Holds the parts together: which view is shown, which conversation is open, what the page is told. */
import { announce } from './announce.js';
import { Api } from './api.js';
import { Connection, report } from './report.js';
import { lang, t } from './kit.js';
import { Outbox } from './outbox.js';
import { peek } from './peek.js';
import { Room } from './room.js';

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
  fromChat = false;
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
  }

  get looking() { return this.open && this.view === 'chat' && !document.hidden; }
  get pending() { return this.room ? this.outbox.of(this.room.id, this.room.draft) : []; }

  async readConversations() {
    try {
      if (this.api.signed && !this.api.person) await this.api.readPerson();
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

  /** Starts a new conversation, with these words if there are any. @param {string} [text] @param {string} [choice] */
  begin(text, choice) {
    if (!this.room || this.room.id || this.pending.length) this.hold(null);
    this.show('chat');
    if (text) this.say(text, choice);
  }

  /** @param {string} text @param {string} [choice] @param {import('./types.js').SentFile[]} [files] */
  say(text, choice, files) {
    if (!this.room) this.hold(null);
    const room = /** @type {Room} */ (this.room);
    room.divider = Infinity;
    room.markRead();
    room.trim();
    this.outbox.add({ conversation: room.id, draft: room.draft, text, choice, files, language: lang() });
    this.refresh();
    this.chat.toEnd();
    if (!choice || matchMedia('(pointer: fine)').matches) this.chat.composer.focus();
  }

  /** @param {string} slug */
  read(slug) {
    this.fromChat = this.view === 'chat';
    this.show('article');
    this.article.open(slug, { article: (/** @type {string} */ one) => this.api.article(one, lang()), chat: (/** @type {string} */ title) => this.fromArticle(title) });
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
    if (!this.open && agent && agent.seq > (this.room?.readTo ?? 0)) peek(this, agent);
  }

  /** Takes away the card beside the closed launcher. */
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
