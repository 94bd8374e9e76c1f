//! One good small pack, and cases that spoil it in one place.
//!
//! A case replaces a piece of one file. The sign `¦` in the new piece marks the place a problem must point at.

mod any;
mod articles;
mod flows;
mod refs;
mod shapes;
mod trial;
mod whole;

use std::collections::BTreeMap;

use super::{Files, Loaded, Problem, Severity, TEXTS, load};

const MARK: char = '¦';

/// What a case expects: the marks in the order of the file, each with the beginning of its message.
enum Expect<'e> {
    Error(&'e str),
    Warning(&'e str),
}

use Expect::{Error, Warning};

const PACK: &str = r#"prefix: GRD
languages: [id, en]
default_team: helpdesk
variables:
  org: { id: Kantor Anda, en: Your Organisation }
  phone: { id: "123", en: 0812 }
topics:
  - { id: network, name: { id: Jaringan, en: Network } }
greeting: [wifi_not_connecting]
"#;

const TEAMS: &str = r"teams:
  - id: helpdesk
    name: { id: Bantuan TI, en: IT Helpdesk }
    calendar: office
    sla: standard
  - id: it-support
    name: { id: Dukungan TI, en: IT Support }
    calendar: office
    sla: standard
";

const CALENDARS: &str = r#"calendars:
  - id: office
    zone: Asia/Jakarta
    week: { mon: ["08:00-12:00", "13:00-17:00"], tue: ["08:00-24:00"], sat: [], sun: [] }
    holidays:
      - { date: 2026-12-25, name: { id: Hari Natal, en: Christmas Day } }
slas:
  - id: standard
    first_reply: { urgent: 15m, high: 30m, normal: 2h, low: 1d }
    resolve: { urgent: 4h, high: 8h, normal: 3d, low: 5d }
"#;

const NETWORK: &str = r#"intents:
  - id: wifi_not_connecting
    title: { id: Wi-Fi tidak tersambung, en: Wi-Fi not connecting }
    team: it-support
    priority: high
    phrases:
      - wifi ga konek
    not:
      - password wifi
    examples:
      id: [wifi a, wifi b, wifi c, wifi d, wifi e, wifi f, wifi g, wifi h, wifi i, wifi j, wifi k, wifi l]
      en: [net a, net b, net c, net d, net e, net f, net g, net h, net i, net j, net k, net l]
    answer:
      say: { id: "Langkah dari {org}:", en: "Steps of {org}:" }
      steps:
        - { id: "Matikan Wi-Fi: {phone}.", en: "Turn Wi-Fi off: {phone}." }
      article: wifi-not-connecting
    ask:
      - { id: Di mana?, en: Where? }
  - id: cable_broken
    title: { id: Kabel putus, en: Cable broken }
    kind: request
    examples:
      id: [kabel a, kabel b, kabel c, kabel d, kabel e, kabel f, kabel g, kabel h, kabel i, kabel j, kabel k, kabel l]
      en: [wire a, wire b, wire c, wire d, wire e, wire f, wire g, wire h, wire i, wire j, wire k, wire l]
    answer:
      say: { id: Kami ganti., en: We replace it. }
    flow: cable
"#;

const ARTICLE_ID: &str = r"---
title: Wi-Fi {org}
topic: network
keywords: [hotspot, ga konek]
minutes: 2
reviewed: 2026-11-03
---
Paragraf *pertama*
dari {org}.

## Langkah
1. Satu
2. Dua
";

const ARTICLE_EN: &str = r"---
title: Wi-Fi at {org}
topic: network
minutes: 2
reviewed: 2026-11-03
---
First paragraph.
";

const FLOW: &str = r#"slots:
  scope:
    kind: choice
    label: { id: Siapa, en: Who }
    ask: { id: "Siapa saja?", en: "Who is affected?" }
    choices:
      me: { title: { id: Saya, en: Me } }
      many: { title: { id: Banyak, en: Many }, words: [semua, all] }
  place:
    kind: place
    label: { id: Lokasi, en: Place }
    ask: { id: "Di mana? {scope}", en: "Where? {scope}" }
steps:
  - ask: scope
  - when: { scope: [many] }
    priority: high
  - when: { scope: [me] }
    then: details
  - try:
      - { id: Nyalakan ulang., en: Restart it. }
  - id: details
    show: wifi-not-connecting
  - ask: place
  - hand_off: not_helped
"#;

const NETWORK_FILE: &str = "topics/network.yml";
const FLOW_FILE: &str = "flows/cable.yml";
const ARTICLE_FILE: &str = "articles/wifi-not-connecting.id.md";

fn texts() -> String {
    let number = |slots: &[&str]| if slots.contains(&"number") { " {number}" } else { "" };
    let rows = TEXTS.iter().map(|(key, slots)| format!("  {key}: {{ id: \"Teks{0}\", en: \"Text{0}\" }}\n", number(slots)));
    format!("texts:\n{}", rows.collect::<String>())
}

fn good() -> Files {
    let texts = texts();
    let files = [
        ("pack.yml", PACK),
        ("teams.yml", TEAMS),
        ("calendars.yml", CALENDARS),
        ("texts.yml", &texts),
        (NETWORK_FILE, NETWORK),
        (FLOW_FILE, FLOW),
        (ARTICLE_FILE, ARTICLE_ID),
        ("articles/wifi-not-connecting.en.md", ARTICLE_EN),
    ];
    Files(BTreeMap::from(files.map(|(path, text)| (path.to_owned(), text.to_owned()))))
}

/// Replaces one piece of one file and demands exactly these problems, at the marks.
#[track_caller]
fn check(file: &str, old: &str, new: &str, expected: &[Expect]) {
    let mut files = good();
    let text = files.0.get_mut(file).expect("the file is one of the good pack");
    assert_eq!(text.matches(old).count(), 1, "`{old}` must stand once in {file}");
    let (marked, plain) = (text.replace(old, new), text.replace(old, &new.replace(MARK, "")));
    *text = plain;
    let loaded = load(&files);
    let (shown, wanted) = (shown(&loaded), wanted(file, &marked, expected));
    let same = shown.len() == wanted.len() && shown.iter().zip(&wanted).all(|(shown, wanted)| shown.starts_with(wanted));
    assert!(same, "shown:\n{}\nwanted:\n{}", shown.join("\n"), wanted.join("\n"));
    assert_eq!(loaded.pack.is_none(), expected.iter().any(|expect| matches!(expect, Error(_))), "only an error stops a pack");
}

/// The beginnings of the lines that must be shown; a message may say more.
fn wanted(file: &str, marked: &str, expected: &[Expect]) -> Vec<String> {
    let marks = marked.lines().enumerate().flat_map(|(row, line)| {
        let columns = line.chars().enumerate().filter(|(_, c)| *c == MARK).enumerate();
        columns.map(move |(before, (column, _))| (row + 1, column + 1 - before)).collect::<Vec<_>>()
    });
    let marks: Vec<_> = marks.collect();
    assert_eq!(marks.len(), expected.len(), "one mark for each problem");
    let lines = marks.iter().zip(expected).map(|((line, column), expect)| match expect {
        Error(message) => format!("{file}:{line}:{column}: error: {message}"),
        Warning(message) => format!("{file}:{line}:{column}: warning: {message}"),
    });
    lines.collect()
}

fn shown(loaded: &Loaded) -> Vec<String> {
    loaded.problems.iter().map(line).collect()
}

fn line(problem: &Problem) -> String {
    let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
    format!("{}:{}:{}: {severity}: {} | {}", problem.file, problem.line, problem.column, problem.message, problem.hint)
}
