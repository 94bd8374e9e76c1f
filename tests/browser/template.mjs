// The small part of the template language that our pages use: extends, block, if/else, if let Some, for, {{ }}.
import fs from 'node:fs';
import path from 'node:path';

const escape = (value) => String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

function value(scope, expression) {
  expression = expression.trim();
  if (/ (&&|\|\|) /.test(expression)) {
    const any = / \|\| /.test(expression);
    return expression.split(any ? ' || ' : ' && ')[any ? 'some' : 'every']((part) => value(scope, part));
  }
  if (expression.startsWith('!')) return !value(scope, expression.slice(1));
  const compared = /^(.+?) (==|!=|>) (.+)$/.exec(expression);
  if (compared) {
    const [left, right] = [value(scope, compared[1]), value(scope, compared[3])];
    return { '==': left === right, '!=': left !== right, '>': left > right }[compared[2]];
  }
  if (/^"/.test(expression)) return expression.slice(1, -1);
  if (/^\d+$/.test(expression)) return Number(expression);
  return expression.split('.').reduce((from, name) => {
    if (from === undefined) throw new Error(`unknown: ${expression}`);
    if (name === 'is_empty()') return from.length === 0;
    if (name === 'len()') return from.length;
    return from[name];
  }, scope);
}

function tokens(source) {
  return source.replace(/\{#[\s\S]*?#\}\n?/g, '').split(/(\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\})/);
}

function parse(list, stop) {
  const out = [];
  while (list.length) {
    const token = list.shift();
    const tag = /^\{%-?\s*([\s\S]*?)\s*-?%\}$/.exec(token)?.[1];
    if (tag === undefined) { out.push(token.startsWith('{{') ? { show: token.slice(2, -2).trim() } : token); continue; }
    if (stop.some((word) => tag === word || tag.startsWith(`${word} `))) return { out, end: tag };
    const [word] = tag.split(' ');
    if (word === 'if') {
      const branches = [];
      let test = tag.slice(3);
      for (;;) {
        const { out: body, end } = parse(list, ['else if', 'else', 'endif']);
        branches.push({ test, body });
        if (end === 'endif') break;
        test = end === 'else' ? 'ELSE' : end.slice(8);
      }
      out.push({ branches });
    } else if (word === 'for') {
      const [, name, items] = /^for (\w+) in (.+)$/.exec(tag);
      out.push({ each: name, items, body: parse(list, ['endfor']).out });
    } else if (word === 'block') {
      out.push({ block: tag.split(' ')[1], body: parse(list, ['endblock']).out });
    } else if (word === 'extends') {
      out.push({ parent: tag.slice(8).replace(/"/g, '').trim() });
    } else throw new Error(`unknown tag: ${tag}`);
  }
  return { out, end: '' };
}

function draw(nodes, scope, blocks) {
  return nodes.map((node) => {
    if (typeof node === 'string') return node;
    if (node.show !== undefined) {
      const safe = /\|\s*safe$/.test(node.show);
      const shown = value(scope, node.show.replace(/\|\s*safe$/, ''));
      if (shown === undefined) throw new Error(`unknown: ${node.show}`);
      return safe ? shown : escape(shown);
    }
    if (node.branches) {
      for (const { test, body } of node.branches) {
        const some = /^let Some\((\w+)\) = (.+)$/.exec(test);
        if (some) {
          const held = value(scope, some[2]);
          if (held !== null && held !== undefined) return draw(body, { ...scope, [some[1]]: held }, blocks);
        } else if (test === 'ELSE' || value(scope, test)) return draw(body, scope, blocks);
      }
      return '';
    }
    if (node.each) return value(scope, node.items).map((one, place, all) => draw(node.body, { ...scope, [node.each]: one, loop: { first: place === 0, last: place === all.length - 1, index: place + 1 } }, blocks)).join('');
    if (node.block) return draw(blocks[node.block] ?? node.body, scope, blocks);
    return '';
  }).join('');
}

export function render(folder, name, scope) {
  const read = (file) => parse(tokens(fs.readFileSync(path.join(folder, file), 'utf8')), []).out;
  let nodes = read(name);
  const blocks = {};
  for (let parent; (parent = nodes.find((node) => node.parent)?.parent); nodes = read(parent)) {
    for (const node of nodes) if (node.block) blocks[node.block] ??= node.body;
  }
  return draw(nodes, scope, blocks);
}
