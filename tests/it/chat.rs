//! A visitor chats: stored once, answered alike, in order, and nobody else can look.

use std::collections::BTreeMap;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    app::{App, Stream},
    postgres::BOTH,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_with_steps_and_a_check() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let visitor = app.visitor().await;
        let sent = visitor.say("m1", "antrian print numpuk nih").await;
        let replies = sent["replies"].as_array().unwrap();
        assert_eq!(replies[0]["parts"][0], json!({ "type": "heard", "intent": "Antrean cetak macet" }));
        assert_eq!(replies[0]["parts"][1]["type"], "steps");
        assert_eq!(replies[1]["parts"][0]["choices"][0]["value"], "/helped/yes");
        assert_eq!(sent["conversation"]["last_seq"], 3);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_message_is_stored_once_and_answered_alike() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let visitor = app.visitor().await;
        let again = futures_util::future::join_all((0..12).map(|_| visitor.post("same", "lupa password", None))).await;
        assert_eq!(again.iter().filter(|(status, _)| *status == StatusCode::CREATED).count(), 1);
        assert!(again.iter().all(|(status, _)| *status == StatusCode::CREATED || *status == StatusCode::OK));
        let first = &again[0].1;
        for (_, other) in &again {
            assert_eq!((&other["message"], &other["replies"]), (&first["message"], &first["replies"]));
        }
        assert_eq!(visitor.messages().await.len(), 3);
        let (status, problem) = visitor.post("same", "something else", None).await;
        assert_eq!((status, problem["type"].as_str()), (StatusCode::CONFLICT, Some("/problems/conflict")));
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_with_repeats_and_handoffs_are_each_stored_once() {
    const SAYINGS: [&str; 6] = ["wifi ga konek nih", "belum bisa juga", "printernya macet lagi", "/human", "masih sama kak", "makasih ya"];
    for kind in BOTH {
        let app = App::start(kind).await;
        let visitors = futures_util::future::join_all((0..24).map(|_| app.visitor())).await;
        let told = visitors.iter().enumerate().flat_map(|(who, visitor)| {
            let sayings = SAYINGS.iter().enumerate().filter(move |(_, text)| who % 4 == 0 || **text != "/human");
            sayings.flat_map(move |(place, text)| {
                let choice = text.starts_with('/').then_some(*text);
                (0..2).map(move |_| async move { (who, place, visitor.post(&format!("m{place}"), text, choice).await) })
            })
        });
        let mut created = BTreeMap::new();
        for (who, place, (status, sent)) in futures_util::future::join_all(told).await {
            assert!(status.is_success(), "{sent}");
            *created.entry((who, place)).or_insert(0) += i32::from(status == StatusCode::CREATED);
        }
        assert!(created.values().all(|times| *times == 1), "each is new once: {created:?}");
        let mut handed_over = 0;
        for (who, visitor) in visitors.iter().enumerate() {
            let (_, read) = visitor.call(Method::GET, &format!("/api/v1/conversations/{}?limit=500", visitor.conversation), None).await;
            let messages = read["messages"].as_array().unwrap();
            handed_over += usize::from(!read["conversation"]["ticket"].is_null());
            assert!(who % 4 > 0 || !read["conversation"]["ticket"].is_null(), "who asked for a person has a ticket");
            let seqs: Vec<i64> = messages.iter().map(|message| message["seq"].as_i64().unwrap()).collect();
            assert_eq!(seqs, (1..=i64::try_from(messages.len()).unwrap()).collect::<Vec<_>>());
            let mut said: Vec<&str> = messages.iter().filter_map(|message| message["client_id"].as_str()).collect();
            said.sort_unstable();
            assert_eq!(said.len(), if who % 4 == 0 { 6 } else { 5 });
            said.dedup();
            assert_eq!(said.len(), if who % 4 == 0 { 6 } else { 5 });
        }
        let tickets = app.administrator().await.get("/api/v1/tickets?limit=100").await;
        assert_eq!(tickets["tickets"].as_array().unwrap().len(), handed_over, "a conversation has one ticket at most");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_after_a_restart_is_still_one() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let visitor = app.visitor().await;
        let sent = visitor.say("m1", "printer offline").await;
        let (token, conversation) = (visitor.token.clone(), visitor.conversation.clone());
        let app = App::on(app.stop().await, &[]).await;
        let back = crate::app::Visitor { app: &app, token, conversation };
        let (status, again) = back.post("m1", "printer offline", None).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(again["replies"], sent["replies"]);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_one_conversation_stay_in_order_without_gaps() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let visitor = app.visitor().await;
        let ids: Vec<String> = (0..40).map(|place| format!("m{place}")).collect();
        futures_util::future::join_all(ids.iter().map(|id| visitor.post(id, "laptop lemot", None))).await;
        let seqs: Vec<i64> = visitor.messages().await.iter().map(|message| message["seq"].as_i64().unwrap()).collect();
        assert_eq!(seqs, (1..=i64::try_from(seqs.len()).unwrap()).collect::<Vec<_>>());
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_outcome_can_be_asked_for() {
    let app = App::start(BOTH[0]).await;
    let visitor = app.visitor().await;
    visitor.say("known", "halo").await;
    let path = |id: &str| format!("/api/v1/conversations/{}/messages/by-client-id/{id}", visitor.conversation);
    assert_eq!(visitor.call(Method::GET, &path("known"), None).await.1["text"], "halo");
    assert_eq!(visitor.call(Method::GET, &path("unknown"), None).await.0, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_goes_on_where_it_was() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let visitor = app.visitor().await;
        visitor.say("m1", "halo").await;
        let path = format!("/api/v1/conversations/{}/stream", visitor.conversation);
        let mut stream = Stream::open(app.request(Method::GET, &path).bearer_auth(&visitor.token)).await;
        assert_eq!(stream.next("message").await.0.as_deref(), Some("1"));
        assert_eq!(stream.next("message").await.0.as_deref(), Some("2"));
        visitor.say("m2", "vpn ga bisa").await;
        assert_eq!(stream.next("message").await.1["text"], "vpn ga bisa");
        drop(stream);
        let mut stream = Stream::open(app.request(Method::GET, &path).bearer_auth(&visitor.token).header("last-event-id", "3")).await;
        assert_eq!(stream.next("message").await.0.as_deref(), Some("4"));
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_anothers_conversation() {
    let app = App::start(BOTH[0]).await;
    let (ours, theirs) = (app.visitor().await, app.visitor().await);
    theirs.say("m1", "rahasia").await;
    let before = theirs.messages().await;
    let unknown = "01a20812-43f9-7c9c-847e-263d97632877";
    let calls: Vec<(Method, String, Option<Value>)> = vec![
        (Method::GET, String::new(), None),
        (Method::GET, "?after=0".to_owned(), None),
        (Method::GET, "?before=9".to_owned(), None),
        (Method::GET, "/stream".to_owned(), None),
        (Method::GET, "/stream?after=0".to_owned(), None),
        (Method::GET, "/messages/by-client-id/m1".to_owned(), None),
        (Method::POST, "/messages".to_owned(), Some(json!({ "client_id": "m1", "text": "rahasia" }))),
        (Method::POST, "/messages".to_owned(), Some(json!({ "client_id": "x", "text": "halo", "choice": "/human" }))),
        (Method::POST, "/typing".to_owned(), None),
        (Method::POST, "/language".to_owned(), Some(json!({ "language": "en" }))),
    ];
    for (method, rest, body) in calls {
        let call = async |id: &str| {
            let (status, mut answer) = ours.call(method.clone(), &format!("/api/v1/conversations/{id}{rest}"), body.clone()).await;
            answer.as_object_mut().unwrap().remove("request_id");
            (status, answer)
        };
        let (foreign, missing) = (call(&theirs.conversation).await, call(unknown).await);
        assert_eq!(foreign.0, StatusCode::NOT_FOUND, "{method} {rest}");
        assert_eq!(foreign, missing, "{method} {rest}");
    }
    let (_, mine) = ours.call(Method::GET, "/api/v1/conversations", None).await;
    assert_eq!(mine["conversations"].as_array().unwrap().len(), 1);
    assert_eq!(theirs.messages().await, before);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_whole_token_of_this_house_opens_anything() {
    let app = App::start(BOTH[0]).await;
    let visitor = app.visitor().await;
    let cut = &visitor.token[..visitor.token.len() - 2];
    let bad = ["", "x", "v1.x.y", cut, &format!("{}A", visitor.token), &visitor.token.replace("v1.", "v2.")];
    for token in bad {
        let answer = app.request(Method::GET, "/api/v1/conversations").bearer_auth(token).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{token}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reply_language_follows_and_can_be_chosen() {
    let app = App::start(BOTH[0]).await;
    let visitor = app.visitor().await;
    let sent = visitor.say("m1", "i forgot my password, can you help me please").await;
    assert_eq!(sent["replies"][0]["language"], "en");
    let (status, _) = visitor.call(Method::POST, &format!("/api/v1/conversations/{}/language", visitor.conversation), Some(json!({ "language": "id" }))).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let sent = visitor.say("m2", "my printer is offline and nothing prints").await;
    assert_eq!(sent["replies"][0]["language"], "id");
    app.stop().await;
}
