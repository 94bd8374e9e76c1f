//! Mistakes inside one file: syntax, keys, types, languages, lengths, times.

use super::*;

#[test]
fn yaml_syntax() {
    let cases = [
        ("teams.yml", "    calendar: office\n    sla: standard\n  - id: it-support", "\t¦calendar: office\n    sla: standard\n  - id: it-support", "This is not valid YAML"),
        (NETWORK_FILE, "say: { id: Kami ganti., en: We replace it. }", "say: { id: ¦\"Kami ganti., en: We replace it. }", "This is not valid YAML"),
        (NETWORK_FILE, "title: { id: Kabel putus, en: Cable broken }", "title: ¦{ id: Kabel putus, en: Cable broken ]", "This is not valid YAML"),
        ("pack.yml", "prefix: GRD", "prefix: &a ¦GRD", "Anchors"),
        ("pack.yml", "prefix: GRD", "prefix: !!str ¦GRD", "Tags"),
        ("pack.yml", "greeting: [wifi_not_connecting]", "greeting: [wifi_not_connecting]\n¦---\na: b", "A second document"),
        (NETWORK_FILE, "{ id: Kami ganti., en: We replace it. }", "{ id: Kami, en: {¦{org}: x} }", "A key must be a word"),
    ];
    for (file, old, new, message) in cases {
        check(file, old, new, &[Error(message)]);
    }
}

#[test]
fn a_text_that_is_cut_off_by_a_number_sign() {
    check(NETWORK_FILE, "      - wifi ga konek\n", "      - wifi ga konek ¦#3 mati\n", &[Warning("From here on the line is a comment")]);
    check(NETWORK_FILE, "      - wifi ga konek\n", "      - wifi ga konek # 3 words\n", &[]);
    check(NETWORK_FILE, "      - wifi ga konek\n", "      - \"wifi ga konek\" #note\n", &[]);
}

#[test]
fn secrets_are_patterns_that_can_be_used() {
    let old = "greeting: [wifi_not_connecting]";
    let with = |list: &str| format!("{old}\nsecrets:\n  - {list}");
    for (list, expected) in [
        (r"{ pattern: 'EMP-\d{6}' }", None),
        (r"{ pattern: 'PIN-\d{6}', sort: access }", None),
        (r"{ pattern: ¦'EMP-(\d{6}' }", Some("This pattern cannot be used: unclosed group")),
        (r"{ pattern: ¦'\d*' }", Some("This pattern cannot be used: it matches an empty text")),
        (r"{ pattern: 'EMP-\d{6}', sort: ¦hush }", Some("`hush` is not a sort of secret")),
    ] {
        check("pack.yml", old, &with(list), &expected.map(Error).into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn places_have_words_of_their_own() {
    let old = "greeting: [wifi_not_connecting]";
    let with = |list: &str| format!("{old}\nplaces:\n  - {{ name: Gedung B, also: [blok b] }}\n  - {list}");
    for (list, expected) in [
        ("{ name: { id: Kantor pusat, en: Head office }, also: [hq] }", None),
        ("{ name: { id: Aula, en: Aula } }", None),
        ("{ name: Gedung C, also: [¦BLOK B] }", Some("`BLOK B` means a place twice; the first is at pack.yml:")),
        ("{ name: { id: ¦gedung b, en: Building B } }", Some("`gedung b` means a place twice; the first is at pack.yml:")),
        ("{ name: Aula, also: [¦aula] }", Some("`aula` means a place twice")),
        ("{ name: ¦{ id: Aula } }", Some("The language `en` is missing here")),
        ("{ name: Aula, also: [¦\"…\"] }", Some("`…` has no word in it")),
        ("{ name: Aula, ¦word: x }", Some("There is no key `word` here")),
        ("¦{ also: [aula] }", Some("`name` is missing here")),
    ] {
        check("pack.yml", old, &with(list), &expected.map(Error).into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn a_risk_is_a_share() {
    let old = "greeting: [wifi_not_connecting]";
    for (risk, expected) in [
        ("0.05", None),
        ("0", None),
        ("¦2 %", Some("`2 %` is not a share | Write a number from 0 to 1")),
        ("¦0.7", Some("A risk of 70 % is more than 50 % | Write the share of answers that may be wrong")),
        ("¦[0.1]", Some("Here stands a list, not a text")),
    ] {
        check("pack.yml", old, &format!("{old}\nrisk: {risk}"), &expected.map(Error).into_iter().collect::<Vec<_>>());
    }
    let mut files = good();
    assert_eq!(load(&files).pack.unwrap().risk.to_string(), "0.02");
    files.0.get_mut("pack.yml").unwrap().push_str("risk: 0.1\n");
    assert_eq!(load(&files).pack.unwrap().risk.to_string(), "0.1");
    let schema = &crate::pack::schema("pack").unwrap()["properties"]["risk"];
    assert_eq!((&schema["minimum"], &schema["maximum"]), (&serde_json::json!(0.0), &serde_json::json!(0.5)), "{schema}");
}

#[test]
fn a_bomb_ends_at_its_first_alias() {
    let bomb = "intents: &a [x, x]\nb: [*a, *a, *a]\n";
    let mut files = good();
    files.0.insert(NETWORK_FILE.to_owned(), bomb.to_owned());
    assert_eq!(load(&files).problems.len(), 1);
    files.0.insert(NETWORK_FILE.to_owned(), format!("intents: {}", "[".repeat(100_000)));
    assert_eq!(load(&files).problems.len(), 1);
    files.0.insert(NETWORK_FILE.to_owned(), "- ".repeat(1000));
    assert_eq!(load(&files).problems.len(), 1);
}

#[test]
fn keys() {
    let cases: [(&str, &str, &str, &[Expect]); 6] = [
        (NETWORK_FILE, "    kind: request", "    ¦kinds: request", &[Error("There is no key `kinds` here | Did you mean `kind`?")]),
        (NETWORK_FILE, "      article: wifi", "      ¦link: wifi", &[Error("There is no key `link` here | Known here: `say`, `steps`, `article`.")]),
        (NETWORK_FILE, "    kind: request", "    kind: request\n    ¦kind: info", &[Error("`kind` stands here twice; the first is at topics/network.yml:22:5")]),
        (NETWORK_FILE, "  - id: cable_broken\n    title: {", "  - ¦title: {", &[Error("`id` is missing here | Add `id:`.")]),
        ("pack.yml", "prefix: GRD\nl", "¦l", &[Error("`prefix` is missing here")]),
        ("pack.yml", "prefix: GRD", "¦prefix:", &[Error("A text is missing here")]),
    ];
    for (file, old, new, expected) in cases {
        check(file, old, new, expected);
    }
    check("calendars.yml", "resolve: { urgent: 4h, high: 8h, ", "resolve: ¦{ urgent: 4h, ", &[Error("`high` is missing here")]);
}

#[test]
fn types() {
    let cases: [(&str, &str, &str, &str); 8] = [
        ("pack.yml", "languages: [id, en]", "languages: ¦id", "Here stands a text, not a list"),
        ("pack.yml", "prefix: GRD", "prefix: ¦[GRD]", "Here stands a list, not a text"),
        (NETWORK_FILE, "title: { id: Kabel putus, en: Cable broken }", "title: ¦Kabel putus", "Here stands a text, not a table of keys | Write a table of languages"),
        (NETWORK_FILE, "title: { id: Kabel putus, en: Cable broken }", "title: { id: ¦{ a: b }, en: Cable broken }", "Here stands a table of keys, not a text"),
        (NETWORK_FILE, "kind: request", "kind: ¦reqest", "`reqest` is not a kind | Did you mean `request`?"),
        (NETWORK_FILE, "priority: high", "priority: ¦3", "`3` is not a priority | Known here: `low`"),
        (ARTICLE_FILE, "minutes: 2", "minutes: ¦two", "`two` is not a whole number"),
        (NETWORK_FILE, "{ id: Di mana?, en: Where? }", "{ id: ¦\"\", en: Where? }", "A text is missing here"),
    ];
    for (file, old, new, message) in cases {
        check(file, old, new, &[Error(message)]);
    }
}

#[test]
fn languages() {
    let cases = [
        (NETWORK_FILE, "title: { id: Kabel putus, en: Cable broken }", "title: ¦{ id: Kabel putus }", "The language `en` is missing here"),
        (NETWORK_FILE, "title: { id: Kabel putus, en: Cable broken }", "title: { id: Kabel putus, en: Cable broken, ¦fr: Câble }", "The pack does not speak `fr`"),
        (NETWORK_FILE, "title: { id: Kabel putus, en: Cable broken }", "title: { id: Kabel putus, en: Cable broken, ¦english: Cable }", "`english` is not a language"),
        ("pack.yml", "languages: [id, en]", "languages: [id, en, ¦id]", "`id` stands here twice"),
        ("pack.yml", "languages: [id, en]", "languages: [id, en, ¦English]", "`English` is not a language"),
        ("texts.yml", "scope: { id: \"Teks\", en: \"Text\" }", "scope: ¦{ en: \"Text\" }", "The language `id` is missing here"),
        ("pack.yml", "org: { id: Kantor Anda, en: Your Organisation }", "org: ¦{ id: Kantor Anda }", "The language `en` is missing here"),
    ];
    for (file, old, new, message) in cases {
        check(file, old, new, &[Error(message)]);
    }
}

#[test]
fn lengths() {
    let (title, step, text) = ("t".repeat(41), "s".repeat(161), "x".repeat(161));
    check(NETWORK_FILE, "en: Cable broken", &format!("en: ¦{title}"), &[Warning("This is 41 characters long, more than 40")]);
    check(NETWORK_FILE, "\"Turn Wi-Fi off: {phone}.\"", &format!("¦\"{step}\""), &[Error("This is 161 characters long, more than 160")]);
    check("texts.yml", "scope: { id: \"Teks\"", &format!("scope: {{ id: ¦\"{text}\""), &[Warning("This is 161 characters long")]);
    check(
        NETWORK_FILE,
        "- { id: Di mana?, en: Where? }",
        "- { id: A?, en: A? }\n      - { id: B?, en: B? }\n      - ¦{ id: C?, en: C? }",
        &[Error("This is question 3 of 3, more than 2")],
    );
    check(
        "pack.yml",
        "greeting: [wifi_not_connecting]",
        "greeting: [wifi_not_connecting, cable_broken, cable_broken, cable_broken, cable_broken, cable_broken, ¦cable_broken]",
        &[Error("This is greeting 7 of 7")],
    );
}

#[test]
fn times() {
    let monday = "[\"08:00-12:00\", \"13:00-17:00\"]";
    let cases = [
        (monday, "[\"08:00-12:00\", ¦\"11:00-17:00\"]", "`11:00-17:00` begins before the one in front of it ends"),
        (monday, "[\"13:00-17:00\", ¦\"08:00-12:00\"]", "`08:00-12:00` begins before"),
        (monday, "[\"08:00-12:00\", ¦\"12:00-17:00\"]", "`12:00-17:00` begins when the one in front of it ends"),
        (monday, "[¦\"17:00-08:00\"]", "`17:00-08:00` ends before it begins"),
        (monday, "[¦\"8-12\"]", "`8-12` is not an interval of a day"),
        ("zone: Asia/Jakarta", "zone: ¦Asia/Jakrata", "There is no time zone `Asia/Jakrata` | Did you mean `Asia/Jakarta`?"),
        ("zone: Asia/Jakarta", "zone: ¦WIB", "There is no time zone `WIB` | Use an IANA name"),
        ("date: 2026-12-25", "date: ¦2026-02-30", "`2026-02-30` is not a day"),
        ("date: 2026-12-25", "date: ¦25-12-2026", "`25-12-2026` is not a day"),
        ("urgent: 15m", "urgent: ¦15 min", "`15 min` is not a length of working time"),
        ("urgent: 15m", "urgent: ¦15", "`15` is not a length of working time"),
    ];
    for (old, new, message) in cases {
        check("calendars.yml", old, new, &[Error(message)]);
    }
    let twice = "- { date: 2026-12-25, name: { id: Hari Natal, en: Christmas Day } }";
    check("calendars.yml", twice, &format!("{twice}\n      - {{ date: ¦2026-12-25, name: {{ id: A, en: A }} }}"), &[Error("2026-12-25 stands here twice")]);
    let never = "- id: ¦office\n    zone: Asia/Jakarta\n    week: { sat: [] }";
    let week = CALENDARS.lines().nth(3).unwrap_or_default();
    check("calendars.yml", &format!("- id: office\n    zone: Asia/Jakarta\n{week}"), never, &[Error("This calendar is never open")]);
}

#[test]
fn variables_and_slots() {
    let cases = [
        (NETWORK_FILE, "\"Turn Wi-Fi off: {phone}.\"", "\"Turn Wi-Fi {phone} off: ¦{phon}.\"", "There is no variable `{phon}` | Did you mean `phone`?"),
        (NETWORK_FILE, "\"Turn Wi-Fi off: {phone}.\"", "\"Turn ¦{ Wi-Fi off.\"", "A single `{` is not possible in a text"),
        (NETWORK_FILE, "\"Turn Wi-Fi off: {phone}.\"", "\"{phone} off: ¦} {phone}.\"", "A single `}` is not possible in a text"),
        (
            NETWORK_FILE,
            "say: { id: Kami ganti., en: We replace it. }",
            "say:\n        id: Kami\n        en: >-\n          We replace\n          it for {org} ¦{organ}",
            "There is no variable `{organ}`",
        ),
        ("texts.yml", "resume: { id: \"Teks\"", "resume: { id: \"Teks {title} {org} ¦{titel}\"", "There is no variable `{titel}` | Did you mean `title`?"),
        ("texts.yml", "resume: { id: \"Teks\"", "resume: { id: \"Teks ¦{number}\"", "`{number}` is not filled in this text"),
        ("texts.yml", "ticket.added: { id: \"Teks {number}\"", "ticket.added: { id: ¦\"Teks\"", "`{number}` is missing in this text"),
        ("texts.yml", "  scope:", "  scope: { id: a, en: a }\n  ¦scop:", "The program says no text `scop` | Did you mean `scope`?"),
        ("texts.yml", "  greet: { id: \"Teks\", en: \"Text\" }\n  greet.closed", "  ¦greet.closed", "The text `greet` is missing"),
        ("pack.yml", "  org:", "  ¦number: { id: a, en: a }\n  org:", "`number` is filled by the program"),
        ("pack.yml", "Kantor Anda", "¦\"Kantor {org}\"", "A variable holds one line without braces"),
        (ARTICLE_FILE, "dari {org}.", "dari {org} ¦{orgs}.", "There is no variable `{orgs}`"),
    ];
    for (file, old, new, message) in cases {
        check(file, old, new, &[Error(message)]);
    }
    check(NETWORK_FILE, "[net a, ", "[¦\"net {org}\", ", &[Error("Variables are not filled in examples")]);
}
