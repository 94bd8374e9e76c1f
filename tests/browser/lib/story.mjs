// The story that everything is for: a visitor asks, is not helped, gets a ticket; an agent reads, answers, resolves.
import assert from 'node:assert/strict';
import { axe } from './axe.mjs';
import { becomes, check } from './checks.mjs';

const TIME = /\d{2}\.\d{2} (WIB|WITA|WIT)/;
const NOTE = 'AP B2-07 mati, jangan diteruskan: rahasia-internal-7731';

/** @typedef {{server: import('./server.mjs').Server, visitor: import('./visitor.mjs').Visitor, agent: import('./agent.mjs').Agent, password: string}} Cast */

/** @param {Cast} cast */
export async function asks({ server, visitor }) {
  const { page } = visitor;
  await page.goto(`${server.base}/`);
  await visitor.launcher.waitFor();
  await axe('demo, closed', page);
  await check('the launcher follows the device from light to dark', async () => {
    const ground = () => visitor.launcher.evaluate((button) => getComputedStyle(button).backgroundColor);
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    await becomes(ground, (dark) => dark !== light, 'the launcher’s colour');
    await page.emulateMedia({ colorScheme: null });
  });
  await check('the widget opens by keyboard and the field has the focus', async () => {
    await visitor.openByKeyboard();
    await becomes(() => visitor.focused(), 'ask-box-field', 'the focus');
  });
  await axe('demo with the widget, home', page, () => visitor.inner);
  await check('articles match while “antrian print ga jalan di b2” is typed', async () => {
    await visitor.box.focus();
    await page.keyboard.type('antrian print ga jalan di b2');
    await visitor.frame.locator('.matches').getByRole('button', { name: 'Dokumen nyangkut di antrean cetak' }).waitFor();
  });
  await check('the answer has steps and an article', async () => {
    await page.keyboard.press('Enter');
    await visitor.log.locator('.steps li').nth(2).waitFor();
    await visitor.log.getByRole('region', { name: 'Artikel: Dokumen nyangkut di antrean cetak' }).waitFor();
    await visitor.log.getByText('Saya menangkap: Antrean cetak macet').waitFor();
  });
  await check('times are those of the office, whatever the device says', async () => {
    const time = visitor.log.locator('time').first();
    const office = new Intl.DateTimeFormat('id-ID', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Jakarta' });
    assert.equal(await time.innerText(), office.format(new Date(await time.getAttribute('datetime'))));
  });
  await axe('chat', page, () => visitor.inner);
  await check('the article opens inside the panel and leads back', async () => {
    await visitor.log.getByRole('button', { name: 'Baca lengkap' }).press('Enter');
    await visitor.frame.getByRole('heading', { level: 2, name: 'Dokumen nyangkut di antrean cetak' }).waitFor();
    await axe('article in the panel', page, () => visitor.inner);
    await visitor.frame.getByRole('button', { name: 'Kembali ke percakapan' }).press('Enter');
    await visitor.log.waitFor();
  });
  await check('“Belum” is answered with another way or a person', async () => {
    await visitor.log.getByRole('button', { name: 'Belum', exact: true }).press('Enter');
    await visitor.stored('Belum');
    await visitor.log.locator('.message.visitor:has-text("Belum") ~ .message.bot').first().waitFor();
  });
}

/** The console stands open at the unassigned tickets, before there is any. @param {Cast} cast */
export async function signsIn({ server, agent, password }) {
  const { page } = agent;
  await page.getByLabel('Email').waitFor();
  await axe('console, sign-in', page);
  await check('the one-time password opens the console only as far as a new password', async () => {
    await agent.signIn(server.email, server.password);
    await page.getByRole('heading', { name: 'Buat kata sandi Anda' }).waitFor();
    const answer = await page.evaluate(() => fetch('/api/v1/tickets').then(({ status }) => status));
    assert.equal(answer, 403);
  });
  await axe('console, change password', page);
  await check('a short password is refused where it was typed', async () => {
    await agent.choosePassword('pendek');
    await page.getByText(/Kata sandi baru 6 karakter/).waitFor();
  });
  await check('the new password opens the inbox', async () => {
    await agent.choosePassword(password);
    await page.getByRole('navigation', { name: 'Tampilan' }).waitFor();
  });
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await check('nothing is waiting, and the page says so', () => page.getByText('Tidak ada yang menunggu.').first().waitFor());
  await axe('console, inbox empty', page);
  await page.evaluate(() => { window.sameVisit = true; });
}

/** @param {Cast} cast */
export async function handsOver({ server, visitor, agent }) {
  const { page } = visitor;
  await check('“Bicara dengan petugas” makes ticket GRD-1001 with a promised time', async () => {
    await visitor.human.press('Enter');
    const card = visitor.log.getByRole('region', { name: 'Tiket GRD-1001' });
    await card.waitFor();
    assert.match(await card.innerText(), /Balasan paling lambat/i);
    assert.match(await card.innerText(), TIME);
    assert.match(await card.innerText(), /Dukungan TI/);
  });
  await check('the open console shows the ticket without a reload', async () => {
    await agent.row('GRD-1001').waitFor();
    assert.equal(await agent.page.evaluate(() => window.sameVisit), true);
    assert.match(await agent.row('GRD-1001').innerText(), /Antrean cetak macet/);
  });
  await axe('ticket card', page, () => visitor.inner);
  await becomes(async () => (await visitor.kept(server)).length === (await visitor.words()).length, true, 'all messages on the page');
  const before = await visitor.words();
  await check('after a reload the conversation is there, nothing doubled', async () => {
    await page.reload();
    await visitor.log.locator('.ticket').waitFor();
    await becomes(async () => JSON.stringify(await visitor.words()), JSON.stringify(before), 'the conversation');
  });
  await check('a second tab shows the same', async () => {
    const other = await visitor.tab();
    await other.page.goto(`${server.base}/`);
    await other.open();
    await other.log.locator('.ticket').waitFor();
    await becomes(async () => JSON.stringify(await other.words()), JSON.stringify(before), 'the conversation in the other tab');
    await other.put('ini dari tab kedua');
    await visitor.stored('ini dari tab kedua');
    await visitor.keptTimes(server, 'ini dari tab kedua', 1);
    assert.equal(await visitor.own('ini dari tab kedua').count(), 1);
    await other.page.close();
  });
}

/** @param {Cast} cast */
export async function reads({ agent }) {
  const { page } = agent;
  await check('the ticket opens with brief and transcript', async () => {
    await agent.row('GRD-1001').click();
    await agent.title.filter({ hasText: 'GRD-1001' }).waitFor();
    await agent.said('antrian print ga jalan di b2').first().waitFor();
    await agent.said('ini dari tab kedua').waitFor();
    const brief = page.getByRole('tabpanel', { name: 'Ringkasan' });
    await brief.getByText('Antrean cetak macet').first().waitFor();
    await brief.getByText(TIME).first().waitFor();
    await brief.getByText('Sudah dicoba').waitFor();
  });
  await axe('console, ticket', page);
  await check('“Kenapa” explains the answer in numbers', async () => {
    await agent.thread.getByRole('button', { name: /^Kenapa/ }).first().click();
    const why = page.getByRole('tabpanel', { name: 'Penjelasan' });
    await why.getByText('Nilai calon').waitFor();
    await why.getByText('Dibaca sebagai').waitFor();
    assert.match(await why.innerText(), /0,\d\d/);
    assert.doesNotMatch(await why.innerText(), /example|likeness|nothing|stretched|undefined/, 'codes of the program are said in words');
  });
  await axe('console, explanation', page);
  await check('taking it makes it mine', async () => {
    await agent.do('Ambil').click();
    await page.getByText('Ditangani Anda').first().waitFor();
  });
}

/** @param {Cast} cast */
export async function talks({ server, visitor, agent }) {
  const { page } = agent;
  await check('the visitor sees that the agent is typing', async () => {
    await agent.box.pressSequentially('Pagi Bu Rina');
    await visitor.frame.getByRole('main').getByText(/Admin sedang mengetik/).waitFor();
  });
  await check('the agent sees that the visitor is typing', async () => {
    await visitor.frame.getByText(/Admin, petugas/).first().waitFor();
    await visitor.box.pressSequentially('masih b');
    await page.getByRole('main').getByText(/sedang mengetik/).waitFor();
  });
  await check('the reply arrives at the visitor at once', async () => {
    await agent.box.fill('Pagi, AP lantai 2 saya nyalakan ulang.');
    await page.keyboard.press('Control+Enter');
    await visitor.sees('AP lantai 2 saya nyalakan ulang');
  });
  await check('while an agent has it the bot is silent', async () => {
    await visitor.say('masih belum bisa juga');
    await agent.said('masih belum bisa juga').waitFor();
    const after = (await visitor.kept(server)).filter(({ seq, sender }) => sender === 'bot' && seq > 0).at(-1);
    assert.ok(after.seq < (await visitor.kept(server)).at(-1).seq);
  });
  await check('an internal note never reaches the visitor', async () => {
    await page.getByRole('radio', { name: 'Catatan internal' }).check();
    await agent.box.fill(NOTE);
    await page.keyboard.press('Control+Enter');
    await agent.said(NOTE).waitFor();
    await page.getByRole('radio', { name: 'Balas pengguna' }).check();
    await agent.box.fill('Coba sambungkan lagi, ya.');
    await page.keyboard.press('Control+Enter');
    await visitor.sees('Coba sambungkan lagi');
    const live = await visitor.everything();
    await visitor.page.reload();
    await visitor.sees('Coba sambungkan lagi');
    for (const all of [live, await visitor.everything()]) {
      assert.ok(all.heard.includes('Coba sambungkan lagi'), 'what was received is kept');
      assert.ok(!all.heard.includes('7731') && !all.shown.includes('7731'));
    }
  });
}
