//! Whatever is sent is refused clearly, cheaply, and as a problem document.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    app::App,
    crash::{Program, insist},
    postgres::{Database, Kind},
};

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_no_message_are_refused() {
    let app = App::start(Kind::Sqlite).await;
    let visitor = app.visitor().await;
    let path = format!("/api/v1/conversations/{}/messages", visitor.conversation);
    let deep = "[".repeat(100_000);
    let long = json!({ "client_id": "c", "text": "x".repeat(4001) }).to_string();
    let cases: [(&str, StatusCode); 16] = [
        ("", StatusCode::BAD_REQUEST),
        ("{", StatusCode::BAD_REQUEST),
        ("\u{0}", StatusCode::BAD_REQUEST),
        (&deep[..60_000], StatusCode::UNPROCESSABLE_ENTITY),
        ("[]", StatusCode::UNPROCESSABLE_ENTITY),
        ("null", StatusCode::UNPROCESSABLE_ENTITY),
        ("42", StatusCode::UNPROCESSABLE_ENTITY),
        ("{}", StatusCode::UNPROCESSABLE_ENTITY),
        (r#"{"client_id":1,"text":"x"}"#, StatusCode::UNPROCESSABLE_ENTITY),
        (r#"{"client_id":"c","text":["x"]}"#, StatusCode::UNPROCESSABLE_ENTITY),
        (r#"{"client_id":"c","text":"x","sender":"agent"}"#, StatusCode::UNPROCESSABLE_ENTITY),
        (r#"{"client_id":"","text":"x"}"#, StatusCode::UNPROCESSABLE_ENTITY),
        (r#"{"client_id":"a\u0000b","text":"x"}"#, StatusCode::UNPROCESSABLE_ENTITY),
        (r#"{"client_id":"c","text":" \n\t "}"#, StatusCode::UNPROCESSABLE_ENTITY),
        (r#"{"client_id":"c","text":"\ud800"}"#, StatusCode::BAD_REQUEST),
        (&long, StatusCode::UNPROCESSABLE_ENTITY),
    ];
    for (body, expected) in cases {
        let answer = app.request(Method::POST, &path).bearer_auth(&visitor.token).header("content-type", "application/json").body(body.to_owned()).send().await.unwrap();
        let shown: String = body.chars().take(40).collect();
        assert_eq!(answer.status(), expected, "{shown}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json", "{shown}");
        let problem: Value = answer.json().await.unwrap();
        assert!(problem["request_id"].as_str().is_some_and(|id| !id.is_empty()), "{problem}");
    }
    let plain = app.request(Method::POST, &path).bearer_auth(&visitor.token).body("{}").send().await.unwrap();
    assert_eq!(plain.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(visitor.messages().await.len(), 0);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_of_any_shape_are_taken_in_as_they_are() {
    for kind in crate::postgres::BOTH {
        let app = App::start(kind).await;
        let visitor = app.visitor().await;
        let texts = ["\u{0}x", "👍", "مرحبا، الواي فاي لا يعمل", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘", "'; DROP TABLE message; --", "<script>alert(1)</script>", "{\"a\":1}", "%s%n", "\u{202e}txet", "a\r\nb"];
        for (place, text) in texts.into_iter().enumerate() {
            let sent = visitor.say(&format!("m{place}"), text).await;
            assert_eq!(sent["message"]["text"], text.replace('\0', "\u{FFFD}"));
        }
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_huge_body_is_refused_before_it_is_read() {
    let app = App::start(Kind::Sqlite).await;
    let visitor = app.visitor().await;
    let answer = app
        .request(Method::POST, &format!("/api/v1/conversations/{}/messages", visitor.conversation))
        .bearer_auth(&visitor.token)
        .header("content-type", "application/json")
        .body(vec![b' '; 10 << 20])
        .send()
        .await;
    // The server may close before the client has sent it all; then there is no answer to read.
    if let Ok(answer) = answer {
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
    }
    visitor.say("m", "halo").await;
    app.stop().await;
}

/// Writes raw bytes and reads until the server closes.
async fn raw(app: &App, bytes: &[u8]) -> String {
    let mut socket = TcpStream::connect(app.running.address).await.unwrap();
    socket.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(10), socket.read_to_end(&mut answer)).await.expect("the server closes");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_and_broken_heads_are_ended() {
    let app = App::start_with(Kind::Sqlite, &[("server.header_timeout_s", "1"), ("server.body_timeout_s", "1")]).await;
    assert_eq!(raw(&app, b"GET / HTTP/1.1\r\nhost: x\r\nslow").await.lines().next().unwrap_or(""), "", "a head that never ends");
    assert!(raw(&app, b"nonsense\r\n\r\n").await.starts_with("HTTP/1.1 400"));
    let fat = format!("GET / HTTP/1.1\r\nhost: x\r\nfat: {}\r\n\r\n", "x".repeat(64 * 1024));
    let answer = raw(&app, fat.as_bytes()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    let slow = raw(&app, b"POST /webhooks/rest/webhook HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\nconnection: close\r\n\r\n{").await;
    assert!(slow.starts_with("HTTP/1.1 4"), "{slow}");
    assert_eq!(app.request(Method::GET, "/healthz").send().await.unwrap().status(), StatusCode::OK);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_idle_sockets_and_a_slow_reader_cost_little() {
    let database = Database::new(Kind::Sqlite).await;
    let (client, program) = Program::ready(&database.url).await;
    let base = format!("http://{}", program.address);
    let token = insist(&client, None, &format!("{base}/api/v1/visitors"), &json!({})).await["token"].as_str().unwrap().to_owned();
    let conversation = insist(&client, Some(&token), &format!("{base}/api/v1/conversations"), &json!({ "client_id": "c" })).await["id"].as_str().unwrap().to_owned();
    let messages = format!("{base}/api/v1/conversations/{conversation}/messages");
    insist(&client, Some(&token), &messages, &json!({ "client_id": "first", "text": "halo" })).await;
    let before = program.resident_kb();
    let mut idle = Vec::new();
    for _ in 0..5000 {
        idle.push(TcpStream::connect(&program.address).await.expect("5000 sockets: raise the limit of open files with ulimit -n"));
    }
    // A reader that opens the stream and never reads.
    let mut slow = TcpStream::connect(&program.address).await.unwrap();
    slow.write_all(format!("GET /api/v1/conversations/{conversation}/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n").as_bytes()).await.unwrap();
    for place in 0..300 {
        insist(&client, Some(&token), &messages, &json!({ "client_id": format!("m{place}"), "text": "x".repeat(3000) })).await;
    }
    let grown = program.resident_kb().saturating_sub(before);
    assert!(grown < 80_000, "5000 idle sockets and a slow reader took {grown} kB");
    drop((idle, slow));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_messages_are_slowed_down() {
    let app = App::start_with(Kind::Sqlite, &[("limits.messages_per_minute", "5")]).await;
    let visitor = app.visitor().await;
    let mut refused = 0;
    for place in 0..8 {
        let (status, problem) = visitor.post(&format!("m{place}"), "halo", None).await;
        if status == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!(problem["type"], "/problems/rate_limited");
            refused += 1;
        }
    }
    assert!(refused >= 3);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_methods_and_unknown_ids_are_told_apart() {
    let app = App::start(Kind::Sqlite).await;
    let admin = app.administrator().await;
    assert_eq!(app.request(Method::PUT, "/api/v1/widget").send().await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
    for number in ["GRD-9999", "0", "-1", "x", "99999999999999999999", "%00", "1'"] {
        assert_eq!(admin.call(Method::GET, &format!("/api/v1/tickets/{number}"), None).await.0, StatusCode::NOT_FOUND, "{number}");
    }
    assert_eq!(admin.call(Method::GET, "/api/v1/tickets?view=nonsense", None).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    app.stop().await;
}
