//! "How is my ticket?": what the bot says of the visitor's own tickets, and what the desk says while a person has one.

use super::{
    opinion::{self, Opinion},
    say::say,
    talk::Talk,
    turn::{KnownTicket, Reply, Turn, TurnVerdict},
};
use crate::domain::{
    content::{Intent, Kind, Pack},
    conversation::{Choice, Part},
    language::Language,
    matching::{Catalog, Understanding, Verdict},
    text::token::{self, tokenise},
    ticket::TicketStatus,
};

/// How many tickets one answer lists.
const MOST: usize = 5;
/// The value of the button that closes the ticket of the conversation.
pub const CLOSE: &str = "/ticket/close";
/// The value of the button that opens it again.
pub const REOPEN: &str = "/ticket/reopen";

impl Talk<'_> {
    pub(super) fn ticket_status(&mut self, intent: &Intent, confidence: f32) -> Turn {
        let reply = status(self.pack, self.setting.tickets, self.heard.text, self.language);
        self.turn(TurnVerdict::Answer, Some(intent), confidence, vec![reply])
    }
}

/// Where the tickets of a visitor stand; one that they name must be theirs.
fn status(pack: &Pack, tickets: &[KnownTicket], text: &str, language: Language) -> Reply {
    let words = |key: &str, slots: &[(&str, &str)]| say(pack, key, language, slots);
    let found = match named(&pack.prefix, text) {
        Some(number) => match tickets.iter().find(|ticket| ticket.number == number) {
            Some(ticket) => std::slice::from_ref(ticket),
            None => return Reply::text(words("ticket.unknown", &[("number", &number)])),
        },
        None => open_or_newest(tickets),
    };
    match found {
        [] => Reply::text(words("ticket.none", &[])),
        [ticket] => {
            let reply = Reply::text(line(pack, ticket, language));
            // Only the ticket of this conversation can be opened again from here: it is the first.
            let own = tickets.first().is_some_and(|first| first.number == ticket.number) && ticket.status == TicketStatus::Resolved;
            let button = Choice { title: words("ticket.reopen.button", &[("number", &ticket.number)]), value: REOPEN.to_owned() };
            if own { Reply { parts: vec![Part::Choices { choices: vec![button] }], ..reply } } else { reply }
        }
        several => {
            let lines: Vec<String> = several.iter().take(MOST).map(|ticket| format!("{} · {}", ticket.subject, line(pack, ticket, language))).collect();
            Reply::text(lines.join("\n"))
        }
    }
}

/// All that are open, else the newest.
fn open_or_newest(tickets: &[KnownTicket]) -> &[KnownTicket] {
    let open = tickets.iter().filter(|ticket| ticket.status != TicketStatus::Resolved).count();
    if open > 1 { tickets } else { tickets.get(..1).unwrap_or_default() }
}

fn line(pack: &Pack, ticket: &KnownTicket, language: Language) -> String {
    let status = say(pack, ticket.status.text_key(), language, &[]);
    match &ticket.promise {
        Some(time) => say(pack, "ticket.status", language, &[("number", &ticket.number), ("status", &status), ("time", time)]),
        None => say(pack, "ticket.state", language, &[("number", &ticket.number), ("status", &status)]),
    }
}

/// The number of a ticket in a text, in full: "GRD-1042", "tiket 1042".
fn named(prefix: &str, text: &str) -> Option<String> {
    let tokens = tokenise(text, prefix);
    let full = tokens.iter().find(|token| token.kind == token::Kind::Ticket).map(|token| text[token.start..token.end].to_uppercase());
    full.or_else(|| {
        let after = |pair: &&[token::Token]| ["tiket", "ticket", "nomor", "no", "number"].contains(&pair[0].word.as_str());
        let number = tokens.windows(2).filter(after).map(|pair| &text[pair[1].start..pair[1].end]).find(|word| word.len() >= 3 && word.bytes().all(|b| b.is_ascii_digit()))?;
        Some(format!("{prefix}-{number}"))
    })
}

/// Whether this may be about tickets, so that the visitor's own must be known.
#[must_use]
pub fn is_about_tickets(catalog: &Catalog, understanding: &Understanding) -> bool {
    best(catalog, understanding).is_some_and(|intent| intent.kind == Kind::TicketStatus)
}

fn best<'a>(catalog: &'a Catalog, understanding: &Understanding) -> Option<&'a Intent> {
    let best = understanding.candidates.first().filter(|_| understanding.verdict == Verdict::Answer)?;
    catalog.pack().intents.get(best.intent)
}

/// Whether the desk itself is asked something while a person has the conversation.
#[must_use]
pub fn asks_desk(catalog: &Catalog, understanding: &Understanding, text: &str) -> bool {
    wants_closed(text) || best(catalog, understanding).is_some_and(|intent| matches!(intent.kind, Kind::TicketStatus | Kind::Cancel))
}

/// What the desk says by itself while a person has the conversation: only what was asked of it, never about the matter.
#[must_use]
pub fn desk_reply(catalog: &Catalog, understanding: &Understanding, text: &str, ticket: &KnownTicket, language: Language) -> Option<Reply> {
    let pack = catalog.pack();
    if is_about_tickets(catalog, understanding) {
        return Some(status(pack, std::slice::from_ref(ticket), text, language));
    }
    if !asks_desk(catalog, understanding, text) {
        return None;
    }
    let button = Choice { title: say(pack, "ticket.close.button", language, &[("number", &ticket.number)]), value: CLOSE.to_owned() };
    Some(Reply::choices(say(pack, "ticket.close", language, &[("number", &ticket.number)]), vec![button]))
}

/// "Udah bisa, tutup aja", "close it, it works now".
fn wants_closed(text: &str) -> bool {
    const CLOSE: [&str; 9] = ["tutup", "ditutup", "tutupin", "close", "closed", "batalin", "dibatalkan", "batalkan", "batal"];
    let said = opinion::words(text);
    let closes = said.iter().any(|word| CLOSE.contains(&word.as_str()));
    let works = opinion::anywhere(text) == Some(Opinion::Yes);
    said.len() <= 12
        && !text.trim_end().ends_with('?')
        && (closes && (works || said.iter().any(|word| word == "tiket" || word == "ticket")) || works && opinion::alone(text).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found() {
        for (text, want) in [("status grd-1042 dong", Some("GRD-1042")), ("tolong dicek tiket 1042 ya", Some("GRD-1042")), ("tiket saya gimana", None), ("lantai 1042", None)] {
            assert_eq!(named("GRD", text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn closing_is_heard() {
        for text in ["udah bisa kak, tutup aja", "close it, it works now", "tolong tutup tiket saya", "udah beres, makasih"] {
            assert!(wants_closed(text), "{text}");
        }
        for text in ["aplikasinya nutup sendiri", "kok tiketnya ditutup?", "printer masih mati", "udah bisa tapi lambat"] {
            assert!(!wants_closed(text), "{text}");
        }
    }
}
