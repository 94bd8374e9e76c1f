//! Chatwoot and its agent bot: a fake that takes what its controllers take and echoes what is written, as its listener does.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    middleware,
    response::{IntoResponse, Response},
    routing::post,
};
use garda::connect::channel::{ChannelKind, ChannelSettings};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    far_chat::{CHANNEL, House, said, settings},
    far_desk::serve,
    faulty::hex,
    postgres::{BOTH, Kind},
    random_faults::{Faulty, at_random},
};

const TOKEN: &str = "bot-token";
const SECRET: &str = "bot-secret";
const PATH: &str = "0123456789abcdef0123456789abcdef";

/// How a call that does what it should ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Well,
    /// It was done, and the answer is an error.
    Badly,
    /// Nothing was done.
    Refused(u16),
}

#[derive(Debug, Clone, Default)]
struct Talk {
    status: String,
    priority: Option<String>,
    team: Option<String>,
    messages: Vec<Value>,
}

impl Talk {
    fn written(&self, private: bool) -> Vec<String> {
        self.messages.iter().filter(|one| one["private"] == private).map(|one| one["content"].as_str().unwrap().to_owned()).collect()
    }

    fn last(&self) -> Value {
        self.messages.last().cloned().unwrap_or_default()
    }
}

#[derive(Default)]
struct Chatwoot {
    talks: BTreeMap<i64, Talk>,
    /// What its listener tells the bot, in order.
    told: Vec<Value>,
    /// How the next calls end; well when there is nothing.
    ends: Vec<Ends>,
    /// What was called, in order.
    calls: Vec<String>,
    last_id: i64,
}

type Shared = Arc<Mutex<Chatwoot>>;

impl Chatwoot {
    fn id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    fn message(&mut self, talk: i64, (kind, sender): (&str, Value), content: &str, attributes: &Value, private: bool) -> Value {
        let id = self.id();
        let state = self.talks.entry(talk).or_insert_with(|| Talk { status: "pending".to_owned(), ..Talk::default() });
        if kind == "incoming" && state.status == "resolved" {
            "pending".clone_into(&mut state.status);
        }
        json!({
            "event": "message_created", "id": id, "content": content, "message_type": kind, "private": private, "content_type": "text", "content_attributes": attributes,
            "sender": sender, "account": { "id": 1, "name": "Kantor" }, "inbox": { "id": 7, "name": "Web" },
            "conversation": {
                "id": talk, "status": state.status, "inbox_id": 7, "labels": [], "contact_inbox": { "contact_id": 50 + talk },
                "meta": { "sender": { "id": 50 + talk, "name": "Sari Dewi", "email": "sari@kantor.example", "type": "contact" }, "assignee": null, "team": null },
            },
        })
    }

    fn set(&mut self, talk: i64, status: &str) {
        let before = std::mem::replace(&mut self.talks.entry(talk).or_default().status, status.to_owned());
        if before == status {
            return;
        }
        let changed = json!([{ "status": { "previous_value": before, "current_value": status } }]);
        let event = match status {
            "open" => "conversation_opened",
            "resolved" => "conversation_resolved",
            _ => "conversation_status_changed",
        };
        for event in [event, "conversation_updated"] {
            self.told.push(json!({ "event": event, "id": talk, "status": status, "changed_attributes": changed, "meta": {} }));
        }
    }

    fn take(&mut self, talk: i64, what: &str, body: &Value) -> (StatusCode, Value) {
        if talk == 0 || what == "toggle_status" && !self.talks.contains_key(&talk) {
            return (StatusCode::NOT_FOUND, json!({ "error": "Resource could not be found" }));
        }
        match what {
            "messages" => {
                let attributes = &body["content_attributes"];
                if !list(&attributes["items"]).iter().all(|item| item.as_object().unwrap().keys().all(|key| key == "title" || key == "value")) {
                    return (StatusCode::UNPROCESSABLE_ENTITY, json!({ "error": "Items contains invalid keys" }));
                }
                let bot = json!({ "id": 4, "name": "Garda", "type": "agent_bot" });
                let told = self.message(talk, ("outgoing", bot), body["content"].as_str().unwrap(), attributes, body["private"] == true);
                let mut kept = told.clone();
                kept["content_type"] = body["content_type"].clone();
                self.talks.get_mut(&talk).unwrap().messages.push(kept);
                self.told.push(told);
            }
            "toggle_status" => self.set(talk, body["status"].as_str().unwrap()),
            "toggle_priority" => self.talks.get_mut(&talk).unwrap().priority = body["priority"].as_str().map(str::to_owned),
            "assignments" => self.talks.get_mut(&talk).unwrap().team = body["team_id"].as_str().map(str::to_owned),
            _ => return (StatusCode::NOT_FOUND, json!({})),
        }
        (StatusCode::OK, json!({ "id": self.last_id }))
    }
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

async fn called(State(shared): State<Shared>, Path((account, talk, what)): Path<(i64, i64, String)>, headers: HeaderMap, body: Bytes) -> Response {
    if headers.get("api_access_token").is_none_or(|token| token != TOKEN) || account != 1 {
        return (StatusCode::UNAUTHORIZED, axum::Json(json!({ "error": "Invalid Access Token" }))).into_response();
    }
    let mut chatwoot = shared.lock().unwrap();
    let ends = if chatwoot.ends.is_empty() { Ends::Well } else { chatwoot.ends.remove(0) };
    if let Ends::Refused(status) = ends {
        return (StatusCode::from_u16(status).unwrap(), [("retry-after", "7")]).into_response();
    }
    chatwoot.calls.push(what.clone());
    let (status, answer) = chatwoot.take(talk, &what, &serde_json::from_slice(&body).unwrap_or_else(|_| form(&body)));
    let status = if ends == Ends::Badly { StatusCode::GATEWAY_TIMEOUT } else { status };
    (status, axum::Json(answer)).into_response()
}

/// A form as Rails reads it: the attributes are spelt as JSON, and of files their names are kept.
fn form(body: &[u8]) -> Value {
    let text = String::from_utf8_lossy(body);
    let field = |name: &str| text.split_once(&format!("name=\"{name}\"\r\n\r\n")).and_then(|(_, rest)| rest.split_once("\r\n--")).map_or("", |(value, _)| value).to_owned();
    let files: Vec<&str> = text.split("name=\"attachments[]\"; filename=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut attributes: Value = serde_json::from_str(&field("content_attributes")).unwrap();
    attributes["files"] = json!(files);
    json!({ "content": field("content"), "private": field("private") == "true", "content_attributes": attributes })
}

fn router(shared: &Shared) -> Router {
    Router::new().route("/api/v1/accounts/{account}/conversations/{talk}/{what}", post(called)).with_state(Arc::clone(shared))
}

fn of(url: &str) -> ChannelSettings {
    ChannelSettings {
        hook_secrets: vec![SECRET.to_owned()],
        places: BTreeMap::from([("*".to_owned(), "3".to_owned())]),
        ..settings(ChannelKind::Chatwoot, url, TOKEN, &[("account", "1")])
    }
}

struct Scene {
    house: House,
    shared: Shared,
}

impl Scene {
    async fn start(kind: Kind) -> Self {
        let shared = Shared::default();
        let url = serve(router(&shared)).await;
        Self { house: House::start(kind, of(&url)).await, shared }
    }

    fn talk(&self, id: i64) -> Talk {
        self.shared.lock().unwrap().talks.get(&id).cloned().unwrap_or_default()
    }

    /// Tells the bot something, signed now.
    async fn tell(&self, told: &Value) -> StatusCode {
        let body = told.to_string();
        let seconds = self.house.now() / 1000;
        self.house.call(&format!("/webhooks/{CHANNEL}"), &signed(SECRET, seconds, &body), body).await
    }

    /// The visitor of a conversation writes.
    async fn writes(&self, talk: i64, text: &str) -> Value {
        let contact = json!({ "id": 50 + talk, "name": "Sari Dewi" });
        let told = self.shared.lock().unwrap().message(talk, ("incoming", contact), text, &json!({}), false);
        assert_eq!(self.tell(&told).await, StatusCode::OK);
        told
    }

    /// A person there writes.
    async fn answers(&self, talk: i64, text: &str, private: bool) -> Value {
        let person = json!({ "id": 9, "name": "Rina Wati", "available_name": "Rina", "type": "user" });
        let told = self.shared.lock().unwrap().message(talk, ("outgoing", person), text, &json!({ "in_reply_to": null }), private);
        assert_eq!(self.tell(&told).await, StatusCode::OK);
        told
    }

    /// Everything its listener has to tell by now.
    async fn ring(&self) {
        let told = std::mem::take(&mut self.shared.lock().unwrap().told);
        for one in told {
            assert_eq!(self.tell(&one).await, StatusCode::OK, "{one}");
        }
    }

    /// Sends until nothing waits, and lets the fake echo what arrived.
    async fn deliver(&self) {
        let mut before = Vec::new();
        for _ in 0..400 {
            self.house.step().await;
            self.ring().await;
            let waits = self.house.waiting().await;
            if waits.is_empty() {
                return;
            }
            if waits == before {
                self.house.retry().await;
                self.house.pass(90_000_000);
            }
            before = waits;
        }
        panic!("nothing gets through: {:?}", self.house.waiting().await);
    }

    async fn ask(&self, talk: i64, text: &str) -> Talk {
        self.writes(talk, text).await;
        self.deliver().await;
        self.talk(talk)
    }
}

fn signed(secret: &str, seconds: i64, body: &str) -> [(&'static str, String); 2] {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{seconds}.{body}").as_bytes());
    [("x-chatwoot-timestamp", seconds.to_string()), ("x-chatwoot-signature", format!("sha256={}", hex(&mac.finalize().into_bytes())))]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_conversation_is_held_there() {
    for kind in BOTH {
        let scene = Scene::start(kind).await;
        let admin = scene.house.app.administrator().await;
        let talk = scene.ask(42, "wifi ga konek").await;
        let answered = talk.written(false).len();
        assert!(answered > 0 && talk.status == "pending", "{talk:?}");
        let offered = talk.messages.iter().rfind(|one| one["content_type"] == "input_select").cloned().expect("buttons");
        let human =
            list(&offered["content_attributes"]["items"]).into_iter().find(|item| item["value"] == "/human").unwrap_or_else(|| json!({ "title": "Petugas", "value": "/human" }));

        // In the widget a tap changes the message that has the buttons.
        let mut tapped = offered.clone();
        tapped["event"] = "message_updated".into();
        tapped["content_attributes"]["submitted_values"] = json!([human]);
        for _ in 0..2 {
            assert_eq!(scene.tell(&tapped).await, StatusCode::OK);
        }
        scene.deliver().await;
        let talk = scene.talk(42);
        assert_eq!((talk.status.as_str(), talk.priority.as_deref(), talk.team.as_deref()), ("open", Some("medium"), Some("3")), "{talk:?}");
        let (public, notes) = (talk.written(false), talk.written(true));
        assert!(public[answered..].iter().any(|text| text.contains("GRD-1001")), "{public:?}");
        assert!(notes.len() == 1 && notes[0].contains("GRD-1001") && notes[0].contains("Sari Dewi"), "{notes:?}");
        let order: Vec<bool> = talk.messages.iter().map(|one| one["private"] == true).collect();
        assert_eq!(order.iter().position(|private| *private), Some(order.len() - 1), "what the bot says comes before the brief: {order:?}");
        let calls = scene.shared.lock().unwrap().calls.clone();
        assert_eq!(calls[calls.len() - 4..], ["messages", "toggle_status", "toggle_priority", "assignments"], "the brief comes before the people");
        let listed = scene.house.tickets().await;
        assert_eq!((listed.len(), listed[0]["ticket"]["requester"].as_str()), (1, Some("Sari Dewi <sari@kantor.example>")));

        // A person answers there; told twice it is heard once, and it is not said there again.
        let answer = scene.answers(42, "Halo Bu Sari, saya cek dulu", false).await;
        assert_eq!(scene.tell(&answer).await, StatusCode::OK);
        scene.answers(42, "catatan untuk tim", true).await;
        scene.writes(42, "baik, ditunggu").await;
        scene.deliver().await;
        let told = said(&scene.house.tickets().await[0]);
        let of = |sender: &str| told.iter().filter(|(who, _)| who == sender).map(|(_, text)| text.as_str()).collect::<Vec<_>>();
        assert_eq!(of("agent"), ["Halo Bu Sari, saya cek dulu"]);
        assert_eq!(of("visitor").last(), Some(&"baik, ditunggu"));
        assert_eq!(scene.talk(42).messages.len(), talk.messages.len(), "the bot is silent, and echoes nothing: {:?}", scene.talk(42).last());
        assert_eq!(scene.house.tickets().await[0]["ticket"]["status"], "assigned");

        // An agent of the desk answers in the console: it is said there, and a note goes along as a note.
        admin.post("/api/v1/tickets/GRD-1001/notes", json!({ "client_id": "n1", "text": "vendor sudah ditelepon" })).await;
        admin.post("/api/v1/tickets/GRD-1001/replies", json!({ "client_id": "r1", "text": "Coba sekarang ya", "seen_seq": 999 })).await;
        scene.deliver().await;
        let talk = scene.talk(42);
        assert!(talk.written(false).iter().any(|text| text == "Admin: Coba sekarang ya"), "{talk:?}");
        assert_eq!(talk.written(true).last().map(String::as_str), Some("vendor sudah ditelepon"));

        // Resolved there, the visitor hears of it, and the next words wake the bot.
        scene.shared.lock().unwrap().set(42, "resolved");
        scene.deliver().await;
        assert_eq!(scene.house.tickets().await[0]["ticket"]["status"], "resolved");
        let talk = scene.talk(42);
        assert!(talk.last()["content"].as_str().unwrap().contains("GRD-1001") && talk.status == "resolved", "{:?}", talk.last());
        let again = scene.ask(42, "lupa kata sandi email").await;
        assert!(again.messages.len() > talk.messages.len() && again.status == "pending", "{again:?}");
        assert_eq!(scene.house.tickets().await.len(), 1);

        // A second handoff of the same conversation is a ticket of its own.
        let handed = scene.ask(42, "/human").await;
        assert_eq!((handed.status.as_str(), scene.house.tickets().await.len()), ("open", 2), "{:?}", handed.last());
        admin.post("/api/v1/tickets/GRD-1002/resolve", json!({})).await;
        scene.deliver().await;
        assert_eq!(scene.talk(42).status, "resolved");
        scene.shared.lock().unwrap().set(42, "open");
        scene.deliver().await;
        assert_eq!(scene.house.tickets().await[1]["ticket"]["status"], "queued", "opened again there");
        scene.house.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_given_back_is_the_bot_s_again() {
    for kind in BOTH {
        let scene = Scene::start(kind).await;
        scene.house.app.administrator().await;
        scene.ask(1, "/human").await;
        // What was told before the chat was opened there, and comes late, gives nothing back.
        let late = json!({ "event": "conversation_status_changed", "id": 1, "status": "pending", "changed_attributes": [{ "status": { "previous_value": null, "current_value": "pending" } }] });
        assert_eq!(scene.tell(&late).await, StatusCode::OK);
        assert_eq!(scene.house.tickets().await[0]["ticket"]["status"], "queued");
        scene.shared.lock().unwrap().set(1, "pending");
        scene.deliver().await;
        assert_eq!(scene.house.tickets().await[0]["ticket"]["status"], "resolved");
        let before = scene.talk(1).messages.len();
        assert!(scene.ask(1, "wifi ga konek").await.messages.len() > before);
        scene.house.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_people_are_without_a_ticket_the_bot_keeps_still() {
    for kind in BOTH {
        let scene = Scene::start(kind).await;
        scene.writes(1, "halo").await;
        scene.shared.lock().unwrap().set(1, "open");
        scene.deliver().await;
        let before = scene.talk(1).messages.len();
        scene.answers(1, "Saya ambil ya", false).await;
        assert_eq!(scene.ask(1, "wifi ga konek").await.messages.len(), before);
        scene.house.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_signed_and_recent_calls_are_heard() {
    for kind in BOTH {
        let scene = Scene::start(kind).await;
        let told = scene.shared.lock().unwrap().message(1, ("incoming", json!({})), "wifi ga konek", &json!({}), false);
        let (body, now) = (told.to_string(), scene.house.now() / 1000);
        let path = format!("/webhooks/{CHANNEL}");
        let right = || signed(SECRET, now, &body).to_vec();
        let changed = |name: &str, value: &str| right().into_iter().map(|(known, old)| (known, if known == name { value.to_owned() } else { old })).collect::<Vec<_>>();
        for (what, headers, status) in [
            ("absent", Vec::new(), 403),
            ("another secret", signed("other", now, &body).to_vec(), 403),
            ("another body", signed(SECRET, now, "{}").to_vec(), 403),
            ("another time", changed("x-chatwoot-timestamp", &(now + 1).to_string()), 403),
            ("no time", changed("x-chatwoot-timestamp", "soon"), 403),
            ("no digits", changed("x-chatwoot-signature", "sha256=zz"), 403),
            ("no scheme", changed("x-chatwoot-signature", &right()[1].1[7..]), 403),
            ("six minutes old", signed(SECRET, now - 360, &body).to_vec(), 403),
            ("six minutes early", signed(SECRET, now + 360, &body).to_vec(), 403),
            ("at the end of time", signed(SECRET, i64::MIN, &body).to_vec(), 403),
            ("right", right(), 200),
        ] {
            let borrowed: Vec<(&str, String)> = headers.iter().map(|(name, value)| (*name, value.clone())).collect();
            assert_eq!(scene.house.call(&path, &borrowed, body.clone()).await.as_u16(), status, "{what}");
            assert_eq!(scene.house.waiting().await.is_empty(), status != 200, "{what}");
        }
        scene.deliver().await;
        let heard = scene.talk(1).messages.len();
        // What is not for us changes nothing; what is nothing is refused.
        let mut other = told.clone();
        other["account"]["id"] = 2.into();
        other["id"] = 999.into();
        for (told, status) in [
            (other, 200),
            (json!({ "event": "webwidget_triggered", "source_id": "x" }), 200),
            (json!({ "event": "message_created", "message_type": "activity", "conversation": { "id": 1 } }), 200),
            (json!({ "event": "message_created", "message_type": "incoming", "conversation": [] }), 200),
            (json!({ "event": 7 }), 422),
            (json!([]), 422),
            (told.clone(), 200),
        ] {
            assert_eq!(scene.tell(&told).await.as_u16(), status, "{told}");
        }
        let nothing = "{".to_owned();
        assert_eq!(scene.house.call(&path, &signed(SECRET, now, &nothing), nothing).await, StatusCode::UNPROCESSABLE_ENTITY);
        let mut long = told.clone();
        (long["id"], long["content"]) = (1000.into(), "printer macet ".repeat(20_000).into());
        assert_eq!(scene.tell(&long).await, StatusCode::OK, "a long mail is taken in");
        assert_eq!(scene.house.call(&format!("{path}/{PATH}"), &signed(SECRET, now, "{}"), "{}".to_owned()).await, StatusCode::NOT_FOUND);
        assert_eq!(scene.house.call("/webhooks/nobody", &[], "{}".to_owned()).await, StatusCode::NOT_FOUND);
        assert_eq!(scene.house.call("/api/messages", &[], "{}".to_owned()).await, StatusCode::NOT_FOUND);
        scene.deliver().await;
        assert!(scene.talk(1).messages.len() > heard);
        scene.house.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_that_sign_nothing_are_known_by_their_address() {
    let shared = Shared::default();
    let url = serve(router(&shared)).await;
    let scene = Scene { house: House::start(Kind::Sqlite, ChannelSettings { hook_secrets: Vec::new(), path_secret: PATH.to_owned(), ..of(&url) }).await, shared };
    let told = scene.shared.lock().unwrap().message(1, ("incoming", json!({})), "wifi ga konek", &json!({}), false).to_string();
    for (path, status) in [(format!("/webhooks/{CHANNEL}"), 404), (format!("/webhooks/{CHANNEL}/{}", PATH.replace('0', "1")), 404), (format!("/webhooks/{CHANNEL}/{PATH}"), 200)] {
        assert_eq!(scene.house.call(&path, &[], told.clone()).await.as_u16(), status, "{path}");
        assert_eq!(scene.house.waiting().await.is_empty(), status != 200, "{path}");
    }
    scene.house.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_before_the_answer_was_lost_is_known_by_its_echo() {
    for kind in BOTH {
        let scene = Scene::start(kind).await;
        scene.house.app.administrator().await;
        scene.writes(1, "/human").await;
        // Everything is done there, and every answer is an error.
        scene.shared.lock().unwrap().ends = vec![Ends::Badly; 30];
        scene.deliver().await;
        let talk = scene.talk(1);
        let keys: Vec<Value> = talk.messages.iter().map(|one| one["content_attributes"]["garda"].clone()).collect();
        let distinct: std::collections::BTreeSet<String> = keys.iter().map(Value::to_string).collect();
        assert_eq!((keys.len(), talk.status.as_str(), talk.written(true).len()), (distinct.len(), "open", 1), "{talk:?}");
        assert_eq!(scene.house.tickets().await.len(), 1);
        scene.house.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_tried_again_in_order_or_left_for_a_person() {
    for kind in BOTH {
        let scene = Scene::start(kind).await;
        scene.writes(1, "wifi ga konek").await;
        let waiting = scene.house.waiting().await.len();
        for (status, words) in [(429, "nothing to do"), (500, "nothing to do"), (401, "check `user` and `secrets` of far")] {
            scene.shared.lock().unwrap().ends = vec![Ends::Refused(status)];
            scene.house.step().await;
            let left = scene.house.waiting().await;
            assert!(left.len() == waiting && left.iter().any(|(.., last)| last.as_ref().is_some_and(|last| last.contains(words))), "{status}: {left:?}");
            scene.house.pass(90_000_000);
        }
        assert!(scene.talk(1).messages.is_empty(), "nothing overtakes");
        scene.deliver().await;
        assert_eq!(scene.talk(1).messages.len(), waiting);
        scene.house.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_fails_each_handoff_is_one_ticket_and_each_message_is_said_once() {
    let shared = Shared::default();
    let url = serve(router(&shared).layer(middleware::from_fn_with_state(Faulty::new(8, 5), at_random))).await;
    let scene = Scene { house: House::start(Kind::Sqlite, of(&url)).await, shared };
    scene.house.app.administrator().await;
    for talk in 1..=25 {
        scene.writes(talk, "wifi ga konek").await;
        scene.writes(talk, "/human").await;
        scene.writes(talk, "tolong ya").await;
    }
    scene.deliver().await;
    for talk in 1..=25 {
        let answer = scene.answers(talk, "sudah beres", false).await;
        assert_eq!(scene.tell(&answer).await, StatusCode::OK);
        scene.shared.lock().unwrap().set(talk, "resolved");
    }
    scene.deliver().await;
    let tickets = scene.house.tickets().await;
    assert_eq!(tickets.len(), 25);
    for ticket in &tickets {
        assert_eq!(ticket["ticket"]["status"], "resolved");
        let told = said(ticket);
        let of = |sender: &str| told.iter().filter(|(who, _)| who == sender).map(|(_, text)| text.as_str()).collect::<Vec<_>>();
        assert_eq!((of("visitor"), of("agent")), (vec!["wifi ga konek", "/human", "tolong ya"], vec!["sudah beres"]));
    }
    let mut all: Vec<Vec<String>> = Vec::new();
    for talk in 1..=25 {
        let talk = scene.talk(talk);
        assert_eq!((talk.status.as_str(), talk.written(true).len()), ("resolved", 1));
        all.push(talk.written(false).into_iter().map(|text| text.replace(|sign: char| sign.is_ascii_digit(), "")).collect());
    }
    assert!(all.iter().all(|one| *one == all[0]), "the same was said everywhere, in the same order: {all:?}");
    scene.house.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_along_both_ways() {
    let scene = Scene::start(Kind::Sqlite).await;
    let admin = scene.house.app.administrator().await;
    scene.ask(1, "/human").await;
    let mut told = scene.shared.lock().unwrap().message(1, ("incoming", json!({})), "ini fotonya", &json!({}), false);
    told["attachments"] = json!([{ "file_type": "image", "data_url": "https://chat.kantor.example/rails/foto.png" }]);
    assert_eq!(scene.tell(&told).await, StatusCode::OK);
    let ticket = &scene.house.tickets().await[0];
    let last = said(ticket).into_iter().rfind(|(who, _)| who == "visitor").unwrap().1;
    assert_eq!(last, "ini fotonya\n[image] https://chat.kantor.example/rails/foto.png");
    let uploads = scene.house.app.request(Method::POST, "/api/v1/tickets/GRD-1001/attachments?name=petunjuk.txt").header("cookie", &admin.cookie).body("langkah 1");
    let file: Value = uploads.send().await.unwrap().json().await.unwrap();
    admin.post("/api/v1/tickets/GRD-1001/replies", json!({ "client_id": "r1", "text": "Ini petunjuknya", "attachments": [{ "id": file["file"]["id"] }], "seen_seq": 99 })).await;
    scene.deliver().await;
    let last = scene.talk(1).messages.into_iter().rfind(|one| one["private"] == false).unwrap();
    assert!(last["content"].as_str().unwrap().starts_with("Admin: Ini petunjuknya"), "{last}");
    assert_eq!(last["content_attributes"]["files"], json!(["petunjuk.txt"]));
    let checked = admin.get("/api/v1/outbox").await;
    assert!(checked["parcels"].as_array().unwrap().iter().any(|one| one["kind"] == "say"), "{checked}");
    scene.house.app.stop().await;
}
