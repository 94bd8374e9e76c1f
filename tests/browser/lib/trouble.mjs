// What must not lose or double a word: no network, a killed server; and what must not run: hostile text.
import assert from 'node:assert/strict';
import { becomes, check } from './checks.mjs';

const HOSTILE = '<img src=x onerror=alert(1)><script>alert(2)</script>';

/** @param {import('./story.mjs').Cast} cast */
export async function offline({ server, visitor }) {
  const context = visitor.page.context();
  const texts = ['pesan pertama tanpa jaringan', 'pesan kedua tanpa jaringan'];
  await check('without a network messages wait on the device', async () => {
    await context.setOffline(true);
    for (const text of texts) await visitor.put(text);
    await visitor.frame.getByText(/Koneksi terputus/).first().waitFor();
    assert.equal(await visitor.log.locator('.message.pending').count(), 2);
  });
  await check('back online both are stored once and in order', async () => {
    await context.setOffline(false);
    for (const text of texts) await visitor.stored(text, 20_000);
    for (const text of texts) await visitor.keptTimes(server, text, 1);
    const kept = (await visitor.kept(server)).filter(({ text }) => texts.includes(text));
    assert.deepEqual(kept.map(({ text }) => text), texts);
    for (const text of texts) assert.equal(await visitor.own(text).count(), 1);
  });
}

/** @param {import('./story.mjs').Cast} cast */
export async function killed({ server, visitor, agent }) {
  await check('the server is killed: the page notices and keeps what is sent', async () => {
    await server.kill('SIGKILL');
    await visitor.put('dikirim saat server mati');
    await visitor.log.locator('.message.pending', { hasText: 'dikirim saat server mati' }).waitFor();
    await visitor.frame.locator('.strip:visible').waitFor();
    await agent.page.locator('.strip:visible').waitFor();
  });
  await check('it comes back: the widget connects by itself and the message arrives once', async () => {
    await server.start();
    await visitor.stored('dikirim saat server mati', 35_000);
    await visitor.keptTimes(server, 'dikirim saat server mati', 1);
    assert.equal(await visitor.own('dikirim saat server mati').count(), 1);
  });
  await check('the console connects by itself too, still signed in', async () => {
    await becomes(() => agent.page.locator('.strip:visible').count(), 0, 'the strip', 35_000);
    await agent.said('dikirim saat server mati').waitFor();
  });
  await check('what is said afterwards is live again', async () => {
    await agent.box.fill('Server sudah kembali.');
    await agent.page.keyboard.press('Control+Enter');
    await visitor.sees('Server sudah kembali.');
  });
}

/** @param {import('./story.mjs').Cast} cast */
export async function hostile({ server, visitor, agent }) {
  const made = (page) => page.evaluate(() => document.querySelectorAll('img[src="x"], [onerror]').length + [...document.scripts].filter((one) => one.textContent.includes('alert(')).length);
  await visitor.page.goto(`${server.base}/`);
  await visitor.open();
  await check('hostile text stays text in the widget', async () => {
    await visitor.say(HOSTILE);
    assert.equal(await visitor.own(HOSTILE).count(), 1);
    await visitor.human.press('Enter');
    await visitor.log.locator('.ticket').waitFor();
    assert.equal(await made(visitor.inner), 0);
  });
  const number = (await visitor.kept(server)).flatMap(({ parts }) => parts).find(({ type }) => type === 'ticket').ticket.number;
  await check('and in the list, the ticket and the transcript of the console', async () => {
    await agent.page.goto(`${server.base}/console/inbox/all`);
    await agent.row(number).waitFor();
    assert.match(await agent.row(number).innerText(), /<img src=x/);
    await agent.row(number).click();
    await agent.said(HOSTILE).first().waitFor();
    assert.equal(await made(agent.page), 0);
    await agent.thread.getByRole('button', { name: /^Kenapa/ }).first().click();
    await agent.page.getByRole('tabpanel', { name: 'Penjelasan' }).getByText('onerror').first().waitFor();
    assert.equal(await made(agent.page), 0);
  });
  await check('and on the help pages', async () => {
    const other = await visitor.tab();
    await other.page.goto(`${server.base}/help/search?q=${encodeURIComponent(HOSTILE)}`);
    await other.page.locator('main').waitFor();
    assert.equal(await made(other.page), 0);
    assert.deepEqual(other.dialogs, []);
    await other.page.close();
  });
  await check('nothing ran', () => assert.deepEqual([...visitor.dialogs, ...agent.dialogs], []));
}
