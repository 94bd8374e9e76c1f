//! The bot's own sentences: which there must be, and which slots the program fills in each.

use std::collections::BTreeMap;

use crate::domain::language::Said;

use super::{
    files::starter,
    problem::{Report, Spot},
    raw::RawTexts,
    shape::{At, Words},
    source::yaml,
    suggest,
    words::{Frame, too_long},
};

/// Every sentence the program says, with the slots it fills; `number` must stand in the text, the others may.
pub const TEXTS: &[(&str, &[&str])] = &[
    ("greet", &[]),
    ("greet.closed", &["when"]),
    ("clarify", &[]),
    ("clarify.one", &["title"]),
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
    ("ticket.after", &[]),
    ("ticket.none", &[]),
    ("ticket.status", &["number", "status", "time"]),
    ("cancelled", &[]),
    ("scope", &[]),
    ("agent.joined", &["name", "team"]),
    ("resolved", &["number"]),
    ("reopened", &["number", "time"]),
    ("waiting", &["number", "time"]),
    ("withdrawn", &[]),
    ("not_this", &[]),
    ("status.queued", &[]),
    ("status.assigned", &[]),
    ("status.pending", &[]),
    ("status.resolved", &[]),
    ("subject.unknown", &[]),
    ("secret", &[]),
    ("secret.personal", &[]),
    ("try", &["n", "count", "step"]),
    ("try.asked", &[]),
    ("try.how", &[]),
    ("try.done", &[]),
    ("try.next", &[]),
    ("try.last", &[]),
    ("answer.yes", &[]),
    ("answer.no", &[]),
    ("skip.button", &[]),
    ("slot.again", &["question"]),
    ("slot.noted", &[]),
    ("ticket.state", &["number", "status"]),
    ("ticket.elsewhere", &["url"]),
    ("ticket.unknown", &["number"]),
    ("ticket.close", &["number"]),
    ("ticket.close.button", &["number"]),
    ("ticket.reopen.button", &["number"]),
    ("ticket.add.which", &[]),
    ("ticket.add.what", &["number"]),
    ("ticket.added", &["number"]),
    ("ticket.close.which", &[]),
    ("code.subject", &[]),
    ("code.text", &["code"]),
    ("silence.ask", &[]),
    ("silence.close", &[]),
    ("silence.ticket", &[]),
    ("slot.corrected", &["label", "value"]),
    ("flow.anew", &[]),
    ("file.noted", &["name"]),
    ("file.what", &["name"]),
    ("switch", &["title", "old"]),
    ("switch.yes", &["title"]),
    ("switch.no", &[]),
    ("helped.back", &["title"]),
    ("resume", &["title"]),
    ("resume.yes", &[]),
    ("resume.no", &[]),
    ("ticket.oncall", &["time"]),
    ("alert.subject", &["number", "subject"]),
    ("alert.text", &["number", "team", "time", "link"]),
    ("letter.subject", &[]),
    ("letter.choose", &[]),
    ("letter.link", &["link"]),
    ("letter.empty", &[]),
    ("letter.files", &["names"]),
    ("letter.failed", &["address"]),
    ("letter.away", &[]),
    ("handover.failed", &["name"]),
    ("handover.waits", &["number"]),
    ("call.wait", &[]),
    ("call.still", &[]),
];

/// A visitor reads these on a phone.
const LONGEST: usize = 160;

/// Whether some sentence has a slot of this name.
pub(super) fn is_slot(name: &str) -> bool {
    TEXTS.iter().any(|(_, slots)| slots.contains(&name))
}

pub(super) fn read(raw: &RawTexts, frame: &Frame, report: &mut Report) -> BTreeMap<String, Said> {
    let rows = &raw.texts.0;
    let mut texts: BTreeMap<String, Said> = rows.iter().map(|(key, words)| (key.value.clone(), text(key, words, frame, report))).collect();
    if let Some((first, _)) = rows.first() {
        texts.extend(missing(rows, &first.spot, frame, report));
    }
    texts
}

/// Sentences that a newer program says and an older pack does not have yet: those of the starter pack, where they fit.
fn missing(rows: &[(At<String>, Words)], spot: &Spot, frame: &Frame, report: &mut Report) -> Vec<(String, Said)> {
    let absent: Vec<_> = TEXTS.iter().filter(|(key, _)| !rows.iter().any(|(name, _)| name.value == *key)).collect();
    let bundled = if absent.is_empty() { BTreeMap::new() } else { bundled() };
    let (mut lent, mut names) = (Vec::new(), Vec::new());
    for (key, slots) in absent {
        // A sentence with a variable in it names things of the starter pack's organisation.
        let fits = |said: &&Said| frame.languages.iter().all(|language| said.0.contains_key(language)) && !said.0.values().any(|text| has_other_braces(text, slots));
        if let Some(said) = bundled.get(*key).filter(fits) {
            names.push(format!("`{key}`"));
            lent.push(((*key).to_owned(), said.clone()));
        } else {
            report.error(spot, format!("The text `{key}` is missing"), format!("Add `{key}: {{ id: …, en: … }}`{}.", with(slots)));
        }
    }
    if !names.is_empty() {
        let message = format!("{} texts are missing, and those of the starter pack are said: {}", names.len(), names.join(", "));
        report.warning(spot, message, "Write your own; `garda init` shows the starter pack's.");
    }
    lent
}

/// The sentences of the starter pack as they are written there.
fn bundled() -> BTreeMap<String, Said> {
    let files = starter();
    let raw: Option<RawTexts> = files.0.get("texts.yml").and_then(|text| yaml(&"texts.yml".into(), text, &mut Report::new(&files)));
    let said = |words: Words| Said(words.by.into_iter().map(|(language, text)| (language, text.value)).collect());
    raw.into_iter().flat_map(|raw| raw.texts.0).map(|(key, words)| (key.value, said(words))).collect()
}

fn has_other_braces(text: &str, slots: &[&str]) -> bool {
    slots.iter().fold(text.to_owned(), |rest, slot| rest.replace(&format!("{{{slot}}}"), "")).contains(['{', '}'])
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
