// A visitor at a browser: opens the widget, writes, reads; everything the pages received is kept for later questions.
import { becomes } from './checks.mjs';

/** Keeps the text of every answer to fetch, streams too, in the pages and frames of a context. */
const LISTEN = () => {
  window.heard = '';
  const ask = window.fetch;
  window.fetch = async (...call) => {
    const answer = await ask(...call);
    (async () => {
      const reader = answer.clone().body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let part; reader && !(part = await reader.read()).done;) window.heard += part.value;
    })().catch(() => {});
    return answer;
  };
};

export class Visitor {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    this.dialogs = [];
    this.errors = [];
    page.on('dialog', (dialog) => { this.dialogs.push(dialog.message()); dialog.dismiss(); });
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (line) => { if (line.type() === 'error' && !/net::ERR|Failed to load resource/.test(line.text())) this.errors.push(line.text()); });
  }

  /** @param {import('playwright-core').Browser} browser @param {object} [options] */
  static async arrive(browser, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'id-ID', timezoneId: 'America/New_York', ...options });
    await context.addInitScript(LISTEN);
    context.setDefaultTimeout(10_000);
    return new Visitor(await context.newPage());
  }

  /** Another tab of the same browser. */
  async tab() { return new Visitor(await this.page.context().newPage()); }

  /** @returns {import('playwright-core').Frame|undefined} */
  get inner() { return this.page.frames().find((frame) => /\/widget\?/.test(frame.url())); }
  get frame() { return this.page.frameLocator('garda-launcher iframe'); }
  get launcher() { return this.page.locator('garda-launcher').getByRole('button', { name: /Bantuan TI|IT help/i }); }
  get log() { return this.frame.getByRole('log'); }
  get box() { return this.frame.locator('textarea:visible'); }
  get human() { return this.frame.getByRole('button', { name: /Bicara dengan petugas|Talk to a person/ }).last(); }

  async open() {
    await this.launcher.click();
    await this.box.waitFor();
  }

  /** Presses Tab until the launcher has the focus, then Enter; nothing is clicked. */
  async openByKeyboard() {
    await this.launcher.waitFor();
    for (let tries = 0; tries < 60 && !(await this.onLauncher()); tries += 1) await this.page.keyboard.press('Tab');
    await this.page.keyboard.press('Enter');
    await this.box.waitFor();
  }

  onLauncher() { return this.page.evaluate(() => document.activeElement?.localName === 'garda-launcher' && document.activeElement.shadowRoot.activeElement?.localName === 'button'); }

  /** Which element of the frame has the focus, if the frame has it. */
  focused() { return this.inner?.evaluate(() => (document.hasFocus() ? document.activeElement?.id || document.activeElement?.localName : '')); }

  /** Types and sends; does not wait for the server. @param {string} text */
  async put(text) {
    await this.box.fill(text);
    await this.box.press('Enter');
    await this.own(text).first().waitFor();
  }

  /** Sends and waits until it is stored. @param {string} text */
  async say(text) {
    await this.put(text);
    await this.stored(text);
  }

  /** @param {string} text */
  stored(text, within = 10_000) { return this.log.locator('.message.visitor:not(.pending)', { hasText: text }).last().waitFor({ timeout: within }); }
  /** @param {string} text */
  own(text) { return this.log.locator('.message.visitor', { hasText: text }); }
  /** @param {string|RegExp} text */
  sees(text) { return this.log.locator('.message.bot, .message.agent, .system-line', { hasText: text }).last().waitFor(); }

  /** The bubbles in order, without times. */
  async words() { return this.log.locator('.message').evaluateAll((items) => items.map((item) => (item.querySelector('.bubble, .card, .system-line') ?? item).innerText)); }

  token() { return this.page.evaluate(() => localStorage.getItem('garda.visitor')); }

  /** Everything the page and its frame were ever answered, and what they show now. */
  async everything() {
    const parts = await Promise.all(this.page.frames().map((frame) => frame.evaluate(() => ({ heard: window.heard, shown: document.documentElement.outerHTML }))));
    return { heard: parts.map(({ heard }) => heard).join('\n'), shown: parts.map(({ shown }) => shown).join('\n') };
  }

  /** The texts stored in the newest conversation, as the server tells them. @param {import('./server.mjs').Server} server */
  async kept(server) {
    const token = await this.token();
    const { conversations } = await server.ask(token, 'conversations');
    const { messages } = await server.ask(token, `conversations/${conversations[0].id}`);
    return messages;
  }

  /** @param {import('./server.mjs').Server} server @param {string} text @param {number} times */
  keptTimes(server, text, times) { return becomes(async () => (await this.kept(server)).filter((one) => one.text === text).length, times, `copies of “${text}”`); }
}
