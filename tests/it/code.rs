//! One-time codes by e-mail: sent to an address, good once, for ten minutes, for five guesses; the same answer for everybody.

use std::sync::Arc;

use garda::{connect::stub::Stub, delivery::outbox::Courier, store::outbox};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    app::{App, MONDAY_10, Visitor},
    identity::{KEYS, person},
    mine::Browser,
    postgres::{BOTH, Kind},
};

const MAILED: [(&str, &str); 4] =
    [("outbox.send", "false"), ("mail.url", "smtp://127.0.0.1:9"), ("mail.from", "Garda <garda@kantor.example>"), ("identity.email_domains", "kantor.id")];

async fn post(app: &App, path: &str, bearer: Option<&str>, body: Value) -> (StatusCode, Value) {
    let request = app.request(Method::POST, path).json(&body);
    let answer = if let Some(bearer) = bearer { request.bearer_auth(bearer) } else { request }.send().await.unwrap();
    let status = answer.status();
    (status, answer.json().await.unwrap_or_default())
}

async fn ask(app: &App, email: &str) -> StatusCode {
    post(app, "/api/v1/visitors/code", None, json!({ "email": email, "language": "id" })).await.0
}

async fn confirm(app: &App, email: &str, code: &str) -> (StatusCode, Value) {
    post(app, "/api/v1/visitors/code/confirm", None, json!({ "email": email, "code": code })).await
}

/// The letters that are out by now: to whom, and the code in each.
async fn letters(app: &App) -> Vec<(String, String)> {
    let stub = Arc::new(Stub::default());
    Courier::new(app.running.desk.clone(), stub.clone(), (8, 4)).step().await.unwrap();
    let read = |body: &str| {
        let mail: Value = serde_json::from_str(body).unwrap();
        let digits: String = mail["text"].as_str().unwrap().split_once(": ").unwrap().1.chars().take(6).collect();
        assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{body}");
        (mail["to"][0].as_str().unwrap().to_owned(), digits)
    };
    stub.carried().iter().map(|parcel| read(&parcel.body)).collect()
}

/// Another code than this one.
fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_proves_an_address_once() {
    for kind in BOTH {
        let app = App::start_with(kind, &MAILED).await;
        let nameless = app.visitor().await;
        let number = nameless.hand_off("m1").await;
        assert_eq!(ask(&app, " Rina@Kantor.id").await, StatusCode::NO_CONTENT);
        let sent = letters(&app).await;
        let (to, code) = sent[0].clone();
        assert_eq!((sent.len(), to.as_str()), (1, "rina@kantor.id"));
        assert_eq!(confirm(&app, "rina@kantor.id", &wrong(&code)).await.1["type"], "/problems/wrong_code");
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        let (status, added) = post(&app, "/api/v1/visitors/code/confirm", Some(&nameless.token), json!({ "email": "RINA@kantor.id", "code": spaced })).await;
        assert_eq!((status, &added["person"]), (StatusCode::OK, &json!({ "name": "", "email": "rina@kantor.id", "proven": "code" })), "{added}");
        let rina = Visitor { app: &app, token: added["token"].as_str().unwrap().to_owned(), conversation: nameless.conversation.clone() };
        rina.say("m2", "halo lagi").await;
        let ticket = app.administrator().await.get(&format!("/api/v1/tickets/{number}")).await;
        assert_eq!((&ticket["ticket"]["requester"], &ticket["person"]["proven"]), (&json!("rina@kantor.id"), &json!("code")));
        assert_eq!(confirm(&app, "rina@kantor.id", &code).await.0, StatusCode::UNAUTHORIZED, "once");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_waiting_and_another_address_lead_nowhere() {
    for kind in BOTH {
        let app = App::start_with(kind, &MAILED).await;
        ask(&app, "rina@kantor.id").await;
        ask(&app, "budi@kantor.id").await;
        let sent = letters(&app).await;
        let code = |name: &str| sent.iter().find(|(to, _)| to.starts_with(name)).unwrap().1.clone();
        let (rinas, budis) = (code("rina"), code("budi"));
        assert_eq!(confirm(&app, "budi@kantor.id", &rinas).await.0, StatusCode::UNAUTHORIZED, "another's code");
        for bad in ["", "0", "000000000000000", "\u{0}", "' OR 1=1 --", "%", "١٢٣٤٥٦"] {
            assert_eq!(confirm(&app, "sari@kantor.id", bad).await.0, StatusCode::UNAUTHORIZED, "{bad:?}");
        }
        for _ in 0..5 {
            assert_eq!(confirm(&app, "rina@kantor.id", &wrong(&rinas)).await.0, StatusCode::UNAUTHORIZED);
        }
        assert_eq!(confirm(&app, "rina@kantor.id", &rinas).await.0, StatusCode::UNAUTHORIZED, "guessed at five times");
        app.clock.set(MONDAY_10 + 10 * 60_000 + 1);
        assert_eq!(confirm(&app, "budi@kantor.id", &budis).await.0, StatusCode::UNAUTHORIZED, "over");
        for (email, code) in [(json!(["budi@kantor.id"]), json!(budis)), (json!("budi@kantor.id"), json!([budis])), (json!("budi@kantor.id"), json!(1)), (json!(null), json!(null))]
        {
            let (status, _) = post(&app, "/api/v1/visitors/code/confirm", None, json!({ "email": email, "code": code })).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_guesses_at_once_are_five_guesses() {
    for kind in BOTH {
        let app = App::start_with(kind, &MAILED).await;
        ask(&app, "rina@kantor.id").await;
        let code = letters(&app).await[0].1.clone();
        let guesses = futures_util::future::join_all((0..20).map(|_| async { confirm(&app, "rina@kantor.id", &wrong(&code)).await.0 })).await;
        assert!(guesses.iter().all(|status| *status == StatusCode::UNAUTHORIZED));
        let right = futures_util::future::join_all((0..8).map(|_| confirm(&app, "rina@kantor.id", &code))).await;
        assert!(right.iter().all(|(status, _)| *status == StatusCode::UNAUTHORIZED));
        app.clock.set(MONDAY_10 + 61_000);
        ask(&app, "rina@kantor.id").await;
        let code = letters(&app).await[0].1.clone();
        let right = futures_util::future::join_all((0..8).map(|_| confirm(&app, "rina@kantor.id", &code))).await;
        assert_eq!(right.iter().filter(|(status, _)| *status == StatusCode::OK).count(), 1, "one of eight at once");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_hears_the_same_and_nobody_is_flooded() {
    for kind in BOTH {
        let app = App::start_with(kind, &MAILED).await;
        person_with_address(&app, "rina@kantor.id").await;
        for email in ["rina@kantor.id", "nobody-yet@kantor.id", "somebody@elsewhere.example", "x@sub.kantor.id", "x@kantor.id.evil.example"] {
            assert_eq!(post(&app, "/api/v1/visitors/code", None, json!({ "email": email })).await, (StatusCode::NO_CONTENT, Value::Null), "{email}");
        }
        let mut to: Vec<String> = letters(&app).await.into_iter().map(|(to, _)| to).collect();
        to.sort();
        assert_eq!(to, ["nobody-yet@kantor.id"], "one was sent a minute ago, the others are not of the house");
        let mut sent = 0;
        for minute in 2..60 {
            app.clock.set(MONDAY_10 + minute * 61_000);
            assert_eq!(ask(&app, "nobody-yet@kantor.id").await, StatusCode::NO_CONTENT);
            sent += letters(&app).await.len();
        }
        assert_eq!(sent, 4, "five in an hour with the first");
        for bad in ["", "rina", "rina@kantor", "a@b.id,c@d.id", "a@kantor.id\r\nBcc: x@y.id"] {
            assert_eq!(ask(&app, bad).await, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        }
        app.stop().await;
    }
}

async fn person_with_address(app: &App, email: &str) {
    ask(app, email).await;
    let code = letters(app).await[0].1.clone();
    assert_eq!(confirm(app, email, &code).await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_in_no_table_once_it_was_sent() {
    for kind in BOTH {
        let app = App::start_with(kind, &MAILED).await;
        ask(&app, "rina@kantor.id").await;
        let code = letters(&app).await[0].1.clone();
        let mut backup = Vec::new();
        garda::store::dump::write(app.running.desk.store(), &garda::store::folder::Folder::new(app.database.folder()), &mut backup).await.unwrap();
        assert!(!String::from_utf8(backup).unwrap().contains(&code));
        let listed = outbox::list(&mut app.running.desk.store().read().await.unwrap(), 10).await.unwrap();
        assert!(listed.len() == 1 && !format!("{listed:?}").contains(&code));
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_mail_there_are_no_codes() {
    let app = App::start_with(Kind::Sqlite, &[KEYS]).await;
    assert_eq!(ask(&app, "rina@kantor.id").await, StatusCode::NOT_FOUND);
    assert_eq!(confirm(&app, "rina@kantor.id", "000000").await.0, StatusCode::NOT_FOUND);
    let rina = person(&app, "rina").await;
    assert_eq!(rina.call(Method::GET, "/api/v1/widget", None).await.1["codes"], false);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_too_often_from_one_place_is_slowed_down() {
    let app = App::start_with(Kind::Sqlite, &[&MAILED[..], &[("limits.sign_ins_per_minute", "3")]].concat()).await;
    let mut last = StatusCode::OK;
    for place in 0..5 {
        last = ask(&app, &format!("a{place}@kantor.id")).await;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_signs_in_by_code_without_scripts() {
    for kind in BOTH {
        let app = App::start_with(kind, &MAILED).await;
        let mut browser = Browser::new(&app);
        let page = browser.get("/help/tickets?lang=en").await.text;
        assert!(page.contains("autocomplete=\"email\"") && page.contains("Send the code"), "{page}");
        let bad = browser.post("/help/sign-in?lang=en", &[("email", "rina<script>")]).await;
        assert!(bad.status == StatusCode::UNPROCESSABLE_ENTITY && bad.text.contains("aria-invalid=\"true\"") && bad.text.contains("rina&#60;script&#62;"), "{}", bad.text);
        let sent = browser.post("/help/sign-in?lang=en", &[("email", "rina@kantor.id")]).await;
        assert!(sent.status == StatusCode::OK && sent.text.contains("autocomplete=\"one-time-code\""), "{}", sent.text);
        let code = letters(&app).await[0].1.clone();
        let missed = browser.post("/help/sign-in/code?lang=en", &[("email", "rina@kantor.id"), ("code", &wrong(&code))]).await;
        assert!(missed.status == StatusCode::UNAUTHORIZED && missed.text.contains("Please check: "), "{}", missed.text);
        let signed = browser.post("/help/sign-in/code?lang=en", &[("email", "rina@kantor.id"), ("code", &code)]).await;
        assert_eq!((signed.status, signed.to.as_str()), (StatusCode::SEE_OTHER, "/help/tickets?lang=en"));
        assert!(browser.get("/help/tickets?lang=en").await.text.contains("no tickets in your name yet"));
        assert_eq!(browser.get("/help/sign-in?lang=en").await.status, StatusCode::SEE_OTHER, "signed in already");
        app.stop().await;
    }
}
