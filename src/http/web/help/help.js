// @ts-check
/** What script adds to the help pages: matches while typing, print and copy buttons. All else works without it. */
const lang = document.documentElement.lang;
const field = /** @type {HTMLInputElement | null} */ (document.querySelector('.search input[type="search"]'));
const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-suggestions]'));

/** @param {{title: string, url: string}[]} articles */
function suggest(articles) {
  if (!place) return;
  place.hidden = !articles.length;
  const count = document.createElement('p');
  count.setAttribute('role', 'status');
  count.textContent = lang === 'en' ? `${articles.length} matching` : `${articles.length} artikel cocok`;
  const list = document.createElement('ul');
  list.className = 'matches';
  for (const { title, url } of articles) {
    const link = Object.assign(document.createElement('a'), { href: url, textContent: title });
    const item = document.createElement('li');
    item.append(link);
    list.append(item);
  }
  place.replaceChildren(...(articles.length ? [count, list] : []));
}

/** @type {any} */
let waiting = 0;
/** @type {AbortController | undefined} */
let asking;
field?.addEventListener('input', () => {
  clearTimeout(waiting);
  asking?.abort();
  const text = field.value.trim();
  if (text.length < 3) { suggest([]); return; }
  waiting = setTimeout(async () => {
    asking = new AbortController();
    const answer = await fetch(`/api/v1/articles?${new URLSearchParams({ q: text, lang, limit: '3' })}`, { signal: asking.signal }).catch(() => null);
    if (answer?.ok) suggest((await answer.json()).articles);
  }, 250);
});

for (const button of document.querySelectorAll('[data-print]')) {
  /** @type {HTMLElement} */ (button).hidden = false;
  button.addEventListener('click', () => window.print());
}
for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-copy]'))) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const words = button.textContent;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(location.href);
    button.textContent = button.dataset.copy ?? '';
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}
