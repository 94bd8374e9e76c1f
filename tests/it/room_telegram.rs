//! Telegram as a room of agents, against a Bot API in memory: told, answered from there, closed; whose word counts; and what its refusals mean.

use std::sync::Arc;

use garda::{
    connect::ticket::{Denied, FaultKind, Hooked, SinkKind, SinkSettings},
    domain::{outbox::ParcelKind, time::Timestamp},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    app::{App, MONDAY_10},
    far_desk::{Desk, reads},
    faulty::{Asked, Change, Served, Vendor, deliver, found_wrong, hand_off_all, hooked, opening, parcel, refused, settings, sink, told_apart},
    postgres::BOTH,
};

const BOT: i64 = 77;
const ALL: i64 = -1_001_000_000_001;
const NET: i64 = -1_001_000_000_002;
const SECRET: &str = "a-secret_of-the-hook";

/// The Bot API with two groups; one has topics.
#[derive(Default)]
struct Bots {
    messages: Vec<Value>,
    reactions: Vec<Value>,
    hook: Value,
    /// Whether groups let bots react.
    dumb: bool,
}

fn no(code: u16, description: &str) -> (u16, Value) {
    (code, json!({ "ok": false, "error_code": code, "description": description }))
}

fn yes(result: &Value) -> (u16, Value) {
    (200, json!({ "ok": true, "result": result }))
}

/// What a message shows: its tags are taken for what they are, and nothing else is one.
fn visible(html: &str) -> String {
    let mut out = String::new();
    for (place, part) in html.split('<').enumerate() {
        let text = if place == 0 { part } else { part.split_once('>').unwrap().1 };
        out.push_str(text);
    }
    ["&lt;", "&gt;", "&quot;", "&amp;"].iter().zip(["<", ">", "\"", "&"]).fold(out, |text, (written, sign)| text.replace(written, sign))
}

/// Whether all tags are ones that Telegram knows, and none of them was typed.
fn is_well_formed(html: &str) -> bool {
    let tags = html.split('<').skip(1).map(|part| part.split_once('>').map(|(tag, _)| tag));
    tags.into_iter().all(|tag| tag.is_some_and(|tag| ["b", "/b", "/a"].contains(&tag) || tag.starts_with("a href=\"http")))
}

impl Bots {
    fn send(&mut self, asked: &Asked) -> (u16, Value) {
        let new = asked.json();
        let group = new["chat_id"].as_i64().unwrap_or_default();
        if ![ALL, NET].contains(&group) {
            return no(400, "Bad Request: chat not found");
        }
        let (html, topic) = (new["text"].as_str().unwrap_or_default(), &new["message_thread_id"]);
        if !topic.is_null() && *topic != 7 {
            return no(400, "Bad Request: message thread not found");
        }
        if !is_well_formed(html) || visible(html).encode_utf16().count() > 4096 {
            return no(400, "Bad Request: can't parse entities");
        }
        assert_eq!(new["link_preview_options"]["is_disabled"], true);
        let id = self.messages.len() + 100;
        self.messages.push(json!({ "id": id, "group": group, "topic": topic, "text": visible(html), "answers": new["reply_parameters"]["message_id"] }));
        yes(&json!({ "message_id": id, "chat": { "id": group, "type": "supergroup" } }))
    }

    fn edit(&mut self, asked: &Asked) -> (u16, Value) {
        let new = asked.json();
        let Some(message) = self.messages.iter_mut().find(|message| message["id"] == new["message_id"] && message["group"] == new["chat_id"]) else {
            return no(400, "Bad Request: message to edit not found");
        };
        let text = visible(new["text"].as_str().unwrap());
        if message["text"] == text {
            return no(400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same");
        }
        message["text"] = text.into();
        yes(&json!(true))
    }
}

impl Vendor for Bots {
    fn answer(&mut self, asked: &Asked) -> (u16, Value) {
        let (_, parts) = asked.parts();
        let Some(method) = parts.as_slice().strip_prefix(&["bot77:key-1"]).and_then(|rest| rest.first()) else { return no(404, "Not Found") };
        let body = asked.json();
        match *method {
            "getMe" => yes(&json!({ "id": BOT, "is_bot": true, "username": "garda_bot" })),
            "getChat" => match body["chat_id"].as_i64() {
                Some(ALL | NET) => yes(&json!({ "id": body["chat_id"], "type": "supergroup" })),
                Some(-1_001_000_000_003) => yes(&json!({ "id": body["chat_id"], "type": "channel" })),
                Some(-1_001_000_000_004) => yes(&json!({ "id": body["chat_id"], "type": "supergroup" })),
                _ => no(400, "Bad Request: chat not found"),
            },
            "getChatMember" => yes(&json!({ "status": if body["chat_id"] == -1_001_000_000_004_i64 { "left" } else { "member" } })),
            "getWebhookInfo" => yes(&json!({ "url": self.hook["url"].as_str().unwrap_or_default() })),
            "setWebhook" => {
                self.hook = body;
                yes(&json!(true))
            }
            "sendMessage" => self.send(asked),
            "editMessageText" => self.edit(asked),
            "setMessageReaction" if self.dumb => no(400, "Bad Request: REACTION_INVALID"),
            "setMessageReaction" => {
                self.reactions.push(json!([body["message_id"], body["reaction"][0]["emoji"]]));
                yes(&json!(true))
            }
            _ => no(404, "Not Found"),
        }
    }
}

fn of(url: &str) -> SinkSettings {
    let mut settings = settings(SinkKind::Telegram, url, ("", "77:key-1"), &ALL.to_string(), &[]);
    settings.places.insert("network".to_owned(), format!("{NET}/7"));
    settings.hook_secrets = vec![SECRET.to_owned()];
    settings
}

/// Somebody answers a message.
fn update(id: i64, group: i64, to: &Value, text: &str) -> Value {
    let chat = json!({ "id": group, "type": "supergroup", "title": "TI" });
    json!({ "update_id": 1000 + id, "message": {
        "message_id": id, "date": 1, "chat": chat, "from": { "id": 5, "is_bot": false, "first_name": "Budi", "last_name": "Santoso" }, "text": text,
        "reply_to_message": { "message_id": to["id"], "date": 1, "chat": chat, "from": { "id": BOT, "is_bot": true, "first_name": "Garda" }, "text": to["text"] },
    } })
}

async fn call(app: &App, secret: &str, update: &Value) -> StatusCode {
    app.request(Method::POST, "/webhooks/desk").header("x-telegram-bot-api-secret-token", secret).json(update).send().await.unwrap().status()
}

fn messages(served: &Arc<Served<Bots>>) -> Vec<Value> {
    served.vendor.lock().unwrap().messages.clone()
}

fn text(message: &Value) -> &str {
    message["text"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_told_answered_and_closed_from_a_group() {
    for kind in BOTH {
        let served = Served::start(Bots::default()).await;
        let desk = Desk::start(kind, of(&served.url)).await;
        let visitor = desk.app.visitor().await;
        visitor.say("m1", "printer <b>macet</b> & <a href=\"tg://user?id=1\">x</a>").await;
        let number = visitor.hand_off("m2").await;
        visitor.say("m3", "masih macet <i>juga</i>").await;
        desk.deliver().await;
        let sent = messages(&served);
        assert!(text(&sent[0]).starts_with(&format!("{number}: ")) && text(&sent[0]).contains("Antre") && text(&sent[0]).contains("/console/tickets/"), "{sent:?}");
        assert_eq!((text(&sent[1]), &sent[1]["answers"], &sent[1]["group"]), (format!("{number} · Requester\nmasih macet <i>juga</i>").as_str(), &sent[0]["id"], &json!(ALL)));

        // Told twice, it is heard once; what is not marked stays among them; an answer to what was said later counts as well.
        for _ in 0..2 {
            assert_eq!(call(&desk.app, SECRET, &update(9, ALL, &sent[1], "/balas@garda_bot sudah beres, coba lagi")).await, StatusCode::OK);
        }
        assert_eq!(call(&desk.app, SECRET, &update(10, ALL, &sent[0], "siapa yang pegang?")).await, StatusCode::OK);
        let seen = reads(&visitor).await;
        assert!(seen.matches("sudah beres, coba lagi").count() == 1 && seen.contains("\"name\":\"Budi Santoso\"") && !seen.contains("pegang"), "{seen}");
        desk.deliver().await;
        assert_eq!(served.vendor.lock().unwrap().reactions, [json!([9, "👌"])]);
        let sent = messages(&served);
        assert!(text(&sent[0]).contains("Ditangani · Budi Santoso") && text(sent.last().unwrap()) == format!("{number} · Ditangani · Budi Santoso"), "{sent:?}");

        // Only with the secret, of a group that is named, to a message of ours.
        let stranger = |change: fn(&mut Value)| {
            let mut update = update(11, ALL, &sent[0], "/balas palsu");
            change(&mut update["message"]);
            update
        };
        for (secret, update, status) in [
            ("a-secret_of-the-hooc", stranger(|_| {}), StatusCode::UNAUTHORIZED),
            (SECRET, stranger(|message| message["chat"] = json!({ "id": 5, "type": "private" })), StatusCode::OK),
            (SECRET, stranger(|message| message["chat"]["id"] = (-1_001_000_000_009_i64).into()), StatusCode::OK),
            (SECRET, stranger(|message| message["reply_to_message"]["from"]["id"] = 5.into()), StatusCode::OK),
            (SECRET, stranger(|message| message["from"]["is_bot"] = true.into()), StatusCode::OK),
            (SECRET, json!({ "update_id": 5, "edited_message": {} }), StatusCode::OK),
            (SECRET, update(12, ALL, &json!({ "id": 1, "text": "GRD-999999: lain" }), "/balas palsu"), StatusCode::OK),
        ] {
            assert_eq!(call(&desk.app, secret, &update).await, status, "{update}");
        }
        assert!(!reads(&visitor).await.contains("palsu"));

        served.vendor.lock().unwrap().dumb = true;
        assert_eq!(call(&desk.app, SECRET, &update(13, ALL, &sent[0], "!selesai")).await, StatusCode::OK);
        desk.deliver().await;
        let (_, read) = visitor.call(Method::GET, &format!("/api/v1/conversations/{}", visitor.conversation), None).await;
        assert_eq!(read["conversation"]["status"], "resolved", "{read}");
        let sent = messages(&served);
        assert!(text(&sent[0]).contains("Selesai") && !text(&sent[0]).contains("!balas"), "{sent:?}");
        assert!(sent.iter().any(|message| message["answers"] == 13 && text(message) == format!("{number} · 👌")), "where bots may not react they answer: {sent:?}");
        desk.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn topics_are_kept_and_a_deleted_notice_does_no_harm() {
    let served = Served::start(Bots::default()).await;
    let sink = sink(of(&served.url));
    let remote = deliver(&served, &*sink, parcel(ParcelKind::Open, 1, "open", &opening(1), None)).await.unwrap();
    assert_eq!(remote, format!("{NET}/7/100"));
    hand_off_all(&served, &*sink, (1, 0)).await;
    let sent = messages(&served);
    assert!(sent.iter().all(|message| message["group"] == NET && message["topic"] == 7), "{sent:?}");
    served.vendor.lock().unwrap().messages.remove(0);
    let change = garda::domain::sink::StatusChange { standing: garda::domain::sink::Standing::Open, notice: Some(crate::faulty::notice(1, "Ditangani", "Ditangani")) };
    deliver(&served, &*sink, parcel(ParcelKind::Status, 1, "taken", &change, Some(&remote))).await;
    assert_eq!(text(messages(&served).last().unwrap()), "GRD-1001 · Ditangani");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_breaks_nothing_is_lost_though_it_may_come_twice() {
    let served = Served::start(Bots::default()).await;
    let sink = sink(of(&served.url));
    hand_off_all(&served, &*sink, (60, 35)).await;
    let sent = messages(&served);
    for n in 0..60 {
        let number = format!("GRD-{}", 1000 + n);
        let first: Vec<&Value> = sent.iter().filter(|message| text(message).starts_with(&format!("{number}: "))).collect();
        assert!(!first.is_empty(), "{number} is lost");
        for said in ["masih <b>putus</b> [x]\nya?", "rahasia: 10.0.0.1", "coba sekarang"] {
            assert!(sent.iter().any(|message| text(message).starts_with(&number) && text(message).ends_with(said)), "{number}: {said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_are_told_apart() {
    let served = Served::start(Bots::default()).await;
    let sink = sink(of(&served.url));
    let answer = |description: &str| json!({ "ok": false, "description": description });
    let table = vec![
        (401, answer("Unauthorized"), FaultKind::Credential),
        (404, answer("Not Found"), FaultKind::Credential),
        (403, answer("Forbidden: bot was kicked from the supergroup chat"), FaultKind::Right),
        (400, answer("Bad Request: chat not found"), FaultKind::Place),
        (400, answer("Bad Request: TOPIC_CLOSED"), FaultKind::Place),
        (400, answer("Bad Request: message is too long"), FaultKind::Field),
        (429, json!({ "ok": false, "description": "Too Many Requests: retry after 7", "parameters": { "retry_after": 7 } }), FaultKind::RateLimit),
        (500, Value::Null, FaultKind::Lost),
        (200, Value::Null, FaultKind::Lost),
    ];
    told_apart(&served, &*sink, of, table).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_of_a_connection_looks_at_groups_and_the_hook() {
    let served = Served::start(Bots::default()).await;
    let sink = sink(of(&served.url));
    assert!(sink.check().await.unwrap().contains("garda sink hook"));
    let said = sink.register("https://bantuan.kantor.example/webhooks/desk").await.unwrap();
    assert!(said.contains("https://bantuan.kantor.example/webhooks/desk"));
    assert_eq!(sink.check().await.unwrap(), "@garda_bot");
    let hook = served.vendor.lock().unwrap().hook.clone();
    assert_eq!((&hook["secret_token"], &hook["allowed_updates"]), (&json!(SECRET), &json!(["message"])));
    let wrong: Vec<(Change, FaultKind)> = vec![
        (|settings| settings.secrets = vec!["77:key-2".to_owned()], FaultKind::Credential),
        (|settings| drop(settings.places.insert("x".to_owned(), "-1001000000009".to_owned())), FaultKind::Place),
        (|settings| drop(settings.places.insert("x".to_owned(), "-1001000000003".to_owned())), FaultKind::Place),
        (|settings| drop(settings.places.insert("x".to_owned(), "-1001000000004".to_owned())), FaultKind::Right),
    ];
    found_wrong(&of(&served.url), &wrong).await;
    refused(
        &of(&served.url),
        &[
            |settings| settings.places.clear(),
            |settings| drop(settings.places.insert("x".to_owned(), "12345".to_owned())),
            |settings| settings.secrets = vec!["a token".to_owned()],
            |settings| settings.hook_secrets = vec!["pendek".to_owned()],
        ],
    );
    let call = |secret: &str| hooked(&*sink, &[("x-telegram-bot-api-secret-token", secret)], "{\"update_id\":1}", Timestamp(MONDAY_10));
    assert_eq!((call(SECRET), call("a-secret_of-the-hoo")), (Ok(Hooked::Nothing(String::new())), Err(Denied::Signature)));
}
