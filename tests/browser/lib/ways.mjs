// Three ways through a flow: with a mouse, with the keyboard only, with a thumb on a phone. Each of them can play any flow.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { axe } from './axe.mjs';
import { becomes, check } from './checks.mjs';
import { slim } from './png.mjs';

export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** @typedef {import('playwright-core').Locator} Locator */
/** @typedef {import('./story.mjs').Cast} Cast */
/** @typedef {import('./visitor.mjs').Visitor} Visitor */
/** What must be seen, what must hold then, and what is done: a button chosen or words typed, which are shown as they are or otherwise.
 * @typedef {{sees?: string|RegExp, holds?: () => Promise<unknown>, picks?: string|RegExp, types?: string, shown?: string}} Step */
/** One check of a flow; when it has a state, axe looks at what it leaves. @typedef {{name: string, steps: Step[], state?: string}} Part */
/** The parts are asked for before the page is opened. @typedef {{name: string, parts: (cast: Cast) => Part[]}} Flow */
/** `felt` is all that the pages may ever feel of it.
 * @typedef {{name: string, browser: object, felt: string, opens: (visitor: Visitor) => Promise<void>, presses: (visitor: Visitor, button: Locator) => Promise<void>, types: (visitor: Visitor, text: string) => Promise<void>}} Way */

/** Keeps what a page and its frames feel: keys, a mouse, a finger. */
const FEEL = () => {
  window.felt = new Set();
  for (const kind of ['keydown', 'pointerdown']) window.addEventListener(kind, (event) => window.felt.add(event.pointerType ?? 'key'), true);
};

/** The buttons of the question that waits. @param {Visitor} visitor */
const buttons = (visitor) => visitor.log.locator('.choices').last().getByRole('button');

/** The button that sends, on the first page or in a conversation. @param {Visitor} visitor */
const sends = (visitor) => visitor.frame.getByRole('button', { name: /^(Kirim|Mulai percakapan)$/ }).first();

/** Whether it has the focus. @param {Locator} one */
const here = (one) => one.evaluate((node) => node === document.activeElement);

/** Goes to something with one key, however often it takes. @param {Visitor} visitor @param {Locator} one @param {string} key */
async function reaches({ page }, one, key) {
  for (let tries = 0; tries < 40 && !(await here(one)); tries += 1) await page.keyboard.press(key);
  assert.ok(await here(one), `it is reached with ${key}`);
}

/** With a pointer: what has no button is typed, and sent with the button. @param {(one: Locator) => Promise<void>} point */
const pointing = (point) => ({
  opens: async (visitor) => {
    await point(visitor.launcher);
    await visitor.box.waitFor();
  },
  presses: (_, button) => point(button),
  types: async (visitor, text) => {
    await point(visitor.box);
    await becomes(() => here(visitor.box), true, 'the focus in the field');
    await visitor.page.keyboard.insertText(text);
    await point(sends(visitor));
  },
});

/** @type {Way} */
const mouse = { name: 'by mouse', browser: {}, felt: 'mouse', ...pointing((one) => one.click()) };

/** @type {Way} */
const keyboard = {
  name: 'by keyboard only',
  browser: {},
  felt: 'key',
  opens: (visitor) => visitor.openByKeyboard(),
  presses: async (visitor, button) => {
    await reaches(visitor, button, 'Shift+Tab');
    await visitor.page.keyboard.press('Enter');
    await becomes(() => visitor.focused(), (name) => Boolean(name), 'the focus');
  },
  types: async (visitor, text) => {
    await reaches(visitor, visitor.box, 'Tab');
    await visitor.page.keyboard.type(text);
    await visitor.page.keyboard.press('Enter');
  },
};

const touching = pointing((one) => one.tap());

/** A question is answered only when a thumb can hit any of its buttons. @type {Way} */
const phone = {
  name: 'on a phone',
  browser: PHONE,
  felt: 'touch',
  ...touching,
  presses: async (visitor, button) => {
    for (const box of await Promise.all((await buttons(visitor).all()).map((one) => one.boundingBox()))) assert.ok(box && box.height >= 40 && box.x >= 0 && box.x + box.width <= PHONE.viewport.width, `no thumb can hit ${JSON.stringify(box)}`);
    await touching.presses(visitor, button);
  },
};

export const WAYS = [mouse, keyboard, phone];

/** @param {Step} step @param {Way} way @param {Visitor} visitor */
async function takes({ sees, holds, picks, types, shown = types }, way, visitor) {
  if (sees) await visitor.sees(sees);
  await holds?.();
  if (types) await way.types(visitor, types);
  if (shown) await visitor.stored(shown);
  if (!picks) return;
  const button = buttons(visitor).filter({ hasText: picks }).first();
  await button.waitFor();
  const words = await button.innerText();
  await way.presses(visitor, button);
  await visitor.stored(words.trim());
}

/** A small picture of how it ended. @param {string} name @param {import('playwright-core').Page} page */
async function pictured(name, page) {
  if (!process.env.SHOTS) return;
  fs.mkdirSync(process.env.SHOTS, { recursive: true });
  fs.writeFileSync(`${process.env.SHOTS}/end-${name.replace(/\W+/g, '-')}.png`, await slim(page, await page.screenshot({ animations: 'disabled', caret: 'hide' })));
}

/** Goes through a flow in one way, from the closed panel to its end. @param {Flow} flow @param {Way} way @param {Cast} cast */
export async function plays(flow, way, cast) {
  const { server, visitor } = cast;
  const { page } = visitor;
  const name = `${flow.name} ${way.name}`;
  const parts = flow.parts(cast);
  await page.addInitScript(FEEL);
  await page.goto(`${server.base}/`);
  await way.opens(visitor);
  for (const { name: told, steps, state } of parts) {
    await check(`${name}: ${told}`, async () => { for (const step of steps) await takes(step, way, visitor); });
    if (told === parts.at(-1).name) await pictured(name, page);
    if (state) await axe(`flow ${name}, ${state}`, page, () => visitor.inner);
  }
  await check(`${name}: the pages felt nothing else`, async () => {
    const felt = await Promise.all(page.frames().map((frame) => frame.evaluate(() => [...window.felt])));
    assert.deepEqual([...new Set(felt.flat())], [way.felt]);
  });
}
