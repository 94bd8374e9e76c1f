//! Baselines as files, and what changed against one.

use std::{collections::HashMap, fmt::Write as _, path::Path};

use serde_json::{Value, json};

use crate::{
    app::Error,
    domain::trial::{Baseline, Flip, Flips, Kept, Place, Source, Taught},
};

/// Where the lines of the content stand.
pub(super) type Places = HashMap<Taught, Place>;

pub(super) fn read(path: &Path) -> Result<Baseline, Error> {
    let named = |error| Error::File { path: path.display().to_string(), error };
    let text = std::fs::read_to_string(path).map_err(named)?;
    serde_json::from_str(&text).map_err(|error| {
        let place = format!("{}:{}:{}", path.display(), error.line(), error.column());
        Error::Usage(format!("{place}: this is no baseline: {error}\nWrite one with: garda test --save-baseline {}", path.display()))
    })
}

/// One row per line, so that versions of it can be compared.
pub(super) fn write(path: &Path, baseline: &Baseline) -> Result<(), Error> {
    let rows: Vec<String> = baseline.rows.iter().map(|row| serde_json::to_string(row).unwrap_or_default()).collect();
    let lines: Vec<String> = baseline.lines.iter().map(|line| serde_json::to_string(line).unwrap_or_default()).collect();
    let text = format!("{{\"revision\":\"{}\",\"rows\":[\n{}\n],\"lines\":[\n{}\n]}}\n", baseline.revision, rows.join(",\n"), lines.join(",\n"));
    std::fs::write(path, text).map_err(|error| Error::File { path: path.display().to_string(), error })
}

pub(super) fn as_json(flips: &Flips, places: &Places) -> Value {
    let flip = |flip: &Flip| json!({ "place": flip.place, "before": flip.before, "now": flip.now, "behind": flip.behind.as_ref().map(|line| json!({ "place": places.get(line), "line": line })) });
    let each = |flips: &[Flip]| flips.iter().map(flip).collect::<Vec<_>>();
    json!({ "broken": each(&flips.broken), "lost": each(&flips.lost), "misled": each(&flips.misled), "mended": each(&flips.mended), "new": flips.new, "gone": flips.gone })
}

pub(super) fn in_words(flips: &Flips, places: &Places) -> String {
    let mut out = String::new();
    for (title, flips) in [
        ("Was right, is wrong", &flips.broken),
        ("Lost answers: was answered rightly, is not any more", &flips.lost),
        ("New wrong answers: was not answered, is answered wrongly", &flips.misled),
        ("Was wrong, is right", &flips.mended),
    ] {
        if !flips.is_empty() {
            let _ = writeln!(out, "{title}: {}", flips.len());
            for one in flips {
                flip(&mut out, one, places);
            }
        }
    }
    let Flips { broken, lost, misled, mended, new, gone } = flips;
    let [broken, lost, misled, mended] = [broken, lost, misled, mended].map(Vec::len);
    let _ = writeln!(out, "Against the baseline: {broken} broken, {lost} lost answers, {misled} new wrong answers, {mended} mended; {new} new lines, {gone} gone.");
    if flips.worse() {
        out.push_str("Bad: lines are worse than in the baseline. Mend the content, or save a new baseline if that is meant.\n");
    }
    out
}

fn flip(out: &mut String, flip: &Flip, places: &Places) {
    let wanted = match (&flip.now.intent, flip.now.kind.as_str()) {
        (Some(intent), "must_not_match") => format!(" (not {intent})"),
        (Some(intent), _) => format!(" ({intent})"),
        (None, _) => String::new(),
    };
    let _ = writeln!(out, "  {}: {} \"{}\"{wanted}: was {}, is {}", flip.place, flip.now.kind.replace('_', " "), flip.now.text, outcome(&flip.before), outcome(&flip.now));
    let Some(line) = &flip.behind else {
        let _ = writeln!(out, "    no word of it is known");
        return;
    };
    let source = match line.source {
        Source::Phrase => "phrase",
        Source::Example => "example",
        Source::Title => "title",
    };
    let place = places.get(line).map_or_else(|| "gone: ".to_owned(), |place| format!("{place}: "));
    let _ = writeln!(out, "    {place}{source} of {}: \"{}\"", line.intent, line.text);
}

fn outcome(kept: &Kept) -> String {
    match (&kept.best, &kept.verdict) {
        (Some(best), Some(verdict)) => format!("{best} ({verdict})"),
        (None, Some(verdict)) => verdict.clone(),
        _ if kept.right => "as written".to_owned(),
        _ => "not as written".to_owned(),
    }
}
