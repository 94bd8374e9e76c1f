//! One turn of a guided flow, as every dialogue of `tests/dialogues` takes it: what was understood is given, only the turn is measured.
//!
//! Each turn is taken several times and its fastest counts, so that what else the machine does stays out.
//! `cargo bench --bench dialogue`.
#![expect(clippy::disallowed_methods, clippy::expect_used, reason = "a benchmark measures time, and stops without what it measures")]

use std::{fs, hint::black_box, path::Path, time::Instant};

use garda::{
    domain::{
        dialogue::{DialogueState, Heard, Setting, take_turn},
        language::Language,
        matching::Catalog,
        trial::{Act, Dialogue},
    },
    pack,
};

const ROUNDS: usize = 25;
/// What a turn may cost, in nanoseconds.
const BAR: u128 = 20_000;

fn main() {
    let (catalog, dialogues) = world();
    let (mut in_flow, mut other) = (Vec::new(), Vec::new());
    for dialogue in &dialogues {
        measure(&catalog, dialogue, &mut in_flow, &mut other);
    }
    println!("{:<14}{:>8}{:>12}{:>10}{:>10}{:>12}{:>10}", "turns", "count", "median µs", "p90 µs", "p99 µs", "slowest µs", "bar µs");
    for (name, times) in [("in a flow", &mut in_flow), ("elsewhere", &mut other)] {
        times.sort_unstable();
        let at = |share: usize| micros(times[(times.len() - 1) * share / 100]);
        println!("{name:<14}{:>8}{:>12}{:>10}{:>10}{:>12}{:>10}", times.len(), at(50), at(90), at(99), at(100), micros(BAR));
    }
}

fn micros(nanos: u128) -> String {
    format!("{}.{}", nanos / 1_000, nanos % 1_000 / 100)
}

fn world() -> (Catalog, Vec<Dialogue>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = pack::read_dir_with_tests(&root.join("intents")).expect("the pack is there");
    for file in fs::read_dir(root.join("tests/dialogues")).expect("the dialogues are there") {
        let path = file.expect("a file").path();
        files.0.insert(format!("tests/{}", path.file_name().expect("a name").display()), fs::read_to_string(&path).expect("text"));
    }
    let loaded = pack::load_with_tests(&files);
    (Catalog::new(loaded.pack.expect("a good pack").into()), loaded.tests.expect("good tests").dialogues)
}

/// Takes the turns of a dialogue; those that begin or go on in a flow are kept apart.
fn measure(catalog: &Catalog, dialogue: &Dialogue, in_flow: &mut Vec<u128>, other: &mut Vec<u128>) {
    let mut state = DialogueState::default();
    let setting = Setting { now: dialogue.now, language: dialogue.page.unwrap_or(Language::ID), known: !dialogue.stranger, tickets: &[], reach: &dialogue.reach };
    for step in &dialogue.turns {
        let (text, choice) = match &step.act {
            Act::Say(text) => (text.as_str(), None),
            Act::Tap(value) => ("", Some(value.as_str())),
            Act::Wait(_) | Act::Answer(_) | Act::File(..) => continue,
        };
        let understanding = catalog.understand(&catalog.read(text));
        let heard = Heard { text, choice, understanding: &understanding, files: &[] };
        let time = || {
            let started = Instant::now();
            black_box(take_turn(catalog, black_box(&state), heard, setting));
            started.elapsed().as_nanos()
        };
        let fastest = (0..ROUNDS).map(|_| time()).min().unwrap_or_default();
        let turn = take_turn(catalog, &state, heard, setting);
        if state.flow.is_some() || turn.state.flow.is_some() {
            in_flow.push(fastest);
        } else {
            other.push(fastest);
        }
        state = turn.state;
    }
}
