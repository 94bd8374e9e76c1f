//! Tickets in Zammad: a fake that takes and refuses what its documentation and controllers say, opened exactly once, and heard back from.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use garda::{
    connect::ticket::{Attempt, Denied, FaultKind, Hooked, Sink, SinkKind, SinkSettings},
    domain::{outbox::ParcelKind, sink::Comment, sink::Standing, time::Timestamp},
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};

use crate::{
    app::MONDAY_10,
    faulty::{Asked, Change, Served, Vendor, comments, deliver, found_wrong, hand_off, hand_off_all, hex, hooked, opening, parcel, refused, settings, sink, told_apart},
};

const ME: i64 = 3;
const SARI: i64 = 4;
const GROUPS: [&str; 2] = ["Users", "Jaringan"];
const PRIORITIES: [&str; 3] = ["1 low", "2 normal", "3 high"];
const STATES: [(i64, &str, &str); 6] =
    [(1, "new", "new"), (2, "open", "open"), (3, "pending reminder", "pending reminder"), (4, "closed", "closed"), (5, "merged", "merged"), (7, "pending close", "pending action")];

struct Zammad {
    tickets: Vec<Value>,
    articles: Vec<Value>,
    users: Vec<Value>,
    has_attribute: bool,
}

fn error(status: u16, said: &str) -> (u16, Value) {
    (status, json!({ "error": said, "error_human": said }))
}

fn place(list: &[&str], name: &Value) -> Option<i64> {
    list.iter().position(|known| *name == *known).map(|place| 1 + i64::try_from(place).unwrap())
}

impl Zammad {
    fn new() -> Self {
        let user = |id: i64, first: &str, last: &str| json!({ "id": id, "login": format!("{first}@kantor.example"), "email": format!("{first}@kantor.example"), "firstname": first, "lastname": last });
        Self { tickets: Vec::new(), articles: Vec::new(), users: vec![user(ME, "Garda", "Bot"), user(SARI, "Sari", "Dewi")], has_attribute: true }
    }

    fn customer(&mut self, named: &Value) -> Result<i64, (u16, Value)> {
        let Some(email) = named.as_str() else { return named.as_i64().ok_or_else(|| error(422, "Missing required value for field 'customer_id'!")) };
        let email = email.strip_prefix("guess:").filter(|email| email.contains('@')).ok_or_else(|| error(422, "Invalid email of customer"))?;
        if let Some(user) = self.users.iter().find(|user| user["email"] == email) {
            return Ok(user["id"].as_i64().unwrap());
        }
        let id = 100 + i64::try_from(self.users.len()).unwrap();
        self.users.push(json!({ "id": id, "login": email, "email": email, "firstname": "", "lastname": "" }));
        Ok(id)
    }

    fn create(&mut self, asked: &Asked) -> (u16, Value) {
        let new = asked.json();
        let group = place(&GROUPS, &new["group"]);
        let (Some(group), Some(priority)) = (group, place(&PRIORITIES, &new["priority"])) else {
            let (name, value) = if group.is_none() { ("group", &new["group"]) } else { ("priority", &new["priority"]) };
            return error(422, &format!("No lookup value found for '{name}': {value}"));
        };
        if new["title"].as_str().is_none_or(str::is_empty) {
            return error(422, "Missing required value for field 'title'!");
        }
        let customer = match self.customer(&new["customer_id"]) {
            Ok(customer) => customer,
            Err(refused) => return refused,
        };
        let id = 10 + i64::try_from(self.tickets.len()).unwrap();
        let mut ticket = json!({
            "id": id, "number": format!("{}", 22000 + id), "title": new["title"], "group_id": group, "priority_id": priority, "state_id": 1, "owner_id": 1, "customer_id": customer,
            "pending_time": null, "tags_of_test": new["tags"],
        });
        if self.has_attribute {
            ticket["garda_reference"] = new["garda_reference"].clone();
        }
        self.tickets.push(ticket);
        self.touch(id, asked.now);
        if let Err(refused) = self.say(id, &new["article"], ME, asked.now) {
            self.tickets.pop();
            return refused;
        }
        (201, self.tickets.last().unwrap().clone())
    }

    fn touch(&mut self, id: i64, now: i64) -> &mut Value {
        let ticket = self.tickets.iter_mut().find(|ticket| ticket["id"] == id).unwrap();
        ticket["updated_at"] = Timestamp(now).rfc3339().into();
        ticket
    }

    fn say(&mut self, ticket: i64, new: &Value, by: i64, now: i64) -> Result<Value, (u16, Value)> {
        if new["body"].as_str().unwrap_or_default().is_empty() {
            return Err(error(422, "Need at least an 'article body' field."));
        }
        let (kind, sender) = (new["type"].as_str().unwrap_or("note"), new["sender"].as_str().unwrap_or("Agent"));
        if !["note", "web", "email", "phone"].contains(&kind) || !["Agent", "Customer", "System"].contains(&sender) {
            return Err(error(422, "No lookup value found for 'type'"));
        }
        let files: Vec<String> = new["attachments"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|file| format!("{}: {}", file["filename"].as_str().unwrap(), String::from_utf8(BASE64_STANDARD.decode(file["data"].as_str().unwrap()).unwrap()).unwrap()))
            .collect();
        let origin = new["origin_by_id"].as_i64().unwrap_or(by);
        let from = self.users.iter().find(|user| user["id"] == origin).map(|user| format!("{} {}", user["firstname"].as_str().unwrap(), user["lastname"].as_str().unwrap()));
        let article = json!({
            "id": 500 + self.articles.len(), "ticket_id": ticket, "type": kind, "sender": sender, "from": from, "internal": new["internal"] == true, "created_by_id": by, "origin_by_id": origin,
            "body": new["body"], "content_type": new["content_type"].as_str().unwrap_or("text/plain"), "attachments": files,
        });
        self.articles.push(article.clone());
        self.touch(ticket, now);
        Ok(article)
    }

    fn update(&mut self, id: i64, asked: &Asked) -> (u16, Value) {
        let change = asked.json();
        let Some((state, _, kind)) = STATES.iter().find(|(_, name, _)| change["state"] == *name) else {
            return error(422, "No lookup value found for 'state'");
        };
        if kind.starts_with("pending") && change["pending_time"].is_null() {
            return error(422, "Missing required value for field 'pending_time'!");
        }
        let ticket = self.touch(id, asked.now);
        (ticket["state_id"], ticket["pending_time"]) = (json!(state), change["pending_time"].clone());
        (200, ticket.clone())
    }

    fn search(&self, asked: &Asked) -> (u16, Value) {
        let body = asked.json();
        let (name, condition) = body["condition"].as_object().unwrap().iter().next().unwrap();
        let (name, value) = (name.strip_prefix("ticket.").unwrap(), &condition["value"]);
        let matches = |ticket: &&Value| match condition["operator"].as_str().unwrap() {
            "is" => ticket[name] == *value,
            "after (absolute)" => ticket[name].as_str() > value.as_str(),
            other => panic!("{other}"),
        };
        let mut found: Vec<&Value> = self.tickets.iter().filter(matches).collect();
        found.sort_by_key(|ticket| ticket["updated_at"].as_str().unwrap());
        let (size, page) = (usize::try_from(body["per_page"].as_u64().unwrap()).unwrap(), usize::try_from(body["page"].as_u64().unwrap()).unwrap());
        (200, json!(found.into_iter().skip(size * (page - 1)).take(size).collect::<Vec<_>>()))
    }
}

fn named<'a>(names: impl Iterator<Item = &'a str>) -> (u16, Value) {
    (200, names.enumerate().map(|(place, name)| json!({ "id": place + 1, "name": name, "active": true })).collect())
}

impl Vendor for Zammad {
    fn answer(&mut self, asked: &Asked) -> (u16, Value) {
        if asked.header("authorization") != "Token token=za-token" {
            return error(401, "Invalid token! Authentication required");
        }
        let (method, parts) = asked.parts();
        let Some(("api", ["v1", rest @ ..])) = parts.split_first().map(|(first, rest)| (*first, rest)) else { return error(404, "No route matches") };
        let known = |id: &&str| id.parse().ok().filter(|id: &i64| self.tickets.iter().any(|ticket| ticket["id"] == *id));
        match (method, rest) {
            ("GET", ["users", "me"]) => (200, self.users[0].clone()),
            ("GET", ["users", id]) => {
                self.users.iter().find(|user| id.parse().is_ok_and(|id: i64| user["id"] == id)).map_or(error(404, "Couldn't find User"), |user| (200, user.clone()))
            }
            ("GET", ["groups"]) => named(GROUPS.into_iter()),
            ("GET", ["ticket_priorities"]) => named(PRIORITIES.into_iter()),
            ("GET", ["ticket_states"]) => (200, STATES.iter().map(|(id, name, kind)| json!({ "id": id, "name": name, "state_type": kind, "active": true })).collect()),
            ("POST", ["tickets", "search"]) => self.search(asked),
            ("POST", ["tickets"]) => self.create(asked),
            ("GET", ["tickets"]) => (200, self.tickets.iter().take(asked.number("per_page", 100)).cloned().collect()),
            ("GET", ["tickets", id]) => match known(id) {
                Some(id) => (200, self.tickets.iter().find(|ticket| ticket["id"] == id).unwrap().clone()),
                None => error(404, &format!("Couldn't find Ticket with 'id'={id}")),
            },
            ("PUT", ["tickets", id]) => match known(id) {
                Some(id) => self.update(id, asked),
                None => error(404, "Couldn't find Ticket"),
            },
            ("GET", ["ticket_articles", "by_ticket", id]) => match known(id) {
                Some(id) => (200, self.articles.iter().filter(|article| article["ticket_id"] == id).cloned().collect()),
                None => error(404, "Couldn't find Ticket"),
            },
            ("POST", ["ticket_articles"]) => {
                let new = asked.json();
                match new["ticket_id"].as_i64().filter(|id| known(&id.to_string().as_str()).is_some()) {
                    Some(id) => self.say(id, &new, ME, asked.now).map_or_else(|refused| refused, |article| (201, article)),
                    None => error(404, "Couldn't find Ticket"),
                }
            }
            _ => error(404, "No route matches"),
        }
    }
}

fn of(url: &str) -> SinkSettings {
    settings(SinkKind::Zammad, url, ("", "za-token"), "Users", &[("customer", "tamu@kantor.example")])
}

async fn start() -> (Arc<Served<Zammad>>, Arc<dyn Sink>) {
    let served = Served::start(Zammad::new()).await;
    let sink = sink(of(&served.url));
    (served, sink)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_off_stands_there_as_it_was_said() {
    let (served, sink) = start().await;
    assert_eq!((hand_off(&served, &*sink, 0).await, hand_off(&served, &*sink, 1).await), ("10".to_owned(), "11".to_owned()));
    let desk = served.vendor.lock().unwrap();
    let ticket = &desk.tickets[0];
    assert_eq!(
        (&ticket["garda_reference"], &ticket["state_id"], &ticket["priority_id"], &ticket["tags_of_test"]),
        (&json!(opening(0).reference), &json!(4), &json!(3), &json!("garda"))
    );
    let email = |of: &Value| desk.users.iter().find(|user| user["id"] == *of).unwrap()["email"].clone();
    assert_eq!((email(&ticket["customer_id"]), email(&desk.tickets[1]["customer_id"])), (json!("rina@kantor.example"), json!("tamu@kantor.example")));
    let said: Vec<&Value> = desk.articles.iter().filter(|article| article["ticket_id"] == 10).collect();
    assert_eq!((&said[0]["body"], &said[0]["attachments"]), (&json!(opening(0).text), &json!(["open0.png: bytes of open0"])));
    assert_eq!(said[1..].iter().map(|one| one["body"].as_str().unwrap().to_owned()).collect::<Vec<_>>(), comments(0).iter().map(Comment::words).collect::<Vec<_>>());
    assert_eq!(said[1..].iter().map(|one| one["internal"] == true).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!((&said[1]["sender"], &said[1]["origin_by_id"], &said[3]["sender"]), (&json!("Customer"), &ticket["customer_id"], &json!("Agent")));
    assert_eq!(said[3]["attachments"], json!(["say0.png: bytes of say0"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_breaks_on_the_way_each_stands_there_once() {
    let (served, sink) = start().await;
    hand_off_all(&served, &*sink, (120, 35)).await;
    let desk = served.vendor.lock().unwrap();
    assert_eq!(desk.tickets.len(), 120);
    for (n, ticket) in desk.tickets.iter().enumerate() {
        assert_eq!((&ticket["garda_reference"], &ticket["state_id"]), (&json!(opening(n).reference), &json!(4)));
        let said: Vec<&str> = desk.articles.iter().filter(|article| article["ticket_id"] == ticket["id"]).map(|one| one["body"].as_str().unwrap()).collect();
        let right: Vec<String> = std::iter::once(opening(n).text).chain(comments(n).iter().map(Comment::words)).collect();
        assert_eq!(said, right, "{n}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_do_there_comes_back() {
    let (served, sink) = start().await;
    let begun = sink.changes(None, &[]).await.unwrap();
    assert!(begun.remotes.is_empty());
    for n in 0..120 {
        deliver(&served, &*sink, parcel(ParcelKind::Open, n, "open", &opening(n), None)).await.unwrap();
    }
    deliver(&served, &*sink, parcel(ParcelKind::Comment, 2, "c", &comments(2)[0], Some("12"))).await;
    let later = sink.changes(Some(&begun.cursor), &[]).await.unwrap();
    assert_eq!(later.remotes.len(), 120, "over several pages");
    served.pass(120_000);
    let again = sink.changes(Some(&later.cursor), &[]).await.unwrap();
    served.pass(120_000);
    let idle = sink.changes(Some(&again.cursor), &[]).await.unwrap();
    assert!(idle.remotes.is_empty());
    {
        let (mut desk, now) = (served.vendor.lock().unwrap(), served.now().0);
        let article = |sender: &str, internal: bool, body: &str| json!({ "type": "email", "sender": sender, "internal": internal, "content_type": "text/html", "body": body });
        desk.say(12, &article("Agent", false, "<div>sudah dicek?<br>coba &amp; kabari</div><blockquote type=\"cite\">[GRD-1002#3]</blockquote>"), SARI, now).unwrap();
        desk.say(12, &article("Agent", true, "jangan dibaca"), SARI, now).unwrap();
        desk.say(12, &article("Customer", false, "balasan lewat email"), 102, now).unwrap();
        desk.say(12, &article("System", false, "we received your ticket"), 1, now).unwrap();
        let ticket = desk.touch(12, now);
        (ticket["state_id"], ticket["owner_id"]) = (json!(7), json!(SARI));
    }
    assert_eq!(sink.changes(Some(&idle.cursor), &[]).await.unwrap().remotes, ["12"]);
    let told = sink.read("12").await.unwrap();
    assert_eq!((told.standing, told.assignee.as_deref()), (Some(Standing::Pending), Some("Sari Dewi")));
    let heard: Vec<(&str, bool, bool, &str)> = told.comments.iter().map(|one| (one.author.as_str(), one.public, one.own, one.text.as_str())).collect();
    let own = comments(2)[0].words();
    assert_eq!(heard[1..], [("Sari Dewi", true, false, "sudah dicek?\ncoba & kabari"), ("Sari Dewi", false, false, "jangan dibaca")]);
    assert_eq!((heard[0].2, heard[0].3), (true, own.as_str()));
    assert_eq!(sink.read("99999").await.unwrap_err().kind, FaultKind::Missing);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_stays_new_and_what_waits_has_an_end() {
    let (served, sink) = start().await;
    deliver(&served, &*sink, parcel(ParcelKind::Open, 0, "open", &opening(0), None)).await;
    let attempt = Attempt { key: "k", now: served.now() };
    let mut states = Vec::new();
    for standing in [Standing::Open, Standing::Pending, Standing::Open, Standing::Resolved, Standing::Resolved] {
        sink.set_standing("10", standing, attempt).await.unwrap();
        states.push(served.vendor.lock().unwrap().tickets[0]["state_id"].as_i64().unwrap());
    }
    assert_eq!(states, [1, 3, 2, 4, 4]);
    assert_eq!(sink.set_standing("99999", Standing::Open, attempt).await.unwrap_err().kind, FaultKind::Missing);
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_are_told_apart() {
    let (served, sink) = start().await;
    let said = |said: &str| json!({ "error": said });
    let table = vec![
        (401, said("Invalid token!"), FaultKind::Credential),
        (403, said("Not authorized"), FaultKind::Right),
        (422, said("No lookup value found for 'group': \"x\""), FaultKind::Place),
        (422, said("No lookup value found for 'priority': \"x\""), FaultKind::Field),
        (429, said("slow down"), FaultKind::RateLimit),
        (500, said("oops"), FaultKind::Lost),
        (503, Value::Null, FaultKind::Lost),
        (201, json!({}), FaultKind::Lost),
    ];
    told_apart(&served, &*sink, of, table).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_of_a_connection_looks_at_everything_that_is_named() {
    let (served, sink) = start().await;
    deliver(&served, &*sink, parcel(ParcelKind::Open, 0, "open", &opening(0), None)).await;
    assert_eq!(sink.check().await.unwrap(), "Garda Bot (Garda@kantor.example)");
    let wrong: Vec<(Change, FaultKind)> = vec![
        (|settings| settings.secrets = vec!["wrong".to_owned()], FaultKind::Credential),
        (|settings| drop(settings.places.insert("network".to_owned(), "Tidak ada".to_owned())), FaultKind::Place),
        (|settings| drop(settings.priorities.insert("low".to_owned(), "P4".to_owned())), FaultKind::Field),
        (|settings| drop(settings.options.insert("pending".to_owned(), "menunggu".to_owned())), FaultKind::Field),
        (|settings| drop(settings.fields.insert("cabang".to_owned(), "x".to_owned())), FaultKind::Field),
        (|settings| drop(settings.options.insert("reference_field".to_owned(), "other".to_owned())), FaultKind::Field),
    ];
    found_wrong(&of(&served.url), &wrong).await;
    refused(&of(&served.url), &[|settings| settings.places.clear()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_signed_calls_are_believed() {
    let (_, sink) = start().await;
    let now = Timestamp(MONDAY_10);
    let call = |body: &str, secret: &str| {
        let signed = Hmac::<sha1::Sha1>::new_from_slice(secret.as_bytes()).unwrap().chain_update(body).finalize().into_bytes();
        hooked(&*sink, &[("x-hub-signature", &format!("sha1={}", hex(&signed)))], body, now)
    };
    let body = r#"{"ticket":{"id":81,"number":"10081"},"article":{"id":109}}"#;
    assert_eq!(call(body, "a hook secret"), Ok(Hooked::Read(vec!["81".to_owned()])));
    assert_eq!(call(body, "another"), Err(Denied::Signature));
    assert_eq!(call("{}", "a hook secret"), Err(Denied::Body));
    assert_eq!(hooked(&*sink, &[("x-hub-signature", "sha1=zz")], body, now), Err(Denied::Signature));
}
