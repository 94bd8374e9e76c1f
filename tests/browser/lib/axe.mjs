// The rules of axe on a state as it stands: light and dark, wide and narrow.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { also } from './checks.mjs';

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
/** The shape of a page does not hang on its colours: in dark only they are looked at. */
const LOOKS = [[WIDE, 'light'], [WIDE, 'dark'], [NARROW, 'dark'], [NARROW, 'light']];

/** A new width or colour has been drawn. @param {import('playwright-core').Page} page */
const settled = (page) => page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));

/** @param {import('playwright-core').Frame} frame @param {boolean} colours */
async function run(frame, colours) {
  const within = frame.parentFrame() !== null;
  await frame.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running' || one.effect.getComputedTiming().iterations === Infinity));
  if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(AXE);
  return frame.evaluate(async ([tags, only, within]) => {
    const runOnly = only ? { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } : { type: 'tag', values: tags };
    const { violations } = await window.axe.run(document, { runOnly, iframes: false, resultTypes: ['violations'] });
    const sideways = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''}`).join(' | ')}`);
    // A panel scrolls inside; that it never does as a whole is what keeps its head and its box in place.
    const whole = within ? document.documentElement.scrollHeight - document.documentElement.clientHeight : 0;
    return [...found, ...(sideways > 0 ? [`scrolls sideways by ${sideways} px`] : []), ...(whole > 0 ? [`scrolls as a whole by ${whole} px`] : [])];
  }, [TAGS, colours, within]);
}

/** @param {string} name @param {import('playwright-core').Page} page @param {(() => import('playwright-core').Frame|undefined)} [inner] the frame that is looked at besides */
export async function axe(name, page, inner) {
  const before = page.viewportSize();
  const faults = [];
  for (const [size, colorScheme] of LOOKS) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await settled(page);
    const frames = [page.mainFrame(), inner?.()].filter(Boolean);
    for (const frame of frames) for (const fault of await run(frame, colorScheme === 'dark')) faults.push(`${colorScheme} ${size.width}${frame === page.mainFrame() ? '' : ' frame'}: ${fault}`);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name.replace(/\W+/g, '-')}-${colorScheme}-${size.width}.png` });
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(before ?? WIDE);
  await settled(page);
  await also(`axe: ${name}`, () => assert.deepEqual(faults, []));
}
