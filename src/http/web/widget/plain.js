// @ts-check
/** What a message says without what its parts already show. */

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
  return { text: text.split('\n').filter((line) => !repeated.has(line.trim())).join('\n').trim(), steps, choices, article, heard: part('heard')?.intent, ticket: part('ticket')?.ticket };
}
