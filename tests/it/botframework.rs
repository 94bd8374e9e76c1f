//! The Bot Framework: a fake of the connector, the place its tokens come from and the one its keys are told at, with keys made here.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex},
};

use aws_lc_rs::{
    encoding::AsDer,
    rsa::{KeyPair, KeySize},
};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use garda::connect::channel::{ChannelKind, ChannelSettings};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk::Jwk};
use serde_json::{Value, json};

use crate::{
    far_chat::{CHANNEL, House, said, settings},
    far_desk::serve,
    postgres::{BOTH, Kind},
};

const APP: &str = "00000000-0000-0000-0000-00000000abcd";
const SECRET: &str = "app-secret";
const ISSUER: &str = "https://api.botframework.example";

/// A key and the same as it is told.
struct Key {
    signs: EncodingKey,
    told: Value,
}

fn key(name: &str, endorsements: &[&str]) -> Key {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: aws_lc_rs::encoding::Pkcs8V1Der<'_> = pair.as_der().unwrap();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", BASE64_STANDARD.encode(der.as_ref()));
    let signs = EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
    let mut told = serde_json::to_value(Jwk::from_encoding_key(&signs, Algorithm::RS256).unwrap()).unwrap();
    told["kid"] = name.into();
    told["endorsements"] = json!(endorsements);
    Key { signs, told }
}

/// Made once: that takes a while.
static KEYS: LazyLock<[Key; 3]> = LazyLock::new(|| [key("one", &["msteams", "webchat"]), key("two", &["msteams"]), key("foreign", &["msteams"])]);

#[derive(Default)]
struct Connector {
    /// What was sent, with the path it went to.
    sent: Vec<(String, Value)>,
    tokens: u64,
    metadata: u64,
    keys: Vec<Value>,
    /// What the next calls are answered before anything is done.
    refuses: Vec<u16>,
    /// Tokens that are not accepted any more.
    revoked: Vec<String>,
    /// Whether the keys cannot be had.
    down: bool,
    url: String,
}

type Shared = Arc<Mutex<Connector>>;

async fn token(State(shared): State<Shared>, body: String) -> Response {
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let right = [("grant_type", "client_credentials"), ("client_id", APP), ("client_secret", SECRET), ("scope", "https://api.botframework.com/.default")];
    if right.iter().any(|(name, value)| form.get(*name).map(String::as_str) != Some(value)) {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_client", "error_description": "AADSTS7000215" }))).into_response();
    }
    let mut connector = shared.lock().unwrap();
    connector.tokens += 1;
    Json(json!({ "token_type": "Bearer", "expires_in": 3600, "access_token": format!("token-{}", connector.tokens) })).into_response()
}

async fn metadata(State(shared): State<Shared>) -> Response {
    let mut connector = shared.lock().unwrap();
    connector.metadata += 1;
    if connector.down {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    Json(json!({ "issuer": ISSUER, "jwks_uri": format!("{}/keys", connector.url), "id_token_signing_alg_values_supported": ["RS256"] })).into_response()
}

async fn keys(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({ "keys": shared.lock().unwrap().keys }))
}

async fn activity(State(shared): State<Shared>, uri: Uri, headers: HeaderMap, Json(activity): Json<Value>) -> Response {
    let mut connector = shared.lock().unwrap();
    let newest = format!("Bearer token-{}", connector.tokens);
    let given = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if given != newest || connector.revoked.contains(&given) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if !connector.refuses.is_empty() {
        let status = connector.refuses.remove(0);
        return (StatusCode::from_u16(status).unwrap(), [("retry-after", "3")]).into_response();
    }
    connector.sent.push((uri.path().to_owned(), activity));
    (StatusCode::CREATED, Json(json!({ "id": format!("r{}", connector.sent.len()) }))).into_response()
}

async fn connector() -> Shared {
    let shared = Shared::default();
    shared.lock().unwrap().keys = vec![KEYS[0].told.clone()];
    let router = Router::new()
        .route("/token", post(token))
        .route("/metadata", get(metadata))
        .route("/keys", get(keys))
        .route("/emea/v3/conversations/{id}/activities", post(activity))
        .route("/emea/v3/conversations/{id}/activities/{to}", post(activity))
        .with_state(Arc::clone(&shared));
    let url = serve(router).await;
    shared.lock().unwrap().url = url;
    shared
}

fn of(url: &str, handoff: &str) -> ChannelSettings {
    let (token, metadata) = (format!("{url}/token"), format!("{url}/metadata"));
    let options = [("token_url", token.as_str()), ("metadata", &metadata), ("issuer", ISSUER), ("handoff", handoff)];
    ChannelSettings { user: APP.to_owned(), hosts: vec![url.to_owned()], ..settings(ChannelKind::BotFramework, "", SECRET, &options) }
}

struct Scene {
    house: House,
    shared: Shared,
    url: String,
}

impl Scene {
    async fn start(kind: Kind, handoff: &str) -> Self {
        let shared = connector().await;
        let url = shared.lock().unwrap().url.clone();
        Self { house: House::start(kind, of(&url, handoff)).await, shared, url }
    }

    fn service(&self) -> String {
        format!("{}/emea/", self.url)
    }

    /// What a token of the connector says now.
    fn claims(&self) -> Value {
        let now = self.house.now() / 1000;
        json!({ "iss": ISSUER, "aud": APP, "nbf": now - 10, "exp": now + 3600, "serviceurl": self.service() })
    }

    fn base(&self) -> Value {
        json!({
            "channelId": "msteams", "serviceUrl": self.service(), "from": { "id": "29:u1", "name": "Anna", "aadObjectId": "aad-1" }, "recipient": { "id": "28:bot", "name": "Garda" },
            "conversation": { "id": "a:conv 1/x", "conversationType": "personal", "tenantId": "ten1" }, "locale": "id-ID", "channelData": { "tenant": { "id": "ten1" } }, "unheard-of": [1, {}],
        })
    }

    fn activity(&self, more: &Value) -> Value {
        let mut activity = self.base();
        for (name, value) in more.as_object().unwrap() {
            activity[name] = value.clone();
        }
        activity
    }

    async fn call(&self, token: Option<&str>, activity: &Value) -> StatusCode {
        let headers: Vec<(&str, String)> = token.iter().map(|token| ("authorization", format!("Bearer {token}"))).collect();
        self.house.call("/api/messages", &headers, activity.to_string()).await
    }

    async fn tell(&self, more: Value) -> StatusCode {
        self.call(Some(&signed(&KEYS[0], "one", &self.claims())), &self.activity(&more)).await
    }

    async fn writes(&self, id: &str, text: &str) {
        assert_eq!(self.tell(json!({ "type": "message", "id": id, "text": text, "textFormat": "plain" })).await, StatusCode::OK);
        self.deliver().await;
    }

    async fn deliver(&self) {
        for _ in 0..80 {
            self.house.step().await;
            if self.house.waiting().await.is_empty() {
                return;
            }
            self.house.pass(60_000);
        }
        panic!("nothing gets through: {:?}", self.house.waiting().await);
    }

    /// What was sent since it was last looked at.
    fn sent(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut self.shared.lock().unwrap().sent)
    }
}

fn signed(key: &Key, kid: &str, claims: &Value) -> String {
    let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::RS256) };
    encode(&header, claims, &key.signs).unwrap()
}

fn texts(sent: &[(String, Value)]) -> Vec<String> {
    sent.iter().filter(|(_, activity)| activity["type"] == "message").map(|(_, activity)| activity["text"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_conversation_is_held_there() {
    for kind in BOTH {
        let scene = Scene::start(kind, "").await;
        let admin = scene.house.app.administrator().await;
        // The bot is added, then the user: it says hello once.
        for (id, member) in [("e1", "28:bot"), ("e2", "29:u1"), ("e1", "28:bot")] {
            assert_eq!(scene.tell(json!({ "type": "conversationUpdate", "id": id, "membersAdded": [{ "id": member }] })).await, StatusCode::OK);
        }
        scene.deliver().await;
        let hello = scene.sent();
        assert!(hello.len() == 1 && hello[0].1["text"].as_str().unwrap().contains("Garda"), "{hello:?}");
        assert_eq!(hello[0].1["suggestedActions"]["to"], json!(["29:u1"]));

        scene.writes("m1", "wifi ga konek").await;
        let answered = scene.sent();
        let (path, last) = answered.last().unwrap();
        assert_eq!(path, "/emea/v3/conversations/a%3Aconv%201%2Fx/activities/m1");
        assert_eq!(
            (&last["type"], &last["textFormat"], &last["recipient"]["id"], &last["from"]["id"], &last["conversation"]["id"]),
            (&json!("message"), &json!("plain"), &json!("29:u1"), &json!("28:bot"), &json!("a:conv 1/x"))
        );
        let actions = answered.iter().filter_map(|(_, one)| one["suggestedActions"]["actions"].as_array()).next_back().expect("buttons").clone();
        assert!(actions.iter().all(|one| one["type"] == "imBack" && one["title"] == one["value"]), "{actions:?}");
        // The same again changes nothing, nor do things nobody asked for.
        scene.writes("m1", "wifi ga konek").await;
        for more in [
            json!({ "type": "typing" }),
            json!({ "type": "messageReaction", "id": "x" }),
            json!({ "type": "installationUpdate" }),
            json!({ "type": "event", "name": "tokens/response", "value": 1 }),
            json!({}),
        ] {
            assert_eq!(scene.tell(more.clone()).await, StatusCode::OK, "{more}");
        }
        assert_eq!(scene.tell(json!({ "type": "invoke", "name": "signin/verifyState" })).await, StatusCode::NOT_IMPLEMENTED);
        scene.deliver().await;
        assert!(scene.sent().is_empty());

        scene.writes("m2", "/human").await;
        let handed = scene.sent();
        assert!(texts(&handed).iter().any(|text| text.contains("GRD-1001")) && handed.iter().all(|(_, one)| one["type"] == "message"), "{handed:?}");
        assert_eq!(scene.house.tickets().await[0]["ticket"]["requester"], "Anna");
        admin.post("/api/v1/tickets/GRD-1001/replies", json!({ "client_id": "r1", "text": "Halo, saya bantu", "seen_seq": 999 })).await;
        scene.deliver().await;
        assert_eq!(texts(&scene.sent()).last().map(String::as_str), Some("Admin: Halo, saya bantu"));
        scene.writes("m3", "<at>Garda</at> terima kasih").await;
        assert!(scene.sent().is_empty());
        admin.post("/api/v1/tickets/GRD-1001/resolve", json!({})).await;
        scene.deliver().await;
        assert!(texts(&scene.sent()).last().unwrap().contains("GRD-1001"));
        assert_eq!(scene.shared.lock().unwrap().tokens, 1, "a token serves for many");

        // A quiet day later it is another conversation of ours, in the same chat.
        scene.house.pass(2 * 86_400_000);
        scene.writes("m4", "printer macet").await;
        assert!(!scene.sent().is_empty());
        scene.writes("m5", "/human").await;
        let tickets = scene.house.tickets().await;
        assert_eq!(tickets.len(), 2);
        assert_ne!(tickets[0]["conversation"]["id"], tickets[1]["conversation"]["id"]);
        assert_eq!(said(&tickets[1])[0], ("visitor".to_owned(), "printer macet".to_owned()));
        scene.house.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handoff_is_an_event_and_what_becomes_of_it_comes_back() {
    for kind in BOTH {
        let scene = Scene::start(kind, "event").await;
        scene.house.app.administrator().await;
        scene.writes("m1", "wifi ga konek").await;
        scene.writes("m2", "/human").await;
        let sent = scene.sent();
        let (_, event) = sent.last().unwrap();
        assert_eq!((&event["type"], &event["name"], &event["conversation"]["id"]), (&json!("event"), &json!("handoff.initiate"), &json!("a:conv 1/x")), "it comes last");
        assert_eq!((&event["value"]["ticket"], event["value"]["subject"].as_str().is_some_and(|text| !text.is_empty())), (&json!("GRD-1001"), true));
        let transcript = &event["attachments"][0];
        assert_eq!((&transcript["name"], &transcript["contentType"]), (&json!("Transcript"), &json!("application/json")));
        let lines = transcript["content"]["activities"].as_array().unwrap();
        assert_eq!((&lines[0]["text"], &lines[0]["from"]["role"], &lines[1]["from"]["role"]), (&json!("wifi ga konek"), &json!("user"), &json!("bot")));
        assert_eq!(sent.iter().filter(|(_, one)| one["type"] == "event").count(), 1);

        let status = |id: &str, value: Value| json!({ "type": "event", "id": id, "name": "handoff.status", "from": { "id": "hub", "name": "Rina" }, "value": value });
        let stands = async || scene.house.tickets().await[0]["ticket"]["status"].as_str().unwrap().to_owned();
        for _ in 0..2 {
            assert_eq!(scene.tell(status("s1", json!({ "state": "failed", "message": "no agents" }))).await, StatusCode::OK);
        }
        scene.deliver().await;
        let told = texts(&scene.sent());
        assert!(told.len() == 1 && told[0].contains("GRD-1001"), "told once: {told:?}");
        let facts = scene.house.tickets().await[0]["brief"]["facts"].to_string();
        assert!(stands().await == "queued" && facts.contains("no agents"), "{facts}");
        assert_eq!(scene.tell(status("s2", json!({ "state": "accepted" }))).await, StatusCode::OK);
        assert_eq!(stands().await, "assigned");
        assert_eq!(scene.tell(status("s3", json!("{\"state\":\"completed\"}"))).await, StatusCode::OK);
        assert_eq!(stands().await, "resolved");
        assert_eq!(scene.tell(status("s4", json!({ "state": "dreamt" }))).await, StatusCode::OK);
        scene.deliver().await;
        let told = texts(&scene.sent());
        assert!(told.len() == 1 && told[0].contains("GRD-1001"), "who has it is seen there: {told:?}");
        scene.house.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn omnichannel_gets_a_command_in_a_message() {
    let scene = Scene::start(Kind::Sqlite, "omnichannel").await;
    scene.writes("m1", "/human").await;
    let sent = scene.sent();
    let (_, last) = sent.last().unwrap();
    let tags: Value = serde_json::from_str(last["channelData"]["tags"].as_str().unwrap()).unwrap();
    assert_eq!((&last["type"], &tags["type"], &tags["context"]["ticket"]), (&json!("message"), &json!(0), &json!("GRD-1001")));
    assert!(sent.len() > 1 && sent[..sent.len() - 1].iter().all(|(_, one)| one["channelData"]["deliveryMode"] == "bridged"), "{sent:?}");
    scene.house.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_forged_token_is_believed() {
    for kind in BOTH {
        let scene = Scene::start(kind, "").await;
        let message = scene.activity(&json!({ "type": "message", "id": "m1", "text": "wifi ga konek" }));
        let with = |name: &str, value: Value| {
            let mut claims = scene.claims();
            claims[name] = value;
            signed(&KEYS[0], "one", &claims)
        };
        let without = |name: &str| {
            let mut claims = scene.claims();
            claims.as_object_mut().unwrap().remove(name);
            signed(&KEYS[0], "one", &claims)
        };
        let right = signed(&KEYS[0], "one", &scene.claims());
        let now = scene.house.now() / 1000;
        let hs256 = encode(
            &Header { kid: Some("one".to_owned()), ..Header::new(Algorithm::HS256) },
            &scene.claims(),
            &EncodingKey::from_secret(KEYS[0].told["n"].as_str().unwrap().as_bytes()),
        )
        .unwrap();
        let rs512 = encode(&Header { kid: Some("one".to_owned()), ..Header::new(Algorithm::RS512) }, &scene.claims(), &KEYS[0].signs).unwrap();
        let nameless = encode(&Header::new(Algorithm::RS256), &scene.claims(), &KEYS[0].signs).unwrap();
        let unsigned = {
            use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
            format!("{}.{}.", B64.encode(json!({ "alg": "none", "kid": "one" }).to_string()), B64.encode(scene.claims().to_string()))
        };
        for (what, token) in [
            ("1 nonsense", "Bearer".to_owned()),
            ("2 not a token", "a.b.c".to_owned()),
            ("2 unsigned", unsigned),
            ("3 another issuer", with("iss", json!("https://sts.windows.net/x/"))),
            ("3 no issuer", without("iss")),
            ("4 another bot", with("aud", json!("00000000-0000-0000-0000-000000000000"))),
            ("4 no audience", without("aud")),
            ("5 over", with("exp", json!(now - 301))),
            ("5 not yet", with("nbf", json!(now + 301))),
            ("5 no end", without("exp")),
            ("6 a foreign key", signed(&KEYS[2], "one", &scene.claims())),
            ("6 an unknown key", signed(&KEYS[2], "foreign", &scene.claims())),
            ("6 no key", nameless),
            ("6 another algorithm", rs512),
            ("6 a public key as a secret", hs256),
            ("6 changed after it was signed", format!("{}x{}", &right[..right.len() / 2], &right[right.len() / 2 + 1..])),
            ("7 another address", with("serviceurl", json!("https://smba.trafficmanager.net/"))),
            ("7 no address", without("serviceurl")),
        ] {
            assert_eq!(scene.call(Some(&token), &message).await, StatusCode::FORBIDDEN, "{what}");
        }
        assert_eq!(scene.call(None, &message).await, StatusCode::FORBIDDEN, "1 no token");
        assert_eq!(scene.house.call("/api/messages", &[("authorization", format!("Basic {right}"))], message.to_string()).await, StatusCode::FORBIDDEN, "1 another scheme");
        let other = scene.activity(&json!({ "type": "message", "id": "m1", "text": "x", "channelId": "directline" }));
        assert_eq!(scene.call(Some(&right), &other).await, StatusCode::FORBIDDEN, "6 a channel the key may not speak for");
        // A token of the connector for an address that is none of ours: nobody is called there.
        let evil = format!("{}9/emea/", scene.url);
        let elsewhere = scene.activity(&json!({ "type": "message", "id": "m1", "text": "x", "serviceUrl": evil }));
        assert_eq!(scene.call(Some(&with("serviceurl", json!(evil))), &elsewhere).await, StatusCode::FORBIDDEN, "an address outside `hosts`");
        assert!(scene.house.waiting().await.is_empty(), "nothing was taken in");
        assert_eq!(scene.call(Some(&right), &json!([])).await, StatusCode::FORBIDDEN);
        assert_eq!(scene.house.call("/api/messages", &[("authorization", format!("Bearer {right}"))], "{".to_owned()).await, StatusCode::UNPROCESSABLE_ENTITY);

        for (what, token) in [
            ("right", right),
            ("in the last five minutes", with("exp", json!(now - 299))),
            ("a little early", with("nbf", json!(now + 299))),
            ("as it is written elsewhere", {
                let mut claims = scene.claims();
                claims["serviceUrl"] = claims["serviceurl"].take();
                claims.as_object_mut().unwrap().remove("serviceurl");
                signed(&KEYS[0], "one", &claims)
            }),
        ] {
            assert_eq!(scene.call(Some(&token), &message).await, StatusCode::OK, "{what}");
        }
        assert!(!scene.house.waiting().await.is_empty());
        let (path, body) = (format!("/webhooks/{CHANNEL}"), scene.activity(&json!({ "type": "typing" })).to_string());
        let bearer = [("authorization", format!("Bearer {}", signed(&KEYS[0], "one", &scene.claims())))];
        assert_eq!(scene.house.call(&path, &bearer, body.clone()).await, StatusCode::OK, "the address by name");
        assert_eq!(scene.house.call(&format!("{path}/x"), &bearer, body).await, StatusCode::NOT_FOUND);
        scene.house.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_kept_for_a_day_and_looked_for_again_but_not_for_everybody() {
    let scene = Scene::start(Kind::Sqlite, "").await;
    let typing = scene.activity(&json!({ "type": "typing" }));
    let status = async |key: &Key, kid: &str| scene.call(Some(&signed(key, kid, &scene.claims())), &typing).await.as_u16();
    let asked = || scene.shared.lock().unwrap().metadata;
    scene.shared.lock().unwrap().down = true;
    assert_eq!((status(&KEYS[0], "one").await, asked()), (503, 1), "nobody can tell");
    assert_eq!((status(&KEYS[0], "one").await, asked()), (503, 1), "and is not asked at once again");
    scene.shared.lock().unwrap().down = false;
    scene.house.pass(6_000);
    assert_eq!((status(&KEYS[0], "one").await, status(&KEYS[0], "one").await, asked()), (200, 200, 2));
    // A new key is found once; names that nobody has do not make us ask again and again.
    scene.house.pass(301_000);
    scene.shared.lock().unwrap().keys.push(KEYS[1].told.clone());
    assert_eq!((status(&KEYS[1], "two").await, asked()), (200, 3));
    for kid in 0..20 {
        assert_eq!(status(&KEYS[2], &format!("kid-{kid}")).await, 403);
    }
    assert_eq!(asked(), 3);
    // Out of reach, the known ones serve for a day, and no longer.
    scene.shared.lock().unwrap().down = true;
    scene.house.pass(23 * 3_600_000);
    assert_eq!((status(&KEYS[1], "two").await, asked()), (200, 3));
    scene.house.pass(2 * 3_600_000);
    assert_eq!((status(&KEYS[1], "two").await, asked()), (503, 4));
    scene.shared.lock().unwrap().down = false;
    scene.shared.lock().unwrap().keys = vec![KEYS[1].told.clone()];
    scene.house.pass(6_000);
    assert_eq!((status(&KEYS[1], "two").await, status(&KEYS[0], "one").await), (200, 403), "one that was taken back is none");
    scene.house.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_sent_again_in_order_with_a_token_that_holds() {
    for kind in BOTH {
        let scene = Scene::start(kind, "").await;
        scene.shared.lock().unwrap().refuses = vec![502, 429, 500];
        scene.writes("m1", "wifi ga konek").await;
        let right = texts(&scene.sent());
        assert!(!right.is_empty());
        // A token that was taken back before its time is replaced at once.
        scene.shared.lock().unwrap().revoked.push("Bearer token-1".to_owned());
        scene.writes("m2", "/human").await;
        assert!(texts(&scene.sent()).iter().any(|text| text.contains("GRD-1001")));
        assert_eq!(scene.shared.lock().unwrap().tokens, 2);
        // And one that is nearly over before it is used again.
        scene.house.pass(3_400_000);
        scene.writes("m3", "status tiket").await;
        scene.house.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_group_the_bot_is_named_and_tells_nobody_s_tickets() {
    let scene = Scene::start(Kind::Sqlite, "").await;
    scene.house.app.administrator().await;
    let group = json!({ "id": "19:group@thread.tacv2", "conversationType": "groupChat", "isGroup": true });
    assert_eq!(scene.tell(json!({ "type": "conversationUpdate", "id": "e1", "membersAdded": [{ "id": "28:bot" }], "conversation": group })).await, StatusCode::OK);
    let mention = json!([{ "type": "mention", "text": "<at>Garda</at>", "mentioned": { "id": "28:bot" } }]);
    let more = json!({
        "type": "message", "id": "g1", "text": "<at>Garda</at> wifi ga konek", "conversation": group, "entities": mention,
        "attachments": [{ "contentType": "text/html", "content": "<p>x</p>" }, { "contentType": "image/png", "contentUrl": "https://smba.trafficmanager.net/x/views/original", "name": "layar.png" }],
    });
    assert_eq!(scene.tell(more).await, StatusCode::OK);
    scene.deliver().await;
    let sent = scene.sent();
    assert!(!sent.is_empty() && sent.iter().all(|(path, _)| path.contains("19%3Agroup%40thread.tacv2")), "nobody greets a group: {sent:?}");
    let with = sent.iter().find(|(_, one)| one["suggestedActions"].is_object()).expect("buttons");
    let first = with.1["suggestedActions"]["actions"][0]["title"].as_str().unwrap();
    assert!(with.1["text"].as_str().unwrap().contains(&format!("1. {first}")), "{with:?}");
    assert_eq!(scene.tell(json!({ "type": "message", "id": "g2", "text": "/human", "conversation": group })).await, StatusCode::OK);
    let ticket = &scene.house.tickets().await[0];
    assert_eq!(said(ticket)[0].1, "wifi ga konek\n[layar.png] https://smba.trafficmanager.net/x/views/original");
    assert_eq!(ticket["ticket"]["requester"], "");
    scene.house.app.stop().await;
}
