// @ts-check
/** Why the assistant said it: one sentence first, then every step from the words to the verdict. */
import { Part } from './part.js';
import { get, say } from './api.js';
import { h, set } from './dom.js';
import { glyph } from './glyphs.js';
import { decimal, t, worded } from './words.js';

/** @typedef {import('./types.js').Explanation} Explanation */

export class ExplanationView extends Part {
  conversation = '';
  /** @type {number|undefined} */
  #turn;
  /** @type {number[]} */
  #turns = [];
  /** @type {Map<string, Explanation>} */
  #known = new Map();

  begin() {
    this.#load();
  }

  get turn() {
    return this.#turn;
  }

  set turn(/** @type {number|undefined} */ turn) {
    this.#turn = turn;
    if (this.isConnected) this.#load();
  }

  set turns(/** @type {number[]} */ turns) {
    const more = turns.length !== this.#turns.length;
    this.#turns = turns;
    if (more && this.isConnected) this.#load();
  }

  async #load() {
    const turn = this.#turn;
    if (turn === undefined) return set(this, h('p', { class: 'fine' }, t('why.none')));
    const name = `${this.conversation}/${turn}`;
    try {
      const known = this.#known.get(name) ?? await get(`/conversations/${encodeURIComponent(this.conversation)}/turns/${turn}/explanation`);
      this.#known.set(name, known);
      if (turn === this.#turn) set(this, this.#which(turn), draw(known));
    } catch (error) {
      if (turn === this.#turn) set(this, this.#which(turn), h('p', { class: 'fine' }, say(error)));
    }
  }

  /** @param {number} turn */
  #which(turn) {
    const at = this.#turns.indexOf(turn);
    const to = (/** @type {number} */ index, /** @type {string} */ words, /** @type {string} */ turned) => h(
      'button', { type: 'button', class: `icon-button ${turned}`, 'aria-label': t(words), 'aria-disabled': this.#turns[index] === undefined ? 'true' : null,
        onclick: () => { if (this.#turns[index] !== undefined) this.#choose(this.#turns[index], turned); } }, glyph('back'),
    );
    return h('div', { class: 'why-which' }, to(at - 1, 'why.before', 'earlier'), h('span', {}, t('why.turn', { n: at + 1, all: this.#turns.length })), to(at + 1, 'why.after', 'later'));
  }

  /** @param {number} turn @param {string} from  keeps the focus on the button that was used */
  async #choose(turn, from) {
    this.#turn = turn;
    await this.#load();
    /** @type {HTMLElement|null} */ (this.querySelector(`.${from}`))?.focus();
  }
}

/** @param {Explanation} told */
function draw(told) {
  return [
    h('p', { class: `verdict ${told.decision.verdict}` }, sentence(told)),
    part('why.message', h('p', { class: 'quote', lang: told.language }, marked(told.text, told.matched))),
    told.read_as !== told.text && part('why.read', h('p', { class: 'quote' }, told.read_as)),
    told.rewrites.length > 0 && part('why.repairs', h('ul', { class: 'repairs' }, told.rewrites.map((one) => h('li', {}, h('del', {}, one.from), ' → ', h('ins', {}, one.to), ' ', h('small', {}, worded('repair', one.why)))))),
    told.candidates.length > 0 && part(told.decision.by === 'words' ? 'why.scores' : 'why.scores.alone', scores(told)),
    told.taught && part('why.taught', h('p', { class: 'quote' }, told.taught.text, ' ', h('small', {}, worded('taught', told.taught.source)))),
    part('why.rule', h('dl', { class: 'facts' }, row('why.decided', worded('decided', told.decided_by)), row('why.confidence', decimal(told.confidence)), row('why.gap', decimal(told.gap)), row('why.revision', told.revision))),
  ];
}

/** @param {string} title @param {import('./dom.js').Child} child */
const part = (title, child) => h('section', { class: 'side-part' }, h('h2', {}, t(title)), child);

/** @param {string} label @param {string} value */
const row = (label, value) => h('div', {}, h('dt', {}, t(label)), h('dd', {}, value));

/** The verdict in one sentence: the button, the question it answers, or the numbers that made it. @param {Explanation} told */
function sentence(told) {
  const { by, asked, meant } = told.decision;
  if (by === 'button') return t('why.button', { text: told.text });
  if (meant) return t(`why.meant.${meant.how}`, { title: meant.title });
  if (by === 'conversation') return asked ? t('why.conversation', { asked }) : t('why.conversation.plain');
  const [first, second] = told.candidates;
  const slots = { first: first?.title ?? '–', second: second?.title ?? '–', score: decimal(told.confidence), gap: decimal(told.gap), answer: decimal(told.cut_offs.answer), clarify: decimal(told.cut_offs.clarify) };
  if (!first) return t(`why.${told.verdict}.plain`);
  return t(`why.${told.verdict}${told.verdict === 'clarify' && !second ? '.plain' : ''}`, slots);
}

/** Mark the matched words; the server counts bytes of UTF-8, the page counts UTF-16.
 * @param {string} text @param {{start:number,end:number}[]} spans */
export function marked(text, spans) {
  const at = byteToIndex(text);
  /** @type {(Node|string)[]} */
  const out = [];
  let from = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const start = at(span.start);
    const end = at(span.end);
    if (start < from || end <= start) continue;
    out.push(text.slice(from, start), h('mark', {}, text.slice(start, end)));
    from = end;
  }
  out.push(text.slice(from));
  return out;
}

/** @param {string} text @returns {(byte: number) => number}  where the character at a byte begins */
function byteToIndex(text) {
  /** @type {Map<number, number>} */
  const begins = new Map();
  let byte = 0;
  let index = 0;
  for (const sign of text) {
    begins.set(byte, index);
    const point = /** @type {number} */ (sign.codePointAt(0));
    byte += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    index += sign.length;
  }
  return (at) => begins.get(at) ?? text.length;
}

/** Score bars with the two cut-offs; the numbers stand beside them. @param {Explanation} told */
function scores(told) {
  return h(
    'div', {},
    h('ol', { class: 'scores' }, told.candidates.map((one, at) => h(
      'li', {}, h('span', { class: 'score-name' }, one.title, at === 1 && h('small', {}, ` ${t('why.runner')}`)), h('span', { class: 'nums' }, decimal(one.score)),
      bar(one.score, told.cut_offs, at === 0),
      h('small', { class: 'signals' }, one.parts.map((signal) => `${worded('signal', signal.signal)} ${decimal(signal.score)}`).join(' · ')),
    ))),
    h('p', { class: 'fine' }, t('why.cutoffs', { answer: decimal(told.cut_offs.answer), clarify: decimal(told.cut_offs.clarify) })),
  );
}

/** @param {number} score @param {{answer:number,clarify:number}} cuts @param {boolean} top */
function bar(score, cuts, top) {
  const percent = (/** @type {number} */ value) => `${Math.min(100, Math.max(0, value * 100))}%`;
  const filled = h('span', { class: top ? 'filled top' : 'filled' });
  const marks = [cuts.clarify, cuts.answer].map((cut) => {
    const mark = h('span', { class: 'cut' });
    mark.style.left = percent(cut);
    return mark;
  });
  filled.style.width = percent(score);
  return h('span', { class: 'bar', 'aria-hidden': 'true' }, filled, marks);
}
