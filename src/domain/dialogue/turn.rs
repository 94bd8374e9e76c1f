//! One turn: what was heard in, what the bot says and what follows from it out.

use serde::{Deserialize, Serialize};

use super::{act, choice, say::say, state::DialogueState, state::Phase};
use crate::domain::{
    content::{Kind, Pack},
    conversation::{Choice, Part},
    handoff::{Handoff, Reason},
    id::IntentId,
    language::Language,
    matching::{Catalog, Understanding, Verdict},
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
}

/// What a turn may know of the world around it.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// When the message was taken in.
    pub now: Timestamp,
    /// The language the visitor reads the page in, for a first message that does not tell its own.
    pub language: Language,
    /// The conversation's newest ticket.
    pub ticket: Option<&'a KnownTicket>,
}

/// What a turn may know of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTicket {
    /// Its number in full.
    pub number: String,
    /// Where it stands.
    pub status: TicketStatus,
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
    /// What a person has to take over; the ticket's number is told after these replies.
    pub handoff: Option<Handoff>,
}

/// Decides what the bot does with what it heard. Microseconds; same input, same turn.
#[must_use]
pub fn take_turn(catalog: &Catalog, state: &DialogueState, heard: Heard<'_>, setting: Setting<'_>) -> Turn {
    let pack: &Pack = catalog.pack();
    let mut state = state.clone();
    let language = reply_language(pack, &mut state, heard, setting.language);
    let mut talk = act::Talk { pack, setting, language, heard, state };
    let mut turn = match choice::meant(&talk.state, heard) {
        Some(value) => talk.chosen(&value),
        None => talk.said(),
    };
    turn.state.offered = turn.replies.iter().rev().find_map(offered_in).unwrap_or_default();
    turn
}

fn offered_in(reply: &Reply) -> Option<Vec<Choice>> {
    reply.parts.iter().find_map(|part| if let Part::Choices { choices } = part { Some(choices.clone()) } else { None })
}

/// The reply language follows the visitor and sticks: the first message sets it, two in a row change it.
fn reply_language(pack: &Pack, state: &mut DialogueState, heard: Heard<'_>, page: Language) -> Language {
    let guessed = heard.understanding.language.filter(|guess| pack.languages.contains(guess) && heard.choice.is_none());
    let current = state.language.filter(|language| pack.languages.contains(language));
    let language = match (current, guessed) {
        (Some(current), _) if state.language_chosen => current,
        (None, guess) => guess.unwrap_or_else(|| pack.spoken(page)),
        (Some(_), Some(guess)) if state.other_language == Some(guess) => guess,
        (Some(current), _) => current,
    };
    state.other_language = guessed.filter(|guess| *guess != language);
    if current.is_some() || guessed.is_some() {
        state.language = Some(language);
    }
    language
}

impl act::Talk<'_> {
    /// The visitor wrote something.
    fn said(&mut self) -> Turn {
        let understanding = self.heard.understanding;
        let best = understanding.candidates.first().and_then(|candidate| self.pack.intents.get(candidate.intent));
        let sure = best.filter(|_| understanding.verdict == Verdict::Answer);
        if let Phase::Asking(place) = self.state.phase
            && !sure.is_some_and(|intent| matches!(intent.kind, Kind::Human | Kind::Cancel))
        {
            return self.answered(place);
        }
        match (understanding.verdict, sure) {
            (Verdict::Answer, Some(intent)) => self.understood(intent, understanding.confidence),
            (Verdict::Clarify, _) if !understanding.candidates.is_empty() => self.ask_which(),
            _ => self.not_understood(),
        }
    }

    /// The visitor tapped a button, or said what it says.
    fn chosen(&mut self, value: &str) -> Turn {
        match value.strip_prefix('/').unwrap_or(value) {
            "human" => self.hand_off(if self.state.tried.is_empty() { Reason::Asked } else { Reason::NotHelped }),
            "helped/yes" => self.helped(),
            "helped/no" => self.not_helped(),
            "not_this" => self.not_this(),
            "other" | "none" => self.another_way(),
            "cancel" => self.cancelled(),
            other => match other.strip_prefix("topic/").and_then(|id| self.pack.intent(&IntentId::new(id))) {
                Some(intent) => self.understood(intent, 1.0),
                None => self.said(),
            },
        }
    }

    pub(super) fn words(&self, key: &str, slots: &[(&str, &str)]) -> String {
        say(self.pack, key, self.language, slots)
    }
}
