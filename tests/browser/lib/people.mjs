// People who are known: the page says who they are, a code proves it, and their tickets are on a page of their own, with and without scripts.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { axe } from './axe.mjs';
import { becomes, check } from './checks.mjs';
import { KEY } from './server.mjs';

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as the README shows it. @param {string} name */
function tokenOf(name) {
  const claims = { sub: name, name, email: `${name.split(' ')[0].toLowerCase()}@kantor.id`, email_verified: true, aud: 'garda', exp: Math.floor(Date.now() / 1000) + 3600 };
  const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${head}.${createHmac('sha256', KEY).update(head).digest('base64url')}`;
}

/** @param {import('playwright-core').Page} page @param {string | null} token */
const identify = (page, token) => page.evaluate((proof) => window.Garda.identify(proof), token);

/** @param {import('./story.mjs').Cast} cast @param {import('playwright-core').Browser} browser */
export async function known(cast, browser) {
  const { server, visitor } = cast;
  const { page } = visitor;
  await page.goto(`${server.base}/?lang=id`);
  await visitor.open();
  await visitor.say('telepon meja saya mati');
  await check('a token makes the visitor somebody, and what was written goes along', async () => {
    await identify(page, tokenOf('Rina Marlina'));
    await becomes(async () => (await visitor.token())?.startsWith('p1.'), true, 'a token of a person');
    await visitor.human.click();
    await visitor.log.getByRole('region', { name: /^Tiket/ }).waitFor();
  });
  const [{ ticket }] = (await server.ask(await visitor.token(), 'conversations')).conversations;
  await check('home tells who is signed in', async () => {
    await visitor.frame.getByRole('button', { name: 'Kembali ke awal' }).click();
    await visitor.frame.getByText('Masuk sebagai Rina Marlina').waitFor();
  });
  await axe('home of a person', page, () => visitor.inner);
  const mine = await check('“Tiket saya” opens the page of their tickets, without a secret in its address', async () => {
    const [opened] = await Promise.all([page.context().waitForEvent('page'), visitor.frame.getByRole('button', { name: 'Tiket saya' }).click()]);
    await opened.getByRole('heading', { level: 1, name: 'Tiket saya' }).waitFor();
    assert.match(opened.url(), /\/help\/tickets\?lang=id$/);
    await opened.getByRole('link', { name: ticket.number }).waitFor();
    return opened;
  });
  await axe('my tickets', mine);
  await check('a ticket is answered on the page, and the chat hears it', async () => {
    await mine.getByRole('link', { name: ticket.number }).click();
    await mine.getByLabel('Tambah keterangan atau jawab petugas').fill('Ruang 204, di sebelah jendela');
    await mine.getByRole('button', { name: 'Kirim' }).click();
    await mine.getByRole('list').getByText('Ruang 204, di sebelah jendela').waitFor();
    await visitor.frame.getByRole('button', { name: new RegExp(ticket.number) }).click();
    await visitor.own('Ruang 204').waitFor();
  });
  await axe('one of my tickets', mine);
  await withoutScript(cast, browser, mine, ticket.number);
  await check('who signs out leaves nothing behind', async () => {
    await identify(page, null);
    await becomes(async () => (await visitor.token()) || '', '', 'the token');
    await visitor.frame.getByRole('heading', { name: 'Ada masalah apa?' }).waitFor();
    assert.ok(!(await visitor.everything()).shown.includes('Ruang 204'));
  });
  await mine.close();
}

/** The same person, in a browser without scripts, on a narrow screen. @param {import('./story.mjs').Cast} cast @param {import('playwright-core').Browser} browser @param {import('playwright-core').Page} mine @param {string} number */
async function withoutScript({ server }, browser, mine, number) {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB', viewport: { width: 320, height: 640 } });
  await context.addCookies(await mine.context().cookies());
  const page = await context.newPage();
  const shot = async (name) => { if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}-320.png`, fullPage: true }); };
  await check('the list, an answer, closing and reopening work without scripts at 320 px', async () => {
    await page.goto(`${server.base}/help/tickets?lang=en`);
    await shot('my-tickets-plain');
    await page.getByRole('link', { name: number }).click();
    await page.getByLabel('Add details or answer the agent').fill('Still dead');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Still dead' }).waitFor();
    await shot('ticket-plain');
    await page.getByRole('button', { name: `Yes, close ${number}` }).click();
    await page.getByRole('button', { name: `Reopen ${number}` }).waitFor();
    await page.getByLabel(/Not fixed/).fill('No, it is back');
    await page.getByRole('button', { name: `Reopen ${number}` }).click();
    await page.getByRole('listitem').filter({ hasText: 'No, it is back' }).waitFor();
    await page.goto(`${server.base}/help/tickets?lang=en`);
    await page.getByRole('heading', { name: 'Open (1)' }).waitFor();
  });
  await check('nothing scrolls sideways at 320 px', async () => {
    for (const place of ['/help/tickets', `/help/tickets/${number}`]) {
      await page.goto(`${server.base}${place}`);
      const box = await page.locator('main').boundingBox();
      assert.ok(box && box.width <= 320, `${place}: ${box?.width}`);
    }
  });
  await check('signing out ends it', async () => {
    await page.goto(`${server.base}/help/tickets?lang=en`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto(`${server.base}/help/tickets?lang=en`);
    await page.getByRole('heading', { level: 1, name: 'Sign in to see your tickets' }).waitFor();
    await shot('sign-in-plain');
  });
  await context.close();
}

/** @param {import('./story.mjs').Cast} cast @param {import('./post.mjs').PostOffice} post */
export async function codes({ server, visitor }, post) {
  const { page } = visitor;
  await page.goto(`${server.base}/?lang=en`);
  await visitor.open();
  await check('a code from the letter signs in inside the widget', async () => {
    await visitor.frame.getByRole('button', { name: 'Sign in with your work email' }).click();
    await visitor.frame.getByLabel('Work email').fill('budi@kantor.id');
    await page.keyboard.press('Enter');
    await becomes(() => post.letters.filter((letter) => letter.includes('budi@kantor.id')).length, 1, 'letters');
    await visitor.frame.getByLabel('Six-digit code from the email').fill('000000');
    await page.keyboard.press('Enter');
    await visitor.frame.getByText('The code doesn’t match').waitFor();
  });
  await axe('code', page, () => visitor.inner);
  await check('the right one does', async () => {
    const letter = post.letters.find((one) => one.includes('budi@kantor.id'));
    await visitor.frame.getByLabel('Six-digit code from the email').fill(/\b\d{6}\b/.exec(letter.split('\r\n\r\n')[1])[0]);
    await page.keyboard.press('Enter');
    await visitor.frame.getByText('Signed in as budi@kantor.id').waitFor();
  });
  await check('and they can sign out', async () => {
    await visitor.frame.getByRole('button', { name: 'Sign out' }).click();
    await visitor.frame.getByRole('button', { name: 'Sign in with your work email' }).waitFor();
  });
}
