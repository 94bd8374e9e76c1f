//! Mistakes between files: ids, names that nothing has, intents that speak for each other.

use super::*;

#[test]
fn ids() {
    let cases = [
        (NETWORK_FILE, "id: cable_broken", "id: ¦wifi_not_connecting", "There are two intents `wifi_not_connecting`; the first is at topics/network.yml:2:9"),
        (NETWORK_FILE, "id: cable_broken", "id: ¦Cable-Broken", "`Cable-Broken` cannot be an id | Write `cable_broken`."),
        (NETWORK_FILE, "id: cable_broken", "id: ¦1cable", "`1cable` cannot be an id | Begin with a small letter"),
        (
            "teams.yml",
            "- id: it-support",
            "- id: it-support\n    name: { id: A, en: A }\n    calendar: office\n    sla: standard\n  - id: ¦it-support",
            "There are two teams `it-support`",
        ),
        ("pack.yml", "  org:", "  ¦Org: { id: a, en: a }\n  org:", "`Org` cannot be an id | Write `org`."),
    ];
    for (file, old, new, message) in cases {
        check(file, old, new, &[Error(message)]);
    }
}

#[test]
fn unknown_names() {
    let cases = [
        (NETWORK_FILE, "team: it-support", "team: ¦it-suport", "There is no team `it-suport` | Did you mean `it-support`?"),
        (NETWORK_FILE, "article: wifi-not-connecting", "article: ¦wifi-not-conecting", "There is no article `wifi-not-conecting` | Did you mean `wifi-not-connecting`?"),
        ("pack.yml", "default_team: helpdesk", "default_team: ¦help-desk", "There is no team `help-desk` | Did you mean `helpdesk`?"),
        ("pack.yml", "greeting: [wifi_not_connecting]", "greeting: [¦wifi_not_conecting]", "There is no intent `wifi_not_conecting` | Did you mean `wifi_not_connecting`?"),
        ("teams.yml", "calendar: office\n    sla: standard\n  - id", "calendar: ¦kitchen\n    sla: standard\n  - id", "There is no calendar `kitchen` | Known here: `office`."),
        ("teams.yml", "sla: standard\n  - id", "sla: ¦standart\n  - id", "There is no SLA `standart` | Did you mean `standard`?"),
        (ARTICLE_FILE, "topic: network", "topic: ¦netwrok", "There is no topic `netwrok` | Did you mean `network`?"),
    ];
    for (file, old, new, message) in cases {
        check(file, old, new, &[Error(message)]);
    }
}

#[test]
fn a_topic_file_must_be_a_topic_of_the_pack() {
    let mut files = good();
    let text = files.0.remove(NETWORK_FILE).unwrap();
    files.0.insert("topics/netwrk.yml".to_owned(), text);
    let shown = shown(&load(&files));
    let wanted = [
        "pack.yml:8:11: warning: The topic `network` has no file | Write topics/network.yml.",
        "topics/netwrk.yml:1:1: error: There is no topic `netwrk` in pack.yml | Did you mean `network`?",
    ];
    assert_eq!(shown, wanted);
}

#[test]
fn examples() {
    check(
        NETWORK_FILE,
        "en: [wire a, wire b, wire c, wire d, wire e, wire f, wire g, wire h, wire i, wire j, wire k, wire l]",
        "¦en: [wire a, wire b]",
        &[Error("Only 2 examples in `en`")],
    );
    check(NETWORK_FILE, "en: [wire a, ", "¦en: [", &[Warning("Only 11 examples in `en`")]);
    check(NETWORK_FILE, "wire a", "¦Net  A!", &[Error("The same example stands under `wifi_not_connecting` at topics/network.yml:12:12")]);
    check(NETWORK_FILE, "wire b", "¦Wire a", &[Warning("The same example stands at topics/network.yml:25:12")]);
    check(NETWORK_FILE, "wire b", "¦\"?!\"", &[Error("There is no word in this text")]);
}

#[test]
fn phrases() {
    check(
        NETWORK_FILE,
        "wire b",
        "¦wah wifi ga konek dong",
        &[Warning("The phrase `wifi ga konek` of `wifi_not_connecting` (topics/network.yml:7:9) stands in this example of `cable_broken`")],
    );
    check(NETWORK_FILE, "wire b", "password wifi wifi ga konek", &[]);
    check(NETWORK_FILE, "wire b", "wifi gagal konek", &[]);
    check(NETWORK_FILE, "net b", "wifi ga konek nih", &[]);
    check(NETWORK_FILE, "kind: request", "kind: request\n    phrases: [¦a b c d e f g h i]", &[Warning("A phrase of more than 8 words")]);
    check(NETWORK_FILE, "kind: request", "kind: request\n    phrases: [¦Wifi ga konek]", &[Warning("The same phrase stands under `wifi_not_connecting`")]);
}
