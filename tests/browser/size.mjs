// What a visitor downloads: the loader as it is, and the frame's scripts and sheets with gzip.
import fs from 'node:fs';
import { gzipSync } from 'node:zlib';
const web = new URL('../../src/http/web/', import.meta.url);
const size = (name) => gzipSync(fs.readFileSync(new URL(name, web)), { level: 6 }).length;
const shell = fs.readFileSync(new URL('templates/widget.html', web), 'utf8');
const named = [...new Set([...shell.matchAll(/\{\{ assets \}\}\/([\w/.-]+\.(?:js|css))/g)].map(([, name]) => name))];
const listed = new Set(named);
for (const name of named.filter((one) => one.endsWith('.js'))) {
  const source = fs.readFileSync(new URL(name, web), 'utf8');
  for (const [, path] of source.matchAll(/^import .*?from '(.+?)';/gm)) {
    const whole = new URL(path, new URL(name, 'http://x/')).pathname.slice(1);
    if (!listed.has(whole)) { console.error(`${name} imports ${whole}, which widget.html does not preload`); process.exitCode = 1; }
  }
}
const loader = fs.statSync(new URL('loader.js', web)).size;
const widget = named.reduce((sum, name) => sum + size(name), 0);
console.log(`loader ${loader} B (gzip ${size('loader.js')}), widget ${named.length} files, ${widget} B gzip`);
const lines = [...named, 'loader.js'].filter((name) => name.endsWith('.js')).map((name) => [fs.readFileSync(new URL(name, web), 'utf8').split('\n').length - 1, name]).sort((a, b) => b[0] - a[0]);
console.log(`longest: ${lines.slice(0, 3).map(([n, name]) => `${name} ${n}`).join(', ')}`);
if (loader > 8192 || widget > 30_000 || lines[0][0] > 200) { console.error('over budget'); process.exitCode = 1; }
