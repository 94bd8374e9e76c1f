// @ts-check
/** One open ticket: what the server knows, what is on its way, and sending without losing a word. */
import { Problem, clientId, get, post, say } from './api.js';
import { keepDraft, draft } from './kept.js';

/** @typedef {import('./types.js').Detail} Detail */
/** @typedef {import('./types.js').Outgoing} Outgoing */

/** Tells `change`; `arrived` (detail = new messages); `collision` (detail = who, what, and our text). */
export class Case extends EventTarget {
  /** @type {Detail|null} */
  detail = null;
  /** @type {unknown} */
  error = null;
  /** @type {Outgoing[]} */
  outgoing = [];
  #reading = 0;

  /** @param {string} number @param {import('./types.js').Agent} agent */
  constructor(number, agent) {
    super();
    this.number = number;
    this.agent = agent;
  }

  get lastSeq() {
    return (this.detail?.messages ?? []).reduce((most, message) => Math.max(most, message.seq), 0);
  }

  /** Read it, or read it again. */
  async load() {
    const mine = (this.#reading += 1);
    try {
      const detail = await get(`/tickets/${encodeURIComponent(this.number)}`);
      if (mine !== this.#reading) return;
      this.#receive(detail);
    } catch (error) {
      if (mine !== this.#reading) return;
      this.error = error;
    }
    this.#tell();
  }

  /** @param {Detail} detail */
  #receive(detail) {
    const known = new Set(this.detail?.messages.map((message) => message.id));
    const fresh = this.detail ? detail.messages.filter((message) => !known.has(message.id)) : [];
    const landed = new Set(detail.messages.map((message) => message.client_id).concat(detail.notes.map((note) => note.client_id)));
    this.outgoing = this.outgoing.filter((out) => !landed.has(out.client_id));
    this.detail = detail;
    this.error = null;
    const others = fresh.filter((message) => message.sender !== 'agent' || message.name !== this.agent.name);
    if (others.length) this.dispatchEvent(new CustomEvent('arrived', { detail: others }));
  }

  /** Show a change at once; the caller puts it back if the server disagrees. @param {Partial<import('./types.js').TicketRow>} some */
  patch(some) {
    if (!this.detail) return;
    this.detail = { ...this.detail, ticket: { ...this.detail.ticket, ...some } };
    this.#tell();
  }

  /**
   * Send a reply or keep a note. Resolves true once the server has it.
   * @param {import('./types.js').Mode} mode
   * @param {string} text
   * @param {{anyway?: boolean, again?: Outgoing, files?: import('../files/types.js').SentFile[]}} [how]
   * @returns {Promise<boolean>}
   */
  async send(mode, text, how = {}) {
    /** @type {Outgoing} */
    const out = how.again ?? { client_id: clientId(), mode, text, files: how.files ?? [], at: new Date().toISOString(), state: 'sending' };
    out.state = 'sending';
    if (!how.again) this.outgoing.push(out);
    this.#tell();
    try {
      await this.#deliver(out, how.anyway ?? false);
    } catch (error) {
      this.#refused(out, error);
      return false;
    }
    if (draft(this.agent.id, this.number, mode).trim() === text.trim()) keepDraft(this.agent.id, this.number, mode, '');
    await this.load();
    this.outgoing = this.outgoing.filter((one) => one !== out);
    this.#tell();
    return true;
  }

  /** @param {Outgoing} out @param {boolean} anyway */
  #deliver(out, anyway) {
    const at = `/tickets/${encodeURIComponent(this.number)}`;
    if (out.mode === 'note') return post(`${at}/notes`, { client_id: out.client_id, text: out.text });
    const attachments = out.files.map(({ id, description }) => ({ id, description }));
    const body = { client_id: out.client_id, text: out.text, attachments, seen_seq: this.lastSeq };
    return post(`${at}/replies`, anyway ? { ...body, anyway: true } : body);
  }

  /** @param {Outgoing} out @param {unknown} error */
  #refused(out, error) {
    if (error instanceof Problem && error.kind === 'collision') {
      this.drop(out);
      this.dispatchEvent(new CustomEvent('collision', { detail: { ...error.body, mine: out.text, files: out.files } }));
      return;
    }
    out.state = 'failed';
    out.why = say(error);
    this.#tell();
  }

  /** Take a message that did not go out of the thread. @param {Outgoing} out */
  drop(out) {
    this.outgoing = this.outgoing.filter((one) => one !== out);
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}
