// Garda's launcher: a link or button that opens the help panel. One global, no cookies; nothing of the host is touched.
(() => {
'use strict';
const doc = document, script = doc.currentScript;
if (!script || window.Garda) return;
const base = new URL('.', script.src), { origin } = base, data = script.dataset, ears = {};
const small = matchMedia('(max-width:480px),(max-height:420px)');
const fire = (name, detail) => (ears[name] || []).forEach((ear) => ear(detail));
const recall = (store, key) => { try { return window[store].getItem(key); } catch { return ''; } };
const keep = (store, key, value) => { try { window[store].setItem(key, value); } catch { /* this page only */ } };
const make = (tag, props, ...kids) => { const el = Object.assign(doc.createElement(tag), props); el.append(...kids); return el; };
const english = () => /^en/i.test(data.lang || doc.documentElement.lang || navigator.language);
const CSS = `:host{all:initial;--s:#fff;--l:#15202b1f;--r:#0B2239}
:host([dark]){--s:#151D25;--l:#303D49;--r:#fff}
*{box-sizing:border-box}[hidden]{display:none!important}
#panel,.go{position:fixed;z-index:2147483000;inset-inline-end:20px;box-shadow:0 0 0 1px var(--l),0 8px 28px #15202b33}
:host([left]) *{inset-inline:20px auto!important}
.go{bottom:calc(20px + var(--o) + env(safe-area-inset-bottom));display:flex;align-items:center;gap:10px;min-height:48px;padding:0 20px;border:1px solid #0000;border-radius:99px;background:var(--a);color:var(--on);font:600 16px/20px system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;text-decoration:none;cursor:pointer}
i{width:20px;height:16px;border:2px solid;border-radius:5px 5px 5px 0}
b{min-width:22px;padding:0 6px;border-radius:99px;background:#B0251C;color:#fff;font-size:13px}
:focus-visible{outline:2px solid var(--r);outline-offset:2px}
#panel{bottom:calc(84px + var(--o));width:400px;height:min(640px,100vh - 120px - var(--o));border-radius:16px;overflow:hidden;background:var(--s);transition:opacity .18s}
#panel.tall{height:calc(100vh - 104px - var(--o))}
#panel.peek{width:320px;height:148px}
#panel:not(.on,.peek),:host([tuck]) #panel{visibility:hidden;opacity:0}
iframe{width:100%;height:100%;border:0}
:host([tuck]) .go{inset-inline-end:0;width:24px;min-height:44px;padding:0;border-radius:8px;overflow:hidden}
@media (max-width:480px),(max-height:420px){#panel.on{inset:0!important;width:100%;height:var(--h,100dvh);border-radius:0}.on~.go{visibility:hidden}}
@media (prefers-reduced-motion){#panel{transition:none}}@media print{:host{display:none}}`;
let host, go, panel, frame, badge, label, ready, open, opener, watcher, guard, queue = [], lifted = [];

const send = (type, detail) => frame.contentWindow.postMessage({ garda: 1, type, ...detail }, origin);
const post = (...message) => (ready ? send(...message) : queue.push(message));
const setup = () => ({ token: recall('localStorage', 'garda.visitor'), language: english() ? 'en' : 'id', theme: data.theme, color: data.color, small: small.matches, open, page: { url: location.href, title: doc.title } });

function dress() {
  const set = (name, value) => host.style.setProperty(name, value);
  const dark = data.theme ? data.theme === 'dark' : matchMedia('(prefers-color-scheme:dark)').matches;
  const color = /^#[0-9a-f]{6}$/i.test(data.color) ? data.color : dark ? '#74BCE8' : '#0A5E8C';
  const light = [.21, .72, .07].reduce((sum, part, i) => sum + part * (parseInt(color.substr(1 + 2 * i, 2), 16) / 255) ** 2.2, 0);
  host.toggleAttribute('dark', dark);
  host.toggleAttribute('left', data.corner === 'left');
  set('--o', (parseInt(data.offsetBottom) || 0) + 'px');
  set('--a', color);
  set('--on', light > .18 ? '#000' : '#fff');
  label.textContent = data.label || (english() ? 'IT help' : 'Bantuan TI');
  if (ready) send('setup', setup());
}

function load() {
  if (frame) return;
  frame = make('iframe', { title: label.textContent, allow: 'clipboard-write', src: new URL('widget?lang=' + setup().language, base) });
  frame.onload = () => send('hello', setup());
  panel.append(frame);
  guard = setTimeout(() => { // blocked or unreachable: a plain link again
    hide();
    const link = make('a', { className: 'go', href: new URL('help', base) }, ...go.childNodes);
    go.replaceWith(link);
    go = link;
  }, 12e3);
}

function modal() {
  const on = open && small.matches;
  panel.setAttribute('aria-modal', on);
  for (const el of lifted) el.inert = false;
  lifted = on ? [...doc.body.children].filter((el) => el !== host && !el.inert) : [];
  for (const el of lifted) el.inert = true;
}

function turn(on) {
  open = on;
  keep('sessionStorage', 'garda.open', on ? 1 : '');
  panel.className = on ? 'on' : '';
  go.setAttribute('aria-expanded', on);
  modal();
  fire(on ? 'open' : 'close');
}

function show({ text, focus = true, by } = {}) {
  if (go.href) return void location.assign(go.href);
  load();
  host.removeAttribute('tuck');
  if (!open) {
    opener = by || (doc.activeElement === host ? go : doc.activeElement);
    turn(true);
    if (small.matches && window.CloseWatcher) (watcher = new CloseWatcher()).onclose = hide;
  }
  if (focus) frame.focus();
  post('open', { text, focus });
}

function hide() {
  if (!open) return;
  const within = !doc.hasFocus() || [host, doc.body].includes(doc.activeElement);
  turn(false);
  if (watcher) watcher.destroy();
  watcher = null;
  post('close');
  if (within) (opener !== doc.body && opener.isConnected ? opener : go).focus();
}

const says = {
  ready() { ready = true; clearTimeout(guard); queue.forEach((message) => send(...message)); fire('ready'); },
  token: (d) => keep('localStorage', 'garda.visitor', d.token),
  open: () => show(),
  close: hide,
  size: (d) => panel.classList.toggle('tall', d.tall),
  peek: (d) => panel.classList.toggle('peek', d.on && !open),
  state: (d) => fire('state', d.state),
  label(d) {
    label.textContent = data.label || d.text;
    frame.title = d.text;
    badge.hidden = !d.count;
    badge.textContent = d.count;
    d.count ? go.setAttribute('aria-label', d.name) : go.removeAttribute('aria-label');
    fire('unread', d.count);
  },
};
addEventListener('message', ({ source, origin: from, data: d }) => {
  if (frame && source === frame.contentWindow && from === origin && d && d.garda === 1 && Object.hasOwn(says, d.type)) says[d.type](d);
});

const covered = (el) => [go, panel].some((over, i) => {
  const a = el.getBoundingClientRect(), b = over.getBoundingClientRect();
  return (open || !i) && a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
});
doc.addEventListener('focusin', ({ target }) => {
  if (target === host || small.matches) return;
  host.removeAttribute('tuck');
  if (covered(target)) target.scrollIntoView({ block: 'center' });
  host.toggleAttribute('tuck', covered(target));
});
const tapped = (e) => {
  const by = e.target.closest('a[data-garda]');
  if (!by || go.href || e.ctrlKey || e.metaKey || e.shiftKey || (e.key && e.key !== ' ')) return;
  e.preventDefault();
  show({ text: by.dataset.garda, by });
};

function start() {
  host = doc.createElement('garda-launcher');
  const root = host.attachShadow({ mode: 'open' });
  try { const sheet = new CSSStyleSheet(); sheet.replaceSync(CSS); root.adoptedStyleSheets = [sheet]; } catch { root.append(make('style', { textContent: CSS })); }
  go = make('button', { type: 'button', className: 'go', hidden: data.launcher === 'none' }, make('i'), label = make('span'), badge = make('b', { hidden: true }));
  go.setAttribute('aria-controls', 'panel');
  go.onclick = () => (open && !host.hasAttribute('tuck') ? hide() : show());
  go.addEventListener('pointerenter', () => root.append(make('link', { rel: 'preconnect', href: origin })), { once: true });
  root.append(panel = make('div', { id: 'panel' }), go);
  root.addEventListener('keydown', (e) => e.key === 'Escape' && hide());
  dress();
  go.setAttribute('aria-expanded', false);
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-label', label.textContent);
  doc.body.append(host);
  for (const link of doc.querySelectorAll('a[data-garda]')) link.setAttribute('role', 'button');
  doc.addEventListener('click', tapped);
  doc.addEventListener('keydown', tapped);
  new MutationObserver(dress).observe(script, { attributes: true });
  small.onchange = () => { modal(); dress(); };
  if (window.visualViewport) visualViewport.onresize = () => panel.style.setProperty('--h', visualViewport.height + 'px');
  if (recall('sessionStorage', 'garda.open') && !small.matches) show({ focus: false });
  else if (recall('localStorage', 'garda.visitor')) setTimeout(load, 500);
}
window.Garda = Object.freeze({
  open: show,
  close: hide,
  identify: (token) => post('identify', { identity: String(token) }),
  on(name, ear) { (ears[name] ||= []).push(ear); return () => { ears[name] = ears[name].filter((one) => one !== ear); }; },
});
doc.body ? start() : addEventListener('DOMContentLoaded', start);
})();
