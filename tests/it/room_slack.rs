//! Slack as a room of agents, against a workspace in memory: told, talked about, answered from there, closed; and never twice.

use std::sync::{Arc, atomic::Ordering};

use garda::{
    connect::ticket::{Attempt, Denied, FaultKind, Hooked, SinkKind, SinkSettings},
    domain::{
        outbox::ParcelKind,
        sink::{Act, Mark, Place, Sign, Standing, StatusChange},
        time::Timestamp,
    },
};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{
    app::{App, MONDAY_10},
    far_desk::{Desk, reads},
    faulty::{Asked, Change, Served, Vendor, comments, deliver, found_wrong, hand_off, hex, hooked, notice, opening, parcel, refused, settings, sink, told_apart},
    postgres::{BOTH, Kind},
};

const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
const SCOPES: &str = "chat:write,reactions:write,users:read,users:read.email,channels:read,channels:history,groups:read,groups:history";

/// A workspace with two channels.
pub(crate) struct Workspace {
    pub(crate) messages: Vec<Value>,
    pub(crate) reactions: Vec<(String, String)>,
    scopes: String,
    /// Whether people can be asked for.
    knows: bool,
}

impl Default for Workspace {
    fn default() -> Self {
        Self { messages: Vec::new(), reactions: Vec::new(), scopes: SCOPES.to_owned(), knows: true }
    }
}

fn no(error: &str) -> (u16, Value) {
    (200, json!({ "ok": false, "error": error }))
}

impl Workspace {
    /// What stands in the thread of a message, itself first.
    pub(crate) fn thread(&self, ts: &str) -> Vec<&Value> {
        self.messages.iter().filter(|message| message["ts"] == ts || message["thread_ts"] == ts).collect()
    }

    /// The messages that are no answers.
    pub(crate) fn roots(&self) -> Vec<&Value> {
        self.messages.iter().filter(|message| message["thread_ts"].is_null()).collect()
    }

    fn post(&mut self, asked: &Asked) -> (u16, Value) {
        let mut message = asked.json();
        if !["C0NET", "C0ALL"].contains(&message["channel"].as_str().unwrap_or_default()) {
            return no("channel_not_found");
        }
        if message["blocks"].as_array().is_none_or(|blocks| blocks.iter().any(|block| shown(block).chars().count() > 3000)) {
            return no("invalid_blocks");
        }
        // Two messages never have the same time.
        let ts = format!("{}.{:06}", asked.now / 1000, self.messages.len());
        message["ts"] = ts.clone().into();
        self.messages.push(message);
        (200, json!({ "ok": true, "ts": ts, "channel": asked.json()["channel"] }))
    }

    fn update(&mut self, asked: &Asked) -> (u16, Value) {
        let new = asked.json();
        let Some(message) = self.messages.iter_mut().find(|message| message["ts"] == new["ts"] && message["channel"] == new["channel"]) else { return no("message_not_found") };
        for name in ["text", "blocks", "metadata"] {
            message[name] = new[name].clone();
        }
        (200, json!({ "ok": true }))
    }

    fn react(&mut self, asked: &Asked) -> (u16, Value) {
        let new = asked.json();
        let one = (new["timestamp"].as_str().unwrap().to_owned(), new["name"].as_str().unwrap().to_owned());
        if self.reactions.contains(&one) {
            return no("already_reacted");
        }
        self.reactions.push(one);
        (200, json!({ "ok": true }))
    }

    /// A page of messages, newest first in a channel and oldest first in a thread; their names are told only to who asks for them.
    fn list(&self, asked: &Asked, thread: Option<&str>) -> (u16, Value) {
        let oldest: f64 = asked.query.get("oldest").map_or(0.0, |oldest| oldest.parse().unwrap());
        let of = |message: &&Value| {
            let here = message["channel"] == asked.query["channel"].as_str() && message["ts"].as_str().unwrap().parse::<f64>().unwrap() >= oldest;
            here && match thread {
                Some(thread) => message["ts"] == thread || message["thread_ts"] == thread,
                None => message["thread_ts"].is_null(),
            }
        };
        let mut all: Vec<Value> = self.messages.iter().filter(of).cloned().collect();
        if thread.is_none() {
            all.reverse();
        }
        if asked.query.get("include_all_metadata").map(String::as_str) != Some("true") {
            for message in &mut all {
                message.as_object_mut().unwrap().remove("metadata");
            }
        }
        let (size, begin) = (asked.number("limit", 100), asked.number("cursor", 0));
        let next = if begin + size < all.len() { (begin + size).to_string() } else { String::new() };
        (200, json!({ "ok": true, "messages": all.into_iter().skip(begin).take(size).collect::<Vec<_>>(), "response_metadata": { "next_cursor": next } }))
    }

    fn user(&self, asked: &Asked) -> (u16, Value) {
        let profile = |name: &str, email: &str| json!({ "display_name": "", "real_name": name, "email": email });
        let user = match asked.query["user"].as_str() {
            _ if !self.knows => return (503, Value::Null),
            "USARI" => json!({ "profile": profile("Sari Dewi", "Sari@kantor.id") }),
            "UBUDI" => json!({ "profile": profile("Budi <!here>", "budi@lain.example") }),
            "UAUTHOR" => json!({ "profile": profile("Penulis", "penulis@kantor.id") }),
            "USTRANGE" => json!({ "is_stranger": true, "profile": profile("Orang Lain", "sari@kantor.id") }),
            _ => return no("user_not_found"),
        };
        (200, json!({ "ok": true, "user": user }))
    }
}

/// The words of a block.
fn shown(block: &Value) -> String {
    let texts = [&block["text"]["text"], &block["elements"][0]["text"]];
    texts.iter().filter_map(|text| text.as_str()).collect()
}

/// The words of a message.
pub(crate) fn words(message: &Value) -> String {
    message["blocks"].as_array().unwrap().iter().map(shown).collect::<Vec<_>>().join("\n")
}

impl Vendor for Workspace {
    fn answer(&mut self, asked: &Asked) -> (u16, Value) {
        if asked.header("authorization") != "Bearer xoxb-1" {
            return no("invalid_auth");
        }
        let (_, parts) = asked.parts();
        match parts.as_slice() {
            ["api", "auth.test"] => (200, json!({ "ok": true, "url": "https://kantor.slack.com/", "team": "Kantor", "user": "garda", "user_id": "UBOT", "bot_id": "B1" })),
            ["api", "chat.postMessage"] => self.post(asked),
            ["api", "chat.update"] => self.update(asked),
            ["api", "reactions.add"] => self.react(asked),
            ["api", "conversations.history"] => self.list(asked, None),
            ["api", "conversations.replies"] => self.list(asked, Some(&asked.query["ts"])),
            ["api", "conversations.info"] => match asked.query["channel"].as_str() {
                "C0NET" => (200, json!({ "ok": true, "channel": { "is_member": true, "is_private": true } })),
                "C0ALL" => (200, json!({ "ok": true, "channel": { "is_member": true } })),
                "C0OUT" => (200, json!({ "ok": true, "channel": { "is_member": false } })),
                "C0OLD" => (200, json!({ "ok": true, "channel": { "is_member": true, "is_archived": true } })),
                _ => no("channel_not_found"),
            },
            ["api", "users.info"] => self.user(asked),
            _ => (404, Value::Null),
        }
    }

    fn head(&self) -> Option<(&'static str, String)> {
        Some(("x-oauth-scopes", self.scopes.clone()))
    }
}

pub(crate) fn of(url: &str) -> SinkSettings {
    let mut settings = settings(SinkKind::Slack, url, ("", "xoxb-1"), "C0ALL", &[]);
    settings.places.insert("network".to_owned(), "C0NET".to_owned());
    settings.hook_secrets = vec![SECRET.to_owned()];
    settings.tags = Vec::new();
    settings
}

/// A call of Slack, signed at this time.
pub(crate) async fn call(app: &App, body: &str, (at, retry): (i64, Option<&str>)) -> (StatusCode, String) {
    let request = app.request(Method::POST, "/webhooks/desk").header("x-slack-request-timestamp", at / 1000).header("x-slack-signature", signed(body, at));
    let request = retry.into_iter().fold(request, |request, number| request.header("x-slack-retry-num", number));
    let answer = request.header("content-type", "application/json").body(body.to_owned()).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

fn signed(body: &str, at: i64) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap().chain_update(format!("v0:{}:{body}", at / 1000));
    format!("v0={}", hex(&mac.finalize().into_bytes()))
}

/// Somebody writes below a message.
pub(crate) fn event(user: &str, (channel, thread): (&str, &str), ts: &str, text: &str) -> String {
    json!({
        "type": "event_callback", "team_id": "T1", "event_id": format!("Ev{ts}"), "authorizations": [{ "user_id": "UBOT", "is_bot": true }],
        "event": { "type": "message", "channel": channel, "channel_type": "channel", "user": user, "text": text, "ts": ts, "thread_ts": thread },
    })
    .to_string()
}

/// A program whose tickets go to a workspace.
pub(crate) async fn start(kind: Kind) -> (Arc<Served<Workspace>>, Desk) {
    let served = Served::start(Workspace::default()).await;
    let desk = Desk::start(kind, of(&served.url)).await;
    (served, desk)
}

/// The thread of the only ticket: its channel and time.
pub(crate) fn only_thread(served: &Served<Workspace>) -> (String, String) {
    let workspace = served.vendor.lock().unwrap();
    let roots = workspace.roots();
    assert_eq!(roots.len(), 1, "{roots:?}");
    (roots[0]["channel"].as_str().unwrap().to_owned(), roots[0]["ts"].as_str().unwrap().to_owned())
}

fn read_thread(served: &Served<Workspace>, ts: &str) -> Vec<String> {
    served.vendor.lock().unwrap().thread(ts).into_iter().map(words).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_told_answered_taken_and_closed_from_a_channel() {
    for kind in BOTH {
        let (served, desk) = start(kind).await;
        let admin = desk.app.administrator().await;
        for (name, role) in [("sari", "agent"), ("penulis", "author")] {
            desk.app.agent(&admin, name, role, &["helpdesk"]).await;
        }
        let visitor = desk.app.visitor().await;
        visitor.say("m1", "printer <!channel> macet & <https://evil.example|Konsol>").await;
        let number = visitor.hand_off("m2").await;
        visitor.say("m3", "masih macet <!here>, tolong <@USARI>").await;
        desk.deliver().await;
        let (channel, ts) = only_thread(&served);
        let thread = (channel.as_str(), ts.as_str());
        let first = read_thread(&served, &ts);
        assert!(first[0].starts_with("*<http") && first[0].contains(&format!("/console/tickets/{}|{number}>*: ", number.trim_start_matches("GRD-"))), "{first:?}");
        assert!(first[0].contains("Prioritas: ") && first[0].contains("Balasan dijanjikan: ") && first[0].contains("Antre") && first[0].contains("!balas"), "{first:?}");
        assert!(first[1].contains("masih macet &lt;!here&gt;, tolong &lt;@USARI&gt;"), "{first:?}");
        for message in &served.vendor.lock().unwrap().messages {
            assert!(!message.to_string().contains("<!") && !message.to_string().contains("<@") && !message.to_string().contains("<https://evil"), "{message}");
            assert_eq!((&message["unfurl_links"], &message["unfurl_media"]), (&json!(false), &json!(false)));
        }

        // They talk, and one of them answers; Slack tells it twice, and once more later.
        let say = async |user: &str, ts: &str, text: &str| call(&desk.app, &event(user, thread, ts, text), (desk.now(), None)).await.0;
        assert_eq!(say("USARI", "5.1", "siapa yang pegang ini?").await, StatusCode::OK);
        for _ in 0..3 {
            assert_eq!(say("USARI", "5.2", "!balas Sudah saya nyalakan ulang, coba lagi &amp; kabari.").await, StatusCode::OK);
        }
        let seen = reads(&visitor).await;
        assert_eq!(seen.matches("Sudah saya nyalakan ulang, coba lagi & kabari.").count(), 1, "{seen}");
        assert!(!seen.contains("siapa yang pegang") && seen.contains("\"name\":\"sari\""), "{seen}");
        let shown = admin.get(&format!("/api/v1/tickets/{number}")).await;
        assert_eq!((&shown["ticket"]["status"], &shown["ticket"]["assignee"]["name"]), (&json!("assigned"), &json!("sari")), "{shown}");
        desk.deliver().await;
        assert_eq!(served.vendor.lock().unwrap().reactions, [("5.2".to_owned(), "white_check_mark".to_owned())]);
        let told = read_thread(&served, &ts);
        assert!(told[0].contains("Ditangani · sari") && told.last().unwrap().contains("Ditangani · sari"), "{told:?}");
        assert!(!told.iter().any(|text| text.contains("nyalakan ulang")), "what was said there is not said there again: {told:?}");

        // Somebody else wants it, an author may not, a stranger is nobody.
        for (user, ts, text) in [("UBUDI", "5.3", "<@UBOT> ambil"), ("UAUTHOR", "5.4", "!balas rahasia"), ("USTRANGE", "5.5", "!balas halo"), ("USARI", "5.6", "!ambil")] {
            assert_eq!(say(user, ts, text).await, StatusCode::OK);
        }
        desk.deliver().await;
        let reactions = served.vendor.lock().unwrap().reactions.clone();
        let signs = |ts: &str| reactions.iter().filter(|(of, _)| of == ts).map(|(_, name)| name.as_str()).collect::<Vec<_>>();
        assert_eq!([signs("5.3"), signs("5.4"), signs("5.5"), signs("5.6")], [vec!["no_entry_sign"], vec!["no_entry_sign"], vec![], vec!["white_check_mark"]]);
        assert!(read_thread(&served, &ts).iter().any(|text| text == "Sudah ditangani sari."));
        let seen = reads(&visitor).await;
        assert!(!seen.contains("halo") && !seen.contains("rahasia"), "{seen}");

        // What is done in the console is told there.
        admin.post(&format!("/api/v1/tickets/{number}/notes"), json!({ "client_id": "n1", "text": "teknisi *cuti*" })).await;
        admin.post(&format!("/api/v1/tickets/{number}/replies"), json!({ "client_id": "r1", "text": "saya bantu juga", "seen_seq": 99 })).await;
        desk.deliver().await;
        let told = read_thread(&served, &ts);
        assert!(told.iter().any(|text| text == "🔒 *Admin*\nteknisi *cuti*") && told.iter().any(|text| text == "*Admin*\nsaya bantu juga"), "{told:?}");

        assert_eq!(say("USARI", "5.7", "!selesai").await, StatusCode::OK);
        let (_, read) = visitor.call(Method::GET, &format!("/api/v1/conversations/{}", visitor.conversation), None).await;
        assert_eq!(read["conversation"]["status"], "resolved", "{read}");
        assert_eq!(say("USARI", "5.8", "!balas satu lagi").await, StatusCode::OK);
        desk.deliver().await;
        let told = read_thread(&served, &ts);
        assert!(told[0].contains("Selesai · sari") && !told[0].contains("!balas"), "{told:?}");
        assert!(told.iter().any(|text| text.contains("Tiketnya sudah selesai")) && !reads(&visitor).await.contains("satu lagi"), "{told:?}");
        desk.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_unknown_to_the_desk_answers_by_name() {
    for kind in BOTH {
        let (served, desk) = start(kind).await;
        let visitor = desk.asks(&[]).await;
        desk.deliver().await;
        let (channel, ts) = only_thread(&served);
        let say = async |user: &str, at: &str, text: &str, retry: Option<&str>| call(&desk.app, &event(user, (&channel, &ts), at, text), (desk.now(), retry)).await.0;
        assert_eq!(say("UBUDI", "5.1", "!ambil", None).await, StatusCode::OK);
        assert_eq!(say("UBUDI", "5.2", "!balas coba lagi", None).await, StatusCode::OK);
        let seen = reads(&visitor).await;
        assert!(seen.contains("\"name\":\"Budi <!here>\"") && seen.matches("coba lagi").count() == 1, "{seen}");
        desk.deliver().await;
        assert!(read_thread(&served, &ts)[0].contains("Ditangani · Budi &lt;!here&gt;"));

        // While nobody can tell who it is, it is to come again; the last time it counts all the same.
        served.vendor.lock().unwrap().knows = false;
        assert_eq!(say("UNEW", "5.3", "!balas dari siapa", None).await, StatusCode::SERVICE_UNAVAILABLE);
        assert!(!reads(&visitor).await.contains("dari siapa"));
        assert_eq!(say("UNEW", "5.3", "!balas dari siapa", Some("3")).await, StatusCode::OK);
        let seen = reads(&visitor).await;
        assert!(seen.matches("dari siapa").count() == 1 && seen.contains("\"name\":\"Helpdesk\""), "{seen}");
        desk.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_signed_calls_of_now_are_believed() {
    let (served, desk) = start(Kind::Sqlite).await;
    let visitor = desk.asks(&[]).await;
    desk.deliver().await;
    let (channel, ts) = only_thread(&served);
    let body = event("USARI", (&channel, &ts), "5.1", "!balas palsu");
    let forged = |signature: String, at: i64| {
        let request = desk.app.request(Method::POST, "/webhooks/desk").header("x-slack-request-timestamp", at / 1000).header("x-slack-signature", signature);
        request.body(body.clone())
    };
    let now = desk.now();
    for (signature, at) in [
        (signed(&body, now).replace("v0=", "v0=00"), now),
        (signed("{}", now), now),
        (signed(&body, now), now + 1000),
        (signed(&body, now - 301_000), now - 301_000),
        (signed(&body, now + 301_000), now + 301_000),
        ("v0=".to_owned(), now),
        (String::new(), now),
    ] {
        assert_eq!(forged(signature.clone(), at).send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "{signature}");
    }
    assert_eq!(desk.app.request(Method::POST, "/webhooks/desk").body(body.clone()).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert!(!reads(&visitor).await.contains("palsu"));
    assert_eq!(forged(signed(&body, now - 299_000), now - 299_000).send().await.unwrap().status(), StatusCode::OK);

    let challenge = json!({ "type": "url_verification", "token": "x", "challenge": "abc\"<" }).to_string();
    let (status, answer) = call(&desk.app, &challenge, (now, None)).await;
    assert_eq!((status, serde_json::from_str::<Value>(&answer).unwrap()), (StatusCode::OK, json!({ "challenge": "abc\"<" })));
    // A thread that we know nothing of may be one whose sending is not known yet.
    let elsewhere = event("USARI", (&channel, "1.1"), "5.2", "!balas halo");
    assert_eq!(call(&desk.app, &elsewhere, (now, None)).await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(call(&desk.app, &elsewhere, (now, Some("3"))).await.0, StatusCode::OK);
    assert_eq!(call(&desk.app, "{}", (now, None)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    desk.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_breaks_on_the_way_each_stands_there_once() {
    let served = Served::start(Workspace::default()).await;
    let sink = sink(of(&served.url));
    served.faults.store(35, Ordering::SeqCst);
    for n in 0..130 {
        let remote = hand_off(&served, &*sink, n).await;
        for (name, standing, line) in [("taken", Standing::Open, "Ditangani · Sari"), ("closed", Standing::Resolved, "Selesai")] {
            let change = StatusChange { standing, notice: Some(notice(n, line, line)) };
            deliver(&served, &*sink, parcel(ParcelKind::Status, n, name, &change, Some(&remote))).await;
        }
        let mark = Mark { message: format!("C0NET:9.{n}"), number: format!("GRD-{}", 1000 + n), sign: Sign::Refused, words: "Sudah ditangani Sari.".to_owned() };
        deliver(&served, &*sink, parcel(ParcelKind::Mark, n, "mark", &mark, Some(&remote))).await;
    }
    let workspace = served.vendor.lock().unwrap();
    let roots = workspace.roots();
    assert_eq!((roots.len(), workspace.reactions.len()), (130, 130));
    for (n, root) in roots.into_iter().enumerate() {
        assert_eq!((&root["channel"], &root["metadata"]["event_payload"]["reference"]), (&json!("C0NET"), &json!(opening(n).reference)));
        let below: Vec<String> =
            workspace.thread(root["ts"].as_str().unwrap()).into_iter().skip(1).map(|message| message["metadata"]["event_payload"]["key"].as_str().unwrap().to_owned()).collect();
        let said: Vec<String> = comments(n).into_iter().map(|comment| comment.key).chain(["taken", "closed", "mark"].map(|name| format!("{n}-{name}"))).collect();
        assert_eq!(below, said, "{n}");
        assert!(words(root).contains("Selesai"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_found_by_its_name_among_many_and_people_are_asked_for_once() {
    let served = Served::start(Workspace::default()).await;
    let sink = sink(of(&served.url));
    for n in 0..450 {
        deliver(&served, &*sink, parcel(ParcelKind::Open, n, "open", &opening(n), None)).await.unwrap();
    }
    let first = sink.find(&opening(0).reference).await.unwrap().unwrap();
    assert!(first.url.unwrap().starts_with("https://kantor.slack.com/archives/C0NET/p"));
    assert_eq!(sink.find("garda-01a20812-43f9-7c9c-847e-999999999999-1").await.unwrap(), None);

    let at = Timestamp(MONDAY_10);
    let body = event("USARI", ("C0NET", "1.1"), "2.2", "!balas halo");
    let spoken = match hooked(&*sink, &[("x-slack-request-timestamp", &(at.0 / 1000).to_string()), ("x-slack-signature", &signed(&body, at.0))], &body, at) {
        Ok(Hooked::Spoken { spoken, again: true }) => *spoken,
        other => panic!("{other:?}"),
    };
    assert_eq!((&spoken.place, &spoken.act), (&Place::Remote("C0NET:1.1".to_owned()), &Act::Answer("halo".to_owned())));
    let before = served.calls.load(Ordering::SeqCst);
    for _ in 0..3 {
        let known = sink.introduce(spoken.clone()).await.unwrap().unwrap();
        assert_eq!((known.name.as_str(), known.email.as_deref()), ("Sari Dewi", Some("Sari@kantor.id")));
    }
    assert_eq!(served.calls.load(Ordering::SeqCst), before + 1);
    assert_eq!(hooked(&*sink, &[], &body, at), Err(Denied::Signature));
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_are_told_apart_and_say_what_to_do() {
    let served = Served::start(Workspace::default()).await;
    let sink = sink(of(&served.url));
    let error = |error: &str| json!({ "ok": false, "error": error });
    let table = vec![
        (200, error("invalid_auth"), FaultKind::Credential),
        (200, error("token_revoked"), FaultKind::Credential),
        (200, json!({ "ok": false, "error": "missing_scope", "needed": "chat:write" }), FaultKind::Right),
        (200, error("not_in_channel"), FaultKind::Right),
        (200, error("channel_not_found"), FaultKind::Place),
        (200, error("is_archived"), FaultKind::Place),
        (200, error("msg_too_long"), FaultKind::Field),
        (429, error("ratelimited"), FaultKind::RateLimit),
        (200, error("internal_error"), FaultKind::Lost),
        (200, Value::Null, FaultKind::Lost),
        (500, Value::Null, FaultKind::Lost),
        (503, Value::Null, FaultKind::Lost),
    ];
    told_apart(&served, &*sink, of, table).await;
    *served.forced.lock().unwrap() = Some((200, json!({ "ok": false, "error": "not_in_channel" })));
    let fault = sink.open(&opening(1), Vec::new(), Attempt { key: "k", now: served.now() }).await.unwrap_err();
    assert!(fault.words.contains("/invite"), "{fault:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_of_a_connection_looks_at_scopes_and_channels() {
    let served = Served::start(Workspace::default()).await;
    assert_eq!(sink(of(&served.url)).check().await.unwrap(), "garda in Kantor");
    let wrong: Vec<(Change, FaultKind)> = vec![
        (|settings| settings.secrets = vec!["xoxb-2".to_owned()], FaultKind::Credential),
        (|settings| drop(settings.places.insert("x".to_owned(), "C0NONE".to_owned())), FaultKind::Place),
        (|settings| drop(settings.places.insert("x".to_owned(), "C0OLD".to_owned())), FaultKind::Place),
        (|settings| drop(settings.places.insert("x".to_owned(), "C0OUT".to_owned())), FaultKind::Right),
    ];
    found_wrong(&of(&served.url), &wrong).await;
    for (scopes, needed) in
        [("chat:write,reactions:write,users:read", "users:read.email"), ("chat:write,reactions:write,users:read,users:read.email,channels:read,channels:history", "groups:read")]
    {
        served.vendor.lock().unwrap().scopes = scopes.to_owned();
        let fault = sink(of(&served.url)).check().await.unwrap_err();
        assert!(fault.kind == FaultKind::Right && fault.words.contains(needed), "{fault:?}");
    }
    refused(&of(&served.url), &[|settings| settings.places.clear(), |settings| drop(settings.places.insert("x".to_owned(), "#jaringan".to_owned()))]);
    served.vendor.lock().unwrap().scopes = SCOPES.to_owned();
    let mut deaf = of(&served.url);
    deaf.hook_secrets.clear();
    let deaf = sink(deaf);
    assert!(deaf.check().await.unwrap().contains("hook_secrets"));
    assert_eq!(hooked(&*deaf, &[], "{}", Timestamp(MONDAY_10)), Err(Denied::NotExpected));
}
