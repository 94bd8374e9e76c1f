//! Guided flows as values: what is asked, tried, shown and decided, step by step, until it is solved or a person has it.
//!
//! `pack` reads these from files and vouches for them: every place a step points to exists, and from every step there is a way out.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use compact_str::CompactString;

use super::{
    content::Priority,
    handoff::{Reason, Tells},
    id::{FlowId, SlotId, Slug, TeamId},
    language::Said,
    place::Place,
    text::words,
};

/// One way through a matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Its id, also the name of its file under `flows/`.
    pub id: FlowId,
    /// What it may ask for.
    pub slots: Vec<Slot>,
    /// What it does, from the first to the last unless a step says otherwise.
    pub steps: Vec<Step>,
}

/// Something a flow needs to know.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// Its id, such as `place`.
    pub id: SlotId,
    /// What an answer looks like.
    pub kind: SlotKind,
    /// What the agent reads before the answer.
    pub label: Said,
    /// The question.
    pub ask: Said,
    /// What is said after an answer that does not fit, or to somebody who does not understand the question.
    pub again: Option<Said>,
    /// The answers to choose from; buttons of the question.
    pub choices: Vec<SlotChoice>,
    /// The places of the organisation, where a place is asked for.
    pub places: Arc<[Place]>,
    /// Whether only one of those is an answer; some are buttons of the question.
    pub listed: bool,
    /// Whether the visitor may leave it out.
    pub optional: bool,
    /// Whether it is told to agents alone.
    pub private: bool,
    /// What its answer tells of the things a person asks first.
    pub tells: Vec<Tells>,
}

/// What an answer looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SlotKind {
    /// One of the choices.
    Choice,
    /// Yes or no.
    YesNo,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An e-mail address or a telephone number, asked of somebody nobody knows yet.
    Contact,
    /// A label on a device, such as LT-2031.
    Asset,
    /// A day or a time of day, such as "since yesterday".
    Date,
    /// A number.
    Number,
    /// A building, floor or room.
    Place,
    /// A file that is sent, such as a screenshot.
    File,
    /// Any words.
    #[default]
    Text,
}

impl SlotKind {
    /// What an answer of this kind tells, unless the slot says otherwise.
    #[must_use]
    pub fn tells(self) -> Option<Tells> {
        match self {
            Self::Contact => Some(Tells::Who),
            Self::Place => Some(Tells::Where),
            Self::Asset => Some(Tells::Device),
            Self::Date => Some(Tells::When),
            Self::Choice | Self::YesNo | Self::Email | Self::Phone | Self::Number | Self::File | Self::Text => None,
        }
    }
}

/// One of the answers to choose from.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotChoice {
    /// Its id, named in conditions.
    pub id: String,
    /// The text of its button.
    pub title: Said,
    /// Its title in every language, in bare words.
    pub(super) titles: Vec<Vec<CompactString>>,
    /// What else means it, in any language: rows of bare words, sorted.
    pub(super) rows: Vec<Vec<CompactString>>,
}

impl SlotChoice {
    /// An answer that its title means, and any of these words.
    #[must_use]
    pub fn new(id: impl Into<String>, title: Said, means: &[String]) -> Self {
        let bare = |text: &String| Some(words(text)).filter(|row| !row.is_empty());
        let mut rows: Vec<Vec<CompactString>> = means.iter().filter_map(bare).collect();
        rows.sort_unstable();
        Self { id: id.into(), titles: title.0.values().filter_map(bare).collect(), title, rows }
    }

    /// What somebody may say who means it.
    pub fn sayings(&self) -> impl Iterator<Item = String> + '_ {
        self.titles.iter().chain(&self.rows).map(|row| row.join(" "))
    }
}

/// One step of a flow.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// All of these must hold, else the step is passed over.
    pub when: Vec<Condition>,
    /// What it does.
    pub act: Act,
    /// The step that follows, by its place; the next one when none is named.
    pub then: Option<usize>,
}

/// A slot and the answers that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The slot, by its place.
    pub slot: usize,
    /// What it must hold.
    pub is: Holds,
}

/// What a slot must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// Any answer.
    Anything,
    /// None.
    Nothing,
    /// One of these.
    OneOf(Vec<String>),
}

/// A question to a program, asked after the turn is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Which program: a webhook of the configuration, or `teamviewer`.
    pub target: String,
    /// What it is told: slots by their places.
    pub send: Vec<usize>,
    /// What is taken from its answer: fields, and the places of the slots they fill.
    pub save: Vec<(String, usize)>,
    /// The step to go on with when there is no answer, by its place.
    pub failed: usize,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Says something.
    Say(Said),
    /// Asks for the slot of this place, unless it is known.
    Ask(usize),
    /// Things to try one after the other; after each the visitor is asked whether it works now.
    Try(Vec<Said>),
    /// Shows an article.
    Show(Slug),
    /// Decides how urgent the ticket is and who gets it.
    Set {
        /// How soon it must be answered.
        priority: Option<Priority>,
        /// Who gets it.
        team: Option<TeamId>,
    },
    /// Asks a program of the house for something the flow needs.
    Call(Call),
    /// Nothing: only where to go on.
    Go,
    /// Goes on in another flow, which knows what this one has learned.
    Jump(FlowId),
    /// Opens a ticket.
    HandOff(Reason),
    /// Done without a ticket.
    End,
}

impl Flow {
    /// The place of a slot.
    #[must_use]
    pub fn slot(&self, id: &SlotId) -> Option<usize> {
        self.slots.iter().position(|slot| slot.id == *id)
    }
}
