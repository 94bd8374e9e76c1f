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

/// The same for a sheet, whose signs need no room around them.
pub(super) fn tight(sheet: &str) -> String {
    const ROOM: [(&str, &str); 7] = [(": ", ":"), ("; ", ";"), (", ", ","), (" {", "{"), ("{ ", "{"), (" }", "}"), (";}", "}")];
    ROOM.iter().fold(lean(sheet), |text, (with, without)| text.replace(with, without))
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
    fn sheets_are_tight() {
        assert_eq!(tight(".a :is(b), c { color: var(--x, #fff); margin: 1px 2px; }\n  @media (x: y) {\n"), ".a :is(b),c{color:var(--x,#fff);margin:1px 2px}\n@media (x:y){\n");
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
