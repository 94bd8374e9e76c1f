// What a visitor downloads, with gzip: the loader, and the frame's script and sheets, both as files and joined (join.mjs).
import fs from 'node:fs';
import { gzipSync } from 'node:zlib';
import { clashes, join, lean, order, tight, tightSheet } from './join.mjs';

const web = new URL('../../src/http/web/', import.meta.url);
const read = (name) => fs.readFileSync(new URL(name, web), 'utf8');
const gzip = (text) => gzipSync(text, { level: 6 }).length;
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const faults = [];

const main = new URL('widget/main.js', web);
const modules = order(main);
const sheets = ['tokens.css', 'base.css', 'widget/widget.css'].map(read);
const loader = Buffer.byteLength(read('loader.js'));
const joined = gzip(tight(join(main))) + gzip(tightSheet(lean(sheets.join('\n'))));
const apart = sum(modules.map((one) => gzip(fs.readFileSync(one, 'utf8')))) + sum(sheets.map(gzip));
console.log(`loader: ${loader} B, ${gzip(read('loader.js'))} B gzip, lean ${Buffer.byteLength(lean(read('loader.js')))} B`);
console.log(`widget: joined and lean ${joined} B gzip in 2 files; as it stands ${apart} B gzip in ${modules.length + sheets.length} files`);
// What comes when somebody attaches or receives a file, and not before.
const files = new URL('files/main.js', web);
const later = gzip(tight(join(files))) + gzip(tightSheet(lean(read('files/files.css'))));
console.log(`files, fetched when they are needed: ${later} B gzip`);
if (later > 9_000) faults.push('what is fetched for files is over 9 kB');
if (loader > 8192) faults.push('the loader is over 8 kB');
if (joined > 30_000) faults.push('the widget is over 30 kB');

for (const clash of [...clashes(main), ...clashes(files)]) faults.push(`the same name twice: ${clash}`);
for (const one of [...modules, ...order(files), new URL('loader.js', web)]) {
  const lines = fs.readFileSync(one, 'utf8').split('\n').length - 1;
  if (lines > 200) faults.push(`${one.pathname.split('/').pop()} has ${lines} lines`);
}

const { wordKeys, say } = await import(new URL('words.js', web).href);
const said = modules.filter((one) => !one.pathname.endsWith('/words.js')).map((one) => fs.readFileSync(one, 'utf8')).join('\n');
for (const [, key] of said.matchAll(/\bt\('([a-z.-]+)'/g)) if (!wordKeys.includes(key)) faults.push(`no words for ${key}`);
for (const key of wordKeys) {
  if (!said.includes(`'${key}'`) && !said.includes(`\`${key.split('.')[0]}.`) && !['bot', 'agent'].includes(key)) faults.push(`nobody says ${key}`);
  const slots = (language) => [...say(language, key).matchAll(/\{\w+\}/g)].map(String).sort().join();
  if (slots('id') !== slots('en')) faults.push(`${key} has other slots in English`);
  for (const language of ['id', 'en']) if (say(language, key).length > 160) faults.push(`${key} is longer than 160 in ${language}`);
}
const { fileWords, fileSay } = await import(new URL('files/words.js', web).href);
const aloud = order(files).map((one) => fs.readFileSync(one, 'utf8')).join('\n') + fs.readFileSync(new URL('files/upload.js', web), 'utf8');
for (const key of Object.keys(fileWords)) {
  if (!aloud.includes(`'${key}'`) && !/^files?_/.test(key)) faults.push(`nobody says ${key} of a file`);
  const slots = (language) => [...fileSay(language, key).matchAll(/\{\w+\}/g)].map(String).sort().join();
  if (slots('id') !== slots('en')) faults.push(`${key} of files has other slots in English`);
}
for (const fault of faults) console.error(`FAULT ${fault}`);
process.exitCode = faults.length ? 1 : 0;
