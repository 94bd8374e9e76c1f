// Walks through the states of the visitor's pages: pictures into shots/, axe on each, one journey by keyboard alone.
// node check.mjs [name-filter]
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startStub } from './stub.mjs';

const PORT = 8090;
const BASE = `http://127.0.0.1:${PORT}`;
const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = fileURLToPath(new URL('shots/', import.meta.url));
const only = process.argv[2];
fs.mkdirSync(SHOTS, { recursive: true });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
const stub = startStub(PORT);
const faults = [];
const fault = (where, what) => { faults.push(`${where}: ${what}`); console.log(`  FAULT ${where}: ${what}`); };
const expect = (where, ok, what) => { if (!ok) fault(where, what); };
const tell = (path, body) => fetch(`${BASE}/stub/${path}`, { method: 'POST', body: JSON.stringify(body ?? {}) });

async function axe(where, frame) {
  await frame.evaluate(AXE);
  const { violations } = await frame.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  for (const { id, nodes } of violations) fault(where, `axe ${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.any?.[0]?.message ?? ''}`).slice(0, 3).join(' | ')}`);
}

class Visit {
  constructor(page, name) { this.page = page; this.name = name; }
  get frame() { return this.page.frames().find((frame) => /\/widget\?/.test(frame.url())); }
  async picture(name) {
    await this.page.waitForTimeout(250);
    await this.page.screenshot({ path: `${SHOTS}${this.name}-${name}.png` });
    await axe(`${this.name}-${name}`, this.page.mainFrame());
    if (this.frame && (await this.page.locator('garda-launcher #panel.on').count())) {
      await axe(`${this.name}-${name} frame`, this.frame);
      const wide = await this.frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(`${this.name}-${name}`, wide <= 0, `scrolls sideways by ${wide}`);
    }
  }
  async open() {
    await this.page.locator('garda-launcher .go').click();
    await this.page.waitForFunction(() => document.querySelector('garda-launcher').shadowRoot.querySelector('iframe'));
    while (!this.frame) await this.page.waitForTimeout(20);
    await this.frame.locator('.chips .chip:visible, .message:visible').first().waitFor();
  }
  async say(text) {
    const box = this.frame.locator('textarea:visible');
    await box.fill(text);
    await box.press('Enter');
    await this.frame.locator('.message.visitor:not(.pending)', { hasText: text }).last().waitFor();
    await this.page.waitForTimeout(150);
  }
  get words() { return this.frame.locator('.log').innerText(); }
}

async function scene(name, options, play) {
  if (only && !name.includes(only)) return;
  console.log(name);
  await tell('mode', { busy: 0, broken: 0, slow: 0, rate: 0, drop: 0, closed: false });
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, locale: 'id-ID', bypassCSP: false, ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => fault(name, `page error ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error' && !/ERR_INTERNET|status of (4|5)\d\d|ERR_EMPTY|net::ERR/.test(message.text())) fault(name, `console ${message.text()}`); });
  page.on('request', (request) => { if (!request.url().startsWith('http://127.0.0.1')) fault(name, `asks ${request.url()}`); });
  try { await play(new Visit(page, name), context); } catch (error) { fault(name, `broke: ${error.message.split('\n').slice(0, 4).join(' / ')}`); await page.screenshot({ path: `${SHOTS}${name}-broken.png` }); }
  await context.close();
}

const journey = async (visit) => {
  await visit.page.goto(visit.at ?? `${BASE}/`);
  await visit.picture('1-launcher');
  await visit.open();
  await visit.picture('2-home');
  await visit.frame.locator('textarea:visible').fill('wifi ga konek di b2');
  await visit.frame.locator('.matches li').first().waitFor();
  await visit.picture('3-matches');
  await visit.frame.locator('textarea:visible').press('Enter');
  await visit.frame.locator('.choice').first().waitFor();
  await visit.picture('4-answer');
  await visit.frame.locator('.article-card .button').first().click();
  await visit.frame.locator('.prose').waitFor();
  await visit.picture('5-article');
  await visit.frame.locator('.article-foot .button').click();
  await visit.say('printer macet');
  await visit.frame.locator('.choice').nth(3).waitFor();
  await visit.picture('6-clarify');
  await visit.frame.locator('.choice').first().click();
  await visit.frame.locator('.chosen').first().waitFor();
  await visit.frame.locator('.choice').first().waitFor();
  await visit.picture('7-chosen');
  await visit.frame.locator('.human').click();
  await visit.frame.locator('.ticket').waitFor();
  await visit.picture('8-ticket');
  await visit.frame.locator('.ticket summary').click();
  await visit.picture('9-ticket-why');
};

await scene('desk', {}, journey);
await scene('dark', { colorScheme: 'dark' }, journey);
await scene('phone', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }, journey);
await scene('small', { viewport: { width: 320, height: 256 } }, journey);
await scene('english', { locale: 'en-GB' }, (visit) => { visit.at = `${BASE}/?lang=en`; return journey(visit); });
await scene('forced', { forcedColors: 'active' }, journey);
await scene('calm', { reducedMotion: 'reduce' }, journey);

await scene('agent', {}, async (visit) => {
  await visit.page.goto(`${BASE}/`);
  await visit.open();
  await visit.say('wifi ga konek di b2');
  await visit.say('mau ngobrol sama orang');
  await visit.frame.locator('.ticket').waitFor();
  await tell('agent', { kind: 'join' });
  await tell('agent', { kind: 'say', text: 'Pagi Bu Rina. AP lantai 2 saya nyalakan ulang, tunggu 1 menit.' });
  await visit.frame.locator('.message.agent').waitFor();
  await tell('agent', { kind: 'typing' });
  await visit.frame.locator('.hint', { hasText: 'mengetik' }).waitFor();
  await visit.picture('1-live');
  await visit.say('Sudah bisa, makasih');
  await visit.page.locator('garda-launcher .go').click();
  await tell('agent', { kind: 'say', text: 'Sip. Saya tutup ya tiketnya?' });
  await visit.page.locator('garda-launcher b:visible').waitFor();
  await visit.picture('2-badge-and-card');
  const name = await visit.page.locator('garda-launcher .go').getAttribute('aria-label');
  expect('agent', name === 'Bantuan TI, 1 pesan belum dibaca', `launcher is named ${name}`);
  await visit.frame.locator('.peek .button').first().click();
  await visit.frame.locator('.unread-line').waitFor();
  await visit.picture('3-unread-line');
  await tell('agent', { kind: 'resolve' });
  await visit.frame.locator('.progress .here', { hasText: 'Selesai' }).waitFor();
  await visit.picture('4-resolved');
  await visit.frame.locator('[data-part="back"]').click();
  await visit.picture('5-home-again');
});

await scene('offline', {}, async (visit, context) => {
  await visit.page.goto(`${BASE}/`);
  await visit.open();
  await visit.say('wifi ga konek di b2');
  await context.setOffline(true);
  for (const text of ['printer b2 macet tolong', 'fotonya menyusul']) { await visit.frame.locator('textarea:visible').fill(text); await visit.frame.locator('textarea:visible').press('Enter'); }
  await visit.frame.locator('.strip:visible').waitFor();
  await visit.picture('1-waiting');
  await visit.page.waitForTimeout(1500);
  await context.setOffline(false);
  await visit.frame.locator('.pending').first().waitFor({ state: 'detached', timeout: 15000 });
  await visit.frame.locator('.pending').first().waitFor({ state: 'detached', timeout: 15000 });
  await visit.picture('2-back');
  const words = await visit.words;
  expect('offline', words.indexOf('printer b2 macet tolong') < words.indexOf('fotonya menyusul') && words.includes('fotonya menyusul'), 'order was lost');
});

await scene('trouble', {}, async (visit) => {
  await visit.page.goto(`${BASE}/`);
  await visit.open();
  await visit.say('wifi ga konek di b2');
  const put = async (text) => { const box = visit.frame.locator('textarea:visible'); await box.fill(text); await box.press('Enter'); };
  await tell('mode', { busy: 1 });
  await put('printer macet');
  await visit.frame.locator('.composer-note.wait').waitFor();
  await visit.picture('1-busy');
  await visit.frame.locator('.choice', { hasText: 'Kertas' }).waitFor({ timeout: 9000 });
  await tell('mode', { drop: 1 });
  await put('email penuh');
  await visit.frame.locator('.message.visitor:not(.pending)', { hasText: 'email penuh' }).waitFor({ timeout: 9000 });
  expect('trouble', (await visit.frame.locator('.message.visitor', { hasText: 'email penuh' }).count()) === 1, 'a lost answer made a second copy');
  await tell('mode', { broken: 9 });
  await put('pesan yang tidak sampai');
  await visit.frame.locator('.failed').waitFor({ timeout: 15000 });
  await visit.picture('2-failed');
  await tell('mode', { broken: 0 });
  await visit.frame.locator('.failed .button').first().click();
  await visit.frame.locator('.message.visitor:not(.pending)', { hasText: 'tidak sampai' }).waitFor();
  await visit.frame.locator('textarea:visible').fill('a'.repeat(4012));
  await visit.frame.locator('textarea:visible').press('Enter');
  await visit.frame.locator('.composer-note.over').waitFor();
  await visit.picture('3-too-long');
  expect('trouble', (await visit.frame.locator('textarea:visible').inputValue()).length === 4012, 'a long text was cut');
});

await scene('keyboard', {}, async (visit) => {
  const { page } = visit;
  await page.goto(`${BASE}/`);
  await page.locator('garda-launcher .go').waitFor();
  for (let tries = 0; tries < 60 && !(await page.evaluate(() => document.activeElement?.localName === 'garda-launcher')); tries += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  while (!visit.frame) await page.waitForTimeout(20);
  await visit.frame.locator('.chips').waitFor();
  const focused = () => visit.frame.evaluate(() => document.hasFocus() && (document.activeElement?.id || document.activeElement?.className || document.activeElement?.localName));
  await page.waitForTimeout(200);
  expect('keyboard', (await focused()) === 'ask-box-field', `after opening focus is on ${await focused()}`);
  await page.keyboard.type('printer macet');
  await page.keyboard.press('Enter');
  await visit.frame.locator('.choice').nth(3).waitFor();
  expect('keyboard', (await focused()) === 'compose-field', `after sending focus is on ${await focused()}`);
  await page.keyboard.press('Shift+Tab');
  expect('keyboard', /choice/.test(await focused()), `before the composer stands ${await focused()}`);
  for (let i = 0; i < 3; i += 1) await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await visit.frame.locator('.chosen').waitFor();
  expect('keyboard', (await focused()) === 'compose-field', `after choosing focus is on ${await focused()}`);
  expect('keyboard', /Anda memilih: Kertas macet/.test(await visit.words), 'the choice is not told');
  for (let i = 0; i < 12 && (await focused()) !== 'log'; i += 1) await page.keyboard.press('Shift+Tab');
  expect('keyboard', (await focused()) === 'log', 'the log is not reached');
  await page.keyboard.press('ArrowUp');
  expect('keyboard', /^m\d+$/.test(await focused()), `arrows lead to ${await focused()}`);
  await visit.picture('1-in-the-log');
  await page.keyboard.press('Escape');
  expect('keyboard', (await focused()) === 'compose-field', `Escape in the log leads to ${await focused()}`);
  await page.keyboard.press('Escape');
  await page.waitForTimeout(300);
  const back = await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className);
  expect('keyboard', back === 'go', `after closing focus is on ${back}`);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(300);
  expect('keyboard', (await focused()) === 'compose-field', `after opening again focus is on ${await focused()}`);
});

await scene('foreign', {}, async (visit) => {
  await visit.page.goto(`http://127.0.0.1:${PORT + 1}/`);
  await visit.page.locator('a[data-garda]').press(' ');
  while (!visit.frame) await visit.page.waitForTimeout(20);
  await visit.frame.locator('.chips').waitFor();
  await visit.say('wifi ga konek');
  await visit.picture('1-other-origin');
  const token = await visit.page.evaluate(() => localStorage.getItem('garda.visitor'));
  expect('foreign', Boolean(token), 'the host keeps no token');
  await visit.frame.locator('textarea:visible').press('Escape');
  await visit.page.waitForTimeout(200);
  expect('foreign', await visit.page.evaluate(() => document.activeElement.matches('a[data-garda]')), 'focus does not go back to the link');
  await visit.page.reload();
  await visit.open();
  await visit.frame.locator('.message.visitor').waitFor();
});

await scene('tabs', {}, async (visit, context) => {
  await visit.page.goto(`${BASE}/`);
  await visit.open();
  await visit.say('mau ngobrol sama orang');
  const other = new Visit(await context.newPage(), 'tabs');
  await other.page.goto(`${BASE}/`);
  await other.open();
  await other.frame.locator('.ticket').waitFor();
  await tell('agent', { kind: 'join' });
  await tell('agent', { kind: 'say', text: 'Halo dari petugas' });
  for (const one of [visit, other]) await one.frame.locator('.message.agent', { hasText: 'Halo dari petugas' }).waitFor({ timeout: 5000 });
  await other.say('terima kasih');
  await visit.frame.locator('.message.visitor', { hasText: 'terima kasih' }).waitFor({ timeout: 5000 });
  await visit.page.close();
  await other.page.waitForTimeout(300);
  await tell('agent', { kind: 'say', text: 'Pesan sesudah tab lain ditutup' });
  await other.frame.locator('.message.agent', { hasText: 'Pesan sesudah' }).waitFor({ timeout: 8000 });
});

await scene('history', {}, async (visit) => {
  await visit.page.goto(`${BASE}/`);
  await visit.open();
  await visit.say('mau ngobrol sama orang');
  await tell('agent', { kind: 'join' });
  for (let i = 1; i <= 160; i += 1) await tell('agent', { kind: 'say', text: `Pesan ke-${i}` });
  await visit.frame.locator('.message', { hasText: 'Pesan ke-160' }).waitFor();
  await visit.frame.locator('.log').evaluate((one) => { one.scrollTop = one.scrollHeight; });
  await visit.page.waitForTimeout(300);
  await visit.page.reload();
  await visit.frame.locator('.message', { hasText: 'Pesan ke-160' }).waitFor();
  await visit.page.waitForTimeout(300);
  const log = visit.frame.locator('.log');
  const gap = () => log.evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight);
  expect('history', (await gap()) < 80, `opens ${await gap()} above the end`);
  await log.evaluate((one) => { one.scrollTop = 0; });
  await visit.page.waitForTimeout(100);
  const top = async () => (await visit.frame.locator('.message', { hasText: 'Pesan ke-62' }).boundingBox())?.y;
  const before = await top();
  await visit.frame.locator('.older .button').click();
  await visit.frame.locator('.message', { hasText: 'Pesan ke-2' }).first().waitFor();
  await visit.page.waitForTimeout(200);
  expect('history', Math.abs((await top()) - before) < 60, `loading older moved the page from ${before} to ${await top()}`);
  await tell('agent', { kind: 'say', text: 'Satu lagi\n' + Array.from({ length: 20 }, (_, i) => `baris ${i}`).join('\n') });
  await visit.frame.locator('.pill:visible').waitFor();
  await visit.picture('1-pill');
  await visit.frame.locator('.pill').click();
  await visit.frame.locator('.folded').waitFor();
  await visit.picture('2-folded');
  expect('history', (await gap()) < 5, 'the pill does not lead to the end');
});

await scene('host', {}, async (visit) => {
  const { page } = visit;
  await page.goto(`${BASE}/`);
  await page.locator('#garda-script').evaluate((script) => Object.assign(script.dataset, { corner: 'left', color: '#FFCC00', offsetBottom: '40', label: 'Tanya TI' }));
  await page.evaluate(() => { const button = Object.assign(document.createElement('button'), { id: 'under', textContent: 'x' }); Object.assign(button.style, { position: 'fixed', left: '40px', bottom: '75px', width: '30px', height: '24px' }); document.body.prepend(button); });
  await visit.picture('1-left-yellow');
  await page.locator('#under').focus();
  expect('host', await page.locator('garda-launcher').evaluate((one) => one.hasAttribute('tuck')), 'the launcher covers the focused element');
  await visit.picture('2-tucked');
  await page.locator('[data-example]').first().focus();
  expect('host', !(await page.locator('garda-launcher').evaluate((one) => one.hasAttribute('tuck'))), 'the launcher stays tucked');
  await page.locator('[data-example]').first().click();
  while (!visit.frame) await page.waitForTimeout(20);
  await visit.frame.locator('.chip:visible').first().waitFor();
  await page.waitForTimeout(500);
  expect('host', (await visit.frame.locator('textarea:visible').inputValue()) === 'wifi ga konek di b2', 'an example is not typed');
  await visit.picture('3-open');
  await visit.frame.locator('[data-part="language"]').click();
  await visit.frame.locator('h2', { hasText: 'What’s the problem?' }).waitFor();
  await visit.frame.locator('[data-part="size"]').click();
  await page.waitForTimeout(200);
  await visit.picture('4-english-tall');
});

await scene('pages', {}, async (visit, context) => {
  for (const [name, path] of [['help', '/help'], ['help-en', '/help?lang=en'], ['search', '/help/search?q=wifi+konek'], ['none', '/help/search?q=xyzzy'], ['article', '/help/articles/wifi-tidak-tersambung'], ['404', '/nothing'], ['500', '/500']]) {
    await visit.page.goto(BASE + path);
    await visit.picture(name);
  }
  await visit.page.goto(`${BASE}/help/articles/wifi-tidak-tersambung`);
  await visit.page.emulateMedia({ media: 'print' });
  await visit.page.screenshot({ path: `${SHOTS}pages-print.png` });
  await visit.page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
  await visit.picture('article-dark');
  await visit.page.setViewportSize({ width: 320, height: 640 });
  for (const [name, path] of [['narrow-help', '/help'], ['narrow-demo', '/'], ['narrow-article', '/help/articles/wifi-tidak-tersambung']]) {
    await visit.page.goto(BASE + path);
    await visit.picture(name);
    const wide = await visit.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(`pages-${name}`, wide <= 0, `scrolls sideways by ${wide}`);
  }
});

await browser.close();
stub.stop();
console.log(faults.length ? `${faults.length} faults` : 'no faults');
process.exitCode = faults.length ? 1 : 0;
