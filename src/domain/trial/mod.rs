//! Tests written beside a pack: labelled lines, lines that must not match, whole dialogues, and how good is good enough.
//!
//! `pack` reads them from the folder `tests` of a pack; here they are values, are tried against a [`Catalog`] and judged.
//!
//! [`Catalog`]: super::matching::Catalog

mod baseline;
mod flips;
mod judge;
mod owed;
mod play;
mod report;
mod ways;

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde::{Serialize, Serializer};

use super::{
    content::Priority,
    dialogue::TurnVerdict,
    handoff::{Reason, Tells},
    id::{IntentId, Slug, TeamId},
    language::Language,
    outbox::Reach,
    outcome::Outcome,
    time::Timestamp,
};

pub use baseline::{Baseline, Kept};
pub use flips::{Flip, Flips};
pub use judge::{Judged, Results, run};
pub use owed::{Owed, Source, Taught};
pub use play::{Mistake, Played, play};
pub use report::{Failure, IntentRow, Report, Row, Rule, share};
pub use ways::{Covers, Way};

/// When a dialogue takes place unless it tells: Monday 23 November 2026, 10:00 in Jakarta.
pub const MONDAY_10: Timestamp = Timestamp(1_795_402_800_000);

/// Everything a pack is tested with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tests {
    /// Lines with the intent they mean, and lines that mean none.
    pub lines: Vec<Labelled>,
    /// Lines that must not be taken for an intent.
    pub forbidden: Vec<Forbidden>,
    /// Whole conversations.
    pub dialogues: Vec<Dialogue>,
    /// The floor of intents that have none of their own.
    pub default_floor: Option<Bound>,
    /// The least share of an intent's lines whose best candidate is that intent.
    pub floors: BTreeMap<IntentId, Bound>,
    /// The greatest share of the labelled lines that may be answered with another intent.
    pub wrong_answers: Option<Bound>,
    /// The greatest share of the out-of-scope lines that may be answered.
    pub out_of_scope_answered: Option<Bound>,
}

/// Where something stands in the files of a pack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, by its path inside the pack.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineKind {
    /// In one language.
    In(Language),
    /// Languages mixed.
    Mixed,
    /// With typing mistakes.
    Typos,
    /// About nothing of the pack.
    OutOfScope,
}

impl fmt::Display for LineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::In(language) => f.write_str(language.code()),
            Self::Mixed => f.write_str("mixed"),
            Self::Typos => f.write_str("typos"),
            Self::OutOfScope => f.write_str("out_of_scope"),
        }
    }
}

impl Serialize for LineKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A line and what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// Where it stands.
    pub place: Place,
    /// What somebody writes.
    pub text: String,
    /// What kind of line it is.
    pub kind: LineKind,
    /// What it means; nothing for a line that is out of scope.
    pub intent: Option<IntentId>,
}

/// A line that must not be answered with an intent.
#[derive(Debug, Clone, PartialEq)]
pub struct Forbidden {
    /// Where it stands.
    pub place: Place,
    /// What somebody writes.
    pub text: String,
    /// What it does not mean.
    pub not: IntentId,
}

/// A share that something is held to, 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// Where it stands.
    pub place: Place,
    /// The share.
    pub share: f32,
}

/// A whole conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Dialogue {
    /// Where it stands.
    pub place: Place,
    /// What it shows.
    pub name: String,
    /// When it takes place.
    pub now: Timestamp,
    /// What can be reached in it.
    pub reach: Reach,
    /// The language of the visitor's page; the pack's default unless told.
    pub page: Option<Language>,
    /// The number of the conversation's newest ticket, if it has one.
    pub ticket: Option<String>,
    /// Whether nobody has proven who writes.
    pub stranger: bool,
    /// What it says that it shows.
    pub covers: Option<Covers>,
    /// What happens, in order.
    pub turns: Vec<Step>,
}

/// What the visitor does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Writes this.
    Say(String),
    /// Taps the button with this value.
    Tap(String),
    /// Sends a file of this name, perhaps with words.
    File(String, String),
    /// Is silent for so many minutes.
    Wait(u32),
    /// Nothing; the program that was asked answers with these fields, or not at all.
    Answer(Option<BTreeMap<String, String>>),
}

/// What the visitor does, and what must come of it. What is not named is not checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Where it stands.
    pub place: Place,
    /// What the visitor does.
    pub act: Act,
    /// The language the visitor chooses by hand just before.
    pub choose: Option<Language>,
    /// What it comes to.
    pub verdict: Option<TurnVerdict>,
    /// What it is about.
    pub intent: Option<IntentId>,
    /// The language of the replies.
    pub language: Option<Language>,
    /// A key of the pack's texts that one reply must be; slots count as anything.
    pub key: Option<String>,
    /// Words that must stand in some reply.
    pub contains: Vec<String>,
    /// Words that must not.
    pub lacks: Vec<String>,
    /// Values that must be offered as buttons.
    pub offers: Vec<String>,
    /// How the matter ends.
    pub outcome: Option<Outcome>,
    /// How many steps are shown.
    pub steps: Option<u32>,
    /// The article that is shown.
    pub article: Option<Slug>,
    /// What must be handed off.
    pub handoff: Option<Expected>,
    /// Whether nothing may be handed off.
    pub stays: bool,
}

/// What a handoff must hold. What is not named is not checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expected {
    /// Who gets it.
    pub team: Option<TeamId>,
    /// How soon.
    pub priority: Option<Priority>,
    /// Why.
    pub reason: Option<Reason>,
    /// What it is about.
    pub subject: Option<String>,
    /// Values that must be among the facts.
    pub facts: Vec<String>,
    /// Titles that must be among what was tried.
    pub tried: Vec<String>,
    /// What the brief must tell of the things a person asks first.
    pub brief: BTreeMap<Tells, String>,
}
