//! Tests beside a pack: good ones become values, mistakes in them are shown with their places.

use super::{Error, Expect, MARK, Warning, good, line, wanted};
use crate::{
    domain::{
        id::IntentId,
        trial::{LineKind, MONDAY_10},
    },
    pack::{load, load_with_tests, revision},
};

const FILE: &str = "tests/network.yml";

const TESTS: &str = r"utterances:
  wifi_not_connecting:
    id: [sinyalnya hilang]
    en: [no signal at all]
    mixed: [signalnya lost terus]
    typos: [sinyla hlang]
out_of_scope: [resep rendang]
must_not_match:
  - { say: password apa, not: wifi_not_connecting }
dialogues:
  - name: a cable
    now: 2026-11-23T05:30:00Z
    turns:
      - { say: kabelnya putus, intent: cable_broken, verdict: answer, lacks: [maaf], stays: true }
      - { tap: /human, key: ticket.open, handoff: { team: it-support, priority: high, reason: asked } }
floors:
  default: 0.8
  cable_broken: 1
budget:
  wrong_answers: 0.02
";

/// Demands exactly these problems of one file of tests, at the marks.
#[track_caller]
fn check_file(marked: &str, expected: &[Expect]) {
    let mut files = good();
    files.0.insert(FILE.to_owned(), marked.replace(MARK, ""));
    let loaded = load_with_tests(&files);
    let shown: Vec<String> = loaded.problems.iter().map(line).collect();
    let wanted = wanted(FILE, marked, expected);
    let same = shown.len() == wanted.len() && shown.iter().zip(&wanted).all(|(shown, wanted)| shown.starts_with(wanted));
    assert!(same, "shown:\n{}\nwanted:\n{}", shown.join("\n"), wanted.join("\n"));
    assert!(loaded.pack.is_some(), "a mistake in the tests never stops the content");
    assert_eq!(loaded.tests.is_none(), expected.iter().any(|expect| matches!(expect, Error(_))), "only an error stops the tests");
}

/// Replaces one piece of the good file.
#[track_caller]
fn check(old: &str, new: &str, expected: &[Expect]) {
    assert_eq!(TESTS.matches(old).count(), 1, "`{old}` must stand once");
    check_file(&TESTS.replace(old, new), expected);
}

#[test]
fn good_tests_become_values() {
    check_file(TESTS, &[]);
    let mut files = good();
    files.0.insert(FILE.to_owned(), TESTS.to_owned());
    files.0.insert("tests/list.yml".to_owned(), "- name: hello\n  turns: [{ say: halo }]\n".to_owned());
    let loaded = load_with_tests(&files);
    let tests = loaded.tests.unwrap();
    let kinds: Vec<String> = tests.lines.iter().map(|line| line.kind.to_string()).collect();
    assert_eq!(kinds, ["id", "en", "mixed", "typos", "out_of_scope"]);
    assert_eq!(tests.lines[2].kind, LineKind::Mixed);
    assert_eq!((tests.lines[2].place.line, tests.lines[2].place.column), (5, 13));
    assert_eq!(tests.lines[4].intent, None);
    assert_eq!(tests.forbidden[0].not, IntentId::new("wifi_not_connecting"));
    assert!((tests.floors[&IntentId::new("cable_broken")].share - 1.0).abs() < f32::EPSILON);
    assert_eq!((tests.out_of_scope_answered.is_none(), tests.dialogues.len()), (true, 2));
    assert_ne!(tests.dialogues[1].now, MONDAY_10);
    assert_eq!(tests.dialogues[0].turns[0].place.to_string(), "tests/list.yml:2:11");
    let phrase = loaded.taught.iter().find(|(line, _)| line.text == "wifi ga konek").map(|(_, place)| place.to_string());
    assert_eq!(phrase.as_deref(), Some("topics/network.yml:7:9"));
}

#[test]
fn tests_are_no_part_of_what_serves() {
    let mut files = good();
    let before = load(&files);
    files.0.insert(FILE.to_owned(), "nonsense: [".to_owned());
    assert_eq!(load(&files), before);
    assert_eq!(revision(&files), before.pack.unwrap().revision);
}

#[test]
fn names_must_exist() {
    check("  wifi_not_connecting:\n", "  ¦wifi_not_conecting:\n", &[Error("There is no intent `wifi_not_conecting` | Did you mean `wifi_not_connecting`?")]);
    check("not: wifi_not_connecting", "not: ¦wifi", &[Error("There is no intent `wifi`")]);
    check("  cable_broken: 1", "  ¦cable: 1", &[Error("There is no intent `cable`")]);
    check("mixed:", "¦mixd:", &[Error("There is no kind of line `mixd` | Known here: `id`, `en`, `mixed`, `typos`.")]);
    check("must_not_match:", "¦must_not:", &[Error("There is no key `must_not` here")]);
    check("key: ticket.open", "key: ¦ticket.opn", &[Error("There is no text `ticket.opn` | Did you mean `ticket.open`?")]);
    check("team: it-support", "team: ¦it", &[Error("There is no team `it`")]);
    check("verdict: answer", "verdict: ¦answered", &[Error("`answered` is not a verdict | Did you mean `answer`?")]);
    check("reason: asked", "reason: ¦because", &[Error("`because` is not a reason")]);
    check("2026-11-23T05:30:00Z", "¦today", &[Error("`today` is not an instant")]);
}

#[test]
fn a_line_stands_once_and_is_no_example() {
    check("sinyalnya hilang", "¦Wifi A!", &[Error("This line is an example of `wifi_not_connecting` at topics/network.yml:11:12")]);
    check("resep rendang", "¦Sinyalnya hilang", &[Error("The same line stands under `wifi_not_connecting` at tests/network.yml:3:10")]);
    check("no signal at all", "¦sinyalnya hilang.", &[Warning("The same line stands at tests/network.yml:3:10")]);
}

#[test]
fn numbers_and_turns_have_a_form() {
    check("default: 0.8", "default: ¦80%", &[Error("`80%` is not a share | Write a number from 0 to 1")]);
    check("default: 0.8", "default: ¦1.5", &[Error("`1.5` is not a share")]);
    check("stays: true", "stays: ¦perhaps", &[Error("`perhaps` is neither true nor false")]);
    check("{ tap: /human,", "¦{ tap: /human, say: halo,", &[Error("A turn does one thing")]);
    check_file("¦nonsense", &[Error("Here stands a text, not a table of keys")]);
}
