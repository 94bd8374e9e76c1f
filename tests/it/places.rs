//! A slot that takes places of the list alone: buttons, other words for them, and what is written twice is taken as it is.

use std::path::Path;

use garda::{
    domain::{matching::Catalog, trial::play},
    pack,
};

const DIALOGUES: &str = r#"
- name: a button of the list
  turns:
    - { say: "there's no internet in the whole building", intent: internet_down, contains: ["Which building"], offers: ["/slot/Head office", "/slot/Bandung branch"], stays: true }
    - { tap: "/slot/Bandung branch", contains: ["Since what time"], stays: true }
    - { say: "since 8 this morning", contains: ["how many people"], stays: true }
    - { tap: /skip, verdict: hand_off, handoff: { facts: ["Bandung branch"] } }
- name: a place that is not of the list, asked again, then taken as it is
  turns:
    - { say: "internet satu gedung mati total dari tadi pagi, lantai 3", intent: internet_down, contains: ["Di gedung"], offers: ["/slot/Kantor pusat"], stays: true }
    - { say: "gedung Z lantai 3", contains: ["Tulis tempatnya"], offers: ["/slot/Kantor pusat"], stays: true }
    - { say: "gedung Z lantai 3", contains: ["berapa orang"], stays: true }
    - { tap: /skip, verdict: hand_off, handoff: { facts: ["gedung Z lantai 3"] } }
- name: other words for a place of the list
  turns:
    - { say: "internet satu gedung mati total dari tadi pagi", intent: internet_down, contains: ["Di gedung"], stays: true }
    - { say: "di kanpus lt 2", contains: ["berapa orang"], stays: true }
    - { tap: /skip, verdict: hand_off, handoff: { facts: ["Kantor pusat, lt 2"] } }
"#;

#[test]
fn a_slot_takes_places_of_the_list_alone() {
    let mut files = pack::read_dir_with_tests(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/intents"))).unwrap();
    let flow = files.0.get_mut("flows/internet_down.yml").unwrap();
    *flow = flow.replacen("    kind: place\n", "    kind: place\n    listed: true\n", 1);
    files.0.retain(|path, _| !path.starts_with("tests/"));
    files.0.insert("tests/places.yml".to_owned(), DIALOGUES.to_owned());
    let loaded = pack::load_with_tests(&files);
    let (catalog, dialogues) = (Catalog::new(loaded.pack.unwrap().into()), loaded.tests.unwrap().dialogues);
    let mistakes: Vec<String> = dialogues.iter().flat_map(|dialogue| play(&catalog, dialogue).mistakes).map(|mistake| format!("{}: {}", mistake.place, mistake.message)).collect();
    assert!(mistakes.is_empty() && dialogues.len() == 3, "{}", mistakes.join("\n"));
}
