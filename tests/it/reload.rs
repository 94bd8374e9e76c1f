//! A pack that changes while the program runs.

use std::path::Path;

use garda::{delivery::watch, domain::id::Revision};
use serde_json::Value;

use crate::{app::App, postgres::Kind};

pub(crate) fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The revision of an explanation, studied or not yet.
fn published(explained: &Value) -> String {
    Revision::new(explained["revision"].as_str().unwrap()).parts().0.0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_edit_serves_at_once_and_a_broken_one_never() {
    let folder = tempfile::tempdir().unwrap();
    copied(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/tiny")), folder.path());
    let app = App::start_with(Kind::Sqlite, &[("pack.path", folder.path().to_str().unwrap())]).await;
    let topic = folder.path().join("topics/network.yml");
    let text = std::fs::read_to_string(&topic).unwrap();
    let admin = app.administrator().await;
    // Somebody new each time: who says the same again would be heard as "that did not help".
    let answer = async || {
        let visitor = app.visitor().await;
        let sent = visitor.say("said", "wifi ga konek").await;
        let turn = sent["message"]["turn"].as_i64().unwrap();
        let explained = admin.get(&format!("/api/v1/conversations/{}/turns/{turn}/explanation", visitor.conversation)).await;
        (sent["replies"][0]["text"].as_str().unwrap().to_owned(), published(&explained), visitor.conversation)
    };
    let (before, first, conversation) = answer().await;
    assert_eq!(before, "Coba langkah ini.");

    std::fs::write(&topic, text.replace("Coba langkah ini.", "Ayo coba ini dulu.")).unwrap();
    watch::step(&app.running.desk, folder.path()).await;
    let (edited, second, _) = answer().await;
    assert_eq!(edited, "Ayo coba ini dulu.");
    assert_ne!(first, second, "another pack is another revision");

    std::fs::write(&topic, text.replace("answer:", "anser:")).unwrap();
    watch::step(&app.running.desk, folder.path()).await;
    let (still, third, _) = answer().await;
    assert_eq!((still, third), (edited, second), "the last good revision serves on");

    let old = admin.get(&format!("/api/v1/conversations/{conversation}/turns/1/explanation")).await;
    assert_eq!(published(&old), first, "an old turn is explained by the pack it was decided with");
    app.stop().await;
}
