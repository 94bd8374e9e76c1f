//! How events arrive: at least once under the same key, in order, signed with every secret, past those that fail, and once more when asked for.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
    routing::post,
};
use garda::{
    connect::{Proof, Settings, Ways, is_signed, ticket::NoFiles},
    delivery::{outbox::Courier, sweep},
    domain::outbox::ParcelState,
    store::{
        outbox::{self, Listed, Wanted},
        resting,
    },
};
use reqwest::{Method, StatusCode as Status};
use serde_json::Value;

use crate::{
    app::{App, MONDAY_10},
    command_line::garda,
    events::{SHARED, subscriber, telling},
    fake_sink::drawn,
    postgres::{BOTH, Kind},
};

const PRIVATE: &str = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
const PUBLIC: &str = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";

/// How a receiver answers the so manieth call of a key.
type Fate = fn(path: &str, key: &str, call: u64) -> u16;

/// An answer that is taken in and then cut off.
const CUT: u16 = 0;

#[derive(Default)]
struct Heard {
    calls: HashMap<String, u64>,
    /// What arrived at each path: headers and body, also when the answer said otherwise.
    got: BTreeMap<String, Vec<(HeaderMap, String)>>,
}

/// A program on this machine.
struct Receiver {
    url: String,
    heard: Arc<Mutex<Heard>>,
}

impl Receiver {
    async fn new(fate: Fate) -> Self {
        let heard = Arc::new(Mutex::new(Heard::default()));
        let take = move |State(heard): State<Arc<Mutex<Heard>>>, Path(path): Path<String>, headers: HeaderMap, body: String| async move {
            let key = headers["webhook-id"].to_str().unwrap().to_owned();
            let mut heard = heard.lock().unwrap();
            let call = heard.calls.entry(format!("{path} {key}")).or_default();
            *call += 1;
            let goes = fate(&path, &key, *call);
            heard.got.entry(path).or_default().push((headers, body));
            match goes {
                CUT => cut(),
                302 => (StatusCode::FOUND, [("location", "/moved")]).into_response(),
                status => StatusCode::from_u16(status).unwrap().into_response(),
            }
        };
        let router = Router::new().route("/{path}", post(take)).with_state(heard.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, heard }
    }

    fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.url)
    }

    /// The keys that arrived at a path, in order.
    fn keys(&self, path: &str) -> Vec<String> {
        self.got(path).into_iter().map(|(headers, _)| headers["webhook-id"].to_str().unwrap().to_owned()).collect()
    }

    fn got(&self, path: &str) -> Vec<(HeaderMap, String)> {
        self.heard.lock().unwrap().got.get(path).cloned().unwrap_or_default()
    }

    fn types(&self, path: &str) -> Vec<String> {
        self.got(path).into_iter().map(|(_, body)| serde_json::from_str::<Value>(&body).unwrap()["type"].as_str().unwrap().to_owned()).collect()
    }
}

/// An answer whose line is cut.
fn cut() -> Response {
    let broken = futures_util::stream::once(async { Err::<axum::body::Bytes, _>(std::io::Error::other("the line is cut")) });
    (StatusCode::BAD_GATEWAY, Body::from_stream(broken)).into_response()
}

fn well(_: &str, _: &str, _: u64) -> u16 {
    204
}

/// The real ways out of a program with these subscribers.
fn courier(app: &App, subscribers: &[(&str, String)]) -> Courier {
    let of = |name: &str, url: &str| (name.to_owned(), subscriber(name, url, &[SHARED]).1);
    ways(app, subscribers.iter().map(|(name, url)| of(name, url)).collect(), &["127.0.0.1"])
}

fn ways(app: &App, subscribers: BTreeMap<String, garda::connect::WebhookSettings>, private: &[&str]) -> Courier {
    let private_networks = private.iter().map(|text| text.parse().unwrap()).collect();
    let ways = Ways::new(&Settings { private_networks, subscribers, ..Settings::default() }, Arc::new(NoFiles)).unwrap();
    Courier::new(app.running.desk.clone(), Arc::new(ways), (16, 4))
}

async fn listed(app: &App, target: &str) -> Vec<Listed> {
    outbox::search(&mut app.running.desk.store().read().await.unwrap(), &Wanted { target: Some(target), state: None }, 10_000).await.unwrap()
}

async fn states(app: &App, target: &str) -> Vec<ParcelState> {
    listed(app, target).await.into_iter().map(|one| one.state).collect()
}

async fn resting(app: &App) -> Vec<String> {
    resting::all(&mut app.running.desk.store().read().await.unwrap()).await.unwrap().into_iter().map(|one| one.target).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_fails_at_random_gets_every_event_under_its_key_and_in_order() {
    fn rough(path: &str, key: &str, call: u64) -> u16 {
        match drawn(&format!("{path}{key}"), call) % 8 {
            0 => 500,
            1 => 429,
            2 => CUT,
            3 => 404,
            _ => 200,
        }
    }
    for kind in BOTH {
        let receiver = Receiver::new(rough).await;
        let app = telling(kind, vec![subscriber("reports", &receiver.at("in"), &[SHARED])]).await;
        let mut talks = Vec::new();
        for at in 0..12 {
            let visitor = app.visitor().await;
            visitor.hand_off("m1").await;
            for line in 0..at % 4 {
                visitor.say(&format!("m{line}b"), &format!("baris {line}")).await;
            }
            talks.push((visitor.conversation.clone(), at % 4));
        }
        let mut now = MONDAY_10;
        for _ in 0..2_000 {
            // Each courier knows nothing of those before it.
            courier(&app, &[("reports", receiver.at("in"))]).step().await.unwrap();
            app.running.desk.retry_dead(None).await.unwrap();
            let Some(due) = app.running.desk.next_due(Vec::new()).await.unwrap() else { break };
            now = due.0.max(now + 60_000);
            app.clock.set(now);
        }
        let listed = listed(&app, "reports").await;
        assert!(listed.iter().all(|one| one.state == ParcelState::Sent), "{listed:?}");
        let mut bodies: HashMap<String, String> = HashMap::new();
        let mut first: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (headers, body) in receiver.got("in") {
            let key = headers["webhook-id"].to_str().unwrap().to_owned();
            if let Some(before) = bodies.insert(key.clone(), body.clone()) {
                assert_eq!(before, body, "a repeat says the same");
                continue;
            }
            let event: Value = serde_json::from_str(&body).unwrap();
            first.entry(event["data"]["conversation"].as_str().unwrap().to_owned()).or_default().push(event["type"].as_str().unwrap().to_owned());
        }
        assert_eq!(bodies.len(), listed.len(), "every event arrived");
        assert!(receiver.got("in").len() > listed.len(), "some of them more than once");
        for (conversation, lines) in talks {
            let expected = ["conversation.started", "ticket.opened"].into_iter().chain(std::iter::repeat_n("ticket.requester_replied", lines));
            assert_eq!(first[&conversation], expected.collect::<Vec<_>>(), "in order");
        }
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_receiver_holds_nobody_back() {
    fn dead(path: &str, _: &str, _: u64) -> u16 {
        if path == "dead" { 503 } else { 200 }
    }
    for kind in BOTH {
        let receiver = Receiver::new(dead).await;
        let app = telling(kind, vec![subscriber("dead", &receiver.at("dead"), &[SHARED]), subscriber("good", &receiver.at("good"), &[SHARED])]).await;
        for _ in 0..12 {
            app.visitor().await.hand_off("m1").await;
        }
        courier(&app, &[("dead", receiver.at("dead")), ("good", receiver.at("good"))]).step().await.unwrap();
        assert_eq!(receiver.keys("good").len(), 24, "all of them, at once");
        assert!(receiver.keys("dead").len() < 12, "it is left in peace after some failures");
        assert!(states(&app, "good").await.iter().all(|state| *state == ParcelState::Sent));
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_gone_rests_until_somebody_says_otherwise() {
    fn gone_once(path: &str, _: &str, call: u64) -> u16 {
        if path == "gone" && call == 1 { 410 } else { 200 }
    }
    for kind in BOTH {
        let receiver = Receiver::new(gone_once).await;
        let app = telling(kind, vec![subscriber("gone", &receiver.at("gone"), &[SHARED]), subscriber("good", &receiver.at("good"), &[SHARED])]).await;
        let (visitor, admin) = (app.visitor().await, app.administrator().await);
        visitor.hand_off("m1").await;
        let mut courier = courier(&app, &[("gone", receiver.at("gone")), ("good", receiver.at("good"))]);
        courier.step().await.unwrap();
        visitor.say("m2", "halo").await;
        app.clock.set(MONDAY_10 + 36_000_000);
        courier.step().await.unwrap();
        assert_eq!((receiver.keys("gone").len(), receiver.keys("good").len()), (1, 3), "it is not called again");
        assert_eq!((resting(&app).await, states(&app, "gone").await), (vec!["gone".to_owned()], vec![ParcelState::Waiting; 3]), "and what happens is kept");
        assert_eq!(app.running.desk.next_due(Vec::new()).await.unwrap(), None, "nobody wakes up for it");
        let shown = admin.get("/api/v1/outbox").await;
        assert_eq!((&shown["resting"][0]["target"], &shown["resting"][0]["words"]), (&"gone".into(), &"answered 410 Gone".into()), "{shown}");

        let (status, _) = admin.call(Method::POST, "/api/v1/outbox/targets/gone/wake", None).await;
        assert_eq!(status, Status::NO_CONTENT);
        let (status, _) = admin.call(Method::POST, "/api/v1/outbox/targets/nobody/wake", None).await;
        assert_eq!(status, Status::NOT_FOUND);
        // The two others have never been tried, so that call is their first as well.
        for _ in 0..3 {
            courier.step().await.unwrap();
            let _ = app.running.desk.wake("gone".to_owned()).await;
        }
        assert_eq!(
            receiver.types("gone"),
            ["conversation.started", "conversation.started", "ticket.opened", "ticket.opened", "ticket.requester_replied", "ticket.requester_replied"]
        );
        assert!(resting(&app).await.is_empty() && states(&app, "gone").await.iter().all(|state| *state == ParcelState::Sent));
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_configuration_sets_a_resting_one_going() {
    fn gone(path: &str, _: &str, _: u64) -> u16 {
        if path == "old" { 410 } else { 200 }
    }
    let receiver = Receiver::new(gone).await;
    let app = telling(Kind::Postgres, vec![subscriber("reports", &receiver.at("old"), &[SHARED])]).await;
    app.visitor().await.hand_off("m1").await;
    courier(&app, &[("reports", receiver.at("old"))]).step().await.unwrap();
    assert_eq!(resting(&app).await, ["reports"]);
    // The same settings change nothing.
    app.running.desk.wake_changed().await.unwrap();
    assert_eq!(resting(&app).await, ["reports"]);
    let database = app.stop().await;
    let app = App::resumed(database, &[("outbox.send", "false")], |config| {
        let (subscription, settings) = subscriber("reports", &receiver.at("new"), &[SHARED]);
        config.outside.subscribers.insert("reports".to_owned(), settings);
        config.outside.subscriptions.push(subscription);
    })
    .await;
    assert!(resting(&app).await.is_empty());
    courier(&app, &[("reports", receiver.at("new"))]).step().await.unwrap();
    assert_eq!(receiver.types("new"), ["conversation.started", "ticket.opened"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrived_is_sent_again_under_its_key_until_it_is_swept() {
    for kind in BOTH {
        let receiver = Receiver::new(well).await;
        let app = telling(kind, vec![subscriber("reports", &receiver.at("in"), &[SHARED])]).await;
        let (visitor, admin) = (app.visitor().await, app.administrator().await);
        visitor.hand_off("m1").await;
        let mut courier = courier(&app, &[("reports", receiver.at("in"))]);
        courier.step().await.unwrap();
        app.clock.set(MONDAY_10 + 3_600_000);
        visitor.say("m2", "masih").await;
        courier.step().await.unwrap();
        let (keys, bodies) = (receiver.keys("in"), receiver.got("in").into_iter().map(|(_, body)| body).collect::<Vec<_>>());
        assert_eq!(keys.len(), 3);

        // One.
        let shown = admin.get("/api/v1/outbox?target=reports&state=sent").await;
        assert_eq!(
            (shown["parcels"].as_array().unwrap().len(), &shown["parcels"][0]["kept"], &shown["parcels"][0]["event"]),
            (3, &true.into(), &"ticket.requester_replied".into())
        );
        assert_eq!(admin.get("/api/v1/outbox?target=reports&state=dead").await["parcels"].as_array().unwrap().len(), 0);
        admin.call(Method::POST, &format!("/api/v1/outbox/{}/retry", keys[1]), None).await;
        courier.step().await.unwrap();
        assert_eq!((receiver.keys("in")[3].as_str(), &receiver.got("in")[3].1), (keys[1].as_str(), &bodies[1]), "the same key and the same words");
        let read = admin.get(&format!("/api/v1/outbox/{}", keys[1])).await;
        let results: Vec<&str> = read["attempts"].as_array().unwrap().iter().map(|attempt| attempt["result"].as_str().unwrap()).collect();
        assert_eq!((results, read["body"].as_str()), (vec!["delivered", "delivered"], Some(bodies[1].as_str())));
        assert!(read["attempts"][0]["ms"].is_i64(), "{read}");

        // All since a time, in order.
        for (since, again) in [("2026-11-23T03:30:00Z", 1), ("2026-11-23T00:00:00Z", 3), ("2026-11-24T00:00:00Z", 0)] {
            let before = receiver.keys("in").len();
            let done = admin.post(&format!("/api/v1/outbox/retry?target=reports&since={since}"), Value::Null).await;
            courier.step().await.unwrap();
            assert_eq!((done["retried"].as_u64(), &receiver.keys("in")[before..]), (Some(again), &keys[3 - usize::try_from(again).unwrap()..]), "{since}");
        }
        for (path, status) in [("?since=2026-11-23T00:00:00Z", Status::UNPROCESSABLE_ENTITY), ("?target=reports&since=gestern", Status::UNPROCESSABLE_ENTITY)] {
            assert_eq!(admin.call(Method::POST, &format!("/api/v1/outbox/retry{path}"), None).await.0, status, "{path}");
        }

        // They go away by themselves, and then there is nothing to send again.
        let keep = Duration::from_hours(7 * 24);
        app.clock.set(MONDAY_10 + 3_600_000 + 7 * 86_400_000 - 1);
        sweep::sweep_events(&app.running.desk, keep).await;
        assert_eq!(listed(&app, "reports").await.len(), 3);
        app.clock.set(MONDAY_10 + 3_600_000 + 7 * 86_400_000 + 1);
        tokio::join!(sweep::sweep_events(&app.running.desk, keep), sweep::sweep_events(&app.running.desk, keep));
        assert!(listed(&app, "reports").await.is_empty());
        assert!(app.running.desk.retry_parcel(keys[1].clone()).await.is_err());
        // The lane goes on behind what is gone.
        visitor.say("m3", "halo").await;
        visitor.say("m4", "halo lagi").await;
        courier.step().await.unwrap();
        assert_eq!(states(&app, "reports").await, [ParcelState::Sent; 2]);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_resting_one_was_not_told_is_kept_as_long_and_then_given_up() {
    fn gone(_: &str, _: &str, _: u64) -> u16 {
        410
    }
    for kind in BOTH {
        let receiver = Receiver::new(gone).await;
        let app = telling(kind, vec![subscriber("gone", &receiver.at("in"), &[SHARED]), subscriber("slow", "http://127.0.0.1:9/", &[SHARED])]).await;
        app.visitor().await.hand_off("m1").await;
        courier(&app, &[("gone", receiver.at("in"))]).step().await.unwrap();
        let keep = Duration::from_hours(24);
        for (ms, state) in [(86_400_000, ParcelState::Waiting), (86_400_001, ParcelState::Dropped)] {
            app.clock.set(MONDAY_10 + ms);
            sweep::sweep_events(&app.running.desk, keep).await;
            assert_eq!(states(&app, "gone").await, [state; 2]);
        }
        app.clock.set(MONDAY_10 + 3 * 86_400_000);
        sweep::sweep_events(&app.running.desk, keep).await;
        assert!(states(&app, "gone").await.is_empty());
        assert_eq!(states(&app, "slow").await.len(), 2, "what only could not be delivered waits on");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_signed_with_both_kinds_of_secrets_while_one_replaces_the_other() {
    for kind in BOTH {
        let receiver = Receiver::new(well).await;
        let changing = subscriber("reports", &receiver.at("in"), &[PRIVATE, SHARED]);
        let app = telling(kind, vec![changing.clone()]).await;
        app.visitor().await.hand_off("m1").await;
        ways(&app, [("reports".to_owned(), changing.1)].into(), &["127.0.0.1"]).step().await.unwrap();
        for (headers, body) in receiver.got("in") {
            let header = |name: &str| headers[name].to_str().unwrap();
            let seconds: i64 = header("webhook-timestamp").parse().unwrap();
            assert_eq!(seconds, MONDAY_10 / 1000);
            for known in [SHARED, PUBLIC] {
                let proof = [Proof::read(known).unwrap()];
                assert!(is_signed(&proof, header("webhook-id"), seconds, body.as_bytes(), header("webhook-signature")), "{known}");
                assert!(!is_signed(&proof, header("webhook-id"), seconds, body.replace("web", "Web").as_bytes(), header("webhook-signature")), "{known}");
            }
        }
        assert_eq!(receiver.got("in").len(), 2);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_redirect_is_followed_and_no_name_leads_inside() {
    fn moved(path: &str, _: &str, _: u64) -> u16 {
        if path == "moved" { 200 } else { 302 }
    }
    for kind in BOTH {
        let receiver = Receiver::new(moved).await;
        let port = receiver.url.rsplit(':').next().unwrap();
        let app = telling(kind, vec![subscriber("reports", &receiver.at("in"), &[SHARED])]).await;
        app.visitor().await.hand_off("m1").await;
        courier(&app, &[("reports", receiver.at("in"))]).step().await.unwrap();
        assert_eq!((receiver.got("in").len(), receiver.got("moved").len()), (1, 0));
        let first = |listed: Vec<Listed>| listed.into_iter().find(|one| one.last.is_some()).map(|one| (one.state, one.last.unwrap())).unwrap();
        assert_eq!(first(listed(&app, "reports").await), (ParcelState::Waiting, "answered 302 Found".to_owned()), "it is tried again, for the address may be put right");

        // A name that is resolved to this machine, and the address itself, without its network named.
        for (url, state) in [(format!("http://localhost:{port}/in"), ParcelState::Waiting), (format!("http://[::ffff:127.0.0.1]:{port}/in"), ParcelState::Waiting)] {
            app.clock.set(app.running.desk.next_due(Vec::new()).await.unwrap().unwrap().0);
            ways(&app, [("reports".to_owned(), subscriber("reports", &url, &[SHARED]).1)].into(), &[]).step().await.unwrap();
            let (now, words) = first(listed(&app, "reports").await);
            assert!(now == state && words.contains("no public address"), "{url}: {words}");
        }
        assert_eq!(receiver.got("in").len(), 1, "nothing went inside");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_shows_attempts_sends_again_and_wakes() {
    fn first_gone(_: &str, _: &str, call: u64) -> u16 {
        if call == 1 { 410 } else { 200 }
    }
    for kind in BOTH {
        let receiver = Receiver::new(first_gone).await;
        let app = telling(kind, vec![subscriber("reports", &receiver.at("in"), &[SHARED])]).await;
        app.visitor().await.say("m1", "vpn saya putus terus").await;
        let mut courier = courier(&app, &[("reports", receiver.at("in"))]);
        courier.step().await.unwrap();
        // The command line lives in the real time, which is long past in this one.
        app.clock.set(MONDAY_10 * 2);
        let on = |words: &[&str]| garda(&[&["outbox"], words, &["--database-url", &app.database.url]].concat());
        let shown = on(&["list"]);
        assert!(shown.out.contains("reports rests since") && shown.out.contains("it answered 410 Gone") && shown.out.contains("conversation.started"), "{}", shown.out);
        assert!(on(&["wake", "reports"]).good && !on(&["wake", "reports"]).good);
        courier.step().await.unwrap();
        let key = receiver.keys("in")[0].clone();
        let one = on(&["show", &key]);
        let results: Vec<&str> = one.out.lines().filter_map(|line| line.split(" ms  ").nth(1)?.split(' ').next()).collect();
        assert_eq!(results, ["gone", "delivered"], "{}", one.out);
        assert!(one.out.contains(&receiver.got("in")[0].1), "and what was sent: {}", one.out);
        assert!(!on(&["show", "nothing"]).good && !on(&["retry", "nothing"]).good);

        assert!(on(&["retry", &key]).good);
        courier.step().await.unwrap();
        let again = on(&["retry", "--target", "reports", "--since", "2026-11-23T00:00:00Z"]);
        assert!(again.out.starts_with("1 events to reports are sent again"), "{}{}", again.out, again.err);
        courier.step().await.unwrap();
        assert_eq!(receiver.keys("in"), vec![key; 4]);
        for bad in [&["retry", "--since", "12h"][..], &["retry", "--target", "reports", "--since", "gestern"]] {
            assert!(!on(bad).good, "{bad:?}");
        }
        assert!(on(&["retry", "--target", "reports"]).out.contains("Nothing waits"));
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_running_program_tells_by_itself() {
    let receiver = Receiver::new(well).await;
    for kind in BOTH {
        let app = App::configured(kind, &[], |config| {
            config.outside.private_networks = vec!["127.0.0.1".parse().unwrap()];
            let (subscription, settings) = subscriber("reports", &receiver.at("live"), &[SHARED]);
            config.outside.subscribers.insert("reports".to_owned(), settings);
            config.outside.subscriptions.push(subscription);
        })
        .await;
        let visitor = app.visitor().await;
        visitor.hand_off("m1").await;
        let arrived = async {
            while receiver.types("live").len() < 2 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), arrived).await.expect("the events within 10 s");
        assert_eq!(receiver.types("live"), ["conversation.started", "ticket.opened"]);
        receiver.heard.lock().unwrap().got.clear();
        app.stop().await;
    }
}
