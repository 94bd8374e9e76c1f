//! The report as one page that needs nothing else, in light and dark.

use std::path::Path;

use super::{
    figures::{Figures, Seen},
    svg::{self, escape},
};
use crate::app::Error;

/// Writes `index.html` into this folder.
pub(super) fn write(dir: &Path, test: &Path, figures: &Figures, seen: &[Seen], labels: &[String]) -> Result<(), Error> {
    let named = |path: &Path, error| Error::File { path: path.display().to_string(), error };
    std::fs::create_dir_all(dir).map_err(|error| named(dir, error))?;
    let path = dir.join("index.html");
    std::fs::write(&path, page(&test.display().to_string(), figures, seen, labels)).map_err(|error| named(&path, error))?;
    eprintln!("The report is in {}.", path.display());
    Ok(())
}

fn page(test: &str, figures: &Figures, seen: &[Seen], labels: &[String]) -> String {
    let (test, table, risk, confusion) = (escape(test), table(figures), svg::risk(seen), svg::confusion(seen, labels));
    format!(
        "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>How {test} is understood</title>
<style>{STYLE}</style>
<h1>How {test} is understood</h1>
{table}
<h2>Risk at each coverage</h2>
<p>Rows in the order of confidence: how many are answered (across) against how many of those answers are wrong (up). The dot is where the fitted cut-offs stand.</p>
<div tabindex=\"0\" role=\"region\" aria-label=\"Risk at each coverage\">{risk}</div>
<h2>What is taken for what</h2>
<p>The intents with most mistakes: down what was meant, across what was understood. Point at a square for its count.</p>
<div tabindex=\"0\" role=\"region\" aria-label=\"What is taken for what\">{confusion}</div>
</html>
"
    )
}

/// The figures and the weakest intents as tables.
fn table(figures: &Figures) -> String {
    let row = |name: &str, value: &str| format!("<tr><th scope=\"row\">{}<td>{}\n", escape(name), escape(value));
    let rows: String = figures.named().iter().map(|(name, value)| row(name, value)).collect();
    let weakest: String = figures.weakest().iter().map(|one| row(&one.intent, &format!("{:.2} %", one.f1 * 100.0))).collect();
    let weakest = if weakest.is_empty() { String::new() } else { format!("<table>\n<caption>Weakest intents (F1)</caption>\n{weakest}</table>") };
    format!("<table>\n<caption>Figures</caption>\n{rows}</table>\n{weakest}")
}

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1c2024; --paper: #fff; --line: #d7dbe0; --right: #1a7f5a; --wrong: #c62a2f; --curve: #2b5fd9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #14171a; --line: #343a40; --right: #3dd68c; --wrong: #ff6369; --curve: #7aa2ff; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: start; font-weight: 600; padding: .25rem 0; }
th, td { padding: .25rem .5rem .25rem 0; border-top: 1px solid var(--line); text-align: start; font-weight: 400; overflow-wrap: anywhere; }
td { text-align: end; font-variant-numeric: tabular-nums; }
div { overflow-x: auto; }
svg { display: block; width: 100%; min-width: 40rem; height: auto; }
svg text { font: 11px system-ui, sans-serif; fill: var(--ink); }
.right { fill: var(--right); } .wrong { fill: var(--wrong); }
.grid { stroke: var(--line); fill: none; } .curve { stroke: var(--curve); stroke-width: 2; fill: none; } .here { fill: var(--wrong); }
";
