//! Chats that are held in the systems of others: what comes in from there, and what is said there.

use serde::{Deserialize, Serialize};

use super::{
    content::Priority,
    conversation::{Choice, Conversation, EMAIL, Message, Part, REST, Sender, WEB, linked_text},
    id::{IntentId, TeamId},
    sink::{Enclosure, RemoteTicket, Requester},
};

/// The most characters that are said at once; no system takes fewer.
const LONGEST: usize = 20_000;

/// Where people answer once they took over a chat of another system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenOver {
    /// At the desk, as anywhere else.
    Here,
    /// In that system: it is told of the ticket, and what they do there comes back.
    There,
}

/// A chat as another system knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chat {
    /// What it is called there.
    pub remote: String,
    /// What is needed to answer it, as its channel writes it.
    pub address: String,
    /// What the channel calls whoever writes.
    pub handle: String,
    /// Their name; empty when nobody knows.
    pub name: String,
    /// Their e-mail address; empty when nobody knows.
    pub email: String,
    /// Whether it goes on for ever there, so that after a quiet day another conversation begins in it.
    pub endless: bool,
}

/// Something that was written in a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What it is called there: the same when it is told again.
    pub id: String,
    /// The words.
    pub text: String,
    /// The value of the button that was tapped.
    pub choice: Option<String>,
    /// Whether it is the bot's to answer, as far as that system knows.
    pub bots: bool,
}

/// What another system tells of its chats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Somebody is there who has said nothing yet.
    Came(Chat),
    /// Somebody said something.
    Said(Chat, Written),
    /// What people did there in a chat they took over; it is called so there, and what they did has this name.
    Told(String, RemoteTicket),
    /// Nobody takes over the chat that is called so: why, and what it is called that tells so.
    Refused {
        /// What the chat is called there.
        remote: String,
        /// What the telling is called.
        id: String,
        /// Why, in words of theirs.
        words: String,
    },
    /// The parcel of this id is there.
    Arrived(String),
    /// A question that is not for us; it must be told so.
    Foreign,
}

/// Something said, for the chat it is said in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saying {
    /// The words, with whole addresses.
    pub text: String,
    /// Its buttons.
    pub choices: Vec<Choice>,
    /// What goes along.
    pub files: Vec<Enclosure>,
}

/// A chat that people of another system take over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// The ticket's number, in full.
    pub number: String,
    /// What it is about, in a line.
    pub subject: String,
    /// Whose it is here.
    pub team: TeamId,
    /// How soon.
    pub priority: Priority,
    /// What it is about, if that was understood.
    pub intent: Option<IntentId>,
    /// Who asks.
    pub requester: Requester,
    /// Where it stands here.
    pub link: String,
    /// What was said so far.
    pub said: Vec<Line>,
}

/// One line of what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When, RFC 3339.
    pub at: String,
    /// By whom.
    pub sender: Sender,
    /// Their name.
    pub name: String,
    /// The words.
    pub text: String,
}

impl Line {
    /// A message as a line.
    #[must_use]
    pub fn of(message: &Message, house: &str) -> Self {
        Self { at: message.at.rfc3339(), sender: message.sender, name: message.name.clone(), text: linked_text(&message.text, &message.parts, house) }
    }
}

/// What a message of the desk is in a chat; none when there is nothing in it to say, or it was written there.
#[must_use]
pub fn saying(message: &Message, channel: &str, house: &str) -> Option<Saying> {
    if message.sender == Sender::Visitor || is_from(message, channel) {
        return None;
    }
    let text = linked_text(&message.text, &message.parts, house);
    let signed = message.sender == Sender::Agent && !message.name.is_empty() && !text.is_empty();
    let text = if signed { format!("{}: {text}", message.name) } else { text };
    let files = message.parts.iter().filter_map(Enclosure::of).collect::<Vec<_>>();
    if text.trim().is_empty() && files.is_empty() {
        return None;
    }
    let choices = message.parts.iter().find_map(|part| if let Part::Choices { choices } = part { Some(choices.clone()) } else { None });
    Some(Saying { text: text.trim().chars().take(LONGEST).collect(), choices: choices.unwrap_or_default(), files })
}

/// What our programs call a message of a channel.
#[must_use]
pub fn name(channel: &str, id: &str) -> String {
    format!("{channel}:{id}")
}

fn is_from(message: &Message, channel: &str) -> bool {
    message.client_id.as_ref().and_then(|id| id.as_str().strip_prefix(channel)).is_some_and(|rest| rest.starts_with(':'))
}

impl Conversation {
    /// Whether what is said in it has to be carried to where it is held.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        ![WEB, REST].contains(&self.channel.as_str())
    }

    /// Whether whoever asks hears what they did not ask for.
    #[must_use]
    pub fn reaches(&self) -> bool {
        ![REST, EMAIL].contains(&self.channel.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        id::{ClientId, ConversationId},
        language::Language,
        time::Timestamp,
    };

    fn message(sender: Sender, text: &str, client_id: Option<&str>) -> Message {
        Message {
            conversation: ConversationId::new("c"),
            seq: 1,
            at: Timestamp(0),
            sender,
            name: "Sari".to_owned(),
            language: Language::ID,
            text: text.to_owned(),
            client_id: client_id.map(ClientId::new),
            parts: Vec::new(),
            turn: None,
            decision: None,
        }
    }

    #[test]
    fn what_was_written_there_is_not_said_there_again() {
        let said = |sender, text, id| saying(&message(sender, text, id), "chatwoot", "").map(|saying| saying.text);
        assert_eq!(said(Sender::Bot, "Halo", None).as_deref(), Some("Halo"));
        assert_eq!(said(Sender::Agent, "Halo", Some("0193-4")).as_deref(), Some("Sari: Halo"));
        assert_eq!(said(Sender::System, "Selesai", None).as_deref(), Some("Selesai"));
        for (sender, text, id) in [(Sender::Visitor, "x", None), (Sender::Agent, "x", Some("chatwoot:7")), (Sender::Bot, " ", None)] {
            assert_eq!(said(sender, text, id), None, "{sender:?} {text} {id:?}");
        }
        assert!(said(Sender::Agent, "x", Some("chatwoot-2:7")).is_some(), "another channel's is none of this one");
        assert_eq!(saying(&message(Sender::Bot, &"a".repeat(30_000), None), "c", "").unwrap().text.len(), LONGEST);
    }
}
