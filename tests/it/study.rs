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

/// Whether the pack is studied as the console is told, and how far as the numbers tell.
async fn told(app: &App, admin: &Agent<'_>) -> (bool, String) {
    let state = admin.get("/api/v1/pack").await;
    let numbers = app.request(reqwest::Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
    let ratio = numbers.lines().find_map(|line| line.strip_prefix("garda_pack_studied_ratio ")).unwrap();
    assert_eq!(state["revision"], app.running.desk.catalog().pack().revision.as_str());
    (state["studied"].as_bool().unwrap(), ratio.to_owned())
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
    assert_eq!(told(&app, &admin).await, (false, "0".to_owned()));
    let mut percent = app.running.desk.studying();
    let heard = tokio::spawn(async move {
        let mut heard = Vec::new();
        while percent.changed().await.is_ok() {
            match *percent.borrow_and_update() {
                Some(percent) => heard.push(percent),
                None => break,
            }
        }
        heard
    });
    study::step(&app.running.desk, &Place::Beside(env!("CARGO_BIN_EXE_garda").into(), database())).await;
    let heard = heard.await.unwrap();
    assert!(!heard.is_empty() && heard.is_sorted(), "how far it is is told meanwhile: {heard:?}");
    assert_eq!(told(&app, &admin).await, (true, "1".to_owned()));
    let (late, after) = explained(&app, &admin, "gmn cara nyambungin laptop ke proyektor").await;
    assert!(is_studied(&after) && !is_studied(&before), "{after}");
    assert_eq!(admin.get(&early).await, before, "an early turn is explained by what was known then");
    assert_ne!(before["cut_offs"], after["cut_offs"], "how sure one must be was fitted");

    let next = App::on(app.database.clone(), &[("pack.path", STARTER)]).await;
    let revision = next.running.desk.catalog().pack().revision.clone();
    assert!(next.running.desk.catalog().is_studied(), "the next start finds it");
    let kept = store::study::find(&mut next.running.desk.store().read().await.unwrap(), &revision).await.unwrap().unwrap();
    assert!(kept.linear.is_some() && next.running.desk.catalog().fits(&kept), "and the classifier with it");
    assert_eq!(admin.get(&late).await, after);
    next.stop().await;
    app.stop().await;
}

/// A turn is told as it was decided, whatever its words would mean alone: by a button, by a question that waited, or by the words.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_turn_came_to_is_told_with_it() {
    let app = App::start_with(Kind::Sqlite, &[("pack.path", STARTER)]).await;
    let admin = app.administrator().await;
    let scripts = [
        vec![
            ("printer lantai 3 ga mau ngeprint", None, "words", None),
            ("Bisa, hanya saya yang tidak", Some("/slot/me"), "button", None),
            ("belum bisa", None, "conversation", None),
            ("mau bicara dengan petugas", None, "words", None),
        ],
        vec![("printer lantai 3 ga mau ngeprint", None, "words", None), ("bisa, hanya saya yang tida", None, "conversation", Some("slip"))],
    ];
    for script in scripts {
        let visitor = app.visitor().await;
        for (place, (text, choice, by, how)) in script.into_iter().enumerate() {
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
            assert_eq!(told["decision"]["meant"]["how"].as_str(), how, "{text}: {told}");
        }
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
    let study =
        Study { networks: None, linear: None, judge: Judge::of(-2.0, vec![2.0, 2.5, 3.5, 2.0, 3.5, -0.5]), cut_offs: CutOffs { answer: 0.62, clarify: 0.27 }, strange_below: 0.3 };
    let learned = || {
        let files = Files(serde_json::from_str(&kept).unwrap());
        let catalog = Catalog::new(pack::load(&files).pack.unwrap().into());
        let studied = catalog.studied(Study::from_bytes(&study.to_bytes()).unwrap());
        [catalog, studied]
    };
    [learned(), learned()]
});

#[test]
fn the_same_pack_keeps_the_same_bytes_and_learns_nothing_from_them() {
    let study = |catalog: &Catalog| catalog.to_keep(Study { networks: None, linear: None, judge: Judge::default(), cut_offs: CutOffs::default(), strange_below: 0.0 });
    let [[one, _], [other, _]] = &*TWICE;
    let bytes = study(one).to_bytes();
    assert!(bytes == study(other).to_bytes());
    let kept = Study::from_bytes(&bytes).unwrap();
    let weights = kept.linear.clone().unwrap();
    let served = Catalog::with_study(one.pack().clone(), kept);
    assert!(served.is_studied() && std::sync::Arc::ptr_eq(&served.to_keep(study(one)).linear.unwrap(), &weights), "what was kept serves");
    // What was learned of other lines is no use.
    let files = pack::read_dir(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/tiny"))).unwrap();
    let another = Catalog::with_study(pack::load(&files).pack.unwrap().into(), Study::from_bytes(&bytes).unwrap());
    assert!(!another.is_studied());
    assert!(Study::from_bytes(&bytes[..bytes.len() - 1]).is_none());
}

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
