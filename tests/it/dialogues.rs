//! Whole conversations, written as YAML under `tests/dialogues/`, played against the starter pack without any store.

use std::{collections::BTreeSet, fs, path::Path, sync::LazyLock};

use garda::domain::{
    conversation::Part,
    dialogue::{DialogueState, Heard, KnownTicket, Setting, Turn, TurnVerdict, say, take_turn},
    language::Language,
    matching::{Catalog, Verdict},
    ticket::TicketStatus,
    time::Timestamp,
};
use serde::Deserialize;

use crate::app::MONDAY_10;

/// The pack the conversations are held with.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let files = garda::pack::read_dir(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/intents"))).unwrap();
    Catalog::new(garda::pack::load(&files).pack.unwrap().into())
});

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dialogue {
    name: String,
    /// When it takes place; Monday 10:00 in Jakarta unless told.
    now: Option<String>,
    /// The language of the visitor's page; Indonesian unless told.
    page: Option<String>,
    /// The number of the conversation's newest ticket, if it has one.
    ticket: Option<String>,
    turns: Vec<Step>,
}

/// What the visitor does, and what must come of it. What is not named is not checked.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Step {
    say: Option<String>,
    tap: Option<String>,
    /// The language the visitor chooses by hand, just before saying or tapping.
    choose: Option<String>,
    verdict: Option<String>,
    intent: Option<String>,
    language: Option<String>,
    /// A key of the pack's texts that one reply must be; slots count as anything.
    key: Option<String>,
    /// Words that must stand in some reply.
    contains: Vec<String>,
    /// Words that must not.
    lacks: Vec<String>,
    /// Values that must be offered as buttons.
    offers: Vec<String>,
    /// How many steps are shown.
    steps: Option<usize>,
    article: Option<String>,
    handoff: Option<Expected>,
    /// Whether nothing may be handed off.
    stays: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    team: Option<String>,
    priority: Option<String>,
    reason: Option<String>,
    subject: Option<String>,
    /// Values that must be among the facts.
    #[serde(default)]
    facts: Vec<String>,
    /// Titles that must be among what was tried.
    #[serde(default)]
    tried: Vec<String>,
}

#[test]
fn every_dialogue_goes_as_written() {
    let dialogues = read_dialogues();
    let wrong: Vec<String> = dialogues.iter().flat_map(|(file, dialogue)| play(dialogue).into_iter().map(move |problem| format!("{file}: {}: {problem}", dialogue.name))).collect();
    assert!(wrong.is_empty(), "{} problems:\n{}", wrong.len(), wrong.join("\n"));
    assert!(dialogues.len() >= 90, "only {} dialogues were found", dialogues.len());
}

#[test]
fn every_intent_is_reached_by_words_that_are_none_of_its_examples() {
    let dialogues = read_dialogues();
    let said = dialogues.iter().flat_map(|(_, dialogue)| &dialogue.turns).filter_map(|step| step.say.as_deref());
    let reached: BTreeSet<&str> = said.filter_map(reached).collect();
    let missed: Vec<&str> = CATALOG.pack().intents.iter().map(|intent| intent.id.as_str()).filter(|id| !reached.contains(id)).collect();
    assert!(missed.is_empty(), "{} intents are in no dialogue: {missed:?}", missed.len());
}

/// The intent a message is surely understood as, unless it is one of its examples word for word.
fn reached(text: &str) -> Option<&str> {
    let understanding = CATALOG.understand(&CATALOG.read(text));
    let intent = &CATALOG.pack().intents[understanding.top().filter(|_| understanding.verdict == Verdict::Answer)?.intent];
    let plain = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let literal = intent.examples.values().flatten().any(|example| plain(example) == plain(text));
    (!literal).then(|| intent.id.as_str())
}

fn read_dialogues() -> Vec<(String, Dialogue)> {
    let mut dialogues = Vec::new();
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dialogues")).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let read: Vec<Dialogue> = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = path.file_name().unwrap().display().to_string();
        dialogues.extend(read.into_iter().map(|dialogue| (name.clone(), dialogue)));
    }
    dialogues
}

fn play(dialogue: &Dialogue) -> Vec<String> {
    let now = dialogue.now.as_ref().map_or(MONDAY_10, |now| now.parse::<jiff::Timestamp>().unwrap().as_millisecond());
    let language = dialogue.page.as_deref().and_then(Language::parse).unwrap_or(Language::ID);
    let ticket = dialogue.ticket.clone().map(|number| KnownTicket { number, status: TicketStatus::Assigned, promise: Some("Senin 23 Nov, 13.00 WIB".to_owned()) });
    let mut state = DialogueState::default();
    let mut problems = Vec::new();
    let mut before = Vec::new();
    for (place, step) in dialogue.turns.iter().enumerate() {
        let (text, choice) = match (&step.say, &step.tap) {
            (Some(text), None) => (text.as_str(), None),
            (None, Some(value)) => ("(tapped)", Some(value.as_str())),
            _ => panic!("{}: a turn either says or taps", dialogue.name),
        };
        if let Some(chosen) = step.choose.as_deref() {
            state.language = Some(Language::parse(chosen).unwrap());
            state.language_chosen = true;
        }
        let understanding = CATALOG.understand(&CATALOG.read(text));
        let heard = Heard { text, choice, understanding: &understanding };
        let turn = take_turn(&CATALOG, &state, heard, Setting { now: Timestamp(now), language, ticket: ticket.as_ref() });
        let mut wrong = check(step, &turn);
        let said: Vec<String> = turn.replies.iter().map(|reply| reply.text.clone()).collect();
        if turn.verdict == TurnVerdict::Unsure && said == before {
            wrong.push("it says the same words again".to_owned());
        }
        if said.is_empty() && turn.handoff.is_none() {
            wrong.push("it says nothing".to_owned());
        }
        problems.extend(wrong.into_iter().map(|problem| format!("turn {} ({text}): {problem}", place + 1)));
        before = said;
        state = turn.state;
    }
    problems
}

fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap_or_default().to_owned()
}

fn check(step: &Step, turn: &Turn) -> Vec<String> {
    let mut problems = Vec::new();
    let mut same = |what: &str, expected: Option<&String>, found: String| {
        if expected.is_some_and(|expected| *expected != found) {
            problems.push(format!("{what} is `{found}`, not `{}`", expected.unwrap()));
        }
    };
    same("the verdict", step.verdict.as_ref(), word(turn.verdict));
    same("the intent", step.intent.as_ref(), turn.intent.as_ref().map(ToString::to_string).unwrap_or_default());
    same("the language", step.language.as_ref(), turn.language.to_string());
    let parts = || turn.replies.iter().flat_map(|reply| &reply.parts);
    let article = parts().find_map(|part| if let Part::Article { slug, .. } = part { Some(slug.to_string()) } else { None });
    same("the article", step.article.as_ref(), article.unwrap_or_default());
    let said = turn.replies.iter().map(|reply| reply.text.as_str()).collect::<Vec<_>>().join("\n");
    if let Some(key) = step.key.as_ref().filter(|key| !turn.replies.iter().any(|reply| fits(&say(CATALOG.pack(), key, turn.language, &[]), &reply.text))) {
        problems.push(format!("no reply is `{key}`: {said}"));
    }
    problems.extend(step.contains.iter().filter(|part| !said.contains(*part)).map(|part| format!("`{part}` is not said: {said}")));
    problems.extend(step.lacks.iter().filter(|part| said.contains(*part)).map(|part| format!("`{part}` is said")));
    let offered: Vec<&str> =
        parts().filter_map(|part| if let Part::Choices { choices } = part { Some(choices) } else { None }).flatten().map(|choice| choice.value.as_str()).collect();
    problems.extend(step.offers.iter().filter(|value| !offered.contains(&value.as_str())).map(|value| format!("`{value}` is not offered, but {offered:?}")));
    let steps = parts().find_map(|part| if let Part::Steps { steps } = part { Some(steps.len()) } else { None }).unwrap_or(0);
    if step.steps.is_some_and(|expected| expected != steps) {
        problems.push(format!("{steps} steps are shown, not {}", step.steps.unwrap()));
    }
    problems.extend(check_handoff(step, turn));
    problems
}

fn check_handoff(step: &Step, turn: &Turn) -> Vec<String> {
    let (expected, handoff) = match (&step.handoff, &turn.handoff) {
        (Some(expected), Some(handoff)) => (expected, handoff),
        (Some(_), None) => return vec!["nothing is handed off".to_owned()],
        (None, Some(handoff)) if step.stays => return vec![format!("it is handed off: {handoff:?}")],
        (None, _) => return Vec::new(),
    };
    let mut problems = Vec::new();
    let pairs = [
        ("team", &expected.team, handoff.team.to_string()),
        ("priority", &expected.priority, word(handoff.priority)),
        ("reason", &expected.reason, word(handoff.reason)),
        ("subject", &expected.subject, handoff.subject.clone()),
    ];
    for (what, expected, found) in pairs {
        if expected.as_ref().is_some_and(|expected| *expected != found) {
            problems.push(format!("the {what} is `{found}`, not `{}`", expected.as_ref().unwrap()));
        }
    }
    problems.extend(
        expected
            .facts
            .iter()
            .filter(|value| !handoff.brief.facts.iter().any(|fact| fact.value == **value))
            .map(|value| format!("the fact `{value}` is missing: {:?}", handoff.brief.facts)),
    );
    problems.extend(
        expected.tried.iter().filter(|title| !handoff.brief.tried.iter().any(|tried| tried.title == **title)).map(|title| format!("`{title}` is not among what was tried")),
    );
    problems
}

/// Whether a text is a sentence of the pack with its slots filled.
fn fits(sentence: &str, text: &str) -> bool {
    let mut rest = text;
    for (place, part) in sentence.split('{').enumerate() {
        let part = if place == 0 { part } else { part.split_once('}').map_or(part, |(_, tail)| tail) };
        match rest.find(part) {
            Some(at) if place > 0 || at == 0 => rest = &rest[at + part.len()..],
            _ => return false,
        }
    }
    true
}
