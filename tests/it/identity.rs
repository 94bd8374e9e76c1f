//! Who is asking: signed tokens, single sign-on, taking over, signing out; and that nothing else proves anybody.

use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::Sha256;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    app::{App, MONDAY_10, Stream, Visitor},
    postgres::{BOTH, Kind},
};

pub(crate) const KEY: &str = "an-hmac-secret-that-only-a-test-would-use";
pub(crate) const KEYS: (&str, &str) = ("identity.keys", KEY);
const PATH: &str = "/api/v1/visitors/identify";

/// A token as the page of an organisation would make it, by hand.
pub(crate) fn signed(key: &str, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = format!("{}.{}", part(&json!({ "alg": "HS256", "typ": "JWT" })), part(claims));
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap().chain_update(head.as_bytes()).finalize().into_bytes();
    format!("{head}.{}", URL_SAFE_NO_PAD.encode(mac))
}

/// A token of somebody with a proven address, good for an hour from the tests' morning.
pub(crate) fn token_of(name: &str) -> String {
    let email = format!("{name}@kantor.id");
    signed(KEY, &json!({ "sub": name, "name": name, "email": email, "email_verified": true, "aud": "garda", "exp": MONDAY_10 / 1000 + 3600 }))
}

/// Identifies with this token, as whoever has the bearer.
async fn identify(app: &App, bearer: Option<&str>, token: &str) -> (StatusCode, Value) {
    let request = app.request(Method::POST, PATH).json(&json!({ "token": token }));
    let answer = if let Some(bearer) = bearer { request.bearer_auth(bearer) } else { request }.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

/// Somebody signed in on one more device.
pub(crate) async fn person<'a>(app: &'a App, name: &str) -> Visitor<'a> {
    let (status, added) = identify(app, None, &token_of(name)).await;
    assert_eq!(status, StatusCode::OK, "{added}");
    Visitor { app, token: added["token"].as_str().unwrap().to_owned(), conversation: String::new() }
}

/// The same with a conversation of their own.
async fn chatting<'a>(app: &'a App, name: &str) -> Visitor<'a> {
    let mut one = person(app, name).await;
    let id = app.running.desk.world().id();
    let (_, begun) = one.call(Method::POST, "/api/v1/conversations", Some(json!({ "client_id": id }))).await;
    begun["id"].as_str().unwrap().clone_into(&mut one.conversation);
    one
}

async fn conversations(visitor: &Visitor<'_>) -> Vec<String> {
    let (status, all) = visitor.call(Method::GET, "/api/v1/conversations", None).await;
    assert_eq!(status, StatusCode::OK, "{all}");
    all["conversations"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

fn vectors() -> Value {
    serde_json::from_str(include_str!("../identity/tokens.json")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_made_elsewhere_are_read_and_forged_ones_are_not() {
    let public = ["rsa", "ec", "ed"].map(|name| format!("{}/tests/identity/{name}.pem", env!("CARGO_MANIFEST_DIR"))).join(",");
    let app = App::start_with(Kind::Sqlite, &[KEYS, ("identity.public_keys", &public)]).await;
    let vectors = vectors();
    assert_eq!(vectors["secret"], KEY);
    let mut people = Vec::new();
    for (case, token) in vectors["good"].as_object().unwrap() {
        let (status, added) = identify(&app, None, token.as_str().unwrap()).await;
        assert_eq!((status, &added["person"]), (StatusCode::OK, &json!({ "name": "Rina Marlina", "email": "rina@kantor.id", "proven": "token" })), "{case}: {added}");
        people.push(added["visitor"].clone());
    }
    people.dedup();
    assert_eq!((people.len(), vectors["good"].as_object().unwrap().len()), (1, 5), "one person, whoever signed");
    let bad = vectors["bad"].as_object().unwrap();
    assert!(bad.len() >= 45);
    let mut answers = Vec::new();
    for (case, token) in bad {
        let (status, mut problem) = identify(&app, None, token.as_str().unwrap()).await;
        assert_eq!((status, problem["type"].as_str()), (StatusCode::UNAUTHORIZED, Some("/problems/unproven")), "{case}: {problem}");
        problem["request_id"].take();
        answers.push(problem);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "nobody is told what is wrong with a token");
    for body in [json!({}), json!({ "token": null }), json!({ "token": ["a"] }), json!({ "token": { "sub": "4711" } }), json!({ "email": "rina@kantor.id" }), json!([])] {
        let answer = app.request(Method::POST, PATH).json(&body).send().await.unwrap();
        assert!(matches!(answer.status(), StatusCode::UNAUTHORIZED | StatusCode::UNPROCESSABLE_ENTITY), "{body}: {}", answer.status());
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_keys_are_good_while_one_is_replaced() {
    let new = "the-next-hmac-secret-that-only-a-test-uses";
    let app = App::start_with(Kind::Sqlite, &[("identity.keys", &format!("{new},{KEY}"))]).await;
    let claims = json!({ "sub": "7", "aud": "garda", "exp": MONDAY_10 / 1000 + 60 });
    for (key, want) in [(new, StatusCode::OK), (KEY, StatusCode::OK), ("a-third-secret-that-was-never-configured", StatusCode::UNAUTHORIZED)] {
        assert_eq!(identify(&app, None, &signed(key, &claims)).await.0, want);
    }
    app.stop().await;
    let app = App::start_with(Kind::Sqlite, &[("identity.keys", new), ("identity.issuer", "portal")]).await;
    assert_eq!(identify(&app, None, &signed(new, &claims)).await.0, StatusCode::UNAUTHORIZED, "by nobody");
    let by = |issuer: Value| signed(new, &json!({ "sub": "7", "aud": "garda", "iss": issuer, "exp": MONDAY_10 / 1000 + 60 }));
    for (issuer, want) in [(json!("portal"), StatusCode::OK), (json!("Portal"), StatusCode::UNAUTHORIZED), (json!(1), StatusCode::UNAUTHORIZED)] {
        assert_eq!(identify(&app, None, &by(issuer.clone())).await.0, want, "{issuer}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_keys_no_token_proves_anybody() {
    let app = App::start(Kind::Sqlite).await;
    for token in vectors()["good"].as_object().unwrap().values() {
        assert_eq!(identify(&app, None, token.as_str().unwrap()).await.0, StatusCode::UNAUTHORIZED);
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_nameless_visitor_wrote_becomes_the_persons_on_every_device() {
    for kind in BOTH {
        let app = App::start_with(kind, &[KEYS]).await;
        let admin = app.administrator().await;
        let nameless = app.visitor().await;
        nameless.say("m1", "printer lantai 3 macet").await;
        let number = nameless.hand_off("m2").await;
        assert_eq!(admin.get(&format!("/api/v1/tickets/{number}")).await["person"], Value::Null);

        let (status, added) = identify(&app, Some(&nameless.token), &token_of("rina")).await;
        assert_eq!(status, StatusCode::OK, "{added}");
        let rina = Visitor { app: &app, token: added["token"].as_str().unwrap().to_owned(), conversation: nameless.conversation.clone() };
        assert_eq!(conversations(&rina).await, [nameless.conversation.as_str()]);
        rina.say("m3", "ada kabar?").await;
        let phone = person(&app, "rina").await;
        assert_eq!(conversations(&phone).await, [nameless.conversation.as_str()]);
        assert_ne!(phone.token, rina.token, "each device has a secret of its own");
        assert_eq!(phone.call(Method::GET, "/api/v1/visitors/me", None).await.1["visitor"], added["visitor"]);

        assert!(conversations(&nameless).await.is_empty(), "it is the person's alone now");
        let (status, _) = nameless.post("m4", "masih saya?", None).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let ticket = admin.get(&format!("/api/v1/tickets/{number}")).await;
        assert_eq!((&ticket["ticket"]["requester"], &ticket["person"]["proven"]), (&json!("rina <rina@kantor.id>"), &json!("token")), "{ticket}");
        assert_eq!(admin.get("/api/v1/tickets?q=rina@kantor").await["total"], 1);

        // A ticket opened later carries the name at once.
        let laptop = chatting(&app, "rina").await;
        let second = laptop.hand_off("h").await;
        assert_eq!(admin.get(&format!("/api/v1/tickets/{second}")).await["ticket"]["requester"], "rina <rina@kantor.id>");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_conversations_under_one_client_id_are_both_kept() {
    for kind in BOTH {
        let app = App::start_with(kind, &[KEYS]).await;
        for _ in 0..2 {
            let nameless = app.visitor().await;
            nameless.say("m", "halo").await;
            assert_eq!(identify(&app, Some(&nameless.token), &token_of("rina")).await.0, StatusCode::OK);
        }
        assert_eq!(conversations(&person(&app, "rina").await).await.len(), 2);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn becoming_somebody_else_gives_nothing_away_and_ends_the_sign_in_before() {
    for kind in BOTH {
        let app = App::start_with(kind, &[KEYS]).await;
        let rina = chatting(&app, "rina").await;
        rina.say("m", "rahasia rina").await;
        let (_, again) = identify(&app, Some(&rina.token), &token_of("rina")).await;
        assert_eq!(again["token"], rina.token, "the same person goes on");
        let (_, budi) = identify(&app, Some(&rina.token), &token_of("budi")).await;
        let budi = Visitor { app: &app, token: budi["token"].as_str().unwrap().to_owned(), conversation: rina.conversation.clone() };
        assert!(conversations(&budi).await.is_empty());
        assert_eq!(budi.post("m", "rahasia rina", None).await.0, StatusCode::NOT_FOUND);
        assert_eq!(rina.call(Method::GET, "/api/v1/conversations", None).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(conversations(&person(&app, "rina").await).await, [rina.conversation.as_str()]);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_ends_by_hand_or_by_time_everywhere_at_once() {
    for kind in BOTH {
        let app = App::start_with(kind, &[KEYS, ("identity.session_hours", "1")]).await;
        let (here, phone) = (chatting(&app, "rina").await, person(&app, "rina").await);
        here.say("m", "halo").await;
        let stream = app.request(Method::GET, &format!("/api/v1/conversations/{}/stream", here.conversation)).bearer_auth(&here.token);
        let mut stream = Stream::open(stream).await;
        stream.next("message").await;
        assert_eq!(here.call(Method::POST, "/api/v1/visitors/sign-out", None).await.0, StatusCode::NO_CONTENT);
        assert_eq!(here.post("m2", "masih di sini", None).await.0, StatusCode::UNAUTHORIZED);
        let phone = Visitor { conversation: here.conversation.clone(), ..phone };
        phone.say("after", "rahasia sesudah keluar").await;
        assert!(!stream.rest().await.contains("rahasia"), "an open stream ends with the sign-in");
        app.clock.set(MONDAY_10 + 3_600_001);
        assert_eq!(phone.post("m3", "masih di sini", None).await.0, StatusCode::UNAUTHORIZED);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_somebody_only_says_leads_to_nobody() {
    for kind in BOTH {
        let app = App::start_with(kind, &[KEYS]).await;
        let rina = chatting(&app, "rina").await;
        rina.say("m", "halo").await;
        let claims = |sub: &str, verified: Value| json!({ "sub": sub, "email": "rina@kantor.id", "email_verified": verified, "aud": "garda", "exp": MONDAY_10 / 1000 + 60 });
        // Unproven, the address is a word like any other; proven, it belongs to whoever proved it last, and the tickets do not.
        for (sub, verified) in [("mallory", json!(false)), ("eve", json!(true))] {
            let (status, added) = identify(&app, None, &signed(KEY, &claims(sub, verified))).await;
            assert_eq!(status, StatusCode::OK, "{added}");
            let other = Visitor { app: &app, token: added["token"].as_str().unwrap().to_owned(), conversation: rina.conversation.clone() };
            assert!(conversations(&other).await.is_empty(), "{sub}");
            assert_eq!(other.post("m", "halo", None).await.0, StatusCode::NOT_FOUND, "{sub}");
        }
        assert_eq!(conversations(&person(&app, "rina").await).await, [rina.conversation.as_str()]);
        // What is typed in the chat changes nothing.
        let nameless = app.visitor().await;
        for (place, text) in ["saya rina", "nama saya rina", "email saya rina@kantor.id", "rina@kantor.id", "tiket saya gimana?"].into_iter().enumerate() {
            nameless.say(&format!("t{place}"), text).await;
        }
        assert_eq!(conversations(&nameless).await, [nameless.conversation.as_str()]);
        assert_eq!(nameless.call(Method::GET, "/api/v1/visitors/me", None).await.1["person"], Value::Null);
        app.stop().await;
    }
}

const PROXY: [(&str, &str); 4] =
    [("server.trusted_proxies", "127.0.0.1"), ("identity.proxy_user", "X-Forwarded-User"), ("identity.proxy_name", "X-Name"), ("identity.proxy_email", "X-Email")];

async fn arrives(app: &App, headers: &[(&str, &str)]) -> Value {
    let request = headers.iter().fold(app.request(Method::POST, "/api/v1/visitors"), |request, (name, value)| request.header(*name, *value));
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn single_sign_on_names_people_at_once_and_binds_their_tokens() {
    for kind in BOTH {
        let app = App::start_with(kind, &[&PROXY[..], &[KEYS]].concat()).await;
        let rina = arrives(&app, &[("x-forwarded-user", "rina.m"), ("x-name", "Rina Marlina"), ("x-email", "rina@kantor.id")]).await;
        assert_eq!(rina["person"], json!({ "name": "Rina Marlina", "email": "rina@kantor.id", "proven": "proxy" }));
        let again = arrives(&app, &[("x-forwarded-user", "rina.m")]).await;
        assert_eq!((&again["visitor"], &again["person"]["name"]), (&rina["visitor"], &json!("Rina Marlina")));
        assert_eq!(arrives(&app, &[("x-email", "rina@kantor.id"), ("x-name", "Rina Marlina")]).await["person"], Value::Null, "an address alone is nobody");
        let token = rina["token"].as_str().unwrap();
        let me = |user: Option<&'static str>| {
            let request = app.request(Method::GET, "/api/v1/visitors/me").bearer_auth(token);
            if let Some(user) = user { request.header("x-forwarded-user", user) } else { request }.send()
        };
        assert_eq!(me(Some("rina.m")).await.unwrap().status(), StatusCode::OK);
        assert_eq!(me(None).await.unwrap().status(), StatusCode::OK);
        assert_eq!(me(Some("budi")).await.unwrap().status(), StatusCode::UNAUTHORIZED, "another person at the same browser");
        // The proxy's word counts more than a token that is passed along.
        let request = app.request(Method::POST, PATH).header("x-forwarded-user", "budi").json(&json!({ "token": token_of("rina") }));
        let budi: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!((budi["person"]["proven"].as_str(), budi["visitor"] == rina["visitor"]), (Some("proxy"), false));
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_of_single_sign_on_are_believed_from_the_named_proxies_only() {
    let elsewhere = [("server.trusted_proxies", "10.9.8.7"), ("identity.proxy_user", "X-Forwarded-User")];
    let unnamed = [("server.trusted_proxies", "127.0.0.1")];
    for settings in [&elsewhere[..], &unnamed[..], &[]] {
        let app = App::start_with(Kind::Sqlite, settings).await;
        let tricks: [&[(&str, &str)]; 4] = [
            &[("x-forwarded-user", "rina")],
            &[("X-FORWARDED-USER", "rina"), ("x-forwarded-for", "10.9.8.7")],
            &[("x-forwarded-user", "rina"), ("forwarded", "for=10.9.8.7")],
            &[("x_forwarded_user", "rina"), ("remote-user", "rina"), ("x-remote-user", "rina"), ("x-email", "rina@kantor.id")],
        ];
        for headers in tricks {
            assert_eq!(arrives(&app, headers).await["person"], Value::Null, "{headers:?}");
        }
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_by_two_proofs_of_the_same_address_is_one() {
    for kind in BOTH {
        let app = App::start_with(kind, &[&PROXY[..], &[KEYS]].concat()).await;
        let rina = chatting(&app, "rina").await;
        rina.say("m", "halo").await;
        let proxied = arrives(&app, &[("x-forwarded-user", "rina.m"), ("x-email", "RINA@kantor.id")]).await;
        let proxied = Visitor { app: &app, token: proxied["token"].as_str().unwrap().to_owned(), conversation: String::new() };
        assert_eq!(conversations(&proxied).await, [rina.conversation.as_str()]);
        app.stop().await;
    }
}

#[tokio::test]
async fn tokens_are_in_no_log_and_in_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let out = |name: &str| std::fs::File::create(dir.path().join(name)).unwrap();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_garda"))
        .args(["serve", "--listen", &address, "--database-url", &format!("sqlite:{}", dir.path().join("garda.db").display())])
        .args(["--pack", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/tiny")])
        .envs([("GARDA__LOG__LEVEL", "trace"), ("GARDA__PACK__STUDY", "false"), ("GARDA__IDENTITY__KEYS", KEY)])
        .stdout(out("out.log"))
        .stderr(out("err.log"))
        .spawn()
        .unwrap();
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let base = format!("http://{address}");
    let nameless = loop {
        if let Ok(added) = client.post(format!("{base}/api/v1/visitors")).send().await {
            break added.json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned();
        }
        tokio::task::yield_now().await;
    };
    let proof = signed(KEY, &json!({ "sub": "7", "aud": "garda", "exp": garda::app::world().now().0 / 1000 + 60 }));
    let identify = |token: String| client.post(format!("{base}{PATH}")).bearer_auth(&nameless).json(&json!({ "token": token })).send();
    let person: Value = identify(proof.clone()).await.unwrap().json().await.unwrap();
    let token = person["token"].as_str().unwrap().to_owned();
    let forged = format!("{proof}forged");
    assert_eq!(identify(forged.clone()).await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let handed = client.post(format!("{base}/help/hand-over")).header("content-type", "application/x-www-form-urlencoded").body(format!("token={token}")).send().await.unwrap();
    let cookie = handed.headers()["set-cookie"].to_str().unwrap().split(['=', ';']).nth(1).unwrap().to_owned();
    let list = client.get(format!("{base}/help/tickets")).header("cookie", format!("garda_person={cookie}")).send().await.unwrap();
    assert!(list.status().is_success() && list.text().await.unwrap().contains("/help/sign-out"), "the cookie is good");
    client.get(format!("{base}/api/v1/visitors/me")).bearer_auth(&token).send().await.unwrap().error_for_status().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let tail = |token: &str| token.rsplit('.').next().unwrap().to_owned();
    let secrets = [tail(&nameless), tail(&proof), tail(&forged), tail(&token), cookie, KEY.to_owned()];
    for file in crate::secrets::files(dir.path()) {
        let bytes = std::fs::read(&file).unwrap();
        for secret in &secrets {
            assert!(secret.len() > 20 && !bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} stands in {}", file.display());
        }
    }
}
