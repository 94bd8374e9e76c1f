//! Labelled lines: each stands once, and none is an example.

use std::{borrow::Cow, collections::HashMap};

use crate::domain::{
    id::IntentId,
    trial::{Labelled, LineKind},
};

use super::{Reader, place};
use crate::pack::{
    examples::fold,
    problem::{Report, Spot},
    raw::RawIntent,
    raw_tests::RawTests,
    shape::{self, At},
    source::Source,
    suggest,
};

/// Where a line stands and what it means; an empty name is no intent.
type Known<'s> = (Spot, Cow<'s, str>);

/// The lines that stand somewhere already, as words in small letters.
pub(super) struct Seen<'s> {
    examples: HashMap<Vec<String>, Known<'s>>,
    lines: HashMap<Vec<String>, Known<'static>>,
}

impl<'s> Seen<'s> {
    pub(super) fn new(source: &'s Source) -> Self {
        let of = |intent: &'s RawIntent| intent.examples.by.values().flatten().map(move |line| (fold(&line.value), (line.spot.clone(), intent.id.value.as_str().into())));
        Self { examples: source.intents().flat_map(of).collect(), lines: HashMap::new() }
    }

    /// Reports a line that is an example or that stands elsewhere.
    fn check(&mut self, line: &At<String>, intent: &str, report: &mut Report) {
        let words = fold(&line.value);
        if words.is_empty() {
            return;
        }
        if let Some((spot, owner)) = self.examples.get(&words) {
            report.error(
                &line.spot,
                format!("This line is an example of `{owner}` at {}", spot.place()),
                "A test says nothing about a line that was learned: write how else people say it.",
            );
        }
        match self.lines.get(&words) {
            Some((spot, other)) if other == intent => report.warning(&line.spot, format!("The same line stands at {}", spot.place()), "Write how else people say it."),
            Some((spot, other)) => {
                let other = if other.is_empty() { "out_of_scope" } else { other };
                report.error(&line.spot, format!("The same line stands under `{other}` at {}", spot.place()), "Keep it where it belongs.");
            }
            None => {
                self.lines.insert(words, (line.spot.clone(), intent.to_owned().into()));
            }
        }
    }
}

impl Reader<'_> {
    pub(super) fn lines(&mut self, raw: &RawTests, seen: &mut Seen, report: &mut Report) {
        for (intent, kinds) in raw.utterances.iter().flat_map(|rows| &rows.0) {
            self.intent(intent, report);
            for (name, lines) in &kinds.0 {
                let Some(kind) = self.kind(name, report) else { continue };
                self.keep(lines, kind, Some(&intent.value), seen, report);
            }
        }
        self.keep(raw.out_of_scope.as_deref().unwrap_or(&[]), LineKind::OutOfScope, None, seen, report);
    }

    fn keep(&mut self, lines: &[At<String>], kind: LineKind, intent: Option<&str>, seen: &mut Seen, report: &mut Report) {
        for line in lines.iter().filter(|line| !line.value.is_empty()) {
            seen.check(line, intent.unwrap_or(""), report);
            self.tests.lines.push(Labelled { place: place(&line.spot), text: line.value.clone(), kind, intent: intent.map(IntentId::new) });
        }
    }

    fn kind(&self, name: &At<String>, report: &mut Report) -> Option<LineKind> {
        match name.value.as_str() {
            "mixed" => Some(LineKind::Mixed),
            "typos" => Some(LineKind::Typos),
            code => {
                let language = shape::language(code).filter(|language| self.pack.languages.contains(language));
                if language.is_none() {
                    let known: Vec<String> = self.pack.languages.iter().map(ToString::to_string).chain(["mixed".to_owned(), "typos".to_owned()]).collect();
                    report.error(&name.spot, format!("There is no kind of line `{code}`"), format!("Known here: {}.", suggest::list(&known)));
                }
                language.map(LineKind::In)
            }
        }
    }
}
