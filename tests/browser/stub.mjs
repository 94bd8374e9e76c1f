// A stand-in for the server while the pages are made: the visitor's part of the API with canned answers.
// node stub.mjs [port]; a second, foreign origin with a plain host page listens on port + 1.
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join, lean, tight } from './join.mjs';
import { ARTICLES, answer, article, find } from './canned.mjs';
import { pages } from './pages.mjs';

const WEB = fileURLToPath(new URL('../../src/http/web/', import.meta.url));
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; font-src 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'";
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html', '.svg': 'image/svg+xml' };

export function startStub(port = 8090) {
  const assets = '/assets/stub';
  const conversations = new Map();
  const visitors = new Map();
  const mode = { busy: 0, broken: 0, slow: 0, rate: 0, drop: 0, closed: false };
  let ticketNumber = 1041;

  const now = () => new Date().toISOString();
  const clean = ({ visitor, messages, listeners, client, ...conversation }) => conversation;

  function tell(conversation, event, data, id) {
    const block = `${id ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const listener of conversation.listeners) listener.write(block);
  }
  function add(conversation, message) {
    const whole = { id: crypto.randomUUID(), seq: ++conversation.last_seq, at: now(), name: 'Garda', language: conversation.language, parts: [], ...message };
    conversation.messages.push(whole);
    conversation.updated_at = whole.at;
    conversation.preview = whole.text.split('\n')[0].slice(0, 80);
    tell(conversation, 'message', whole, whole.seq);
    return whole;
  }
  function setStatus(conversation, change) {
    Object.assign(conversation, change, { updated_at: now() });
    tell(conversation, 'conversation', clean(conversation));
  }
  function openTicket(conversation) {
    const id = conversation.language === 'id';
    const words = conversation.messages.find((message) => message.sender === 'visitor' && !/petugas|person/.test(message.text))?.text ?? (id ? 'Minta bicara dengan petugas' : 'Asked for a person');
    const ticket = { number: `GRD-${++ticketNumber}`, status: 'queued', team: id ? 'Jaringan' : 'Network', priority: 'high', due_at: now(), promise: id ? 'Senin 23 Nov, 10.15 WIB' : 'Monday 23 Nov, 10:15 WIB', why: id ? 'Kalender office, mulai Senin 23 Nov, 08.00 WIB, janji 2 jam 15 menit kerja' : 'Calendar office, from Monday 23 Nov, 08:00 WIB, promised within 2 h 15 min of working time', opened_at: now(), subject: words, facts: [{ label: id ? 'Di mana' : 'Where', value: id ? 'Gedung B lantai 2' : 'Building B, floor 2' }, { label: id ? 'Dicoba' : 'Tried', value: id ? '3 langkah Wi-Fi tidak tersambung' : '3 steps of Wi-Fi won’t connect' }] };
    setStatus(conversation, { status: 'queued', ticket, team: ticket.team });
    return [
      add(conversation, { sender: 'bot', text: id ? `Tiket ${ticket.number} sudah ada di tim ${ticket.team}. Balasan paling lambat ${ticket.promise}.` : `Ticket ${ticket.number} is with ${ticket.team}. You’ll hear back by ${ticket.promise}.`, parts: [{ type: 'ticket', ticket }] }),
      add(conversation, { sender: 'bot', text: id ? 'Kalau ada keterangan lain, tulis saja di sini; saya tempelkan ke tiketnya.' : 'If there is more to tell, just write here; it goes onto the ticket.' }),
    ];
  }

  async function api(request, url, send, response) {
    const problem = (status, kind, extra = {}) => send(status, { type: `/problems/${kind}`, title: kind, status, detail: kind, request_id: '7F3A' }, { 'content-type': 'application/problem+json', ...extra });
    const body = ['POST'].includes(request.method) ? JSON.parse((await read(request)) || '{}') : {};
    const parts = url.pathname.slice('/api/v1/'.length).split('/');
    const lang = url.searchParams.get('lang') === 'en' ? 'en' : 'id';
    const id = lang === 'id';
    if (parts[0] === 'widget') return send(200, { language: lang, languages: ['id', 'en'], organisation: 'PT Contoh Nusantara', desk: id ? 'Bantuan TI' : 'IT Help', phone: '123', hours: id ? 'Sen–Jum 08.00–17.00 WIB' : 'Mon–Fri 08:00–17:00 WIB', open: !mode.closed, status: mode.closed ? (id ? 'Tutup; buka lagi Selasa 24 Nov, 08.00 WIB' : 'Closed; opens Tuesday 24 Nov, 08:00 WIB') : id ? 'Buka s.d. 17.00 WIB' : 'Open until 17:00 WIB', greeting: id ? 'Halo, saya Garda, asisten otomatis Bantuan TI. Ada yang bisa dibantu?' : 'Hi, I’m Garda, the automated IT help assistant. What can I help with?', topics: (id ? ['Kata sandi', 'Wi-Fi', 'Printer', 'Email', 'VPN', 'Lapor phishing'] : ['Password', 'Wi-Fi', 'Printer', 'Email', 'VPN', 'Report phishing']).map((title) => ({ title, value: `/topic/${title.toLowerCase()}` })), brand: { name: 'Garda', color: null }, zone: 'Asia/Jakarta' });
    if (parts[0] === 'articles') {
      if (!parts[1]) return send(200, { articles: find(url.searchParams.get('q') ?? '', lang, Number(url.searchParams.get('limit') ?? 3)) });
      const found = ARTICLES.find((one) => one.slug === parts[1]);
      return found ? send(200, article(found, lang)) : problem(404, 'not_found');
    }
    if (parts[0] === 'visitors') { const token = crypto.randomUUID(); visitors.set(token, { id: token.slice(0, 8) }); return send(201, { token, visitor: token.slice(0, 8) }); }
    const visitor = visitors.get((request.headers.authorization ?? '').replace('Bearer ', ''));
    if (!visitor) return problem(401, 'unauthorised');
    if (parts.length === 1 && request.method === 'GET') return send(200, { conversations: [...conversations.values()].filter((one) => one.visitor === visitor.id).sort((a, b) => b.updated_at.localeCompare(a.updated_at)).map(clean) });
    if (parts.length === 1) {
      const old = [...conversations.values()].find((one) => one.client === body.client_id);
      if (old) return send(200, clean(old));
      const conversation = { id: crypto.randomUUID(), status: 'bot', language: body.language ?? 'id', last_seq: 0, created_at: now(), updated_at: now(), ticket: null, agent: null, team: null, preview: '', visitor: visitor.id, messages: [], listeners: new Set(), client: body.client_id };
      conversations.set(conversation.id, conversation);
      return send(201, clean(conversation));
    }
    const conversation = conversations.get(parts[1]);
    if (!conversation || conversation.visitor !== visitor.id) return problem(404, 'not_found');
    if (parts[2] === 'stream') {
      const after = Number(request.headers['last-event-id'] ?? url.searchParams.get('after') ?? 0);
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': hello\n\n');
      for (const message of conversation.messages.filter((one) => one.seq > after)) response.write(`id: ${message.seq}\nevent: message\ndata: ${JSON.stringify(message)}\n\n`);
      conversation.listeners.add(response);
      const beat = setInterval(() => response.write(': beat\n\n'), 15000);
      response.on('close', () => { clearInterval(beat); conversation.listeners.delete(response); });
      return undefined;
    }
    if (parts[2] === 'typing') return send(204);
    if (parts[2] === 'language') { conversation.language = body.language; return send(204); }
    if (parts[2] === undefined) {
      const limit = Number(url.searchParams.get('limit') ?? 200);
      const before = url.searchParams.get('before');
      const messages = before ? conversation.messages.filter((one) => one.seq < Number(before)).slice(-limit) : conversation.messages.filter((one) => one.seq > Number(url.searchParams.get('after') ?? 0)).slice(0, limit);
      return send(200, { conversation: clean(conversation), messages });
    }
    if (parts[3] === 'by-client-id') { const found = conversation.messages.find((one) => one.client_id === parts[4]); return found ? send(200, found) : problem(404, 'not_found'); }
    if (mode.busy > 0) { mode.busy -= 1; return problem(503, 'busy', { 'retry-after': '4' }); }
    if (mode.rate > 0) { mode.rate -= 1; return problem(429, 'rate_limited', { 'retry-after': '8' }); }
    if (mode.broken > 0) { mode.broken -= 1; return problem(500, 'internal'); }
    const known = conversation.messages.find((one) => one.client_id === body.client_id);
    if (known && known.text !== body.text) return problem(409, 'conflict');
    if (known) return send(200, { message: known, replies: [], conversation: clean(conversation) });
    if ([...body.text].length > 4000) return problem(422, 'too_long');
    if (mode.slow) await new Promise((done) => setTimeout(done, mode.slow));
    const message = add(conversation, { sender: 'visitor', name: 'Anda', text: body.text, client_id: body.client_id });
    let replies = [];
    if (conversation.status === 'bot' || conversation.status === 'resolved') {
      const said = answer(body.text, body.choice, conversation.language);
      replies = said === 'ticket' ? openTicket(conversation) : said.map((reply) => add(conversation, { sender: 'bot', ...reply }));
    }
    if (mode.drop > 0) { mode.drop -= 1; return response.destroy(); }
    return send(201, { message, replies, conversation: clean(conversation) });
  }

  function agent(body) {
    const conversation = [...conversations.values()].pop();
    const name = body.name ?? 'Dewi';
    if (body.kind === 'typing') tell(conversation, 'typing', { name });
    if (body.kind === 'join') { setStatus(conversation, { status: 'assigned', agent: { name }, ticket: { ...conversation.ticket, status: 'assigned' } }); add(conversation, { sender: 'system', name: '', text: `${name} dari Tim Jaringan bergabung. Asisten otomatis berhenti menjawab.` }); }
    if (body.kind === 'say') add(conversation, { sender: 'agent', name, text: body.text });
    if (body.kind === 'resolve') { setStatus(conversation, { status: 'resolved', agent: null, ticket: { ...conversation.ticket, status: 'resolved' } }); add(conversation, { sender: 'system', name: '', text: `${name} sudah keluar dari percakapan. Kalau ada hal lain, saya bantu.` }); }
  }

  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url, `http://${request.headers.host}`);
    const send = (status, body, headers = {}) => {
      const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', 'content-security-policy': CSP, ...headers });
      response.end(text);
    };
    try {
      if (url.pathname.startsWith('/api/v1/')) return await api(request, url, send, response);
      if (url.pathname === '/stub/mode') { Object.assign(mode, JSON.parse(await read(request))); return send(200, mode); }
      if (url.pathname === '/stub/agent') { agent(JSON.parse(await read(request))); return send(200, {}); }
      if (url.pathname === '/stub/cut') { for (const conversation of conversations.values()) for (const listener of conversation.listeners) listener.destroy(); return send(200, {}); }
      const file = url.pathname === '/widget.js' ? 'loader.js' : url.pathname.startsWith(`${assets}/`) ? url.pathname.slice(assets.length + 1) : null;
      if (file) {
        const whole = path.join(WEB, file);
        if (!whole.startsWith(WEB) || !fs.existsSync(whole)) return send(404, 'not found');
        const ground = file === 'widget/widget.css' ? ['tokens.css', 'base.css'].map((one) => fs.readFileSync(path.join(WEB, one), 'utf8')).join('\n') : '';
        const text = ground + (process.env.PLAIN || !/\.(js|css)$/.test(whole) ? fs.readFileSync(whole, 'utf8') : file === 'widget/main.js' ? tight(join(pathToFileURL(whole))) : lean(fs.readFileSync(whole, 'utf8')));
        return send(200, text, { 'content-type': TYPES[path.extname(whole)], 'cache-control': 'no-cache' });
      }
      const page = pages(WEB, url, assets, mode.closed);
      return send(page.status, page.html, { 'content-type': 'text/html; charset=utf-8', ...(page.framed ? { 'content-security-policy': `${CSP}; frame-ancestors http://127.0.0.1:${port} http://127.0.0.1:${port + 1}` } : {}) });
    } catch (error) {
      console.error(error);
      return send(500, String(error));
    }
  }).listen(port, '127.0.0.1');

  const host = http.createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': `default-src 'self'; script-src http://127.0.0.1:${port}; frame-src http://127.0.0.1:${port}; connect-src http://127.0.0.1:${port}` });
    response.end(`<!doctype html><html lang="id"><title>Portal lain</title><main><h1>Portal lain</h1><p><a href="http://127.0.0.1:${port}/help" data-garda>Butuh bantuan TI?</a></p><p><a href="#atas">Tautan lain</a></p></main><script src="http://127.0.0.1:${port}/widget.js" defer></script></html>`);
  }).listen(port + 1, '127.0.0.1');
  return { stop: () => { for (const one of [server, host]) { one.closeAllConnections(); one.close(); } }, mode, agent };
}

async function read(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.argv[2] ?? 8090);
  startStub(port);
  console.log(`http://127.0.0.1:${port}/ and, of another origin, http://127.0.0.1:${port + 1}/`);
}
