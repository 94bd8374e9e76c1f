//! Scripts and sheets made small at the start: comments and indentation away, the widget's modules joined into one, and those about files into another.
//!
//! It relies on habits of our own files, which `tests/browser/size.mjs` checks: one import to a line, no comment signs in texts,
//! and top-level names that no two joined modules share.

/// Takes away doc comments, comment lines and indentation.
pub(super) fn lean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/**") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after.strip_prefix(' ').unwrap_or(after));
    }
    out.push_str(rest);
    without_comment_lines(&out)
}

fn without_comment_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for line in text.lines() {
        let mut line = line.trim_start();
        if inside || line.starts_with("/*") {
            inside = !line.contains("*/");
            line = line.split_once("*/").map_or("", |(_, after)| after.trim_start());
        }
        if !line.is_empty() && !line.starts_with("// ") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Takes away the spaces between the words of a script that mean nothing; texts, templates and patterns stay as they are.
pub(super) fn tight(script: &str) -> String {
    let mut out = Vec::with_capacity(script.len());
    let bytes = script.as_bytes();
    let end = code(bytes, 0, None, &mut out);
    out.extend(bytes.get(end..).unwrap_or_default());
    String::from_utf8(out).unwrap_or_else(|_| script.to_owned())
}

/// Copies code until the closing sign, or to the end; answers where it stopped.
fn code(script: &[u8], mut at: usize, closing: Option<u8>, out: &mut Vec<u8>) -> usize {
    let mut depth = 0;
    while let Some(&sign) = script.get(at) {
        if depth == 0 && closing == Some(sign) {
            return at;
        }
        depth += i32::from(sign == b'{') - i32::from(sign == b'}');
        at = match sign {
            b'\'' | b'"' => quoted(script, at, out),
            b'/' if begins_pattern(out) => quoted(script, at, out),
            b'`' => template(script, at, out),
            b' ' => space(script, at, out),
            _ => {
                out.push(sign);
                at + 1
            }
        };
    }
    at
}

/// Copies a text or a pattern with its marks; answers what follows.
fn quoted(script: &[u8], begin: usize, out: &mut Vec<u8>) -> usize {
    let (mark, mut at, mut in_class) = (script[begin], begin + 1, false);
    while let Some(&sign) = script.get(at) {
        match sign {
            b'\\' => at += 1,
            b'[' if mark == b'/' => in_class = true,
            b']' => in_class = false,
            sign if sign == mark && !in_class => break,
            _ => {}
        }
        at += 1;
    }
    let end = (at + 1).min(script.len());
    out.extend(&script[begin..end]);
    end
}

/// Copies a template, the code in it made tight as well; answers what follows.
fn template(script: &[u8], begin: usize, out: &mut Vec<u8>) -> usize {
    let mut at = begin + 1;
    out.push(b'`');
    while let Some(&sign) = script.get(at) {
        out.push(sign);
        at += 1;
        match (sign, script.get(at)) {
            (b'`', _) => break,
            (b'\\', Some(&next)) => {
                out.push(next);
                at += 1;
            }
            (b'$', Some(b'{')) => {
                out.push(b'{');
                at = code(script, at + 1, Some(b'}'), out);
            }
            _ => {}
        }
    }
    at
}

/// Keeps one space where two words or two like signs would grow together; answers what follows.
fn space(script: &[u8], begin: usize, out: &mut Vec<u8>) -> usize {
    let at = script[begin..].iter().position(|sign| *sign != b' ').map_or(script.len(), |length| begin + length);
    let is_word = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'_' | b'$' | b'#') || sign >= 0x80;
    if let (Some(&before), Some(&behind)) = (out.last(), script.get(at))
        && ((is_word(before) && is_word(behind)) || (before == behind && matches!(before, b'+' | b'-')))
    {
        out.push(b' ');
    }
    at
}

/// Whether a slash behind this begins a pattern rather than divides.
fn begins_pattern(before: &[u8]) -> bool {
    match before.iter().rev().find(|sign| **sign != b' ') {
        None => true,
        Some(sign) => b"(,=:[!&|?{};\n".contains(sign) || before.ends_with(b"return") || before.ends_with(b"return "),
    }
}

/// Takes away the spaces of a sheet around the signs that part its rules.
pub(super) fn tight_sheet(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    for sign in sheet.chars() {
        if matches!(sign, '{' | '}' | ';' | ',') {
            out.truncate(out.trim_end().len());
        }
        if !(sign.is_whitespace() && out.ends_with(['{', '}', ';', ','])) {
            out.push(sign);
        }
    }
    out.replace(": ", ":")
}

/// A module and all it imports as one text, each behind what it imports itself.
pub(super) fn join(entry: &str, read: &impl Fn(&str) -> Option<String>) -> String {
    let mut order = Vec::new();
    collect(entry, read, &mut order);
    let mut out = String::new();
    for (path, text) in &order {
        for line in lean(text).lines().filter(|line| imported(line).is_none()) {
            // What the module itself gives, others may still import.
            let given = path == entry;
            out.extend([line.strip_prefix("export ").filter(|_| !given).unwrap_or(line), "\n"]);
        }
    }
    out
}

fn collect(path: &str, read: &impl Fn(&str) -> Option<String>, order: &mut Vec<(String, String)>) {
    let Some(text) = read(path) else { return };
    for next in text.lines().filter_map(imported).map(|relative| resolved(path, relative)) {
        if !order.iter().any(|(known, _)| *known == next) {
            collect(&next, read, order);
        }
    }
    if !order.iter().any(|(known, _)| known == path) {
        order.push((path.to_owned(), text));
    }
}

/// The relative path an import line names.
fn imported(line: &str) -> Option<&str> {
    let path = line.strip_prefix("import ")?.rsplit_once(" from '")?.1.strip_suffix("';")?;
    path.starts_with('.').then_some(path)
}

/// `./x.js` or `../x.js` as seen from a file.
fn resolved(from: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_nothing_else() {
        let cases = [
            ("/** Doc. */ const a = 1;\n  // note\n  b();", "const a = 1;\nb();\n"),
            ("/* head\n   more */\n.a {\n  color: red; /* kept */\n}", ".a {\ncolor: red; /* kept */\n}\n"),
            ("const url = 'https://x';\n//@ts-check", "const url = 'https://x';\n//@ts-check\n"),
            ("/** never closed", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(lean(text), expected);
        }
    }

    #[test]
    fn spaces_go_where_they_mean_nothing() {
        let cases = [
            ("const a = b + +c;\nreturn a ? x : y;", "const a=b+ +c;\nreturn a?x:y;"),
            ("say('a  =  b', \"it's  so\", `x  ${ y + ` z  ` }  w`)", "say('a  =  b',\"it's  so\",`x  ${y+` z  `}  w`)"),
            ("text.split(/a  ['\"/ ]  b/).map((x) => x / 2 / y)", "text.split(/a  ['\"/ ]  b/).map((x)=>x/2/y)"),
            ("return /x  y/.test( z )", "return/x  y/.test(z)"),
            ("static #a = 'it\\'s  b'; get #b() { return this.#a in c }", "static #a='it\\'s  b';get #b(){return this.#a in c}"),
            ("const é = 1, b = é in c", "const é=1,b=é in c"),
            ("`never  closed", "`never  closed"),
        ];
        for (text, expected) in cases {
            assert_eq!(tight(text), expected);
        }
        assert_eq!(tight_sheet(".a , .b { color : red; margin: 0 auto }\n@media (x: 1) { .c { d: e } }"), ".a,.b{color :red;margin:0 auto}@media (x:1){.c{d:e}}");
    }

    #[test]
    fn modules_are_joined_behind_what_they_import() {
        let read = |path: &str| {
            let text = match path {
                "w/main.js" => "import { a } from './a.js';\nimport { b } from '../b.js';\nexport const c = a(b);",
                "w/a.js" => "import { b } from '../b.js';\nexport function a() {}",
                "b.js" => "export const b = 1;",
                _ => return None,
            };
            Some(text.to_owned())
        };
        assert_eq!(join("w/main.js", &read), "const b = 1;\nfunction a() {}\nexport const c = a(b);\n");
    }
}
