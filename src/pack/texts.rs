//! The bot's own sentences: which there must be, and which slots the program fills in each.

use std::collections::BTreeMap;

use crate::domain::language::Said;

use super::{
    problem::{Report, Spot},
    raw::RawTexts,
    shape::{At, Words},
    suggest,
    words::{Frame, too_long},
};

/// Every sentence the program says, with the slots it fills; `number` must stand in the text, the others may.
pub const TEXTS: &[(&str, &[&str])] = &[
    ("greet", &[]),
    ("greet.closed", &["when"]),
    ("heard", &["title"]),
    ("answer.more", &[]),
    ("clarify", &[]),
    ("clarify.none", &[]),
    ("unsure", &[]),
    ("unsure.articles", &["count"]),
    ("offer.human", &[]),
    ("human.button", &[]),
    ("yes.button", &[]),
    ("no.button", &[]),
    ("other.button", &[]),
    ("helped", &[]),
    ("helped.yes", &[]),
    ("helped.no", &[]),
    ("ticket.open", &["number", "team", "time"]),
    ("ticket.closed_hours", &["number", "team", "day", "time"]),
    ("ticket.same", &["number"]),
    ("ticket.after", &[]),
    ("ticket.none", &[]),
    ("ticket.status", &["number", "status", "time"]),
    ("ask.intro", &[]),
    ("cancelled", &[]),
    ("thanks", &[]),
    ("goodbye", &[]),
    ("scope", &[]),
    ("agent.joined", &["name", "team"]),
    ("agent.left", &["name"]),
    ("resolved", &["number"]),
    ("reopened", &["number", "time"]),
    ("waiting", &[]),
    ("busy", &[]),
    ("withdrawn", &[]),
    ("not_this", &[]),
    ("too_long", &["max"]),
    ("status.queued", &[]),
    ("status.assigned", &[]),
    ("status.pending", &[]),
    ("status.resolved", &[]),
    ("subject.unknown", &[]),
    ("article.fallback", &["title"]),
    ("secret", &[]),
];

/// A visitor reads these on a phone.
const LONGEST: usize = 160;

/// Whether some sentence has a slot of this name.
pub(super) fn is_slot(name: &str) -> bool {
    TEXTS.iter().any(|(_, slots)| slots.contains(&name))
}

pub(super) fn read(raw: &RawTexts, frame: &Frame, report: &mut Report) -> BTreeMap<String, Said> {
    let rows = &raw.texts.0;
    let missing = TEXTS.iter().filter(|(key, _)| !rows.is_empty() && !rows.iter().any(|(name, _)| name.value == *key));
    for (key, slots) in missing {
        report.error(&rows[0].0.spot, format!("The text `{key}` is missing"), format!("Add `{key}: {{ id: …, en: … }}`{}.", with(slots)));
    }
    rows.iter().map(|(key, words)| (key.value.clone(), text(key, words, frame, report))).collect()
}

fn text(key: &At<String>, words: &Words, frame: &Frame, report: &mut Report) -> Said {
    let Some((_, slots)) = TEXTS.iter().find(|(name, _)| *name == key.value) else {
        let keys: Vec<_> = TEXTS.iter().map(|(name, _)| *name).collect();
        report.error(&key.spot, format!("The program says no text `{}`", key.value), suggest::hint(&key.value, &keys));
        return Said::default();
    };
    let said = frame.said(words, slots, report);
    for (spot, message) in too_long(words, &said, LONGEST) {
        report.warning(&spot, message, "Say it shorter: people read this on a phone.");
    }
    if slots.contains(&"number") {
        for spot in without_number(words) {
            report.error(&spot, "`{number}` is missing in this text", "People need the number of their ticket: write {number}.");
        }
    }
    said
}

fn without_number(words: &Words) -> Vec<Spot> {
    let texts = words.by.values().filter(|text| !text.value.is_empty() && !text.value.contains("{number}"));
    texts.map(|text| text.spot.clone()).collect()
}

fn with(slots: &[&str]) -> String {
    let slots: Vec<_> = slots.iter().map(|slot| format!("{{{slot}}}")).collect();
    if slots.is_empty() { String::new() } else { format!("; the program fills {}", slots.join(", ")) }
}
