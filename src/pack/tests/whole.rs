//! A good pack as a whole, and what comes out of it.

use super::super::{Severity, load, read_dir, render, revision, schemas, starter};
use super::*;
use crate::domain::{
    content::{Kind, Priority},
    id::Slug,
    language::Language,
};

#[test]
fn a_good_pack_loads_without_a_word() {
    let loaded = load(&good());
    assert_eq!(shown(&loaded), Vec::<String>::new());
    let pack = loaded.pack.unwrap();
    assert_eq!((pack.intents.len(), pack.articles.len(), pack.teams.len(), pack.texts.len()), (2, 2, 2, TEXTS.len()));
    let wifi = &pack.intents[1];
    assert_eq!((wifi.kind, wifi.priority, wifi.team.as_str(), wifi.topic.as_str()), (Kind::Problem, Priority::High, "it-support", "network"));
    assert_eq!(wifi.answer.say.in_language(Language::EN), "Steps of Your Organisation:");
    assert_eq!(wifi.answer.steps[0].in_language(Language::EN), "Turn Wi-Fi off: 0812.");
    let cable = &pack.intents[0];
    assert_eq!((cable.kind, cable.priority, cable.team.as_str()), (Kind::Request, Priority::Normal, "helpdesk"));
    assert_eq!(pack.texts["ticket.open"].in_language(Language::ID), "Teks {number}");
    assert_eq!(pack.calendars[0].week[0], [(480, 720), (780, 1020)]);
    assert_eq!(pack.slas[0].resolve[&Priority::Normal], 3 * 480);
}

#[test]
fn an_article_becomes_html_plain_text_and_a_summary() {
    let pack = load(&good()).pack.unwrap();
    let article = pack.article(&Slug::new("wifi-not-connecting"), Language::ID).unwrap();
    assert_eq!(article.title, "Wi-Fi Kantor Anda");
    assert_eq!(article.summary, "Paragraf pertama dari Kantor Anda.");
    assert_eq!(article.plain, "Paragraf pertama dari Kantor Anda.\nLangkah\nSatu\nDua");
    assert_eq!(article.html, "<p>Paragraf <em>pertama</em>\ndari Kantor Anda.</p>\n<h2>Langkah</h2>\n<ol>\n<li>Satu</li>\n<li>Dua</li>\n</ol>");
}

#[test]
fn the_revision_follows_every_path_and_text() {
    let same = revision(&good());
    assert_eq!(same.as_str().len(), 16);
    assert_eq!(same, revision(&good()));
    for path in good().0.keys() {
        let mut files = good();
        files.0.get_mut(path).unwrap().push('\n');
        assert_ne!(revision(&files), same, "{path}");
    }
    let one = Files(BTreeMap::from([("a".to_owned(), "bc".to_owned())]));
    let other = Files(BTreeMap::from([("ab".to_owned(), "c".to_owned())]));
    assert_ne!(revision(&one), revision(&other));
}

#[test]
fn all_mistakes_of_all_files_are_shown_in_one_run() {
    let mut files = good();
    for (file, old, new) in [
        ("teams.yml", "calendar: office\n    sla: standard\n  - id: it-support", "calendar: ofice\n    sla: standard\n  - id: it-support"),
        (NETWORK_FILE, "kind: request", "kin: request"),
        (NETWORK_FILE, "priority: high", "priority: hih"),
        ("pack.yml", "prefix: GRD", "prefix: grd"),
    ] {
        let text = files.0.get_mut(file).unwrap();
        *text = text.replace(old, new);
    }
    let places: Vec<_> = load(&files).problems.iter().map(|problem| format!("{}:{}:{} {}", problem.file, problem.line, problem.column, problem.hint)).collect();
    let wanted = [
        "pack.yml:1:9 Use two to ten capital letters or digits, such as GRD.",
        "teams.yml:4:15 Did you mean `office`?",
        "topics/network.yml:5:15 Did you mean `high`?",
        "topics/network.yml:22:5 Did you mean `kind`?",
    ];
    assert_eq!(places, wanted);
}

#[test]
fn a_problem_is_shown_with_its_line_and_a_caret() {
    let mut files = good();
    let text = files.0.get_mut("teams.yml").unwrap();
    *text = text.replacen("office", "ofice", 1);
    let problems = load(&files).problems;
    let wanted = "teams.yml:4:15: error: There is no calendar `ofice`\n  |\n4 |     calendar: ofice\n  |               ^\n  = Did you mean `office`?\n";
    assert_eq!(render(&problems[0]), wanted);
}

#[test]
fn a_missing_file_is_named_and_nothing_else_is_called_unknown() {
    for (path, problems) in [("pack.yml", 1), ("teams.yml", 1), ("calendars.yml", 1), ("texts.yml", 1), (NETWORK_FILE, 2)] {
        let mut files = good();
        files.0.remove(path);
        let loaded = load(&files);
        assert_eq!(loaded.pack, None);
        let errors = loaded.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        assert_eq!(errors, problems, "{path}: {:#?}", loaded.problems);
    }
    assert_eq!(load(&Files::default()).problems.len(), 5);
}

#[test]
fn a_strange_file_is_a_warning() {
    let mut files = good();
    files.0.insert("topics/network.yaml".to_owned(), "{".to_owned());
    let loaded = load(&files);
    assert!(loaded.pack.is_some());
    assert_eq!(loaded.problems.len(), 1);
    assert_eq!((loaded.problems[0].severity, loaded.problems[0].line), (Severity::Warning, 1));
}

#[test]
fn too_much_input_is_refused_unread() {
    let mut files = good();
    files.0.insert("topics/big.yml".to_owned(), "x".repeat(super::super::MOST_FILE + 1));
    assert_eq!(load(&files).problems.len(), 1);
    let mut files = good();
    files.0.extend((0..9).map(|i| (format!("topics/big{i}.yml"), "x".repeat(super::super::MOST_FILE))));
    assert!(load(&files).problems[0].message.contains("more than 8388608 bytes"));
}

#[test]
fn many_problems_are_counted_and_not_all_kept() {
    let mut files = good();
    files.0.insert(NETWORK_FILE.to_owned(), format!("intents: [{}]", "1,".repeat(100_000)));
    let problems = load(&files).problems;
    assert_eq!(problems.len(), 1001);
    assert!(problems[1000].message.starts_with("There are 99"));
}

#[test]
fn every_kind_of_file_has_a_schema_for_editors() {
    for (kind, schema) in schemas() {
        assert_eq!(schema["type"], "object", "{kind}: {schema:#}");
        assert_eq!(schema["additionalProperties"], false, "{kind}");
    }
    let of = |kind| super::super::schema(kind).unwrap();
    assert_eq!(of("texts")["properties"]["texts"]["properties"]["ticket.open"]["description"], "Slots: {number}, {team}, {time}.");
    let intent = &of("topics")["definitions"]["RawIntent"];
    assert_eq!(intent["required"], serde_json::json!(["id", "title", "examples", "answer"]));
    assert_eq!(intent["properties"]["id"]["type"], "string");
}

#[test]
fn a_folder_is_read_without_hidden_files_and_pictures() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("topics/.git")).unwrap();
    for (name, text) in [("pack.yml", "a"), ("topics/x.yml", "b"), ("topics/.git/y.yml", "c"), (".z.yml", "d"), ("logo.png", "e"), ("README.md", "f")] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let names: Vec<_> = read_dir(folder.path()).unwrap().0.into_keys().collect();
    assert_eq!(names, ["README.md", "pack.yml", "topics/x.yml"]);
    assert!(read_dir(&folder.path().join("none")).unwrap_err().to_string().contains("none"));
}

#[test]
fn the_starter_pack_has_no_errors() {
    let files = starter();
    let problems = if files.0.is_empty() { Vec::new() } else { load(&files).problems };
    let errors: Vec<_> = problems.iter().filter(|problem| problem.severity == Severity::Error).map(render).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}
