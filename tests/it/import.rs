//! `garda import`: a project of another program becomes a pack that passes its check and its tests.

use std::{fmt::Write as _, fs, path::Path};

use tempfile::TempDir;

use crate::command_line::{Done, copy, garda};

const RASA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/rasa");

struct Imported {
    done: Done,
    dir: TempDir,
}

impl Imported {
    fn rasa(project: &str, words: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("pack");
        let done = garda(&[&["import", "rasa", project, "--out", out.to_str().unwrap()], words].concat());
        Self { done, dir }
    }

    fn pack(&self) -> String {
        self.dir.path().join("pack").to_str().unwrap().to_owned()
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.dir.path().join("pack").join(file)).unwrap()
    }
}

/// The project with one piece of one file replaced.
fn spoiled(file: &str, old: &str, new: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy(Path::new(RASA), dir.path());
    let path = dir.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "`{old}` must stand in {file}");
    fs::write(path, text.replacen(old, new, 1)).unwrap();
    dir
}

#[test]
fn a_rasa_project_becomes_a_pack() {
    let imported = Imported::rasa(RASA, &[]);
    assert!(imported.done.good, "{}", imported.done.err);
    let (check, test) = (garda(&["check", &imported.pack()]), garda(&["test", &imported.pack()]));
    assert!(check.good && !check.out.contains("not part of a pack"), "{}", check.out);
    assert!(test.good, "{}{}", test.out, test.err);
    assert_eq!(imported.text("pack.yml").lines().nth(1), Some("languages: [en]"));
    let (general, talk, tests) = (imported.text("topics/general.yml"), imported.text("topics/talk.yml"), imported.text("tests/rasa.yml"));
    for (file, parts) in [
        (
            general,
            vec![
                "- \"my mail password does not work any more\"",
                "- \"cannot log in to SAP, wrong password\"",
                "- \"reset my wiki password\"",
                "- \"my outlook password does not work any more\"",
                "say: { en: \"We are open from 8 to 17, Monday to Friday.\" }",
                "follow the e-mail, (name).\\nA password has at least 12 signs.",
                "ask:\n      - { en: \"Which model do you need?\" }\n      - { en: \"What is it for?\" }\n",
            ],
        ),
        (talk, vec!["id: greet\n", "kind: greeting", "kind: goodbye"]),
        (tests, vec!["out_of_scope:\n  - \"order me a pizza\"", "say: \"I cannot remember my wiki password\", intent: reset_password, contains: [\"Open the portal"]),
    ] {
        for part in parts {
            assert!(file.contains(part), "{part}\n{file}");
        }
    }
}

#[test]
fn what_has_no_counterpart_is_told_with_its_place() {
    let imported = Imported::rasa(RASA, &[]);
    let page = imported.text("import-report.md");
    for (place, about) in [
        ("actions/actions.py:4", "ActionOrderStatus"),
        ("config.yml:5", "DIETClassifier"),
        ("config.yml:9", "TEDPolicy"),
        ("data/nlu.yml:36", "metadata"),
        ("data/nlu.yml:39", "I forgot my password"),
        ("data/nlu.yml:49", "printer"),
        ("data/nlu.yml:52", "regular expression"),
        ("data/rules.yml:22", "condition"),
        ("data/rules.yml:26", "slot_was_set"),
        ("data/rules.yml:30", "action_order_status"),
        ("data/stories.yml:10", "checkpoint"),
        ("data/stories.yml:13", "`or`"),
        ("domain.yml:12", "never_trained"),
        ("domain.yml:14", "entity `system`"),
        ("domain.yml:17", "slot `model`"),
        ("domain.yml:32", "buttons"),
        ("domain.yml:35", "another variant"),
        ("domain.yml:40", "image"),
        ("domain.yml:53", "utter_default"),
        ("domain.yml:60", "manager"),
        ("domain.yml:62", "action_order_status"),
        ("endpoints.yml:1", "endpoints"),
        ("tests/test_stories.yml:28", "laptop_form"),
        ("domain.yml:56", "form `laptop_form` is 2 questions"),
        ("data/rules.yml:34", "`utter_default` after `nlu_fallback` is left out"),
        ("tests/test_stories.yml:12", "leads to `utter_password_rules` too is not tested"),
        ("data/faq.yml:7", "fewer than 3"),
    ] {
        let told = |text: &str, sign: &str| text.lines().any(|line| line.contains(&format!("{place}{sign}")) && line.contains(about));
        assert!(told(&page, "`"), "{place} {about}\n{page}");
        assert!(told(&imported.done.err, ":"), "{place} {about}\n{}", imported.done.err);
    }
}

#[test]
fn what_nobody_can_begin_is_told() {
    let form = "the form `laptop_form` is left out: ";
    let rule = "      - intent: request_laptop\n      - action: laptop_form\n";
    for (file, old, new, place, about) in [
        ("data/rules.yml", rule, &rule.replace("request_laptop", "never_trained"), "domain.yml:56", format!("{form}`never_trained`, which begins it, has no examples")),
        ("data/rules.yml", rule, &rule.replace("request_laptop", "never_trained"), "data/rules.yml:17", "`laptop_form` after `never_trained` is left out".to_owned()),
        ("data/rules.yml", rule, &rule.replace("request_laptop", "affirm"), "domain.yml:56", format!("{form}`affirm`, which begins it, is left out")),
        ("data/rules.yml", rule, &rule.replace("laptop_form", "utter_default"), "domain.yml:56", format!("{form}no rule or story begins it")),
    ] {
        let project = spoiled(file, old, new);
        let imported = Imported::rasa(project.path().to_str().unwrap(), &[]);
        assert!(imported.done.good, "{}", imported.done.err);
        let page = imported.text("import-report.md");
        assert!(page.lines().any(|line| line.contains(&format!("{place}`")) && line.contains(&about)), "{place} {about}\n{page}");
    }
}

#[test]
fn odd_projects_still_become_packs() {
    for (file, old, new) in [
        ("data/nlu.yml", "- hey there", "- \"{quoted}\" [x"),
        ("data/nlu.yml", "- hey there", "- ???"),
        ("data/nlu.yml", "intent: greet", "intent: 24/7 Hallo-Intent"),
        ("data/nlu.yml", "      - bye\n      - see you later\n      - good night\n", "      -\n"),
        ("domain.yml", "Hello! What can I do for you?", "Hi: {a} # \\\"b\\\" \\\\ *c*\\n\\nnew line"),
        (
            "domain.yml",
            "    required_slots:\n      - model\n      - reason\n",
            "    required_slots:\n      model:\n        - type: from_text\n      reason: []\n    ignored_intents:\n",
        ),
        ("domain.yml", "utter_greet:\n", "utter_hello:\n"),
        ("data/rules.yml", "intent: goodbye", "intent: nobody"),
        ("data/stories.yml", "stories:", "flows:"),
    ] {
        let project = spoiled(file, old, new);
        let imported = Imported::rasa(project.path().to_str().unwrap(), &["--language", "id"]);
        assert!(imported.done.good, "{new}: {}", imported.done.err);
        assert!(garda(&["check", &imported.pack()]).good, "{new}");
        assert!(imported.text("pack.yml").contains("languages: [id]"), "{new}");
    }
}

#[test]
fn what_cannot_be_imported_is_refused() {
    let project = spoiled("data/nlu.yml", "  - intent: goodbye", "  - intent: goodbye: x");
    let imported = Imported::rasa(project.path().to_str().unwrap(), &[]);
    assert!(!imported.done.good && imported.done.err.contains("data/nlu.yml:9:20: error: This is not valid YAML"), "{}", imported.done.err);
    assert!(!Path::new(&imported.pack()).exists(), "nothing is written");

    let empty = tempfile::tempdir().unwrap();
    let imported = Imported::rasa(empty.path().to_str().unwrap(), &[]);
    assert!(!imported.done.good && imported.done.err.contains("there are no intents"), "{}", imported.done.err);
    assert!(!Imported::rasa("/nowhere", &[]).done.good);
    let full = garda(&["import", "rasa", RASA, "--out", RASA]);
    assert!(!full.good && full.err.contains("not empty"), "{}", full.err);
}

#[test]
fn a_large_project_becomes_several_topics() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("data")).unwrap();
    let (mut nlu, mut domain) = ("version: \"3.1\"\nnlu:\n".to_owned(), "version: \"3.1\"\nresponses:\n".to_owned());
    let mut rules = "version: \"3.1\"\nrules:\n".to_owned();
    for intent in ["alpha", "beta", "gamma"] {
        let lines = (0..1200).map(|number| format!("    - question {number} about {intent}, {}\n", "at great length, ".repeat(18)));
        write!(nlu, "- intent: {intent}\n  examples: |\n{}", lines.collect::<String>()).unwrap();
        write!(domain, "  utter_{intent}:\n  - text: \"About {intent}.\"\n").unwrap();
        write!(rules, "- rule: {intent}\n  steps:\n  - intent: {intent}\n  - action: utter_{intent}\n").unwrap();
    }
    for (file, text) in [("domain.yml", domain), ("data/nlu.yml", nlu), ("data/rules.yml", rules)] {
        fs::write(dir.path().join(file), text).unwrap();
    }
    let imported = Imported::rasa(dir.path().to_str().unwrap(), &[]);
    assert!(imported.done.good, "{}", imported.done.err);
    let check = garda(&["check", &imported.pack()]);
    assert!(check.good, "{}", check.out);
    assert!(imported.text("pack.yml").contains("{ id: general_2, name: { en: General 2 } }"), "{}", imported.text("pack.yml"));
    assert!(imported.text("topics/general.yml").contains("id: beta\n") && imported.text("topics/general_2.yml").contains("id: gamma\n"));
}
