// Canned answers and articles of the stub: enough to see every state of the widget.
export const ARTICLES = [
  { slug: 'wifi-tidak-tersambung', id: ['Wi-Fi tidak tersambung', 'Jaringan', 'Nyalakan ulang Wi-Fi, lupakan jaringan, lalu sambung lagi.'], en: ['Wi-Fi won’t connect', 'Network', 'Turn Wi-Fi off and on, forget the network, then join again.'], minutes: 2, words: 'wifi wi-fi konek sambung jaringan internet network connect' },
  { slug: 'ganti-kata-sandi-wifi', id: ['Ganti kata sandi Wi-Fi', 'Jaringan', 'Perbarui kata sandi Wi-Fi yang tersimpan di perangkat.'], en: ['Change a saved Wi-Fi password', 'Network', 'Update the Wi-Fi password your device remembers.'], minutes: 3, words: 'wifi sandi password' },
  { slug: 'reset-kata-sandi-sso', id: ['Reset kata sandi SSO', 'Akun', 'Buat kata sandi baru lewat halaman reset, tanpa petugas.'], en: ['Reset your SSO password', 'Account', 'Make a new password on the reset page, no agent needed.'], minutes: 2, words: 'password sandi sso lupa login akun reset' },
  { slug: 'printer-macet', id: ['Kertas printer macet', 'Printer', 'Keluarkan kertas yang tersangkut, lalu cetak halaman uji.'], en: ['Printer paper jam', 'Printer', 'Clear the stuck paper, then print a test page.'], minutes: 4, words: 'printer macet kertas cetak print jam' },
  { slug: 'email-penuh', id: ['Kotak email penuh', 'Email', 'Kosongkan folder besar supaya email bisa masuk lagi.'], en: ['Mailbox is full', 'Email', 'Empty the large folders so mail can arrive again.'], minutes: 5, words: 'email penuh kotak mailbox full' },
];

const HTML = {
  id: '<p>Cara ini memperbaiki sebagian besar gangguan sambungan dalam dua menit.</p><h2>Langkah</h2><ol><li>Matikan lalu nyalakan lagi Wi-Fi di perangkat Anda.</li><li>Buka daftar jaringan, pilih <strong>KANTOR</strong>, lalu <em>Lupakan</em>.</li><li>Sambung lagi memakai akun kantor.</li></ol><h2>Kalau belum bisa</h2><p>Periksa apakah rekan di ruangan yang sama juga terputus. Alamat halaman status: <a href="https://status.kantor.example/">status.kantor.example</a>.</p><pre><code>ipconfig /renew</code></pre>',
  en: '<p>This fixes most connection problems in two minutes.</p><h2>Steps</h2><ol><li>Turn Wi-Fi off and on again on your device.</li><li>Open the network list, pick <strong>OFFICE</strong>, then <em>Forget</em>.</li><li>Join again with your work account.</li></ol><h2>If it still fails</h2><p>Check whether people in the same room are offline too. Status page: <a href="https://status.office.example/">status.office.example</a>.</p><pre><code>ipconfig /renew</code></pre>',
};

export function article({ slug, minutes, ...rest }, lang) {
  const [title, topic, summary] = rest[lang];
  return { slug, title, topic, snippet: summary, summary, minutes, reviewed: '2026-11-03', language: lang, url: `/help/articles/${slug}?lang=${lang}`, html: HTML[lang] };
}

export function find(text, lang, limit = 3) {
  const wanted = text.toLowerCase().split(/\s+/).filter((word) => word.length > 2);
  const score = (one) => wanted.filter((word) => one.words.includes(word) || one[lang][0].toLowerCase().includes(word)).length;
  return ARTICLES.filter((one) => score(one) > 0).sort((a, b) => score(b) - score(a)).slice(0, limit).map((one) => article(one, lang));
}

const S = {
  helped: ['Apakah ini membantu?', 'Did this help?'], yes: ['Ya, beres', 'Yes, solved'], no: ['Belum', 'Not yet'], human: ['Bicara dengan petugas', 'Talk to a person'],
  wifi: ['Wi-Fi tidak tersambung', 'Wi-Fi won’t connect'],
};
const one = (lang, pair) => pair[lang === 'en' ? 1 : 0];

function card(slug, lang) {
  const { title, summary, minutes, reviewed, url } = article(ARTICLES.find((item) => item.slug === slug), lang);
  return { type: 'article', slug, title, summary, minutes, reviewed, url };
}

/** What the bot says to these words: a list of {text, parts}. */
export function answer(text, choice, lang) {
  const say = (id, en) => (lang === 'en' ? en : id);
  const choices = (...list) => ({ type: 'choices', choices: list.map(([title, value]) => ({ title, value })) });
  const said = text.toLowerCase();
  if (choice === '/human' || /petugas|orang|person|human/.test(said)) return 'ticket';
  if (choice === '/helped/yes') return [{ text: say('Senang mendengarnya. Kalau muncul lagi, tulis saja di sini.', 'Good to hear. If it comes back, just write here.'), parts: [] }];
  if (choice === '/helped/no') return [{ text: say('Baik. Kita coba cara lain, atau saya teruskan ke petugas?', 'OK. Try another way, or shall I pass it to a person?'), parts: [choices([say('Coba cara lain', 'Try another way'), '/other'], [one(lang, S.human), '/human'])] }];
  if (choice === '/not_this' || choice === '/other' || /asdf/.test(said)) return [{ text: say('Saya belum yakin maksudnya. Bisa ditulis dengan kata lain, atau pilih di bawah?', 'I’m not sure I understood. Could you put it another way, or pick one below?'), parts: [choices([one(lang, S.wifi), '/intent/wifi'], [say('Lupa kata sandi', 'Forgot my password'), '/intent/sandi'], [one(lang, S.human), '/human'])] }];
  if (/printer/.test(said) && !choice) return [{ text: say('Supaya tepat, yang mana yang Anda alami?', 'To get this right, which one is it?'), parts: [choices([say('Kertas macet', 'Paper is jammed'), '/intent/printer-macet'], [say('Printer tidak ditemukan', 'Printer isn’t found'), '/intent/printer-hilang'], [say('Hasil cetak kosong atau bergaris', 'Pages come out blank or striped'), '/intent/printer-kosong'], [say('Bukan semuanya', 'None of these'), '/other'])] }];
  if (/wifi|wi-fi|sandi|password|printer|email/.test(said) || choice) {
    const found = find(`${said} ${choice ?? ''}`, lang)[0] ?? article(ARTICLES[0], lang);
    const steps = [say('Matikan lalu nyalakan lagi Wi-Fi di perangkat.', 'Turn Wi-Fi off and on again on your device.'), say('Lupakan jaringan KANTOR, lalu sambung lagi dengan akun kantor.', 'Forget the OFFICE network, then join again with your work account.'), say('Tunggu satu menit, lalu buka satu halaman web.', 'Wait one minute, then open a web page.')];
    const first = say(`Sepertinya soal ${found.title}. Coba langkah ini:`, `This sounds like ${found.title}. Try these steps:`);
    return [
      { text: [first, ...steps.map((step, i) => `${i + 1}. ${step}`)].join('\n'), parts: [{ type: 'heard', intent: found.title }, { type: 'steps', steps }, card(found.slug, lang)] },
      { text: one(lang, S.helped), parts: [choices([one(lang, S.yes), '/helped/yes'], [one(lang, S.no), '/helped/no'])] },
    ];
  }
  return answer('asdf', undefined, lang);
}
