//! The tests of a pack: from the files under `tests/` to values, with an exact place for every mistake.

mod dialogues;
mod lines;

use std::sync::Arc;

use crate::domain::{
    content::Pack,
    id::IntentId,
    trial::{Bound, Forbidden, Place, Source as From, Taught, Tests},
};

use super::{
    Files, Problem,
    node::{self, Value},
    problem::{Report, Spot},
    raw_tests::{RawDialogue, RawTests},
    refs,
    shape::{At, Read},
    source::{self, Source},
};

/// The folder of the tests inside a pack.
const FOLDER: &str = "tests/";
/// The name under `floors` that stands for all other intents.
const DEFAULT: &str = "default";

/// What came out of reading a pack with its tests.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    /// The pack, unless a problem of its content is an error.
    pub pack: Option<Pack>,
    /// The tests, unless any problem is an error.
    pub tests: Option<Tests>,
    /// Where each line stands that an intent is taught with.
    pub taught: Vec<(Taught, Place)>,
    /// Errors and warnings in the order of files and lines.
    pub problems: Vec<Problem>,
}

/// Reads a pack and the tests beside it.
#[must_use]
pub fn load_with_tests(files: &Files) -> Tested {
    let mut report = Report::new(files);
    if super::too_big(files, &mut report) {
        return Tested { pack: None, tests: None, taught: Vec::new(), problems: report.finish() };
    }
    let source = Source::read(files, &mut report);
    let pack = source.pack(files, &mut report);
    let served = !report.failed();
    let tests = Reader::new(&source, &pack).read(files, &mut report);
    Tested { tests: (!report.failed()).then_some(tests), pack: served.then_some(pack), taught: taught(&source), problems: report.finish() }
}

/// Whether a file belongs to the tests of a pack.
pub(super) fn is_test(path: &str) -> bool {
    path.starts_with(FOLDER)
}

/// What tests may name, and what was read so far.
struct Reader<'s> {
    source: &'s Source,
    pack: &'s Pack,
    intents: Option<Vec<String>>,
    tests: Tests,
}

impl<'s> Reader<'s> {
    fn new(source: &'s Source, pack: &'s Pack) -> Self {
        Self { source, pack, intents: refs::intents(source), tests: Tests::default() }
    }

    fn read(mut self, files: &Files, report: &mut Report) -> Tests {
        let mut seen = lines::Seen::new(self.source);
        for (path, text) in files.0.iter().filter(|(path, _)| is_test(path)) {
            let path: Arc<str> = path.as_str().into();
            if path.ends_with(".yml") {
                source::check_text(&path, text, report);
                let raw = file(&path, text, report);
                self.file(raw, &mut seen, report);
            } else {
                report.warning(&Spot::top(&path), "This file is no test and is not read", "The tests of a pack are tests/*.yml.");
            }
        }
        self.tests
    }

    fn file(&mut self, raw: RawTests, seen: &mut lines::Seen, report: &mut Report) {
        self.lines(&raw, seen, report);
        for line in raw.must_not_match.iter().flatten() {
            self.intent(&line.not, report);
            self.tests.forbidden.push(Forbidden { place: place(&line.say.spot), text: line.say.value.clone(), not: IntentId::new(&line.not.value) });
        }
        for dialogue in raw.dialogues.iter().flatten() {
            let read = self.dialogue(dialogue, report);
            self.tests.dialogues.push(read);
        }
        for (name, share) in raw.floors.iter().flat_map(|floors| &floors.0) {
            self.floor(name, share, report);
        }
        if let Some(budget) = raw.budget {
            once(&mut self.tests.wrong_answers, budget.wrong_answers.as_ref(), "wrong_answers", report);
            once(&mut self.tests.out_of_scope_answered, budget.out_of_scope_answered.as_ref(), "out_of_scope_answered", report);
        }
    }

    fn floor(&mut self, name: &At<String>, share: &At<f32>, report: &mut Report) {
        if name.value == DEFAULT {
            return once(&mut self.tests.default_floor, Some(share), "default", report);
        }
        self.intent(name, report);
        let mut floor = self.tests.floors.remove(&IntentId::new(&name.value));
        once(&mut floor, Some(share), &name.value, report);
        self.tests.floors.extend(floor.map(|floor| (IntentId::new(&name.value), floor)));
    }

    fn intent(&self, id: &At<String>, report: &mut Report) {
        refs::exists(id, self.intents.as_deref(), "intent", report);
    }
}

/// One file; one that is a list holds dialogues.
fn file(path: &Arc<str>, text: &str, report: &mut Report) -> RawTests {
    let nothing = RawTests { utterances: None, out_of_scope: None, must_not_match: None, dialogues: None, floors: None, budget: None };
    let Some(node) = node::parse(path, text, report) else { return nothing };
    match node.value {
        Value::List(_) => RawTests { dialogues: Some(Vec::<RawDialogue>::read(&node, report)), ..nothing },
        _ => RawTests::read(&node, report),
    }
}

/// Takes a bound that may stand in one file only.
fn once(bound: &mut Option<Bound>, share: Option<&At<f32>>, name: &str, report: &mut Report) {
    let Some(share) = share else { return };
    match bound {
        Some(first) => report.error(&share.spot, format!("`{name}` stands in the tests twice; the first is at {}", first.place), "Keep one of them."),
        None => *bound = Some(Bound { place: place(&share.spot), share: share.value }),
    }
}

fn place(spot: &Spot) -> Place {
    Place { file: Arc::clone(&spot.file), line: spot.line, column: spot.column }
}

/// Every line the intents are taught with and its place.
fn taught(source: &Source) -> Vec<(Taught, Place)> {
    let of = |from: From, intent: &str, line: &At<String>| (Taught { intent: IntentId::new(intent), source: from, text: line.value.clone() }, place(&line.spot));
    let mut all = Vec::new();
    for intent in source.intents() {
        let id = intent.id.value.as_str();
        all.extend(intent.examples.by.values().flatten().map(|line| of(From::Example, id, line)));
        all.extend(intent.phrases.iter().flatten().map(|line| of(From::Phrase, id, line)));
        all.extend(intent.title.by.values().map(|line| of(From::Title, id, line)));
    }
    all
}
