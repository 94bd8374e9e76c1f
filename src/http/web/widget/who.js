// @ts-check
/** Who is there: the page says so with a signed token, or a code by e-mail proves it; and nothing of whoever was here before stays. */
import { h, lang } from './kit.js';
import { forgetDrafts } from './local.js';

/** @typedef {import('./app.js').App} App */

/** The page says who is there, or that nobody is any more. @param {App} app @param {string | null | undefined} identity */
export async function identify(app, identity) {
  const { api } = app;
  if (identity && identity === api.identity) return;
  const before = api.signed && (api.person ?? (await api.readPerson().then(() => api.person, () => null)));
  if (identity) await api.prove(identity).catch(() => {});
  else { api.identity = null; await api.leave(); }
  if (before && before.email + before.name !== `${api.person?.email}${api.person?.name}`) clear(app);
  await app.readConversations();
}

/** No words that wait, no drafts, no conversation. @param {App} app */
function clear(app) {
  app.outbox.clear();
  forgetDrafts();
  app.conversations = [];
  app.hold(null);
  app.show('chat');
  app.show('home');
}

/** Opens the page of one's own tickets in a tab of its own; who we are goes along in a form, not in an address. @param {App} app */
export function openTickets({ api }) {
  const field = h('input', { type: 'hidden', name: 'token', value: api.token });
  const form = /** @type {HTMLFormElement} */ (h('form', { method: 'post', action: `/help/hand-over?lang=${lang()}`, target: '_blank', hidden: true }, field));
  document.body.append(form);
  form.submit();
  form.remove();
}
