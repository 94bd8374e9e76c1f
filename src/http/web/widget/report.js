// @ts-check
/** Draws the app’s state: header, view, title, the line about the connection, and what the page is told. */
import { announce } from './announce.js';
import { lang, t } from './kit.js';
import { load } from './local.js';

/** @typedef {import('./app.js').App} App */

const SHOW_AFTER = 1500;
const SAY_AFTER = 3000;

export class Connection {
  lost = false;
  strip = '';
  /** @type {any[]} */ #timers = [];

  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
  }

  /** @param {boolean} lost @param {boolean} waiting whether words wait to go out */
  report(lost, waiting) {
    if (lost && this.strip) this.#put(this.#words(waiting));
    if (lost === this.lost) return;
    this.lost = lost;
    for (const timer of this.#timers) clearTimeout(timer);
    if (lost) {
      this.#timers = [
        setTimeout(() => this.#put(this.#words(waiting)), SHOW_AFTER),
        setTimeout(() => announce(this.strip), SAY_AFTER),
      ];
    } else if (this.strip) {
      this.#put(t('online'));
      announce(this.strip);
      this.#timers = [setTimeout(() => this.#put(''), 3000)];
    }
  }

  /** @param {boolean} waiting */
  #words(waiting) { return waiting || !navigator.onLine ? t('offline') : t('reconnect'); }

  /** @param {string} strip */
  #put(strip) {
    if (this.strip === strip) return;
    this.strip = strip;
    this.changed();
  }
}

let told = '';

/** @param {App} app */
export function report(app) {
  const { config, room } = app;
  const desk = config?.desk || t('desk');
  const pending = app.pending;
  const waiting = pending.some((item) => item.reason === 'network');
  app.connection.report(!navigator.onLine || waiting || room?.line === 'lost', pending.length > 0);
  app.header.show({ desk, sub: subtitle(app), back: backWords(app), other: config?.languages.find((one) => one !== lang()) ?? (lang() === 'id' ? 'en' : 'id'), tall: app.tall, small: Boolean(app.bridge.setup.small), alone: app.bridge.standsAlone, person: app.view === 'chat' && room?.status === 'assigned' });
  app.home.own?.show(app.api.person, Boolean(config?.codes));
  if (app.view === 'home') app.home.show(config, app.conversations, (/** @type {any} */ one) => unreadOf(app, one));
  if (app.view === 'chat') app.chat.show(pending, { offline: app.connection.lost && (waiting || !navigator.onLine), strip: app.connection.strip });
  const skip = document.querySelector('.skip');
  if (skip) { skip.textContent = t('skip'); skip.setAttribute('href', app.view === 'home' ? '#ask-box-field' : '#compose-field'); }
  tell(app, desk);
}

/** @param {App} app */
function subtitle({ view, room, config }) {
  if (view !== 'chat' || !room) return config?.organisation ?? '';
  const { conversation } = room;
  const team = conversation?.team ?? conversation?.ticket?.team ?? '';
  const time = conversation?.ticket?.promise;
  if (room.status === 'queued') return time ? t('role.queued', { team, time }) : t('role.queued.plain', { team });
  if (room.status === 'assigned') return conversation?.agent ? t('role.assigned', { name: conversation.agent.name, team }) : t('role.assigned.plain');
  return room.status === 'resolved' ? t('role.resolved') : t('role.bot');
}

/** @param {App} app */
function backWords({ view, fromChat }) {
  if (view === 'home') return '';
  return view === 'article' && fromChat ? t('back.chat') : t('back');
}

/** @param {App} app @param {import('./types.js').Conversation} conversation */
function unreadOf({ room }, conversation) {
  if (room?.id === conversation.id) return room.unread;
  const read = (load('garda.read') ?? {})[conversation.id] ?? 0;
  return read ? Math.max(0, conversation.last_seq - read) : 0;
}

/** Tells the page what its launcher shows, and which state the conversation is in. @param {App} app @param {string} desk */
function tell(app, desk) {
  const { room } = app;
  const count = room && !app.looking ? room.unread : 0;
  const ticket = room?.conversation?.ticket;
  const heard = room?.messages.flatMap((message) => message.parts).filter((part) => part.type === 'heard').pop()?.intent ?? null;
  const state = room?.conversation && { status: room.status, heard, ticket: ticket && { number: ticket.number, team: ticket.team, promise: ticket.promise, status: ticket.status }, agent: room.conversation.agent?.name ?? null };
  document.title = count ? `${desk} (${count})` : desk;
  const news = JSON.stringify([desk, count, state, lang()]);
  if (news === told) return;
  told = news;
  app.bridge.tell('label', { text: desk, count, name: t('launcher.unread', { desk, n: count }) });
  if (state) app.bridge.tell('state', { state });
}
