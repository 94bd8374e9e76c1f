// @ts-check
/** What is spoken without moving focus: two live regions, one sentence at a time. */

/** @type {{polite: HTMLElement|null, assertive: HTMLElement|null}} */
const regions = { polite: null, assertive: null };
/** @type {{text: string, urgent: boolean}[]} */
const queue = [];
let speaking = false;
let lastCount = 0;

/** Put the regions into the page once, before anything is said. */
export function listenIn() {
  for (const tone of /** @type {const} */ (['polite', 'assertive'])) {
    if (regions[tone]?.isConnected) continue;
    const region = document.createElement('div');
    region.className = 'sr';
    region.setAttribute('aria-live', tone);
    region.setAttribute('role', tone === 'polite' ? 'status' : 'alert');
    regions[tone] = region;
    document.body.append(region);
  }
}

/** @param {string} text @param {{urgent?: boolean}} [how] */
export function announce(text, how = {}) {
  queue.push({ text, urgent: how.urgent ?? false });
  if (!speaking) speak();
}

/** News from elsewhere is only a count, at most once in 10 s. @param {string} text */
export function announceCount(text) {
  if (Date.now() - lastCount < 10_000) return;
  lastCount = Date.now();
  announce(text);
}

function speak() {
  const next = queue.shift();
  speaking = Boolean(next);
  if (!next) return;
  const region = regions[next.urgent ? 'assertive' : 'polite'];
  if (region) region.textContent = next.text;
  setTimeout(() => {
    if (region?.textContent === next.text) region.textContent = '';
    speak();
  }, 900);
}
