//! What must not be kept: a secret typed into the chat stands nowhere afterwards, and the pack's own utterances hold none.

use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Stdio},
};

use garda::{
    domain::{matching::Catalog, secrets},
    pack::{self, Tested},
};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::crash::insist;

/// What is typed, and the secret in it.
const CANARIES: [(&str, &str); 7] = [
    ("ini password saya ya kak:", "Kenari#Hijau88"),
    ("Kenari#Hijau88", "Kenari#Hijau88"),
    ("password email saya: Kenari-Kuning-77 tapi ditolak terus", "Kenari-Kuning-77"),
    ("kode otp nya 739164 ga masuk2", "739164"),
    ("NIK saya 3174051708900002 buat akun baru", "3174051708900002"),
    ("token gitlab saya glpat-kenariKUNING1234567890 error", "glpat-kenariKUNING1234567890"),
    ("/human", "glpat-kenariKUNING1234567890"),
];

#[tokio::test]
async fn a_secret_typed_into_the_chat_is_found_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
    let (log, errors) = (File::create(dir.path().join("out.log")).unwrap(), File::create(dir.path().join("err.log")).unwrap());
    let database = format!("sqlite:{}", dir.path().join("garda.db").display());
    let mut child = Command::new(env!("CARGO_BIN_EXE_garda"))
        .args(["serve", "--listen", &address, "--database-url", &database, "--pack", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/tiny")])
        .envs([("GARDA__LOG__LEVEL", "trace"), ("GARDA__PACK__STUDY", "false")])
        .stdout(Stdio::from(log))
        .stderr(Stdio::from(errors))
        .spawn()
        .unwrap();
    let (client, base) = (Client::builder().no_proxy().build().unwrap(), format!("http://{address}/api/v1"));
    let visitor = insist(&client, None, &format!("{base}/visitors"), &json!({})).await;
    let token = visitor["token"].as_str();
    let conversation = insist(&client, token, &format!("{base}/conversations"), &json!({ "client_id": "one" })).await;
    let url = format!("{base}/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let mut answers: Vec<Value> = Vec::new();
    for (number, (text, _)) in CANARIES.iter().enumerate() {
        answers.push(insist(&client, token, &url, &json!({ "client_id": number.to_string(), "text": text })).await);
    }
    // A person has the conversation now; what comes later is hidden as well, and the desk says so.
    insist(&client, token, &url, &json!({ "client_id": "before", "text": "ini pw barunya kak:" })).await;
    let alone = insist(&client, token, &url, &json!({ "client_id": "alone", "text": "Kenari#Hijau88" })).await;
    let again = insist(&client, token, &url, &json!({ "client_id": "alone", "text": "Kenari#Hijau88" })).await;
    assert_eq!(again["message"], alone["message"], "a repeat is the same message");
    let later = insist(&client, token, &url, &json!({ "client_id": "later", "text": "pw nya Kenari-Kuning-77 ya pak" })).await;
    child.kill().unwrap();
    child.wait().unwrap();

    assert_eq!((&answers[1]["message"]["text"], &alone["message"]["text"]), (&secrets::HIDDEN.into(), &secrets::HIDDEN.into()));
    assert!(answers[1]["replies"][0]["text"].as_str().unwrap().starts_with("Tadi ada kata sandi"), "{}", answers[1]);
    assert!(answers[2]["message"]["text"].as_str().unwrap().contains(secrets::HIDDEN), "{}", answers[2]);
    assert!(answers[6].to_string().contains("GRD-"), "{}", answers[6]);
    assert_eq!(later["replies"][0]["sender"], "system", "{later}");
    let said = Value::Array(answers).to_string() + &alone.to_string() + &later.to_string();
    for (_, secret) in CANARIES {
        assert!(!said.contains(secret), "{secret} is answered");
        for file in files(dir.path()) {
            let found = fs::read(&file).unwrap().windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} stands in {}", file.display());
        }
    }
}

pub(crate) fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Lines with their secrets between ‹ and ›, and lines without any that look as if.
const LABELLED: &str = include_str!("../secrets.txt");

#[test]
fn most_secrets_are_hidden_and_hardly_a_harmless_line_is_touched() {
    let catalog = starter();
    let lines = LABELLED.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (mut marked, mut missed, mut harmless, mut alarms) = (0, Vec::new(), 0, Vec::new());
    for line in lines {
        let hidden: Vec<&str> = line.split('‹').skip(1).filter_map(|rest| rest.split_once('›')).map(|(secret, _)| secret).collect();
        let plain = line.replace(['‹', '›'], "");
        let (shown, sorts) = secrets::hide(plain.clone(), &[], &|word| catalog.knows(word));
        // Of a secret of several words none may be left.
        let left = |part: &str| shown.matches(part).count() == plain.matches(part).count();
        let still = |secret: &&&str| left(secret) || secret.split_whitespace().filter(|part| part.len() > 2).any(left);
        marked += hidden.len();
        harmless += usize::from(hidden.is_empty());
        missed.extend(hidden.iter().filter(still).map(|_| line));
        alarms.extend((hidden.is_empty() && !sorts.is_empty()).then(|| format!("{line} -> {shown}")));
    }
    assert!(marked >= 600 && harmless >= 400, "{marked} secrets, {harmless} harmless lines");
    assert!(missed.len() * 50 <= marked, "{} of {marked} are missed:\n{}", missed.len(), missed.join("\n"));
    assert!(alarms.len() * 100 <= harmless, "{} of {harmless} harmless lines are touched:\n{}", alarms.len(), alarms.join("\n"));
}

fn starter() -> Catalog {
    let files = pack::read_dir(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/intents"))).unwrap();
    Catalog::new(pack::load(&files).pack.unwrap().into())
}

#[test]
fn the_packs_own_utterances_are_left_alone() {
    let files = pack::read_dir_with_tests(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/intents"))).unwrap();
    let Tested { pack, tests, .. } = pack::load_with_tests(&files);
    let catalog = starter();
    let (pack, tests) = (pack.unwrap(), tests.unwrap());
    let examples = pack.intents.iter().flat_map(|intent| intent.examples.values().flatten());
    let utterances: Vec<&String> = examples.chain(tests.lines.iter().map(|line| &line.text)).collect();
    let touched: Vec<String> =
        utterances.iter().map(|text| secrets::hide((*text).clone(), &[], &|word| catalog.knows(word)).0).filter(|text| text.contains(secrets::HIDDEN)).collect();
    assert!(utterances.len() > 6000, "{} texts", utterances.len());
    assert!(touched.len() * 100 <= utterances.len(), "{} of {} are touched:\n{}", touched.len(), utterances.len(), touched.join("\n"));
}
