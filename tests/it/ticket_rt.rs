//! Tickets in a Request Tracker: a fake that answers as the real one was seen to (5.0.3), and everything that goes there and comes back.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use garda::{
    connect::ticket::{Attempt, FaultKind, File, SinkKind, SinkSettings},
    domain::{sink::Standing, time::Timestamp},
};
use serde_json::{Value, json};

use crate::{
    far_desk::{Desk, comment, opening, reads, serve, settings, sink},
    postgres::{BOTH, Kind},
    random_faults::{Faulty, at_random},
};

const NOW: Attempt<'static> = Attempt { key: "018f-key", now: Timestamp(0) };
const TOKEN: &str = "1-27-c2adfc77ae676ab22501f1d05a7cd242";

/// What a Request Tracker holds, and what our account may.
struct Held {
    tickets: Vec<Value>,
    /// Ticket, transaction, type and who.
    said: Vec<(usize, usize, &'static str, &'static str)>,
    /// Transaction, media type, file name and content, each by its number from 1 on.
    parts: Vec<(usize, String, String, Vec<u8>)>,
    may: BTreeSet<&'static str>,
    forced: Option<u16>,
    seconds: i64,
}

#[derive(Clone)]
struct Fake(Arc<Mutex<Held>>);

fn says(status: u16, words: &str) -> Response {
    (StatusCode::from_u16(status).unwrap(), [("retry-after", "7")], Json(json!({ "message": words }))).into_response()
}

impl Fake {
    fn new() -> Self {
        let may = ["SeeQueue", "CreateTicket", "ReplyToTicket", "CommentOnTicket", "ModifyTicket", "SeeCustomField"].into();
        Self(Arc::new(Mutex::new(Held { tickets: Vec::new(), said: Vec::new(), parts: Vec::new(), may, forced: None, seconds: 0 })))
    }

    fn router(&self) -> Router {
        let api = Router::new()
            .route("/user/{name}", get(user))
            .route("/queue/{name}", get(queue))
            .route("/ticket", post(create))
            .route("/tickets", get(list))
            .route("/ticket/{id}", get(show).put(update))
            .route("/ticket/{id}/{what}", get(parts_of).post(write))
            .route("/attachment/{id}", get(attachment));
        Router::new().nest("/REST/2.0", api.layer(middleware::from_fn_with_state(self.clone(), known))).with_state(self.clone())
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.0.lock().unwrap()
    }
}

impl Held {
    fn touch(&mut self, ticket: usize) {
        self.seconds += 1;
        self.tickets[ticket]["LastUpdated"] = Timestamp(1_795_402_800_000 + self.seconds * 1000).rfc3339().replace(".000", "").into();
    }

    fn says(&mut self, ticket: usize, kind: &'static str, by: &'static str, parts: Vec<(&str, &str, &[u8])>) {
        let transaction = self.said.len() + 1;
        self.said.push((ticket, transaction, kind, by));
        for (media, name, content) in parts {
            self.parts.push((transaction, media.to_owned(), name.to_owned(), content.to_vec()));
        }
        self.touch(ticket);
    }
}

/// Whoever has no good token gets nowhere.
async fn known(State(fake): State<Fake>, headers: HeaderMap, request: axum::extract::Request, next: middleware::Next) -> Response {
    let (forced, given) = (fake.held().forced, headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default());
    let good = given == format!("token {TOKEN}") || given == format!("Basic {}", BASE64_STANDARD.encode("garda:rahasia"));
    match (forced, good) {
        (Some(status), _) => says(status, "forced"),
        (None, true) => next.run(request).await,
        (None, false) => says(401, "Unauthorized"),
    }
}

async fn user(Path(name): Path<String>) -> Response {
    match name.as_str() {
        "27" | "garda" => Json(json!({ "id": 27, "Name": "garda", "RealName": "", "Memberships": [] })).into_response(),
        "sari" => Json(json!({ "Name": "sari", "RealName": "Sari Dewi" })).into_response(),
        _ => says(404, "Not Found"),
    }
}

async fn queue(State(fake): State<Fake>, Path(name): Path<String>) -> Response {
    let held = fake.held();
    match () {
        () if name != "Bantuan TI/é?" => return says(404, "Not Found"),
        () if !held.may.contains("SeeQueue") => return says(403, "Forbidden"),
        () => {}
    }
    let fields = if held.may.contains("SeeCustomField") { json!([{ "id": "2", "name": "Garda" }, { "id": "3", "name": "Topik" }]) } else { json!([]) };
    let links = if held.may.contains("CreateTicket") { json!([{ "ref": "self" }, { "ref": "create" }]) } else { json!([{ "ref": "self" }]) };
    Json(json!({ "id": 3, "Name": name, "Disabled": "0", "TicketCustomFields": fields, "_hyperlinks": links })).into_response()
}

/// Media type, name and content of a file.
type Sent = (String, String, Vec<u8>);

/// Files as they are taken: a name with a sign beyond one byte ends the call, an empty content is none.
fn files(asked: &Value) -> Result<Vec<Sent>, Box<Response>> {
    let mut read = Vec::new();
    for one in asked["Attachments"].as_array().into_iter().flatten() {
        let text = |name: &str| one[name].as_str().filter(|text| !text.is_empty()).ok_or_else(|| Box::new(says(400, "a field is required for each attachment in Attachments")));
        let bytes: Option<Vec<u8>> = text("FileName")?.chars().map(|sign| u8::try_from(u32::from(sign)).ok()).collect();
        let name = String::from_utf8(bytes.ok_or_else(|| Box::new(says(500, "Wide character")))?).unwrap();
        read.push((text("FileType")?.to_owned(), name, BASE64_STANDARD.decode(text("FileContent")?).unwrap()));
    }
    Ok(read)
}

async fn create(State(fake): State<Fake>, Json(asked): Json<Value>) -> Response {
    let mut held = fake.held();
    if asked["Queue"] != "Bantuan TI/é?" || !held.may.contains("CreateTicket") {
        return says(403, "No permission to create tickets in the queue");
    }
    let files = match files(&asked) {
        Ok(files) => files,
        Err(refused) => return *refused,
    };
    let place = held.tickets.len();
    // A field that the queue does not have is dropped without a word.
    let fields: Vec<Value> =
        ["Garda", "Topik"].iter().map(|name| json!({ "name": name, "values": asked["CustomFields"][*name].as_str().into_iter().collect::<Vec<_>>() })).collect();
    let requestor = asked["Requestor"].as_str().map(|text| text.rsplit('<').next().unwrap().trim_end_matches('>').to_owned());
    let requestors: Vec<Value> = requestor.into_iter().map(|id| json!({ "type": "user", "id": id })).collect();
    held.tickets.push(json!({ "id": place + 1, "Subject": asked["Subject"], "Status": "new", "Priority": asked["Priority"], "Owner": { "id": "Nobody" },
        "Requestor": requestors, "CustomFields": fields }));
    let content = asked["Content"].as_str().unwrap().as_bytes().to_vec();
    let mut parts: Vec<(&str, &str, &[u8])> = vec![("text/plain", "", &content)];
    parts.extend(files.iter().map(|(media, name, bytes)| (media.as_str(), name.as_str(), bytes.as_slice())));
    held.says(place, "Create", "garda", parts);
    (StatusCode::CREATED, Json(json!({ "id": (place + 1).to_string(), "type": "ticket" }))).into_response()
}

async fn list(State(fake): State<Fake>, Query(query): Query<BTreeMap<String, String>>) -> Response {
    let held = fake.held();
    let mut parts: Vec<&str> = query["query"].split('\'').collect();
    parts.retain(|part| !part.trim().is_empty());
    let field = |ticket: &Value| ticket["CustomFields"][0]["values"][0].as_str().unwrap_or_default().to_owned();
    let wanted = |ticket: &&Value| match parts[..] {
        ["Queue = ", _] => true,
        ["CF.{Garda}", " = ", value] => field(ticket) == value,
        ["CF.{Garda}", " LIKE ", value] => field(ticket).contains(value),
        ["CF.{Garda}", " LIKE ", value, " AND LastUpdated > ", time] => field(ticket).contains(value) && ticket["LastUpdated"].as_str().unwrap() > time.replace(' ', "T").as_str(),
        _ => panic!("a query that nobody understands: {parts:?}"),
    };
    let mut listed: Vec<&Value> = held.tickets.iter().filter(wanted).collect();
    listed.sort_by_key(|ticket| std::cmp::Reverse(ticket["LastUpdated"].as_str()));
    let number = |name: &str| query[name].parse::<usize>().unwrap();
    let page: Vec<&&Value> = listed.iter().skip((number("page") - 1) * number("per_page")).take(number("per_page")).collect();
    Json(json!({ "items": page.iter().map(|ticket| json!({ "id": ticket["id"].to_string(), "LastUpdated": ticket["LastUpdated"], "CustomFields": ticket["CustomFields"] })).collect::<Value>() })).into_response()
}

fn place_of(held: &Held, id: &str) -> Option<usize> {
    id.parse::<usize>().ok()?.checked_sub(1).filter(|place| *place < held.tickets.len())
}

async fn show(State(fake): State<Fake>, Path(id): Path<String>) -> Response {
    let held = fake.held();
    let Some(place) = place_of(&held, &id) else { return says(404, "Not Found") };
    let mut ticket = held.tickets[place].clone();
    let links = [("ReplyToTicket", "correspond"), ("CommentOnTicket", "comment")];
    ticket["_hyperlinks"] = links.iter().filter(|(right, _)| held.may.contains(right)).map(|(_, name)| json!({ "ref": name })).collect();
    Json(ticket).into_response()
}

async fn update(State(fake): State<Fake>, Path(id): Path<String>, Json(asked): Json<Value>) -> Response {
    let mut held = fake.held();
    let Some(place) = place_of(&held, &id) else { return says(404, "Resource does not exist; use POST to create") };
    if !held.may.contains("ModifyTicket") {
        return Json(json!(["Ticket 1: Permission Denied"])).into_response();
    }
    let status = asked["Status"].as_str().unwrap();
    if !["new", "open", "stalled", "resolved"].contains(&status) {
        return Json(json!(["Ticket 1: Status isn't a valid status for this ticket."])).into_response();
    }
    held.tickets[place]["Status"] = status.into();
    held.touch(place);
    Json(json!(["Ticket 1: Status changed"])).into_response()
}

async fn write(State(fake): State<Fake>, Path((id, what)): Path<(String, String)>, Json(asked): Json<Value>) -> Response {
    let mut held = fake.held();
    let (kind, right) = if what == "correspond" { ("Correspond", "ReplyToTicket") } else { ("Comment", "CommentOnTicket") };
    let Some(place) = place_of(&held, &id).filter(|_| held.may.contains(right)) else { return says(400, "Message could not be recorded") };
    let files = match files(&asked) {
        Ok(files) => files,
        Err(refused) => return *refused,
    };
    let content = asked["Content"].as_str().unwrap().as_bytes().to_vec();
    let mut parts: Vec<(&str, &str, &[u8])> = vec![("text/plain", "", &content)];
    parts.extend(files.iter().map(|(media, name, bytes)| (media.as_str(), name.as_str(), bytes.as_slice())));
    held.says(place, kind, "garda", parts);
    if held.tickets[place]["Status"] == "new" {
        held.tickets[place]["Status"] = "open".into();
    }
    (StatusCode::CREATED, Json(json!(["Correspondence added"]))).into_response()
}

/// History and attachments, with no end in sight: how many there are nobody says.
async fn parts_of(State(fake): State<Fake>, Path((id, what)): Path<(String, String)>, Query(query): Query<BTreeMap<String, String>>) -> Response {
    let held = fake.held();
    let of_ticket = place_of(&held, &id);
    let mine: Vec<_> = held.said.iter().filter(|(ticket, ..)| Some(*ticket) == of_ticket).collect();
    let items: Vec<Value> = if what == "history" {
        mine.iter().map(|(_, number, kind, by)| json!({ "id": number.to_string(), "Type": kind, "Creator": { "id": by } })).collect()
    } else {
        let parts = held.parts.iter().enumerate().filter(|(_, (transaction, ..))| mine.iter().any(|(_, number, ..)| number == transaction));
        parts
            .map(
                |(place, (transaction, media, name, _))| json!({ "id": (place + 1).to_string(), "TransactionId": transaction.to_string(), "ContentType": media, "Filename": name }),
            )
            .collect()
    };
    let page: usize = query["page"].parse().unwrap();
    Json(json!({ "total": null, "pages": null, "items": items.iter().skip((page - 1) * 100).take(100).collect::<Vec<_>>() })).into_response()
}

async fn attachment(State(fake): State<Fake>, Path(id): Path<usize>) -> Response {
    let held = fake.held();
    // The Base64 of Perl has a line end every 76 signs.
    let base64 = BASE64_STANDARD.encode(&held.parts[id - 1].3);
    let lines: Vec<&str> = base64.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    Json(json!({ "id": id, "Content": lines.join("\n") })).into_response()
}

fn rt(url: &str) -> SinkSettings {
    let mut settings = settings(SinkKind::Rt, url, TOKEN, "Bantuan TI/é?", &[("reference_field", "Garda"), ("requestor", "chat@kantor.example")]);
    settings.fields.insert("Topik".to_owned(), "{intent}".to_owned());
    settings
}

async fn start() -> (Fake, String) {
    let fake = Fake::new();
    let url = serve(fake.router()).await;
    (fake, url)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_stands_there_and_what_people_do_with_it_comes_back() {
    for kind in BOTH {
        let (fake, url) = start().await;
        let desk = Desk::start(kind, rt(&url)).await;
        desk.hear().await;
        let visitor = desk.app.visitor().await;
        let (_, file) = visitor.upload("catatan ☎.txt", "isi catatan").await;
        assert_eq!(visitor.send("m0", "wifi kantor putus", &[&file["file"]]).await.0, 201);
        let number = visitor.hand_off("m1").await;
        visitor.say("m2", "masih putus juga").await;
        desk.deliver().await;
        {
            let held = fake.held();
            let text = String::from_utf8(held.parts[0].3.clone()).unwrap();
            assert!(held.tickets[0]["Subject"].as_str().unwrap().contains(&number) && text.contains("wifi kantor putus"), "{text}");
            assert!(held.tickets[0]["CustomFields"][0]["values"][0].as_str().unwrap().starts_with("garda-"));
            assert_eq!(held.tickets[0]["Requestor"][0]["id"], "chat@kantor.example", "nobody knows who asks");
            assert_eq!((held.parts[1].2.as_str(), held.parts[1].3.as_slice()), ("catatan ☎.txt", "isi catatan".as_bytes()));
            let said = String::from_utf8(held.parts.last().unwrap().3.clone()).unwrap();
            assert!(said.contains("masih putus juga") && said.contains(&format!("[{number}#")), "{said}");
        }
        {
            let mut held = fake.held();
            held.says(0, "Comment", "sari", vec![("text/plain", "", b"jangan bilang-bilang")]);
            held.says(0, "Correspond", "chat@kantor.example", vec![("text/plain", "", b"kata pemohon lewat mail")]);
            held.says(
                0,
                "Correspond",
                "sari",
                vec![("multipart/mixed", "", b""), ("text/html", "", b"<p>Sudah kami <b>cek</b>,<br>silakan coba lagi.</p>"), ("text/plain", "log.txt", b"isi berkas")],
            );
            held.tickets[0]["Owner"] = json!({ "id": "sari" });
        }
        desk.hear().await;
        desk.hear().await;
        let read = reads(&visitor).await;
        assert_eq!(read.matches("Sudah kami cek,\\nsilakan coba lagi.").count(), 1, "{read}");
        assert!(read.contains("Sari Dewi") && !read.contains("jangan bilang") && !read.contains("lewat mail") && !read.contains("isi berkas"), "{read}");
        assert_eq!(read.matches("masih putus juga").count(), 1, "{read}");
        {
            let mut held = fake.held();
            held.tickets[0]["Status"] = "resolved".into();
            held.touch(0);
        }
        desk.hear().await;
        let admin = desk.app.administrator().await;
        let ticket = admin.get(&format!("/api/v1/tickets/{}", number.trim_start_matches("GRD-"))).await;
        assert_eq!(ticket["ticket"]["status"], "resolved", "{ticket}");
        desk.deliver().await;
        let said = fake.held().said.len();
        desk.hear().await;
        desk.deliver().await;
        assert_eq!(fake.held().said.len(), said, "what came from there does not go back");
        desk.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_is_told_apart() {
    let (fake, url) = start().await;
    let changed = |change: fn(&mut SinkSettings)| {
        let mut settings = rt(&url);
        change(&mut settings);
        settings
    };
    for (settings, kind) in [
        (changed(|settings| settings.secrets = vec![TOKEN.replace('c', "d")]), FaultKind::Credential),
        (changed(|settings| (settings.user, settings.secrets) = ("garda".to_owned(), vec!["salah".to_owned()])), FaultKind::Credential),
        (changed(|settings| settings.places.values_mut().for_each(|place| "nowhere".clone_into(place))), FaultKind::Place),
        (changed(|settings| drop(settings.options.insert("reference_field".to_owned(), "other".to_owned()))), FaultKind::Field),
        (changed(|settings| drop(settings.fields.insert("Lantai".to_owned(), "3".to_owned()))), FaultKind::Field),
        (changed(|settings| "http://127.0.0.1:9".clone_into(&mut settings.url)), FaultKind::Outage),
    ] {
        let sink = sink(settings.clone());
        assert_eq!(sink.open(&opening("garda-a-1"), Vec::new(), NOW).await.unwrap_err().kind, kind, "{settings:?}");
        assert_eq!(sink.check().await.unwrap_err().kind, kind, "the check sees it too");
    }
    let sink = sink(rt(&url));
    for (status, kind, wait) in [(429, FaultKind::RateLimit, Some(7000)), (503, FaultKind::Lost, Some(7000))] {
        fake.held().forced = Some(status);
        let fault = sink.open(&opening("garda-a-1"), Vec::new(), NOW).await.unwrap_err();
        assert_eq!((fault.kind, fault.wait), (kind, wait), "{status}");
    }
    fake.held().forced = None;
    for (right, kind) in [("SeeQueue", FaultKind::Place), ("CreateTicket", FaultKind::Right)] {
        fake.held().may.remove(right);
        let fault = sink.open(&opening("garda-a-1"), Vec::new(), NOW).await.unwrap_err();
        assert!(fault.kind == kind && fault.words.contains(right), "{fault:?}");
        fake.held().may.insert(right);
    }
    assert!(fake.held().tickets.is_empty());
    let mut by_name = rt(&url);
    (by_name.user, by_name.secrets) = ("garda".to_owned(), vec!["rahasia".to_owned()]);
    assert_eq!(crate::far_desk::sink(by_name).check().await.unwrap(), "garda");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_answers_like_a_success_is_looked_at() {
    let (fake, url) = start().await;
    let sink = sink(rt(&url));
    let file = |name: &str, bytes: &[u8]| File { name: name.to_owned(), media: "text/plain".to_owned(), bytes: bytes.to_vec() };
    let remote = sink.open(&opening("garda-a-1"), vec![file("é☎.txt", b"isi"), file("kosong.txt", b"")], NOW).await.unwrap();
    assert_eq!(remote.url.as_deref(), Some(format!("{url}/Ticket/Display.html?id=1").as_str()));
    assert_eq!(fake.held().tickets[0]["Priority"], "75");
    for (right, public) in [("ReplyToTicket", true), ("CommentOnTicket", false)] {
        fake.held().may.remove(right);
        let fault = sink.comment("1", &comment("GRD-1042#7", public, "halo"), Vec::new(), NOW).await.unwrap_err();
        assert!(fault.kind == FaultKind::Right && fault.words.contains(right), "{fault:?}");
        assert_eq!(sink.check().await.unwrap_err().kind, FaultKind::Right, "a ticket of the queue shows it");
        fake.held().may.insert(right);
    }
    assert!(!sink.has_comment("1", "GRD-1042#7").await.unwrap());
    sink.comment("1", &comment("GRD-1042#7", false, &"baris panjang ".repeat(20)), Vec::new(), NOW).await.unwrap();
    assert!(sink.has_comment("1", "GRD-1042#7").await.unwrap() && !sink.has_comment("1", "GRD-1042#70").await.unwrap());
    fake.held().may.remove("ModifyTicket");
    assert_eq!(sink.set_standing("1", Standing::Resolved, NOW).await.unwrap_err().kind, FaultKind::Right);
    fake.held().may.insert("ModifyTicket");
    for standing in [Standing::Pending, Standing::Resolved, Standing::Resolved, Standing::Open] {
        sink.set_standing("1", standing, NOW).await.unwrap();
        assert_eq!(sink.read("1").await.unwrap().standing, Some(standing));
    }
    for missing in ["77", "x/../../user/1"] {
        assert_eq!(sink.comment(missing, &comment("GRD-1042#8", true, "halo"), Vec::new(), NOW).await.unwrap_err().kind, FaultKind::Missing);
        assert_eq!(sink.read(missing).await.unwrap_err().kind, FaultKind::Missing);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_is_found_page_by_page_and_nothing_is_passed_over() {
    let (fake, url) = start().await;
    let sink = sink(rt(&url));
    for place in 0..230 {
        sink.open(&opening(&format!("garda-{place}-1")), Vec::new(), NOW).await.unwrap();
    }
    assert_eq!(sink.find("garda-17-1").await.unwrap().unwrap().id, "18");
    assert!(sink.find("garda-17-2").await.unwrap().is_none() && sink.find("garda-1").await.unwrap().is_none());
    let open = ["5".to_owned()];
    let first = sink.changes(None, &open).await.unwrap();
    assert_eq!(first.remotes, open);
    fake.held().seconds += 1000;
    for place in 0..205 {
        fake.held().touch(place);
    }
    let changed = sink.changes(Some(&first.cursor), &[]).await.unwrap();
    assert!((0..205).all(|place| changed.remotes.contains(&(place + 1).to_string())));
    let idle = sink.changes(Some(&changed.cursor), &[]).await.unwrap();
    assert!(idle.cursor == changed.cursor && idle.remotes.len() <= 61, "{}", idle.remotes.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_handoff_is_one_ticket_whatever_fails() {
    let fake = Fake::new();
    let url = serve(fake.router().layer(middleware::from_fn_with_state(Faulty::new(4, 11), at_random))).await;
    let desk = Desk::start(Kind::Sqlite, rt(&url)).await;
    let mut asking = Vec::new();
    for _ in 0..30 {
        asking.push(desk.asks(&["pesan satu", "pesan dua"]).await);
    }
    desk.deliver().await;
    let held = fake.held();
    assert_eq!(held.tickets.len(), asking.len(), "none lost, none doubled");
    let references: BTreeSet<&str> = held.tickets.iter().map(|ticket| ticket["CustomFields"][0]["values"][0].as_str().unwrap()).collect();
    assert_eq!(references.len(), asking.len());
    for place in 0..asking.len() {
        let of_ticket = held.said.iter().filter(|(ticket, _, kind, _)| *ticket == place && *kind == "Correspond").map(|(_, number, ..)| *number);
        let texts: Vec<String> =
            of_ticket.flat_map(|number| held.parts.iter().filter(move |part| part.0 == number)).map(|part| String::from_utf8(part.3.clone()).unwrap()).collect();
        assert!(texts.len() == 2 && texts[0].contains("pesan satu") && texts[1].contains("pesan dua"), "{texts:?}");
    }
}
