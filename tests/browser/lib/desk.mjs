// What an agent does besides answering: priority, teams, resolving, reopening; and a day without a mouse.
import assert from 'node:assert/strict';
import { axe } from './axe.mjs';
import { becomes, check } from './checks.mjs';

/** @typedef {import('./story.mjs').Cast} Cast */

/** @param {Cast} cast */
export async function sorts({ agent }) {
  const { page } = agent;
  await page.keyboard.press('Escape');
  await check('priority is changed with P', async () => {
    await page.keyboard.press('p');
    await agent.choose('Tinggi');
    await page.locator('.facts-line').getByText('Tinggi').waitFor();
  });
  await check('the ticket moves to another team, with a reason, and back', async () => {
    for (const team of ['Aplikasi', 'Jaringan']) {
      await page.keyboard.press('Shift+A');
      await agent.choose(team, 'salah antrean');
      await page.locator('.facts-line').getByText(team).waitFor();
    }
  });
  await check('the history tells all of it', async () => {
    await page.getByRole('tab', { name: 'Riwayat' }).click();
    const told = page.getByRole('tabpanel', { name: 'Riwayat' });
    for (const words of [/mengambil tiket/, /membalas pengguna/, /prioritas menjadi Tinggi/, /memindahkan ke Aplikasi/, /memindahkan ke Jaringan/]) await told.getByText(words).first().waitFor();
  });
}

/** @param {Cast} cast */
export async function resolves({ server, visitor, agent }) {
  const { page } = agent;
  await check('resolving is seen by the visitor', async () => {
    await agent.do('Selesai').click();
    await visitor.log.locator('.ticket [aria-current=step]', { hasText: 'Selesai' }).waitFor();
  });
  await check('afterwards the assistant answers again', async () => {
    await visitor.say('printer saya offline');
    await becomes(async () => (await visitor.kept(server)).at(-1).sender, 'bot', 'the last to speak');
    await visitor.log.getByRole('region', { name: /Artikel: Printer/ }).waitFor();
  });
  await check('a resolved ticket is opened again', async () => {
    await page.goto(`${server.base}/console/tickets/GRD-1001`);
    await agent.do('Buka lagi').click();
    await agent.do('Selesai').waitFor();
    await becomes(() => visitor.log.locator('.ticket [aria-current=step]').first().innerText(), (step) => !/Selesai/.test(step), 'the visitor’s ticket');
  });
}

/** Tickets of several people, so that there is a list. @param {Cast} cast @param {string[]} texts */
export async function fills({ server }, texts) {
  for (const [at, text] of texts.entries()) {
    const call = async (path, body, token) => (await fetch(`${server.base}/api/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) })).json();
    const { token } = await call('visitors', {});
    const { id } = await call('conversations', { client_id: `seed-${at}`, language: 'id' }, token);
    await call(`conversations/${id}/messages`, { client_id: `said-${at}`, text }, token);
    await call(`conversations/${id}/messages`, { client_id: `asked-${at}`, text: 'mau bicara dengan petugas', choice: '/human' }, token);
  }
}

/** One ticket from the list to the end, and the next, with the keyboard alone. @param {Cast} cast */
export async function keyboardDay({ server, agent }) {
  const { page } = agent;
  const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
  const here = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  await page.goto(`${server.base}/console/inbox/unassigned`);
  await agent.rows.nth(3).waitFor();
  await axe('console, inbox full', page);
  const numbers = await agent.rows.evaluateAll((rows) => rows.map((row) => /GRD-\d+/.exec(row.textContent)[0]));
  await check('J and K walk the list', async () => {
    await press('j');
    await becomes(here, (text) => text.includes(numbers[0]), 'the focus');
    await press('j', 'j', 'k');
    await becomes(here, (text) => text.includes(numbers[1]), 'the focus');
  });
  await check('Enter opens the ticket and its title has the focus', async () => {
    await press('Enter');
    await agent.title.filter({ hasText: numbers[1] }).waitFor();
    await becomes(here, (text) => text.includes(numbers[1]), 'the focus');
  });
  await check('I takes it, R and Ctrl+Enter answer it, N and Ctrl+Enter keep a note', async () => {
    await press('i');
    await page.getByText('Ditangani Anda').first().waitFor();
    await press('r');
    await becomes(() => page.evaluate(() => document.activeElement?.id), 'reply-box', 'the focus');
    await page.keyboard.type('Saya kerjakan sekarang.');
    await press('Control+Enter');
    await agent.said('Saya kerjakan sekarang.').waitFor();
    await press('Escape', 'n');
    await page.keyboard.type('catatan dari papan ketik');
    await press('Control+Enter');
    await agent.said('catatan dari papan ketik').waitFor();
    await press('Escape');
  });
  await check('W explains, V goes back to the brief', async () => {
    await press('w');
    await becomes(() => page.getByRole('tab', { name: 'Penjelasan' }).getAttribute('aria-selected'), 'true', 'the tab');
    await press('v');
    await becomes(() => page.getByRole('tab', { name: 'Ringkasan' }).getAttribute('aria-selected'), 'true', 'the tab');
  });
  await check('Ctrl+K and ? open and Escape closes, the focus returns', async () => {
    for (const keys of ['Control+k', '?']) {
      const before = await here();
      await press(keys);
      await page.locator('dialog[open]').waitFor();
      await axe(keys === '?' ? 'console, key sheet' : 'console, palette', page);
      await press('Escape');
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
      assert.equal(await here(), before);
    }
  });
  await check('E resolves it and goes to the next', async () => {
    await press('e');
    await becomes(async () => new URL(page.url()).pathname, (path) => !path.endsWith(numbers[1]), 'the address');
    await agent.title.waitFor();
  });
  await check('U leads back to the list with the focus in it', async () => {
    await press('u');
    await becomes(() => page.evaluate(() => Boolean(document.activeElement?.closest('[role=grid]'))), true, 'the focus in the list');
  });
}

/** A new ticket sounds and shows a notice, once both are switched on and the page is not being looked at. @param {Cast} cast */
export async function hears(cast) {
  const { server, agent } = cast;
  const { page } = agent;
  await page.goto(`${server.base}/console/settings`);
  await page.evaluate(() => {
    const heard = /** @type {any} */ (window).heard = { tones: 0, notices: [] };
    const Tone = window.OscillatorNode;
    window.OscillatorNode = class extends Tone { start(when) { heard.tones += 1; super.start(when); } };
    window.Notification = /** @type {any} */ (class extends EventTarget {
      static permission = 'default';
      static async requestPermission() { return (this.permission = 'granted'); }
      constructor(title, options) { super(); heard.notices.push({ title, ...options }); }
      close() {}
    });
    document.hasFocus = () => false;
  });
  const heard = () => page.evaluate(() => /** @type {any} */ (window).heard);
  for (const name of ['Bunyi', 'Pemberitahuan desktop']) await page.getByRole('checkbox', { name: new RegExp(name) }).or(page.getByRole('switch', { name: new RegExp(name) })).first().check();
  const before = (await heard()).tones;
  await check('switching the sound on lets it be heard', () => assert.equal(before > 0, true));
  await fills(cast, ['proyektor ruang rapat mati']);
  await check('a new ticket sounds', () => becomes(async () => (await heard()).tones > before, true, 'the tone'));
  await check('a new ticket shows a notice that leads to it', () => becomes(async () => (await heard()).notices.filter(({ tag }) => /GRD-\d+/.test(tag)).length, 1, 'the notices'));
}

/** @param {Cast} cast */
export async function looksAround({ server, agent }) {
  const { page } = agent;
  for (const [name, path, heading] of [['settings', 'settings', 'Setelan'], ['people', 'people', 'Orang'], ['outbox', 'outbox', 'Kotak keluar']]) {
    await page.goto(`${server.base}/console/${path}`);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    if (name === 'people') await page.getByRole('cell', { name: server.email }).waitFor();
    if (name === 'outbox') await page.getByText(/terkirim/i).first().waitFor();
    await axe(`console, ${name}`, page);
  }
}
