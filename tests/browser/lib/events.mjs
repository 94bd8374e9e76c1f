// A program that subscribed to events, and the page where an administrator sees them go out, stop, and go out again.
import assert from 'node:assert/strict';
import http from 'node:http';
import { axe } from './axe.mjs';
import { becomes, check } from './checks.mjs';
import { fills } from './desk.mjs';

/** @typedef {import('./story.mjs').Cast} Cast */

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** A receiver that answers as it is told and keeps what it got. */
export class Subscriber {
  /** @type {{key: string, type: string}[]} */ got = [];
  answers = 204;

  async open() {
    this.server = http.createServer(async (request, response) => {
      const parts = [];
      for await (const part of request) parts.push(part);
      this.got.push({ key: String(request.headers['webhook-id']), type: JSON.parse(Buffer.concat(parts).toString()).type });
      response.writeHead(this.answers).end();
    });
    await new Promise((listening) => { this.server.listen(0, '127.0.0.1', () => listening(undefined)); });
    this.section = `[[subscriber]]\nname = "laporan"\nurl = "http://127.0.0.1:${this.server.address().port}/garda"\nsecrets = ["${SECRET}"]\n[outbound]\nprivate_networks = ["127.0.0.1"]\n`;
    return this;
  }

  close() { this.server.close(); }
}

/** @param {Cast} cast @param {Subscriber} subscriber */
export async function eventsGoOut(cast, subscriber) {
  const { server, agent } = cast;
  const { page } = agent;
  const status = page.locator('garda-outbox [role=status]');
  const rows = page.locator('garda-outbox tbody tr:not(.opened)');
  await page.goto(`${server.base}/console/outbox`);
  await check('what happened was told in order', async () => {
    await becomes(() => subscriber.got.length > 5, true, 'the events');
    assert.deepEqual(subscriber.got.slice(0, 2).map(({ type }) => type), ['conversation.started', 'ticket.opened']);
  });
  await check('the list is narrowed to one target', async () => {
    await page.getByLabel('Tujuan', { exact: true }).selectOption('laporan');
    await becomes(() => status.innerText(), (said) => /ditemukan/.test(said), 'the sum');
    await rows.filter({ hasText: 'ticket.opened' }).first().waitFor();
  });
  await axe('console, outbox with events', page);
  await check('details are opened and closed with the keyboard, and keep the focus', async () => {
    const more = rows.first().getByRole('button', { name: /^Rincian/ });
    await more.focus();
    await page.keyboard.press('Enter');
    await page.locator('.attempts li').filter({ hasText: 'Diterima' }).first().waitFor();
    await page.locator('.sent-body').getByText('"type"').waitFor();
    await becomes(() => page.evaluate(() => document.activeElement?.getAttribute('aria-expanded')), 'true', 'the button');
    await axe('console, outbox with attempts', page);
    await page.keyboard.press('Enter');
    await page.locator('.attempts').waitFor({ state: 'detached' });
  });
  await check('one is sent again under the same key', async () => {
    const before = subscriber.got.length;
    await rows.first().getByRole('button', { name: /^Kirim ulang/ }).press('Enter');
    await becomes(() => subscriber.got.length, before + 1, 'the calls');
    assert.equal(subscriber.got.slice(0, before).some(({ key }) => key === subscriber.got[before].key), true);
  });
  await check('all of the last hour are sent again', async () => {
    const keys = new Set(subscriber.got.map(({ key }) => key)).size;
    const before = subscriber.got.length;
    await page.getByLabel('Kirim ulang peristiwa sejak').selectOption('1');
    await page.getByRole('button', { name: 'Kirim ulang', exact: true }).press('Enter');
    await becomes(() => status.innerText(), (said) => said.includes(`${keys} peristiwa dikirim ulang`), 'what is said');
    await becomes(() => subscriber.got.length, before + keys, 'the calls');
    assert.equal(new Set(subscriber.got.map(({ key }) => key)).size, keys);
  });
  await check('who wants nothing more rests, and is set going again', async () => {
    subscriber.answers = 410;
    await fills(cast, ['monitor berkedip terus']);
    await becomes(async () => { await page.reload(); return page.getByText(/laporan tidak lagi mau menerima peristiwa/).isVisible(); }, true, 'the notice');
    await axe('console, outbox with a resting subscriber', page);
    const before = subscriber.got.length;
    subscriber.answers = 204;
    await page.getByRole('button', { name: /^Kirim lagi ke sana/ }).press('Enter');
    await becomes(() => subscriber.got.slice(before).map(({ type }) => type).join(), 'conversation.started,ticket.opened', 'the events');
    await page.getByText(/tidak lagi mau menerima/).waitFor({ state: 'detached' });
    await becomes(() => status.innerText(), 'laporan menerima peristiwa lagi.', 'what is said');
  });
}
