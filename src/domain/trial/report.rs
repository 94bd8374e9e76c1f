//! What the results come to: a row per kind of line, a row per intent, and everything that fails.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Bound, Judged, LineKind, Place, Results, Tests};
use crate::domain::{id::IntentId, matching::Verdict};

/// Shares are held against bounds with this much grace, for the last digit.
const GRACE: f64 = 1e-6;

/// What the tests came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The labelled lines by kind, those out of scope last.
    pub kinds: Vec<Row>,
    /// All labelled lines.
    pub labelled: Row,
    /// The intents that have lines, the weakest first.
    pub intents: Vec<IntentRow>,
    /// Lines that must not match.
    pub must_not_match: Row,
    /// How many dialogues there are.
    pub dialogues: usize,
    /// How many of them went as written.
    pub dialogues_right: usize,
    /// Everything that fails.
    pub failures: Vec<Failure>,
}

/// Lines counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What is counted.
    pub kind: String,
    /// How many.
    pub rows: usize,
    /// How many are right: the best candidate is the intent; out of scope, no answer is given.
    pub right: usize,
    /// How many are answered, and rightly.
    pub answered_right: usize,
    /// How many are asked back about.
    pub asked_back: usize,
    /// How many are left unsure.
    pub unsure: usize,
    /// How many are answered wrongly.
    pub wrong_answers: usize,
}

/// How well one intent is understood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IntentRow {
    /// Which.
    pub intent: IntentId,
    /// How many lines it has.
    pub rows: usize,
    /// How many of them have it as their best candidate.
    pub right: usize,
    /// What it is held to.
    pub floor: Option<f32>,
    /// What its lines are taken for instead, the most frequent first.
    pub taken_for: Vec<(IntentId, usize)>,
}

/// What a failure breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A line matches what it must not.
    MustNotMatch,
    /// A dialogue goes another way.
    Dialogue,
    /// An intent is below its floor.
    Floor,
    /// There are more mistakes than the budget has.
    Budget,
}

/// Something that fails, and where it is demanded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Failure {
    /// What it breaks.
    pub rule: Rule,
    /// Where that is written.
    pub place: Place,
    /// What is wrong.
    pub message: String,
}

impl Report {
    /// Counts and judges.
    #[must_use]
    pub fn new(tests: &Tests, results: &Results) -> Self {
        let mut kinds: BTreeMap<LineKind, Row> = BTreeMap::new();
        let mut labelled = Row { kind: "labelled".to_owned(), ..Row::default() };
        for (line, outcome) in tests.lines.iter().zip(&results.lines) {
            kinds.entry(line.kind).or_insert_with(|| Row { kind: line.kind.to_string(), ..Row::default() }).count(outcome);
            if line.intent.is_some() {
                labelled.count(outcome);
            }
        }
        let mut must_not_match = Row { kind: "must_not_match".to_owned(), ..Row::default() };
        results.forbidden.iter().for_each(|outcome| must_not_match.count(outcome));
        let out_of_scope = kinds.get(&LineKind::OutOfScope).cloned().unwrap_or_default();
        let intents = intents(tests, results);
        let mut failures = forbidden(tests, results);
        failures.extend(dialogues(tests, results));
        failures.extend(intents.iter().filter_map(|row| floor(tests, row)));
        failures.extend(over(tests.wrong_answers.as_ref(), &labelled, "labelled lines are answered with another intent"));
        failures.extend(over(tests.out_of_scope_answered.as_ref(), &out_of_scope, "out-of-scope lines are answered"));
        failures.sort_by(|a, b| (a.rule, &a.place).cmp(&(b.rule, &b.place)));
        let right = results.dialogues.iter().filter(|mistakes| mistakes.is_empty()).count();
        Self { kinds: kinds.into_values().collect(), labelled, intents, must_not_match, dialogues: results.dialogues.len(), dialogues_right: right, failures }
    }
}

impl Row {
    fn count(&mut self, outcome: &Judged) {
        self.rows += 1;
        self.right += usize::from(outcome.right);
        match outcome.verdict {
            Verdict::Answer if outcome.right => self.answered_right += 1,
            Verdict::Answer => self.wrong_answers += 1,
            Verdict::Clarify => self.asked_back += 1,
            Verdict::Unsure => self.unsure += 1,
        }
    }
}

/// A part of a whole, 0 to 1; of nothing it is all.
#[must_use]
pub fn share(part: usize, whole: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "tests are counted in thousands")]
    let share = if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
    share
}

fn intents(tests: &Tests, results: &Results) -> Vec<IntentRow> {
    let mut rows: BTreeMap<&IntentId, (usize, usize, BTreeMap<&IntentId, usize>)> = BTreeMap::new();
    for (line, outcome) in tests.lines.iter().zip(&results.lines) {
        let Some(intent) = &line.intent else { continue };
        let (all, right, others) = rows.entry(intent).or_default();
        *all += 1;
        *right += usize::from(outcome.right);
        if let Some(best) = outcome.best.as_ref().filter(|best| *best != intent) {
            *others.entry(best).or_default() += 1;
        }
    }
    let row = |(intent, (rows, right, others)): (&IntentId, (usize, usize, BTreeMap<&IntentId, usize>))| {
        let mut taken_for: Vec<(IntentId, usize)> = others.into_iter().map(|(id, count)| (id.clone(), count)).collect();
        taken_for.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        IntentRow { intent: intent.clone(), rows, right, floor: bound(tests, intent).map(|bound| bound.share), taken_for }
    };
    let mut intents: Vec<IntentRow> = rows.into_iter().map(row).collect();
    intents.sort_by(|a, b| share(a.right, a.rows).total_cmp(&share(b.right, b.rows)));
    intents
}

fn bound<'t>(tests: &'t Tests, intent: &IntentId) -> Option<&'t Bound> {
    tests.floors.get(intent).or(tests.default_floor.as_ref())
}

fn forbidden(tests: &Tests, results: &Results) -> Vec<Failure> {
    let wrong = tests.forbidden.iter().zip(&results.forbidden).filter(|(_, outcome)| !outcome.right);
    let failure = |(line, outcome): (&super::Forbidden, &Judged)| Failure {
        rule: Rule::MustNotMatch,
        place: line.place.clone(),
        message: format!("\"{}\" is answered with `{}` ({:.2})", line.text, line.not, outcome.confidence),
    };
    wrong.map(failure).collect()
}

fn dialogues(tests: &Tests, results: &Results) -> Vec<Failure> {
    let each = tests.dialogues.iter().zip(&results.dialogues);
    let mistakes = each.flat_map(|(dialogue, mistakes)| mistakes.iter().map(move |mistake| (dialogue, mistake)));
    mistakes.map(|(dialogue, mistake)| Failure { rule: Rule::Dialogue, place: mistake.place.clone(), message: format!("{}: {}", dialogue.name, mistake.message) }).collect()
}

fn floor(tests: &Tests, row: &IntentRow) -> Option<Failure> {
    let bound = bound(tests, &row.intent)?;
    let message = || {
        format!("`{}` is understood in {} of {} lines ({:.1} %), the floor is {:.1} %", row.intent, row.right, row.rows, 100.0 * share(row.right, row.rows), 100.0 * bound.share)
    };
    (share(row.right, row.rows) + GRACE < f64::from(bound.share)).then(|| Failure { rule: Rule::Floor, place: bound.place.clone(), message: message() })
}

fn over(bound: Option<&Bound>, row: &Row, what: &str) -> Option<Failure> {
    let bound = bound.filter(|bound| row.rows > 0 && share(row.wrong_answers, row.rows) > f64::from(bound.share) + GRACE)?;
    let message = format!("{} of {} {what} ({:.1} %), the budget is {:.1} %", row.wrong_answers, row.rows, 100.0 * share(row.wrong_answers, row.rows), 100.0 * bound.share);
    Some(Failure { rule: Rule::Budget, place: bound.place.clone(), message })
}
