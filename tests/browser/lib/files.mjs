// Files: by button, pasted and dropped, looked at before they go out, carried to the agent and back; on a phone by its camera.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { axe } from './axe.mjs';
import { becomes, check } from './checks.mjs';

/** @typedef {import('./story.mjs').Cast} Cast */

const LOG = { name: 'error.log', mimeType: 'text/plain', buffer: Buffer.from('2026-11-23 10:00 error 5: access denied\n') };
const PDF = { name: 'panduan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF') };
const MOVIE = { name: 'video.mov', mimeType: 'video/quicktime', buffer: Buffer.alloc(10_400_000) };
const PAGE = { name: 'halaman.png', mimeType: 'image/png', buffer: Buffer.from('PK\x03\x04 not a picture\0') };

/** @param {import('./visitor.mjs').Visitor} visitor @param {string} button @param {object[]} files */
async function chooses(visitor, button, files) {
  const chooser = visitor.page.waitForEvent('filechooser');
  await visitor.frame.getByRole('button', { name: button, exact: true }).click();
  await (await chooser).setFiles(files);
}

/** Pastes or drops a file as the browser would. @param {import('./visitor.mjs').Visitor} visitor @param {'paste'|'drop'} how @param {string} name @param {Buffer} bytes */
const gives = (visitor, how, name, bytes) => visitor.inner.evaluate(([kind, title, base64]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], title, { type: 'image/png' }));
  const event = kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }) : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
  document.querySelector('garda-chat textarea').dispatchEvent(event);
}, [how, name, bytes.toString('base64')]);

/** @param {import('./visitor.mjs').Visitor} visitor @param {string} name */
const item = (visitor, name) => visitor.frame.locator('.tray-item', { hasText: name });

/** Thumbnails of the conversation that are drawn. @param {import('playwright-core').Locator} where */
const drawn = (where) => where.locator('.file-look img').evaluateAll((images) => images.filter((image) => image.complete && image.naturalWidth > 0).length);

/** @param {Cast} cast */
export async function filesGoOut({ server, visitor }) {
  const { page } = visitor;
  await page.goto(`${server.base}/`);
  const picture = await page.screenshot();
  await visitor.open();
  await check('a file can be attached before the first word', async () => {
    await visitor.frame.locator('garda-home').getByRole('button', { name: 'Lampirkan file' }).click();
    await visitor.frame.getByRole('group', { name: 'Tambah lampiran' }).waitFor();
    await becomes(() => visitor.inner.evaluate(() => document.activeElement?.textContent), 'Pilih file', 'the focus');
    await visitor.page.keyboard.press('Escape');
    await becomes(() => visitor.inner.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Lampirkan file', 'the focus');
    await visitor.frame.locator('garda-chat').getByRole('button', { name: 'Lampirkan file' }).click();
    await chooses(visitor, 'Pilih file', [{ name: 'layar.png', mimeType: 'image/png', buffer: picture }, LOG, MOVIE, PAGE]);
  });
  await check('an image waits to be confirmed, what is refused says why, the rest goes on', async () => {
    await item(visitor, 'error.log').getByText('Siap dikirim').waitFor();
    await item(visitor, 'video.mov').getByText('Ukuran file maksimal 10 MB; ini 10,4 MB. Coba tangkapan layar.').waitFor();
    await item(visitor, 'layar.png').getByRole('button', { name: 'Lampirkan layar.png' }).waitFor();
    await visitor.frame.getByText('Pastikan tidak ada kata sandi di gambar.').waitFor();
    await item(visitor, 'halaman.png').getByRole('button', { name: 'Lampirkan halaman.png' }).click();
    await item(visitor, 'halaman.png').getByText('Pakai PNG, JPG, PDF, atau TXT.').waitFor();
  });
  await axe('files about to be sent', page, () => visitor.inner);
  await check('taking one away leads to the next', async () => {
    await visitor.frame.getByRole('button', { name: 'Hapus video.mov' }).click();
    await becomes(() => visitor.inner.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Hapus halaman.png', 'the focus');
    await page.keyboard.press('Enter');
    await item(visitor, 'halaman.png').waitFor({ state: 'detached' });
  });
  await check('sending confirms the image; both go out with the words', async () => {
    await item(visitor, 'layar.png').getByLabel('Deskripsi (opsional)').fill('Portal menampilkan pengumuman');
    await visitor.box.fill('wifi ga konek di laptop saya');
    await visitor.box.press('Enter');
    await visitor.stored('wifi ga konek');
    assert.equal(await visitor.frame.locator('.tray-item').count(), 0);
    await becomes(() => drawn(visitor.log), 1, 'thumbnails');
    await visitor.log.getByRole('button', { name: /^Unduh error\.log 1 kB$/ }).waitFor();
    await visitor.log.getByText('Portal menampilkan pengumuman').waitFor();
    await visitor.sees('Saya terima: layar.png');
    const { parts } = (await visitor.kept(server)).find(({ sender }) => sender === 'visitor');
    assert.deepEqual(parts.map(({ type, file }) => [type, file.name, file.kind]), [['file', 'layar.png', 'png'], ['file', 'error.log', 'text']]);
  });
  await axe('chat with files', page, () => visitor.inner);
  await filesLookedAt({ visitor, picture });
}

/** @param {{visitor: import('./visitor.mjs').Visitor, picture: Buffer}} scene */
async function filesLookedAt({ visitor, picture }) {
  const { page } = visitor;
  await check('an image opens large, comes closer, and Escape leads back to it', async () => {
    await visitor.log.getByRole('button', { name: /^Buka gambar layar\.png/ }).click();
    const dialog = visitor.frame.getByRole('dialog', { name: 'layar.png' });
    const width = () => dialog.locator('img').evaluate((image) => image.getBoundingClientRect().width);
    const before = await becomes(width, (one) => one > 0, 'the width');
    await axe('an image looked at', page, () => visitor.inner);
    await dialog.getByRole('button', { name: 'Perbesar' }).click();
    await becomes(width, (one) => one > before, 'the width');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.ok(await visitor.box.isVisible(), 'the panel is still open');
    await becomes(() => visitor.inner.evaluate(() => document.activeElement?.className), 'file-look', 'the focus');
  });
  await check('a file is saved under its name', async () => {
    const saving = page.waitForEvent('download');
    await visitor.log.getByRole('button', { name: /^Unduh error\.log/ }).click();
    const saved = await saving;
    assert.equal(saved.suggestedFilename(), 'error.log');
    assert.equal(fs.readFileSync(await saved.path(), 'utf8'), LOG.buffer.toString());
  });
  await check('a pasted image is looked at first and can be taken back', async () => {
    const before = await visitor.log.locator('.message.visitor').count();
    await gives(visitor, 'paste', 'image.png', picture);
    await item(visitor, 'image.png').getByRole('button', { name: 'Lampirkan image.png' }).waitFor();
    await visitor.frame.getByRole('button', { name: 'Hapus image.png' }).click();
    await becomes(() => visitor.frame.locator('.tray-item').count(), 0, 'files');
    assert.equal(await visitor.log.locator('.message.visitor').count(), before);
  });
  await check('a dropped image goes out without a word', async () => {
    await gives(visitor, 'drop', 'jatuh.png', picture);
    await item(visitor, 'jatuh.png').waitFor();
    await visitor.box.press('Enter');
    await becomes(() => drawn(visitor.log), 2, 'thumbnails');
  });
  await check('without a network a file waits, and goes out with its words once', async () => {
    await page.context().setOffline(true);
    await visitor.frame.locator('garda-chat').getByRole('button', { name: 'Lampirkan file' }).click();
    await chooses(visitor, 'Pilih file', [{ ...LOG, name: 'luring.log' }]);
    await item(visitor, 'luring.log').getByText('Menunggu jaringan').waitFor();
    await visitor.box.fill('ini lognya');
    await visitor.box.press('Enter');
    await visitor.frame.locator('.tray-wait', { hasText: 'Pesan terkirim begitu file selesai diunggah.' }).waitFor();
    await page.context().setOffline(false);
    await visitor.stored('ini lognya', 20_000);
    await visitor.log.getByRole('button', { name: /^Unduh luring\.log/ }).waitFor();
  });
}

/** @param {Cast} cast */
export async function filesReachTheAgent({ server, visitor, agent }) {
  const { page } = agent;
  await visitor.human.press('Enter');
  await visitor.log.locator('.ticket').first().waitFor();
  const number = (await visitor.kept(server)).flatMap(({ parts }) => parts).find(({ type }) => type === 'ticket').ticket.number;
  await check('the agent sees the files in the conversation and in the brief', async () => {
    await page.goto(`${server.base}/console/tickets/${number.replace(/\D/g, '')}`);
    await agent.thread.waitFor();
    await becomes(() => drawn(agent.thread), 2, 'thumbnails');
    const brief = page.getByRole('tabpanel', { name: 'Ringkasan' });
    await brief.getByText('Lampiran').first().waitFor();
    await brief.getByText(/layar\.png \(.*\): Portal menampilkan pengumuman/).waitFor();
  });
  await check('and saves one', async () => {
    const saving = page.waitForEvent('download');
    await agent.thread.getByRole('button', { name: /^Unduh error\.log/ }).click();
    assert.equal((await saving).suggestedFilename(), 'error.log');
  });
  await check('the agent attaches a file to an answer', async () => {
    const chooser = page.waitForEvent('filechooser');
    await page.locator('garda-reply').getByRole('button', { name: 'Lampirkan', exact: true }).click();
    await page.getByRole('button', { name: 'Pilih file' }).click();
    await (await chooser).setFiles([PDF]);
    await page.locator('.tray-item', { hasText: 'panduan.pdf' }).getByText('Siap dikirim').waitFor();
  });
  await axe('console, a file about to be sent', page);
  await check('it arrives at the visitor, who saves it', async () => {
    await agent.box.fill('Ini panduannya.');
    await page.keyboard.press('Control+Enter');
    await visitor.sees('Ini panduannya.');
    const saving = visitor.page.waitForEvent('download');
    await visitor.log.getByRole('button', { name: /^Unduh panduan\.pdf/ }).click();
    assert.equal((await saving).suggestedFilename(), 'panduan.pdf');
    await agent.thread.getByRole('button', { name: /^Unduh panduan\.pdf/ }).waitFor();
  });
  await axe('console, ticket with files', page);
}

/** On a phone: full screen, by touch. @param {Cast} cast */
export async function filesOnAPhone({ server, visitor }) {
  const { page } = visitor;
  await page.goto(`${server.base}/`);
  const picture = await page.screenshot();
  await visitor.launcher.tap();
  await visitor.box.waitFor();
  await check('a photo is taken, confirmed and sent by touch', async () => {
    await visitor.frame.locator('garda-home').getByRole('button', { name: 'Lampirkan file' }).tap();
    const chooser = page.waitForEvent('filechooser');
    await visitor.frame.getByRole('button', { name: 'Kamera' }).tap();
    assert.equal(await visitor.inner.evaluate(() => document.querySelector('.tray-input').getAttribute('capture')), 'environment');
    await (await chooser).setFiles([{ name: 'IMG_0042.png', mimeType: 'image/png', buffer: picture }]);
    await item(visitor, 'IMG_0042.png').getByRole('button', { name: 'Lampirkan IMG_0042.png' }).tap();
    await item(visitor, 'IMG_0042.png').getByText('Siap dikirim').waitFor();
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/files-phone-tray.png` });
    await visitor.frame.locator('garda-chat').getByRole('button', { name: 'Kirim' }).tap();
    await becomes(() => drawn(visitor.log), 1, 'thumbnails');
    await visitor.sees('Apa masalahnya?');
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/files-phone-sent.png` });
  });
  await check('the targets are large enough for a finger', async () => {
    const small = await visitor.inner.evaluate(() => [...document.querySelectorAll('garda-chat button, garda-file button')].filter((one) => one.offsetParent && (one.offsetWidth < 24 || one.offsetHeight < 24)).map((one) => one.outerHTML.slice(0, 80)));
    assert.deepEqual(small, []);
  });
}
