// Garda's launcher: one global, no cookies, the host page is left alone.
(() => {
'use strict';
const doc = document, script = doc.currentScript;
if (!script || window.Garda) return;
const base = new URL('.', script.src), { origin } = base, data = script.dataset, ears = {};
const small = matchMedia('(max-width:480px),(max-height:420px)'), dim = matchMedia('(prefers-color-scheme:dark)');
const fire = (name, detail) => ears[name]?.forEach((ear) => ear(detail));
const store = (area, key, value) => { try { return value == null ? window[area].getItem(key) : window[area].setItem(key, value); } catch {} };
const token = (value) => store('localStorage', 'garda.visitor', value);
const make = (tag, props, ...kids) => { const el = Object.assign(doc.createElement(tag), props); el.append(...kids); return el; };
const attr = (el, name, value) => (value == null ? el.removeAttribute(name) : el.setAttribute(name, value));
const lang = () => (/^en/i.test(data.lang || doc.documentElement.lang || navigator.language) ? 'en' : 'id');
const CSS = `:host{all:initial;--s:#fff;--l:#15202b1f;--r:#0B2239}
:host([dark]){--s:#151D25;--l:#303D49;--r:#fff}
*{box-sizing:border-box}.go[hidden],b:empty{display:none}
#panel,.go{position:fixed;z-index:2147483000;inset-inline-end:20px;border:1px solid #0000;box-shadow:0 0 0 1px var(--l),0 8px 28px #15202b33}
:host([left]) #panel,:host([left]) .go{inset-inline:20px auto}
.go{bottom:calc(20px + var(--o));display:flex;align-items:center;gap:10px;min-height:48px;padding:0 20px;border-radius:99px;background:var(--a);color:var(--on);font:600 16px/20px system-ui,sans-serif;cursor:pointer}
i{width:20px;height:16px;border:2px solid;border-radius:5px 5px 5px 0}
b{min-width:22px;padding:0 6px;border-radius:99px;background:#B0251C;color:#fff;font-size:13px}
:focus-visible{outline:2px solid var(--r);outline-offset:2px}
#panel{bottom:calc(84px + var(--o));width:400px;height:min(640px,100vh - 120px - var(--o));border-radius:16px;overflow:clip;background:var(--s)}
#panel.tall{height:calc(100vh - 104px - var(--o))}
#panel.peek{width:320px;height:136px}
#panel:not(.on,.peek),:host([tuck]) #panel{visibility:hidden}
iframe{width:100%;height:100%;border:0}
:host([tuck]) .go{inset-inline:auto 0;width:24px;min-height:44px;padding:1px;border-radius:8px;font-size:0}
:host([tuck][left]) .go{inset-inline:0 auto}
@media (max-width:480px),(max-height:420px){#panel.on{inset:0!important;width:100%;height:var(--h,100dvh);border:0;border-radius:0}.on~.go{visibility:hidden}}
@media print{:host{display:none}}`;
let who, host, go, gone, panel, frame, badge, label, ready, open, opener, watcher, guard, queue = [], lifted = [];

const send = (type, detail) => frame.contentWindow.postMessage({ garda: 1, type, ...detail }, origin);
const post = (...message) => (ready ? send(...message) : queue.push(message));
const setup = () => ({ ...data, identity: who, token: token(), language: lang(), small: small.matches, open, page: { url: location.href, title: doc.title } });

function dress() {
	const dark = data.theme ? data.theme === 'dark' : dim.matches;
	const color = /^#[0-9a-f]{6}$/i.test(data.color) ? data.color : dark ? '#74BCE8' : '#0A5E8C';
	const light = [.21, .72, .07].reduce((sum, part, i) => sum + part * (parseInt(color.substr(1 + 2 * i, 2), 16) / 255) ** 2.2, 0);
	host.toggleAttribute('dark', dark);
	host.toggleAttribute('left', data.corner === 'left');
	host.style.cssText = `--o:${parseInt(data.offsetBottom) || 0}px;--a:${color};--on:${light > .18 ? '#000' : '#fff'}`;
	label.textContent = data.label || { en: 'IT Help', id: 'Bantuan TI' }[lang()];
	if (ready) send('setup', setup());
}

function load() {
	if (frame) return;
	frame = make('iframe', { title: label.textContent, allow: 'clipboard-write', src: new URL('widget?lang=' + lang(), base) });
	frame.onload = () => send('hello', setup());
	panel.append(frame);
	guard = setTimeout(() => {
		hide();
		gone = true;
		attr(go, 'role', 'link');
	}, 12e3);
}

function modal() {
	const on = open && small.matches;
	attr(panel, 'aria-modal', on);
	for (const el of lifted) el.inert = false;
	lifted = on ? [...doc.body.children].filter((el) => el !== host && !el.inert) : [];
	for (const el of lifted) el.inert = true;
}

function turn(on) {
	open = on;
	store('sessionStorage', 'garda.open', on ? 1 : '');
	panel.className = on ? 'on' : '';
	attr(go, 'aria-expanded', on);
	modal();
	fire(on ? 'open' : 'close');
}

function show({ text, focus = true, by } = {}) {
	if (gone) return location.assign(new URL('help', base));
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
	watcher?.destroy();
	watcher = null;
	post('close');
	if (within) (opener !== doc.body && opener.isConnected ? opener : go).focus();
}

const says = {
	ready() { ready = true; clearTimeout(guard); queue.forEach((message) => send(...message)); fire('ready'); },
	token: (d) => token(d.token),
	open: () => show(),
	close: hide,
	size: (d) => panel.classList.toggle('tall', d.tall),
	peek: (d) => panel.classList.toggle('peek', d.on && !open),
	state: (d) => fire('state', d.state),
	label(d) {
		label.textContent = data.label || d.text;
		frame.title = d.text;
		badge.textContent = d.count || '';
		attr(go, 'aria-label', d.count ? d.name : null);
		fire('unread', d.count);
	},
};
addEventListener('message', ({ source, origin: from, data: d }) => {
	if (frame && source === frame.contentWindow && from === origin && d?.garda === 1) says[d.type]?.(d);
});

const covered = (el) => {
	const at = el.getBoundingClientRect();
	return [[at.left, at.top], [at.right - 1, at.bottom - 1]].every((corner) => doc.elementFromPoint(...corner) === host);
};
doc.addEventListener('focusin', ({ target }) => {
	if (target === host || small.matches) return;
	host.removeAttribute('tuck');
	if (covered(target)) target.scrollIntoView({ block: 'center' });
	host.toggleAttribute('tuck', covered(target));
});
const tapped = (e) => {
	const by = e.target.closest('a[data-garda]');
	if (!by || gone || e.ctrlKey || e.metaKey || e.shiftKey || (e.key && e.key !== ' ')) return;
	e.preventDefault();
	show({ text: by.dataset.garda, by });
};

function start() {
	host = doc.createElement('garda-launcher');
	const root = host.attachShadow({ mode: 'open' });
	try { const sheet = new CSSStyleSheet(); sheet.replaceSync(CSS); root.adoptedStyleSheets = [sheet]; } catch { root.append(make('style', { textContent: CSS })); }
	go = make('button', { type: 'button', className: 'go', hidden: data.launcher === 'none' }, make('i'), label = make('span'), ' ', badge = make('b'));
	go.onclick = () => (open && !host.hasAttribute('tuck') ? hide() : show());
	go.onpointerenter = load;
	root.append(panel = make('div', { id: 'panel' }), go);
	root.addEventListener('keydown', (e) => e.key === 'Escape' && hide());
	dress();
	attr(go, 'aria-controls', 'panel');
	attr(go, 'aria-expanded', false);
	attr(panel, 'role', 'dialog');
	attr(panel, 'aria-label', label.textContent);
	doc.body.append(host);
	for (const link of doc.querySelectorAll('a[data-garda]')) attr(link, 'role', 'button');
	addEventListener('storage', (e) => e.key === 'garda.visitor' && dress());
	doc.addEventListener('click', tapped);
	doc.addEventListener('keydown', tapped);
	new MutationObserver(dress).observe(script, { attributes: true });
	dim.onchange = dress;
	small.onchange = () => { modal(); dress(); };
	visualViewport.onresize = () => panel.style.setProperty('--h', visualViewport.height + 'px');
	if (store('sessionStorage', 'garda.open') && !small.matches) show({ focus: false });
	else if (token()) setTimeout(load, 500);
}
window.Garda = {
	open: show,
	close: hide,
	identify(token) { post('identify', { identity: who = token && String(token) }); },
	on: (name, ear) => { (ears[name] ||= []).push(ear); },
};
doc.body ? start() : addEventListener('DOMContentLoaded', start);
})();
