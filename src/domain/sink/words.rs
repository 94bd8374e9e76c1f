//! How a ticket reads in another system: brief, what was tried, and the conversation, in the language of the house.

use std::fmt::Write as _;

use crate::domain::{
    content::Pack,
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
    let labels: &'static Labels = if language == Language::ID { &ID } else { &EN };
    let card = card(pack, ticket, language);
    let mut out = format!("{}: {}\n", card.number, ticket.subject);
    let mut tell = |label: &str, value: &str| {
        if !value.is_empty() {
            // A string takes everything.
            let _ = writeln!(out, "{label}: {value}");
        }
    };
    tell(labels.requester, &ticket.requester);
    tell(labels.team, &card.team);
    tell(labels.promise, card.promise.as_deref().unwrap_or_default());
    tell(labels.opened, &format!("{house}/console/tickets/{}", ticket.number));
    let known = ticket.brief.facts.iter().filter(|fact| !fact.private).map(|fact| format!("- {}: {}", fact.label, fact.value));
    let tried = ticket.brief.tried.iter().map(|tried| format!("- {} ({})", tried.title, if tried.helped { labels.helped } else { labels.not_helped }));
    let zone = pack.calendars.iter().find(|calendar| calendar.id.as_str() == ticket.deadline.calendar).map_or("UTC", |calendar| &calendar.zone);
    let said = said.iter().map(|message| format!("{} {}: {}", time_words(zone, message.at, language), who(message, labels), linked_text(&message.text, &message.parts, house)));
    for (title, lines) in [(labels.known, known.collect::<Vec<_>>()), (labels.tried, tried.collect()), (labels.said, said.collect())] {
        if !lines.is_empty() {
            let _ = write!(out, "\n{title}\n{}\n", lines.join("\n"));
        }
    }
    out
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
