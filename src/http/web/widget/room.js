// @ts-check
/** One conversation as this tab knows it: its messages in order, what was read, and who is typing. */
import { Live } from './live.js';
import { load, newId, save } from './local.js';

/** @typedef {import('./types.js').Message} Message */
/** @typedef {import('./types.js').Conversation} Conversation */

const READ = 'garda.read';
const WINDOW = 100;
const MOST_SHOWN = 300;

export class Room extends EventTarget {
  /** @type {Message[]} */ messages = [];
  /** @type {Conversation | null} */ conversation = null;
  /** @type {Live | null} */ live = null;
  hasOlder = false;
  loading = false;
  typing = '';
  divider = Infinity;
  line = 'live';
  #cursor = 0;
  /** @type {any} */ #typingEnds = 0;

  /** @param {import('./api.js').Api} api @param {Conversation | null} conversation */
  constructor(api, conversation) {
    super();
    this.api = api;
    this.conversation = conversation;
    this.draft = newId();
    this.readTo = 0;
    this.recall();
  }

  get id() { return this.conversation?.id ?? null; }
  get status() { return this.conversation?.status ?? 'bot'; }
  get withPerson() { return this.status === 'queued' || this.status === 'assigned'; }
  /** Messages of others that were not seen yet. */
  get unread() { return this.messages.filter((message) => message.seq > this.readTo && message.sender !== 'visitor').length; }
  get lastSeq() { return this.messages.at(-1)?.seq ?? 0; }

  /** Reads the newest messages and follows what comes. */
  async enter() {
    if (!this.id || this.live) return;
    this.loading = !this.messages.length;
    this.#changed();
    const before = Math.max(this.conversation?.last_seq ?? 0, this.lastSeq) + 1;
    const page = this.messages.length ? null : await this.api.messages(this.id, { before, limit: WINDOW }).finally(() => { this.loading = false; });
    if (page) {
      this.hasOlder = (page.messages[0]?.seq ?? 1) > 1;
      this.conversation = page.conversation;
      this.#take(page.messages, false);
      this.#cursor = this.lastSeq;
    }
    this.follow();
    this.#changed();
  }

  follow() {
    if (!this.id || this.live) return;
    this.live = new Live(this.api, this.id, () => this.#cursor);
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ act) => this.live?.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
    on('message', (message) => { this.#cursor = Math.max(this.#cursor, message.seq); this.#take([message], true); });
    on('conversation', (conversation) => this.adopt(conversation));
    on('typing', ({ name }) => this.#type(name));
    on('line', (line) => { this.line = line; this.dispatchEvent(new Event('line')); });
    this.live.start();
  }

  leave() {
    this.live?.stop();
    this.live = null;
  }

  /** @param {Conversation} conversation */
  adopt(conversation) {
    if (this.conversation && Date.parse(conversation.updated_at) < Date.parse(this.conversation.updated_at)) return;
    this.conversation = conversation;
    this.#changed();
  }

  /** What the answer to a sent message brought; the stream will bring it again, which is fine. @param {Message[]} messages */
  receive(messages) { this.#take(messages, true); }

  async older() {
    if (!this.id || !this.messages.length) return;
    const { messages } = await this.api.messages(this.id, { before: this.messages[0].seq, limit: WINDOW });
    this.hasOlder = messages.length > 0 && messages[0].seq > 1;
    this.#take(messages, false);
  }

  /** Marks where the unread ones begin, once, when the person comes to look. */
  markDivider() {
    const first = this.messages.find((message) => message.seq > this.readTo && message.sender !== 'visitor');
    this.divider = first && this.readTo > 0 ? first.seq : Infinity;
    this.unreadAtDivider = first ? this.unread : 0;
  }

  markRead() {
    if (!this.id || this.lastSeq <= this.readTo) return;
    this.readTo = this.lastSeq;
    const all = load(READ) ?? {};
    save(READ, Object.fromEntries([...Object.entries(all).filter(([id]) => id !== this.id).slice(-30), [this.id, this.readTo]]));
    this.#changed();
  }

  /** What was read here or in another tab. */
  recall() {
    this.readTo = Math.max(this.readTo, (this.id && (load(READ) ?? {})[this.id]) || 0);
    this.#changed();
  }

  /** Lets go of the oldest when there are very many. */
  trim() {
    if (this.messages.length <= MOST_SHOWN) return;
    this.messages = this.messages.slice(-MOST_SHOWN + WINDOW);
    this.hasOlder = true;
  }

  /** @param {Message[]} messages @param {boolean} fresh */
  #take(messages, fresh) {
    const known = new Set(this.messages.map((message) => message.id));
    const news = messages.filter((message) => !known.has(message.id));
    if (!news.length) return;
    this.messages = [...this.messages, ...news].sort((a, b) => a.seq - b.seq);
    if (news.some((message) => message.sender === 'agent')) this.#type('');
    if (fresh) this.dispatchEvent(new CustomEvent('arrived', { detail: news }));
    this.#changed();
  }

  /** @param {string} name */
  #type(name) {
    clearTimeout(this.#typingEnds);
    const before = this.typing;
    this.typing = name;
    if (name) this.#typingEnds = setTimeout(() => this.#type(''), 6000);
    if (before !== name) this.dispatchEvent(new CustomEvent('typing', { detail: name }));
  }

  #changed() { this.dispatchEvent(new Event('change')); }
}
