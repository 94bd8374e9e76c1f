// Joins a module and all it imports into one text, as the server may do once at its start: one request, and no comments on the wire.
// It relies on two habits of our modules, which size.mjs checks: one import to a line, and top-level names that are used once.
import fs from 'node:fs';

const IMPORT = /^import .*?from '(\..*?)';$/;

/** The files a module needs, each after what it imports itself. */
export function order(file, done = []) {
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    const path = IMPORT.exec(line)?.[1];
    if (!path) continue;
    const next = new URL(path, file);
    if (!done.some((one) => one.href === next.href)) order(next, done);
  }
  if (!done.some((one) => one.href === file.href)) done.push(file);
  return done;
}

/** Takes away doc comments, comment lines and indentation. Our texts hold neither as data. */
export const lean = (text) => text
  .replace(/\/\*\*[\s\S]*?\*\/ ?/g, '')
  .replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, '')
  .replace(/^[ \t]*\/\/ .*$/gm, '')
  .replace(/^\s+/gm, '');

/** The same for a sheet, whose signs need no room around them. */
export const tight = (sheet) => [[': ', ':'], ['; ', ';'], [', ', ','], [' {', '{'], ['{ ', '{'], [' }', '}'], [';}', '}']].reduce((text, [wide, narrow]) => text.replaceAll(wide, narrow), lean(sheet));

/** What the module itself gives, others may still import. */
export const join = (file) => order(file).map((one) => lean(fs.readFileSync(one, 'utf8')).split('\n').filter((line) => !IMPORT.test(line)).map((line) => (one.href === file.href ? line : line.replace(/^export /, ''))).join('\n')).join('');

/** Names that two of the joined files give at their top level. */
export function clashes(file) {
  const seen = new Map();
  const out = [];
  for (const one of order(file)) {
    for (const [, names] of fs.readFileSync(one, 'utf8').matchAll(/^(?:export )?(?:async )?(?:const|let|function\*?|class) (\w+|\{.*?\}) ?/gm)) {
      for (const name of names.match(/\w+/g)) { if (seen.has(name)) out.push(`${name} in ${seen.get(name)} and ${one.pathname.split('/').pop()}`); seen.set(name, one.pathname.split('/').pop()); }
    }
  }
  return out;
}
