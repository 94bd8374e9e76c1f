//! Reports: one page that needs nothing else, in light and dark, and its drawings as files of their own beside it.

mod bars;
mod confusion;
mod risk;

use std::{fmt::Write as _, path::Path};

pub(super) use bars::bars;
pub(super) use confusion::{Taken, confusion};
pub(super) use risk::{Bounds, Sure, risk};

use crate::app::Error;

/// What a report shows, in this order.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) tables: Vec<Table>,
    pub(super) drawings: Vec<Drawing>,
}

/// Names and values.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) caption: &'static str,
    pub(super) rows: Vec<(String, String)>,
}

#[derive(Debug)]
pub(super) struct Drawing {
    /// The file it is written to, without its ending.
    pub(super) file: &'static str,
    pub(super) title: &'static str,
    /// How to read it.
    pub(super) about: &'static str,
    pub(super) svg: String,
}

impl Page {
    /// Writes `index.html` and a file for each drawing into this folder.
    pub(super) fn write(&self, dir: &Path) -> Result<(), Error> {
        let named = |path: &Path, error| Error::File { path: path.display().to_string(), error };
        std::fs::create_dir_all(dir).map_err(|error| named(dir, error))?;
        let drawings = self.drawings.iter().map(|drawing| (format!("{}.svg", drawing.file), alone(&drawing.svg)));
        for (file, text) in drawings.chain([("index.html".to_owned(), self.html())]) {
            let path = dir.join(file);
            std::fs::write(&path, text).map_err(|error| named(&path, error))?;
        }
        eprintln!("The report is in {}.", dir.join("index.html").display());
        Ok(())
    }

    fn html(&self) -> String {
        let title = escape(&self.title);
        let tables: String = self.tables.iter().filter(|table| !table.rows.is_empty()).map(Table::html).collect();
        let drawings: String = self.drawings.iter().map(Drawing::html).collect();
        format!(
            "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>{title}</title>
<style>{COLOURS}{PAGE}{DRAWING}</style>
<h1>{title}</h1>
{tables}{drawings}</html>
"
        )
    }
}

impl Table {
    fn html(&self) -> String {
        let mut html = format!("<table>\n<caption>{}</caption>\n", self.caption);
        for (name, value) in &self.rows {
            let _ = writeln!(html, "<tr><th scope=\"row\">{}<td>{}", escape(name), escape(value));
        }
        html + "</table>\n"
    }
}

impl Drawing {
    fn html(&self) -> String {
        let Self { title, about, svg, .. } = self;
        format!("<h2>{title}</h2>\n<p>{about}</p>\n<div tabindex=\"0\" role=\"region\" aria-label=\"{title}\">{svg}</div>\n")
    }
}

/// A drawing as a file that brings its colours along.
fn alone(svg: &str) -> String {
    let (head, body) = svg.split_once('>').unwrap_or((svg, ""));
    let head = head.replacen("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 1);
    format!("{head}><style>{COLOURS}{DRAWING}svg {{ background: var(--paper); }}</style>{body}\n")
}

/// Text that cannot end an element or an attribute.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A count to reckon with.
pub(super) fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

const COLOURS: &str = "
:root { color-scheme: light dark; --ink: #1c2024; --paper: #fff; --line: #d7dbe0; --right: #1a7f5a; --wrong: #c62a2f; --curve: #2b5fd9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #14171a; --line: #343a40; --right: #3dd68c; --wrong: #ff6369; --curve: #7aa2ff; } }
";

const PAGE: &str = "
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: start; font-weight: 600; padding: .25rem 0; }
th, td { padding: .25rem .5rem .25rem 0; border-top: 1px solid var(--line); text-align: start; font-weight: 400; overflow-wrap: anywhere; }
td { text-align: end; font-variant-numeric: tabular-nums; }
div { overflow-x: auto; }
svg { display: block; width: 100%; min-width: 40rem; height: auto; }
";

const DRAWING: &str = "
svg text { font: 11px system-ui, sans-serif; fill: var(--ink); }
.right { fill: var(--right); } .wrong { fill: var(--wrong); }
.grid { stroke: var(--line); fill: none; } .curve { stroke: var(--curve); stroke-width: 2; fill: none; } .here { fill: var(--wrong); }
.cut { stroke: var(--ink); stroke-dasharray: 4 3; fill: none; } .stated { stroke: var(--wrong); stroke-dasharray: 2 3; fill: none; }
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_stands_alone_and_in_the_page() {
        let svg = "<svg viewBox=\"0 0 1 1\"><text>a</text></svg>".to_owned();
        let file = alone(&svg);
        assert!(file.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><style>") && file.ends_with("</style><text>a</text></svg>\n"), "{file}");
        let rows = vec![("<i>".to_owned(), "1".to_owned())];
        let page = Page { title: "a & b".to_owned(), tables: vec![Table { caption: "c", rows }], drawings: vec![Drawing { file: "f", title: "t", about: "a", svg }] };
        let dir = tempfile::tempdir().unwrap();
        page.write(dir.path()).unwrap();
        let html = std::fs::read_to_string(dir.path().join("index.html")).unwrap();
        assert!(html.contains("<h1>a &amp; b</h1>") && html.contains("&lt;i&gt;<td>1") && html.contains("<svg viewBox"), "{html}");
        assert_eq!(std::fs::read_to_string(dir.path().join("f.svg")).unwrap(), file);
    }
}
