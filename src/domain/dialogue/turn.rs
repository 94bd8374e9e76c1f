//! One turn: what was heard in, what the bot says and what follows from it out.

use serde::{Deserialize, Serialize};

use super::{flow::Asked, state::DialogueState, talk::Talk, ticket::TicketAct, tongue::reply_language};
use crate::domain::{
    content::Pack,
    conversation::{Choice, Part},
    handoff::Handoff,
    id::IntentId,
    language::Language,
    matching::{Catalog, Understanding, Verdict},
    outbox::Reach,
    outcome::Outcome,
    secrets::announces_one,
    ticket::TicketStatus,
    time::Timestamp,
};

/// What the visitor wrote or tapped, and what was understood of it.
#[derive(Debug, Clone, Copy)]
pub struct Heard<'a> {
    /// What was written.
    pub text: &'a str,
    /// The value of the button that was tapped, if one was.
    pub choice: Option<&'a str>,
    /// What the catalog made of the text.
    pub understanding: &'a Understanding,
    /// The files that came along.
    pub files: &'a [Sent],
}

/// A file that came along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Its name and size.
    pub name: String,
    /// What its sender says it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The message that carries it.
    pub seq: Option<i64>,
}

/// What a turn may know of the world around it.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// When the message was taken in.
    pub now: Timestamp,
    /// The language the visitor reads the page in, for a first message that does not tell its own.
    pub language: Language,
    /// Whether it is proven who writes; they are not asked how to reach them.
    pub known: bool,
    /// The visitor's own tickets, that of this conversation first, then the newest.
    pub tickets: &'a [KnownTicket],
    /// What can be reached from here.
    pub reach: &'a Reach,
}

/// What a turn may know of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTicket {
    /// Its number in full.
    pub number: String,
    /// What it is about, in a line.
    pub subject: String,
    /// Where it stands.
    pub status: TicketStatus,
    /// Whether it is the one of this conversation.
    pub here: bool,
    /// When its first answer is due, in words, if that is still to come.
    pub promise: Option<String>,
}

/// What a turn came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TurnVerdict {
    /// It was understood and answered.
    Answer,
    /// One question was asked back.
    Clarify,
    /// It was not understood.
    Unsure,
    /// A person takes over.
    HandOff,
}

impl TurnVerdict {
    /// Whether a turn of this verdict does what the words by themselves would lead to.
    #[must_use]
    pub fn follows(self, words: Verdict) -> bool {
        matches!((self, words), (Self::Answer | Self::HandOff, Verdict::Answer) | (Self::Clarify, Verdict::Clarify) | (Self::Unsure, Verdict::Unsure))
    }
}

/// One message of the bot.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// All it says.
    pub text: String,
    /// What it holds beside.
    pub parts: Vec<Part>,
}

impl Reply {
    /// A reply of words alone.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), parts: Vec::new() }
    }

    /// Words and buttons.
    #[must_use]
    pub fn choices(text: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self { text: text.into(), parts: vec![Part::Choices { choices }] }
    }

    /// Its buttons, if it has any.
    #[must_use]
    pub fn offered(&self) -> Option<Vec<Choice>> {
        self.parts.iter().find_map(|part| if let Part::Choices { choices } = part { Some(choices.clone()) } else { None })
    }
}

/// One turn as decided; nothing has happened yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// What it came to.
    pub verdict: TurnVerdict,
    /// What it was about.
    pub intent: Option<IntentId>,
    /// How surely, 0 to 1.
    pub confidence: f32,
    /// The language of the replies.
    pub language: Language,
    /// What the bot says, in order.
    pub replies: Vec<Reply>,
    /// What the bot remembers from now on.
    pub state: DialogueState,
    /// How the matter ended, if it did.
    pub outcome: Option<Outcome>,
    /// What a person has to take over; the ticket's number is told after these replies.
    pub handoff: Option<Handoff>,
    /// What a program is asked once the turn is stored.
    pub asks: Option<Asked>,
    /// What is done with a ticket the visitor has already.
    pub act: Option<TicketAct>,
}

/// Decides what the bot does with what it heard. Microseconds; same input, same turn.
#[must_use]
pub fn take_turn(catalog: &Catalog, state: &DialogueState, heard: Heard<'_>, setting: Setting<'_>) -> Turn {
    let pack: &Pack = catalog.pack();
    let before = state.open_since;
    let mut state = DialogueState { left_open: None, silences: 0, ..state.clone() };
    let language = reply_language(pack, &mut state, heard, setting.language);
    let mut turn = Talk { pack, setting, language, heard, state }.hears();
    turn.settle(before, setting.now);
    turn.state.announced = announces_one(heard.text);
    turn
}

impl Turn {
    /// Remembers what was offered, and whether anything still waits to end.
    pub(super) fn settle(&mut self, open_since: Option<Timestamp>, now: Timestamp) {
        if self.handoff.is_some() {
            self.outcome = Some(Outcome::Ticket);
        }
        let open = match self.outcome {
            None => true,
            Some(Outcome::Confirmed | Outcome::Withdrawn) => !self.state.put_aside.is_empty() || self.state.came_back,
            Some(_) => false,
        };
        self.state.open_since = open.then(|| open_since.unwrap_or(now));
        self.state.offered = self.replies.iter().rev().find_map(Reply::offered).unwrap_or_default();
    }
}
