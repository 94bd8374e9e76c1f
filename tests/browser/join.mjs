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

/** What the module itself gives, others may still import. */
export const join = (file) => order(file).map((one) => lean(fs.readFileSync(one, 'utf8')).split('\n').filter((line) => !IMPORT.test(line)).map((line) => (one.href === file.href ? line : line.replace(/^export /, ''))).join('\n')).join('');

/** Takes away the spaces that mean nothing in a script; texts, templates and patterns stay as they are (as lean.rs does). @param {string} js */
export function tight(js) {
  let out = '';
  let at = 0;
  const word = (/** @type {string} */ sign) => /[\w$#\u0080-\uffff]/.test(sign ?? '');
  const quoted = () => {
    const mark = js[at];
    const begin = at;
    let inClass = false;
    for (at += 1; at < js.length && (js[at] !== mark || inClass); at += 1) {
      if (js[at] === '\\') at += 1;
      else if (js[at] === '[' && mark === '/') inClass = true;
      else if (js[at] === ']') inClass = false;
    }
    at += 1;
    out += js.slice(begin, at);
  };
  const template = () => {
    out += js[at++];
    while (at < js.length) {
      const sign = js[at++];
      out += sign;
      if (sign === '`') return;
      if (sign === '\\') out += js[at++];
      else if (sign === '$' && js[at] === '{') { out += js[at++]; code('}'); }
    }
  };
  const code = (/** @type {string} */ closing) => {
    for (let depth = 0; at < js.length;) {
      const sign = js[at];
      if (!depth && sign === closing) return;
      depth += Number(sign === '{') - Number(sign === '}');
      const before = out.trimEnd();
      if (sign === "'" || sign === '"' || (sign === '/' && (!before || /[(,=:[!&|?{};]$|\n$|return$/.test(out.replace(/ +$/, ''))))) quoted();
      else if (sign === '`') template();
      else if (sign === ' ') {
        while (js[at] === ' ') at += 1;
        const last = out.at(-1) ?? '';
        if ((word(last) && word(js[at])) || (last === js[at] && '+-'.includes(last))) out += ' ';
      } else { out += sign; at += 1; }
    }
  };
  code('');
  return out;
}

/** The same for a sheet. @param {string} css */
export const tightSheet = (css) => css.replace(/\s*([{};,])\s*/g, '$1').replace(/: /g, ':');

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
