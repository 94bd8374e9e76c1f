//! What somebody wishes of a ticket in their own words: to close it, to add to it, and which one.

use compact_str::CompactString;

use crate::domain::{
    dialogue::opinion::{self, Opinion},
    text::{
        List,
        token::{self, tokenise},
    },
};

/// Longer texts tell of a matter; who wants a ticket closed says so in a few words.
const MOST_WORDS: usize = 12;
const CLOSE: [&str; 9] = ["tutup", "ditutup", "tutupin", "close", "closed", "batalin", "dibatalkan", "batalkan", "batal"];
const ADD: [&str; 16] = [
    "tambah",
    "tambahin",
    "tambahkan",
    "tambahi",
    "ditambahin",
    "ditambahkan",
    "tambahan",
    "nambah",
    "nambahin",
    "menambahkan",
    "add",
    "append",
    "masukin",
    "masukkan",
    "catatin",
    "sertakan",
];
const TICKET: [&str; 8] = ["tiket", "ticket", "tiketnya", "tiketku", "tickets", "tiket2", "tiketmu", "tiketsaya"];
/// Words around an addition that add nothing themselves.
static AROUND: List = List::new(
    "ke ke-tiket di pada saya aku gue gw my mine to on the this that itu ini yang tadi yg ya dong deh kak mas mbak min pak bu tolong please bisa can could you i want mau ingin info informasi \
                      keterangan detail details sesuatu something lagi more juga also some untuk buat for dan and it nomor no number open terbuka existing",
);

/// "Udah bisa, tutup aja", "close it, it works now".
pub(super) fn closed(text: &str) -> bool {
    let said = opinion::words(text);
    let works = opinion::anywhere(text) == Some(Opinion::Yes);
    let closes = closes(&said);
    short_statement(&said, text) && (closes && (works || names_ticket(&said)) || works && opinion::alone(text).is_some())
}

/// The same where the bot has the conversation and may be asked about something else: the ticket itself must be spoken of.
pub(super) fn ticket_closed(text: &str, prefix: &str) -> bool {
    let said = opinion::words(text);
    short_statement(&said, text) && closes(&said) && (names_ticket(&said) || named(prefix, text).is_some() || opinion::anywhere(text) == Some(Opinion::Yes))
}

fn short_statement(said: &[CompactString], text: &str) -> bool {
    said.len() <= MOST_WORDS && !text.trim_end().ends_with('?')
}

fn closes(said: &[CompactString]) -> bool {
    said.iter().any(|word| CLOSE.contains(&word.as_str()))
}

fn names_ticket(said: &[CompactString]) -> bool {
    said.iter().any(|word| TICKET.contains(&word.as_str()))
}

/// "Tambahin ke tiket saya …", "add to my ticket: …": what is to be added, empty when that is still to come.
pub(super) fn added<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let said = opinion::words(text);
    let adds = said.iter().take(MOST_WORDS).any(|word| ADD.contains(&word.as_str()));
    if !adds || text.trim_end().ends_with('?') || !(names_ticket(&said) || named(prefix, text).is_some()) {
        return None;
    }
    let behind = text.split_once(':').map(|(before, behind)| (before, behind.trim()));
    if let Some((before, behind)) = behind.filter(|(before, _)| opinion::words(before).len() <= MOST_WORDS)
        && (names_ticket(&opinion::words(before)) || named(prefix, before).is_some())
    {
        return Some(behind);
    }
    let number = named(prefix, text).map(|number| number.to_lowercase().replace('-', "")).unwrap_or_default();
    let bare = number.trim_start_matches(|sign: char| !sign.is_ascii_digit());
    let says = |word: &&CompactString| {
        let word = word.as_str();
        !(ADD.contains(&word) || TICKET.contains(&word) || AROUND.has(word) || word == number || (!bare.is_empty() && word == bare))
    };
    Some(if said.iter().any(|word| says(&word)) { text.trim() } else { "" })
}

/// The number of a ticket in a text, in full: "GRD-1042", "tiket 1042".
pub(super) fn named(prefix: &str, text: &str) -> Option<String> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let tokens = tokenise(text, prefix);
    let full = tokens.iter().find(|token| token.kind == token::Kind::Ticket).map(|token| text[token.start..token.end].to_uppercase());
    full.or_else(|| {
        let after = |pair: &&[token::Token]| ["tiket", "ticket", "nomor", "no", "number"].contains(&pair[0].word.as_str());
        let number = tokens.windows(2).filter(after).map(|pair| &text[pair[1].start..pair[1].end]).find(|word| word.len() >= 3 && word.bytes().all(|b| b.is_ascii_digit()))?;
        Some(format!("{prefix}-{number}"))
    })
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
            assert!(closed(text), "{text}");
        }
        for text in ["aplikasinya nutup sendiri", "kok tiketnya ditutup?", "printer masih mati", "udah bisa tapi lambat"] {
            assert!(!closed(text), "{text}");
        }
    }

    #[test]
    fn closing_a_ticket_is_told_from_being_helped() {
        for text in ["udah bisa kak, tutup aja", "close it, it works now", "tolong tutup tiket saya", "tutup GRD-1042"] {
            assert!(ticket_closed(text, "GRD"), "{text}");
        }
        for text in ["udah beres, makasih", "tutup pintunya", "tiketnya kok ditutup?", "wifi masih putus"] {
            assert!(!ticket_closed(text, "GRD"), "{text}");
        }
    }

    #[test]
    fn additions_are_heard_with_what_they_add() {
        let cases = [
            ("tambahin ke tiket saya: printernya di lantai 2", Some("printernya di lantai 2")),
            ("tolong tambahkan ke GRD-1042 printernya di lantai 2", Some("tolong tambahkan ke GRD-1042 printernya di lantai 2")),
            ("add to my ticket: it also happens at home", Some("it also happens at home")),
            ("please add to ticket 1042 that it beeps", Some("please add to ticket 1042 that it beeps")),
            ("tambahin ke tiket saya dong", Some("")),
            ("mau nambahin info ke GRD-1042", Some("")),
            ("can you add something to my ticket", Some("")),
            ("add to my ticket:", Some("")),
            ("tiket saya gimana", None),
            ("tambah parah nih wifi nya", None),
            ("bisa tambahin ke tiket saya?", None),
            ("add me to the mailing list", None),
            ("jam rapat: tambahin 10 menit", None),
        ];
        for (text, want) in cases {
            assert_eq!(added(text, "GRD"), want, "{text}");
        }
    }
}
