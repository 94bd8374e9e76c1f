//! Tickets in Freshdesk: a fake that takes and refuses what its published description says, opened exactly once, and heard back from.

use std::sync::Arc;

use garda::{
    connect::ticket::{Attempt, Denied, FaultKind, Hooked, Sink, SinkKind, SinkSettings},
    domain::{
        outbox::ParcelKind,
        sink::{Comment, Standing, html},
        time::Timestamp,
    },
};
use serde_json::{Map, Value, json};

use crate::{
    app::MONDAY_10,
    faulty::{Asked, Change, Served, Vendor, comments, deliver, found_wrong, hand_off, hand_off_all, hooked, opening, parcel, refused, settings, sink, told_apart},
};

const ME: i64 = 70;
const SARI: i64 = 71;
/// How long its search needs to learn of a ticket.
const LAG: i64 = 240_000;

#[derive(Default)]
struct Freshdesk {
    tickets: Vec<Value>,
    said: Vec<Value>,
    contacts: Vec<String>,
}

fn invalid(field: &str, message: &str) -> (u16, Value) {
    (400, json!({ "description": "Validation failed", "errors": [{ "field": field, "message": message, "code": "invalid_value" }] }))
}

fn plain(html: &str) -> String {
    html.replace("<br>\n", "\n").replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The body of a call, whether it came as JSON or as a form, and the files of it.
fn read(asked: &Asked) -> (Value, Vec<String>) {
    if !asked.header("content-type").starts_with("multipart/") {
        return (asked.json(), Vec::new());
    }
    let (fields, files) = asked.form();
    let mut body = json!({ "custom_fields": {}, "tags": [] });
    for (name, text) in fields {
        let value = serde_json::from_str(&text).ok().filter(|value: &Value| value.is_number() || value.is_boolean()).unwrap_or_else(|| text.into());
        match name.split_once('[') {
            Some((list, "]")) => body[list].as_array_mut().unwrap().push(value),
            Some((object, inner)) => body[object][inner.trim_end_matches(']')] = value,
            None => body[name] = value,
        }
    }
    (body, files)
}

impl Freshdesk {
    fn contact(&mut self, email: &str) -> i64 {
        let place = self.contacts.iter().position(|known| known == email).unwrap_or_else(|| {
            self.contacts.push(email.to_owned());
            self.contacts.len() - 1
        });
        900 + i64::try_from(place).unwrap()
    }

    fn create(&mut self, asked: &Asked) -> (u16, Value) {
        let (new, files) = read(asked);
        let Some(email) = new["email"].as_str().filter(|email| email.contains('@')) else { return invalid("email", "It should be a valid email address") };
        for (field, least, most) in [("priority", 1, 4), ("status", 2, 7), ("source", 1, 10)] {
            if !new[field].as_i64().is_some_and(|number| (least..=most).contains(&number)) {
                return invalid(field, "It should be one of these values");
            }
        }
        if !new["group_id"].is_null() && new["group_id"] != 44 {
            return invalid("group_id", "There is no group matching the given group_id");
        }
        if new["custom_fields"].as_object().unwrap_or(&Map::new()).keys().any(|name| name != "cf_garda" && name != "cf_link") {
            return invalid("custom_fields", "Unexpected/invalid field in request");
        }
        let (id, requester) = (1 + self.tickets.len(), self.contact(email));
        let at = Timestamp(asked.now).rfc3339();
        let ticket = json!({
            "id": id, "subject": new["subject"], "description": new["description"], "requester_id": requester, "responder_id": null, "group_id": new["group_id"], "type": new["type"],
            "priority": new["priority"], "status": new["status"], "source": new["source"], "tags": new["tags"], "custom_fields": new["custom_fields"], "attachments": files,
            "created_at": at, "updated_at": at,
        });
        self.tickets.push(ticket.clone());
        (201, ticket)
    }

    fn note(&mut self, ticket: usize, asked: &Asked) -> (u16, Value) {
        let (new, files) = read(asked);
        if new["body"].as_str().is_none_or(str::is_empty) {
            return invalid("body", "It should not be blank as this is a mandatory field");
        }
        let by = new["user_id"].as_i64().unwrap_or(ME);
        (201, self.say(ticket, &new, (by, 2), (files, asked.now)))
    }

    fn say(&mut self, ticket: usize, new: &Value, (by, source): (i64, i64), (files, now): (Vec<String>, i64)) -> Value {
        // A note is private unless it says otherwise; a reply never is.
        let private = source == 2 && new["private"] != false;
        let one = json!({
            "id": 3000 + self.said.len(), "ticket_id": ticket, "body": new["body"], "body_text": plain(new["body"].as_str().unwrap()), "incoming": new["incoming"] == true, "private": private,
            "user_id": by, "source": source, "attachments": files,
        });
        self.said.push(one.clone());
        self.tickets[ticket - 1]["updated_at"] = Timestamp(now).rfc3339().into();
        one
    }

    fn list(&self, asked: &Asked) -> (u16, Value) {
        let by = asked.query["order_by"].as_str();
        let since = asked.query.get("updated_since").map_or("", String::as_str);
        let mut found: Vec<&Value> = self.tickets.iter().filter(|ticket| ticket["updated_at"].as_str().unwrap() >= since).collect();
        found.sort_by_key(|ticket| (ticket[by].as_str().unwrap(), ticket["id"].as_i64()));
        if asked.query["order_type"] == "desc" {
            found.reverse();
        }
        let size = asked.number("per_page", 30).min(100);
        (200, found.into_iter().skip(size * (asked.number("page", 1) - 1)).take(size).cloned().collect())
    }

    fn search(&self, asked: &Asked) -> (u16, Value) {
        let condition = asked.query["query"].strip_prefix("\"cf_garda:'").and_then(|rest| rest.strip_suffix("'\""));
        let Some(value) = condition else { return invalid("query", "Invalid query") };
        let known = Timestamp(asked.now - LAG).rfc3339();
        let found: Vec<&Value> = self.tickets.iter().filter(|ticket| ticket["custom_fields"]["cf_garda"] == value && ticket["created_at"].as_str() < Some(&known)).collect();
        (200, json!({ "total": found.len(), "results": found }))
    }
}

impl Vendor for Freshdesk {
    fn answer(&mut self, asked: &Asked) -> (u16, Value) {
        if !asked.has_basic("fd-key", "X") {
            return (401, json!({ "code": "invalid_credentials", "message": "You have to be logged in to perform this action." }));
        }
        let agent = |id: i64, name: &str| (200, json!({ "id": id, "contact": { "name": name, "email": "x@kantor.example" } }));
        let (method, parts) = asked.parts();
        let known = |id: &str| id.parse().ok().filter(|id: &usize| (1..=self.tickets.len()).contains(id));
        match (method, parts.as_slice()) {
            ("GET", ["api", "v2", "agents", "me" | "70"]) => agent(ME, "Garda"),
            ("GET", ["api", "v2", "agents", "71"]) => agent(SARI, "Sari"),
            ("GET", ["api", "v2", "groups", "44"]) => (200, json!({ "id": 44, "name": "Jaringan" })),
            ("GET", ["api", "v2", "ticket_fields"]) => {
                let statuses = json!({ "2": ["Open"], "3": ["Pending"], "4": ["Resolved"], "5": ["Closed"], "6": ["Waiting on Customer"] });
                let kinds = json!(["Question", "Incident"]);
                (
                    200,
                    json!([{ "name": "status", "choices": statuses }, { "name": "ticket_type", "choices": kinds }, { "name": "cf_garda", "type": "custom_text" }, { "name": "cf_link" }]),
                )
            }
            ("GET", ["api", "v2", "search", "tickets"]) => self.search(asked),
            ("POST", ["api", "v2", "tickets"]) => self.create(asked),
            ("GET", ["api", "v2", "tickets"]) => self.list(asked),
            (_, ["api", "v2", "tickets", id, rest @ ..]) => match (known(id), method, rest) {
                (Some(id), "GET", []) => (200, self.tickets[id - 1].clone()),
                (Some(id), "PUT", []) => {
                    let ticket = &mut self.tickets[id - 1];
                    (ticket["status"], ticket["updated_at"]) = (asked.json()["status"].clone(), Timestamp(asked.now).rfc3339().into());
                    (200, ticket.clone())
                }
                (Some(id), "GET", ["conversations"]) => {
                    let (size, page) = (asked.number("per_page", 30), asked.number("page", 1));
                    (200, self.said.iter().filter(|one| one["ticket_id"] == id).skip(size * (page - 1)).take(size).cloned().collect())
                }
                (Some(id), "POST", ["notes"]) => self.note(id, asked),
                _ => (404, Value::Null),
            },
            _ => (404, Value::Null),
        }
    }
}

fn of(url: &str) -> SinkSettings {
    let mut settings = settings(SinkKind::Freshdesk, url, ("", "fd-key"), "44", &[("reference_field", "cf_garda"), ("requester", "tamu@kantor.example"), ("type", "Incident")]);
    settings.fields.insert("cf_link".to_owned(), "{link}".to_owned());
    settings
}

async fn start() -> (Arc<Served<Freshdesk>>, Arc<dyn Sink>) {
    let served = Served::start(Freshdesk::default()).await;
    let sink = sink(of(&served.url));
    (served, sink)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_off_stands_there_as_it_was_said() {
    let (served, sink) = start().await;
    assert_eq!((hand_off(&served, &*sink, 0).await, hand_off(&served, &*sink, 1).await), ("1".to_owned(), "2".to_owned()));
    let desk = served.vendor.lock().unwrap();
    for (n, who) in [(0, "rina@kantor.example"), (1, "tamu@kantor.example")] {
        let ticket = &desk.tickets[n];
        assert_eq!(ticket["custom_fields"], json!({ "cf_garda": opening(n).reference, "cf_link": opening(n).link }));
        assert_eq!(
            (&ticket["status"], &ticket["priority"], &ticket["source"], &ticket["type"], &ticket["tags"]),
            (&json!(4), &json!(3), &json!(7), &json!("Incident"), &json!(["garda"]))
        );
        assert_eq!((&ticket["description"], &ticket["group_id"]), (&json!(html(&opening(n).text)), &json!(44)));
        assert_eq!(desk.contacts[usize::try_from(ticket["requester_id"].as_i64().unwrap() - 900).unwrap()], who);
    }
    assert_eq!((&desk.tickets[0]["attachments"], &desk.tickets[1]["attachments"]), (&json!(["open0.png: bytes of open0"]), &json!([])));
    let said: Vec<&Value> = desk.said.iter().filter(|one| one["ticket_id"] == 1).collect();
    assert_eq!(said.iter().map(|one| one["body_text"].as_str().unwrap().to_owned()).collect::<Vec<_>>(), comments(0).iter().map(Comment::words).collect::<Vec<_>>());
    assert_eq!(said.iter().map(|one| (one["private"] == true, one["incoming"] == true)).collect::<Vec<_>>(), [(false, true), (true, false), (false, false)]);
    assert_eq!((&said[0]["user_id"], &said[2]["attachments"]), (&desk.tickets[0]["requester_id"], &json!(["say0.png: bytes of say0"])));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_breaks_on_the_way_each_stands_there_once() {
    let (served, sink) = start().await;
    hand_off_all(&served, &*sink, (130, 35)).await;
    let desk = served.vendor.lock().unwrap();
    assert_eq!(desk.tickets.len(), 130);
    for (n, ticket) in desk.tickets.iter().enumerate() {
        assert_eq!((&ticket["custom_fields"]["cf_garda"], &ticket["status"]), (&json!(opening(n).reference), &json!(4)));
        let said: Vec<&str> = desk.said.iter().filter(|one| one["ticket_id"] == n + 1).map(|one| one["body_text"].as_str().unwrap()).collect();
        assert_eq!(said, comments(n).iter().map(Comment::words).collect::<Vec<_>>(), "{n}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_search_does_not_know_yet_is_found_among_the_newest() {
    let (served, sink) = start().await;
    deliver(&served, &*sink, parcel(ParcelKind::Open, 7, "open", &opening(7), None)).await.unwrap();
    for n in 1000..1150 {
        deliver(&served, &*sink, parcel(ParcelKind::Open, n, "open", &opening(n), None)).await.unwrap();
    }
    let found = async |n: usize| sink.find(&opening(n).reference).await.unwrap().map(|remote| remote.id);
    assert_eq!((found(7).await.as_deref(), found(8).await), (Some("1"), None), "on the second page");
    served.pass(40 * 60_000);
    assert_eq!((found(7).await.as_deref(), found(8).await), (Some("1"), None), "by the search");
    for n in 2000..4000 {
        let reference = opening(n).reference;
        let at = served.now().rfc3339();
        served.vendor.lock().unwrap().tickets.push(json!({ "id": n, "custom_fields": { "cf_garda": reference }, "created_at": at, "updated_at": at }));
    }
    let unknown = sink.find(&opening(8).reference).await.unwrap_err();
    assert_eq!((unknown.kind, unknown.wait), (FaultKind::Lost, Some(1_800_000)), "nobody can tell yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_do_there_comes_back() {
    let (served, sink) = start().await;
    let begun = sink.changes(None, &[]).await.unwrap();
    assert!(begun.remotes.is_empty());
    for n in 0..120 {
        deliver(&served, &*sink, parcel(ParcelKind::Open, n, "open", &opening(n), None)).await.unwrap();
    }
    for comment in &comments(2)[..2] {
        deliver(&served, &*sink, parcel(ParcelKind::Comment, 2, &comment.key, comment, Some("3"))).await;
    }
    let later = sink.changes(Some(&begun.cursor), &[]).await.unwrap();
    assert_eq!(later.remotes.len(), 120, "over several pages");
    served.pass(120_000);
    let again = sink.changes(Some(&later.cursor), &[]).await.unwrap();
    served.pass(120_000);
    let idle = sink.changes(Some(&again.cursor), &[]).await.unwrap();
    assert!(idle.remotes.is_empty());
    {
        let (mut desk, now) = (served.vendor.lock().unwrap(), served.now().0);
        let files = || (Vec::new(), now);
        desk.say(3, &json!({ "body": "sudah dicek?<br>\ncoba" }), (SARI, 0), files());
        desk.say(3, &json!({ "body": "jangan dibaca" }), (SARI, 2), files());
        desk.say(3, &json!({ "body": "balasan lewat email", "incoming": true }), (901, 0), files());
        (desk.tickets[2]["status"], desk.tickets[2]["responder_id"]) = (json!(6), json!(SARI));
    }
    assert_eq!(sink.changes(Some(&idle.cursor), &[]).await.unwrap().remotes, ["3"]);
    let told = sink.read("3").await.unwrap();
    assert_eq!((told.standing, told.assignee.as_deref()), (Some(Standing::Pending), Some("Sari")));
    let heard: Vec<(&str, bool, bool, &str)> = told.comments.iter().map(|one| (one.author.as_str(), one.public, one.own, one.text.as_str())).collect();
    let own = comments(2)[1].words();
    assert_eq!(heard, [("Garda", false, true, own.as_str()), ("Sari", true, false, "sudah dicek?\ncoba"), ("Sari", false, false, "jangan dibaca")]);
    assert_eq!(sink.read("999").await.unwrap_err().kind, FaultKind::Missing);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_means_the_same_there_is_left_alone() {
    let (served, sink) = start().await;
    deliver(&served, &*sink, parcel(ParcelKind::Open, 0, "open", &opening(0), None)).await;
    let attempt = Attempt { key: "k", now: served.now() };
    let mut statuses = Vec::new();
    for (there, standing) in [(7, Standing::Open), (6, Standing::Pending), (5, Standing::Resolved), (5, Standing::Open), (2, Standing::Pending), (3, Standing::Resolved)] {
        served.vendor.lock().unwrap().tickets[0]["status"] = there.into();
        sink.set_standing("1", standing, attempt).await.unwrap();
        statuses.push(served.vendor.lock().unwrap().tickets[0]["status"].as_i64().unwrap());
    }
    assert_eq!(statuses, [7, 6, 5, 2, 3, 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_are_told_apart() {
    let (served, sink) = start().await;
    let table = vec![
        (401, json!({ "code": "invalid_credentials", "message": "no" }), FaultKind::Credential),
        (403, json!({ "code": "access_denied", "message": "no" }), FaultKind::Right),
        (404, Value::Null, FaultKind::Place),
        (400, invalid("group_id", "no").1, FaultKind::Place),
        (400, invalid("custom_fields.cf_x", "no").1, FaultKind::Field),
        (429, Value::Null, FaultKind::RateLimit),
        (500, Value::Null, FaultKind::Lost),
        (503, Value::Null, FaultKind::Lost),
        (201, json!({}), FaultKind::Lost),
    ];
    told_apart(&served, &*sink, of, table).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_of_a_connection_looks_at_everything_that_is_named() {
    let (served, sink) = start().await;
    assert_eq!(sink.check().await.unwrap(), "Garda");
    let wrong: Vec<(Change, FaultKind)> = vec![
        (|settings| settings.secrets = vec!["wrong".to_owned()], FaultKind::Credential),
        (|settings| drop(settings.places.insert("network".to_owned(), "45".to_owned())), FaultKind::Place),
        (|settings| drop(settings.fields.insert("cf_none".to_owned(), "x".to_owned())), FaultKind::Field),
        (|settings| drop(settings.options.insert("reference_field".to_owned(), "cf_none".to_owned())), FaultKind::Field),
        (|settings| drop(settings.options.insert("type".to_owned(), "Problem".to_owned())), FaultKind::Field),
        (|settings| drop(settings.options.insert("pending".to_owned(), "9".to_owned())), FaultKind::Field),
    ];
    found_wrong(&of(&served.url), &wrong).await;
    refused(&of(&served.url), &[|settings| drop(settings.places.insert("network".to_owned(), "Jaringan".to_owned()))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_calls_with_the_secret_are_believed() {
    let (_, sink) = start().await;
    let call = |secret: &str, body: &str| hooked(&*sink, &[("x-garda-token", secret)], body, Timestamp(MONDAY_10));
    for body in [r#"{"freshdesk_webhook":{"ticket_id":12}}"#, r##"{"ticket_id":"#12"}"##] {
        assert_eq!(call("a hook secret", body), Ok(Hooked::Read(vec!["12".to_owned()])));
    }
    assert_eq!(call("a hook", r#"{"ticket_id":12}"#), Err(Denied::Signature));
    assert_eq!(call("a hook secret", "{}"), Err(Denied::Body));
    assert_eq!(hooked(&*sink, &[], "{}", Timestamp(MONDAY_10)), Err(Denied::Signature));
}
