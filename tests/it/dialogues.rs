//! Whole conversations, written as YAML under `tests/dialogues/`, played against the starter pack without any store.

use std::{collections::BTreeSet, fs, path::Path, sync::LazyLock};

use garda::{
    domain::{
        matching::{Catalog, Verdict},
        trial::{Act, Dialogue, MONDAY_10, play},
    },
    pack,
};

use crate::app;

/// The pack the conversations are held with, and the conversations.
static WORLD: LazyLock<(Catalog, Vec<Dialogue>)> = LazyLock::new(|| {
    let mut files = pack::read_dir_with_tests(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/intents"))).unwrap();
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dialogues")).unwrap() {
        let path = file.unwrap().path();
        files.0.insert(format!("tests/{}", path.file_name().unwrap().display()), fs::read_to_string(&path).unwrap());
    }
    let loaded = pack::load_with_tests(&files);
    let problems: String = loaded.problems.iter().filter(|problem| problem.severity == pack::Severity::Error).map(pack::render).collect();
    let tests = loaded.tests.unwrap_or_else(|| panic!("{problems}"));
    (Catalog::new(loaded.pack.unwrap().into()), tests.dialogues)
});

#[test]
fn every_dialogue_goes_as_written() {
    let (catalog, dialogues) = &*WORLD;
    let mistakes = dialogues.iter().flat_map(|dialogue| play(catalog, dialogue).into_iter().map(|mistake| format!("{}: {}: {}", mistake.place, dialogue.name, mistake.message)));
    let wrong: Vec<String> = mistakes.collect();
    assert!(wrong.is_empty(), "{} problems:\n{}", wrong.len(), wrong.join("\n"));
    assert!(dialogues.len() >= 90, "only {} dialogues were found", dialogues.len());
    assert_eq!(MONDAY_10.0, app::MONDAY_10, "dialogues and tests over HTTP take place at the same time");
}

#[test]
fn every_intent_is_reached_by_words_that_are_none_of_its_examples() {
    let (catalog, dialogues) = &*WORLD;
    let said = dialogues.iter().flat_map(|dialogue| &dialogue.turns).filter_map(|step| if let Act::Say(text) = &step.act { Some(text) } else { None });
    let reached: BTreeSet<&str> = said.filter_map(|text| reached(catalog, text)).collect();
    let missed: Vec<&str> = catalog.pack().intents.iter().map(|intent| intent.id.as_str()).filter(|id| !reached.contains(id)).collect();
    assert!(missed.is_empty(), "{} intents are in no dialogue: {missed:?}", missed.len());
}

#[test]
fn strange_questions_are_hardly_ever_answered() {
    const STRANGE: &str = include_str!("../../src/domain/matching/strangers.txt");
    let (catalog, _) = &*WORLD;
    let strange: Vec<&str> = STRANGE.lines().filter(|line| !line.starts_with('#')).collect();
    let answered = strange.iter().filter_map(|text| {
        let understanding = catalog.understand(&catalog.read(text));
        let intent = &catalog.pack().intents[understanding.top().filter(|_| understanding.verdict == Verdict::Answer)?.intent];
        // That it is no matter for IT is the right answer to much of this.
        (intent.id.as_str() != "not_it").then(|| format!("{text}: {}", intent.id))
    });
    let answered: Vec<String> = answered.collect();
    assert!(strange.len() >= 1000, "{} lines", strange.len());
    assert!(answered.len() * 50 <= strange.len(), "more than 2 % of {} are answered:\n{}", strange.len(), answered.join("\n"));
}

/// The intent a message is surely understood as, unless it is one of its examples word for word.
fn reached<'c>(catalog: &'c Catalog, text: &str) -> Option<&'c str> {
    let understanding = catalog.understand(&catalog.read(text));
    let intent = &catalog.pack().intents[understanding.top().filter(|_| understanding.verdict == Verdict::Answer)?.intent];
    let plain = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let literal = intent.examples.values().flatten().any(|example| plain(example) == plain(text));
    (!literal).then(|| intent.id.as_str())
}
