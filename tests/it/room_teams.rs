//! Teams as a room of agents, against a workflow in memory: cards with a link, at the address that holds its key.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    http::{StatusCode, Uri},
};
use garda::{
    connect::ticket::{FaultKind, SinkKind, SinkSettings},
    domain::sink::Rule,
};
use serde_json::{Value, json};

use crate::{
    far_desk::{Desk, serve, settings, sink},
    postgres::Kind,
};

/// A workflow that answers so; what it was called with.
async fn workflow(status: StatusCode) -> (String, Arc<Mutex<Vec<(String, Value)>>>) {
    let got = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&got);
    let router = Router::new().fallback(move |uri: Uri, body: String| {
        kept.lock().unwrap().push((uri.to_string(), serde_json::from_str(&body).unwrap()));
        async move { status }
    });
    (format!("{}/workflows/1/triggers/manual/paths/invoke?api-version=1&sig=a-key", serve(router).await), got)
}

fn of(url: &str) -> SinkSettings {
    settings(SinkKind::Teams, "", "", url, &[])
}

fn words(card: &Value) -> String {
    let body = card["attachments"][0]["content"]["body"].as_array().unwrap();
    body.iter().map(|block| block["inlines"][0]["text"].as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_a_card_with_a_link() {
    let (url, got) = workflow(StatusCode::ACCEPTED).await;
    let desk = Desk::start(Kind::Sqlite, of(&url)).await;
    let admin = desk.app.administrator().await;
    let visitor = desk.app.visitor().await;
    visitor.say("m1", "printer <at>semua</at> [macet](https://evil.example)").await;
    let number = visitor.hand_off("m2").await;
    visitor.say("m3", "masih macet").await;
    admin.post(&format!("/api/v1/tickets/{number}/notes"), json!({ "client_id": "n1", "text": "rahasia" })).await;
    admin.post(&format!("/api/v1/tickets/{number}/take"), json!({})).await;
    desk.deliver().await;
    let got = got.lock().unwrap().clone();
    assert!(got.iter().all(|(uri, _)| uri == "/workflows/1/triggers/manual/paths/invoke?api-version=1&sig=a-key"), "{got:?}");
    let first = &got[0].1["attachments"][0]["content"];
    assert!(
        words(&got[0].1).starts_with(&format!("{number}: "))
            && first["actions"][0]["url"].as_str().unwrap().ends_with(&format!("/console/tickets/{}", number.trim_start_matches("GRD-"))),
        "{first}"
    );
    assert!(!got[0].1.to_string().contains("!balas"), "nobody answers there");
    let told: Vec<String> = got[1..].iter().map(|(_, card)| words(card)).collect();
    assert_eq!(told, [format!("{number} · Requester\nmasih macet"), format!("{number} · Ditangani · Admin")]);
    assert_eq!(desk.app.running.desk.reach().sinks, [Rule { sink: "desk".to_owned(), medium: SinkKind::Teams.medium(), ..Rule::default() }]);
    desk.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_told_apart_without_the_key() {
    for (status, kind) in [
        (StatusCode::UNAUTHORIZED, FaultKind::Credential),
        (StatusCode::NOT_FOUND, FaultKind::Place),
        (StatusCode::BAD_REQUEST, FaultKind::Field),
        (StatusCode::TOO_MANY_REQUESTS, FaultKind::RateLimit),
        (StatusCode::BAD_GATEWAY, FaultKind::Lost),
    ] {
        let (url, _) = workflow(status).await;
        let sink = sink(of(&url));
        let fault = sink.check().await.unwrap_err();
        assert!(fault.kind == kind && !fault.words.contains("a-key"), "{status}: {fault:?}");
        assert!(!format!("{sink:?}").contains("a-key"), "{sink:?}");
    }
    assert_eq!(sink(of("http://127.0.0.1:9/x?sig=a-key")).check().await.unwrap_err().kind, FaultKind::Outage);
}
