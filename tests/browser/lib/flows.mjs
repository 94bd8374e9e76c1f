// Three guided flows as three people go through them: one with a mouse, one with the keyboard only, one on a phone; and the flows as the console draws them.
import assert from 'node:assert/strict';
import { axe } from './axe.mjs';
import { becomes, check } from './checks.mjs';

const LINK = 'https://mandiri-verifikasi.example/masuk?id=7';
const TAMED = 'hxxps://mandiri-verifikasi[.]example/masuk?id=7';

/** @typedef {import('./story.mjs').Cast} Cast */
/** @typedef {import('./visitor.mjs').Visitor} Visitor */

/** The buttons of the question that waits. @param {Visitor} visitor */
const buttons = (visitor) => visitor.log.locator('.choices').last().getByRole('button');

/** The button that sends, on the first page or in a conversation. @param {Visitor} visitor */
const sends = (visitor) => visitor.frame.getByRole('button', { name: /^(Kirim|Mulai percakapan)$/ }).first();

/** Waits for a question and answers it with a button, in the manner of that visitor.
 * @param {Visitor} visitor @param {string|RegExp} question @param {string|RegExp} answer @param {(button: import('playwright-core').Locator) => Promise<void>} press */
async function answers(visitor, question, answer, press) {
  await visitor.sees(question);
  const button = buttons(visitor).filter({ hasText: answer }).first();
  await button.waitFor();
  const words = await button.innerText();
  await press(button);
  await visitor.stored(words.trim());
}

/** A printer, with the mouse: every answer a click, what has no button is typed and sent by a click. @param {Cast} cast */
export async function byMouse({ server, visitor }) {
  const { page } = visitor;
  const click = (/** @type {import('playwright-core').Locator} */ button) => button.click();
  const types = async (/** @type {string} */ text) => {
    await visitor.box.click();
    await page.keyboard.insertText(text);
    await sends(visitor).click();
    await visitor.stored(text);
  };
  await page.goto(`${server.base}/`);
  await visitor.open();
  await check('mouse: the first sentence begins the printer flow and its place is not asked again', async () => {
    await types('printer lantai 3 ga mau ngeprint, statusnya offline');
    await visitor.sees(/masih bisa mencetak/i);
  });
  await axe('flow by mouse, a question', page, () => visitor.inner);
  await check('mouse: the things to try, one after the other, then only what is still needed', async () => {
    await answers(visitor, /masih bisa mencetak/i, /^Tidak, semua/i, click);
    for (let step = 1; step <= 3; step += 1) await answers(visitor, `Langkah ${step} dari 3`, /^Belum|^Masih/i, click);
    await visitor.sees(/stiker/i);
    assert.equal(await visitor.log.getByText('Printer-nya di gedung').count(), 0);
    await types('PRN-3-07');
    await visitor.sees('Sejak kapan');
    await types('dari kemarin sore');
  });
  await check('mouse: whom nobody knows is asked once how to reach them, and the ticket has it all', async () => {
    await visitor.sees('Ke email atau nomor mana');
    await types('rina@kantor.example');
    await visitor.log.locator('.ticket').waitFor();
    const told = await visitor.log.locator('.ticket').innerText();
    for (const part of ['rina@kantor.example', 'lantai 3', 'PRN-3-07', 'dari kemarin sore']) assert.ok(told.includes(part), `${part} in ${told}`);
  });
  await axe('flow by mouse, the ticket', page, () => visitor.inner);
}

/** A phishing message, with the keyboard only. What was pasted is never a link and never fetched. @param {Cast} cast */
export async function byKeyboard({ server, visitor, agent }) {
  const { page } = visitor;
  const asked = [];
  for (const one of [page.context(), agent.page.context()]) one.on('request', (request) => { if (request.url().includes('mandiri-verifikasi')) asked.push(request.url()); });
  const press = async (/** @type {import('playwright-core').Locator} */ button) => {
    const here = () => button.evaluate((node) => node === document.activeElement);
    for (let tries = 0; tries < 40 && !(await here()); tries += 1) await page.keyboard.press('Shift+Tab');
    assert.ok(await here(), 'the button is reached with Shift+Tab');
    await page.keyboard.press('Enter');
    await becomes(() => visitor.focused(), (name) => Boolean(name), 'the focus');
  };
  const types = async (/** @type {string} */ text, shown = text) => {
    for (let tries = 0; tries < 40 && !(await visitor.box.evaluate((box) => box === document.activeElement)); tries += 1) await page.keyboard.press('Tab');
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await visitor.stored(shown);
  };
  await page.goto(`${server.base}/`);
  await visitor.openByKeyboard();
  await check('keyboard: a report goes straight to what to do now, without small talk', async () => {
    await types(`dapat email phishing minta password, ${LINK}`, TAMED);
    await visitor.log.locator('.steps li').nth(1).waitFor();
    await visitor.sees('Apa yang sempat dilakukan');
  });
  await check('keyboard: the pasted address is no link', async () => {
    assert.equal(await visitor.log.locator('a[href*="mandiri"]').count(), 0);
    assert.equal(await visitor.own(TAMED).count(), 1);
  });
  await axe('flow by keyboard, a report', page, () => visitor.inner);
  await check('keyboard: one button, the evidence, the ticket for Security at top priority', async () => {
    await answers(visitor, 'Apa yang sempat dilakukan', /klik/i, press);
    await visitor.sees('Siapa pengirimnya');
    await types('cs@mandiri-verifikasi.example, judulnya akun diblokir');
    await visitor.sees('Kapan pesan itu diterima');
    await types('tadi pagi jam 8');
    await answers(visitor, 'Siapa lagi yang menerimanya', /Belum tahu/i, press);
    await visitor.sees('Ke nomor atau email mana');
    await types('0812 3456 7890');
    await visitor.log.locator('.ticket').waitFor();
    assert.match(await visitor.log.locator('.ticket').innerText(), /Keamanan.*Mendesak/is);
    assert.equal(await visitor.log.locator('.ticket a').count(), 0);
  });
  const number = (await visitor.kept(server)).flatMap(({ parts }) => parts).find(({ type }) => type === 'ticket').ticket.number;
  await check('in the console it is no link either, and nobody ever asked that address for anything', async () => {
    await agent.page.goto(`${server.base}/console/tickets/${number}`);
    await agent.said(TAMED).first().waitFor();
    assert.equal(await agent.page.locator('a[href*="mandiri"]').count(), 0);
    assert.equal(await agent.page.getByText(LINK, { exact: false }).count(), 0);
    assert.deepEqual(asked, []);
  });
}

/** A forgotten password, on a phone, with a thumb. @param {Cast} cast */
export async function onPhone({ server, visitor }) {
  const { page } = visitor;
  const tap = (/** @type {import('playwright-core').Locator} */ button) => button.tap();
  await page.goto(`${server.base}/`);
  await visitor.launcher.tap();
  await visitor.box.waitFor();
  await check('phone: the first question has buttons a thumb can hit', async () => {
    await visitor.box.tap();
    await visitor.box.fill('lupa password email kantor');
    await sends(visitor).tap();
    await visitor.sees('masih Anda pegang');
    for (const box of await Promise.all((await buttons(visitor).all()).map((button) => button.boundingBox()))) assert.ok(box && box.height >= 40 && box.x >= 0 && box.x + box.width <= 360, JSON.stringify(box));
  });
  await axe('flow on a phone, a question', page, () => visitor.inner);
  await check('phone: the second thing to try helps, and that is the end', async () => {
    await answers(visitor, 'masih Anda pegang', /^Ya/i, tap);
    await answers(visitor, 'Langkah 1 dari 4', /^Belum|^Masih/i, tap);
    await visitor.sees('Langkah 2 dari 4');
    await tap(buttons(visitor).first());
    await visitor.sees('Senang mendengarnya');
    assert.equal(await visitor.log.locator('.ticket').count(), 0);
  });
  await axe('flow on a phone, solved', page, () => visitor.inner);
}

/** The matters of the desk and a flow drawn, from the keyboard. @param {Cast} cast */
export async function seenInConsole({ server, agent }) {
  const { page } = agent;
  await page.goto(`${server.base}/console/inbox/all`);
  await page.getByRole('navigation', { name: 'Tampilan' }).waitFor();
  await check('g c leads to the matters, each with its team, priority and flow', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('row', { name: /Printer offline/ }).waitFor();
    assert.match(await page.getByRole('row', { name: /Email atau pesan mencurigakan/i }).first().innerText(), /Keamanan/);
  });
  await axe('matters and flows', page);
  await check('one click draws the flow, and its steps stand there in words', async () => {
    await page.getByLabel('Cari masalah, tim, atau alur').fill('printer offline');
    await page.getByRole('link', { name: /^Lihat alur: Printer/ }).first().click();
    const picture = page.locator('.flow-picture img');
    await becomes(() => picture.evaluate((one) => one.complete && one.naturalWidth), (width) => width > 400, 'the width of the picture');
    assert.ok((await page.locator('ol.told > li').count()) >= 8);
    await page.getByText('Coba satu per satu').first().waitFor();
  });
  await axe('a flow drawn', page);
  await check('a step leads to the step it names, and the way back to all matters', async () => {
    await page.getByRole('button', { name: /^Lalu ke langkah/ }).first().click();
    await becomes(() => page.evaluate(() => document.activeElement?.id ?? ''), (id) => id.startsWith('step-'), 'the focus');
    await page.getByRole('link', { name: 'Kembali ke semua masalah' }).click();
    await page.getByRole('row', { name: /Printer offline/ }).waitFor();
  });
}
