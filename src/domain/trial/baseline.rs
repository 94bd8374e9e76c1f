//! What became of each line, kept to compare later results with.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::{
    Judged, Owed, Place, Results, Taught, Tests,
    flips::{Change, Flip, Flips},
    owed,
};
use crate::domain::{
    id::{IntentId, Revision},
    matching::{Catalog, Verdict},
};

/// The kind of lines that must not match.
const MUST_NOT_MATCH: &str = "must_not_match";
/// The verdict of a line that is answered.
const ANSWER: &str = "answer";

/// The outcome of every line at one state of the pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The state of the pack.
    pub revision: Revision,
    /// The outcomes in the order of the tests.
    pub rows: Vec<Kept>,
    /// What the intents were taught with; a baseline may not know.
    #[serde(default)]
    pub lines: BTreeSet<Taught>,
}

/// The outcome of one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// The kind of line, `must_not_match` or `dialogue`.
    pub kind: String,
    /// The line; of a dialogue, its name.
    pub text: String,
    /// What it means; of a line that must not match, what it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<IntentId>,
    /// The likeliest intent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<IntentId>,
    /// `answer`, `clarify` or `unsure`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// Whether that is what the tests want.
    pub right: bool,
}

/// A row with its place and the words that decide it.
struct Found<'t> {
    place: &'t Place,
    kept: Kept,
    words: &'t str,
}

impl Baseline {
    /// Keeps today's outcomes.
    #[must_use]
    pub fn new(catalog: &Catalog, tests: &Tests, results: &Results) -> Self {
        Self { revision: catalog.pack().revision.clone(), rows: rows(tests, results).into_iter().map(|found| found.kept).collect(), lines: owed::all(catalog.pack()) }
    }

    /// How today's outcomes differ from these.
    #[must_use]
    pub fn flips(&self, catalog: &Catalog, tests: &Tests, results: &Results) -> Flips {
        let mut before: HashMap<_, &Kept> = self.rows.iter().map(|kept| (kept.key(), kept)).collect();
        let (mut flips, mut owed) = (Flips::default(), Owed::new(catalog));
        let lines = owed::all(catalog.pack());
        // What was written or taken away since is behind a change rather than what stood there before.
        let changed: Vec<&Taught> = if self.lines.is_empty() { Vec::new() } else { lines.symmetric_difference(&self.lines).collect() };
        for Found { place, kept: now, words } in rows(tests, results) {
            let Some(before) = before.remove(&now.key()) else {
                flips.new += 1;
                continue;
            };
            let Some(change) = Change::between(before, &now) else { continue };
            let speaks = if change == Change::Lost { owed.rival(words) } else { owed.line(words) };
            let edited = speaks.clone().filter(|line| changed.contains(&line));
            let behind = edited.or_else(|| owed.nearest(words, &changed)).or(speaks);
            flips.of(change).push(Flip { place: place.clone(), before: before.clone(), behind, now });
        }
        flips.gone = before.len();
        flips
    }
}

impl Kept {
    pub(super) fn answered(&self) -> bool {
        self.verdict.as_deref() == Some(ANSWER)
    }

    /// Whether it is a line that an intent should be understood in.
    pub(super) fn means_something(&self) -> bool {
        self.intent.is_some() && self.kind != MUST_NOT_MATCH
    }

    fn key(&self) -> (String, String, Option<IntentId>) {
        (self.kind.clone(), self.text.clone(), self.intent.clone())
    }
}

fn rows<'t>(tests: &'t Tests, results: &'t Results) -> Vec<Found<'t>> {
    let lines = tests.lines.iter().zip(&results.lines).map(|(line, outcome)| Found {
        place: &line.place,
        kept: kept(&line.kind.to_string(), &line.text, line.intent.as_ref(), outcome),
        words: &line.text,
    });
    let forbidden = tests.forbidden.iter().zip(&results.forbidden).map(|(line, outcome)| Found {
        place: &line.place,
        kept: kept(MUST_NOT_MATCH, &line.text, Some(&line.not), outcome),
        words: &line.text,
    });
    let dialogues = tests.dialogues.iter().zip(&results.dialogues).map(|(dialogue, mistakes)| Found {
        place: mistakes.first().map_or(&dialogue.place, |mistake| &mistake.place),
        kept: Kept { kind: "dialogue".to_owned(), text: dialogue.name.clone(), intent: None, best: None, verdict: None, right: mistakes.is_empty() },
        words: mistakes.first().and_then(|mistake| mistake.text.as_deref()).unwrap_or(""),
    });
    lines.chain(forbidden).chain(dialogues).collect()
}

fn kept(kind: &str, text: &str, intent: Option<&IntentId>, outcome: &Judged) -> Kept {
    let verdict = match outcome.verdict {
        Verdict::Answer => ANSWER,
        Verdict::Clarify => "clarify",
        Verdict::Unsure => "unsure",
    };
    Kept { kind: kind.to_owned(), text: text.to_owned(), intent: intent.cloned(), best: outcome.best.clone(), verdict: Some(verdict.to_owned()), right: outcome.right }
}
