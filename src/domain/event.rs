//! What happens, as programs that subscribed are told it: which kinds there are, who hears of which, and what is said.
//!
//! An event is thin: ids, numbers and states. What people wrote is in it only for subscribers whose configuration asks for texts, and what
//! agents note for each other never is.

mod kind;

use serde::Serialize;

pub use kind::{Kind, Subscription, names_any};

use super::{
    content::Priority,
    conversation::Conversation,
    handoff::Reason,
    id::{AgentId, ConversationId, IntentId, TeamId},
    language::Language,
    outcome::Outcome,
    ticket::{Ticket, TicketStatus, say_number},
    time::Timestamp,
};

/// The most bytes an event may have, as Standard Webhooks advises.
pub const MOST_BYTES: usize = 20_000;
/// The most bytes of a text as it stands in an event; the rest of an event is far smaller than what is left.
const MOST_TEXT_BYTES: usize = 12_000;

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum By<'a> {
    /// Garda.
    Bot,
    /// Whoever asked.
    Requester,
    /// A person of the desk.
    Agent {
        /// Who.
        id: &'a AgentId,
    },
    /// Somebody in another ticket system.
    Sink {
        /// Which.
        name: &'a str,
    },
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    /// What.
    pub kind: Kind,
    /// When.
    pub at: Timestamp,
    data: Data<'a>,
}

#[derive(Debug, Clone, Serialize)]
struct Data<'a> {
    conversation: &'a ConversationId,
    channel: &'a str,
    language: Language,
    intent: Option<&'a IntentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
    #[serde(flatten)]
    ticket: Option<TicketData<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
struct TicketData<'a> {
    ticket: String,
    team: &'a TeamId,
    priority: Priority,
    status: TicketStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<TicketStatus>,
    reason: Reason,
    assignee: Option<&'a AgentId>,
    due_at: Option<String>,
    link: String,
    by: By<'a>,
}

/// Where tickets are looked at: what is in front of their numbers, and the address of this house.
#[derive(Debug, Clone, Copy)]
pub struct House<'a> {
    /// The prefix.
    pub prefix: &'a str,
    /// The address, without a slash at the end.
    pub url: &'a str,
}

impl<'a> Event<'a> {
    /// Of a conversation about this intent, if that was understood.
    #[must_use]
    pub fn of_conversation(kind: Kind, conversation: &'a Conversation, intent: Option<&'a IntentId>, at: Timestamp) -> Self {
        let Conversation { id, channel, language, .. } = conversation;
        Self { kind, at, data: Data { conversation: id, channel, language: *language, intent, outcome: None, ticket: None, text: None } }
    }

    /// Of a ticket as it stands now.
    #[must_use]
    pub fn of_ticket(kind: Kind, ticket: &'a Ticket, by: By<'a>, house: House<'_>, at: Timestamp) -> Self {
        let about = TicketData {
            ticket: say_number(house.prefix, ticket.number),
            team: &ticket.team,
            priority: ticket.priority,
            status: ticket.status,
            was: None,
            reason: ticket.reason,
            assignee: ticket.assignee.as_ref(),
            due_at: ticket.deadline.due.map(Timestamp::rfc3339),
            link: format!("{}/console/tickets/{}", house.url, ticket.number),
            by,
        };
        let Ticket { conversation, channel, language, intent, .. } = ticket;
        Self { kind, at, data: Data { conversation, channel, language: *language, intent: intent.as_ref(), outcome: None, ticket: Some(about), text: None } }
    }

    /// The same with how it ended.
    #[must_use]
    pub fn ended(mut self, outcome: Outcome) -> Self {
        self.data.outcome = Some(outcome);
        self
    }

    /// The same with what was written, for those who are told that.
    #[must_use]
    pub fn saying(mut self, text: &'a str) -> Self {
        self.data.text = Some(text);
        self
    }

    /// The same with where the ticket stood before.
    #[must_use]
    pub fn from(mut self, was: TicketStatus) -> Self {
        if let Some(ticket) = &mut self.data.ticket {
            ticket.was = Some(was);
        }
        self
    }

    /// The conversation it happened in.
    #[must_use]
    pub fn conversation(&self) -> &ConversationId {
        self.data.conversation
    }

    /// Whether a program is told of it.
    #[must_use]
    pub fn is_for(&self, subscription: &Subscription) -> bool {
        subscription.takes(self.kind, self.data.ticket.as_ref().map(|ticket| ticket.team))
    }

    /// What is sent, with or without what was written.
    #[must_use]
    pub fn body(&self, texts: bool) -> String {
        #[derive(Serialize)]
        struct Body<'a> {
            r#type: &'static str,
            timestamp: String,
            data: Data<'a>,
        }
        let text = self.data.text.filter(|_| texts).map(fitting);
        let body = Body { r#type: self.kind.word(), timestamp: self.at.rfc3339(), data: Data { text, ..self.data.clone() } };
        serde_json::to_string(&body).unwrap_or_default()
    }
}

/// As much of a text as has room in an event, where a sign may be written as an escape.
fn fitting(text: &str) -> &str {
    let mut bytes = 0;
    let end = text.char_indices().find(|(_, sign)| {
        bytes += match sign {
            '"' | '\\' | '\n' | '\r' | '\t' => 2,
            sign if sign.is_control() => 6,
            sign => sign.len_utf8(),
        };
        bytes > MOST_TEXT_BYTES
    });
    end.map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests;
