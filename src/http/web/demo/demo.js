// @ts-check
/** The demo page: examples that type, the strip that shows what was decided, theme and brand colour. */
import { brandColours, wear } from '../widget/brand.js';

const script = /** @type {HTMLScriptElement} */ (document.getElementById('garda-script'));
const garda = /** @type {any} */ (window).Garda;
const one = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-example]'))) {
  button.addEventListener('click', () => garda?.open({ text: button.dataset.example, by: button }));
}

/** @param {any} state */
function tell({ status, heard, ticket, agent }) {
  one('[data-behind="none"]').hidden = true;
  one('[data-behind="facts"]').hidden = false;
  const fact = (/** @type {string} */ name, /** @type {string} */ words) => { one(`[data-fact="${name}"]`).textContent = words || '–'; };
  fact('heard', heard);
  const said = one('[data-fact="status"]').dataset[status] ?? status;
  fact('status', agent ? `${agent} · ${said}` : said);
  fact('ticket', ticket && `${ticket.number} · ${ticket.team}`);
  fact('promise', ticket?.promise);
  const link = one('[data-behind="console"]');
  link.hidden = !ticket;
  if (ticket) link.querySelector('a')?.setAttribute('href', `/console/tickets/${encodeURIComponent(ticket.number)}`);
}
garda?.on('state', tell);

const KEY = 'garda.demo.look';
const form = /** @type {HTMLFormElement} */ (one('[data-looks]'));
const guard = one('[data-guard]');

/** @param {{theme: string, colour: string}} look */
function dress({ theme, colour }) {
  if (theme) script.dataset.theme = document.documentElement.dataset.theme = theme;
  else { delete script.dataset.theme; delete document.documentElement.dataset.theme; }
  const colours = wear(colour || null);
  const [light, dark] = [colours['--brand'], colours['--brand-dark']];
  const dim = theme === 'dark' || (!theme && matchMedia('(prefers-color-scheme: dark)').matches);
  if (colour) script.dataset.color = dim ? dark : light;
  else delete script.dataset.color;
  const kept = light === colour && dark === colour;
  guard.textContent = !colour ? '' : kept ? guard.dataset.kept ?? '' : (guard.dataset.moved ?? '').replace('{light}', light).replace('{dark}', dark);
}

/** @type {{theme: string, colour: string}} */
let look = { theme: '', colour: '' };
try { look = { ...look, ...JSON.parse(sessionStorage.getItem(KEY) ?? '{}') }; } catch { /* blocked: as the device */ }
if (!brandColours(look.colour)['--brand']) look.colour = '';

/** @param {Partial<typeof look>} change */
function change(change) {
  look = { ...look, ...change };
  try { sessionStorage.setItem(KEY, JSON.stringify(look)); } catch { /* blocked */ }
  dress(look);
}
form.addEventListener('input', ({ target }) => {
  const { name, value } = /** @type {HTMLInputElement} */ (target);
  change(name === 'theme' ? { theme: value } : { colour: value });
});
form.addEventListener('submit', (event) => event.preventDefault());
one('[data-reset]').addEventListener('click', () => { /** @type {any} */ (form.elements).colour.value = '#0a5e8c'; change({ colour: '' }); });
for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll('[name="theme"]'))) input.checked = input.value === look.theme;
if (look.colour) /** @type {any} */ (form.elements).colour.value = look.colour;
dress(look);
