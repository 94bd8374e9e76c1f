// A stand-in for the agent API with seeded tickets, to look at the console without the server.
//   node tests/browser/console-stub.mjs        PORT=4173 by default; GARDA_WEB=<folder> for the shared web files
// Sign in: sari@kantor.id / rahasia-sekali (agent), admin@kantor.id (admin), baru@kantor.id (must set a password).
// Controls: POST /stub/{collide/N, message/N, open, empty, drop, reset}
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, '../../src/http/web');
const shared = process.env.GARDA_WEB ?? web;
const port = Number(process.env.PORT ?? 4173);
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; frame-ancestors 'none'";
const types = { js: 'text/javascript', css: 'text/css', html: 'text/html' };

const teamNames = { helpdesk: 'Helpdesk', network: 'Jaringan', email: 'Email', security: 'Keamanan' };
const subjects = [
  // subject, requester, team, priority, minutes open, minutes to due, status, assignee, replied, snippet
  ['Wi-Fi Gedung B lantai 2 tidak tersambung', 'Rina Marlina', 'network', 'high', 46, 14, 'queued', null, false, 'sudah saya coba lupa jaringan, tetap ga konek'],
  ['VPN putus setiap lima menit', 'Joko Susilo', 'network', 'normal', 130, -12, 'assigned', 'sari', false, 'dari tadi pagi putus nyambung terus'],
  ['Server absensi mati', 'Bagian SDM', 'network', 'urgent', 9, 6, 'queued', null, false, 'seluruh lantai 1 tidak bisa absen'],
  ['Email tidak masuk sejak pagi', 'Andi Wijaya', 'email', 'normal', 50, 130, 'assigned', 'sari', true, 'Baik, saya cek kuotanya dulu ya'],
  ['Lupa kata sandi SSO', 'Maya Putri', 'helpdesk', 'normal', 20, 40, 'queued', null, false, 'sudah reset tapi kodenya tidak sampai'],
  ['Email aneh minta kode OTP', 'Dewi Lestari', 'security', 'urgent', 3, 27, 'queued', null, false, 'belum saya klik, aman kan?'],
  ['Printer lantai 3 macet kertas', 'Ani Rahma', 'helpdesk', 'low', 200, 400, 'pending', 'budi', true, 'Bisa difoto bagian belakangnya?'],
  ['Cannot open shared Finance folder', 'Peter Collins', 'helpdesk', 'normal', 70, 95, 'assigned', 'sari', true, 'Still says access denied after the restart'],
  ['Minta akses aplikasi gudang untuk staf baru di cabang Surabaya', 'Hendra Gunawan', 'helpdesk', 'low', 300, 1500, 'queued', null, false, 'untuk 3 orang, daftar terlampir nanti'],
  ['Laptop lambat setelah pembaruan', 'Siti Aminah', 'helpdesk', 'normal', 400, 800, 'assigned', 'budi', true, 'Sudah saya jadwalkan besok pukul 09.00'],
  ['Kotak email penuh', 'Tono Hartono', 'email', 'low', 600, 2900, 'queued', null, false, 'tidak bisa kirim lampiran'],
  ['Teams tidak ada suara', 'Lia Kurnia', 'helpdesk', 'normal', 25, 215, 'queued', null, false, 'mic jalan tapi speaker mati'],
  ['Wi-Fi tamu untuk rapat besok', 'Resepsionis', 'network', 'normal', 5, 1175, 'queued', null, false, 'perlu 20 akun'],
  ['Akses folder Keuangan', 'Yusuf Ramadan', 'helpdesk', 'normal', 3000, -2000, 'resolved', 'sari', true, 'Terima kasih, sudah bisa'],
  ['Ganti layar monitor', 'Bima Sakti', 'helpdesk', 'low', 5000, -3000, 'resolved', 'budi', true, 'Beres, terima kasih'],
];

let desk;
const streams = new Set();
function reset() {
  const people = [
    { id: 'a-sari', email: 'sari@kantor.id', name: 'Sari Dewanti', role: 'agent', teams: ['network', 'helpdesk'], must_change: false },
    { id: 'a-budi', email: 'budi@kantor.id', name: 'Budi Santoso', role: 'agent', teams: ['helpdesk'], must_change: false },
    { id: 'a-nadia', email: 'nadia@kantor.id', name: 'Nadia Larasati', role: 'lead', teams: ['network', 'security'], must_change: false },
    { id: 'a-admin', email: 'admin@kantor.id', name: 'Arif Admin', role: 'admin', teams: [], must_change: false },
    { id: 'a-baru', email: 'baru@kantor.id', name: 'Citra Baru', role: 'agent', teams: ['email'], must_change: true },
    { id: 'a-tulis', email: 'tulis@kantor.id', name: 'Tara Penulis', role: 'author', teams: [], must_change: false },
  ];
  desk = { people, sessions: desk?.sessions ?? new Map(), tickets: [] };
  subjects.forEach((one, at) => desk.tickets.push(ticket(1042 - at, one)));
}

const iso = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();
const person = (id) => desk.people.find((one) => one.id === id);
const who = (id) => (id ? { id, name: person(id).name } : null);

function ticket(n, [subject, requester, team, priority, open, due, status, assignee, replied, snippet]) {
  const number = `GRD-${n}`;
  const language = subject.startsWith('Cannot') ? 'en' : 'id';
  const at = (minute) => iso(-open - 12 + minute);
  const messages = [];
  const say = (sender, name, text, minute, more = {}) => messages.push({ id: `${n}-${messages.length + 1}`, seq: messages.length + 1, at: at(minute), sender, name, language, text, parts: [], ...more });
  const first = subject.includes('Wi-Fi Gedung') ? 'pagi 😊 wifi ga konek di b2, can\'t login portal juga' : `${subject.toLowerCase()} 🙏 mohon bantuannya`;
  say('visitor', requester, first, 0);
  say('bot', 'Garda', 'Sepertinya soal Wi-Fi tidak tersambung. Coba langkah ini:\n1. Matikan lalu nyalakan Wi-Fi di perangkat.\n2. Pilih jaringan KANTOR-5G, bukan KANTOR-TAMU.\n3. Lupakan jaringan, lalu sambungkan lagi.', 0.1, {
    turn: 1, parts: [
      { type: 'heard', intent: 'Wi-Fi tidak tersambung' },
      { type: 'steps', steps: ['Matikan lalu nyalakan Wi-Fi di perangkat.', 'Pilih jaringan KANTOR-5G, bukan KANTOR-TAMU.', 'Lupakan jaringan, lalu sambungkan lagi.'] },
      { type: 'article', slug: 'wifi', title: 'Wi-Fi tidak tersambung', summary: 'Langkah lengkap', minutes: 2, reviewed: '2026-11-03', url: '/help/articles/wifi?lang=id' },
      { type: 'choices', choices: [{ title: 'Ya, beres', value: '/yes' }, { title: 'Belum', value: '/no' }] },
    ],
  });
  say('visitor', requester, 'Belum', 4);
  say('bot', 'Garda', 'Di gedung dan lantai berapa ini terjadi?', 4.1, { turn: 2 });
  say('visitor', requester, 'gedung B lantai 2, laptop Dell. mulai 08.50', 6);
  say('system', 'Garda', `Tiket ${number} dibuat untuk tim ${teamNames[team]}.`, 6.2);
  if (replied) say('agent', person(`a-${assignee}`).name, snippet.endsWith('?') || subject.startsWith('Email t') ? snippet : 'Halo, saya bantu cek ya.', 15);
  if (!replied || subject.startsWith('Cannot')) say('visitor', requester, snippet, 18);
  const last = messages[messages.length - 1];
  const row = {
    number, subject, status, priority, team, team_name: teamNames[team], assignee: who(assignee && `a-${assignee}`), requester, language, channel: 'widget',
    opened_at: iso(-open), updated_at: iso(-Math.min(open, 5)), due_at: iso(due), first_replied_at: replied ? iso(-open + 15) : null, snippet: last.text, last_sender: last.sender, last_seq: last.seq,
  };
  const when = new Intl.DateTimeFormat('id-ID', { weekday: 'long', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Jakarta' }).format(new Date(row.due_at));
  const bare = subject.startsWith('Server');
  return {
    row, seen: new Map(), messages,
    brief: {
      intent: bare ? null : { id: 'wifi_gagal', title: 'Wi-Fi tidak tersambung', confidence: 0.86 }, reason: bare ? 'Percakapan langsung diteruskan' : 'not_helped',
      facts: bare ? [] : [{ label: 'Di mana', value: 'Gedung B lantai 2', seq: 5 }, { label: 'Perangkat', value: 'Laptop Dell', seq: 5 }, { label: 'Sejak', value: '08.50', seq: 5 }, { label: 'Dampak', value: 'Saya terhambat' }],
      tried: bare ? [] : [{ title: 'Lupakan lalu sambungkan jaringan', helped: false }, { title: 'Mulai ulang Wi-Fi', helped: false }],
      promise: `${when} WIB`, why: 'Kalender kantor, mulai Senin 08.00, janji 2 jam',
    },
    notes: subject.startsWith('Wi-Fi Gedung') || subject.startsWith('VPN') ? [{ id: `n${n}`, at: at(20), agent: 'Budi Santoso', text: 'AP B2-07 mati sejak 08.50, sudah lapor teknisi lapangan.' }] : [],
    history: [{ at: iso(-open), agent: null, kind: 'opened', value: teamNames[team] }, ...(assignee ? [{ at: iso(-open + 10), agent: person(`a-${assignee}`).name, kind: 'taken', value: null }] : []), ...(replied ? [{ at: iso(-open + 15), agent: person(`a-${assignee}`).name, kind: 'replied', value: null }] : []), ...(priority === 'high' ? [{ at: iso(-open + 12), agent: 'Nadia Larasati', kind: 'priority', value: 'high' }] : [])],
  };
}

const explanations = {
  1: {
    text: 'pagi 😊 wifi ga konek di b2, can\'t login portal juga', language: 'id', read_as: 'pagi wi-fi tidak tersambung di b2 cannot login portal juga',
    rewrites: [{ from: 'ga', to: 'tidak', why: 'slang' }, { from: 'konek', to: 'tersambung', why: 'slang' }, { from: 'can\'t', to: 'cannot', why: 'contraction' }],
    verdict: 'answer', decided_by: 'classifier', matched: [{ text: 'wifi', start: 10, end: 14 }, { text: 'ga konek', start: 15, end: 23 }, { text: 'login', start: 37, end: 42 }],
    candidates: [
      { intent: 'wifi_gagal', title: 'Wi-Fi tidak tersambung', score: 0.86, parts: [{ signal: 'classifier', score: 0.81 }, { signal: 'keywords', score: 0.92 }] },
      { intent: 'portal_login', title: 'Portal tidak bisa masuk', score: 0.31, parts: [{ signal: 'classifier', score: 0.28 }, { signal: 'keywords', score: 0.4 }] },
      { intent: 'vpn', title: 'VPN putus', score: 0.08, parts: [{ signal: 'classifier', score: 0.08 }] },
    ],
    confidence: 0.86, gap: 0.55, cut_offs: { answer: 0.6, clarify: 0.35 }, revision: '40',
  },
  2: {
    text: 'Belum', language: 'id', read_as: 'belum', rewrites: [], verdict: 'hand_off', decided_by: 'flow', matched: [{ text: 'Belum', start: 0, end: 5 }],
    candidates: [], confidence: 1, gap: 1, cut_offs: { answer: 0.6, clarify: 0.35 }, revision: '40',
  },
};

function tell(name, data) {
  for (const response of streams) response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}
const open = (one) => one.row.status !== 'resolved';
const find = (name) => desk.tickets.find((one) => one.row.number === name || one.row.number === `GRD-${name}`);
const load = (id) => desk.tickets.filter((one) => open(one) && one.row.assignee?.id === id).length;

function listed(me, ask) {
  const view = ask.get('view') ?? 'all';
  const q = (ask.get('q') ?? '').toLowerCase();
  let found = desk.tickets.filter((one) => (view === 'resolved' ? !open(one) : q && view === 'all' ? true : open(one)));
  if (view === 'mine') found = found.filter((one) => one.row.assignee?.id === me.id);
  if (view === 'unassigned') found = found.filter((one) => !one.row.assignee);
  if (ask.get('team')) found = found.filter((one) => one.row.team === ask.get('team'));
  if (q) found = found.filter((one) => `${one.row.number} ${one.row.subject} ${one.row.requester}`.toLowerCase().includes(q));
  found.sort((a, b) => a.row.due_at.localeCompare(b.row.due_at));
  const from = ask.get('after') ? found.findIndex((one) => one.row.number === ask.get('after')) + 1 : 0;
  return { tickets: found.slice(from, from + Number(ask.get('limit') ?? 50)).map((one) => one.row), total: found.length, counts: counts(me) };
}
const counts = (me) => ({ mine: load(me.id), unassigned: desk.tickets.filter((one) => open(one) && !one.row.assignee).length, all: desk.tickets.filter(open).length });

function add(one, sender, name, text, client_id) {
  const message = { id: randomUUID(), seq: one.row.last_seq + 1, at: new Date().toISOString(), sender, name, language: 'id', text, client_id, parts: [] };
  one.messages.push(message);
  Object.assign(one.row, { last_seq: message.seq, last_sender: sender, snippet: text, updated_at: message.at });
  return message;
}

class Refusal extends Error {
  constructor(status, kind, more = {}) {
    super(kind);
    Object.assign(this, { status, body: { type: `/problems/${kind}`, title: kind, status, detail: kind, request_id: randomUUID().slice(0, 8), ...more } });
  }
}

/** @returns {[number, unknown]} */
function agentApi(method, path, ask, body, me) {
  const [, what, name, act] = path.split('/');
  const route = `${method} ${what}${name ? '/x' : ''}${act ? `/${act}` : ''}`;
  if (route === 'GET agents') return [200, { agents: desk.people.map((one) => ({ ...one, open: load(one.id) })) }];
  if (route === 'POST agents') {
    if (me.role !== 'admin') throw new Refusal(403, 'forbidden');
    const agent = { id: randomUUID(), must_change: true, ...body };
    desk.people.push(agent);
    return [201, { agent, password: 'bukit-tenang-perahu-42' }];
  }
  if (route === 'GET teams') return [200, { teams: Object.entries(teamNames).map(([id, title]) => ({ id, name: title, open: desk.tickets.filter((one) => open(one) && one.row.team === id).length, unassigned: desk.tickets.filter((one) => open(one) && one.row.team === id && !one.row.assignee).length })) }];
  if (route === 'GET pack') return [200, { revision: '4f8140d8a2a9363b', studied: false, studying: 42 }];
  if (route === 'GET tickets') return [200, listed(me, ask)];
  if (what === 'conversations') return [200, explanations[path.split('/')[4]] ?? explanations[1]];
  if (path === '/tickets/take-next') {
    const next = desk.tickets.filter((one) => open(one) && !one.row.assignee && (!me.teams.length || me.teams.includes(one.row.team))).sort((a, b) => a.row.due_at.localeCompare(b.row.due_at))[0];
    if (!next) throw new Refusal(404, 'not_found');
    return change(next, me, 'taken', null, { assignee: who(me.id), status: 'assigned' });
  }
  const one = find(name);
  if (!one) throw new Refusal(404, 'not_found');
  const { row } = one;
  if (route === 'GET tickets/x') return [200, { ticket: row, conversation: { id: `c-${row.number}`, status: row.status }, brief: one.brief, messages: one.messages, notes: one.notes, history: one.history }];
  if (act === 'typing') { tell('typing', { number: row.number, name: me.name, who: 'agent' }); return [204, null]; }
  if (act === 'notes') {
    const note = { id: randomUUID(), at: new Date().toISOString(), agent: me.name, ...body };
    one.notes.push(note);
    tell('ticket', { number: row.number, kind: 'changed' });
    return [201, note];
  }
  if (act === 'replies') {
    if (body.text.includes('500')) throw new Refusal(503, 'busy');
    const other = one.messages.find((message) => message.sender === 'agent' && message.seq > body.seen_seq && message.name !== me.name);
    if (other && !body.anyway) throw new Refusal(409, 'collision', { by: other.name, text: other.text, at: other.at });
    const message = add(one, 'agent', me.name, body.text, body.client_id);
    if (!row.assignee) Object.assign(row, { assignee: who(me.id), status: 'assigned' });
    row.first_replied_at ??= message.at;
    one.history.push({ at: message.at, agent: me.name, kind: 'replied', value: null });
    tell('ticket', { number: row.number, kind: 'message' });
    return [201, message];
  }
  if (act === 'take') {
    if (row.assignee && row.assignee.id !== me.id) throw new Refusal(409, 'taken', { by: row.assignee.name });
    return change(one, me, 'taken', null, { assignee: who(me.id), status: 'assigned' });
  }
  if (act === 'assign' && body.agent) return change(one, me, 'assigned', person(body.agent).name, { assignee: who(body.agent), status: 'assigned' });
  if (act === 'assign') return change(one, me, body.team === row.team ? 'returned' : 'moved', teamNames[body.team], { team: body.team, team_name: teamNames[body.team], assignee: null, status: 'queued' });
  if (act === 'priority') return change(one, me, 'priority', body.priority, { priority: body.priority });
  if (act === 'resolve') return change(one, me, 'resolved', null, { status: 'resolved' });
  if (act === 'reopen') return change(one, me, 'reopened', null, { status: row.assignee ? 'assigned' : 'queued' });
  throw new Refusal(404, 'not_found');
}

function change(one, me, kind, value, some) {
  Object.assign(one.row, some, { updated_at: new Date().toISOString() });
  one.history.push({ at: one.row.updated_at, agent: me.name, kind, value });
  tell('ticket', { number: one.row.number, kind: 'changed' });
  return [200, { ticket: one.row }];
}

function control(path) {
  const [, , what, name] = path.split('/');
  if (what === 'collide') add(find(name), 'agent', 'Budi Santoso', 'Sudah normal ya, Bu?');
  if (what === 'message') { add(find(name), 'visitor', find(name).row.requester, 'Masih belum bisa, Kak. Ada kabar?'); tell('ticket', { number: find(name).row.number, kind: 'message' }); }
  if (what === 'typing') tell('typing', { number: find(name).row.number, name: find(name).row.requester, who: 'visitor' });
  if (what === 'open') {
    const one = ticket(1043 + desk.tickets.length, ['Proyektor ruang rapat mati', 'Gita Savitri', 'network', 'high', 1, 4, 'queued', null, false, 'rapat mulai 15 menit lagi']);
    desk.tickets.push(one);
    tell('ticket', { number: one.row.number, kind: 'opened' });
  }
  if (what === 'many') for (let n = 0; n < 10_000; n += 1) desk.tickets.push(ticket(2000 + n, ['Printer macet lagi', 'Ani Rahma', 'helpdesk', 'low', 200, 3000 + n, 'queued', null, false, 'lantai 3']));
  if (what === 'empty') desk.tickets = desk.tickets.filter((one) => !open(one));
  if (what === 'drop') for (const stream of streams) stream.destroy();
  if (what === 'reset') { reset(); tell('resync', {}); }
}

async function read(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return text ? JSON.parse(text) : {};
}

async function asset(path) {
  const name = normalize(path.replace(/^\/assets\/[^/]+\//, ''));
  for (const root of [web, shared]) {
    const found = await readFile(join(root, name)).catch(() => null);
    if (found) return found;
  }
  return null;
}

function signedIn(request) {
  const token = /garda=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
  return person(desk.sessions.get(token)) ?? null;
}

async function session(request, response, path) {
  const me = signedIn(request);
  if (request.method === 'DELETE') return send(response, 204, null, { 'Set-Cookie': 'garda=; Max-Age=0; Path=/' });
  const body = request.method === 'POST' ? await read(request) : {};
  if (path === '/session/password') {
    if (body.current !== (me.password ?? 'rahasia-sekali')) throw new Refusal(403, 'wrong_credentials');
    Object.assign(me, { must_change: false, password: body.new });
    return send(response, 204, null);
  }
  if (request.method === 'GET') {
    if (!me) throw new Refusal(401, 'signed_out');
    return send(response, 200, { agent: me });
  }
  const agent = desk.people.find((one) => one.email === body.email);
  if (!agent || body.password !== (agent.password ?? 'rahasia-sekali')) throw new Refusal(401, 'wrong_credentials');
  const token = randomUUID();
  desk.sessions.set(token, agent.id);
  return send(response, 200, { agent }, { 'Set-Cookie': `garda=${token}; Path=/; HttpOnly; SameSite=Strict` });
}

function send(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json', ...headers });
  response.end(body === null ? '' : JSON.stringify(body));
}

async function answer(request, response) {
  const url = new URL(request.url, 'http://stub');
  const path = url.pathname;
  if (path.startsWith('/stub/')) { control(path); return send(response, 204, null); }
  if (path.startsWith('/assets/')) {
    const found = await asset(path);
    response.writeHead(found ? 200 : 404, { 'Content-Type': types[path.split('.').pop()] ?? 'text/plain', 'Content-Security-Policy': csp });
    return response.end(found ?? '');
  }
  if (path === '/console' || path.startsWith('/console/')) {
    const html = (await readFile(join(web, 'templates/console.html'), 'utf8')).replace(/\{#.*?#\}\n/s, '').replaceAll('{{ assets }}', '/assets/stub').replaceAll('{{ lang }}', 'id');
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': csp });
    return response.end(html);
  }
  const api = path.replace(/^\/api\/v1/, '');
  if (api === '/widget') return send(response, 200, { phone: '123', organisation: 'Kantor' });
  if (api.startsWith('/session')) return session(request, response, api);
  const me = signedIn(request);
  if (!me) throw new Refusal(401, 'signed_out');
  if (api === '/tickets/stream') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write(': hello\n\n');
    streams.add(response);
    return request.on('close', () => streams.delete(response));
  }
  const [status, body] = agentApi(request.method, api, url.searchParams, request.method === 'POST' ? await read(request) : {}, me);
  send(response, status, body);
}

reset();
createServer((request, response) => {
  answer(request, response).catch((error) => {
    if (error instanceof Refusal) return send(response, error.status, error.body);
    console.error(error);
    send(response, 500, { type: '/problems/internal', title: 'internal', status: 500, request_id: 'stub' });
  });
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/console`));
