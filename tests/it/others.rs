//! Another's conversation, tried every way there is: each route that names one × each wrong caller, and each place an id fits in beside the address.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    app::{App, MONDAY_10, Visitor},
    identity::{KEYS, person},
    postgres::{BOTH, Kind},
};

/// An id of the right shape that is nobody's.
const NOBODYS: &str = "01a20812-43f9-7c9c-847e-263d97632877";

/// Every described route of a visitor that names a conversation, with `{id}` still to be filled.
fn routes() -> Vec<(Method, String)> {
    let description = serde_json::to_value(garda::http::description()).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        if path.contains("/conversations/{id}") && !path.ends_with("/explanation") {
            routes.extend(methods.as_object().unwrap().keys().filter_map(|method| Some((method.to_uppercase().parse::<Method>().ok()?, path.clone()))));
        }
    }
    routes
}

fn body(path: &str) -> Option<Value> {
    match path.rsplit('/').next()? {
        "messages" => Some(json!({ "client_id": "m1", "text": "rahasia rina" })),
        "language" => Some(json!({ "language": "en" })),
        _ => None,
    }
}

/// What somebody gets who calls this with this token, without the request's own id.
async fn tried(app: &App, token: &str, method: &Method, address: &str, body: Option<&Value>) -> (StatusCode, Value) {
    let request = app.request(method.clone(), address).header("authorization", format!("Bearer {token}"));
    let answer = if let Some(body) = body { request.json(body) } else { request }.send().await.unwrap();
    let status = answer.status();
    let mut answer: Value = answer.json().await.unwrap_or_default();
    if let Some(object) = answer.as_object_mut() {
        object.remove("request_id");
    }
    (status, answer)
}

/// Rina with a conversation that holds a secret, a file and a ticket, and the file's id.
async fn rina(app: &App) -> (Visitor<'_>, String) {
    let mut rina = person(app, "rina").await;
    let (_, begun) = rina.call(Method::POST, "/api/v1/conversations", Some(json!({ "client_id": "rinas-own" }))).await;
    begun["id"].as_str().unwrap().clone_into(&mut rina.conversation);
    rina.say("m1", "rahasia rina").await;
    let (_, uploaded) = rina.upload("layar.png", crate::attachments::png(60, 40)).await;
    rina.send("f", "", &[&uploaded["file"]]).await;
    (rina, uploaded["file"]["id"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_route_and_no_token_leads_to_anothers_conversation() {
    for kind in BOTH {
        let app = App::start_with(kind, &[KEYS]).await;
        let elsewhere = App::start_with(Kind::Sqlite, &[KEYS]).await;
        let (rina, file) = rina(&app).await;
        let before = rina.messages().await;
        let (nameless, budi, gone, taken) = (app.visitor().await, person(&app, "budi").await, person(&app, "rina").await, app.visitor().await);
        gone.call(Method::POST, "/api/v1/visitors/sign-out", None).await;
        taken.call(Method::POST, "/api/v1/visitors/identify", Some(json!({ "token": crate::identity::token_of("sari") }))).await;
        // Those who are somebody hear that there is nothing, as for an id that is nobody's; those who are nobody hear that they are.
        let known = [("a visitor", nameless.token.clone()), ("a person", budi.token.clone()), ("a visitor who has become somebody", taken.token.clone())];
        let cut = rina.token[..rina.token.len() - 1].to_owned();
        let unknown = [
            ("signed out", gone.token.clone()),
            ("of another house", person(&elsewhere, "rina").await.token),
            ("a visitor of another house", elsewhere.visitor().await.token),
            ("the proof itself", crate::identity::token_of("rina")),
            ("the visitor's bare id", before[0]["conversation"].to_string()),
            ("cut short", cut),
            ("made longer", format!("{}A", rina.token)),
            ("without its mark", rina.token.trim_start_matches("p1.").to_owned()),
            ("as a visitor's", rina.token.replace("p1.", "v1.")),
            ("in capitals", rina.token.to_uppercase()),
            ("a mark alone", "p1.".to_owned()),
            ("of SQL", "p1.' OR '1'='1".to_owned()),
            ("nothing", String::new()),
        ];
        let mut ways = 0;
        for (method, path) in routes() {
            let place = |id: &str| path.replace("{id}", id).replace("{attachment}", &file).replace("{client_id}", "m1");
            let body = body(&path);
            for (who, token) in &known {
                let foreign = tried(&app, token, &method, &place(&rina.conversation), body.as_ref()).await;
                let missing = tried(&app, token, &method, &place(NOBODYS), body.as_ref()).await;
                assert_eq!((foreign.0, &foreign), (StatusCode::NOT_FOUND, &missing), "{method} {path} as {who}");
                ways += 1;
            }
            for (who, token) in &unknown {
                let foreign = tried(&app, token, &method, &place(&rina.conversation), body.as_ref()).await;
                assert_eq!(foreign.0, StatusCode::UNAUTHORIZED, "{method} {path} with a token {who}");
                ways += 1;
            }
        }
        assert!(ways >= 100, "only {ways} ways");
        assert_eq!(rina.messages().await, before, "nothing came of it");
        // Nor does a sign-in open anything once its time is over.
        app.clock.set(MONDAY_10 + 12 * 3_600_000 + 1);
        for (method, path) in routes() {
            let address = path.replace("{id}", &rina.conversation).replace("{attachment}", &file).replace("{client_id}", "m1");
            assert_eq!(tried(&app, &rina.token, &method, &address, body(&path).as_ref()).await.0, StatusCode::UNAUTHORIZED, "{method} {path}");
        }
        elsewhere.stop().await;
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_place_beside_the_address_leads_there_either() {
    for kind in BOTH {
        let app = App::start_with(kind, &[KEYS]).await;
        let ((rina, file), budi) = (rina(&app).await, app.visitor().await);
        let before = rina.messages().await;
        let hers = rina.conversation.clone();
        let own = format!("/api/v1/conversations/{}", budi.conversation);
        let mut heard = Vec::new();
        // What is begun under another's client id, or under the id of a conversation, is new.
        for client_id in ["rinas-own", hers.as_str()] {
            let (status, begun) = budi.call(Method::POST, "/api/v1/conversations", Some(json!({ "client_id": client_id }))).await;
            assert!(status == StatusCode::CREATED && begun["id"] != hers.as_str(), "{begun}");
        }
        let mixed = [
            (Method::GET, format!("{own}?id={hers}"), None),
            (Method::GET, format!("{own}?conversation={hers}&after=0"), None),
            (Method::GET, format!("{own}?id={hers}&id={hers}"), None),
            (Method::GET, format!("{own}/../{hers}"), None),
            (Method::GET, format!("{own}%2F..%2F{hers}"), None),
            (Method::GET, format!("/api/v1/conversations/{hers}%00"), None),
            (Method::GET, format!("/api/v1/conversations/%20{hers}"), None),
            (Method::GET, format!("/api/v1/conversations/{}", hers.to_uppercase()), None),
            (Method::GET, format!("/api/v1/conversations?visitor={hers}&person=rina&id={hers}"), None),
            (Method::GET, format!("{own}/messages/by-client-id/{hers}.1"), None),
            (Method::GET, format!("{own}/messages/by-client-id/m1"), None),
            (Method::GET, format!("{own}/attachments/{file}"), None),
            (Method::GET, format!("{own}/attachments/{file}/thumbnail"), None),
            (Method::GET, format!("/help/tickets/{hers}"), None),
            (Method::GET, format!("/help/tickets/GRD-1001/files/{file}"), None),
            (Method::POST, format!("{own}/messages"), Some(json!({ "client_id": "a", "text": "halo", "conversation": hers }))),
            (Method::POST, format!("{own}/messages"), Some(json!({ "client_id": "b", "text": "halo", "visitor": "rina" }))),
            (Method::POST, format!("{own}/messages"), Some(json!({ "client_id": "c", "text": "halo", "attachments": [{ "id": file }] }))),
            (Method::POST, format!("{own}/messages"), Some(json!({ "client_id": ["m1"], "text": "halo" }))),
            (Method::POST, "/api/v1/conversations".to_owned(), Some(json!({ "client_id": "d", "id": hers }))),
            (Method::POST, "/api/v1/conversations".to_owned(), Some(json!({ "client_id": "e", "visitor": "rina" }))),
            (Method::POST, "/api/v1/visitors/identify".to_owned(), Some(json!({ "token": "x", "visitor": "rina", "email": "rina@kantor.id" }))),
            (Method::POST, "/api/v1/visitors/identify".to_owned(), Some(json!({ "token": rina.token }))),
            (Method::GET, "/api/v1/visitors/me?token=rina".to_owned(), None),
        ];
        for (method, address, body) in &mixed {
            heard.push(tried(&app, &budi.token, method, address, body.as_ref()).await.1);
        }
        // Headers that name somebody or somewhere else, on a stream and on a plain call.
        for (name, value) in
            [("last-event-id", hers.as_str()), ("x-visitor", "rina"), ("x-conversation", hers.as_str()), ("x-forwarded-user", "rina"), ("x-original-url", hers.as_str())]
        {
            let answer = app.request(Method::GET, &own).bearer_auth(&budi.token).header(name, value).send().await.unwrap();
            heard.push(answer.json().await.unwrap());
        }
        // A second token in the same call changes nothing.
        let both = app
            .request(Method::GET, &format!("/api/v1/conversations/{hers}"))
            .header("authorization", format!("Bearer {}", budi.token))
            .header("authorization", format!("Bearer {}", rina.token));
        heard.push(both.send().await.unwrap().json().await.unwrap());
        for answer in &heard {
            let text = answer.to_string();
            assert!(!text.contains("rahasia") && !text.contains("layar.png"), "{text}");
        }
        assert!(mixed.len() + 8 >= 30);
        assert_eq!(rina.messages().await, before);
        app.stop().await;
    }
}
