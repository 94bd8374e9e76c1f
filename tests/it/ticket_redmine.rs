//! Tickets in a Redmine: a fake that answers, refuses and stays silent as the real one was seen to (5.0), and everything that goes there and comes back.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use garda::{
    connect::ticket::{Attempt, FaultKind, File, Hooked, SinkKind, SinkSettings},
    domain::{sink::Standing, time::Timestamp},
};
use serde_json::{Value, json};

use crate::{
    far_desk::{Desk, comment, opening, reads, serve, settings, sink},
    postgres::{BOTH, Kind},
    random_faults::{Faulty, at_random},
};

const NOW: Attempt<'static> = Attempt { key: "018f-key", now: Timestamp(0) };

/// What a Redmine holds, and what our account may.
struct Held {
    issues: Vec<Value>,
    uploads: Vec<(String, Vec<u8>)>,
    may: BTreeSet<&'static str>,
    /// The statuses that the workflow lets our account set.
    workflow: BTreeSet<i64>,
    /// What everything is answered, if it is.
    forced: Option<u16>,
    seconds: i64,
}

#[derive(Clone)]
struct Fake(Arc<Mutex<Held>>);

fn error(status: u16, words: &str) -> Response {
    (StatusCode::from_u16(status).unwrap(), [("retry-after", "7")], Json(json!({ "errors": [words] }))).into_response()
}

fn empty(status: u16) -> Response {
    (StatusCode::from_u16(status).unwrap(), [("retry-after", "7")]).into_response()
}

impl Fake {
    fn new() -> Self {
        let may = ["view_issues", "add_issues", "edit_issues", "add_issue_notes", "set_notes_private"];
        let held = Held { issues: Vec::new(), uploads: Vec::new(), may: may.into(), workflow: (1..=6).collect(), forced: None, seconds: 0 };
        Self(Arc::new(Mutex::new(held)))
    }

    fn router(&self) -> Router {
        Router::new()
            .route("/users/current.json", get(current))
            .route("/projects/{file}", get(project))
            .route("/roles/{file}", get(role))
            .route("/trackers.json", get(async || Json(json!({ "trackers": [{ "id": 3, "name": "Support", "default_status": { "id": 1, "name": "New" } }] }))))
            .route("/issue_statuses.json", get(async || Json(json!({ "issue_statuses": statuses() }))))
            .route(
                "/enumerations/issue_priorities.json",
                get(async || Json(json!({ "issue_priorities": [{ "id": 1, "name": "Low" }, { "id": 2, "name": "Normal" }, { "id": 3, "name": "High" }] }))),
            )
            .route("/custom_fields.json", get(async || empty(403)))
            .route("/uploads.json", post(upload))
            .route("/issues.json", get(list).post(create))
            .route("/issues/{file}", get(show).put(update))
            .with_state(self.clone())
    }

    fn tick(held: &mut Held) -> String {
        held.seconds += 1;
        Timestamp(1_795_402_800_000 + held.seconds * 1000).rfc3339()
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.0.lock().unwrap()
    }

    /// Somebody there writes or does something.
    fn does(&self, issue: usize, change: &Value) {
        let mut held = self.held();
        let at = Self::tick(&mut held);
        apply(&mut held.issues[issue], change, (6, "Sari"), at);
    }
}

fn statuses() -> Value {
    let names = ["New", "In Progress", "Resolved", "Feedback", "Closed", "Rejected"];
    names.iter().enumerate().map(|(place, name)| json!({ "id": place + 1, "name": name, "is_closed": place >= 4 })).collect()
}

fn ours(headers: &HeaderMap) -> bool {
    headers.get("x-redmine-api-key").is_some_and(|key| key == "key-of-garda")
}

async fn current(State(fake): State<Fake>, headers: HeaderMap) -> Response {
    let held = fake.held();
    match (held.forced, ours(&headers)) {
        (Some(status), _) => empty(status),
        (None, false) => empty(401),
        (None, true) => Json(json!({ "user": { "id": 5, "login": "garda", "firstname": "Garda", "lastname": "Bot", "admin": false,
            "memberships": [{ "project": { "id": 1 }, "roles": [{ "id": 9, "name": "Desk" }] }] } }))
        .into_response(),
    }
}

async fn project(State(_): State<Fake>, headers: HeaderMap, Path(file): Path<String>) -> Response {
    match (file.as_str(), ours(&headers)) {
        ("helpdesk.json", true) => Json(json!({ "project": { "id": 1, "identifier": "helpdesk", "trackers": [{ "id": 3, "name": "Support" }] } })).into_response(),
        ("locked.json", true) => empty(403),
        (_, true) => empty(404),
        (_, false) => empty(401),
    }
}

async fn role(State(fake): State<Fake>, Path(file): Path<String>) -> Response {
    if file != "9.json" {
        return empty(404);
    }
    Json(json!({ "role": { "id": 9, "permissions": fake.held().may } })).into_response()
}

async fn upload(State(fake): State<Fake>, headers: HeaderMap, Query(query): Query<Vec<(String, String)>>, body: Bytes) -> Response {
    if !ours(&headers) {
        return empty(401);
    }
    if headers.get("content-type").is_none_or(|kind| kind != "application/octet-stream") {
        return empty(406);
    }
    if body.len() > 1000 {
        return error(422, "This file cannot be uploaded because it exceeds the maximum allowed file size (1 KB)");
    }
    let mut held = fake.held();
    held.uploads.push((query[0].1.clone(), body.to_vec()));
    (StatusCode::CREATED, Json(json!({ "upload": { "token": held.uploads.len().to_string() } }))).into_response()
}

async fn create(State(fake): State<Fake>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let mut held = fake.held();
    let asked = &body["issue"];
    match () {
        () if !ours(&headers) => return empty(401),
        () if !held.may.contains("add_issues") => return empty(403),
        () if asked["project_id"] != 1 || asked["tracker_id"] != 3 => return error(422, "Project cannot be blank"),
        () if asked["subject"].as_str().is_none_or(str::is_empty) => return error(422, "Subject cannot be blank"),
        () => {}
    }
    let (id, at) = (held.issues.len() + 1, Fake::tick(&mut held));
    // A field that the tracker does not have is dropped without a word.
    let fields: Vec<&Value> = asked["custom_fields"].as_array().into_iter().flatten().filter(|one| one["id"] == "1").collect();
    let mut issue = json!({ "id": id, "project": { "id": 1 }, "tracker": { "id": 3 }, "status": { "id": 1, "name": "New", "is_closed": false }, "author": { "id": 5 },
        "subject": asked["subject"], "priority": asked["priority_id"], "description": asked["description"].as_str().unwrap_or_default().replace('\n', "\r\n"),
        "custom_fields": fields.iter().map(|one| json!({ "id": 1, "value": one["value"] })).collect::<Value>(), "journals": [], "attachments": [], "updated_on": at });
    if !attach(&held, &mut issue, asked) {
        return error(422, "1 file(s) could not be saved.");
    }
    held.issues.push(issue.clone());
    (StatusCode::CREATED, Json(json!({ "issue": issue }))).into_response()
}

fn attach(held: &Held, issue: &mut Value, asked: &Value) -> bool {
    asked["uploads"].as_array().into_iter().flatten().all(|one| {
        let kept = one["token"].as_str().and_then(|token| held.uploads.get(token.parse::<usize>().ok()?.checked_sub(1)?));
        let Some((_, bytes)) = kept else { return false };
        issue["attachments"].as_array_mut().unwrap().push(json!({ "filename": one["filename"], "filesize": bytes.len() }));
        true
    })
}

async fn list(State(fake): State<Fake>, headers: HeaderMap, Query(query): Query<std::collections::BTreeMap<String, String>>) -> Response {
    let held = fake.held();
    let given = |name: &str| query.get(name).map(String::as_str);
    let wanted = |issue: &&Value| {
        let text = given("description").and_then(|text| text.strip_prefix('~')).is_none_or(|text| issue["description"].as_str().unwrap().contains(text));
        let since = given("updated_on").and_then(|time| time.strip_prefix(">=")).is_none_or(|time| issue["updated_on"].as_str().unwrap() >= time);
        let closed = given("status_id") == Some("*") || issue["status"]["is_closed"] == false;
        // The project is no public one: a wrong key is told of nothing, with 200.
        ours(&headers) && text && since && closed
    };
    let mut listed: Vec<&Value> = held.issues.iter().filter(wanted).collect();
    if given("sort") == Some("updated_on:desc") {
        listed.sort_by_key(|issue| std::cmp::Reverse(issue["updated_on"].as_str()));
    }
    let number = |name: &str, usual: usize| given(name).map_or(usual, |text| text.parse().unwrap());
    let page: Vec<&&Value> = listed.iter().skip(number("offset", 0)).take(number("limit", 25)).collect();
    Json(json!({ "issues": page, "total_count": listed.len() })).into_response()
}

fn number_of(file: &str) -> Option<usize> {
    file.strip_suffix(".json")?.parse::<usize>().ok()?.checked_sub(1)
}

async fn show(State(fake): State<Fake>, headers: HeaderMap, Path(file): Path<String>) -> Response {
    let held = fake.held();
    match number_of(&file).and_then(|place| held.issues.get(place)) {
        _ if !ours(&headers) => empty(401),
        Some(issue) => Json(json!({ "issue": issue })).into_response(),
        None => empty(404),
    }
}

async fn update(State(fake): State<Fake>, headers: HeaderMap, Path(file): Path<String>, Json(body): Json<Value>) -> Response {
    let mut held = fake.held();
    if !ours(&headers) {
        return empty(401);
    }
    let Some(place) = number_of(&file).filter(|place| *place < held.issues.len()) else { return empty(404) };
    let (mut asked, at) = (body["issue"].clone(), Fake::tick(&mut held));
    // What may not be set is dropped, and answered as if it had been set.
    if !held.may.contains("add_issue_notes") {
        asked["notes"] = Value::Null;
    }
    if !held.may.contains("set_notes_private") {
        asked["private_notes"] = false.into();
    }
    if !asked["status_id"].as_i64().is_some_and(|status| held.workflow.contains(&status)) {
        asked["status_id"] = Value::Null;
    }
    let mut issue = held.issues[place].clone();
    if !attach(&held, &mut issue, &asked) {
        return error(422, "1 file(s) could not be saved.");
    }
    apply(&mut issue, &asked, (5, "Garda Bot"), at);
    held.issues[place] = issue;
    empty(204)
}

fn apply(issue: &mut Value, asked: &Value, (by, name): (i64, &str), at: String) {
    if let Some(status) = asked["status_id"].as_u64() {
        issue["status"] = statuses()[usize::try_from(status - 1).unwrap()].clone();
    }
    if asked["assigned_to"].is_object() {
        issue["assigned_to"] = asked["assigned_to"].clone();
    }
    let journals = issue["journals"].as_array_mut().unwrap();
    let id = journals.len() + 1;
    journals.push(json!({ "id": id, "user": { "id": by, "name": name }, "notes": asked["notes"], "private_notes": asked["private_notes"] == true }));
    issue["updated_on"] = at.into();
}

fn redmine(url: &str) -> SinkSettings {
    let mut settings = settings(SinkKind::Redmine, url, "key-of-garda", "helpdesk", &[("tracker", "support"), ("pending", "Feedback"), ("tags_field", "2")]);
    settings.fields.insert("1".to_owned(), "{reference}".to_owned());
    settings.tags.push("garda".to_owned());
    settings.hook_secrets.push("geheim".to_owned());
    settings
}

async fn start() -> (Fake, String) {
    let fake = Fake::new();
    let url = serve(fake.router()).await;
    (fake, url)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_stands_there_as_an_issue_and_what_people_do_with_it_comes_back() {
    for kind in BOTH {
        let (fake, url) = start().await;
        let desk = Desk::start(kind, redmine(&url)).await;
        desk.hear().await;
        let visitor = desk.app.visitor().await;
        let (_, file) = visitor.upload("catatan ☎.txt", "isi catatan").await;
        assert_eq!(visitor.send("m0", "wifi kantor putus {{include(Rahasia)}} !http://jahat.example/x.png!", &[&file["file"]]).await.0, 201);
        let number = visitor.hand_off("m1").await;
        visitor.say("m2", "masih putus juga").await;
        desk.deliver().await;
        let issue = fake.held().issues[0].clone();
        let (subject, text) = (issue["subject"].as_str().unwrap(), issue["description"].as_str().unwrap());
        assert!(subject.contains(&number) && text.contains("wifi kantor putus") && !text.contains("{{include") && !text.contains("!http"), "{text}");
        assert!(text.contains(&format!("[{}]", issue["custom_fields"][0]["value"].as_str().unwrap())), "{text}");
        assert_eq!((&issue["attachments"][0]["filename"], &issue["attachments"][0]["filesize"]), (&json!("catatan ☎.txt"), &json!(11)));
        let notes = issue["journals"].as_array().unwrap();
        assert!(notes.iter().any(|note| note["notes"].as_str().is_some_and(|text| text.contains("masih putus juga") && text.contains(&format!("[{number}#")))), "{notes:?}");

        fake.does(0, &json!({ "notes": "jangan bilang-bilang", "private_notes": true }));
        fake.does(0, &json!({ "notes": "Sudah kami cek,\nsilakan coba lagi.", "assigned_to": { "id": 6, "name": "Sari" } }));
        desk.hear().await;
        desk.hear().await;
        let read = reads(&visitor).await;
        assert_eq!(read.matches("silakan coba lagi").count(), 1, "{read}");
        assert!(read.contains("Sari") && !read.contains("jangan bilang") && read.matches("masih putus juga").count() == 1, "{read}");
        fake.does(0, &json!({ "status_id": 5 }));
        desk.hear().await;
        let admin = desk.app.administrator().await;
        let ticket = admin.get(&format!("/api/v1/tickets/{}", number.trim_start_matches("GRD-"))).await;
        assert_eq!(ticket["ticket"]["status"], "resolved", "{ticket}");
        desk.deliver().await;
        let journals = fake.held().issues[0]["journals"].as_array().unwrap().len();
        desk.hear().await;
        desk.deliver().await;
        assert_eq!(fake.held().issues[0]["journals"].as_array().unwrap().len(), journals, "what came from there does not go back");
        desk.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_is_told_apart() {
    let (fake, url) = start().await;
    let changed = |change: fn(&mut SinkSettings)| {
        let mut settings = redmine(&url);
        change(&mut settings);
        settings
    };
    for (settings, kind) in [
        (changed(|settings| settings.secrets = vec!["another-key".to_owned()]), FaultKind::Credential),
        (changed(|settings| settings.places.values_mut().for_each(|place| "nowhere".clone_into(place))), FaultKind::Place),
        (changed(|settings| settings.places.values_mut().for_each(|place| "locked".clone_into(place))), FaultKind::Right),
        (changed(|settings| settings.places = [("helpdesk".to_owned(), "helpdesk".to_owned())].into()), FaultKind::Place),
        (changed(|settings| drop(settings.options.insert("tracker".to_owned(), "Bug".to_owned()))), FaultKind::Place),
        (changed(|settings| drop(settings.priorities.insert("high".to_owned(), "Segera".to_owned()))), FaultKind::Field),
        (changed(|settings| "http://127.0.0.1:9".clone_into(&mut settings.url)), FaultKind::Outage),
        (changed(|settings| "http://10.9.8.7".clone_into(&mut settings.url)), FaultKind::Outage),
    ] {
        let sink = sink(settings.clone());
        assert_eq!(sink.open(&opening("garda-a-1"), Vec::new(), NOW).await.unwrap_err().kind, kind, "{settings:?}");
        if settings.places.contains_key("*") {
            assert_eq!(sink.check().await.unwrap_err().kind, kind, "the check sees it too");
        }
    }
    let sink = sink(redmine(&url));
    for (status, kind, wait) in [(429, FaultKind::RateLimit, Some(7000)), (503, FaultKind::Lost, Some(7000)), (410, FaultKind::Gone, Some(7000))] {
        fake.held().forced = Some(status);
        let fault = sink.open(&opening("garda-a-1"), Vec::new(), NOW).await.unwrap_err();
        assert_eq!((fault.kind, fault.wait), (kind, wait), "{status}");
    }
    fake.held().forced = None;
    fake.held().may.remove("add_issues");
    let fault = sink.open(&opening("garda-a-1"), Vec::new(), NOW).await.unwrap_err();
    assert!(fault.kind == FaultKind::Right && fault.words.contains("add_issues") && !fault.words.contains("key-of-garda"), "{fault:?}");
    assert!(fake.held().issues.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_redmine_would_drop_in_silence_is_refused_aloud() {
    let (fake, url) = start().await;
    let sink = sink(redmine(&url));
    let said = sink.check().await.unwrap();
    assert!(said.contains("garda") && said.contains("administrator"), "{said}");
    let long = File { name: "panjang.log".to_owned(), media: "text/plain".to_owned(), bytes: vec![b'x'; 1001] };
    let remote = sink.open(&opening("garda-a-1"), vec![long], NOW).await.unwrap();
    assert_eq!(remote.url.as_deref(), Some(format!("{url}/issues/1").as_str()));
    assert!(fake.held().issues[0]["description"].as_str().unwrap().contains("panjang.log"), "what does not go along is named");
    let comments = || fake.held().issues[0]["journals"].as_array().unwrap().len();
    for (right, public) in [("set_notes_private", false), ("add_issue_notes", true)] {
        fake.held().may.remove(right);
        let fault = sink.comment("1", &comment("GRD-1042#7", public, "halo"), Vec::new(), NOW).await.unwrap_err();
        assert!(fault.kind == FaultKind::Right && fault.words.contains(right), "{fault:?}");
        assert_eq!(comments(), 0, "nothing private is written where all can read it");
        assert_eq!(sink.check().await.unwrap_err().kind, FaultKind::Right);
        fake.held().may.insert(right);
    }
    fake.held().workflow = [1, 4].into();
    assert_eq!(sink.set_standing("1", Standing::Resolved, NOW).await.unwrap_err().kind, FaultKind::Right);
    sink.set_standing("1", Standing::Pending, NOW).await.unwrap();
    assert_eq!(sink.read("1").await.unwrap().standing, Some(Standing::Pending));
    let before = comments();
    sink.set_standing("1", Standing::Pending, NOW).await.unwrap();
    assert_eq!(comments(), before, "what stands already is not set again");
    assert_eq!(sink.comment("77", &comment("GRD-1042#7", true, "halo"), Vec::new(), NOW).await.unwrap_err().kind, FaultKind::Missing);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_is_found_page_by_page_and_nothing_is_passed_over() {
    let (fake, url) = start().await;
    let sink = sink(redmine(&url));
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
        fake.does(place, &json!({ "status_id": 2 }));
    }
    let changed = sink.changes(Some(&first.cursor), &[]).await.unwrap();
    assert!((0..205).all(|place| changed.remotes.contains(&(place + 1).to_string())));
    fake.held().seconds += 1000;
    let idle = sink.changes(Some(&changed.cursor), &[]).await.unwrap();
    assert!(idle.cursor == changed.cursor && idle.remotes.len() <= 61, "{}", idle.remotes.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_of_redmine_is_believed_when_it_is_signed() {
    let (fake, url) = start().await;
    let desk = Desk::start(Kind::Sqlite, redmine(&url)).await;
    let visitor = desk.asks(&[]).await;
    desk.deliver().await;
    fake.does(0, &json!({ "notes": "dari Redmine" }));
    let body = r#"{"type":"issue.updated","data":{"issue":{"id":1}}}"#;
    let call = |signature: &str| desk.app.request(reqwest::Method::POST, "/webhooks/desk").header("x-redmine-signature-256", signature).body(body).send();
    assert_eq!(call("sha256=00").await.unwrap().status(), 401);
    let signed = "sha256=bb19ffaf4d40d3f2ab0c3b90350031fc0c6a110007abd3d51584a451d173571f";
    assert_eq!(call(signed).await.unwrap().status(), 202);
    while !reads(&visitor).await.contains("dari Redmine") {
        tokio::task::yield_now().await;
    }
    let call = garda::connect::ticket::Call { header: &|_| Some(signed.to_owned()), body: body.as_bytes() };
    assert_eq!(desk.sink.hooked(&call, Timestamp(0)), Ok(Hooked::Read(vec!["1".to_owned()])));
    desk.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_handoff_is_one_issue_whatever_fails() {
    let fake = Fake::new();
    let url = serve(fake.router().layer(middleware::from_fn_with_state(Faulty::new(4, 7), at_random))).await;
    let desk = Desk::start(Kind::Sqlite, redmine(&url)).await;
    let mut asking = Vec::new();
    for _ in 0..30 {
        asking.push(desk.asks(&["pesan satu", "pesan dua"]).await);
    }
    desk.deliver().await;
    let held = fake.held();
    assert_eq!(held.issues.len(), asking.len(), "none lost, none doubled");
    let references: BTreeSet<&str> = held.issues.iter().map(|issue| issue["custom_fields"][0]["value"].as_str().unwrap()).collect();
    assert_eq!(references.len(), asking.len());
    for issue in &held.issues {
        let notes: Vec<&str> = issue["journals"].as_array().unwrap().iter().filter_map(|note| note["notes"].as_str()).collect();
        let places: Vec<Option<usize>> = ["pesan satu", "pesan dua"].iter().map(|text| notes.iter().position(|note| note.contains(text))).collect();
        assert!(notes.len() == 2 && places == [Some(0), Some(1)], "{notes:?}");
    }
}
