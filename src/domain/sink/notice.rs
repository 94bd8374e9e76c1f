//! What a room of agents reads of a ticket: the brief with where it stands and how to answer, warnings, and marks below what was heard.

use serde::{Deserialize, Serialize};

use super::{
    Medium, reference,
    words::{brief, priority_line, team_line, zone_of},
};
use crate::domain::{
    content::Pack,
    dialogue::say,
    language::Language,
    sla::{Breach, Warning, day_words},
    ticket::{Ticket, TicketStatus, say_number},
};

/// A ticket in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// By which it is found again.
    pub reference: String,
    /// Its number here, in full.
    pub number: String,
    /// Where it stands here.
    pub link: String,
    /// What it is about; its first line begins with the number.
    pub head: String,
    /// Where it stands, and who has it.
    pub state: String,
    /// What is news, in a line; nothing when it was just opened.
    pub line: String,
    /// How it is answered from there; nothing when it is done.
    pub guide: String,
}

/// What is news of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// It was opened.
    Opened,
    /// It stands somewhere else, or somebody else has it.
    State,
    /// It has to be answered sooner or later than before.
    Priority,
    /// It went to another team.
    Team,
}

/// A ticket in short, with what is news of it; `holder` is whoever has it.
#[must_use]
pub fn notice(pack: &Pack, ticket: &Ticket, (news, holder): (News, Option<&str>), house: &str, medium: Medium) -> Notice {
    let language = pack.default_language();
    let status = say(pack, ticket.status.text_key(), language, &[]);
    let holder = holder.filter(|holder| !holder.is_empty() && ticket.status != TicketStatus::Queued);
    let guide = if ticket.status == TicketStatus::Resolved { "" } else { guide(medium, language) };
    let state = holder.map_or_else(|| status.clone(), |holder| format!("{status} · {holder}"));
    let line = match news {
        News::Opened => String::new(),
        News::State => state.clone(),
        News::Priority => priority_line(language, ticket.priority),
        News::Team => team_line(pack, ticket, language),
    };
    Notice {
        reference: reference(ticket),
        number: say_number(&pack.prefix, ticket.number),
        link: format!("{house}/console/tickets/{}", ticket.number),
        head: brief(pack, ticket).trim_end().to_owned(),
        state,
        line,
        guide: guide.to_owned(),
    }
}

fn guide(medium: Medium, language: Language) -> &'static str {
    let indonesian = language == Language::ID;
    match medium {
        Medium::System => "",
        Medium::Mailbox if indonesian => "Balas email ini untuk menjawab: isinya sampai ke pengguna di chat.",
        Medium::Mailbox => "Answer this e-mail to reply: what you write reaches the requester in the chat.",
        Medium::Room if indonesian => "Balas pesan ini dengan !balas lalu jawabannya; hanya itu yang sampai ke pengguna. !ambil untuk menangani, !selesai untuk menutup.",
        Medium::Room => "Reply to this message with !reply and your answer; only that reaches the requester. !take makes it yours, !done closes it.",
    }
}

/// What a warning says.
#[must_use]
pub fn warning(pack: &Pack, ticket: &Ticket, warning: Warning) -> String {
    let language = pack.default_language();
    let (number, time) = (say_number(&pack.prefix, ticket.number), day_words(zone_of(pack, ticket), warning.due, language));
    match (warning.of, language == Language::ID) {
        (Breach::ReplyNear, true) => format!("⏰ {number} belum dijawab. Balasan dijanjikan paling lambat {time}."),
        (Breach::ReplyNear, false) => format!("⏰ {number} has no reply yet. One is promised by {time}."),
        (Breach::ReplyLate, true) => format!("🔴 {number} belum dijawab, dan janji balasannya sudah lewat: {time}."),
        (Breach::ReplyLate, false) => format!("🔴 {number} has no reply, and the promised time is over: {time}."),
        (Breach::SolveNear, true) => format!("⏰ {number} belum selesai. Target selesainya {time}."),
        (Breach::SolveNear, false) => format!("⏰ {number} is not solved yet. It should be by {time}."),
        (Breach::SolveLate, true) => format!("🔴 {number} belum selesai, dan target selesainya sudah lewat: {time}."),
        (Breach::SolveLate, false) => format!("🔴 {number} is not solved, and the time for it is over: {time}."),
    }
}

/// What agents are told of an e-mail that claims to be an answer of the desk and is not.
#[must_use]
pub fn stranger(pack: &Pack, address: &str) -> String {
    if pack.default_language() == Language::ID {
        format!("Email yang tidak diteruskan, dari {address} yang bukan petugas")
    } else {
        format!("E-mail that was not passed on, from {address} who is no agent")
    }
}

/// What became of something that was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// It was done: the requester has it, the ticket is theirs, or closed.
    Done,
    /// It was not understood.
    Unclear,
    /// It was not done.
    Refused,
}

/// A sign below a message in a room, with words where the sign does not say all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The message, by what it is called there.
    pub message: String,
    /// The number of the ticket it is about, in full.
    pub number: String,
    /// What became of it.
    pub sign: Sign,
    /// Why, if it was not done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// Why something that was heard is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It is not understood.
    Unclear,
    /// Somebody else has the ticket.
    Taken(String),
    /// The ticket is done.
    Done,
    /// Whoever said it may not.
    Role,
}

/// The mark below a message: done, or why not.
#[must_use]
pub fn sign(pack: &Pack, ticket: &Ticket, message: &str, why: Option<&Why>) -> Mark {
    let language = pack.default_language();
    let indonesian = language == Language::ID;
    let words = match why {
        None => String::new(),
        Some(Why::Unclear) => guide(Medium::Room, language).to_owned(),
        Some(Why::Taken(by)) if indonesian => format!("Sudah ditangani {by}."),
        Some(Why::Taken(by)) => format!("{by} has it already."),
        Some(Why::Done) if indonesian => "Tiketnya sudah selesai. Buka lagi di konsol kalau perlu.".to_owned(),
        Some(Why::Done) => "The ticket is done. Reopen it in the console if needed.".to_owned(),
        Some(Why::Role) if indonesian => "Peran Anda di Garda tidak boleh menjawab tiket.".to_owned(),
        Some(Why::Role) => "Your role in Garda may not answer tickets.".to_owned(),
    };
    let sign = match why {
        None => Sign::Done,
        Some(Why::Unclear) => Sign::Unclear,
        Some(_) => Sign::Refused,
    };
    Mark { message: message.to_owned(), number: say_number(&pack.prefix, ticket.number), sign, words }
}
