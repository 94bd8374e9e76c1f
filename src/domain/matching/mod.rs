//! From an utterance to what it means, with the reasons.
//!
//! A message is compared with the pack in four ways: the same sentence as an example, a hard phrase, likeness to the
//! examples, and a linear classifier learned from them; where there are many examples, two small networks take the place of
//! the last two once they were studied. `judge` says whether a message is about the pack at all, `confidence` merges, `explain` shows.
//! `buttons` compares words with what was just offered; when that comes before all else, the dialogue knows.

pub mod articles;
pub mod buttons;
pub mod catalog;
pub mod classifier;
pub mod confidence;
mod evidence;
pub mod explain;
pub mod features;
pub mod judge;
mod keys;
pub mod learn;
mod lines;
pub mod phrases;
pub mod similarity;
pub mod study;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use articles::{ArticleHit, Snippet};
pub use catalog::Catalog;
pub use confidence::{CutOffs, Signals};
pub use explain::{Explanation, explain};
pub use study::{Held, Study};

use super::language::Language;

/// What a message seems to mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Understanding {
    /// What to do with it.
    pub verdict: Verdict,
    /// The likeliest intents, best first, at most five.
    pub candidates: Vec<Candidate>,
    /// How sure this is of the first candidate, 0 to 1.
    pub confidence: f32,
    /// How far the second candidate is behind the first, 0 to 1.
    pub gap: f32,
    /// How likely it is about anything of the pack, 0 to 1.
    pub known: f32,
    /// What the first candidate owes its place to.
    pub decided_by: DecidedBy,
    /// Articles that may help when there is no answer.
    pub articles: Vec<ArticleHit>,
    /// The language the message seems to be in; none if it could be either.
    pub language: Option<Language>,
}

/// What to do with a message, as far as its words tell; handing off is the dialogue's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// One intent is meant: answer it.
    Answer,
    /// It is one of a few: ask which.
    Clarify,
    /// Nothing of the pack is meant, as far as one can tell.
    Unsure,
}

/// What settled the first place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DecidedBy {
    /// The message is one of the examples.
    Example,
    /// A hard phrase stands in it.
    Phrase,
    /// Likeness to examples and the classifier together.
    Likeness,
    /// No word of it is known.
    Nothing,
}

/// An intent that may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Candidate {
    /// Its place in `pack.intents`.
    pub intent: usize,
    /// How sure one is that it is meant, 0 to 1.
    pub score: f32,
    /// What speaks for it.
    pub signals: Signals,
}

impl Understanding {
    /// The likeliest intent, by its place in `pack.intents`.
    #[must_use]
    pub fn top(&self) -> Option<&Candidate> {
        self.candidates.first()
    }
}
