//! Two programs on one `PostgreSQL` serve one conversation in order, and each hears the other.

use reqwest::Method;
use serde_json::json;

use crate::{
    app::{App, Stream, Visitor},
    postgres::Kind,
};

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_serve_one_conversation_in_order() {
    let one = App::start(Kind::Postgres).await;
    let two = App::on(one.database.clone(), &[]).await;
    assert!(two.running.password.is_none(), "there is one administrator");
    let here = one.visitor().await;
    let there = Visitor { app: &two, token: here.token.clone(), conversation: here.conversation.clone() };
    let path = format!("/api/v1/conversations/{}/stream", here.conversation);
    let mut stream = Stream::open(two.request(Method::GET, &path).bearer_auth(&here.token)).await;

    let ids: Vec<String> = (0..60).map(|place| format!("m{place}")).collect();
    let calls = ids.iter().enumerate().map(|(place, id)| if place % 2 == 0 { here.post(id, "halo", None) } else { there.post(id, "halo", None) });
    for (status, sent) in futures_util::future::join_all(calls).await {
        assert!(status.is_success(), "{sent}");
    }
    let seqs: Vec<i64> = there.messages().await.iter().map(|message| message["seq"].as_i64().unwrap()).collect();
    assert_eq!(seqs, (1..=120).collect::<Vec<_>>());
    for seq in 1..=120 {
        assert_eq!(stream.next("message").await.0, Some(seq.to_string()), "the other node hears every message, in order");
    }

    let admin = one.administrator().await;
    let number = there.hand_off("h").await;
    let mut ours = Stream::open(one.request(Method::GET, &format!("{path}?after=121")).bearer_auth(&here.token)).await;
    assert_eq!(ours.next("conversation").await.1["status"], "queued");
    admin.post(&format!("/api/v1/tickets/{number}/replies"), json!({ "client_id": "r", "text": "hai", "seen_seq": 999 })).await;
    loop {
        if stream.next("message").await.1["text"] == "hai" {
            break;
        }
    }
    let mut console = Stream::open(one.request(Method::GET, "/api/v1/tickets/stream").header("cookie", &admin.cookie)).await;
    admin.post(&format!("/api/v1/tickets/{number}/typing"), json!({})).await;
    assert!(stream.next("typing").await.1["name"].is_string(), "the other node's visitor sees that an agent is typing");
    let typing = format!("/api/v1/conversations/{}/typing", there.conversation);
    assert_eq!(there.call(Method::POST, &typing, None).await.0, 204);
    while console.next("typing").await.1["who"] != "visitor" {}
    one.stop().await;
    two.stop().await;
}
