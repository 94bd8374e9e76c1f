//! Dialogues: every name in them exists, every turn says, taps, waits or sends a file.

use crate::domain::time::Timestamp;
use crate::domain::{
    id::{FlowId, IntentId, Slug, TeamId},
    language::Language,
    outbox::Reach,
    trial::{Act, Covers, Dialogue, Expected, MONDAY_10, Step},
};

use super::{Reader, place};
use crate::pack::{
    problem::Report,
    raw_tests::{Placed, RawCovers, RawDialogue, RawExpected, RawStep},
    refs,
    shape::{self, At, Named, choice},
    texts::TEXTS,
};

const VERDICTS: [&str; 4] = ["answer", "clarify", "unsure", "hand_off"];
const PRIORITIES: [&str; 4] = ["low", "normal", "high", "urgent"];
const OUTCOMES: [&str; 4] = ["confirmed", "unconfirmed", "ticket", "withdrawn"];
const WAYS: [&str; 5] = ["straight", "digression", "correction", "wrong_twice", "handoff"];
const TELLS: [&str; 6] = ["who", "where", "device", "when", "impact", "tried"];
const REASONS: [&str; 5] = ["asked", "not_helped", "not_understood", "request", "report"];

impl Reader<'_> {
    pub(super) fn dialogue(&self, raw: &RawDialogue, report: &mut Report) -> Dialogue {
        if raw.turns.is_empty() {
            report.error(&raw.name.spot, "This dialogue has no turns", "Write turns: [{ say: … }].");
        }
        Dialogue {
            place: place(&raw.name.spot),
            name: raw.name.value.clone(),
            now: raw.now.as_ref().map_or(MONDAY_10, |now| instant(now, report)),
            reach: Reach { targets: texts(raw.reaches.as_deref()).into_iter().collect(), url: String::new(), ..Reach::default() },
            page: raw.page.as_ref().and_then(|code| language(code, report)),
            ticket: raw.ticket.as_ref().map(|number| number.value.clone()),
            stranger: raw.stranger.as_ref().is_some_and(|stranger| stranger.value),
            covers: raw.covers.as_ref().and_then(|covers| self.covers(covers, report)),
            turns: raw.turns.iter().filter_map(|turn| self.step(turn, report)).collect(),
        }
    }

    fn covers(&self, Placed { spot, value: raw }: &Placed<RawCovers>, report: &mut Report) -> Option<Covers> {
        let flows: Vec<String> = self.pack.flows.iter().map(|flow| flow.id.to_string()).collect();
        refs::exists(&raw.flow, Some(&flows), "flow", report);
        Some(Covers { place: place(spot), flow: FlowId::new(&raw.flow.value), way: named(Some(&raw.way), "way through a flow", &WAYS, report)? })
    }

    fn step(&self, raw: &Placed<RawStep>, report: &mut Report) -> Option<Step> {
        let Placed { spot, value: raw } = raw;
        raw.intent.iter().for_each(|id| self.intent(id, report));
        raw.key.iter().for_each(|key| refs::exists(key, Some(&keys()), "text", report));
        raw.article.iter().for_each(|slug| refs::exists(slug, Some(&self.source.slugs), "article", report));
        let act = act(raw);
        if act.is_none() {
            report.error(
                spot,
                "A turn does one thing",
                "Write say: what the visitor types, tap: the value of a button, file: the name of a file, perhaps with say, wait: minutes of silence, answer: what a program tells, or fails: true.",
            );
        }
        let act = act?;
        Some(Step {
            place: place(spot),
            act,
            choose: raw.choose.as_ref().and_then(|code| language(code, report)),
            verdict: named(raw.verdict.as_ref(), "verdict", &VERDICTS, report),
            intent: raw.intent.as_ref().map(|id| IntentId::new(&id.value)),
            language: raw.language.as_ref().and_then(|code| language(code, report)),
            key: raw.key.as_ref().map(|key| key.value.clone()),
            contains: texts(raw.contains.as_deref()),
            lacks: texts(raw.lacks.as_deref()),
            offers: texts(raw.offers.as_deref()),
            steps: raw.steps.as_ref().map(|steps| steps.value),
            article: raw.article.as_ref().map(|slug| Slug::new(&slug.value)),
            outcome: named(raw.outcome.as_ref(), "outcome", &OUTCOMES, report),
            handoff: raw.handoff.as_ref().map(|raw| self.expected(raw, report)),
            stays: raw.stays.as_ref().is_some_and(|stays| stays.value),
        })
    }

    fn expected(&self, raw: &RawExpected, report: &mut Report) -> Expected {
        let teams = self.source.teams.as_ref().map(|file| file.teams.iter().map(|team| team.id.value.clone()).collect::<Vec<_>>());
        raw.team.iter().for_each(|team| refs::exists(team, teams.as_deref(), "team", report));
        Expected {
            team: raw.team.as_ref().map(|team| TeamId::new(&team.value)),
            priority: named(raw.priority.as_ref(), "priority", &PRIORITIES, report),
            reason: named(raw.reason.as_ref(), "reason", &REASONS, report),
            subject: raw.subject.as_ref().map(|subject| subject.value.clone()),
            facts: texts(raw.facts.as_deref()),
            tried: texts(raw.tried.as_deref()),
            brief: raw
                .brief
                .iter()
                .flat_map(|brief| &brief.0)
                .filter_map(|(tells, value)| Some((named(Some(tells), "thing a person asks first", &TELLS, report)?, value.value.clone())))
                .collect(),
        }
    }
}

/// What happens in a turn, if it is one thing.
fn act(raw: &RawStep) -> Option<Act> {
    let fields = |named: &Named<At<String>>| named.0.iter().map(|(name, value)| (name.value.clone(), value.value.clone())).collect();
    let acts = [
        raw.say.as_ref().filter(|_| raw.file.is_none()).map(|text| Act::Say(text.value.clone())),
        raw.file.as_ref().map(|name| Act::File(name.value.clone(), raw.say.as_ref().map(|text| text.value.clone()).unwrap_or_default())),
        raw.tap.as_ref().map(|value| Act::Tap(value.value.clone())),
        raw.wait.as_ref().map(|minutes| Act::Wait(minutes.value)),
        raw.answer.as_ref().map(|named| Act::Answer(Some(fields(named)))),
        raw.fails.as_ref().filter(|fails| fails.value).map(|_| Act::Answer(None)),
    ];
    let mut acts = acts.into_iter().flatten();
    acts.next().filter(|_| acts.next().is_none())
}

fn keys() -> Vec<String> {
    TEXTS.iter().map(|(key, _)| (*key).to_owned()).collect()
}

fn texts(raw: Option<&[At<String>]>) -> Vec<String> {
    raw.unwrap_or(&[]).iter().map(|text| text.value.clone()).collect()
}

/// A value of a domain enum by its name; another name is reported.
fn named<T: serde::de::DeserializeOwned>(word: Option<&At<String>>, what: &str, names: &[&str], report: &mut Report) -> Option<T> {
    let word = word.filter(|word| !word.value.is_empty())?;
    choice(&word.value, what, names).map_err(|(message, hint)| report.error(&word.spot, message, hint)).ok()
}

fn language(code: &At<String>, report: &mut Report) -> Option<Language> {
    let language = shape::language(&code.value);
    if language.is_none() && !code.value.is_empty() {
        report.error(&code.spot, format!("`{}` is not a language", code.value), "Use two small letters, such as `id` or `en`.");
    }
    language
}

fn instant(text: &At<String>, report: &mut Report) -> Timestamp {
    let read = text.value.parse::<jiff::Timestamp>();
    if read.is_err() && !text.value.is_empty() {
        report.error(&text.spot, format!("`{}` is not an instant", text.value), "Write it in UTC, such as 2026-11-23T05:30:00Z.");
    }
    read.map_or(MONDAY_10, |at| Timestamp(at.as_millisecond()))
}
