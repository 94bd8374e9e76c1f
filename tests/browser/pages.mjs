// The server-rendered pages, filled with canned content.
import path from 'node:path';
import { ARTICLES, article, find } from './canned.mjs';
import { render } from './template.mjs';

export function pages(web, url, assets, closed) {
  const lang = url.searchParams.get('lang') === 'en' ? 'en' : 'id';
  const id = lang === 'id';
  const folder = path.join(web, 'templates');
  const other = (language) => { const next = new URL(url); next.searchParams.set('lang', language); return next.pathname + next.search; };
  const page = { lang, id, assets, title: '', url_id: other('id'), url_en: other('en'), organisation: 'PT Contoh Nusantara', desk: id ? 'Bantuan TI' : 'IT Help', phone: '123', hours: id ? 'Sen–Jum 08.00–17.00 WIB' : 'Mon–Fri 08:00–17:00 WIB', status: closed ? (id ? 'Tutup; buka lagi Selasa 24 Nov, 08.00 WIB' : 'Closed; opens Tuesday 24 Nov, 08:00 WIB') : id ? 'Buka s.d. 17.00 WIB' : 'Open until 17:00 WIB', open: !closed };
  const show = (name, fields, status = 200) => ({ status, html: render(folder, name, { page: { ...page, title: fields.title ?? '' }, ...fields }) });
  const row = (one) => { const { title, url: at } = article(one, lang); return { title, url: at }; };
  const marked = (text) => text.split(/(\s+)/).map((word, i) => ({ text: word, marked: i === 2 }));
  const hit = (one) => { const { title, snippet, topic, minutes, url: at } = article(one, lang); return { title, snippet: marked(snippet), topic, minutes, url: at }; };

  if (url.pathname === '/widget') return { ...show('widget.html', { lang, id, assets, desk: page.desk, phone: page.phone }), framed: true };
  if (url.pathname === '/') return show('demo.html', { title: id ? 'Portal Kantor (contoh)' : 'Office portal (example)', examples: id ? ['wifi ga konek di b2', 'lupa password sso', 'printer macet', 'dapat email aneh minta OTP', 'mau ngobrol sama orang'] : ['wifi wont connect in b2', 'forgot my sso password', 'printer is jammed', 'weird email asking for an OTP', 'I want to talk to a person'] });
  if (url.pathname === '/help') {
    const topics = new Map();
    for (const one of ARTICLES) topics.set(one[lang][1], [...(topics.get(one[lang][1]) ?? []), row(one)]);
    return show('help.html', { title: page.desk, popular: ARTICLES.slice(0, 4).map(row), topics: [...topics].map(([title, articles], i) => ({ id: `topic-${i + 1}`, title, articles })) });
  }
  if (url.pathname === '/help/search') {
    const query = url.searchParams.get('q') ?? '';
    const results = find(query, lang, 10).map((one) => hit(ARTICLES.find((item) => item.slug === one.slug)));
    return show('help_search.html', { title: id ? `“${query}”: ${results.length} hasil` : `“${query}”: ${results.length} results`, query, read_as: /konek/.test(query) ? 'wi-fi tersambung' : '', results, topics: [{ title: id ? 'Jaringan' : 'Network', url: `/help?lang=${lang}#topic-1` }, { title: id ? 'Akun' : 'Account', url: `/help?lang=${lang}#topic-2` }] });
  }
  const slug = /^\/help\/articles\/([\w-]+)$/.exec(url.pathname)?.[1];
  const found = ARTICLES.find((one) => one.slug === slug);
  if (found) {
    const whole = article(found, lang);
    return show('help_article.html', { title: whole.title, article: { title: whole.title, topic: whole.topic, topic_url: `/help?lang=${lang}#topic-1`, minutes: 2, reviewed: id ? '3 Nov 2026' : '3 Nov 2026', language: lang, html: whole.html }, related: ARTICLES.slice(1, 3).map(row) });
  }
  const broken = url.pathname === '/500';
  return show('error.html', { title: broken ? (id ? 'Layanan sedang bermasalah' : 'The service has a problem') : (id ? 'Halaman tidak ditemukan' : 'Page not found'), status: broken ? 500 : 404, detail: broken ? (id ? 'Ada kendala di pihak kami. Coba lagi sebentar lagi.' : 'Something broke on our side. Try again shortly.') : (id ? 'Alamatnya mungkin berubah. Coba cari di bawah.' : 'The address may have changed. Try searching below.'), code: broken ? '7F3A' : '' }, broken ? 500 : 404);
}
