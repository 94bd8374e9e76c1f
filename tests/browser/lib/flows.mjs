// Three guided flows, each a script that any of three ways can play; and the flows as the console draws them.
import assert from 'node:assert/strict';
import { axe } from './axe.mjs';
import { becomes, check } from './checks.mjs';

const LINK = 'https://mandiri-verifikasi.example/masuk?id=7';
const TAMED = 'hxxps://mandiri-verifikasi[.]example/masuk?id=7';

/** @typedef {import('./story.mjs').Cast} Cast */
/** @typedef {import('./visitor.mjs').Visitor} Visitor */
/** @typedef {import('./ways.mjs').Flow} Flow */

/** The words of the ticket, once there is one. @param {Visitor} visitor */
async function ticket({ log }) {
  await log.locator('.ticket').waitFor();
  return log.locator('.ticket').innerText();
}

/** A printer: what was said is not asked again, what was tried did not help. @type {Flow} */
const printer = {
  name: 'printer',
  parts: ({ visitor }) => [
    { name: 'the first sentence begins the flow and its place is not asked again', state: 'a question', steps: [
      { types: 'printer lantai 3 ga mau ngeprint, statusnya offline' },
      { sees: /masih bisa mencetak/i },
    ] },
    { name: 'the things to try, one after the other, then only what is still needed', steps: [
      { sees: /masih bisa mencetak/i, picks: /^Tidak, semua/i },
      ...[1, 2, 3].map((step) => ({ sees: `Langkah ${step} dari 3`, picks: /^Belum|^Masih/i })),
      { sees: /stiker/i, holds: async () => assert.equal(await visitor.log.getByText(/Printer-?nya di gedung/).count(), 0), types: 'PRN-3-07' },
      { sees: 'Sejak kapan', types: 'dari kemarin sore' },
    ] },
    { name: 'whom nobody knows is asked once how to reach them, and the ticket has it all', state: 'the ticket', steps: [
      { sees: 'Ke email atau nomor mana', types: 'rina@kantor.example' },
      { holds: async () => {
        const told = await ticket(visitor);
        for (const part of ['rina@kantor.example', 'lantai 3', 'PRN-3-07', 'dari kemarin sore']) assert.ok(told.includes(part), `${part} in ${told}`);
      } },
    ] },
  ],
};

/** Every request for an address, from now on. @param {Cast} cast @param {string} part of the address @returns {string[]} */
function requests({ visitor, agent }, part) {
  const asked = [];
  for (const one of [visitor, agent]) one.page.context().on('request', (request) => { if (request.url().includes(part)) asked.push(request.url()); });
  return asked;
}

/** A phishing message. What was pasted is never a link and never fetched. @type {Flow} */
const phishing = {
  name: 'phishing',
  parts: (cast) => {
    const { server, visitor, agent } = cast;
    const asked = requests(cast, 'mandiri-verifikasi');
    return [
      { name: 'a report goes straight to what to do now, without small talk', steps: [
        { types: `dapat email phishing minta password, ${LINK}`, shown: TAMED },
        { holds: () => visitor.log.locator('.steps li').nth(1).waitFor() },
        { sees: 'Apa yang sempat dilakukan' },
      ] },
      { name: 'the pasted address is no link', state: 'a report', steps: [{ holds: async () => {
        assert.equal(await visitor.log.locator('a[href*="mandiri"]').count(), 0);
        assert.equal(await visitor.own(TAMED).count(), 1);
      } }] },
      { name: 'one button, the evidence, the ticket for Security at top priority', steps: [
        { sees: 'Apa yang sempat dilakukan', picks: /klik/i },
        { sees: 'Siapa pengirimnya', types: 'cs@mandiri-verifikasi.example, judulnya akun diblokir' },
        { sees: 'Kapan pesan itu diterima', types: 'tadi pagi jam 8' },
        { sees: 'Siapa lagi yang menerimanya', picks: /Belum tahu/i },
        { sees: 'Ke nomor atau email mana', types: '0812 3456 7890' },
        { holds: async () => {
          assert.match(await ticket(visitor), /Keamanan.*Mendesak/is);
          assert.equal(await visitor.log.locator('.ticket a').count(), 0);
        } },
      ] },
      { name: 'in the console it is no link either, and nobody ever asked that address for anything', state: 'the ticket', steps: [{ holds: async () => {
        const { number } = (await visitor.kept(server)).flatMap(({ parts }) => parts).find(({ type }) => type === 'ticket').ticket;
        await agent.page.goto(`${server.base}/console/tickets/${number}`);
        await agent.said(TAMED).first().waitFor();
        assert.equal(await agent.page.locator('a[href*="mandiri"]').count(), 0);
        assert.equal(await agent.page.getByText(LINK, { exact: false }).count(), 0);
        assert.deepEqual(asked, []);
      } }] },
    ];
  },
};

/** A forgotten password, solved without anybody. @type {Flow} */
const password = {
  name: 'password',
  parts: ({ visitor }) => [
    { name: 'the first question comes at once', state: 'a question', steps: [
      { types: 'lupa password email kantor' },
      { sees: 'masih Anda pegang' },
    ] },
    { name: 'the second thing to try helps, and that is the end', state: 'solved', steps: [
      { sees: 'masih Anda pegang', picks: /^Ya/i },
      { sees: 'Langkah 1 dari 4', picks: /^Belum|^Masih/i },
      { sees: 'Langkah 2 dari 4', picks: /^Sudah bisa/i },
      { sees: 'Senang mendengarnya', holds: async () => assert.equal(await visitor.log.locator('.ticket').count(), 0) },
    ] },
  ],
};

export const FLOWS = [printer, phishing, password];

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
