//! `garda eval` as a person or a script uses it, on a set small enough to read.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

const TRAIN: &[(&str, &str)] = &[
    ("wifi", "wifi ga konek di laptop"),
    ("wifi", "wifi putus terus"),
    ("wifi", "sinyal wifi hilang"),
    ("wifi", "the wifi keeps dropping"),
    ("password", "lupa kata sandi"),
    ("password", "password saya salah terus"),
    ("password", "i forgot my password"),
    ("password", "cara ganti password"),
    ("printer", "printer offline"),
    ("printer", "printer ga bisa print"),
    ("printer", "the printer does not respond"),
    ("printer", "kertas macet di printer"),
];
const TEST: &[(&str, &str)] =
    &[("wifi", "wifi saya putus"), ("password", "saya lupa password"), ("printer", "printernya macet"), ("oos", "resep rendang enak"), ("oos", "who won the match")];

fn write(path: &Path, rows: &[(&str, &str)]) -> String {
    let lines: Vec<String> = rows.iter().map(|(intent, text)| serde_json::json!({ "text": text, "intent": intent }).to_string()).collect();
    fs::write(path, lines.join("\n")).unwrap();
    path.to_str().unwrap().to_owned()
}

fn eval(words: &[&str]) -> (bool, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_garda")).arg("eval").args(words).output().unwrap();
    (done.status.success(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn reports_what_was_understood() {
    let dir = tempfile::tempdir().unwrap();
    let (train, test) = (write(&dir.path().join("t.jsonl"), TRAIN), write(&dir.path().join("e.jsonl"), TEST));
    let report = dir.path().join("report");
    let (good, out, err) = eval(&["--train", &train, "--test", &test, "--out-of-scope", "oos", "--json", "--report", report.to_str().unwrap()]);
    assert!(good, "{err}");
    let figures: Value = serde_json::from_str(&out).unwrap();
    let names: Vec<&String> = figures.as_object().unwrap().keys().collect();
    let mut want = [
        "rows",
        "accuracy",
        "macro_f1",
        "in_scope_accuracy",
        "oos_recall",
        "oos_precision",
        "oos_auroc",
        "at_5pct_reject",
        "train_seconds",
        "latency_us",
        "peak_rss_mb",
        "per_intent",
    ];
    want.sort_unstable();
    let mut names: Vec<&str> = names.into_iter().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, want);
    assert_eq!(figures["rows"], 5);
    assert_eq!(figures["in_scope_accuracy"], 1.0);
    assert_eq!(figures["oos_auroc"], 1.0);
    assert_eq!(figures["per_intent"].as_array().unwrap().len(), 4);
    let page = fs::read_to_string(report.join("index.html")).unwrap();
    assert!(page.contains("<svg ") && page.contains("prefers-color-scheme"));
    for (file, part) in [("confusion.svg", "wifi understood as wifi: 1 of 1"), ("risk.svg", "answer from ")] {
        let svg = fs::read_to_string(report.join(file)).unwrap();
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"") && svg.contains("<style>") && svg.contains(part), "{svg}");
    }
    let (good, out, _) = eval(&["--train", &train, "--test", &test]);
    assert!(good && out.contains("macro F1"), "{out}");
}

#[test]
fn mistakes_in_the_files_are_pointed_at() {
    let dir = tempfile::tempdir().unwrap();
    let train = write(&dir.path().join("t.jsonl"), TRAIN);
    let broken = dir.path().join("broken.jsonl");
    fs::write(&broken, "{\"text\": \"a\", \"intent\": \"wifi\"}\n{\"text\": \"b\"}\n").unwrap();
    for (test, what) in [(broken.to_str().unwrap(), "broken.jsonl:2:13: error: This row cannot be read: missing field `intent`"), ("/nowhere.jsonl", "/nowhere.jsonl: ")] {
        let (good, out, err) = eval(&["--train", &train, "--test", test]);
        assert!(!good && out.is_empty() && err.contains(what), "{err}");
    }
    let strange = write(&dir.path().join("s.jsonl"), &[("oos", "resep rendang")]);
    let (good, _, err) = eval(&["--train", &strange, "--test", &train, "--out-of-scope", "oos"]);
    assert!(!good && err.contains("no line is about an intent"), "{err}");
}
