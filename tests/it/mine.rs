//! "My tickets" on the help pages: signed in by hand-over, by single sign-on; read, answered, closed, opened again; and nobody else's.

use reqwest::{Method, RequestBuilder, StatusCode, header, redirect::Policy};
use serde_json::json;

use crate::{
    app::{App, MONDAY_10, Visitor},
    identity::{KEYS, person},
    postgres::{BOTH, Kind},
};

/// A browser without scripts: it follows nothing by itself and keeps one cookie.
pub(crate) struct Browser<'a> {
    app: &'a App,
    client: reqwest::Client,
    pub(crate) cookie: String,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) to: String,
    pub(crate) text: String,
    set: String,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(app: &'a App) -> Self {
        Self { app, client: reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap(), cookie: String::new() }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.app.base)).header("accept", "text/html").header("cookie", &self.cookie)
    }

    async fn answer(&mut self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let text_of = |name| response.headers().get(name).map(|value: &header::HeaderValue| value.to_str().unwrap().to_owned()).unwrap_or_default();
        let (status, to, set) = (response.status(), text_of(header::LOCATION), text_of(header::SET_COOKIE));
        if !set.is_empty() {
            set.split(';').next().unwrap().clone_into(&mut self.cookie);
        }
        Answer { status, to, set, text: response.text().await.unwrap() }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path);
        self.answer(request).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded").body(form(fields));
        self.answer(request).await
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect::<String>();
    fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

async fn signed_in<'a>(app: &'a App, person: &Visitor<'_>) -> Browser<'a> {
    let mut browser = Browser::new(app);
    let answer = browser.post("/help/hand-over?lang=id", &[("token", &person.token)]).await;
    assert_eq!((answer.status, answer.to.as_str()), (StatusCode::SEE_OTHER, "/help/tickets?lang=id"));
    assert!(answer.set.contains("HttpOnly; SameSite=Lax") && !answer.set.contains(person.token.trim_start_matches("p1.")), "a secret of its own: {}", answer.set);
    browser
}

/// Somebody with a ticket.
async fn with_ticket<'a>(app: &'a App, name: &str, about: &str) -> (Visitor<'a>, String) {
    let mut one = person(app, name).await;
    let (_, begun) = one.call(Method::POST, "/api/v1/conversations", Some(json!({ "client_id": about }))).await;
    begun["id"].as_str().unwrap().clone_into(&mut one.conversation);
    one.say("m1", about).await;
    let number = one.hand_off("m2").await;
    (one, number)
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_are_read_answered_closed_and_opened_again_without_scripts() {
    for kind in BOTH {
        let app = App::start_with(kind, &[KEYS]).await;
        let admin = app.administrator().await;
        let (rina, number) = with_ticket(&app, "rina", "telepon meja <b>mati</b>").await;
        admin.post(&format!("/api/v1/tickets/{number}/notes"), json!({ "client_id": "n", "text": "catatan rahasia petugas" })).await;
        admin.post(&format!("/api/v1/tickets/{number}/replies"), json!({ "client_id": "r", "text": "Coba cabut kabelnya", "seen_seq": 9999, "anyway": true })).await;
        let mut browser = signed_in(&app, &rina).await;
        let list = browser.get("/help/tickets?lang=id").await.text;
        for part in [number.as_str(), "Ditangani", "Coba cabut kabelnya", "rina &#60;rina@kantor.id&#62;", "Masih berjalan (1)", "Kabar terakhir Senin 23 Nov"] {
            assert!(list.contains(part), "{part}: {list}");
        }
        let place = format!("/help/tickets/{number}");
        let shown = browser.get(&format!("{place}?lang=id")).await.text;
        assert!(shown.contains("telepon meja &#60;b&#62;mati&#60;/b&#62;") && shown.contains("Admin, petugas"), "{shown}");
        assert!(!shown.contains("catatan rahasia"), "notes are not for visitors");

        let client_id = shown.split("name=\"client_id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        for _ in 0..2 {
            let sent = browser.post(&format!("{place}/reply?lang=id"), &[("text", "Kabelnya\nsudah dicabut"), ("client_id", &client_id)]).await;
            assert_eq!((sent.status, sent.to), (StatusCode::SEE_OTHER, format!("{place}?lang=id#last")));
        }
        let messages = admin.get(&format!("/api/v1/tickets/{number}")).await["messages"].as_array().unwrap().clone();
        assert_eq!(messages.iter().filter(|message| message["text"] == "Kabelnya\nsudah dicabut" && message["sender"] == "visitor").count(), 1, "sent twice, stored once");
        let empty = browser.post(&format!("{place}/reply?lang=en"), &[("text", "  "), ("client_id", "x")]).await;
        assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.text.contains("aria-invalid=\"true\""));
        let long = "a".repeat(4001);
        let kept = browser.post(&format!("{place}/reply?lang=en"), &[("text", &long), ("client_id", "x")]).await;
        assert!(kept.status == StatusCode::UNPROCESSABLE_ENTITY && kept.text.contains(&long), "what is too long is kept");

        assert_eq!(browser.post(&format!("{place}/close?lang=id"), &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.post(&format!("{place}/close?lang=id"), &[]).await.status, StatusCode::SEE_OTHER, "closed is closed");
        assert_eq!(admin.get(&format!("/api/v1/tickets/{number}")).await["ticket"]["status"], "resolved");
        let late = browser.post(&format!("{place}/reply?lang=id"), &[("text", "masih mati"), ("client_id", "late")]).await;
        assert!(late.status == StatusCode::CONFLICT && late.text.contains("masih mati</textarea>"));
        assert!(browser.get("/help/tickets?lang=en").await.text.contains("Solved (1)"));
        let again = browser.post(&format!("{place}/reopen?lang=id"), &[("text", "ternyata masih mati"), ("client_id", "again")]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        let ticket = admin.get(&format!("/api/v1/tickets/{number}")).await;
        assert_eq!(ticket["ticket"]["status"], "assigned", "it goes back to whoever had it");
        assert_eq!(ticket["messages"].as_array().unwrap().last().unwrap()["text"], "ternyata masih mati");

        let (_, uploaded) = rina.upload("layar & kabel.png", crate::attachments::png(60, 40)).await;
        rina.send("f", "", &[&uploaded["file"]]).await;
        let file = format!("{place}/files/{}", uploaded["file"]["id"].as_str().unwrap());
        let shown = browser.get(&place).await.text;
        assert!(shown.contains(&format!("href=\"{file}\"")) && shown.contains("layar &#38; kabel.png"), "{shown}");
        assert_eq!(browser.get(&file).await.status, StatusCode::OK);
        let mut strange = signed_in(&app, &person(&app, "budi").await).await;
        assert_eq!(strange.get(&file).await.status, StatusCode::NOT_FOUND);
        strange.cookie.clear();
        assert_eq!(strange.get(&file).await.status, StatusCode::NOT_FOUND);

        let out = browser.post("/help/sign-out?lang=id", &[]).await;
        assert!(out.set.contains("Max-Age=0"), "{}", out.set);
        assert!(browser.get(&place).await.text.contains("autocomplete") || browser.get(&place).await.text.contains("Tiket saya"));
        let mut tx = app.running.desk.store().read().await.unwrap();
        assert!(garda::store::outcome::count(&mut tx).await.unwrap().told().is_ok(), "every message still has one outcome");
        drop(tx);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_somebody_else_does_not_exist() {
    for kind in BOTH {
        let app = App::start_with(kind, &[KEYS]).await;
        let (rina, number) = with_ticket(&app, "rina", "rahasia rina").await;
        let budi = person(&app, "budi").await;
        let mut browser = signed_in(&app, &budi).await;
        let list = browser.get("/help/tickets?lang=id").await.text;
        assert!(list.contains("Belum ada tiket atas nama Anda") && !list.contains(&number), "{list}");
        let theirs = browser.get(&format!("/help/tickets/{number}?lang=id")).await;
        let none = browser.get("/help/tickets/GRD-9999?lang=id").await;
        assert_eq!((theirs.status, &theirs.text), (StatusCode::NOT_FOUND, &none.text.clone()), "the same as one that does not exist");
        for act in ["reply", "close", "reopen"] {
            let tried = browser.post(&format!("/help/tickets/{number}/{act}"), &[("text", "halo"), ("client_id", "x")]).await;
            assert_eq!(tried.status, StatusCode::NOT_FOUND, "{act}");
        }
        let ticket = app.administrator().await.get(&format!("/api/v1/tickets/{number}")).await;
        assert_eq!(ticket["ticket"]["status"], "queued");
        assert!(!ticket["messages"].to_string().contains("\"halo\""));
        // What is worth nothing in a cookie or a form.
        let agent = app.agent(&app.sign_in_again().await, "sari", "agent", &[]).await;
        let secret = rina.token.trim_start_matches("p1.").to_owned();
        for cookie in
            [String::new(), "garda_person=".to_owned(), "garda_person=x".to_owned(), format!("garda_person={}", rina.token), format!("GARDA_PERSON={secret}"), agent.cookie.clone()]
        {
            browser.cookie = cookie;
            let seen = browser.get(&format!("/help/tickets/{number}")).await.text;
            assert!(!seen.contains("rahasia rina"), "{}", browser.cookie);
        }
        for token in ["", "p1.", "p1.x", &secret, "v1.x.y"] {
            browser.cookie.clear();
            browser.post("/help/hand-over", &[("token", token)]).await;
            assert!(browser.cookie.is_empty(), "{token}");
        }
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_cannot_act_for_somebody_and_nothing_is_kept_between() {
    let app = App::start_with(Kind::Sqlite, &[KEYS]).await;
    let (rina, number) = with_ticket(&app, "rina", "halo").await;
    let mut browser = signed_in(&app, &rina).await;
    for path in ["/help/hand-over", "/help/sign-out", "/help/sign-in", "/help/sign-in/code", &format!("/help/tickets/{number}/close"), &format!("/help/tickets/{number}/reply")] {
        for (name, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example"), ("origin", "null")] {
            let fields = form(&[("text", "x"), ("client_id", "x"), ("email", "a@b.id"), ("code", "1"), ("token", &rina.token)]);
            let request = browser.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded").header(name, value).body(fields);
            assert_eq!(browser.answer(request).await.status, StatusCode::FORBIDDEN, "{path} {name}: {value}");
        }
    }
    assert!(browser.get("/help/tickets").await.text.contains(&number), "still signed in, still there");
    let kept = app.request(Method::GET, "/help/tickets").header("cookie", &browser.cookie).send().await.unwrap();
    assert_eq!((kept.headers()["cache-control"].to_str().unwrap(), kept.headers()["referrer-policy"].to_str().unwrap()), ("no-store", "same-origin"));
    app.clock.set(MONDAY_10 + 13 * 3_600_000);
    let lost = browser.post(&format!("/help/tickets/{number}/reply"), &[("text", "tulisan panjang saya"), ("client_id", "x")]).await;
    assert!(lost.status == StatusCode::UNAUTHORIZED && lost.text.contains("tulisan panjang saya"), "what was typed is still there");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn single_sign_on_opens_the_page_at_once_and_over_tls_the_cookie_is_bound_to_the_host() {
    for kind in BOTH {
        let settings = [("server.trusted_proxies", "127.0.0.1"), ("identity.proxy_user", "X-User"), ("server.public_url", "https://help.example")];
        let app = App::start_with(kind, &settings).await;
        let mut browser = Browser::new(&app);
        let as_user = |browser: &Browser<'_>, user: &str| browser.request(Method::GET, "/help/tickets?lang=en").header("x-user", user);
        let request = as_user(&browser, "rina");
        let first = browser.answer(request).await;
        assert!(first.text.contains("There are no tickets in your name yet"), "{}", first.text);
        assert!(first.set.starts_with("__Host-garda_person=") && first.set.contains("; Path=/; HttpOnly; SameSite=Lax") && first.set.ends_with("; Secure"), "{}", first.set);
        let request = as_user(&browser, "rina");
        assert_eq!(browser.answer(request).await.set, "", "signed in already");
        let (rinas, request) = (browser.cookie.clone(), as_user(&browser, "budi"));
        assert!(browser.answer(request).await.set.starts_with("__Host-"), "another person at the same browser");
        browser.cookie = rinas;
        assert!(!browser.get("/help/tickets?lang=en").await.text.contains("in your name"), "and the one before is signed out");
        app.stop().await;
    }
}
