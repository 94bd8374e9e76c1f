// @ts-check
/** What is said aloud: plain text of a message, spoken through two live regions, never two at once. */
import { size, t } from './kit.js';

/** @typedef {import('./types.js').Message} Message */

/** The text is complete for channels that know only text; lines that repeat a part are not shown twice.
 * @param {Message} message */
export function plainText({ text, parts }) {
  const part = (/** @type {string} */ type) => parts.find((one) => one.type === type);
  const steps = part('steps')?.steps ?? [];
  const choices = part('choices')?.choices ?? [];
  const article = part('article');
  const repeated = new Set(steps.map((step, place) => `${place + 1}. ${step}`));
  choices.forEach((choice, place) => repeated.add(`${place + 1}. ${choice.title}`));
  if (article) repeated.add(`${article.title}: ${article.url}`);
  return { text: text.split('\n').filter((line) => !repeated.has(line.trim())).join('\n').trim(), steps, choices, article, heard: part('heard')?.intent, ticket: part('ticket')?.ticket, files: parts.flatMap((one) => one.file ?? []) };
}

const GAP = 500;
const STAY = 1200;
/** @type {{text: string, urgent: boolean}[]} */
const queue = [];
let busy = false;

/** @param {string} text @param {boolean} [urgent] */
export function announce(text, urgent = false) {
  if (!text || queue.some((said) => said.text === text)) return;
  queue.push({ text, urgent });
  if (!busy) next();
}

function next() {
  const said = queue.shift();
  busy = Boolean(said);
  if (!said) return;
  const line = document.createElement('p');
  line.textContent = said.text;
  document.getElementById(said.urgent ? 'assertive' : 'polite')?.append(line);
  setTimeout(() => line.remove(), STAY);
  setTimeout(next, GAP);
}

/** @type {Message[]} */
let arrived = [];
/** @type {any} */
let gathering = 0;

/** Speaks arriving messages; several of one person in a burst become one sentence. @param {Message[]} messages */
export function announceMessages(messages) {
  arrived.push(...messages.filter((message) => message.sender !== 'visitor'));
  clearTimeout(gathering);
  gathering = setTimeout(() => {
    const burst = arrived;
    arrived = [];
    if (burst.length > 3) announce(t('arrived', { n: burst.length, name: burst[burst.length - 1].name }));
    else for (const message of burst) announce(spoken(message));
  }, 120);
}

/** One message as a sentence. @param {Message} message */
export function spoken(message) {
  const { text, steps, choices, files } = plainText(message);
  const said = text ? [text.replace(/\b([A-Z]{2,5})-(\d{2,8})\b/g, (_, prefix, digits) => `${prefix} ${[...digits].join(' ')}`)] : [];
  steps.forEach((step, place) => said.push(t('step.said', { i: place + 1, n: steps.length, step })));
  for (const { name, bytes } of files) said.push(t('file.said', { name, size: size(bytes) }));
  if (choices.length) said.push(t('choices.said', { n: choices.length }));
  return (message.sender === 'system' ? '' : `${message.name}: `) + said.join('. ').replace(/([.?!])\. /g, '$1 ');
}
