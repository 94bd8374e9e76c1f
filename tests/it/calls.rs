//! A flow asks a program of the house: over a real connection, outside the turn, with a way on when it does not answer.

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, http::HeaderMap, routing::post};
use garda::{
    config::Config,
    connect::{Carrier, Secret, Settings, TeamViewerSettings, Ways, WebhookSettings, signature, ticket::NoFiles},
    domain::{
        outbox::{Answer, Parcel, ParcelKind},
        time::Timestamp,
    },
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    app::App,
    postgres::{BOTH, Kind},
};

type Seen = Arc<Mutex<Vec<(HeaderMap, String)>>>;

/// A program on this machine that answers so to everything; and what it was asked.
async fn program(status: u16, answer: Value) -> (String, Seen) {
    let seen = Seen::default();
    let heard = move |State(seen): State<Seen>, headers: HeaderMap, body: String| async move {
        seen.lock().unwrap().push((headers, body));
        (StatusCode::from_u16(status).unwrap(), [("retry-after", "7"), ("location", "http://127.0.0.1:1/")], Json(answer))
    };
    let router = Router::new().route("/{*path}", post(heard)).with_state(seen.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, seen)
}

fn sessions(url: &str) -> impl FnOnce(&mut Config) {
    let settings = TeamViewerSettings { url: url.to_owned(), token: "token-of-a-script".to_owned(), group: "Garda".to_owned() };
    move |config| {
        config.outside.private_networks = vec!["127.0.0.1".parse().unwrap()];
        config.outside.teamviewer = Some(settings);
    }
}

async fn say(app: &App, text: &str) -> Vec<String> {
    let answered = app.request(Method::POST, "/webhooks/rest/webhook").json(&json!({ "sender": "rina", "message": text })).send().await.unwrap();
    let answers: Vec<Value> = answered.json().await.unwrap();
    answers.iter().map(|answer| answer["text"].as_str().unwrap().to_owned()).collect()
}

/// As far as the question which app it is, answered with `TeamViewer`.
async fn asks_for_teamviewer(app: &App) -> String {
    for text in ["laptop saya bisa diremote dari sana ga", "outlook minta masuk terus dari pagi", "setuju"] {
        say(app, text).await;
    }
    say(app, "teamviewer").await.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_opened_and_its_links_go_to_those_they_are_for() {
    let links = json!({ "code": "s12-345-678", "end_customer_link": "https://get.teamviewer.com/s12345678", "supporter_link": "https://start.teamviewer.com/for-the-agent" });
    let (url, seen) = program(200, links).await;
    for kind in BOTH {
        let app = App::configured(kind, &[], sessions(&url)).await;
        let said = asks_for_teamviewer(&app).await;
        assert!(said.contains("Sebentar") && said.contains("https://get.teamviewer.com/s12345678"), "{said}");
        let ticket = say(&app, "sekarang, ekstensi 2210").await.join("\n");
        assert!(ticket.contains("GRD-1001") && !ticket.contains("for-the-agent"), "{ticket}");
        let admin = app.administrator().await;
        let full = admin.get("/api/v1/tickets/1001").await;
        let facts = full["brief"]["facts"].to_string();
        assert!(facts.contains("for-the-agent") && facts.contains("s12345678"), "{facts}");
        let (headers, body) = seen.lock().unwrap().pop().unwrap();
        assert_eq!(headers["authorization"], "Bearer token-of-a-script");
        assert!(body.contains("\"groupname\":\"Garda\"") && body.contains("outlook"), "{body}");
        assert!(!full["transcript"].to_string().contains("for-the-agent") && !full["messages"].to_string().contains("for-the-agent"), "agents alone see it");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_answer_the_flow_goes_on_by_hand() {
    for (status, answer) in [(500, json!({})), (302, json!({})), (200, json!({ "code": "no links" })), (200, json!("nonsense"))] {
        let (url, seen) = program(status, answer).await;
        let app = App::configured(Kind::Sqlite, &[], sessions(&url)).await;
        let said = asks_for_teamviewer(&app).await;
        assert!(said.contains("QuickSupport hanya dari teamviewer.com"), "{status}: {said}");
        assert_eq!(seen.lock().unwrap().len(), 1, "somebody waits, so it is asked once");
        say(&app, "ulang dari awal").await;
        asks_for_teamviewer(&app).await;
        assert_eq!(seen.lock().unwrap().len(), 2, "the next question does not wait behind the first");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_inside_is_not_called_unless_its_network_is_named() {
    let (url, seen) = program(200, json!({})).await;
    let app = App::configured(Kind::Sqlite, &[], |config| {
        sessions(&url)(config);
        config.outside.private_networks.clear();
    })
    .await;
    let said = asks_for_teamviewer(&app).await;
    assert!(said.contains("QuickSupport hanya dari teamviewer.com"), "{said}");
    assert!(seen.lock().unwrap().is_empty());
    app.stop().await;
}

fn parcel(body: &str) -> Parcel {
    Parcel {
        id: "018f-key".to_owned(),
        kind: ParcelKind::Alert,
        target: "pager".to_owned(),
        lane: "c".to_owned(),
        conversation: None,
        ticket: None,
        body: body.to_owned(),
        attempts: 1,
        unsure: false,
        remote: None,
        address: None,
        created_at: Timestamp(0),
    }
}

fn pager(url: String, private: &[&str]) -> Ways {
    let secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"].iter().map(|text| Secret::read(text).unwrap()).collect();
    let webhook = WebhookSettings { url, secrets, timeout: std::time::Duration::from_secs(2) };
    let private_networks = private.iter().map(|text| text.parse().unwrap()).collect();
    Ways::new(&Settings { private_networks, webhooks: [("pager".to_owned(), webhook)].into(), ..Settings::default() }, Arc::new(NoFiles)).unwrap()
}

#[tokio::test]
async fn calls_are_signed_with_every_secret_over_key_time_and_body() {
    let (url, seen) = program(200, json!({ "got": "it" })).await;
    let answer = pager(format!("{url}/hook"), &["127.0.0.0/8"]).carry(&parcel(r#"{"a":1}"#), Timestamp(1_795_402_800_123)).await;
    assert_eq!(answer, Answer::Delivered { reference: None, body: Some(r#"{"got":"it"}"#.to_owned()) });
    let (headers, body) = seen.lock().unwrap().pop().unwrap();
    assert_eq!((headers["webhook-id"].to_str().unwrap(), headers["webhook-timestamp"].to_str().unwrap(), body.as_str()), ("018f-key", "1795402800", r#"{"a":1}"#));
    let old = Secret::read("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").unwrap();
    let signed = headers["webhook-signature"].to_str().unwrap();
    assert_eq!(signed.split(' ').nth(1), Some(signature(&[old], "018f-key", 1_795_402_800, &body).as_str()));
}

#[tokio::test]
async fn answers_mean_what_standard_webhooks_says() {
    for (status, word, wait) in
        [(204, "delivered", None), (410, "gone", None), (404, "refused", None), (301, "refused", None), (429, "failed", Some(7000)), (503, "failed", Some(7000))]
    {
        let (url, _) = program(status, json!(null)).await;
        let answer = pager(url + "/x", &["127.0.0.1"]).carry(&parcel("{}"), Timestamp(0)).await;
        assert_eq!(answer.word(), word, "{status}");
        assert_eq!(if let Answer::Failed { wait, .. } = answer { wait } else { None }, wait, "{status}");
    }
    let nobody = pager("http://127.0.0.1:9/".to_owned(), &["127.0.0.1"]).carry(&parcel("{}"), Timestamp(0)).await;
    assert_eq!(nobody.word(), "failed", "nothing went out: {nobody:?}");
}

#[tokio::test]
async fn no_way_of_writing_the_address_leads_inside() {
    for url in [
        "http://127.0.0.1:9/",
        "http://2130706433:9/",
        "http://0x7f.1:9/",
        "http://[::1]:9/",
        "http://[::ffff:127.0.0.1]:9/",
        "http://localhost:9/",
        "http://169.254.169.254/latest",
    ] {
        let answer = pager(url.to_owned(), &[]).carry(&parcel("{}"), Timestamp(0)).await;
        assert!(answer.words().contains("no public address"), "{url}: {answer:?}");
    }
}
