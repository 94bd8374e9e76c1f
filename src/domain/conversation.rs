//! A conversation and its messages: who may speak when, and what a message is made of.

use serde::{Deserialize, Serialize};

use super::{
    attachment::File,
    dialogue::TurnVerdict,
    id::{ClientId, ConversationId, IntentId, Revision, Slug, VisitorId},
    language::Language,
    outcome::Outcome,
    ticket::TicketCard,
    time::Timestamp,
};

/// Whose turn a conversation is; who may speak follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The bot answers.
    Bot,
    /// A ticket is open and waits for a person; the bot is silent.
    Queued,
    /// A person has it; the bot is silent.
    Assigned,
    /// The person is done; the next message wakes the bot.
    Resolved,
}

impl Status {
    /// Whether the bot may speak; while a person owns the conversation it may not.
    #[must_use]
    pub fn bot_may_speak(self) -> bool {
        matches!(self, Self::Bot | Self::Resolved)
    }
}

/// Who said a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    /// Whoever asks.
    Visitor,
    /// Garda.
    Bot,
    /// A person of the desk.
    Agent,
    /// A plain notice: joined, left, resolved.
    System,
}

/// A button: what it shows and what a tap on it says to the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Choice {
    /// The words on the button.
    pub title: String,
    /// What is sent back as `choice`.
    pub value: String,
}

/// What a message holds beside its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Part {
    /// What the bot understood, in one line.
    Heard {
        /// The intent's title.
        intent: String,
    },
    /// What to do, in order.
    Steps {
        /// One action each.
        steps: Vec<String>,
    },
    /// An article that tells more.
    Article {
        /// Its name in the address.
        #[schema(value_type = String)]
        slug: Slug,
        /// Its title.
        title: String,
        /// Its first paragraph.
        summary: String,
        /// How long it takes.
        minutes: u32,
        /// When it was last checked, as `2026-11-03`.
        reviewed: String,
        /// Where to read it.
        url: String,
    },
    /// Buttons.
    Choices {
        /// At most seven: six meanings or topics and the way to a person.
        choices: Vec<Choice>,
    },
    /// The ticket that was opened.
    Ticket {
        /// Its card.
        ticket: Box<TicketCard>,
    },
    /// A file that came along.
    File {
        /// What it is.
        file: Box<File>,
    },
    /// What a letter carried along beside what was said in it: quotations, signatures.
    Letter {
        /// Its words.
        text: String,
    },
}

/// The channel of the widget.
pub const WEB: &str = "web";
/// The channel of the webhook that is answered in the same call.
pub const REST: &str = "rest";
/// The channel of letters by e-mail.
pub const EMAIL: &str = "email";

/// What the turn of a visitor's message came to, and with what: enough to decide it again.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The button that was tapped.
    pub choice: Option<String>,
    /// What it came to.
    pub verdict: TurnVerdict,
    /// What it was about.
    pub intent: Option<IntentId>,
    /// How surely, 0 to 1.
    pub confidence: f32,
    /// The pack it was decided with.
    pub revision: Revision,
    /// How the matter ended with it, if it did.
    pub outcome: Option<Outcome>,
}

/// One message of a conversation; its conversation and its place there are its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Where it stands.
    pub conversation: ConversationId,
    /// Its place in the conversation, from 1 on, without gaps.
    pub seq: i64,
    /// When it was taken in.
    pub at: Timestamp,
    /// Who said it.
    pub sender: Sender,
    /// The sender's name on screen.
    pub name: String,
    /// Its language.
    pub language: Language,
    /// All it says, as plain text.
    pub text: String,
    /// What the sender's program calls it.
    pub client_id: Option<ClientId>,
    /// What it holds beside the text.
    pub parts: Vec<Part>,
    /// The turn it belongs to, if it was taken in or said by the bot.
    pub turn: Option<i64>,
    /// What that turn came to, on the visitor's message.
    pub decision: Option<Box<Decision>>,
}

/// One conversation as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// The entrance it came by: `web`, `rest`.
    pub channel: String,
    /// Who asks.
    pub visitor: VisitorId,
    /// The language the bot answers in.
    pub language: Language,
    /// Whose turn it is.
    pub status: Status,
    /// The place of its newest message.
    pub last_seq: i64,
    /// How many turns were taken.
    pub turns: i64,
    /// How many times it was handed to a person.
    pub handoffs: i64,
    /// The newest ticket opened from it, as a bare number.
    pub ticket: Option<i64>,
    /// When it began.
    pub created_at: Timestamp,
    /// When something last happened.
    pub updated_at: Timestamp,
}

/// A message's text with its parts written out, for channels that show only text.
#[must_use]
pub fn plain_text(text: &str, parts: &[Part]) -> String {
    linked_text(text, parts, "")
}

/// As [`plain_text`], for where pages of this house are not found without its address.
#[must_use]
pub fn linked_text(text: &str, parts: &[Part], house: &str) -> String {
    let mut out = text.to_owned();
    for part in parts {
        match part {
            Part::Steps { steps } => {
                for (place, step) in steps.iter().enumerate() {
                    out.extend(["\n", &(place + 1).to_string(), ". ", step]);
                }
            }
            Part::Article { title, url, .. } => out.extend(["\n", title, ": ", if url.starts_with('/') { house } else { "" }, url]),
            Part::File { file } => {
                let shown = file.description.as_deref().unwrap_or_default();
                out.extend([if out.is_empty() { "" } else { "\n" }, "[", &file.in_words(Language::EN), "]", if shown.is_empty() { "" } else { " " }, shown]);
            }
            Part::Letter { text } => out.extend(["\n\n", text]),
            Part::Heard { .. } | Part::Choices { .. } | Part::Ticket { .. } => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_pages_have_our_address_where_they_are_read_elsewhere() {
        let article =
            |url: &str| Part::Article { slug: Slug::new("wifi"), title: "Wi-Fi".to_owned(), summary: String::new(), minutes: 2, reviewed: String::new(), url: url.to_owned() };
        for (url, house, said) in [
            ("/help/articles/wifi", "https://help.example", "Baca:\nWi-Fi: https://help.example/help/articles/wifi"),
            ("/help/articles/wifi", "", "Baca:\nWi-Fi: /help/articles/wifi"),
            ("https://wiki.example/wifi", "https://help.example", "Baca:\nWi-Fi: https://wiki.example/wifi"),
        ] {
            assert_eq!(linked_text("Baca:", &[article(url)], house), said);
        }
    }
}
