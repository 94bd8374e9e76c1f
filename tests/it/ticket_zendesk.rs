//! Tickets in Zendesk: a fake that takes and refuses what its published description says, opened exactly once, and heard back from.

use std::collections::BTreeMap;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use garda::{
    connect::ticket::{Denied, FaultKind, Hooked, Sink, SinkKind, SinkSettings},
    domain::{outbox::ParcelKind, sink::Standing, time::Timestamp},
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};

use crate::{
    app::MONDAY_10,
    faulty::{Asked, Change, Served, Vendor, changed, comments, deliver, found_wrong, hand_off, hand_off_all, hooked, opening, parcel, refused, settings, sink, told_apart},
};

const USER: (&str, &str) = ("bot@kantor.example", "zd-token");
/// The account, an agent of the desk, and the first end user.
const ME: i64 = 11;
const SARI: i64 = 12;

#[derive(Default)]
struct Zendesk {
    tickets: Vec<Value>,
    comments: BTreeMap<i64, Vec<Value>>,
    users: Vec<Value>,
    uploads: BTreeMap<String, String>,
    /// What was asked under a key, and the ticket that came of it.
    keys: BTreeMap<String, (Value, i64)>,
    role: &'static str,
    closed_for_repeats: bool,
}

fn invalid(field: &str, said: &str) -> (u16, Value) {
    (422, json!({ "error": "RecordInvalid", "description": "Record validation errors", "details": { field: [{ "description": said }] } }))
}

fn missing() -> (u16, Value) {
    (404, json!({ "error": "RecordNotFound", "description": "Not found" }))
}

impl Zendesk {
    fn new() -> Self {
        let user = |id: i64, name: &str, role: &str| json!({ "id": id, "name": name, "email": format!("{id}@kantor.example"), "role": role });
        Self { users: vec![user(ME, "Garda", "admin"), user(SARI, "Sari", "agent")], role: "admin", ..Self::default() }
    }

    fn create(&mut self, asked: &Asked) -> (u16, Value) {
        let body = asked.json();
        let key = asked.header("idempotency-key").to_owned();
        if let Some((params, id)) = self.keys.get(&key) {
            if *params != body {
                return (400, json!({ "error": "IdempotentRequestError", "description": "Request parameters do not match those of the first request with this key" }));
            }
            return (201, json!({ "ticket": self.ticket(*id) }));
        }
        let new = &body["ticket"];
        if new["comment"]["body"].as_str().unwrap_or_default().is_empty() {
            return invalid("base", "Description: cannot be blank");
        }
        if !matches!(new["priority"].as_str(), Some("low" | "normal" | "high" | "urgent")) {
            return invalid("priority", "Priority: is invalid");
        }
        if !new["group_id"].is_null() && new["group_id"] != 360 {
            return invalid("group", "Group: is invalid");
        }
        let requester = match new["requester"]["email"].as_str() {
            None => ME,
            Some(_) if new["requester"]["name"].as_str().unwrap_or_default().is_empty() => return invalid("requester", "Requester: Name: is too short (minimum one character)"),
            Some(email) => {
                if let Some(user) = self.users.iter().find(|user| user["email"] == email) {
                    user["id"].as_i64().unwrap()
                } else {
                    let id = 100 + i64::try_from(self.users.len()).unwrap();
                    self.users.push(json!({ "id": id, "name": new["requester"]["name"], "email": email, "role": "end-user" }));
                    id
                }
            }
        };
        let id = 1 + i64::try_from(self.tickets.len()).unwrap();
        self.tickets.push(json!({
            "id": id, "external_id": new["external_id"], "subject": new["subject"], "status": "new", "priority": new["priority"], "group_id": new["group_id"], "tags": new["tags"],
            "type": new["type"], "custom_fields": new["custom_fields"], "requester_id": requester, "assignee_id": null, "updated": asked.now,
        }));
        self.say(id, &new["comment"], requester, "api");
        if !self.closed_for_repeats {
            self.keys.insert(key, (body.clone(), id));
        }
        (201, json!({ "ticket": self.ticket(id) }))
    }

    fn ticket(&mut self, id: i64) -> &mut Value {
        self.tickets.iter_mut().find(|ticket| ticket["id"] == id).unwrap()
    }

    fn say(&mut self, ticket: i64, comment: &Value, author: i64, channel: &str) {
        let said = self.comments.entry(ticket).or_default();
        let files: Vec<&String> = comment["uploads"].as_array().into_iter().flatten().filter_map(|token| self.uploads.get(token.as_str()?)).collect();
        let (body, public) = (&comment["body"], comment["public"] != false);
        said.push(json!({
            "id": ticket * 1000 + i64::try_from(said.len()).unwrap(), "type": "Comment", "author_id": author, "public": public, "via": { "channel": channel },
            "body": body, "plain_body": body, "html_body": body, "attachments": files,
        }));
    }

    fn update(&mut self, id: i64, asked: &Asked) -> (u16, Value) {
        let change = &asked.json()["ticket"];
        let ticket = self.ticket(id);
        if ticket["status"] == "closed" {
            return invalid("status", "Status: closed prevents ticket update");
        }
        if let Some(status) = change["status"].as_str() {
            if !["open", "pending", "hold", "solved", "closed"].contains(&status) {
                return invalid("status", "Status: is invalid");
            }
            ticket["status"] = status.into();
        }
        ticket["updated"] = asked.now.into();
        if !change["comment"].is_null() {
            self.say(id, &change["comment"], change["comment"]["author_id"].as_i64().unwrap_or(ME), "api");
        }
        (200, json!({ "ticket": self.ticket(id) }))
    }

    fn export(&self, asked: &Asked) -> (u16, Value) {
        let from: (i64, i64) = match (asked.query.get("cursor"), asked.query.get("start_time")) {
            (Some(cursor), _) => serde_json::from_slice(&BASE64_STANDARD.decode(cursor).unwrap()).unwrap(),
            (_, Some(start)) if start.parse::<i64>().unwrap() * 1000 > asked.now - 60_000 => {
                return (422, json!({ "error": "InvalidValue", "description": "Too recent start_time. Use a start_time older than 60 seconds" }));
            }
            (_, start) => (start.unwrap().parse::<i64>().unwrap() * 1000, 0),
        };
        let place = |ticket: &Value| (ticket["updated"].as_i64().unwrap(), ticket["id"].as_i64().unwrap());
        // What changed in the last minute is told later.
        let mut changed: Vec<&Value> = self.tickets.iter().filter(|ticket| place(ticket) > from && place(ticket).0 <= asked.now - 60_000).collect();
        changed.sort_by_key(|ticket| place(ticket));
        let ended = changed.len() <= 3;
        changed.truncate(3);
        let after = changed.last().map_or(from, |ticket| place(ticket));
        (200, json!({ "tickets": changed, "after_cursor": BASE64_STANDARD.encode(json!([after.0, after.1]).to_string()), "end_of_stream": ended }))
    }

    fn page(&self, id: i64, asked: &Asked) -> (u16, Value) {
        let (said, from) = (&self.comments[&id], asked.number("page[after]", 0));
        let to = (from + asked.number("page[size]", 100).min(2)).min(said.len());
        (200, json!({ "comments": &said[from..to], "users": self.users, "meta": { "has_more": to < said.len(), "after_cursor": to.to_string() } }))
    }
}

impl Vendor for Zendesk {
    fn answer(&mut self, asked: &Asked) -> (u16, Value) {
        if !asked.has_basic(&format!("{}/token", USER.0), USER.1) {
            return (401, json!({ "error": "Couldn't authenticate you" }));
        }
        let known = |id: &str, tickets: &[Value]| id.parse().ok().filter(|id: &i64| tickets.iter().any(|ticket| ticket["id"] == *id));
        let (method, parts) = asked.parts();
        match (method, parts.as_slice()) {
            ("GET", ["api", "v2", "users", "me"]) => (200, json!({ "user": { "id": ME, "name": "Garda", "role": self.role } })),
            ("GET", ["api", "v2", "groups", "360"] | ["api", "v2", "ticket_fields", "77"] | ["api", "v2", "brands", "5"]) => (200, json!({})),
            ("POST", ["api", "v2", "uploads"]) if asked.query.contains_key("filename") && !asked.body.is_empty() => {
                let token = format!("t{}", self.uploads.len());
                self.uploads.insert(token.clone(), format!("{}: {}", asked.query["filename"], String::from_utf8_lossy(&asked.body)));
                (201, json!({ "upload": { "token": token } }))
            }
            ("POST", ["api", "v2", "tickets"]) => self.create(asked),
            ("GET", ["api", "v2", "tickets"]) => {
                let found: Vec<&Value> = self.tickets.iter().filter(|ticket| ticket["external_id"] == asked.query["external_id"]).collect();
                (200, json!({ "tickets": found, "count": found.len() }))
            }
            ("GET", ["api", "v2", "incremental", "tickets", "cursor"]) if self.role == "admin" => self.export(asked),
            ("GET", ["api", "v2", "incremental", ..]) => (403, json!({ "error": { "title": "Forbidden", "message": "You do not have access to this page" } })),
            (_, ["api", "v2", "tickets", id, rest @ ..]) => match (known(id, &self.tickets), method, rest) {
                (Some(id), "GET", []) => (200, json!({ "ticket": self.ticket(id).clone(), "users": self.users })),
                (Some(id), "PUT", []) => self.update(id, asked),
                (Some(id), "GET", ["comments"]) => self.page(id, asked),
                _ => missing(),
            },
            _ => missing(),
        }
    }
}

fn of(url: &str) -> SinkSettings {
    let mut settings = settings(SinkKind::Zendesk, url, USER, "360", &[("type", "incident"), ("brand", "5")]);
    settings.fields.insert("77".to_owned(), "{number} {link}".to_owned());
    settings
}

async fn start() -> (std::sync::Arc<Served<Zendesk>>, std::sync::Arc<dyn Sink>) {
    let served = Served::start(Zendesk::new()).await;
    let sink = sink(of(&served.url));
    (served, sink)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_off_stands_there_as_it_was_said() {
    let (served, sink) = start().await;
    assert_eq!(hand_off(&served, &*sink, 0).await, "1");
    let desk = served.vendor.lock().unwrap();
    let ticket = &desk.tickets[0];
    assert_eq!(ticket["external_id"], opening(0).reference);
    assert_eq!((&ticket["status"], &ticket["priority"], &ticket["group_id"], &ticket["type"]), (&json!("solved"), &json!("high"), &json!(360), &json!("incident")));
    assert_eq!(ticket["custom_fields"], json!([{ "id": 77, "value": "GRD-1000 https://garda.kantor.example/console/tickets/1000" }]));
    let said = &desk.comments[&1];
    assert_eq!(said[0]["body"], opening(0).text);
    assert_eq!(said[0]["attachments"], json!(["open0.png: bytes of open0"]));
    let words: Vec<String> = comments(0).iter().map(garda::domain::sink::Comment::words).collect();
    assert_eq!(said[1..].iter().map(|one| one["body"].as_str().unwrap()).collect::<Vec<_>>(), words);
    assert_eq!(said[1..].iter().map(|one| one["public"] == true).collect::<Vec<_>>(), [true, false, true]);
    let requester = &desk.users[2];
    assert_eq!((&requester["email"], &said[1]["author_id"], &said[3]["author_id"]), (&json!("rina@kantor.example"), &requester["id"], &json!(ME)));
    assert_eq!(said[3]["attachments"], json!(["say0.png: bytes of say0"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_breaks_on_the_way_each_stands_there_once() {
    // With the key, and when the time of keys is over and only the reference is left.
    for closed_for_repeats in [false, true] {
        let (served, sink) = start().await;
        served.vendor.lock().unwrap().closed_for_repeats = closed_for_repeats;
        hand_off_all(&served, &*sink, (60, 35)).await;
        let desk = served.vendor.lock().unwrap();
        assert_eq!(desk.tickets.len(), 60);
        for (n, ticket) in desk.tickets.iter().enumerate() {
            assert_eq!(ticket["external_id"], opening(n).reference);
            assert_eq!(ticket["status"], "solved");
            let said: Vec<&str> = desk.comments[&ticket["id"].as_i64().unwrap()].iter().map(|one| one["body"].as_str().unwrap()).collect();
            let right: Vec<String> = std::iter::once(opening(n).text).chain(comments(n).iter().map(garda::domain::sink::Comment::words)).collect();
            assert_eq!(said, right, "{n}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_do_there_comes_back() {
    let (served, sink) = start().await;
    served.pass(3_600_000);
    let begun = sink.changes(None, &[]).await.unwrap();
    assert!(begun.remotes.is_empty());
    for n in 0..7 {
        deliver(&served, &*sink, parcel(ParcelKind::Open, n, "open", &opening(n), None)).await.unwrap();
        deliver(&served, &*sink, parcel(ParcelKind::Comment, n, "c", &comments(n)[0], Some(&(n + 1).to_string()))).await;
    }
    let early = sink.changes(Some(&begun.cursor), &[]).await.unwrap();
    assert!(early.remotes.is_empty(), "the last minute is told later");
    served.pass(61_000);
    let later = sink.changes(Some(&early.cursor), &[]).await.unwrap();
    assert_eq!(later.remotes, ["1", "2", "3", "4", "5", "6", "7"], "over several pages");
    {
        let mut desk = served.vendor.lock().unwrap();
        desk.say(2, &json!({ "body": "sudah dicek?", "public": true }), SARI, "web");
        desk.say(2, &json!({ "body": "jangan dibaca", "public": false }), SARI, "web");
        let requester = desk.ticket(1)["requester_id"].as_i64().unwrap();
        desk.say(2, &json!({ "body": "balasan lewat email" }), requester, "email");
        let ticket = desk.ticket(2);
        (ticket["status"], ticket["assignee_id"], ticket["updated"]) = (json!("hold"), json!(SARI), json!(served.now().0));
    }
    served.pass(61_000);
    let changed = sink.changes(Some(&later.cursor), &[]).await.unwrap();
    assert_eq!(changed.remotes, ["2"]);
    let told = sink.read("2").await.unwrap();
    assert_eq!((told.standing, told.assignee.as_deref()), (Some(Standing::Open), Some("Sari")));
    let heard: Vec<(&str, bool, bool, &str)> = told.comments.iter().map(|one| (one.author.as_str(), one.public, one.own, one.text.as_str())).collect();
    let own = comments(1)[0].words();
    assert_eq!(heard, [("Garda", true, true, own.as_str()), ("Sari", true, false, "sudah dicek?"), ("Sari", false, false, "jangan dibaca")]);
    assert_eq!(sink.read("99").await.unwrap_err().kind, FaultKind::Missing);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_right_is_left_alone_and_what_is_closed_takes_nothing_more() {
    let (served, sink) = start().await;
    deliver(&served, &*sink, parcel(ParcelKind::Open, 0, "open", &opening(0), None)).await;
    let attempt = garda::connect::ticket::Attempt { key: "k", now: served.now() };
    sink.set_standing("1", Standing::Open, attempt).await.unwrap();
    assert_eq!(served.vendor.lock().unwrap().tickets[0]["status"], "new");
    served.vendor.lock().unwrap().tickets[0]["status"] = "closed".into();
    sink.set_standing("1", Standing::Resolved, attempt).await.unwrap();
    assert_eq!(sink.set_standing("1", Standing::Open, attempt).await.unwrap_err().kind, FaultKind::Missing);
    assert_eq!(sink.comment("1", &comments(0)[1], Vec::new(), attempt).await.unwrap_err().kind, FaultKind::Missing);
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_are_told_apart() {
    let (served, sink) = start().await;
    let details = |field: &str| json!({ "error": "RecordInvalid", "details": { field: [{ "description": "is invalid" }] } });
    let table = vec![
        (401, json!({ "error": "Couldn't authenticate you" }), FaultKind::Credential),
        (403, json!({ "error": { "title": "Forbidden", "message": "no" } }), FaultKind::Right),
        (404, json!({ "error": "InvalidEndpoint" }), FaultKind::Place),
        (422, details("group"), FaultKind::Place),
        (422, details("priority"), FaultKind::Field),
        (400, json!({ "error": "IdempotentRequestError" }), FaultKind::Lost),
        (409, json!({ "error": "DatabaseConflict" }), FaultKind::Lost),
        (429, json!({}), FaultKind::RateLimit),
        (500, json!({}), FaultKind::Lost),
        (503, json!({}), FaultKind::Lost),
        (201, json!({}), FaultKind::Lost),
    ];
    told_apart(&served, &*sink, of, table).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_of_a_connection_looks_at_everything_that_is_named() {
    let (served, sink) = start().await;
    assert_eq!(sink.check().await.unwrap(), "Garda (admin)");
    let wrong: Vec<(Change, FaultKind)> = vec![
        (|settings| settings.secrets = vec!["wrong".to_owned()], FaultKind::Credential),
        (|settings| drop(settings.places.insert("network".to_owned(), "361".to_owned())), FaultKind::Place),
        (|settings| drop(settings.options.insert("form".to_owned(), "9".to_owned())), FaultKind::Place),
        (|settings| drop(settings.fields.insert("78".to_owned(), "x".to_owned())), FaultKind::Field),
    ];
    found_wrong(&of(&served.url), &wrong).await;
    served.vendor.lock().unwrap().role = "agent";
    assert_eq!(sink.check().await.unwrap_err().kind, FaultKind::Right, "an agent may not read the export");
    changed(of(&served.url), |settings| settings.poll = None).unwrap().check().await.unwrap();
    served.vendor.lock().unwrap().role = "end-user";
    assert_eq!(changed(of(&served.url), |settings| settings.poll = None).unwrap().check().await.unwrap_err().kind, FaultKind::Right);
    refused(
        &of(&served.url),
        &[
            |settings| settings.user.clear(),
            |settings| drop(settings.places.insert("network".to_owned(), "Jaringan".to_owned())),
            |settings| drop(settings.priorities.insert("high".to_owned(), "P1".to_owned())),
            |settings| drop(settings.options.insert("type".to_owned(), "bug".to_owned())),
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_signed_calls_of_now_are_believed() {
    let (_, sink) = start().await;
    let now = Timestamp(MONDAY_10);
    let call = |body: &str, at: &str, secret: &str| {
        let signed = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(at).chain_update(body).finalize().into_bytes();
        hooked(&*sink, &[("x-zendesk-webhook-signature", &BASE64_STANDARD.encode(signed)), ("x-zendesk-webhook-signature-timestamp", at)], body, now)
    };
    let (at, secret) = (now.rfc3339(), "a hook secret");
    let event = r#"{"type":"zen:event-type:ticket.comment_added","id":"01J","detail":{"id":"35436"},"event":{}}"#;
    assert_eq!(call(event, &at, secret), Ok(Hooked::Read(vec!["35436".to_owned()])));
    assert_eq!(call(r#"{"ticket_id": 7}"#, &at, secret), Ok(Hooked::Read(vec!["7".to_owned()])));
    assert_eq!(call(event, &at, "another"), Err(Denied::Signature));
    assert_eq!(call(event, &now.plus_ms(-301_000).rfc3339(), secret), Err(Denied::Old));
    assert_eq!(call("{}", &at, secret), Err(Denied::Body));
    assert_eq!(hooked(&*sink, &[], event, now), Err(Denied::Signature));
}
