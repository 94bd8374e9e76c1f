//! Lines understood and held against their labels.

use super::{Forbidden, Labelled, Mistake, Tests, play};
use crate::domain::{
    id::IntentId,
    matching::{Catalog, Verdict},
};

/// What became of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The likeliest intent, if any word was known.
    pub best: Option<IntentId>,
    /// What is done with the line.
    pub verdict: Verdict,
    /// How surely, 0 to 1.
    pub confidence: f32,
    /// Whether that is what the tests want.
    pub right: bool,
}

/// What became of all tests, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Results {
    /// Of the labelled lines.
    pub lines: Vec<Judged>,
    /// Of the lines that must not match.
    pub forbidden: Vec<Judged>,
    /// What went wrong in each dialogue.
    pub dialogues: Vec<Vec<Mistake>>,
}

/// Tries all tests against a catalog.
#[must_use]
pub fn run(catalog: &Catalog, tests: &Tests) -> Results {
    Results {
        lines: tests.lines.iter().map(|line| labelled(catalog, line)).collect(),
        forbidden: tests.forbidden.iter().map(|line| forbidden(catalog, line)).collect(),
        dialogues: tests.dialogues.iter().map(|dialogue| play(catalog, dialogue).mistakes).collect(),
    }
}

/// A line is right when its best candidate is its intent; one that is out of scope, when it is not answered. To ask back is
/// no mistake there: the visitor decides.
fn labelled(catalog: &Catalog, line: &Labelled) -> Judged {
    outcome(catalog, &line.text, |best, verdict| match &line.intent {
        Some(intent) => best == Some(intent),
        None => verdict != Verdict::Answer,
    })
}

fn forbidden(catalog: &Catalog, line: &Forbidden) -> Judged {
    outcome(catalog, &line.text, |best, verdict| best != Some(&line.not) || verdict != Verdict::Answer)
}

fn outcome(catalog: &Catalog, text: &str, right: impl Fn(Option<&IntentId>, Verdict) -> bool) -> Judged {
    let understanding = catalog.understand(&catalog.read(text));
    let best = understanding.top().map(|top| &catalog.pack().intents[top.intent].id);
    Judged { right: right(best, understanding.verdict), best: best.cloned(), verdict: understanding.verdict, confidence: understanding.confidence }
}
