// @ts-check
/** One entry of a thread: visitor, assistant, agent, system or note, told apart by name, icon, label and shape. */
import { tame } from '../tame.js';
import { h } from './dom.js';
import { drawFile } from './enclosing.js';
import { glyph } from './glyphs.js';
import { full, hour } from './time.js';
import { t } from './words.js';

/** @typedef {import('./types.js').Message} Message */
/** @typedef {{kind:'visitor'|'bot'|'agent'|'system'|'note',id:string,at:string,name:string,text:string,language?:string,seq?:number,turn?:number,parts:import('./types.js').MessagePart[],number?:string,out?:import('./types.js').Outgoing}} Entry */

const ICONS = { visitor: 'person', bot: 'shield', agent: 'person', system: 'info', note: 'lock' };

/** @param {import('./types.js').Detail} detail @param {import('./types.js').Outgoing[]} outgoing @param {string} me @returns {Entry[]} */
export function entries(detail, outgoing, me) {
  let wary = false;
  /** @type {Entry[]} */
  const said = detail.messages.map((message) => {
    wary ||= Boolean(message.wary);
    return { ...message, kind: message.sender, parts: message.parts ?? [], number: detail.ticket.number, text: wary && message.sender === 'visitor' ? tame(message.text) : message.text };
  });
  /** @type {Entry[]} */
  const notes = detail.notes.map((note) => ({ kind: 'note', id: note.id, at: note.at, name: note.agent, text: note.text, parts: [] }));
  /** @type {Entry[]} */
  const leaving = outgoing.map((out) => ({ kind: out.mode === 'note' ? 'note' : 'agent', id: out.client_id, at: out.at, name: me, text: [out.text, ...out.files.map((file) => file.name)].filter(Boolean).join('\n'), parts: [], out }));
  const settled = [...said, ...notes].sort((a, b) => a.at.localeCompare(b.at) || (a.seq ?? 0) - (b.seq ?? 0));
  return [...settled, ...leaving];
}

/** @param {Entry} entry */
export function drawMessage(entry) {
  const by = h('span', { class: 'by' }, entry.name, ' ', h('span', { class: 'role' }, t(`role.${entry.kind}`)));
  const time = h('time', { datetime: entry.at, title: full(entry.at) }, hour(entry.at));
  const head = h('header', { class: 'message-head', id: `by-${entry.id}` }, h('span', { class: 'avatar' }, glyph(ICONS[entry.kind])), by, time);
  const why = entry.kind === 'bot' && entry.turn !== undefined && h(
    'button', { type: 'button', class: 'why', 'data-turn': entry.turn }, glyph('why'), t('do.why'), h('span', { class: 'sr' }, ` (${hour(entry.at)})`),
  );
  if (why) head.append(why);
  return h(
    'div', { class: `message ${entry.kind}${entry.out ? ` ${entry.out.state}` : ''}` },
    head, h('div', { class: 'bubble', lang: entry.language }, body(entry)), entry.out && leaving(entry.out),
  );
}

/** @param {Entry} entry */
function body(entry) {
  const text = remainder(entry.text, entry.parts);
  return [
    ...entry.parts.filter((part) => part.type === 'heard').map(drawPart),
    text && h('p', { class: 'said' }, text),
    ...entry.parts.filter((part) => part.type !== 'heard').map((part) => (part.type === 'file' ? drawFile(part.file, entry.number ?? '') : drawPart(part))),
  ];
}

/** @param {import('./types.js').Outgoing} out */
function leaving(out) {
  if (out.state === 'sending') return h('p', { class: 'state' }, t('send.going'));
  return h(
    'p', { class: 'state failed' }, glyph('alert'), h('span', {}, t('send.failed'), ' ', out.why ?? ''),
    h('button', { type: 'button', class: 'button small', 'data-again': out.client_id }, t('send.again')),
    h('button', { type: 'button', class: 'button small', 'data-edit': out.client_id }, t('send.edit')),
  );
}

/** The plain text is complete by itself: leave out the lines that a part shows better.
 * @param {string} text @param {import('./types.js').MessagePart[]} parts */
export function remainder(text, parts) {
  const shown = new Set(parts.flatMap(lines).map(bare));
  const kept = text.split('\n').filter((line) => !line.trim() || !shown.has(bare(line)));
  return kept.join('\n').replace(/\n{3,}/g, '\n\n').trim();
}

/** @param {string} line */
const bare = (line) => line.replace(/^\s*(?:\d+[.)]|[-•*])\s+/, '').replace(/[.?!:]\s*$/, '').trim().toLowerCase();

/** @param {import('./types.js').MessagePart} part @returns {string[]} */
function lines(part) {
  if (part.type === 'steps') return part.steps;
  if (part.type === 'choices') return part.choices.map((choice) => choice.title);
  if (part.type === 'article') return [part.title, part.summary, part.url];
  if (part.type === 'heard') return [`Saya menangkap: ${part.intent}`, `I understood: ${part.intent}`];
  return [];
}

/** @param {import('./types.js').MessagePart} part */
function drawPart(part) {
  if (part.type === 'heard') return h('p', { class: 'heard' }, t('part.heard', { intent: part.intent }));
  if (part.type === 'steps') return h('ol', { class: 'steps' }, part.steps.map((step) => h('li', {}, step)));
  if (part.type === 'article') return article(part);
  if (part.type === 'ticket') return h('p', { class: 'part-ticket' }, glyph('ticket'), h('span', {}, part.ticket.number, ' · ', part.ticket.promise));
  if (part.type === 'letter') return h('details', { class: 'part-letter' }, h('summary', {}, t('part.letter')), h('p', { class: 'said' }, tame(part.text)));
  if (part.type !== 'choices') return null;
  return h('div', { class: 'choices' }, h('span', { class: 'choices-name' }, t('part.choices')), h('ul', { class: 'plain' }, part.choices.map((choice) => h('li', {}, choice.title))));
}

/** @param {Extract<import('./types.js').MessagePart, {type: 'article'}>} part */
function article(part) {
  return h(
    'p', { class: 'part-article' }, glyph('file'),
    h('span', {}, h('a', { href: part.url, target: '_blank', rel: 'noopener' }, part.title, h('span', { class: 'sr' }, t('opens.tab'))), h('small', {}, t('part.minutes', { n: part.minutes }))),
  );
}

/** @param {Entry} entry  First words for the ear. */
export const firstWords = (entry) => [...entry.text.split(/\s+/).slice(0, 12), ...entry.parts.flatMap((part) => (part.type === 'file' ? `file ${part.file.name}` : []))].filter(Boolean).join(' ');

