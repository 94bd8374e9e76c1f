//! A ticket: its number, where it stands, and the card its requester sees.

use serde::{Deserialize, Serialize};

use super::{
    content::Priority,
    handoff::{Brief, Fact, Reason},
    id::{AgentId, ConversationId, IntentId, TeamId},
    language::Language,
    sla::Deadline,
    time::Timestamp,
};

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    /// Nobody has it yet.
    Queued,
    /// Somebody has it.
    Assigned,
    /// It waits for its requester.
    Pending,
    /// It is done.
    Resolved,
}

impl TicketStatus {
    /// Every status, in the order a ticket goes through them.
    pub const ALL: [Self; 4] = [Self::Queued, Self::Assigned, Self::Pending, Self::Resolved];

    /// The key of its word in the pack's texts.
    #[must_use]
    pub fn text_key(self) -> &'static str {
        match self {
            Self::Queued => "status.queued",
            Self::Assigned => "status.assigned",
            Self::Pending => "status.pending",
            Self::Resolved => "status.resolved",
        }
    }
}

/// A ticket as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticket {
    /// Its bare number; said with the prefix.
    pub number: i64,
    /// Where it came from.
    pub conversation: ConversationId,
    /// Which handoff of that conversation opened it, from 1 on: one handoff, one ticket.
    pub handoff: i64,
    /// What it is about, in a line.
    pub subject: String,
    /// Who asks, as far as known.
    pub requester: String,
    /// Who has to act.
    pub team: TeamId,
    /// How soon.
    pub priority: Priority,
    /// Where it stands.
    pub status: TicketStatus,
    /// The entrance it came by.
    pub channel: String,
    /// The requester's language.
    pub language: Language,
    /// What it is about, if the bot understood.
    pub intent: Option<IntentId>,
    /// Why it was handed over.
    pub reason: Reason,
    /// What is known.
    pub brief: Brief,
    /// What was promised.
    pub deadline: Deadline,
    /// Who has it.
    pub assignee: Option<AgentId>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When a person first answered.
    pub first_replied_at: Option<Timestamp>,
    /// When it was resolved.
    pub resolved_at: Option<Timestamp>,
    /// When something last happened.
    pub updated_at: Timestamp,
}

/// What a requester sees of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TicketCard {
    /// Its number in full, such as `GRD-1042`.
    pub number: String,
    /// Where it stands.
    pub status: TicketStatus,
    /// The team's name.
    pub team: String,
    /// How soon.
    #[schema(value_type = String)]
    pub priority: Priority,
    /// When the first answer is due, RFC 3339.
    pub due_at: Option<String>,
    /// The same in words.
    pub promise: Option<String>,
    /// What the promise was computed from, in words.
    pub why: String,
    /// When it was opened, RFC 3339.
    pub opened_at: String,
    /// What it is about.
    pub subject: String,
    /// What the agent was told.
    pub facts: Vec<Fact>,
}

/// A ticket's number as it is said, such as `GRD-1042`.
#[must_use]
pub fn say_number(prefix: &str, number: i64) -> String {
    format!("{prefix}-{number}")
}

/// Reads `GRD-1042` (any letters in front, any case) or `1042`.
#[must_use]
pub fn read_number(text: &str) -> Option<i64> {
    let digits = text.rsplit('-').next()?;
    digits.parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_and_without_prefix() {
        for (text, number) in [("GRD-1042", Some(1042)), ("1042", Some(1042)), ("grd-7", Some(7)), ("GRD-", None), ("-3", Some(3)), ("0", None), ("x", None)] {
            assert_eq!(read_number(text), number, "{text}");
        }
    }
}
