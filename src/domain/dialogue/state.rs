//! What the bot remembers between two turns.

use serde::{Deserialize, Serialize};

use super::{flow::FlowState, kept::Kept, ticket::Adding, turn::Sent};
use crate::domain::{
    conversation::Choice,
    handoff::{Fact, Tried},
    id::IntentId,
    language::Language,
    time::Timestamp,
};

/// What the bot is waiting for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Anything.
    #[default]
    Idle,
    /// Which of the offered meanings is right.
    Choosing,
    /// Whether the fix helped.
    Checking,
    /// Whether to try another way or to get a person.
    Offering,
    /// The answer to this question of the topic, counted from 0.
    Asking(usize),
    /// What the flow it is in waits for.
    Guided,
    /// Whether to turn to another matter, or back to one.
    Switching,
}

/// What the bot remembers of one conversation; small, and stored with it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DialogueState {
    /// The language of its replies, once known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Whether the visitor chose that language by hand.
    #[serde(skip_serializing_if = "is_false")]
    pub language_chosen: bool,
    /// A language heard last turn that differs from the one of its replies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_language: Option<Language>,
    /// What it is waiting for.
    pub phase: Phase,
    /// What the conversation is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<IntentId>,
    /// How surely, 0 to 1.
    pub confidence: f32,
    /// What else it may have been about, best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub runners_up: Vec<IntentId>,
    /// The buttons of its last reply.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<Choice>,
    /// What the visitor told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// The flow it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<FlowState>,
    /// The matters put aside for this one, the last one last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub put_aside: Vec<Kept>,
    /// Whether the bot came back to this matter by itself, as it does once.
    #[serde(skip_serializing_if = "is_false")]
    pub came_back: bool,
    /// What the visitor wrote of another matter, while the bot asks whether to turn to it or which one it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aside: Option<String>,
    /// What was tried.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<Tried>,
    /// How many turns a matter has been open since the last outcome.
    #[serde(skip_serializing_if = "is_zero")]
    pub turns: u8,
    /// The files that came along.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Sent>,
    /// How often in a row it did not understand.
    #[serde(skip_serializing_if = "is_zero")]
    pub unsure: u8,
    /// How often in this matter they were upset.
    #[serde(skip_serializing_if = "is_zero")]
    pub upset: u8,
    /// Since when something waits to end; `None` when every message has its outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_since: Option<Timestamp>,
    /// How often it asked whether they are still there.
    #[serde(skip_serializing_if = "is_zero")]
    pub silences: u8,
    /// A question asked along with the ticket; the visitor's next words are its answer, for the person who has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_open: Option<String>,
    /// The time that the visitor was last told to wait for an answer on the ticket, in words; empty when there was none to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised: Option<String>,
    /// Whether the visitor's last words announced a password or a code that their next ones are.
    #[serde(skip_serializing_if = "is_false")]
    pub announced: bool,
    /// What is half told of an addition to a ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adding: Option<Adding>,
    /// What the visitor first wrote about the matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

impl DialogueState {
    /// Forgets the matter but not the language, ready for the next one.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self { language: self.language, language_chosen: self.language_chosen, other_language: self.other_language, ..Self::default() }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_false(value: &bool) -> bool {
    !value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(value: &u8) -> bool {
    *value == 0
}
