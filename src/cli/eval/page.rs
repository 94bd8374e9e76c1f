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
    let (test, table, risk, confusion) = (escape(test), escape(&figures.in_words()), svg::risk(seen), svg::confusion(seen, labels));
    format!(
        "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>How {test} is understood</title>
<style>{STYLE}</style>
<h1>How {test} is understood</h1>
<pre>{table}</pre>
<h2>Risk at each coverage</h2>
<p>Rows in the order of confidence: how many are answered (across) against how many of those answers are wrong (up). The dot is where the fitted cut-offs stand.</p>
{risk}
<h2>What is taken for what</h2>
<p>The intents with most mistakes: down what was meant, across what was understood. Point at a square for its count.</p>
{confusion}
</html>
"
    )
}

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1c2024; --paper: #fff; --line: #d7dbe0; --right: #1a7f5a; --wrong: #c62a2f; --curve: #2b5fd9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #14171a; --line: #343a40; --right: #3dd68c; --wrong: #ff6369; --curve: #7aa2ff; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
pre { overflow-x: auto; }
svg { width: 100%; height: auto; }
svg text { font: 11px system-ui, sans-serif; fill: var(--ink); }
.right { fill: var(--right); } .wrong { fill: var(--wrong); }
.grid { stroke: var(--line); fill: none; } .curve { stroke: var(--curve); stroke-width: 2; fill: none; } .here { fill: var(--wrong); }
";
