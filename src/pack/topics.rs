//! Intents: from the topic files to values.

use std::collections::BTreeMap;

use crate::domain::{
    content::{Answer, Intent},
    id::{FlowId, IntentId, Slug, TeamId, TopicId},
    language::{Language, Said},
};

use super::{
    problem::Report,
    raw::{RawAnswer, RawIntent},
    shape::{At, ByLanguage, Words},
    words::{Frame, too_long},
};

/// A title is also the text of a button.
const LONGEST_TITLE: usize = 40;
const LONGEST_STEP: usize = 160;
const MOST_QUESTIONS: usize = 2;
const FEWEST_EXAMPLES: usize = 3;
const ENOUGH_EXAMPLES: usize = 12;

pub(super) fn intent(raw: &RawIntent, topic: &str, default_team: &str, frame: &Frame, report: &mut Report) -> Intent {
    Intent {
        id: IntentId::new(&raw.id.value),
        topic: TopicId::new(topic),
        title: title(&raw.title, frame, report),
        kind: raw.kind.as_ref().map(|kind| kind.value).unwrap_or_default(),
        team: TeamId::new(raw.team.as_ref().map_or(default_team, |team| &team.value)),
        priority: raw.priority.as_ref().map(|priority| priority.value).unwrap_or_default(),
        phrases: plain(raw.phrases.as_deref().unwrap_or(&[]), "phrases", report),
        not: plain(raw.not.as_deref().unwrap_or(&[]), "`not` rows", report),
        examples: examples(&raw.examples, frame, report),
        answer: answer(&raw.answer, frame, report),
        ask: questions(raw.ask.as_deref().unwrap_or(&[]), frame, report),
        flow: raw.flow.as_ref().map(|flow| FlowId::new(&flow.value)),
    }
}

pub(super) fn title(words: &Words, frame: &Frame, report: &mut Report) -> Said {
    let said = frame.said(words, &[], report);
    for (spot, message) in too_long(words, &said, LONGEST_TITLE) {
        report.warning(&spot, message, "A title is the text of a button: shorten it.");
    }
    said
}

fn answer(raw: &RawAnswer, frame: &Frame, report: &mut Report) -> Answer {
    let steps = raw.steps.as_deref().unwrap_or(&[]);
    Answer {
        say: frame.said(&raw.say, &[], report),
        steps: steps.iter().map(|words| step(words, &[], frame, report)).collect(),
        article: raw.article.as_ref().map(|slug| Slug::new(&slug.value)),
    }
}

pub(super) fn step(words: &Words, slots: &[&str], frame: &Frame, report: &mut Report) -> Said {
    let said = frame.said(words, slots, report);
    for (spot, message) in too_long(words, &said, LONGEST_STEP) {
        report.error(&spot, message, "One step is one action: shorten it or make two of it.");
    }
    said
}

fn questions(raw: &[Words], frame: &Frame, report: &mut Report) -> Vec<Said> {
    if let Some(third) = raw.get(MOST_QUESTIONS) {
        report.error(&third.spot, format!("This is question 3 of {}, more than {MOST_QUESTIONS}", raw.len()), "Keep the two that the agent really needs.");
    }
    raw.iter().map(|words| frame.said(words, &[], report)).collect()
}

fn examples(raw: &ByLanguage<Vec<At<String>>>, frame: &Frame, report: &mut Report) -> BTreeMap<Language, Vec<String>> {
    frame.complete(raw, report);
    for (language, spot) in &raw.keys {
        let count = raw.by.get(language).map_or(0, Vec::len);
        let message = format!("{count} examples in `{language}`");
        if count < FEWEST_EXAMPLES {
            report.error(spot, format!("Only {message}"), format!("Write at least {FEWEST_EXAMPLES}, better {ENOUGH_EXAMPLES}, as people really type."));
        } else if count < ENOUGH_EXAMPLES {
            report.warning(spot, format!("Only {message}"), format!("Write at least {ENOUGH_EXAMPLES}, all different in wording."));
        }
    }
    raw.by.iter().map(|(language, texts)| (*language, plain(texts, "examples", report))).collect()
}

/// Texts that people type: nothing is filled in here, so a brace would stay a brace.
fn plain(texts: &[At<String>], what: &str, report: &mut Report) -> Vec<String> {
    for text in texts.iter().filter(|text| text.value.contains(['{', '}'])) {
        report.error(&text.spot, format!("Variables are not filled in {what}"), "Write what people really type.");
    }
    for text in texts.iter().filter(|text| !text.value.is_empty() && !text.value.contains(char::is_alphanumeric)) {
        report.error(&text.spot, "There is no word in this text", "Write what people really type.");
    }
    texts.iter().filter(|text| !text.value.is_empty()).map(|text| text.value.clone()).collect()
}
