//! The REST webhook as Rasa's REST channel.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{app::App, postgres::BOTH};

const PATH: &str = "/webhooks/rest/webhook";

async fn send(app: &App, body: &Value) -> Vec<Value> {
    let answer = app.request(Method::POST, PATH).json(body).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sender_has_one_conversation() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let answers = send(&app, &json!({ "sender": "u1", "message": "lupa password", "input_channel": "x", "metadata": { "anything": 1 } })).await;
        assert!(answers.iter().all(|answer| answer["recipient_id"] == "u1" && answer["text"].is_string()));
        assert_eq!(answers.last().unwrap()["buttons"][1], json!({ "title": "Tidak", "payload": "/slot/no" }));
        // A number stands for a button where there are none to press.
        let answers = send(&app, &json!({ "sender": "u1", "message": "2" })).await;
        assert_eq!(answers.last().unwrap()["buttons"][0]["payload"], "/slot/laptop", "{answers:?}");
        let answers = send(&app, &json!({ "sender": "u1", "message": "/human" })).await;
        assert!(answers[0]["text"].as_str().unwrap().contains("GRD-1001"), "{answers:?}");
        let other = send(&app, &json!({ "sender": "u2", "message": "/human" })).await;
        assert!(other[0]["text"].as_str().unwrap().contains("GRD-1002"), "{other:?}");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_named_message_is_answered_alike() {
    let app = App::start(BOTH[0]).await;
    let body = json!({ "sender": "u1", "message": "/human", "metadata": { "message_id": "wamid.1" } });
    assert_eq!(send(&app, &body).await, send(&app, &body).await);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_input_gets_a_problem_and_never_an_empty_list() {
    let app = App::start(BOTH[0]).await;
    let bad = [
        "",
        "{",
        "[]",
        "null",
        "{}",
        r#"{"sender":1,"message":"x"}"#,
        r#"{"sender":"u"}"#,
        r#"{"sender":"","message":"x"}"#,
        r#"{"sender":"u","message":""}"#,
        r#"{"sender":"u","message":["x"]}"#,
    ];
    for body in bad {
        let answer = app.request(Method::POST, PATH).header("content-type", "application/json").body(body).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{body}: {}", answer.status());
        assert_eq!(answer.headers()["content-type"], "application/problem+json", "{body}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configured_token_counts_and_a_proxy_is_not_this_machine() {
    let app = App::start_with(BOTH[0], &[("rest.token", "a token of enough letters")]).await;
    let post = |token: &'static str| app.request(Method::POST, PATH).bearer_auth(token).json(&json!({ "sender": "u", "message": "halo" })).send();
    assert_eq!(post("wrong").await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(post("a token of enough letters").await.unwrap().status(), StatusCode::OK);
    app.stop().await;
    let app = App::start(BOTH[0]).await;
    let proxied = app.request(Method::POST, PATH).header("x-forwarded-for", "127.0.0.1").json(&json!({ "sender": "u", "message": "halo" })).send().await.unwrap();
    assert_eq!(proxied.status(), StatusCode::FORBIDDEN);
    app.stop().await;
}
