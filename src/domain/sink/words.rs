//! How a ticket reads in another system: brief, what was tried, and the conversation, in the language of the house.

use std::fmt::Write as _;

use crate::domain::{
    content::{Pack, Priority},
    conversation::{Message, Sender, linked_text},
    dialogue::card,
    language::Language,
    sla::time_words,
    ticket::Ticket,
};

/// The words around what is told, in Indonesian and English.
struct Labels {
    requester: &'static str,
    team: &'static str,
    priority: &'static str,
    /// Low, normal, high, urgent.
    priorities: [&'static str; 4],
    promise: &'static str,
    known: &'static str,
    tried: &'static str,
    helped: &'static str,
    not_helped: &'static str,
    said: &'static str,
    opened: &'static str,
}

static ID: Labels = Labels {
    requester: "Pemohon",
    team: "Tim",
    priority: "Prioritas",
    priorities: ["rendah", "normal", "tinggi", "mendesak"],
    promise: "Balasan dijanjikan",
    known: "Yang sudah diketahui",
    tried: "Yang sudah dicoba",
    helped: "berhasil",
    not_helped: "belum berhasil",
    said: "Percakapan",
    opened: "Tiket di Garda",
};
static EN: Labels = Labels {
    requester: "Requester",
    team: "Team",
    priority: "Priority",
    priorities: ["low", "normal", "high", "urgent"],
    promise: "Reply promised",
    known: "What is known",
    tried: "What was tried",
    helped: "helped",
    not_helped: "did not help",
    said: "Conversation",
    opened: "Ticket in Garda",
};

/// What a ticket says when it is opened elsewhere. Facts that only agents may see are left out: the requester may read it there.
#[must_use]
pub fn opening_text(pack: &Pack, ticket: &Ticket, said: &[Message], house: &str) -> String {
    let language = pack.default_language();
    let labels = labels(language);
    let mut out = head(pack, ticket, None, &format!("{house}/console/tickets/{}", ticket.number));
    let zone = zone_of(pack, ticket);
    let lines: Vec<String> =
        said.iter().map(|message| format!("{} {}: {}", time_words(zone, message.at, language), who(message, labels), linked_text(&message.text, &message.parts, house))).collect();
    part(&mut out, labels.said, &lines);
    out
}

/// What a ticket is about in a few lines, for people who decide who takes it.
pub(super) fn brief(pack: &Pack, ticket: &Ticket) -> String {
    head(pack, ticket, Some(&priority_line(pack.default_language(), ticket.priority)), "")
}

fn head(pack: &Pack, ticket: &Ticket, priority: Option<&str>, link: &str) -> String {
    let language = pack.default_language();
    let labels = labels(language);
    let card = card(pack, ticket, language);
    let mut out = format!("{}: {}\n", card.number, ticket.subject);
    let told = |label: &str, value: &str| if value.is_empty() { String::new() } else { format!("{label}: {value}\n") };
    out.push_str(&told(labels.requester, &ticket.requester));
    out.push_str(&told(labels.team, &card.team));
    out.extend(priority.into_iter().flat_map(|priority| [priority, "\n"]));
    out.push_str(&told(labels.promise, card.promise.as_deref().unwrap_or_default()));
    out.push_str(&told(labels.opened, link));
    let known: Vec<String> = ticket.brief.facts.iter().filter(|fact| !fact.private).map(|fact| format!("- {}: {}", fact.label, fact.value)).collect();
    let tried: Vec<String> = ticket.brief.tried.iter().map(|tried| format!("- {} ({})", tried.title, if tried.helped { labels.helped } else { labels.not_helped })).collect();
    part(&mut out, labels.known, &known);
    part(&mut out, labels.tried, &tried);
    out
}

/// How soon a ticket must be answered, in a line.
pub(super) fn priority_line(language: Language, priority: Priority) -> String {
    let labels = labels(language);
    format!("{}: {}", labels.priority, labels.priorities[priority as usize])
}

/// Whose a ticket is, in a line.
pub(super) fn team_line(pack: &Pack, ticket: &Ticket, language: Language) -> String {
    format!("{}: {}", labels(language).team, card(pack, ticket, language).team)
}

fn part(out: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        // A string takes everything.
        let _ = write!(out, "\n{title}\n{}\n", lines.join("\n"));
    }
}

fn labels(language: Language) -> &'static Labels {
    if language == Language::ID { &ID } else { &EN }
}

/// The zone a ticket's times are told in.
pub(super) fn zone_of<'p>(pack: &'p Pack, ticket: &Ticket) -> &'p str {
    pack.calendars.iter().find(|calendar| calendar.id.as_str() == ticket.deadline.calendar).map_or("UTC", |calendar| &calendar.zone)
}

/// What only agents may read of a ticket; empty when there is nothing.
#[must_use]
pub fn private_text(ticket: &Ticket) -> String {
    ticket.brief.facts.iter().filter(|fact| fact.private).map(|fact| format!("{}: {}", fact.label, fact.value)).collect::<Vec<_>>().join("\n")
}

fn who<'m>(message: &'m Message, labels: &'static Labels) -> &'m str {
    match message.sender {
        Sender::Visitor => labels.requester,
        Sender::Bot | Sender::System => "Garda",
        Sender::Agent => &message.name,
    }
}

/// Plain text as HTML that shows just that: every sign that means something there is written out.
#[must_use]
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>\n"),
            '\r' => {}
            _ => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn nothing_typed_means_anything_in_html() {
        assert_eq!(html("a <b>&\"'\r\nc"), "a &lt;b&gt;&amp;&quot;&#39;<br>\nc");
    }
}
