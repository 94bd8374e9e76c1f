//! A whole program in the test's own process: its own database, port, clock and chance.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use garda::{
    app::{self, Running},
    config::{Config, Layers},
    desk::{Chance, Clock, World},
    domain::{matching::Catalog, time::Timestamp},
    pack::Files,
};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::postgres::{Database, Kind};

/// Monday 23 November 2026, 10:00 in Jakarta: the office of the starter pack is open.
pub(crate) const MONDAY_10: i64 = 1_795_402_800_000;

/// A clock that stands still until told.
#[derive(Clone)]
pub(crate) struct Hand(Arc<AtomicI64>);

impl Hand {
    pub(crate) fn set(&self, millis: i64) {
        self.0.store(millis, Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Chance that gives the same numbers for the same seed (`SplitMix64`).
struct Seeded(AtomicU64);

impl Chance for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A world whose clock the test holds.
pub(crate) fn world(seed: u64) -> (World, Hand) {
    let hand = Hand(Arc::new(AtomicI64::new(MONDAY_10)));
    (World::new(hand.clone(), Seeded(AtomicU64::new(seed))), hand)
}

/// A configuration over this database, with everything else as a test wants it.
pub(crate) fn config(url: &str, settings: &[(&'static str, &str)]) -> Config {
    let mut flags = BTreeMap::from([
        ("server.listen", "127.0.0.1:0".to_owned()),
        ("database.url", url.to_owned()),
        ("pack.path", concat!(env!("CARGO_MANIFEST_DIR"), "/intents").to_owned()),
        ("pack.watch", "false".to_owned()),
        ("pack.study", "false".to_owned()),
        ("limits.messages_per_minute", "100000".to_owned()),
        ("limits.visitors_per_minute", "100000".to_owned()),
        ("limits.sign_ins_per_minute", "100000".to_owned()),
        ("limits.uploads_per_minute", "100000".to_owned()),
        ("server.stop_timeout_s", "1".to_owned()),
    ]);
    flags.extend(settings.iter().map(|(name, value)| (*name, (*value).to_owned())));
    Config::read(&Layers { flags, ..Layers::default() }).unwrap()
}

/// A program that serves, and a client that calls it.
pub(crate) struct App {
    pub(crate) running: Running,
    pub(crate) clock: Hand,
    pub(crate) client: Client,
    pub(crate) base: String,
    pub(crate) database: Arc<Database>,
}

static SEED: AtomicU64 = AtomicU64::new(1);
/// The starter pack, learned once for all tests.
static STARTER: OnceLock<(Arc<Catalog>, Files)> = OnceLock::new();

impl App {
    pub(crate) async fn start(kind: Kind) -> Self {
        Self::start_with(kind, &[]).await
    }

    pub(crate) async fn start_with(kind: Kind, settings: &[(&'static str, &str)]) -> Self {
        Self::on(Arc::new(Database::new(kind).await), settings).await
    }

    /// A program with this configuration, over the starter pack.
    pub(crate) async fn configured(kind: Kind, settings: &[(&'static str, &str)], change: impl FnOnce(&mut Config)) -> Self {
        Self::resumed(Arc::new(Database::new(kind).await), settings, change).await
    }

    /// The same on a database that is there already.
    pub(crate) async fn resumed(database: Arc<Database>, settings: &[(&'static str, &str)], change: impl FnOnce(&mut Config)) -> Self {
        let mut config = config(&database.url, settings);
        config.attachments = database.folder();
        change(&mut config);
        Self::of(database, config, settings.iter().any(|(name, _)| *name == "pack.path")).await
    }

    /// One more program on a database that is there already.
    pub(crate) async fn on(database: Arc<Database>, settings: &[(&'static str, &str)]) -> Self {
        let folder = database.folder().display().to_string();
        let config = config(&database.url, &[&[("attachments.path", folder.as_str())], settings].concat());
        Self::of(database, config, settings.iter().any(|(name, _)| *name == "pack.path")).await
    }

    async fn of(database: Arc<Database>, config: Config, own_pack: bool) -> Self {
        let (world, clock) = world(SEED.fetch_add(1000, Ordering::SeqCst));
        let running = if own_pack {
            app::start_in(config, world).await.unwrap()
        } else {
            let (catalog, files) = STARTER.get_or_init(|| app::read_pack(&config).map(|(catalog, files)| (Arc::new(catalog), files)).unwrap());
            app::start_with(config, world, Arc::clone(catalog), files).await.unwrap()
        };
        let base = format!("http://{}", running.address);
        let client = Client::builder().no_proxy().build().unwrap();
        Self { running, clock, client, base, database }
    }

    pub(crate) async fn stop(self) -> Arc<Database> {
        self.running.stop().await;
        self.database
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub(crate) async fn visitor(&self) -> Visitor<'_> {
        let added = self.request(Method::POST, "/api/v1/visitors").send().await.unwrap();
        assert_eq!(added.status(), StatusCode::CREATED);
        let token = added.json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned();
        let mut visitor = Visitor { app: self, token, conversation: String::new() };
        let begun = visitor.call(Method::POST, "/api/v1/conversations", Some(json!({ "client_id": "begin" }))).await;
        assert_eq!(begun.0, StatusCode::CREATED, "{}", begun.1);
        begun.1["id"].as_str().unwrap().clone_into(&mut visitor.conversation);
        visitor
    }

    /// The administrator of a first start, with a password of its own.
    pub(crate) async fn administrator(&self) -> Agent<'_> {
        let once = self.running.password.clone().expect("a first start");
        self.sign_in(app::ADMINISTRATOR, &once).await
    }

    /// The administrator again, with the password chosen before.
    pub(crate) async fn sign_in_again(&self) -> Agent<'_> {
        Agent { app: self, cookie: self.session(app::ADMINISTRATOR, "a password of my own").await }
    }

    /// Signs in with a one-time password and replaces it.
    pub(crate) async fn sign_in(&self, email: &str, once: &str) -> Agent<'_> {
        let cookie = self.session(email, once).await;
        let agent = Agent { app: self, cookie };
        let changed = self
            .request(Method::POST, "/api/v1/session/password")
            .header("cookie", &agent.cookie)
            .json(&json!({ "current": once, "new": "a password of my own" }))
            .send()
            .await
            .unwrap();
        assert_eq!(changed.status(), StatusCode::NO_CONTENT);
        Agent { app: self, cookie: cookie_of(&changed) }
    }

    async fn session(&self, email: &str, password: &str) -> String {
        let signed = self.request(Method::POST, "/api/v1/session").json(&json!({ "email": email, "password": password })).send().await.unwrap();
        assert_eq!(signed.status(), StatusCode::OK);
        cookie_of(&signed)
    }

    /// Adds a person of this role and signs it in.
    pub(crate) async fn agent(&self, admin: &Agent<'_>, name: &str, role: &str, teams: &[&str]) -> Agent<'_> {
        let email = format!("{name}@kantor.id");
        let (status, added) = admin.call(Method::POST, "/api/v1/agents", Some(json!({ "email": email, "name": name, "role": role, "teams": teams }))).await;
        assert_eq!(status, StatusCode::CREATED, "{added}");
        self.sign_in(&email, added["password"].as_str().unwrap()).await
    }
}

fn cookie_of(response: &reqwest::Response) -> String {
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

fn digit(half: u8) -> char {
    char::from_digit(u32::from(half), 16).unwrap()
}

async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// Somebody who asks.
pub(crate) struct Visitor<'a> {
    pub(crate) app: &'a App,
    pub(crate) token: String,
    pub(crate) conversation: String,
}

impl Visitor<'_> {
    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let mut request = self.app.request(method, path).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        answer(request).await
    }

    /// Uploads a file; what it is answered.
    pub(crate) async fn upload(&self, name: &str, bytes: impl Into<reqwest::Body>) -> (StatusCode, Value) {
        let name: String = name.bytes().flat_map(|byte| ['%', digit(byte >> 4), digit(byte & 15)]).collect();
        let path = format!("/api/v1/conversations/{}/attachments?name={name}", self.conversation);
        answer(self.app.request(Method::POST, &path).bearer_auth(&self.token).body(bytes)).await
    }

    /// Sends files that were uploaded, perhaps with words.
    pub(crate) async fn send(&self, client_id: &str, text: &str, files: &[&Value]) -> (StatusCode, Value) {
        let files: Vec<Value> = files.iter().map(|file| json!({ "id": file["id"] })).collect();
        let body = json!({ "client_id": client_id, "text": text, "attachments": files });
        self.call(Method::POST, &format!("/api/v1/conversations/{}/messages", self.conversation), Some(body)).await
    }

    pub(crate) async fn post(&self, client_id: &str, text: &str, choice: Option<&str>) -> (StatusCode, Value) {
        let body = json!({ "client_id": client_id, "text": text, "choice": choice });
        self.call(Method::POST, &format!("/api/v1/conversations/{}/messages", self.conversation), Some(body)).await
    }

    /// Says something that must be taken in.
    pub(crate) async fn say(&self, client_id: &str, text: &str) -> Value {
        let (status, sent) = self.post(client_id, text, None).await;
        assert_eq!(status, StatusCode::CREATED, "{sent}");
        sent
    }

    /// Asks for a person; answers the ticket's number.
    pub(crate) async fn hand_off(&self, client_id: &str) -> String {
        let (status, sent) = self.post(client_id, "Petugas", Some("/human")).await;
        assert_eq!(status, StatusCode::CREATED, "{sent}");
        sent["conversation"]["ticket"]["number"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn messages(&self) -> Vec<Value> {
        let (status, read) = self.call(Method::GET, &format!("/api/v1/conversations/{}?limit=500", self.conversation), None).await;
        assert_eq!(status, StatusCode::OK, "{read}");
        read["messages"].as_array().unwrap().clone()
    }
}

/// Somebody of the desk.
pub(crate) struct Agent<'a> {
    pub(crate) app: &'a App,
    pub(crate) cookie: String,
}

impl Agent<'_> {
    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let mut request = self.app.request(method, path).header("cookie", &self.cookie);
        if let Some(body) = body {
            request = request.json(&body);
        }
        answer(request).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(Method::POST, path, Some(body)).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.call(Method::GET, path, None).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    }
}

/// The events of a stream, read until told otherwise.
pub(crate) struct Stream {
    response: reqwest::Response,
    buffer: String,
}

impl Stream {
    pub(crate) async fn open(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        Self { response, buffer: String::new() }
    }

    /// What is still to come before it ends; it must end.
    pub(crate) async fn rest(mut self) -> String {
        let end = async {
            while let Ok(Some(chunk)) = self.response.chunk().await {
                self.buffer.push_str(&String::from_utf8_lossy(&chunk));
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), end).await.expect("an end within 10 s");
        self.buffer
    }

    /// The next event of this name, with its id.
    pub(crate) async fn next(&mut self, name: &str) -> (Option<String>, Value) {
        loop {
            while let Some(end) = self.buffer.find("\n\n") {
                let block: String = self.buffer.drain(..end + 2).collect();
                let field = |key: &str| block.lines().find_map(|line| line.strip_prefix(key)).map(|value| value.trim().to_owned());
                if field("event:").as_deref() == Some(name) {
                    return (field("id:"), serde_json::from_str(&field("data:").unwrap()).unwrap());
                }
            }
            let chunk =
                tokio::time::timeout(std::time::Duration::from_secs(10), self.response.chunk()).await.expect("an event within 10 s").unwrap().expect("a stream that goes on");
            self.buffer.push_str(&String::from_utf8_lossy(&chunk));
        }
    }
}
