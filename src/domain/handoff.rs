//! The decision to hand a conversation to a person, its reason, and the brief that goes along.

use serde::{Deserialize, Serialize};

use super::{
    content::Priority,
    id::{IntentId, Slug, TeamId},
};

/// Why a person is needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The visitor asked for a person.
    #[default]
    Asked,
    /// The fix did not help.
    NotHelped,
    /// The bot did not understand.
    NotUnderstood,
    /// Only a person can do what is wanted.
    Request,
    /// Harm is being done; nobody should wait for questions.
    Report,
}

/// What whoever takes over would ask first; a brief names these before everything else, in this order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tells {
    /// Who asks, or how to reach them.
    #[default]
    Who,
    /// Where it shows: a place, or the system it is seen in.
    Where,
    /// Which device, account, file or program it is about.
    Device,
    /// Since when, or by when.
    When,
    /// Who is affected, and whether they can work.
    Impact,
    /// What was done about it already.
    Tried,
}

/// Something learned from the visitor, with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Fact {
    /// What was asked.
    pub label: String,
    /// What was answered.
    pub value: String,
    /// The message it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// Whether only agents see it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
    /// What it tells of the things a person would ask first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tells: Vec<Tells>,
}

impl Fact {
    /// Something told that is none of what a person asks first.
    #[must_use]
    pub fn plain(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), seq: None, private: false, tells: Vec::new() }
    }
}

/// Something the visitor already tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Tried {
    /// What it was.
    pub title: String,
    /// The article shown with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub article: Option<Slug>,
    /// Whether it helped.
    pub helped: bool,
}

/// What a person must not have to ask again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// What was understood.
    pub intent: Option<IntentId>,
    /// How surely, 0 to 1.
    pub confidence: f32,
    /// What the visitor told.
    pub facts: Vec<Fact>,
    /// What was tried.
    pub tried: Vec<Tried>,
}

/// A handoff as decided: everything a ticket needs but its number and its time.
#[derive(Debug, Clone, PartialEq)]
pub struct Handoff {
    /// Who gets it.
    pub team: TeamId,
    /// How soon.
    pub priority: Priority,
    /// Why.
    pub reason: Reason,
    /// What it is about, in a line.
    pub subject: String,
    /// What is known.
    pub brief: Brief,
    /// The question to add for the agent once the ticket is open.
    pub question: Option<String>,
}
