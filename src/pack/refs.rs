//! Names across files: ids of the right shape, each once, and every name that is used exists.

use std::collections::HashMap;

use super::{
    problem::{Report, Spot},
    shape::At,
    source::Source,
    suggest,
};

/// A longer id is a sentence.
const LONGEST_ID: usize = 64;
/// A greeting with more choices is not read.
const MOST_GREETING: usize = 6;

/// The ids that exist; `None` where a file could not be read, so that nothing is called unknown without reason.
struct Known {
    teams: Option<Vec<String>>,
    calendars: Option<Vec<String>>,
    slas: Option<Vec<String>>,
    intents: Option<Vec<String>>,
}

/// Checks all names of a pack against each other.
pub(super) fn check(source: &Source, report: &mut Report) {
    ids(source, report);
    let known = Known::of(source);
    if let Some(pack) = &source.pack {
        exists(&pack.default_team, known.teams.as_deref(), "team", report);
        pack.greeting.iter().take(MOST_GREETING).for_each(|id| exists(id, known.intents.as_deref(), "intent", report));
        if let Some(extra) = pack.greeting.get(MOST_GREETING) {
            report.error(&extra.spot, format!("This is greeting 7 of {}, more than {MOST_GREETING}", pack.greeting.len()), "Keep the six that people need most.");
        }
    }
    for team in source.teams.iter().flat_map(|file| &file.teams) {
        exists(&team.calendar, known.calendars.as_deref(), "calendar", report);
        exists(&team.sla, known.slas.as_deref(), "SLA", report);
    }
    for intent in source.intents() {
        intent.team.iter().for_each(|id| exists(id, known.teams.as_deref(), "team", report));
        intent.answer.article.iter().for_each(|slug| exists(slug, Some(&source.slugs), "article", report));
    }
}

impl Known {
    fn of(source: &Source) -> Self {
        let whole = source.topics.iter().all(|topic| topic.file.is_some());
        let intents = || source.intents().map(|intent| intent.id.value.clone()).collect();
        let calendars = source.calendars.as_ref();
        Self {
            teams: source.teams.as_ref().map(|file| file.teams.iter().map(|team| team.id.value.clone()).collect()),
            calendars: calendars.map(|file| file.calendars.iter().map(|calendar| calendar.id.value.clone()).collect()),
            slas: calendars.map(|file| file.slas.iter().map(|sla| sla.id.value.clone()).collect()),
            intents: whole.then(intents),
        }
    }
}

/// The ids of all intents; none if a file of theirs could not be read.
pub(super) fn intents(source: &Source) -> Option<Vec<String>> {
    Known::of(source).intents
}

/// Reports a name that nothing has; an empty name was reported before.
pub(super) fn exists(name: &At<String>, known: Option<&[String]>, what: &str, report: &mut Report) {
    let Some(known) = known else { return };
    if !name.value.is_empty() && !known.contains(&name.value) {
        let hint = if report.full() { String::new() } else { suggest::hint(&name.value, known) };
        report.error(&name.spot, format!("There is no {what} `{}`", name.value), hint);
    }
}

fn ids(source: &Source, report: &mut Report) {
    let topics: Vec<_> = source.pack.iter().flat_map(|pack| &pack.topics).map(|topic| &topic.id).collect();
    let teams: Vec<_> = source.teams.iter().flat_map(|file| &file.teams).map(|team| &team.id).collect();
    let calendars: Vec<_> = source.calendars.iter().flat_map(|file| &file.calendars).map(|calendar| &calendar.id).collect();
    let slas: Vec<_> = source.calendars.iter().flat_map(|file| &file.slas).map(|sla| &sla.id).collect();
    let intents: Vec<_> = source.intents().map(|intent| &intent.id).collect();
    for (what, ids) in [("topic", topics), ("team", teams), ("calendar", calendars), ("SLA", slas), ("intent", intents)] {
        let signs = if matches!(what, "topic" | "intent") { "_" } else { "_-" };
        once(&ids, what, report);
        for id in ids {
            shaped(id, signs, report);
        }
    }
}

fn once(ids: &[&At<String>], what: &str, report: &mut Report) {
    let mut first: HashMap<&str, &Spot> = HashMap::new();
    for id in ids.iter().filter(|id| !id.value.is_empty()) {
        match first.get(id.value.as_str()) {
            Some(spot) => report.error(&id.spot, format!("There are two {what}s `{}`; the first is at {}", id.value, spot.place()), "Give each an id of its own."),
            None => {
                first.insert(&id.value, &id.spot);
            }
        }
    }
}

/// Reports an id that is not `snake_case`.
pub(super) fn snake(id: &At<String>, report: &mut Report) {
    shaped(id, "_", report);
}

/// Reports an id that is more than small letters, digits and some signs.
fn shaped(id: &At<String>, signs: &str, report: &mut Report) {
    if id.value.is_empty() || is_id(&id.value, signs) {
        return;
    }
    let proposal = proposal(&id.value, signs);
    let hint = if is_id(&proposal, signs) { format!("Write `{proposal}`.") } else { "Begin with a small letter; then small letters, digits and `_`, at most 64.".to_owned() };
    report.error(&id.spot, format!("`{}` cannot be an id", id.value), hint);
}

/// Small letters and digits in groups with one sign between them.
pub(super) fn is_id(text: &str, signs: &str) -> bool {
    let good = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    text.len() <= LONGEST_ID && text.starts_with(|first: char| first.is_ascii_lowercase() || signs == "-") && text.split(|c| signs.contains(c)).all(good)
}

/// The nearest id to a text.
pub(super) fn proposal(text: &str, signs: &str) -> String {
    let sign = &signs[..1];
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(sign)
}
