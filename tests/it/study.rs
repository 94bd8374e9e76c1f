//! The second stage of learning: studied in the background, kept, and told apart in what is explained.

use std::{path::Path, sync::LazyLock, time::Duration};

use garda::{
    delivery::{
        study::{self, Place},
        watch,
    },
    domain::{
        id::{ConversationId, Revision},
        matching::{Catalog, CutOffs, Study, explain, judge::Judge},
    },
    pack::{self, Files},
    store::{self, message},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    app::{Agent, App},
    postgres::{BOTH, Kind},
    reload::copied,
};

const STARTER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/intents");

/// A message, and why it was answered as it was.
async fn explained(app: &App, admin: &Agent<'_>, text: &str) -> (String, Value) {
    let visitor = app.visitor().await;
    let sent = visitor.say("said", text).await;
    let path = format!("/api/v1/conversations/{}/turns/{}/explanation", visitor.conversation, sent["message"]["turn"]);
    (path.clone(), admin.get(&path).await)
}

/// Waits until the background has studied what serves.
async fn studied(app: &App) {
    let mut served = app.running.desk.published();
    while !app.running.desk.catalog().is_studied() {
        tokio::time::timeout(Duration::from_mins(1), served.changed()).await.expect("the pack is studied").unwrap();
    }
}

fn is_studied(explained: &Value) -> bool {
    Revision::new(explained["revision"].as_str().unwrap()).parts().1
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_studied_serves_is_kept_and_explains_itself() {
    let app = App::start_with(Kind::Sqlite, &[("pack.path", STARTER)]).await;
    let admin = app.administrator().await;
    let (early, before) = explained(&app, &admin, "gmn cara nyambungin laptop ke proyektor").await;
    let database = || study::DatabaseUrl(app.database.url.clone());
    study::step(&app.running.desk, &Place::Beside("/nowhere/garda".into(), database())).await;
    assert!(!app.running.desk.catalog().is_studied(), "without the program it goes on as it is");
    study::step(&app.running.desk, &Place::Beside(env!("CARGO_BIN_EXE_garda").into(), database())).await;
    let (late, after) = explained(&app, &admin, "gmn cara nyambungin laptop ke proyektor").await;
    assert!(is_studied(&after) && !is_studied(&before), "{after}");
    assert_eq!(admin.get(&early).await, before, "an early turn is explained by what was known then");
    assert_ne!(before["cut_offs"], after["cut_offs"], "how sure one must be was fitted");

    let next = App::on(app.database.clone(), &[("pack.path", STARTER)]).await;
    assert!(next.running.desk.catalog().is_studied(), "the next start finds it");
    assert_eq!(admin.get(&late).await, after);
    next.stop().await;
    app.stop().await;
}

/// A turn is told as it was decided, whatever its words would mean alone: by a button, by a question that waited, or by the words.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_turn_came_to_is_told_with_it() {
    let app = App::start_with(Kind::Sqlite, &[("pack.path", STARTER)]).await;
    let (admin, visitor) = (app.administrator().await, app.visitor().await);
    let script = [
        ("printer lantai 3 ga mau ngeprint", None, "words"),
        ("Bisa, hanya saya yang tidak", Some("/slot/me"), "button"),
        ("belum bisa", None, "conversation"),
        ("mau bicara dengan petugas", None, "words"),
    ];
    for (place, (text, choice, by)) in script.into_iter().enumerate() {
        let (_, sent) = visitor.post(&format!("m{place}"), text, choice).await;
        let turn = sent["message"]["turn"].as_i64().unwrap();
        let told = admin.get(&format!("/api/v1/conversations/{}/turns/{turn}/explanation", visitor.conversation)).await;
        let id = ConversationId(visitor.conversation.clone());
        let stored = message::of_turn(&mut app.running.desk.store().read().await.unwrap(), &id, turn).await.unwrap();
        let stored = stored.into_iter().find_map(|message| message.decision).unwrap();
        let want = json!({ "verdict": stored.verdict, "intent": stored.intent, "choice": choice });
        let got = json!({ "verdict": told["decision"]["verdict"], "intent": told["decision"]["intent"], "choice": told["decision"]["choice"] });
        assert_eq!(got, want, "{text}");
        assert_eq!(told["decision"]["by"], by, "{text}: {told}");
        assert_eq!(told["decision"]["asked"].is_null(), place == 0, "{text}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_pack_is_studied_in_the_background() {
    let folder = tempfile::tempdir().unwrap();
    copied(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/tiny")), folder.path());
    let topic = folder.path().join("topics/network.yml");
    for kind in BOTH {
        let app = App::start_with(kind, &[("pack.path", folder.path().to_str().unwrap()), ("pack.study", "true")]).await;
        studied(&app).await;
        std::fs::write(&topic, format!("{}# {kind:?}\n", std::fs::read_to_string(&topic).unwrap())).unwrap();
        watch::step(&app.running.desk, folder.path()).await;
        let published = app.running.desk.catalog().pack().revision.clone();
        studied(&app).await;
        assert_eq!(app.running.desk.catalog().revision(), &published.studied());
        let kept = store::study::find(&mut app.running.desk.store().read().await.unwrap(), &published).await.unwrap();
        assert!(kept.is_some());
        app.stop().await;
    }
}

/// The starter pack twice, each made from what is stored of it alone: at once, and with something studied.
static TWICE: LazyLock<[[Catalog; 2]; 2]> = LazyLock::new(|| {
    let kept = serde_json::to_string(&pack::starter().0).unwrap();
    let study = Study { networks: None, judge: Judge::of(-2.0, vec![2.0, 2.5, 3.5, 2.0, 3.5, -0.5]), cut_offs: CutOffs { answer: 0.62, clarify: 0.27 }, strange_below: 0.3 };
    let learned = || {
        let files = Files(serde_json::from_str(&kept).unwrap());
        let catalog = Catalog::new(pack::load(&files).pack.unwrap().into());
        let studied = catalog.studied(Study::from_bytes(&study.to_bytes()).unwrap());
        [catalog, studied]
    };
    [learned(), learned()]
});

/// Texts made of what people and the pack say, and texts of any shape.
fn texts() -> impl Strategy<Value = String> {
    let words =
        ["wifi", "ga", "konek", "printernya", "macet", "lantai 2", "gmn", "reset", "pasword", "sso", "please", "my laptop", "kata2", "tolooong", "10.0.0.1", "a@b.id", "!!!"];
    prop_oneof![proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..9).prop_map(|words| words.join(" ")), ".{0,120}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn deciding_again_from_what_is_stored_decides_the_same(text in texts()) {
        let told = |catalog: &Catalog| {
            let utterance = catalog.read(&text);
            serde_json::to_value(explain(catalog, &utterance, &catalog.understand(&utterance))).unwrap()
        };
        let [first, again] = &*TWICE;
        for (first, again) in first.iter().zip(again) {
            prop_assert_eq!(told(first), told(again));
        }
    }
}
