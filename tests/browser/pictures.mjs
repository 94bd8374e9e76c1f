// Two pictures of the real program for the README: pictures/chat.png and pictures/console.png, both 1280×800.
//   GARDA_BIN=../../target/debug/garda node pictures.mjs
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { Agent } from './lib/agent.mjs';
import { becomes } from './lib/checks.mjs';
import { slim } from './lib/png.mjs';
import { Server } from './lib/server.mjs';
import { Visitor } from './lib/visitor.mjs';

const FOLDER = fileURLToPath(new URL('pictures/', import.meta.url));
const LOOK = { timezoneId: 'Asia/Jakarta', reducedMotion: 'reduce', colorScheme: 'light' };
const MOST = 150_000;
const HUMAN = ['mau bicara dengan petugas', '/human'];

/** Who asked what, each the messages of one conversation; a choice stands beside its text. */
const SEEDS = [
  ['id', 'dapat email aneh minta OTP', 'belum saya klik, cuma dibuka saja'],
  ['id', 'antrian print ga jalan di b2', ['Belum', '/helped/no'], HUMAN, 'gedung B lantai 2, dekat ruang rapat', 'sejak jam 8 pagi'],
  ['en', 'my printer is offline', ['Talk to a person', '/human'], 'PRN-B3-02, building B, third floor'],
  ['id', 'vpn putus terus dari tadi pagi', HUMAN, 'muncul kode 809'],
  ['id', 'laptop saya tidak bisa menyala', HUMAN, 'lampunya menyala tapi layarnya hitam'],
  ['en', 'I forgot my password and the reset code never arrives', ['Talk to a person', '/human']],
];
const OPEN = 1;

const server = new Server();
await server.start();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
fs.mkdirSync(FOLDER, { recursive: true });

/** @param {import('playwright-core').Page} page @param {string} name */
async function picture(page, name) {
  const path = `${FOLDER}${name}.png`;
  await page.mouse.move(0, 0);
  const whole = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const small = await slim(page, whole);
  fs.writeFileSync(path, small);
  const size = small.length;
  console.log(`${name}.png ${Math.ceil(size / 1000)} kB`);
  if (size > MOST) throw new Error(`${name}.png is larger than ${MOST} bytes`);
}

/** @param {string} path @param {object} body @param {string} [token] */
async function call(path, body, token) {
  const answer = await fetch(`${server.base}/api/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** One conversation; gives back the number of its ticket. @param {(string|string[])[]} seed @param {number} at */
async function seed([language, ...says], at) {
  const { token } = await call('visitors', {});
  const { id } = await call('conversations', { client_id: `seed-${at}`, language }, token);
  let ticket;
  for (const [turn, one] of says.entries()) {
    const [text, choice] = [one].flat();
    const { conversation } = await call(`conversations/${id}/messages`, { client_id: `${at}-${turn}`, text, ...(choice && { choice }) }, token);
    ticket = conversation.ticket?.number ?? ticket;
  }
  return ticket;
}

/** The demo page, the widget with an answer and the ticket that came of it. */
async function chat() {
  const visitor = await Visitor.arrive(browser, { ...LOOK, viewport: { width: 1600, height: 1000 }, deviceScaleFactor: 0.8 });
  await visitor.page.goto(`${server.base}/`);
  await visitor.open();
  await visitor.say('wifi ga konek di b2');
  await visitor.log.locator('.article-card').waitFor();
  await visitor.human.click();
  await visitor.log.locator('.ticket').waitFor();
  await visitor.frame.getByRole('button', { name: 'Perbesar panel' }).click();
  await visitor.frame.getByRole('button', { name: 'Perkecil panel' }).waitFor();
  await visitor.log.evaluate((log) => {
    log.scrollTop += log.querySelector('.ticket .promise').getBoundingClientRect().bottom - log.getBoundingClientRect().bottom + 16;
  });
  await picture(visitor.page, 'chat');
}

/** The inbox of an agent with one ticket open, answered and noted. @param {string} number */
async function desk(number) {
  const agent = await Agent.arrive(browser, server.base, LOOK);
  const { page } = agent;
  await agent.signIn(server.email, server.password);
  await agent.choosePassword('empat kata yang panjang sekali');
  await page.getByRole('navigation', { name: 'Tampilan' }).waitFor();
  const { agent: sari, password } = await page.evaluate((body) => fetch('/api/v1/agents', { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then((answer) => answer.json()), JSON.stringify({ email: 'sari@kantor.example', name: 'Sari Dewanti', role: 'lead', teams: ['network', 'security', 'helpdesk'] }));
  await page.evaluate(() => fetch('/api/v1/session', { method: 'DELETE' }));
  await page.goto(`${server.base}/console`);
  await agent.signIn(sari.email, password);
  await agent.choosePassword('empat kata yang panjang juga');
  await page.getByRole('navigation', { name: 'Tampilan' }).waitFor();
  await page.goto(`${server.base}/console/inbox/all`);
  await agent.row(number).click();
  await agent.do('Ambil').click();
  await agent.box.fill('Pagi. Pemancar lantai 2 sedang kami nyalakan ulang, sekitar sepuluh menit.');
  await page.keyboard.press('Control+Enter');
  await agent.said('Pemancar lantai 2').waitFor();
  await page.getByRole('radio', { name: 'Catatan internal' }).check();
  await agent.box.fill('AP B2-07 mati sejak 08.50, lihat juga laporan dari ruang rapat.');
  await page.keyboard.press('Control+Enter');
  await agent.said('AP B2-07').waitFor();
  await page.getByRole('radio', { name: 'Balas pengguna' }).check();
  await becomes(() => agent.rows.count(), SEEDS.length, 'the rows');
  await page.locator('garda-toasts').evaluate((toasts) => toasts.replaceChildren());
  await picture(page, 'console');
}

try {
  const numbers = [];
  for (const [at, one] of SEEDS.entries()) numbers.push(await seed(one, at));
  await desk(numbers[OPEN]);
  await chat();
} finally {
  await browser.close();
  await server.end();
}
