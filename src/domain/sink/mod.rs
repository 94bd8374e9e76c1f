//! Tickets in the systems of others: what is sent there, what comes back, and which of them a ticket goes to.

mod heard;
mod notice;
mod spoken;
mod words;

use serde::{Deserialize, Serialize};

use super::{
    content::Priority,
    conversation::Part,
    id::{AttachmentId, IntentId, TeamId},
    ticket::{Ticket, TicketStatus},
};
pub use heard::{Changes, Place, RemoteComment, RemoteTicket, Spoken};
pub use notice::{Mark, News, Notice, Sign, Why, notice, sign, stranger, warning};
pub use spoken::{Act, act};
pub use words::{html, opening_text, private_text};

/// How a sink is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Medium {
    /// By whoever looks into it: a ticket system, a program.
    #[default]
    System,
    /// As it comes, one mail after the other.
    Mailbox,
    /// As it comes, by people who answer there.
    Room,
}

/// Which tickets a sink gets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// The sink.
    pub sink: String,
    /// Of these teams; of all when there are none.
    pub teams: Vec<TeamId>,
    /// About these intents or those below them, such as `network`; about anything when there are none.
    pub topics: Vec<String>,
    /// How it is read.
    pub medium: Medium,
}

impl Rule {
    /// Whether a ticket of this team about this intent goes there.
    #[must_use]
    pub fn takes(&self, team: &TeamId, intent: Option<&IntentId>) -> bool {
        let below = |topic: &String| intent.is_some_and(|intent| intent.as_str().strip_prefix(topic.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')));
        (self.teams.is_empty() || self.teams.contains(team)) && (self.topics.is_empty() || self.topics.iter().any(below))
    }
}

/// The name of a ticket in every sink: the same for the same handoff, and nobody else's.
#[must_use]
pub fn reference(ticket: &Ticket) -> String {
    format!("garda-{}-{}", ticket.conversation, ticket.handoff)
}

/// Who asks, as far as known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requester {
    /// What they are called; empty when nobody knows.
    pub name: String,
    /// Their address; empty when nobody knows.
    pub email: String,
}

/// A file that goes along; its bytes are read as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosure {
    /// Where its bytes are.
    pub id: AttachmentId,
    /// What it is called.
    pub name: String,
    /// Its media type.
    pub media: String,
}

impl Enclosure {
    /// The file of a part, if it is one.
    #[must_use]
    pub fn of(part: &Part) -> Option<Self> {
        let Part::File { file } = part else { return None };
        Some(Self { id: file.id.clone(), name: file.name.clone(), media: file.kind.media_type().to_owned() })
    }
}

/// A ticket as a sink opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// By which it is found again.
    pub reference: String,
    /// Its number here, in full.
    pub number: String,
    /// What it is about, in a line.
    pub subject: String,
    /// Brief and transcript, as plain text.
    pub text: String,
    /// Who asks.
    pub requester: Requester,
    /// Whose it is here.
    pub team: TeamId,
    /// How soon.
    pub priority: Priority,
    /// What it is about, if that was understood.
    pub intent: Option<IntentId>,
    /// Where it stands here.
    pub link: String,
    /// What goes along.
    pub files: Vec<Enclosure>,
    /// The same in short, where people read it as it comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
}

/// Something said after a ticket was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its name, such as `GRD-1042#7`: stands below its words, so that it is recognised there.
    pub key: String,
    /// Whether the requester may see it.
    pub public: bool,
    /// Whether the requester said it.
    pub by_requester: bool,
    /// Who said it.
    pub author: String,
    /// What was said.
    pub text: String,
    /// What goes along.
    pub files: Vec<Enclosure>,
    /// Whether everybody there should notice it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub loud: bool,
}

impl Comment {
    /// What is sent: who said it, the words, and its name.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{}:\n{}\n\n[{}]", self.author, self.text, self.key)
    }
}

/// Whether a text from a sink is one that was sent there: it ends with the name of a comment.
#[must_use]
pub fn is_ours(text: &str, prefix: &str) -> bool {
    text.rfind(&format!("[{prefix}-")).is_some_and(|at| key_at(&text[at..]).is_some())
}

/// Whether a text from a sink is this comment.
#[must_use]
pub fn is_comment(text: &str, key: &str) -> bool {
    text.contains(&format!("[{key}]"))
}

/// `[GRD-1042#7]` at the start of a text, with nothing but marks behind it.
fn key_at(text: &str) -> Option<&str> {
    let (inside, after) = text.strip_prefix('[')?.split_once(']')?;
    let (number, place) = inside.split_once('#')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let ours = number.rsplit('-').next().is_some_and(digits) && digits(place.trim_start_matches(['n', 'w']));
    (ours && !after.chars().any(char::is_alphanumeric)).then_some(inside)
}

/// Where a ticket stands in a sink, as far as all of them know it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Somebody has to do something.
    #[default]
    Open,
    /// It waits for the requester.
    Pending,
    /// It is done.
    Resolved,
}

impl From<TicketStatus> for Standing {
    fn from(status: TicketStatus) -> Self {
        match status {
            TicketStatus::Queued | TicketStatus::Assigned => Self::Open,
            TicketStatus::Pending => Self::Pending,
            TicketStatus::Resolved => Self::Resolved,
        }
    }
}

/// What a sink is told of where a ticket stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChange {
    /// Where it stands now.
    pub standing: Standing,
    /// The same in words, where people read it as it comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
}

impl From<Standing> for StatusChange {
    fn from(standing: Standing) -> Self {
        Self { standing, notice: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_choose_by_team_and_topic() {
        let rule = |teams: &[&str], topics: &[&str]| Rule {
            sink: "s".to_owned(),
            teams: teams.iter().map(|team| TeamId((*team).to_owned())).collect(),
            topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
            ..Rule::default()
        };
        let (team, intent) = (TeamId("network".to_owned()), IntentId("network.wifi".to_owned()));
        for (rule, takes) in [
            (rule(&[], &[]), true),
            (rule(&["network"], &[]), true),
            (rule(&["helpdesk"], &[]), false),
            (rule(&[], &["network"]), true),
            (rule(&[], &["network.wifi"]), true),
            (rule(&[], &["net"]), false),
            (rule(&["network"], &["printer"]), false),
        ] {
            assert_eq!(rule.takes(&team, Some(&intent)), takes, "{rule:?}");
        }
        assert!(!rule(&[], &["network"]).takes(&team, None));
    }

    #[test]
    fn what_was_sent_is_recognised_and_nothing_else_is() {
        let (key, author, text) = ("GRD-1042#7".to_owned(), "Budi".to_owned(), "halo [GRD-1#2] kak".to_owned());
        let comment = Comment { key, public: true, by_requester: true, author, text, files: Vec::new(), loud: false };
        assert!(is_ours(&comment.words(), "GRD") && is_comment(&comment.words(), "GRD-1042#7"));
        assert!(is_ours("Sari:\nsudah dicek\n\n[GRD-1042#n3]\n ", "GRD") && is_ours("Garda:\nlewat\n\n[GRD-1042#w1]", "GRD"));
        for foreign in ["halo", "see [GRD-1042]", "[GRD-1042#7] thanks, done", "[ABC-1042#7]", "[GRD-x#7]", ""] {
            assert!(!is_ours(foreign, "GRD"), "{foreign}");
        }
    }
}
