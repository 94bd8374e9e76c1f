//! The command line on both databases, as a person or a script uses it.

use std::{
    fs, io,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use crate::{
    app::App,
    postgres::{BOTH, Database},
};

pub(crate) const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/tiny");

pub(crate) struct Done {
    pub(crate) good: bool,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn garda(words: &[&str]) -> Done {
    garda_with(words, &[])
}

fn garda_with(words: &[&str], environment: &[(&str, &str)]) -> Done {
    let done = Command::new(env!("CARGO_BIN_EXE_garda")).args(words).envs(environment.iter().copied()).output().unwrap();
    Done { good: done.status.success(), out: String::from_utf8(done.stdout).unwrap(), err: String::from_utf8(done.stderr).unwrap() }
}

#[test]
fn check_points_at_every_mistake() {
    let dir = tempfile::tempdir().unwrap();
    copy(Path::new(TINY), dir.path());
    let file = dir.path().join("topics/network.yml");
    let broken = fs::read_to_string(&file).unwrap().replace("team: network", "team: netwrok").replace("steps:", "stepz:");
    fs::write(&file, broken).unwrap();
    let done = garda(&["check", dir.path().to_str().unwrap()]);
    assert!(!done.good);
    assert!(done.out.contains("topics/network.yml:4:") && done.out.contains("network"), "{}", done.out);
    assert!(done.out.contains("stepz"), "{}", done.out);
    let done = garda(&["check", dir.path().to_str().unwrap(), "--json"]);
    let problems: Vec<Value> = serde_json::from_str(&done.out).unwrap();
    assert!(!done.good && problems.len() >= 2 && problems.iter().all(|problem| problem["line"].is_u64() && problem["column"].is_u64()));
    assert!(garda(&["check", TINY]).good);
    assert!(!garda(&["check", "/nowhere"]).good);
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, target) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() { copy(&path, &target) } else { fs::copy(&path, &target).map(|_| ()).unwrap() }
    }
}

#[test]
fn init_writes_a_pack_that_passes_its_check() {
    let dir = tempfile::tempdir().unwrap();
    let pack = dir.path().join("pack");
    let pack = pack.to_str().unwrap();
    assert!(garda(&["init", pack]).good);
    let done = garda(&["check", pack]);
    assert!(done.good, "{}", done.out);
    assert!(!garda(&["init", pack]).good, "a folder that holds something is left alone");
    assert!(Path::new(pack).join(".schema/topics.json").exists());
}

#[test]
fn say_prints_verdict_replies_and_explanation() {
    let done = garda(&["say", "wifi ga konek", "--json", "--pack", TINY]);
    let said: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((said["verdict"].as_str(), said["intent"].as_str()), (Some("answer"), Some("wifi_not_connecting")));
    assert_eq!(said["explanation"]["candidates"][0]["intent"], "wifi_not_connecting");
    assert!(said["replies"][0]["text"].is_string());
    let studied: Value = serde_json::from_str(&garda(&["say", "wifi ga konek", "--json", "--study", "--pack", TINY]).out).unwrap();
    assert_eq!(studied["explanation"]["revision"].as_str().unwrap(), format!("{}+studied", said["explanation"]["revision"].as_str().unwrap()));
}

#[test]
fn every_problem_of_the_configuration_is_told_at_once() {
    let done = garda_with(&["doctor"], &[("GARDA__SERVER__LISTEN", "here"), ("GARDA__LIMITS__MESSAGES_PER_MINUTE", "many"), ("GARDA__NOTHING", "x")]);
    assert!(!done.good);
    for part in ["server.listen", "GARDA__LIMITS__MESSAGES_PER_MINUTE", "GARDA__NOTHING"] {
        assert!(done.err.contains(part), "{}", done.err);
    }
    assert!(!garda(&["doctor", "--config", "/nowhere.toml"]).good);
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_transcripts_backups_and_people() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let visitor = app.visitor().await;
        visitor.say("m1", "wifi ga konek").await;
        visitor.hand_off("m2").await;
        let database = app.stop().await;
        let on = |words: &[&str]| garda(&[words, &["--database-url", &database.url]].concat());

        let list: Value = serde_json::from_str(&on(&["tickets", "list", "--json"]).out).unwrap();
        assert_eq!(list[0]["number"], "GRD-1001");
        for field in ["number", "status", "team", "priority", "subject", "requester", "opened_at"] {
            assert!(list[0].get(field).is_some(), "{field}");
        }
        let one: Value = serde_json::from_str(&on(&["tickets", "show", "GRD-1001", "--json"]).out).unwrap();
        assert_eq!(one["transcript"][0], json!({ "at": "2026-11-23T03:00:00.000Z", "sender": "visitor", "text": "wifi ga konek" }));
        assert_eq!(one["brief"]["intent"], "wifi_not_connecting");
        assert!(on(&["transcript", "1001"]).out.contains("visitor: wifi ga konek"));
        assert!(!on(&["transcript", "9999"]).good);
        assert!(on(&["doctor"]).out.lines().all(|line| line.starts_with("good")));

        let added = on(&["user", "add", "sari@kantor.id", "--name", "Sari", "--team", "network"]);
        assert!(added.good && added.out.contains("sari@kantor.id"), "{}", added.err);
        assert!(!on(&["user", "add", "sari@kantor.id", "--name", "Sari"]).good, "an address is taken once");
        assert!(!on(&["user", "add", "x@y.z", "--name", "X", "--team", "nobody"]).good);
        assert!(on(&["user", "passwd", "sari@kantor.id"]).good);

        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("backup.jsonl");
        assert!(on(&["backup", file.to_str().unwrap()]).good);
        assert!(!on(&["backup", file.to_str().unwrap()]).good, "a file that is there is left alone");
        assert!(!on(&["restore", file.to_str().unwrap()]).good, "only into an empty database");
        let fresh = Database::new(kind).await;
        let restored = garda(&["restore", file.to_str().unwrap(), "--database-url", &fresh.url]);
        assert!(restored.good, "{}", restored.err);
        assert!(garda(&["transcript", "1001", "--database-url", &fresh.url]).out.contains("wifi ga konek"));
    }
}

/// A program whose output nobody reads any more: standard output alone, or standard error as well. Its code, and whatever it said.
fn unread(words: &[&str], data: &Path, both: bool) -> (Option<i32>, String) {
    let closed = || io::pipe().unwrap().1;
    let mut program = Command::new(env!("CARGO_BIN_EXE_garda"));
    program.args(words).env("GARDA__DATABASE__DATA_DIR", data).stdin(Stdio::null()).stdout(closed());
    if both {
        program.stderr(closed());
    }
    let done = program.output().unwrap();
    (done.status.code(), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let dir = tempfile::tempdir().unwrap();
    let path = |file: &str| dir.path().join(file).to_str().unwrap().to_owned();
    let rows = ["wifi", "printer"].map(|label| format!("{{\"text\":\"{label} mati\",\"intent\":\"{label}\"}}\n")).concat();
    for (file, text) in [("rows", rows.as_str()), ("a", "{\"id\":\"vpn\",\"title\":\"VPN\"}\n"), ("q", "{\"text\":\"vpn\",\"relevant\":[\"vpn\"]}\n")] {
        fs::write(path(file), text).unwrap();
    }
    let rasa = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/rasa");
    for both in [false, true] {
        for (words, code) in [
            (vec!["test", TINY], 0),
            (vec!["test", TINY, "--json"], 0),
            (vec!["check", TINY], 0),
            (vec!["check", rasa], 1),
            (vec!["eval", "--train", &path("rows"), "--test", &path("rows"), "--json", "--report", &path("report")], 0),
            (vec!["eval-search", "--articles", &path("a"), "--queries", &path("q"), "--report", &path("report")], 0),
            (vec!["say", "wifi ga konek", "--pack", TINY], 0),
            (vec!["chat", "--pack", TINY], 0),
            (vec!["chat", TINY], 0),
            (vec!["init", &path(&format!("pack {both}"))], 0),
            (vec!["import", "rasa", rasa, "--out", &path(&format!("rasa {both}"))], 0),
            (vec!["user", "add", &format!("a{both}@kantor.example"), "--name", "A"], 0),
            (vec!["tickets", "list"], 0),
            (vec!["outbox", "list"], 0),
            (vec!["doctor"], 0),
            (vec!["backup", &path(&format!("backup {both}"))], 0),
            (vec!["test", "/nowhere"], 1),
            (vec!["--help"], 0),
        ] {
            let (got, said) = unread(&words, &dir.path().join("data"), both);
            assert!(got == Some(code) && !said.contains("panicked"), "{words:?}: {got:?} {said}");
        }
    }
}

#[test]
fn keys_to_sign_with_are_made_and_tell_their_public_halves() {
    let made = garda(&["events", "key"]);
    let word = |name: &str| made.out.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{}{}", made.out, made.err)).trim().to_owned();
    let (private, public) = (word("private"), word("public"));
    assert!(private.starts_with("whsk_") && public.starts_with("whpk_") && made.out != garda(&["events", "key"]).out);

    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("garda.toml");
    let section = |kind: &str, name: &str, secret: &str| {
        format!("[[{kind}]]\nname = '{name}'\nurl = 'https://x.example'\nsecrets = ['{secret}', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']\n")
    };
    fs::write(
        &file,
        [section("subscriber", "reports", &private), section("webhook", "assets", &private), section("subscriber", "shared", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")].concat(),
    )
    .unwrap();
    let of = |name: &str| garda(&["events", "key", name, "--config", file.to_str().unwrap()]);
    assert_eq!((of("reports").out.trim(), of("assets").out.trim()), (public.as_str(), public.as_str()));
    for (name, words) in [("shared", "no private key"), ("nobody", "no subscriber, webhook or sink called nobody")] {
        let said = of(name);
        assert!(!said.good && said.err.contains(words), "{}", said.err);
    }
}
