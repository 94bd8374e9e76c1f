//! "How is my ticket?", "add this to it", "close it, it works now": what is said of a visitor's own tickets, and done with them.
//!
//! A ticket that is not among the visitor's own is unknown, whether it exists or not.

mod waiting;
mod wish;

use serde::{Deserialize, Serialize};

pub use waiting::{added_while_waiting, is_polite};

use super::{
    choice,
    say::{excerpt, say},
    state::{DialogueState, Phase},
    talk::Talk,
    turn::{Heard, KnownTicket, Reply, Setting, Turn, TurnVerdict},
};
use crate::domain::{
    content::{Intent, Kind, Pack},
    conversation::{Choice, Part},
    language::Language,
    matching::{Catalog, Understanding, Verdict},
    outbox::MAIL,
    outcome::Outcome,
    ticket::TicketStatus,
};

/// How many tickets one answer lists.
const MOST: usize = 5;
/// How many buttons one question has.
const MOST_BUTTONS: usize = 4;
/// How the values of all buttons begin that do something with a ticket.
const BUTTON: &str = "/ticket/";
/// The value of the button that closes the ticket of the conversation; with `/` and a number behind it, another one of the visitor's.
pub const CLOSE: &str = "/ticket/close";
/// The value of the button that opens it again, likewise.
pub const REOPEN: &str = "/ticket/reopen";
/// The value of the button that chooses the ticket that words are added to, with its number behind it.
const ADD: &str = "/ticket/add";

/// Something added to a ticket that is half told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adding {
    /// These words, to a ticket still to be chosen.
    Words(String),
    /// To this ticket, in words still to come.
    To(String),
}

/// What is done with one of the visitor's own tickets, by its number in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TicketAct {
    /// Words go to whoever has it.
    Add(String, String),
    /// It is done.
    Close(String),
    /// It is not done after all.
    Reopen(String),
}

/// What is said of tickets, and what is done with one.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketReply {
    /// What is said.
    pub reply: Reply,
    /// What is done.
    pub act: Option<TicketAct>,
    /// What is to be remembered.
    adding: Option<Adding>,
}

impl From<Reply> for TicketReply {
    fn from(reply: Reply) -> Self {
        Self { reply, act: None, adding: None }
    }
}

impl Talk<'_> {
    pub(super) fn ticket_status(&mut self, intent: &Intent, confidence: f32) -> Turn {
        let reply = self.counter().status(self.heard.text);
        self.turn(TurnVerdict::Answer, Some(intent), confidence, vec![reply])
    }

    /// What is asked of the visitor's own tickets, by a button or in words.
    pub(super) fn ticket_asked(&mut self, meant: Option<&str>) -> Option<Turn> {
        let adding = self.state.adding.take();
        let told = match meant.and_then(|value| value.strip_prefix(BUTTON)) {
            Some(button) => self.counter().tapped(button, adding),
            None if meant.is_some() => None,
            None => self.counter().to_come(adding, self.heard).or_else(|| self.asked_in_words()),
        }?;
        self.state.adding = told.adding;
        let intent = self.pack.intents.iter().find(|intent| intent.kind == Kind::TicketStatus);
        let turn = self.turn(TurnVerdict::Answer, intent, 1.0, vec![told.reply]);
        // What is done ends this matter, unless another one is still open.
        let outcome = (told.act.is_some() && self.state.phase == Phase::Idle).then_some(Outcome::Confirmed);
        Some(Turn { act: told.act, outcome, ..turn })
    }

    fn asked_in_words(&self) -> Option<TicketReply> {
        let counter = self.counter();
        // What works now may be what the bot just helped with.
        let close = || counter.close(self.heard.text).filter(|_| self.state.phase == Phase::Idle || wish::named(&self.pack.prefix, self.heard.text).is_some());
        counter.add(self.heard.text).or_else(close)
    }

    fn counter(&self) -> Counter<'_> {
        let Setting { tickets, known, reach, .. } = self.setting;
        let sign_in = (!known && reach.has(MAIL)).then(|| format!("{}/help/tickets", reach.url));
        Counter { pack: self.pack, tickets, sign_in, language: self.language }
    }
}

/// Where tickets are asked for.
struct Counter<'a> {
    pack: &'a Pack,
    tickets: &'a [KnownTicket],
    /// Where tickets from elsewhere are shown to who proves an address, if that is still to be done and can be.
    sign_in: Option<String>,
    language: Language,
}

impl Counter<'_> {
    fn words(&self, key: &str, slots: &[(&str, &str)]) -> String {
        say(self.pack, key, self.language, slots)
    }

    fn find(&self, number: &str) -> Option<&KnownTicket> {
        self.tickets.iter().find(|ticket| ticket.number == number)
    }

    fn unknown(&self, number: &str) -> Reply {
        self.perhaps_elsewhere(self.words("ticket.unknown", &[("number", number)]))
    }

    /// What is said of a ticket that is not here, with the way to those from elsewhere.
    fn perhaps_elsewhere(&self, told: String) -> Reply {
        Reply::text(match &self.sign_in {
            Some(url) => format!("{told} {}", self.words("ticket.elsewhere", &[("url", url)])),
            None => told,
        })
    }

    fn open(&self) -> Vec<&KnownTicket> {
        self.tickets.iter().filter(|ticket| ticket.status != TicketStatus::Resolved).collect()
    }

    /// Where the tickets stand; one that is named must be among them.
    fn status(&self, text: &str) -> Reply {
        let found = match wish::named(&self.pack.prefix, text) {
            Some(number) => match self.find(&number) {
                Some(ticket) => std::slice::from_ref(ticket),
                None => return self.unknown(&number),
            },
            None => self.open_or_newest(),
        };
        match found {
            [] => self.perhaps_elsewhere(self.words("ticket.none", &[])),
            [ticket] => self.stands(ticket),
            several => {
                let lines: Vec<String> = several.iter().take(MOST).map(|ticket| format!("{} · {}", ticket.subject, self.line(ticket))).collect();
                Reply::text(lines.join("\n"))
            }
        }
    }

    /// All that are open, else the newest.
    fn open_or_newest(&self) -> &[KnownTicket] {
        if self.open().len() > 1 { self.tickets } else { self.tickets.get(..1).unwrap_or_default() }
    }

    /// Where one stands, with the way back if it is done.
    fn stands(&self, ticket: &KnownTicket) -> Reply {
        let reply = Reply::text(self.line(ticket));
        if ticket.status != TicketStatus::Resolved {
            return reply;
        }
        let button = Choice { title: self.words("ticket.reopen.button", &[("number", &ticket.number)]), value: value(REOPEN, ticket) };
        Reply { parts: vec![Part::Choices { choices: vec![button] }], ..reply }
    }

    fn line(&self, ticket: &KnownTicket) -> String {
        let status = self.words(ticket.status.text_key(), &[]);
        match &ticket.promise {
            Some(time) => self.words("ticket.status", &[("number", &ticket.number), ("status", &status), ("time", time)]),
            None => self.words("ticket.state", &[("number", &ticket.number), ("status", &status)]),
        }
    }

    /// Words for a ticket; nothing for who has none and names none.
    fn add(&self, text: &str) -> Option<TicketReply> {
        let named = wish::named(&self.pack.prefix, text);
        let words = wish::added(text, &self.pack.prefix).filter(|_| !self.tickets.is_empty() || named.is_some())?;
        let ticket = match named {
            Some(number) => match self.find(&number) {
                Some(ticket) => ticket,
                None => return Some(self.unknown(&number).into()),
            },
            None => match self.open().as_slice() {
                [] => return Some(self.status("").into()),
                [one] => one,
                several => return Some(self.which("ticket.add.which", ADD, several, Some(Adding::Words(words.to_owned())))),
            },
        };
        Some(self.added_to(ticket, words))
    }

    fn added_to(&self, ticket: &KnownTicket, words: &str) -> TicketReply {
        if ticket.status == TicketStatus::Resolved {
            return self.stands(ticket).into();
        }
        if words.is_empty() {
            let reply = Reply::text(self.words("ticket.add.what", &[("number", &ticket.number)]));
            return TicketReply { reply, act: None, adding: Some(Adding::To(ticket.number.clone())) };
        }
        let reply = Reply::text(self.words("ticket.added", &[("number", &ticket.number)]));
        TicketReply { reply, act: Some(TicketAct::Add(ticket.number.clone(), words.to_owned())), adding: None }
    }

    /// The words that were still to come, unless these are a button or ask for something else.
    fn to_come(&self, adding: Option<Adding>, heard: Heard<'_>) -> Option<TicketReply> {
        let Some(Adding::To(number)) = adding else { return None };
        let sure = heard.understanding.candidates.first().filter(|_| heard.understanding.verdict == Verdict::Answer);
        let otherwise = sure.and_then(|best| self.pack.intents.get(best.intent)).is_some_and(|intent| matches!(intent.kind, Kind::Human | Kind::Cancel | Kind::TicketStatus));
        let ticket = self.find(&number).filter(|_| !otherwise)?;
        Some(self.added_to(ticket, heard.text.trim()))
    }

    /// "Close it, it works now": asks which and whether; nothing for who has none open and names none.
    fn close(&self, text: &str) -> Option<TicketReply> {
        let (open, named) = (self.open(), wish::named(&self.pack.prefix, text));
        if (open.is_empty() && named.is_none()) || !wish::ticket_closed(text, &self.pack.prefix) {
            return None;
        }
        if let Some(number) = named {
            return Some(self.find(&number).map_or_else(|| self.unknown(&number), |ticket| self.sorted(ticket)).into());
        }
        Some(if let [one] = open.as_slice() { self.sorted(one).into() } else { self.which("ticket.close.which", CLOSE, &open, None) })
    }

    /// Whether one is sorted out, with the button that closes it.
    fn sorted(&self, ticket: &KnownTicket) -> Reply {
        if ticket.status == TicketStatus::Resolved {
            return self.stands(ticket);
        }
        let button = Choice { title: self.words("ticket.close.button", &[("number", &ticket.number)]), value: value(CLOSE, ticket) };
        Reply::choices(self.words("ticket.close", &[("number", &ticket.number)]), vec![button])
    }

    fn which(&self, key: &str, act: &str, open: &[&KnownTicket], adding: Option<Adding>) -> TicketReply {
        let button = |ticket: &&KnownTicket| Choice { title: format!("{} · {}", ticket.number, excerpt(&ticket.subject, 40)), value: format!("{act}/{}", ticket.number) };
        let reply = Reply::choices(self.words(key, &[]), open.iter().take(MOST_BUTTONS).map(button).collect());
        TicketReply { reply, act: None, adding }
    }

    /// A button with an act and a number: `close/GRD-1042`. One without a number is for the desk, in the conversation of its ticket.
    fn tapped(&self, button: &str, adding: Option<Adding>) -> Option<TicketReply> {
        let (act, number) = button.split_once('/')?;
        let number = number.to_uppercase();
        let Some(ticket) = self.find(&number) else { return Some(self.unknown(&number).into()) };
        let resolved = ticket.status == TicketStatus::Resolved;
        let done =
            |status: TicketStatus, act| TicketReply { reply: Reply::text(self.line(&KnownTicket { status, promise: None, ..ticket.clone() })), act: Some(act), adding: None };
        match (act, adding) {
            ("close", _) if !resolved => Some(done(TicketStatus::Resolved, TicketAct::Close(number))),
            ("reopen", _) if resolved => Some(done(TicketStatus::Queued, TicketAct::Reopen(number))),
            ("close" | "reopen", _) => Some(self.stands(ticket).into()),
            ("add", Some(Adding::Words(words))) => Some(self.added_to(ticket, &words)),
            ("add", _) => Some(self.added_to(ticket, "")),
            _ => None,
        }
    }
}

/// The value of a button for one ticket; in its own conversation without the number, which the desk does not need there.
fn value(act: &str, ticket: &KnownTicket) -> String {
    if ticket.here { act.to_owned() } else { format!("{act}/{}", ticket.number) }
}

/// The number of a ticket that is spoken of or on the button, so that it is known though it may be old.
#[must_use]
pub fn ticket_named(prefix: &str, heard: Heard<'_>) -> Option<String> {
    let button = heard.choice.and_then(|choice| choice.strip_prefix(BUTTON)).and_then(|choice| choice.split_once('/')).map(|(_, number)| number.to_uppercase());
    button.or_else(|| wish::named(prefix, heard.text))
}

/// Whether this may be about tickets, so that the visitor's own must be known.
#[must_use]
pub fn is_about_tickets(catalog: &Catalog, state: &DialogueState, heard: Heard<'_>) -> bool {
    let prefix = &catalog.pack().prefix;
    state.adding.is_some()
        || choice::one_meant(state, heard, BUTTON)
        || asks_status(catalog, heard.understanding)
        || wish::added(heard.text, prefix).is_some()
        || wish::ticket_closed(heard.text, prefix)
}

fn asks_status(catalog: &Catalog, understanding: &Understanding) -> bool {
    best(catalog, understanding).is_some_and(|intent| intent.kind == Kind::TicketStatus)
}

fn best<'a>(catalog: &'a Catalog, understanding: &Understanding) -> Option<&'a Intent> {
    let best = understanding.candidates.first().filter(|_| understanding.verdict == Verdict::Answer)?;
    catalog.pack().intents.get(best.intent)
}

/// What the desk says by itself while a person has the conversation: only what was asked of it, never about the matter.
#[must_use]
pub fn desk_reply(catalog: &Catalog, heard: Heard<'_>, tickets: &[KnownTicket], language: Language) -> Option<TicketReply> {
    let (pack, text) = (catalog.pack(), heard.text);
    let counter = Counter { pack, tickets, sign_in: None, language };
    let here = tickets.iter().find(|ticket| ticket.here)?;
    if let Some(button) = heard.choice.and_then(|choice| choice.strip_prefix(BUTTON)) {
        return counter.tapped(button, None);
    }
    if wish::added(text, &pack.prefix).is_some() {
        // What is written here is on this ticket already; another one has to be named.
        let elsewhere = wish::named(&pack.prefix, text).is_some_and(|number| number != here.number);
        let same = || Reply::text(say(pack, "ticket.added", language, &[("number", &here.number)]));
        return if elsewhere { counter.add(text).filter(|told| told.adding.is_none()) } else { Some(same().into()) };
    }
    if asks_status(catalog, heard.understanding) {
        let named = wish::named(&pack.prefix, text).is_some();
        return Some(if named { counter.status(text) } else { counter.stands(here) }.into());
    }
    let cancels = best(catalog, heard.understanding).is_some_and(|intent| intent.kind == Kind::Cancel);
    if !cancels && !wish::closed(text) {
        return None;
    }
    let named = wish::named(&pack.prefix, text);
    let ticket = named.as_deref().map_or(Some(here), |number| counter.find(number));
    Some(ticket.map_or_else(|| counter.unknown(named.as_deref().unwrap_or_default()), |ticket| counter.sorted(ticket)).into())
}
