//! The bot's own sentences, filled in, and what it says once a ticket is open.

use super::turn::Reply;
use crate::domain::{
    content::Pack,
    conversation::{Choice, Part},
    language::Language,
    sla::{day_words, time_words},
    ticket::{Ticket, TicketCard, say_number},
    time::Timestamp,
};

/// The pack's sentence of this key in this language, its slots filled; a missing key says itself.
#[must_use]
pub fn say(pack: &Pack, key: &str, language: Language, slots: &[(&str, &str)]) -> String {
    let text = pack.texts.get(key).map_or(key, |said| said.in_language(language));
    if slots.is_empty() { text.to_owned() } else { fill(text, slots) }
}

/// Replaces each `{name}` once, from left to right, so that a filled-in text is never read as a slot.
pub(super) fn fill(text: &str, slots: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        out.push_str(before);
        let slot = after[1..].split_once('}').and_then(|(name, tail)| Some((slots.iter().find(|(slot, _)| *slot == name)?.1, tail)));
        if let Some((value, tail)) = slot {
            out.push_str(value);
            rest = tail;
        } else {
            out.push('{');
            rest = &after[1..];
        }
    }
    out.push_str(rest);
    out
}

/// The first line of a text, at most so many characters, cut at a word where one ends.
#[must_use]
pub fn excerpt(text: &str, most: usize) -> String {
    let line = text.trim().lines().next().unwrap_or("").trim();
    if line.char_indices().nth(most).is_none() {
        return line.to_owned();
    }
    let cut = line.char_indices().nth(most.saturating_sub(1)).map_or(line, |(end, _)| &line[..end]);
    let cut = cut.rsplit_once(' ').map_or(cut, |(head, _)| head);
    format!("{cut}…")
}

/// What is said to somebody who has said nothing yet.
#[must_use]
pub fn greeting(pack: &Pack, language: Language) -> Reply {
    let choices = topics(pack, language);
    let parts = if choices.is_empty() { Vec::new() } else { vec![Part::Choices { choices }] };
    Reply { text: say(pack, "greet", language, &[]), parts }
}

/// The topics offered with a greeting.
#[must_use]
pub fn topics(pack: &Pack, language: Language) -> Vec<Choice> {
    let topics = pack.greeting.iter().filter_map(|id| pack.intent(id));
    topics.map(|intent| Choice { title: intent.title.in_language(language).to_owned(), value: format!("/topic/{}", intent.id) }).collect()
}

/// What the visitor is told when a ticket is open: its number, who has it, when a person answers, and its card.
#[must_use]
pub fn opened(pack: &Pack, ticket: &Ticket, question: Option<&str>, language: Language) -> Vec<Reply> {
    let card = card(pack, ticket, language);
    let starts = ticket.deadline.starts.map(|at| day_words(zone_of(pack, ticket), at, language)).unwrap_or_default();
    let time = card.promise.clone().unwrap_or_default();
    let slots = [("number", card.number.as_str()), ("team", &card.team), ("time", &time), ("day", &starts)];
    let key = if ticket.deadline.open || ticket.deadline.due.is_none() { "ticket.open" } else { "ticket.closed_hours" };
    let text = say(pack, key, language, &slots);
    let after = question.map_or_else(|| say(pack, "ticket.after", language, &[]), str::to_owned);
    vec![Reply { text, parts: vec![Part::Ticket { ticket: Box::new(card) }] }, Reply::text(after)]
}

/// The card its requester sees.
#[must_use]
pub fn card(pack: &Pack, ticket: &Ticket, language: Language) -> TicketCard {
    let zone = zone_of(pack, ticket);
    TicketCard {
        number: say_number(&pack.prefix, ticket.number),
        status: ticket.status,
        team: pack.team(&ticket.team).map_or_else(|| ticket.team.to_string(), |team| team.name.in_language(language).to_owned()),
        priority: ticket.priority,
        due_at: ticket.deadline.due.map(Timestamp::rfc3339),
        promise: ticket.deadline.due.map(|due| day_words(zone, due, language)),
        why: why(pack, ticket, language),
        opened_at: ticket.opened_at.rfc3339(),
        subject: ticket.subject.clone(),
        facts: ticket.brief.facts.iter().filter(|fact| !fact.private).cloned().collect(),
    }
}

/// What a promise was computed from: "Kalender office, mulai Senin 23 Nov, 08.00 WIB, janji 2 jam kerja".
fn why(pack: &Pack, ticket: &Ticket, language: Language) -> String {
    let zone = zone_of(pack, ticket);
    let starts = ticket.deadline.starts.map(|at| if ticket.deadline.open { time_words(zone, at, language) } else { day_words(zone, at, language) });
    let (calendar, starts, length) = (&ticket.deadline.calendar, starts.unwrap_or_default(), working_length(ticket.deadline.minutes, language));
    if language == Language::ID {
        format!("Kalender {calendar}, mulai {starts}, janji {length} kerja")
    } else {
        format!("Calendar {calendar}, from {starts}, promised within {length} of working time")
    }
}

/// Working minutes in words: "15 menit", "2 jam", "1 jam 30 menit".
fn working_length(minutes: Option<u32>, language: Language) -> String {
    let Some(minutes) = minutes else { return "–".to_owned() };
    let (hour, minute) = if language == Language::ID { ("jam", "menit") } else { ("h", "min") };
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} {minute}"),
        (hours, 0) => format!("{hours} {hour}"),
        (hours, rest) => format!("{hours} {hour} {rest} {minute}"),
    }
}

fn zone_of<'p>(pack: &'p Pack, ticket: &Ticket) -> &'p str {
    pack.calendars.iter().find(|calendar| calendar.id.as_str() == ticket.deadline.calendar).map_or("UTC", |calendar| calendar.zone.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_filled_once_and_never_twice() {
        let cases = [
            ("Tiket {number} ada di {team}.", "Tiket GRD-1 ada di {number}."),
            ("{unknown} {number}", "{unknown} GRD-1"),
            ("{", "{"),
            ("{number", "{number"),
            ("{{number}}", "{GRD-1}"),
        ];
        for (text, filled) in cases {
            assert_eq!(fill(text, &[("number", "GRD-1"), ("team", "{number}")]), filled);
        }
    }

    #[test]
    fn an_excerpt_ends_at_a_word() {
        assert_eq!(excerpt("wifi ga konek di lantai dua\nbaris dua", 14), "wifi ga…");
        assert_eq!(excerpt("  pendek ", 14), "pendek");
    }
}
