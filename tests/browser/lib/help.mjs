// English, the help pages, and the same without JavaScript.
import assert from 'node:assert/strict';
import { axe } from './axe.mjs';
import { check } from './checks.mjs';

/** @param {import('./story.mjs').Cast} cast */
export async function english({ server, visitor }) {
  const { page } = visitor;
  await page.goto(`${server.base}/?lang=en`);
  await visitor.open();
  await check('“my printer is offline” is answered in English', async () => {
    await visitor.say('my printer is offline');
    await visitor.log.getByRole('region', { name: 'Article: Printer offline or not responding' }).waitFor();
    await visitor.log.getByRole('button', { name: "Yes, it's only me" }).waitFor();
    assert.equal(await visitor.log.locator('.message.bot').first().getAttribute('lang'), 'en');
  });
  await check('a guided flow goes on by button and by words', async () => {
    await visitor.log.getByRole('button', { name: "Yes, it's only me" }).click();
    await visitor.log.getByText('Step 1 of 4').waitFor();
    await visitor.say('not yet');
    await visitor.log.getByText('Step 2 of 4').waitFor();
  });
  await axe('flow', page);
  await check('a flow ends when it works', async () => {
    await visitor.log.getByRole('button', { name: 'It works now' }).last().click();
    await visitor.log.locator('.message.bot').last().getByText(/glad|good|great/i).waitFor();
  });
  await check('the language switch turns the panel to Indonesian, and later replies', async () => {
    await visitor.frame.getByRole('button', { name: /^ID/ }).click();
    await visitor.frame.getByRole('button', { name: 'Bicara dengan petugas' }).last().waitFor();
    assert.equal(await visitor.inner.evaluate(() => document.documentElement.lang), 'id');
    await visitor.say('wifi ga konek');
    await visitor.log.getByRole('region', { name: 'Artikel: Wi-Fi tidak tersambung' }).waitFor();
  });
}

/** @param {import('./story.mjs').Cast} cast @param {import('playwright-core').Browser} browser */
export async function helpPages({ server, visitor }, browser) {
  const { page } = await visitor.tab();
  await page.goto(`${server.base}/help?lang=en`);
  await axe('help', page);
  await check('the search reads “printer offlin”', async () => {
    await page.getByRole('searchbox').fill('printer offlin');
    await page.keyboard.press('Enter');
    await page.getByRole('main').getByRole('link', { name: 'Printer offline or not responding' }).first().waitFor();
  });
  await axe('help, search', page);
  await check('its article opens', async () => {
    await page.getByRole('main').getByRole('link', { name: 'Printer offline or not responding' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Printer offline or not responding' }).waitFor();
  });
  await axe('help, article', page);
  await check('an unknown address says so with status 404', async () => {
    const answer = await page.goto(`${server.base}/help/articles/tidak-ada`);
    assert.equal(answer.status(), 404);
    await page.getByRole('heading', { level: 1 }).waitFor();
  });
  await axe('404', page);
  await page.close();
  await check('all of it works without JavaScript', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' });
    const plain = await context.newPage();
    await plain.goto(`${server.base}/help?lang=en`);
    await plain.getByRole('searchbox').fill('printer offlin');
    await plain.getByRole('button', { name: 'Search' }).click();
    await plain.getByRole('main').getByRole('link', { name: 'Printer offline or not responding' }).first().click();
    await plain.getByRole('heading', { level: 1, name: 'Printer offline or not responding' }).waitFor();
    assert.ok((await plain.getByRole('main').getByRole('listitem').count()) > 3, 'the steps are in the page');
    await context.close();
  });
}
