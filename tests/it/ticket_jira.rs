//! Tickets in Jira Service Management: a fake whose index lags, that takes and refuses what its description says, opened exactly once, and heard back from.

use std::sync::Arc;

use garda::{
    connect::ticket::{Attempt, Denied, FaultKind, Hooked, Sink, SinkKind, SinkSettings},
    domain::{
        outbox::ParcelKind,
        sink::{Comment, Standing},
        time::Timestamp,
    },
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};

use crate::{
    app::MONDAY_10,
    faulty::{Asked, Change, Served, Vendor, comments, deliver, found_wrong, hand_off, hand_off_all, hex, hooked, opening, parcel, refused, settings, sink, told_apart},
};

const USER: (&str, &str) = ("bot@kantor.example", "ji-token");
/// How long its index needs to learn of an issue.
const LAG: i64 = 20_000;
const FIELDS: [&str; 5] = ["summary", "description", "attachment", "labels", "customfield_10050"];
/// Statuses with their categories.
const STATUSES: [(&str, &str); 4] = [("Waiting for support", "indeterminate"), ("Waiting for customer", "indeterminate"), ("Resolved", "done"), ("Closed", "done")];

#[derive(Default)]
struct Jira {
    issues: Vec<Value>,
    comments: Vec<Value>,
    /// Files sent ahead, until they are used.
    ahead: Vec<Option<String>>,
    customers: Vec<Value>,
    required: Option<&'static str>,
    lets_no_customer_in: bool,
    is_customer: bool,
}

fn error(status: u16, said: &str) -> (u16, Value) {
    (status, json!({ "errorMessage": said, "i18nErrorMessage": { "i18nKey": "x", "parameters": [] } }))
}

fn missing() -> (u16, Value) {
    (404, json!({ "errorMessages": ["Issue does not exist or you do not have permission to see it."], "errors": {} }))
}

fn status(name: &str) -> Value {
    let (name, category) = STATUSES.iter().find(|(known, _)| *known == name).unwrap();
    json!({ "name": name, "statusCategory": { "key": category } })
}

/// The lines of a document, which must be one.
fn lines(document: &Value) -> String {
    assert_eq!((&document["type"], &document["version"]), (&json!("doc"), &json!(1)));
    let parts = document["content"][0]["content"].as_array().unwrap().iter();
    parts.map(|part| if part["type"] == "hardBreak" { "\n".to_owned() } else { part["text"].as_str().filter(|text| !text.is_empty()).unwrap().to_owned() }).collect()
}

impl Jira {
    fn raise(&mut self, asked: &Asked) -> (u16, Value) {
        let new = asked.json();
        if new["serviceDeskId"] != "4" || new["requestTypeId"] != "25" {
            return error(400, "The request type does not exist in this service desk");
        }
        let fields = new["requestFieldValues"].as_object().unwrap();
        if let Some(name) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
            return error(400, &format!("The following fields are not valid: {name}"));
        }
        if fields["summary"].as_str().is_none_or(|text| text.is_empty() || text.contains('\n')) || new["isAdfRequest"] != true {
            return error(400, "Your request could not be created. Please check the fields have been correctly filled in.");
        }
        let customer = new["raiseOnBehalfOf"].as_str();
        if customer.is_some_and(|customer| self.lets_no_customer_in || !self.customers.iter().any(|known| known["accountId"] == customer)) {
            return error(400, "The user does not have permission to raise requests on behalf of this customer");
        }
        let mut files = Vec::new();
        for id in fields.get("attachment").and_then(Value::as_array).into_iter().flatten() {
            let Some(file) = self.ahead.get_mut(id.as_str().unwrap().strip_prefix("temp").unwrap().parse::<usize>().unwrap()).and_then(Option::take) else {
                return error(400, "The temporary attachment does not exist");
            };
            files.push(file);
        }
        let number = 1 + self.issues.len();
        let issue = json!({ "id": (10_000 + number).to_string(), "key": format!("IT-{number}"), "at": asked.now, "changed": asked.now, "files": files, "reporter": customer.unwrap_or("me"), "fields": {
            "summary": fields["summary"], "description": fields["description"], "labels": fields.get("labels"), "customfield_10050": fields.get("customfield_10050"),
            "status": status("Waiting for support"), "assignee": null, "attachment": [], "updated": Timestamp(asked.now).rfc3339(),
        } });
        let raised = json!({ "issueId": issue["id"], "issueKey": issue["key"], "_links": { "web": "https://x.example/portal" } });
        self.issues.push(issue);
        (201, raised)
    }

    fn touch(&mut self, id: &str, now: i64) -> &mut Value {
        let issue = self.issues.iter_mut().find(|issue| issue["id"] == id).unwrap();
        issue["changed"] = now.into();
        issue["fields"]["updated"] = Timestamp(now).rfc3339().replace('Z', "+0000").into();
        issue
    }

    fn say(&mut self, id: &str, text: &Value, (author, kind, internal): (&str, &str, bool), now: i64) -> Value {
        let comment = json!({
            "id": (500 + self.comments.len()).to_string(), "issue": id, "author": { "accountId": author, "displayName": author, "accountType": kind }, "body": text, "jsdPublic": !internal,
        });
        self.comments.push(comment.clone());
        self.touch(id, now);
        comment
    }

    fn search(&self, asked: &Asked) -> (u16, Value) {
        let body = asked.json();
        let jql = body["jql"].as_str().unwrap();
        let Some(condition) = jql.strip_prefix("project = \"IT\"") else {
            return (400, json!({ "errorMessages": ["The value does not exist for the field 'project'."], "errors": {} }));
        };
        let known = |issue: &&Value, of: &str| issue[of].as_i64().unwrap() <= asked.now - LAG;
        let quoted = |rest: &str| rest.trim_start_matches("\"\\\"").trim_end_matches("\\\"\"").to_owned();
        let found: Vec<&Value> = if condition == " ORDER BY created DESC" {
            self.issues.iter().filter(|issue| known(issue, "at")).rev().collect()
        } else if let Some(rest) = condition.strip_prefix(" AND cf[10050] ~ ") {
            self.issues.iter().filter(|issue| known(issue, "at") && issue["fields"]["customfield_10050"] == quoted(rest)).collect()
        } else if let Some(rest) = condition.strip_prefix(" AND description ~ ") {
            self.issues.iter().filter(|issue| known(issue, "at") && lines(&issue["fields"]["description"]).contains(&quoted(rest))).collect()
        } else {
            let minutes: i64 = condition.strip_prefix(" AND updated >= -").unwrap().strip_suffix("m ORDER BY updated ASC").unwrap().parse().unwrap();
            let mut found: Vec<&Value> = self.issues.iter().filter(|issue| known(issue, "changed") && issue["changed"].as_i64().unwrap() >= asked.now - minutes * 60_000).collect();
            found.sort_by_key(|issue| issue["changed"].as_i64());
            found
        };
        let from: usize = body["nextPageToken"].as_str().map_or(0, |token| token.parse().unwrap());
        let size = usize::try_from(body["maxResults"].as_u64().unwrap()).unwrap().min(50);
        let mut page = json!({ "issues": found.iter().skip(from).take(size).collect::<Vec<_>>() });
        if from + size < found.len() {
            page["nextPageToken"] = (from + size).to_string().into();
        }
        (200, page)
    }

    fn customer(&mut self, new: &Value) -> (u16, Value) {
        if self.customers.iter().any(|known| known["email"] == new["email"]) {
            return error(400, "An account already exists for this email");
        }
        let account = format!("customer{}", self.customers.len());
        self.customers.push(json!({ "accountId": account, "displayName": new["displayName"], "email": new["email"], "accountType": "customer" }));
        (201, self.customers.last().unwrap().clone())
    }

    fn form(&self) -> Value {
        let field = |name: &str| json!({ "fieldId": name, "required": name == "summary" || self.required == Some(name), "validValues": [] });
        let named = FIELDS.iter().copied().chain(self.required);
        json!({ "requestTypeFields": named.map(field).collect::<Vec<_>>(), "canRaiseOnBehalfOf": !self.is_customer, "canAddRequestParticipants": !self.is_customer })
    }

    fn issue(&mut self, asked: &Asked, id: &str, rest: &[&str]) -> (u16, Value) {
        let Some(issue) = self.issues.iter().find(|issue| issue["id"] == id || issue["key"] == id) else { return missing() };
        let here = issue["fields"]["status"]["name"].clone();
        match (asked.method.as_str(), rest) {
            ("GET", []) => (200, issue.clone()),
            ("GET", ["comment"]) => {
                let all: Vec<&Value> = self.comments.iter().filter(|comment| comment["issue"] == id).collect();
                let (from, size) = (asked.number("startAt", 0), asked.number("maxResults", 50).min(2));
                (200, json!({ "startAt": from, "maxResults": size, "total": all.len(), "comments": all.into_iter().skip(from).take(size).collect::<Vec<_>>() }))
            }
            ("POST", ["comment"]) => {
                let new = asked.json();
                let internal = new["properties"].as_array().is_some_and(|held| held.iter().any(|one| one["key"] == "sd.public.comment" && one["value"]["internal"] == true));
                (201, self.say(id, &new["body"], ("me", "atlassian", internal), asked.now))
            }
            ("POST", ["attachments"]) if asked.header("x-atlassian-token") == "no-check" => {
                for file in asked.form().1 {
                    let (name, bytes) = file.split_once(": ").unwrap();
                    let held = json!({ "filename": name, "size": bytes.len(), "content": bytes });
                    self.touch(id, asked.now)["fields"]["attachment"].as_array_mut().unwrap().push(held);
                }
                (200, json!([]))
            }
            // From each status to every other but the last, which nothing leads to or from.
            ("GET", ["transitions"]) => {
                let ways = STATUSES[..3].iter().enumerate().filter(|(_, (name, _))| here != *name && here != "Closed");
                let needed = json!({ "resolution": { "required": true, "allowedValues": [{ "id": "10000", "name": "Done" }] } });
                let way = |(place, (name, category)): (usize, &(&str, &str))| json!({ "id": place.to_string(), "name": format!("to {name}"), "to": status(name), "fields": if *category == "done" { needed.clone() } else { json!({}) } });
                (200, json!({ "transitions": ways.map(way).collect::<Vec<_>>() }))
            }
            ("POST", ["transitions"]) => {
                let taken = asked.json();
                let (name, category) = STATUSES[taken["transition"]["id"].as_str().unwrap().parse::<usize>().unwrap()];
                if category == "done" && taken["fields"]["resolution"]["id"] != "10000" {
                    return (400, json!({ "errorMessages": [], "errors": { "resolution": "Resolution is required." } }));
                }
                self.touch(id, asked.now)["fields"]["status"] = status(name);
                (204, Value::Null)
            }
            _ => missing(),
        }
    }
}

impl Vendor for Jira {
    fn answer(&mut self, asked: &Asked) -> (u16, Value) {
        if !asked.has_basic(USER.0, USER.1) {
            return (401, json!({ "message": "Client must be authenticated to access this resource.", "status-code": 401 }));
        }
        let (method, parts) = asked.parts();
        match (method, parts.as_slice()) {
            ("GET", ["rest", "api", "3", "myself"]) => (200, json!({ "accountId": "me", "displayName": "Garda" })),
            ("GET", ["rest", "api", "3", "user", "search"]) => {
                // Addresses are hidden, as their owners may have it.
                let hidden = |user: &Value| json!({ "accountId": user["accountId"], "displayName": user["displayName"], "accountType": user["accountType"] });
                (200, self.customers.iter().filter(|user| user["email"] == asked.query["query"]).map(hidden).collect())
            }
            ("POST", ["rest", "servicedeskapi", "customer"]) => self.customer(&asked.json()),
            ("GET", ["rest", "servicedeskapi", "servicedesk", "4"]) => (200, json!({ "id": "4", "projectKey": "IT" })),
            ("POST", ["rest", "servicedeskapi", "servicedesk", "4", "customer"]) => (204, Value::Null),
            ("GET", ["rest", "servicedeskapi", "servicedesk", "4", "requesttype", "25", "field"]) => (200, self.form()),
            ("POST", ["rest", "servicedeskapi", "servicedesk", "4", "attachTemporaryFile"]) if asked.header("x-atlassian-token") == "no-check" => {
                let from = self.ahead.len();
                self.ahead.extend(asked.form().1.into_iter().map(Some));
                (
                    201,
                    json!({ "temporaryAttachments": (from..self.ahead.len()).map(|place| json!({ "temporaryAttachmentId": format!("temp{place}"), "fileName": "x" })).collect::<Vec<_>>() }),
                )
            }
            ("POST", ["rest", "servicedeskapi", "request"]) => self.raise(asked),
            ("POST", ["rest", "api", "3", "search", "jql"]) => self.search(asked),
            ("POST", ["rest", "api", "3", "issue", "bulkfetch"]) => {
                let keys = asked.json()["issueIdsOrKeys"].clone();
                assert!(keys.as_array().unwrap().len() <= 100);
                (200, json!({ "issues": self.issues.iter().filter(|issue| keys.as_array().unwrap().contains(&issue["key"])).collect::<Vec<_>>(), "issueErrors": [] }))
            }
            (_, ["rest", "api", "3", "issue", id, rest @ ..]) => self.issue(asked, id, rest),
            (_, ["rest", "servicedeskapi", ..]) => error(404, "The resource does not exist"),
            _ => missing(),
        }
    }
}

fn of(url: &str) -> SinkSettings {
    let mut settings = settings(SinkKind::Jira, url, USER, "25", &[("service_desk", "4"), ("request_type", "25")]);
    settings.tags.clear();
    settings
}

async fn start() -> (Arc<Served<Jira>>, Arc<dyn Sink>) {
    let served = Served::start(Jira::default()).await;
    let sink = sink(of(&served.url));
    (served, sink)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_off_stands_there_as_it_was_said() {
    let (served, sink) = start().await;
    assert_eq!((hand_off(&served, &*sink, 0).await, hand_off(&served, &*sink, 1).await), ("10001".to_owned(), "10002".to_owned()));
    let desk = served.vendor.lock().unwrap();
    let issue = &desk.issues[0];
    assert_eq!(lines(&issue["fields"]["description"]), format!("{}\n{}", opening(0).text.trim_end(), opening(0).reference));
    assert_eq!(
        (&issue["fields"]["status"]["name"], &issue["files"], &issue["fields"]["summary"]),
        (&json!("Resolved"), &json!(["open0.png: bytes of open0"]), &json!("VPN putus & <b>lambat</b> [GRD-1000]"))
    );
    assert_eq!((&issue["reporter"], &desk.issues[1]["reporter"], &desk.customers[0]["email"]), (&json!("customer0"), &json!("me"), &json!("rina@kantor.example")));
    let said: Vec<&Value> = desk.comments.iter().filter(|comment| comment["issue"] == "10001").collect();
    assert_eq!(said.iter().map(|one| lines(&one["body"])).collect::<Vec<_>>(), comments(0).iter().map(Comment::words).collect::<Vec<_>>());
    assert_eq!(said.iter().map(|one| one["jsdPublic"] == true).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(issue["fields"]["attachment"], json!([{ "filename": "say0.png", "size": 13, "content": "bytes of say0" }]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_breaks_on_the_way_each_stands_there_once() {
    for field in [None, Some("customfield_10050")] {
        let served = Served::start(Jira::default()).await;
        let mut settings = of(&served.url);
        settings.options.extend(field.map(|field| ("reference_field".to_owned(), field.to_owned())));
        hand_off_all(&served, &*sink(settings), (60, 30)).await;
        let desk = served.vendor.lock().unwrap();
        assert_eq!((desk.issues.len(), desk.customers.len()), (60, 1));
        for (n, issue) in desk.issues.iter().enumerate() {
            let described = lines(&issue["fields"]["description"]);
            assert!(described.starts_with(opening(n).text.trim_end()), "{n}: {described}");
            assert_eq!(described.ends_with(&opening(n).reference), field.is_none());
            assert_eq!(issue["fields"]["customfield_10050"], json!(field.map(|_| opening(n).reference)));
            assert_eq!((&issue["fields"]["status"]["name"], issue["files"].as_array().unwrap().len()), (&json!("Resolved"), usize::from(n.is_multiple_of(3))), "{n}");
            assert_eq!(issue["fields"]["attachment"].as_array().unwrap().len(), usize::from(n.is_multiple_of(5)), "{n}");
            let said: Vec<String> = desk.comments.iter().filter(|comment| comment["issue"] == issue["id"]).map(|one| lines(&one["body"])).collect();
            assert_eq!(said, comments(n).iter().map(Comment::words).collect::<Vec<_>>(), "{n}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_index_does_not_know_yet_is_found_by_its_key() {
    let (served, sink) = start().await;
    let found = async |n: usize| sink.find(&opening(n).reference).await.unwrap().map(|remote| remote.id);
    assert_eq!(found(1).await, None);
    for n in 0..130 {
        deliver(&served, &*sink, parcel(ParcelKind::Open, 2 * n + 1, "open", &opening(2 * n + 1), None)).await.unwrap();
    }
    let last = opening(259).reference;
    let remote = sink.find(&last).await.unwrap().unwrap();
    assert_eq!((remote.id.as_str(), remote.url), ("10130", Some(format!("{}/browse/IT-130", served.url))), "the index knows hardly any");
    assert_eq!(found(2).await, None);
    served.pass(LAG);
    assert_eq!((found(1).await.as_deref(), found(2).await), (Some("10001"), None), "by the index");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_do_there_comes_back() {
    let (served, sink) = start().await;
    let begun = sink.changes(None, &[]).await.unwrap();
    assert!(begun.remotes.is_empty());
    for n in 0..120 {
        deliver(&served, &*sink, parcel(ParcelKind::Open, n, "open", &opening(n), None)).await.unwrap();
    }
    for comment in comments(1) {
        deliver(&served, &*sink, parcel(ParcelKind::Comment, 1, &comment.key, &comment, Some("10002"))).await;
    }
    served.pass(LAG);
    let later = sink.changes(Some(&begun.cursor), &[]).await.unwrap();
    assert_eq!(later.remotes.len(), 120, "over several pages");
    served.pass(600_000);
    let idle = sink.changes(Some(&later.cursor), &[]).await.unwrap();
    served.pass(600_000);
    let idle = sink.changes(Some(&idle.cursor), &[]).await.unwrap();
    assert!(idle.remotes.is_empty());
    {
        let (mut desk, now) = (served.vendor.lock().unwrap(), served.now().0);
        let text = |said: &str| json!({ "type": "doc", "version": 1, "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": said }] }] });
        desk.say("10002", &text("sudah dicek?"), ("Sari", "atlassian", false), now);
        desk.say("10002", &text("jangan dibaca"), ("Sari", "atlassian", true), now);
        desk.say("10002", &text("balasan lewat portal"), ("customer0", "customer", false), now);
        let issue = desk.touch("10002", now);
        (issue["fields"]["status"], issue["fields"]["assignee"]) = (status("Waiting for customer"), json!({ "displayName": "Sari" }));
    }
    served.pass(10_000);
    let early = sink.changes(Some(&idle.cursor), &[]).await.unwrap();
    assert!(early.remotes.is_empty(), "the index does not know yet");
    served.pass(LAG);
    assert_eq!(sink.changes(Some(&early.cursor), &[]).await.unwrap().remotes, ["10002"]);
    let told = sink.read("10002").await.unwrap();
    assert_eq!((told.standing, told.assignee.as_deref()), (Some(Standing::Pending), Some("Sari")));
    let heard: Vec<(&str, bool, bool, &str)> = told.comments.iter().map(|one| (one.author.as_str(), one.public, one.own, one.text.as_str())).collect();
    let own: Vec<String> = comments(1).iter().map(Comment::words).collect();
    assert_eq!(heard[..3], [("me", true, true, own[0].as_str()), ("me", false, true, own[1].as_str()), ("me", true, true, own[2].as_str())]);
    assert_eq!(heard[3..], [("Sari", true, false, "sudah dicek?"), ("Sari", false, false, "jangan dibaca")]);
    assert_eq!(sink.read("999").await.unwrap_err().kind, FaultKind::Missing);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standing_is_reached_by_the_way_that_leads_there() {
    let (served, sink) = start().await;
    deliver(&served, &*sink, parcel(ParcelKind::Open, 0, "open", &opening(0), None)).await;
    let attempt = Attempt { key: "k", now: served.now() };
    let mut statuses = Vec::new();
    for standing in [Standing::Open, Standing::Pending, Standing::Open, Standing::Resolved, Standing::Resolved, Standing::Open] {
        sink.set_standing("10001", standing, attempt).await.unwrap();
        statuses.push(served.vendor.lock().unwrap().issues[0]["fields"]["status"]["name"].as_str().unwrap().to_owned());
    }
    assert_eq!(statuses, ["Waiting for support", "Waiting for customer", "Waiting for support", "Resolved", "Resolved", "Waiting for support"]);
    served.vendor.lock().unwrap().issues[0]["fields"]["status"] = status("Closed");
    assert_eq!(sink.set_standing("10001", Standing::Open, attempt).await.unwrap_err().kind, FaultKind::Field);
    sink.set_standing("10001", Standing::Pending, attempt).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_is_not_let_in_keeps_no_ticket_out() {
    let (served, sink) = start().await;
    served.vendor.lock().unwrap().lets_no_customer_in = true;
    deliver(&served, &*sink, parcel(ParcelKind::Open, 0, "open", &opening(0), None)).await.unwrap();
    assert_eq!(served.vendor.lock().unwrap().issues[0]["reporter"], "me");
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_are_told_apart() {
    let (served, sink) = start().await;
    let said = |said: &str| error(0, said).1;
    let table = vec![
        (401, Value::Null, FaultKind::Credential),
        (403, said("You are not an agent"), FaultKind::Right),
        (404, said("The resource does not exist"), FaultKind::Place),
        (400, said("The request type does not exist"), FaultKind::Place),
        (400, said("The following fields are not valid: x"), FaultKind::Field),
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
    assert_eq!(sink.check().await.unwrap(), "Garda in IT");
    let wrong: Vec<(Change, FaultKind)> = vec![
        (|settings| settings.secrets = vec!["wrong".to_owned()], FaultKind::Credential),
        (|settings| drop(settings.options.insert("service_desk".to_owned(), "5".to_owned())), FaultKind::Place),
        (|settings| drop(settings.places.insert("network".to_owned(), "26".to_owned())), FaultKind::Place),
        (|settings| drop(settings.options.insert("reference_field".to_owned(), "customfield_9".to_owned())), FaultKind::Field),
        (|settings| drop(settings.priorities.insert("high".to_owned(), "High".to_owned())), FaultKind::Field),
        (|settings| drop(settings.fields.insert("customfield_8".to_owned(), "x".to_owned())), FaultKind::Field),
    ];
    found_wrong(&of(&served.url), &wrong).await;
    served.vendor.lock().unwrap().required = Some("customfield_7");
    assert_eq!(sink.check().await.unwrap_err().kind, FaultKind::Field, "nothing fills what is required");
    served.vendor.lock().unwrap().is_customer = true;
    assert_eq!(sink.check().await.unwrap_err().kind, FaultKind::Right);
    refused(
        &of(&served.url),
        &[
            |settings| settings.user.clear(),
            |settings| drop(settings.places.insert("network".to_owned(), "Jaringan".to_owned())),
            |settings| drop(settings.options.insert("reference_field".to_owned(), "Garda".to_owned())),
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_signed_calls_are_believed() {
    let (_, sink) = start().await;
    let now = Timestamp(MONDAY_10);
    let call = |body: &str, secret: &str| {
        let signed = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(body).finalize().into_bytes();
        hooked(&*sink, &[("x-hub-signature", &format!("sha256={}", hex(&signed)))], body, now)
    };
    let body = r#"{"timestamp":1,"webhookEvent":"comment_created","comment":{"id":"1"},"issue":{"id":"10002","key":"IT-2"}}"#;
    assert_eq!(call(body, "a hook secret"), Ok(Hooked::Read(vec!["10002".to_owned()])));
    assert_eq!(call(body, "another"), Err(Denied::Signature));
    assert_eq!(call("{}", "a hook secret"), Err(Denied::Body));
    assert_eq!(hooked(&*sink, &[("x-hub-signature", "sha1=00")], body, now), Err(Denied::Signature));
}
