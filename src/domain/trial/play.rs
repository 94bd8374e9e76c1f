//! Dialogues played as written, without any store: each turn held against what was expected of it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Act, Dialogue, Expected, Place, Step, Way, ways::Watch};
use crate::domain::{
    conversation::Part,
    dialogue::{Asked, DialogueState, Heard, KnownTicket, Patience, Sent, Setting, Silence, Told, Turn, TurnVerdict, after_call, after_silence, say, take_turn},
    handoff::{Brief, Handoff, Tells},
    id::FlowId,
    language::Language,
    matching::Catalog,
    ticket::TicketStatus,
};

/// A turn that went another way than written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mistake {
    /// Where the turn stands.
    pub place: Place,
    /// Which turn it is, from 1, what the visitor did, and what is wrong.
    pub message: String,
    /// What the visitor wrote, if that is what went wrong.
    #[serde(skip)]
    pub text: Option<String>,
}

/// What came of a dialogue.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Played {
    /// Everything that went another way than written.
    pub mistakes: Vec<Mistake>,
    /// The ways through flows that were seen.
    pub shown: BTreeSet<(FlowId, Way)>,
    /// The language it was in at the end.
    pub language: Option<Language>,
}

/// Plays a dialogue to its end.
#[must_use]
pub fn play(catalog: &Catalog, dialogue: &Dialogue) -> Played {
    let language = dialogue.page.unwrap_or_else(|| catalog.pack().default_language());
    let known = |number: &String| KnownTicket {
        number: number.clone(),
        subject: "Printer".to_owned(),
        status: TicketStatus::Assigned,
        here: true,
        promise: Some("Senin 23 Nov, 13.00 WIB".to_owned()),
    };
    let tickets: Vec<KnownTicket> = dialogue.ticket.iter().map(known).collect();
    let setting = Setting { now: dialogue.now, language, known: !dialogue.stranger, tickets: &tickets, reach: &dialogue.reach };
    let silence = "(silence)".to_owned();
    let (mut state, mut mistakes, mut before, mut asked) = (DialogueState::default(), Vec::new(), Vec::new(), None::<Asked>);
    let (mut watch, mut spoken) = (Watch::default(), None);
    for (place, step) in dialogue.turns.iter().enumerate() {
        if step.choose.is_some() {
            (state.language, state.language_chosen) = (step.choose, true);
        }
        let Some(turn) = turn(catalog, &state, (&step.act, asked.as_ref()), setting) else {
            let expects = step.handoff.is_some() || step.key.is_some() || step.outcome.is_some() || !step.contains.is_empty();
            mistakes.extend(expects.then(|| Mistake { place: step.place.clone(), message: format!("turn {}: nothing happens in that time", place + 1), text: None }));
            continue;
        };
        let said: Vec<String> = turn.replies.iter().map(|reply| reply.text.clone()).collect();
        let (what, text) = match &step.act {
            Act::Say(text) => (text, Some(text.clone())),
            Act::Tap(value) => (value, None),
            Act::File(name, _) => (name, None),
            Act::Wait(_) | Act::Answer(_) => (&silence, None),
        };
        let wrong = check(catalog, step, &turn).into_iter().chain(always(&turn, &said, &before).filter(|_| !matches!(step.act, Act::Wait(_) | Act::Answer(_))));
        mistakes.extend(wrong.map(|wrong| Mistake { place: step.place.clone(), message: format!("turn {} ({what}): {wrong}", place + 1), text: text.clone() }));
        watch.sees(catalog, &state, &step.act, &turn);
        spoken = Some(turn.language);
        before = said;
        asked = turn.asks.or(asked);
        state = turn.state;
    }
    mistakes.extend(not_covered(dialogue, &watch.shown));
    Played { mistakes, shown: watch.shown, language: spoken }
}

/// That a dialogue does not show what it says that it shows.
fn not_covered(dialogue: &Dialogue, shown: &BTreeSet<(FlowId, Way)>) -> Option<Mistake> {
    let covers = dialogue.covers.as_ref().filter(|covers| !shown.contains(&(covers.flow.clone(), covers.way)))?;
    let seen: Vec<String> = shown.iter().map(|(flow, way)| format!("{} of `{flow}`", word(Some(way)))).collect();
    let message = format!("it does not show {} of `{}`, but {}", word(Some(&covers.way)), covers.flow, if seen.is_empty() { "nothing".to_owned() } else { seen.join(", ") });
    Some(Mistake { place: covers.place.clone(), message, text: None })
}

fn turn(catalog: &Catalog, state: &DialogueState, (act, asked): (&Act, Option<&Asked>), setting: Setting<'_>) -> Option<Turn> {
    let file = |name: &String| Sent { name: name.clone(), about: None, seq: None };
    let (text, choice, files) = match act {
        Act::Say(text) => (text.as_str(), None, Vec::new()),
        Act::Tap(value) => ("(tapped)", Some(value.as_str()), Vec::new()),
        Act::File(name, text) => (text.as_str(), None, vec![file(name)]),
        Act::Answer(fields) => return after_call(catalog, state, setting, &Told { number: asked?.number, fields: fields.clone() }),
        Act::Wait(minutes) => return after_silence(catalog, state, setting, Silence { lasted: i64::from(*minutes) * 60_000, reaches: true }, Patience::default()),
    };
    let understanding = catalog.understand(&catalog.read(text));
    Some(take_turn(catalog, state, Heard { text, choice, understanding: &understanding, files: &files }, setting))
}

/// What holds for every turn, asked for or not.
fn always(turn: &Turn, said: &[String], before: &[String]) -> Option<String> {
    if turn.verdict == TurnVerdict::Unsure && said == before {
        return Some("it says the same words again".to_owned());
    }
    (said.is_empty() && turn.handoff.is_none()).then(|| "it says nothing".to_owned())
}

fn check(catalog: &Catalog, step: &Step, turn: &Turn) -> Vec<String> {
    let parts = || turn.replies.iter().flat_map(|reply| &reply.parts);
    let article = parts().find_map(|part| if let Part::Article { slug, .. } = part { Some(slug) } else { None });
    let shown = parts().find_map(|part| if let Part::Steps { steps } = part { u32::try_from(steps.len()).ok() } else { None }).unwrap_or(0);
    let mut problems: Vec<String> = [
        other("the verdict", step.verdict.as_ref(), Some(&turn.verdict)),
        other("the intent", step.intent.as_ref(), turn.intent.as_ref()),
        other("the language", step.language.as_ref(), Some(&turn.language)),
        other("the outcome", step.outcome.as_ref(), turn.outcome.as_ref()),
        other("the article", step.article.as_ref(), article),
        other("the number of steps", step.steps.as_ref(), Some(&shown)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let said = turn.replies.iter().map(|reply| reply.text.as_str()).collect::<Vec<_>>().join("\n");
    if let Some(key) = step.key.as_ref().filter(|key| !turn.replies.iter().any(|reply| fits(&say(catalog.pack(), key, turn.language, &[]), &reply.text))) {
        problems.push(format!("no reply is `{key}`: {said}"));
    }
    problems.extend(step.contains.iter().filter(|part| !said.contains(*part)).map(|part| format!("`{part}` is not said: {said}")));
    problems.extend(step.lacks.iter().filter(|part| said.contains(*part)).map(|part| format!("`{part}` is said")));
    let choices = parts().filter_map(|part| if let Part::Choices { choices } = part { Some(choices) } else { None });
    let offered: Vec<&str> = choices.flatten().map(|choice| choice.value.as_str()).collect();
    problems.extend(step.offers.iter().filter(|value| !offered.contains(&value.as_str())).map(|value| format!("`{value}` is not offered, but {offered:?}")));
    match (&step.handoff, &turn.handoff) {
        (Some(expected), Some(handoff)) => problems.extend(check_handoff(expected, handoff)),
        (Some(_), None) => problems.push("nothing is handed off".to_owned()),
        (None, Some(handoff)) if step.stays => problems.push(format!("it is handed off to {}: {}", handoff.team, handoff.subject)),
        (None, _) => {}
    }
    problems
}

fn check_handoff(expected: &Expected, handoff: &Handoff) -> Vec<String> {
    let mut problems: Vec<String> = [
        other("the team", expected.team.as_ref(), Some(&handoff.team)),
        other("the priority", expected.priority.as_ref(), Some(&handoff.priority)),
        other("the reason", expected.reason.as_ref(), Some(&handoff.reason)),
        other("the subject", expected.subject.as_ref(), Some(&handoff.subject)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let (facts, tried) = (&handoff.brief.facts, &handoff.brief.tried);
    let missing = expected.facts.iter().filter(|value| !facts.iter().any(|fact| fact.value == **value));
    problems.extend(missing.map(|value| format!("the fact `{value}` is missing: {facts:?}")));
    let missing = expected.tried.iter().filter(|title| !tried.iter().any(|tried| tried.title == **title));
    problems.extend(missing.map(|title| format!("`{title}` is not among what was tried")));
    let other = expected.brief.iter().filter(|(tells, value)| !told(&handoff.brief, **tells).contains(&value.as_str()));
    problems.extend(other.map(|(tells, value)| format!("the brief tells {} by {:?}, not `{value}`", word(Some(tells)), told(&handoff.brief, *tells))));
    problems
}

/// What a brief tells of one of the things a person asks first.
fn told(brief: &Brief, tells: Tells) -> Vec<&str> {
    let facts = brief.facts.iter().filter(|fact| fact.tells.contains(&tells)).map(|fact| fact.value.as_str());
    facts.chain(brief.tried.iter().filter(|_| tells == Tells::Tried).map(|tried| tried.title.as_str())).collect()
}

/// That something is not what was expected, if it was.
fn other<T: PartialEq + Serialize>(what: &str, expected: Option<&T>, found: Option<&T>) -> Option<String> {
    let expected = expected.filter(|expected| found != Some(expected))?;
    Some(format!("{what} is {}, not {}", word(found), word(Some(expected))))
}

/// A value by the name it has in files.
fn word<T: Serialize>(value: Option<&T>) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => format!("`{word}`"),
        Ok(serde_json::Value::Null) | Err(_) => "none".to_owned(),
        Ok(other) => other.to_string(),
    }
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
