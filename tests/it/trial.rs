//! `garda test`: what holds, what fails and where, and what changed against a baseline.

use std::{fs, path::Path};

use serde_json::Value;
use tempfile::TempDir;

use crate::command_line::{Done, TINY, copy, garda};

const TESTS: &str = "tests/wifi.yml";
const TOPIC: &str = "topics/network.yml";
/// Another intent for the top of the topic, with this phrase to be filled in.
const OTHER: &str = "  - id: air_link\n    title: { id: Nirkabel, en: Wireless }\n    phrases: [PHRASE]\n    examples:\n      id: [nirkabel satu, nirkabel dua, nirkabel tiga]\n      en: [cordless one, cordless two, cordless three]\n    answer:\n      say: { id: Ya., en: Yes. }\n";

/// The tiny pack with one piece of one file replaced.
fn spoiled(file: &str, old: &str, new: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy(Path::new(TINY), dir.path());
    spoil(&dir, file, old, new);
    dir
}

fn spoil(dir: &TempDir, file: &str, old: &str, new: &str) {
    let path = dir.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(old).count(), 1, "`{old}` must stand once in {file}");
    fs::write(path, text.replace(old, new)).unwrap();
}

fn test(dir: &TempDir, words: &[&str]) -> Done {
    garda(&[&["test", dir.path().to_str().unwrap()], words].concat())
}

#[test]
fn good_tests_pass_and_are_counted() {
    let done = garda(&["test", TINY]);
    assert!(done.good, "{}{}", done.out, done.err);
    for part in ["answered right", "mixed", "typos", "out of scope", "must not match", "dialogues", "Good:"] {
        assert!(done.out.contains(part), "{part}: {}", done.out);
    }
    let done = garda(&["test", TINY, "--json"]);
    let all: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((all["good"].as_bool(), all["report"]["labelled"]["rows"].as_u64(), all["report"]["dialogues_right"].as_u64()), (Some(true), Some(4), Some(1)));
    assert!(garda(&["check", TINY]).out.contains("7 test lines, 1 dialogues"));
}

#[test]
fn each_rule_fails_with_its_place() {
    let cases = [
        ("not: wifi_not_connecting }", "say: x }", "tests/wifi.yml:9:", "error: "),
        ("say: berapa harga emas hari ini", "say: wifi saya ga konek", "tests/wifi.yml:9:12", "must not match: \"wifi saya ga konek\" is answered with `wifi_not_connecting`"),
        ("steps: 1", "steps: 2", "tests/wifi.yml:13:9", "dialogue: a fix and a person: turn 1 (wifi ga konek): the number of steps is 1, not 2"),
        ("typos: [wfi ga konek nih]", "typos: [xyzzy]", "tests/wifi.yml:16:12", "floor: `wifi_not_connecting` is understood in 3 of 4 lines (75.0 %)"),
        ("[resep rendang padang,", "[wifi rendang ga konek,", "tests/wifi.yml:19:26", "budget: 1 of 2 out-of-scope lines are answered (50.0 %)"),
    ];
    for (old, new, place, message) in cases {
        let dir = spoiled(TESTS, old, new);
        let done = test(&dir, &[]);
        let shown = format!("{}{}", done.out, done.err);
        assert!(!done.good && shown.contains(place) && shown.contains(message), "{message}: {shown}");
    }
}

#[test]
fn a_pack_without_tests_says_so() {
    let dir = tempfile::tempdir().unwrap();
    copy(Path::new(TINY), dir.path());
    fs::remove_dir_all(dir.path().join("tests")).unwrap();
    let done = test(&dir, &[]);
    assert!(!done.good && done.err.contains("there are no tests"), "{}", done.err);
    assert!(garda(&["check", dir.path().to_str().unwrap()]).good);
}

#[test]
fn flips_are_told_with_the_line_behind_them() {
    let dir = spoiled(TESTS, "floors:\n  default: 0.9\n", "");
    let file = dir.path().join("before.json");
    let file = file.to_str().unwrap();
    assert!(test(&dir, &["--save-baseline", file]).good);
    assert!(fs::read_to_string(file).unwrap().lines().count() >= 8, "a row a line");
    assert!(test(&dir, &["--baseline", file]).out.contains("0 broken, 0 lost answers, 0 new wrong answers, 0 mended; 0 new lines, 0 gone"));

    spoil(&dir, TOPIC, "intents:\n", &format!("intents:\n{}", OTHER.replace("PHRASE", "connect ke wireless")));
    spoil(&dir, TESTS, "say: berapa harga", "say: berapakah harga");
    let done = test(&dir, &["--baseline", file]);
    assert!(!done.good, "the budget has no room for a wrong answer");
    assert!(
        done.out.contains("tests/wifi.yml:5:13: mixed \"laptop ga connect ke wireless\" (wifi_not_connecting): was wifi_not_connecting (answer), is air_link (answer)"),
        "{}",
        done.out
    );
    assert!(done.out.contains("topics/network.yml:4:15: phrase of air_link: \"connect ke wireless\""), "{}", done.out);
    assert!(done.out.contains("1 broken, 0 lost answers, 0 new wrong answers, 0 mended; 1 new lines, 1 gone"), "{}", done.out);
    let json: Value = serde_json::from_str(&test(&dir, &["--baseline", file, "--json"]).out).unwrap();
    assert_eq!(json["flips"]["broken"][0]["behind"]["place"], "topics/network.yml:4:15");

    fs::write(file, "{\"rows\": 1}").unwrap();
    let done = test(&dir, &["--baseline", file]);
    assert!(!done.good && done.err.contains("before.json:1:") && done.err.contains("this is no baseline"), "{}", done.err);
}

#[test]
fn a_line_that_is_worse_off_fails_by_itself() {
    // Whatever happens, floors and budget hold.
    let dir = spoiled(TESTS, "floors:\n  default: 0.9\nbudget:\n  wrong_answers: 0\n", "budget:\n  wrong_answers: 1\n");
    spoil(&dir, TESTS, "wfi ga konek nih", "wfi ga konek di kantin");
    let file = dir.path().join("before.json");
    let file = file.to_str().unwrap();
    assert!(test(&dir, &["--save-baseline", file]).good);
    let before = fs::read_to_string(file).unwrap();

    // A rival takes so much of what was sure that one asks back.
    let topic = fs::read_to_string(dir.path().join(TOPIC)).unwrap();
    spoil(&dir, TOPIC, "intents:\n", &format!("intents:\n{}", OTHER.replace("PHRASE", "di kantin").replace("nirkabel satu, nirkabel dua", "wifi kantin, wifi di kantin")));
    let done = test(&dir, &["--baseline", file]);
    assert!(!done.good && done.out.contains("Good: floors") && done.out.contains("Bad: lines are worse"), "{}", done.out);
    assert!(
        done.out.contains("tests/wifi.yml:6:13: typos \"wfi ga konek di kantin\" (wifi_not_connecting): was wifi_not_connecting (answer), is wifi_not_connecting (clarify)"),
        "{}",
        done.out
    );
    assert!(done.out.contains("topics/network.yml:4:15: phrase of air_link: \"di kantin\""), "{}", done.out);
    assert!(done.out.contains("0 broken, 1 lost answers, 0 new wrong answers"), "{}", done.out);
    let json: Value = serde_json::from_str(&test(&dir, &["--baseline", file, "--json"]).out).unwrap();
    assert_eq!((json["good"].as_bool(), json["flips"]["lost"][0]["behind"]["place"].as_str()), (Some(false), Some("topics/network.yml:4:15")));

    // One that was asked back about with another intent in front is answered with it.
    fs::write(dir.path().join(TOPIC), topic).unwrap();
    spoil(&dir, TOPIC, "intents:\n", &format!("intents:\n{}", OTHER.replace("PHRASE", "connect ke wireless")));
    let right = "\"best\":\"wifi_not_connecting\",\"verdict\":\"answer\",\"right\":true";
    let doubtful = "\"best\":\"air_link\",\"verdict\":\"clarify\",\"right\":false";
    let rows: Vec<String> = before.lines().map(|row| if row.contains("connect ke wireless") { row.replace(right, doubtful) } else { row.to_owned() }).collect();
    fs::write(file, rows.join("\n")).unwrap();
    let done = test(&dir, &["--baseline", file]);
    assert!(!done.good && done.out.contains("is air_link (answer)\n    topics/network.yml:4:15: phrase of air_link"), "{}", done.out);
    assert!(done.out.contains("0 broken, 0 lost answers, 1 new wrong answers"), "{}", done.out);
}

#[test]
fn a_report_draws_the_risk_with_both_cut_offs() {
    let dir = spoiled("pack.yml", "prefix: GRD\n", "prefix: GRD\nrisk: 0.05\n");
    let report = dir.path().join("report");
    let done = test(&dir, &["--report", report.to_str().unwrap()]);
    assert!(done.good && done.err.contains("index.html"), "{}{}", done.out, done.err);
    let page = fs::read_to_string(report.join("index.html")).unwrap();
    let risk = fs::read_to_string(report.join("risk.svg")).unwrap();
    for part in ["answer from 0.60", "clarify from 0.25", "stated risk 5.0 %", "class=\"curve\" d=\"M"] {
        assert!(page.contains(part) && risk.contains(part), "{part}: {risk}");
    }
    assert!(risk.starts_with("<svg xmlns=") && fs::read_to_string(report.join("confusion.svg")).unwrap().contains("<rect"), "{risk}");
}

#[test]
fn the_stated_risk_moves_the_cut_off_of_a_studied_pack() {
    let dir = tempfile::tempdir().unwrap();
    copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/intents")), dir.path());
    let pack = fs::read_to_string(dir.path().join("pack.yml")).unwrap();
    let answers = [0.0, 0.1].map(|risk| {
        fs::write(dir.path().join("pack.yml"), format!("{pack}risk: {risk}\n")).unwrap();
        let done = garda(&["say", "wifi ga konek", "--study", "--json", "--pack", dir.path().to_str().unwrap()]);
        let said: Value = serde_json::from_str(&done.out).unwrap();
        said["explanation"]["cut_offs"]["answer"].as_f64().unwrap()
    });
    assert!(answers[0] > 0.9 && answers[1] < 0.7, "{answers:?}");
}
