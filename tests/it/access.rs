//! Every route of the described API × every kind of caller: who may, who may not, and no route left out.

use std::collections::BTreeMap;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{app::App, postgres::Kind};

/// Who calls.
const CALLERS: [&str; 6] = ["nobody", "visitor", "author", "agent", "lead", "admin"];

/// What each caller gets, in the order of [`CALLERS`]: `+` is let in, `-` is refused (401 or 403).
const POLICY: [(&str, &str, &str); 48] = [
    ("GET", "/api/v1/widget", "++++++"),
    ("POST", "/api/v1/visitors", "++++++"),
    ("POST", "/api/v1/visitors/identify", "++++++"),
    ("POST", "/api/v1/visitors/code", "++++++"),
    ("POST", "/api/v1/visitors/code/confirm", "++++++"),
    ("GET", "/api/v1/visitors/me", "-+----"),
    ("GET", "/api/v1/articles", "++++++"),
    ("GET", "/api/v1/articles/{slug}", "++++++"),
    ("GET", "/api/v1/conversations", "-+----"),
    ("POST", "/api/v1/conversations", "-+----"),
    ("GET", "/api/v1/conversations/{id}", "-+----"),
    ("POST", "/api/v1/conversations/{id}/typing", "-+----"),
    ("POST", "/api/v1/conversations/{id}/language", "-+----"),
    ("POST", "/api/v1/conversations/{id}/messages", "-+----"),
    ("POST", "/api/v1/conversations/{id}/attachments", "-+----"),
    ("GET", "/api/v1/conversations/{id}/attachments/{attachment}", "-+----"),
    ("GET", "/api/v1/conversations/{id}/attachments/{attachment}/thumbnail", "-+----"),
    ("GET", "/api/v1/conversations/{id}/messages/by-client-id/{client_id}", "-+----"),
    ("GET", "/api/v1/conversations/{id}/stream", "-+----"),
    ("GET", "/api/v1/conversations/{id}/turns/{n}/explanation", "--++++"),
    ("POST", "/api/v1/session", "++++++"),
    ("GET", "/api/v1/session", "--++++"),
    ("POST", "/api/v1/session/password", "--++++"),
    ("GET", "/api/v1/agents", "--++++"),
    ("POST", "/api/v1/agents", "-----+"),
    ("GET", "/api/v1/teams", "--++++"),
    ("GET", "/api/v1/pack", "--++++"),
    ("GET", "/api/v1/intents", "--++++"),
    ("GET", "/api/v1/flows/{flow}", "--++++"),
    ("GET", "/api/v1/flows/{flow}/picture", "--++++"),
    ("GET", "/api/v1/outbox", "----++"),
    ("POST", "/api/v1/outbox/retry", "----++"),
    ("GET", "/api/v1/outbox/{id}", "----++"),
    ("POST", "/api/v1/outbox/{id}/retry", "----++"),
    ("POST", "/api/v1/outbox/targets/{target}/wake", "----++"),
    ("GET", "/api/v1/tickets", "--++++"),
    ("GET", "/api/v1/tickets/stream", "--++++"),
    ("POST", "/api/v1/tickets/take-next", "---+++"),
    ("GET", "/api/v1/tickets/{number}", "--++++"),
    ("POST", "/api/v1/tickets/{number}/attachments", "---+++"),
    ("GET", "/api/v1/tickets/{number}/attachments/{attachment}", "--++++"),
    ("GET", "/api/v1/tickets/{number}/attachments/{attachment}/thumbnail", "--++++"),
    ("POST", "/api/v1/tickets/{number}/replies", "---+++"),
    ("POST", "/api/v1/tickets/{number}/notes", "---+++"),
    ("POST", "/api/v1/tickets/{number}/take", "---+++"),
    ("POST", "/api/v1/tickets/{number}/assign", "---+++"),
    ("POST", "/api/v1/tickets/{number}/priority", "---+++"),
    ("POST", "/api/v1/tickets/{number}/resolve", "---+++"),
];

/// Those that change what the others need, tried last.
const LAST: [(&str, &str, &str); 4] = [
    ("POST", "/api/v1/visitors/sign-out", "-+----"),
    ("POST", "/api/v1/tickets/{number}/reopen", "---+++"),
    ("POST", "/api/v1/tickets/{number}/typing", "---+++"),
    ("DELETE", "/api/v1/session", "--++++"),
];

fn body(path: &str) -> Option<Value> {
    let last = path.rsplit('/').next().unwrap();
    Some(match last {
        "conversations" => json!({ "client_id": "another" }),
        "messages" => json!({ "client_id": "c", "text": "halo" }),
        "language" => json!({ "language": "id" }),
        "identify" => json!({ "token": "none" }),
        "code" => json!({ "email": "rina@kantor.id" }),
        "confirm" => json!({ "email": "rina@kantor.id", "code": "000000" }),
        "session" => json!({ "email": "x@y.z", "password": "wrong" }),
        "password" => json!({ "current": "not it", "new": "short" }),
        "agents" => json!({ "email": "no", "name": "", "role": "agent" }),
        "replies" => json!({ "client_id": "r", "text": "halo", "seen_seq": 9999, "anyway": true }),
        "notes" => json!({ "client_id": "n", "text": "halo" }),
        "assign" => json!({ "team": "helpdesk" }),
        "priority" => json!({ "priority": "low" }),
        _ => return None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_whom_it_should_and_nobody_else() {
    let app = App::start(Kind::Sqlite).await;
    let (visitor, admin) = (app.visitor().await, app.administrator().await);
    let people = [app.agent(&admin, "author", "author", &[]).await, app.agent(&admin, "agent", "agent", &[]).await, app.agent(&admin, "lead", "lead", &[]).await];
    visitor.say("c", "halo").await;
    let (_, uploaded) = visitor.upload("layar.png", crate::attachments::png(60, 40)).await;
    visitor.send("f", "", &[&uploaded["file"]]).await;
    let attachment = uploaded["file"]["id"].as_str().unwrap();
    let number = visitor.hand_off("h").await;
    let cookies: BTreeMap<&str, &str> = [("author", people[0].cookie.as_str()), ("agent", &people[1].cookie), ("lead", &people[2].cookie), ("admin", &admin.cookie)].into();
    for (method, path, allowed) in POLICY.into_iter().chain(LAST) {
        let address = path
            .replace("{id}", &visitor.conversation)
            .replace("{number}", &number)
            .replace("{slug}", "vpn")
            .replace("{attachment}", attachment)
            .replace("{flow}", "printer_offline")
            .replace("{client_id}", "c")
            .replace("{n}", "1");
        for (place, caller) in CALLERS.into_iter().enumerate() {
            let mut request = app.request(method.parse::<Method>().unwrap(), &address);
            match caller {
                "nobody" => {}
                "visitor" => request = request.bearer_auth(&visitor.token),
                caller => request = request.header("cookie", cookies[caller]),
            }
            if let Some(body) = body(path).filter(|_| method == "POST") {
                request = request.json(&body);
            } else if method == "POST" && path.ends_with("attachments") {
                request = request.body("2026-11-23 error 5");
            }
            let answer = request.send().await.unwrap();
            let status = answer.status();
            let problem = if status.is_success() { String::new() } else { answer.json::<Value>().await.unwrap()["type"].as_str().unwrap().to_owned() };
            let refused = status == StatusCode::FORBIDDEN || problem == "/problems/unauthorized";
            assert_eq!(!refused, allowed.as_bytes()[place] == b'+', "{method} {path} as {caller}: {status} {problem}");
            assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{method} {path} as {caller}");
        }
    }
    app.stop().await;
}

/// The policy above and the description of the API name the same routes.
#[test]
fn no_route_is_without_a_policy() {
    let description = serde_json::to_value(garda::http::description()).unwrap();
    let mut described = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys().filter(|method| ["get", "post", "put", "delete", "patch"].contains(&method.as_str())) {
            described.push((method.to_uppercase(), path.clone()));
        }
    }
    described.sort();
    let mut ruled: Vec<(String, String)> = POLICY.into_iter().chain(LAST).map(|(method, path, _)| (method.to_owned(), path.to_owned())).collect();
    ruled.sort();
    assert_eq!(described, ruled);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_password_opens_nothing_but_its_own_change() {
    let app = App::start(Kind::Sqlite).await;
    let once = app.running.password.clone().unwrap();
    let signed = app.request(Method::POST, "/api/v1/session").json(&json!({ "email": garda::app::ADMINISTRATOR, "password": once })).send().await.unwrap();
    let cookie = signed.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(app.request(Method::GET, "/api/v1/tickets").header("cookie", cookie).send().await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(app.request(Method::GET, "/api/v1/session").header("cookie", cookie).send().await.unwrap().status(), StatusCode::OK);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_cannot_act_for_an_agent() {
    let app = App::start(Kind::Sqlite).await;
    let admin = app.administrator().await;
    let number = app.visitor().await.hand_off("m").await;
    let post =
        |name: &'static str, value: &'static str| app.request(Method::POST, &format!("/api/v1/tickets/{number}/take")).header("cookie", &admin.cookie).header(name, value).send();
    assert_eq!(post("sec-fetch-site", "cross-site").await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(post("sec-fetch-site", "same-site").await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(post("origin", "https://evil.example").await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(post("sec-fetch-site", "same-origin").await.unwrap().status(), StatusCode::OK);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_passwords_is_slowed_down() {
    let app = App::start_with(Kind::Sqlite, &[("limits.sign_ins_per_minute", "3")]).await;
    let mut last = StatusCode::OK;
    for _ in 0..5 {
        let answer = app.request(Method::POST, "/api/v1/session").json(&json!({ "email": "a@b.c", "password": "guess" })).send().await.unwrap();
        last = answer.status();
        if last == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.headers().contains_key("retry-after"));
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    app.stop().await;
}
