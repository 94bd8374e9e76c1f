//! A small pack, and what messages mean in it.

use std::{collections::BTreeMap, sync::Arc};

use proptest::prelude::*;

use super::*;
use crate::domain::{
    content::{Answer, Article, Intent, Kind, Pack, Priority, RISK},
    id::{IntentId, Revision, Slug, TeamId, TopicId},
    language::Said,
};

fn intent(id: &str, kind: Kind, phrases: &[&str], not: &[&str], examples: &[&str]) -> Intent {
    let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let title = Said([(Language::EN, id.replace('_', " "))].into());
    Intent {
        id: IntentId::new(id),
        topic: TopicId::new("test"),
        title,
        kind,
        team: TeamId::new("helpdesk"),
        priority: Priority::Normal,
        phrases: own(phrases),
        not: own(not),
        examples: [(Language::ID, own(examples))].into(),
        answer: Answer::default(),
        ask: Vec::new(),
        flow: None,
    }
}

fn article(slug: &str, language: Language, title: &str, keywords: &[&str], plain: &str) -> Article {
    Article {
        slug: Slug::new(slug),
        language,
        title: title.to_owned(),
        topic: TopicId::new("test"),
        keywords: keywords.iter().map(|word| (*word).to_owned()).collect(),
        minutes: 2,
        reviewed: "2026-11-03".to_owned(),
        summary: plain.split('.').next().unwrap_or_default().to_owned(),
        plain: plain.to_owned(),
        html: String::new(),
    }
}

fn pack() -> Pack {
    let wifi = ["wifi ga konek di laptop", "wifi putus terus", "tidak bisa tersambung ke wifi kantor", "sinyal wifi hilang", "laptop won't join the wifi", "wifi keeps dropping"];
    let password = ["lupa kata sandi", "saya tidak ingat password portal", "cara reset password", "forgot my password", "password salah terus", "ganti kata sandi"];
    let printer = ["printer offline", "printer ga bisa print", "dokumen tidak keluar dari printer", "the printer does not respond", "printer kantor mati", "cetakan tidak keluar"];
    let guest = ["minta akses wifi untuk tamu", "tamu butuh internet", "guest wifi access please", "ada tamu perlu sambung wifi"];
    let intents = vec![
        intent("wifi", Kind::Problem, &["wifi ga konek"], &["password wifi", "wifi tamu"], &wifi),
        intent("password", Kind::Problem, &["lupa password", "reset password"], &["password wifi"], &password),
        intent("printer", Kind::Problem, &["printer offline"], &[], &printer),
        intent("guest_wifi", Kind::Request, &["password wifi", "wifi tamu"], &[], &guest),
        intent("greeting", Kind::Greeting, &["halo"], &[], &["halo", "hi there", "apa kabar"]),
    ];
    let articles = vec![
        article("wifi", Language::ID, "Wi-Fi tidak tersambung", &["ga konek"], "Lupakan jaringan lalu sambungkan lagi. Nyalakan ulang laptop."),
        article("wifi", Language::EN, "Wi-Fi not connecting", &["hotspot"], "Forget the network, then join again. Restart the laptop."),
        article("password", Language::ID, "Lupa kata sandi", &["pw"], "Buka portal lalu pilih lupa kata sandi. Ikuti petunjuk di surel."),
        article("password", Language::EN, "Forgotten password", &["pw"], "Open the portal and choose forgot password. Follow the e-mail."),
        article("printer", Language::ID, "Printer offline", &["cetak"], "Periksa kabel dan nyalakan printer. Cetak halaman uji."),
    ];
    Pack {
        revision: Revision::new("r1"),
        prefix: "GRD".to_owned(),
        languages: vec![Language::ID, Language::EN],
        default_team: TeamId::new("helpdesk"),
        variables: BTreeMap::new(),
        topics: Vec::new(),
        greeting: Vec::new(),
        intents,
        secrets: Vec::new(),
        risk: RISK,
        flows: Vec::new(),
        articles,
        teams: Vec::new(),
        calendars: Vec::new(),
        slas: Vec::new(),
        texts: BTreeMap::new(),
    }
}

fn catalog() -> Catalog {
    Catalog::new(Arc::new(pack()))
}

/// The same pack with networks, learned as well as a test needs.
fn studied() -> Catalog {
    let pack = Arc::new(pack());
    let networks = Some(lines::networks(&pack, learn::study_quickly));
    let judge = judge::Judge::of(3.0, vec![-1.5]);
    Catalog::with_study(pack, Study { networks, linear: None, judge, cut_offs: CutOffs::default(), strange_below: 0.0 })
}

#[test]
fn networks_take_the_place_of_the_classifier() {
    let catalog = studied();
    for (text, intent) in [("wifi putus lagi", "wifi"), ("pritnernya ga bisa cetak", "printer"), ("saya lupa password", "password")] {
        assert_eq!(meaning(&catalog, text).1, intent, "{text}");
    }
    assert_eq!(meaning(&catalog, "printer offline").2, DecidedBy::Example);
    assert_eq!(meaning(&catalog, "password wifi apa ya"), (Verdict::Answer, "guest_wifi".to_owned(), DecidedBy::Phrase));
    let read = catalog.read("printer saya mati");
    let understood = catalog.understand(&read);
    let explained = explain(&catalog, &read, &understood);
    let parts: Vec<_> = explained.candidates[0].parts.iter().map(|part| part.signal).collect();
    assert_eq!(parts, ["example", "phrase", "network"]);
    assert!(explained.matched.iter().any(|piece| piece.text == "printer"), "{:?}", explained.matched);
    assert_eq!(understood, studied().understand(&read));
    assert_eq!(catalog.understand(&catalog.read("")).decided_by, DecidedBy::Nothing);
}

/// The verdict, and for an answer the intent.
fn meaning(catalog: &Catalog, text: &str) -> (Verdict, String, DecidedBy) {
    let understood = catalog.understand(&catalog.read(text));
    let top = understood.top().map_or_else(String::new, |top| catalog.pack().intents[top.intent].id.to_string());
    (understood.verdict, top, understood.decided_by)
}

#[test]
fn answers() {
    let catalog = catalog();
    for (text, intent, by) in [
        ("wifi ga konek", "wifi", DecidedBy::Example),
        ("Wi-Fi nggak nyambung di lt 3 min", "wifi", DecidedBy::Phrase),
        ("min wfi gak konek saya!!", "wifi", DecidedBy::Phrase),
        ("Lupa Kata Sandi", "password", DecidedBy::Example),
        ("lupaaa pw portal", "password", DecidedBy::Phrase),
        ("saya tdk ingat pasword portal", "password", DecidedBy::Example),
        ("pritner offline", "printer", DecidedBy::Example),
        ("the printer doesn't respond", "printer", DecidedBy::Example),
        ("password wifi apa ya", "guest_wifi", DecidedBy::Phrase),
        ("halo", "greeting", DecidedBy::Example),
        ("selamat pagi", "greeting", DecidedBy::Example),
        ("halo, wifi ga konek di laptop", "wifi", DecidedBy::Example),
    ] {
        assert_eq!(meaning(&catalog, text), (Verdict::Answer, intent.to_owned(), by), "{text}");
    }
}

#[test]
fn does_not_guess() {
    let catalog = catalog();
    for text in
        ["berapa harga emas hari ini", "resep rendang", "who won the match", "asdfgh qwerty", "12345", "!!!", "", "日本語のテキスト", "budi@example.com", "siapa presiden sekarang"]
    {
        assert_eq!(meaning(&catalog, text).0, Verdict::Unsure, "{text}");
    }
}

#[test]
fn two_subjects_are_asked_about() {
    let catalog = catalog();
    let (verdict, ..) = meaning(&catalog, "wifi ga konek dan printer offline");
    assert_eq!(verdict, Verdict::Clarify);
}

#[test]
fn the_same_pack_gives_the_same_numbers() {
    let (one, two) = (catalog(), catalog());
    for text in ["wifi lemot", "ga bisa print", "lupa"] {
        assert_eq!(one.understand(&one.read(text)), two.understand(&two.read(text)), "{text}");
    }
}

#[test]
fn an_empty_pack_understands_nothing() {
    let empty = Catalog::new(Arc::new(Pack { intents: Vec::new(), articles: Vec::new(), ..pack() }));
    assert_eq!(empty.understand(&empty.read("wifi ga konek")).decided_by, DecidedBy::Nothing);
    assert!(empty.search("wifi", Language::ID, 3).is_empty());
}

#[test]
fn finds_articles() {
    let catalog = catalog();
    for (query, language, want) in [
        ("wifi ga konek", Language::ID, "Wi-Fi tidak tersambung"),
        ("wifi ga konek", Language::EN, "Wi-Fi not connecting"),
        ("pritner", Language::ID, "Printer offline"),
        ("print", Language::ID, "Printer offline"),
        ("passw", Language::ID, "Lupa kata sandi"),
        ("forgot pass", Language::EN, "Forgotten password"),
        ("kata san", Language::ID, "Lupa kata sandi"),
        ("hotsp", Language::EN, "Wi-Fi not connecting"),
        ("printer", Language::EN, "Printer offline"),
    ] {
        let hits = catalog.search(query, language, 3);
        let title = hits.first().map_or("", |hit| catalog.pack().articles[hit.article].title.as_str());
        assert_eq!(title, want, "{query} {language}");
    }
    for nothing in ["", "harga emas", "   "] {
        assert!(catalog.search(nothing, Language::ID, 3).is_empty(), "{nothing}");
    }
    assert_eq!(catalog.search("laptop portal", Language::ID, 1).len(), 1);
}

#[test]
fn snippets_show_the_words() {
    let catalog = catalog();
    for (query, language, text, marked) in [
        ("kabel printer", Language::ID, "Periksa kabel dan nyalakan printer. Cetak halaman uji.", vec!["kabel", "printer"]),
        // A slip of the fingers, and a word that is still being typed.
        ("kabbel", Language::ID, "Periksa kabel dan nyalakan printer. Cetak halaman uji.", vec!["kabel"]),
        ("printer hala", Language::ID, "Periksa kabel dan nyalakan printer. Cetak halaman uji.", vec!["printer", "halaman"]),
        ("joining", Language::EN, "Forget the network, then join again. Restart the laptop.", vec!["join"]),
        // Only a keyword says so: the summary stays.
        ("hotspot", Language::EN, "Forget the network, then join again", vec![]),
    ] {
        let hit = catalog.search(query, language, 1)[0];
        let snippet = catalog.snippet(&hit, query);
        let words: Vec<&str> = snippet.marks.iter().map(|mark| &snippet.text[mark.clone()]).collect();
        assert_eq!((snippet.text.as_str(), words), (text, marked), "{query}");
    }
}

#[test]
fn a_phrase_may_be_taken_back() {
    let catalog = catalog();
    let decided = |text: &str| catalog.understand(&catalog.read(text)).decided_by;
    assert_eq!(decided("di kantor wifi ga konek"), DecidedBy::Phrase);
    for text in ["di kantor jangan wifi ga konek", "di kantor bukan wifi ga konek"] {
        assert_ne!(decided(text), DecidedBy::Phrase, "{text}");
    }
}

#[test]
fn one_noun_is_no_problem_yet() {
    let catalog = catalog();
    let understood = catalog.understand(&catalog.read("wifi"));
    assert!(understood.decided_by != DecidedBy::Likeness || understood.verdict != Verdict::Answer);
}

#[test]
fn explains() {
    let catalog = catalog();
    let read = catalog.read("Wfi ga konek di lt 2");
    let explained = explain(&catalog, &read, &catalog.understand(&read));
    let json = serde_json::to_value(&explained).unwrap();
    assert_eq!(json["read_as"], "wifi tidak sambung di lantai 2");
    assert_eq!(json["verdict"], "answer");
    assert_eq!(json["decided_by"], "phrase");
    assert_eq!(json["rewrites"][0], serde_json::json!({"from": "Wfi", "to": "wifi", "why": "slang", "start": 0, "end": 3}));
    assert_eq!(json["matched"], serde_json::json!([{"text": "Wfi", "start": 0, "end": 3}, {"text": "ga", "start": 4, "end": 6}, {"text": "konek", "start": 7, "end": 12}]));
    assert_eq!(json["candidates"][0]["intent"], "wifi");
    let phrase = &json["candidates"][0]["parts"][1];
    assert_eq!((&phrase["signal"], &phrase["score"]), (&"phrase".into(), &1.0.into()));
    assert!((phrase["adds"].as_f64().unwrap() - 0.93).abs() < 1e-6 && json["known"].as_f64().unwrap() > 0.9);
    assert_eq!(json["revision"], "r1");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn anything_is_understood(text in any::<String>(), query in "[a-zé ]{0,20}") {
        static CATALOG: std::sync::LazyLock<Catalog> = std::sync::LazyLock::new(catalog);
        static STUDIED: std::sync::LazyLock<Catalog> = std::sync::LazyLock::new(studied);
        for text in [text, query] {
            let studied = STUDIED.understand(&STUDIED.read(&text));
            prop_assert!((0.0..=1.0).contains(&studied.confidence) && (0.0..=1.0).contains(&studied.known), "{studied:?}");
            let read = CATALOG.read(&text);
            let understood = CATALOG.understand(&read);
            prop_assert!((0.0..=1.0).contains(&understood.confidence), "{}", understood.confidence);
            prop_assert!(understood.candidates.is_sorted_by(|a, b| a.score >= b.score));
            let explained = explain(&CATALOG, &read, &understood);
            prop_assert!(explained.matched.iter().all(|piece| text.get(piece.start..piece.end) == Some(piece.text.as_str())));
            for hit in CATALOG.search(&text, Language::ID, 3) {
                let snippet = CATALOG.snippet(&hit, &text);
                prop_assert!(snippet.text.len() < 4096 && snippet.pieces().map(|(piece, _)| piece).collect::<String>() == snippet.text);
            }
        }
    }
}
