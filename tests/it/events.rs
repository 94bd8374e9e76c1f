//! What happens is told to programs that subscribed: which events, in which order, with exactly these fields, and nothing to nobody.

use std::{collections::BTreeSet, sync::Arc};

use garda::{
    connect::{Secret, WebhookSettings, stub::Stub},
    delivery::{outbox::Courier, silence, sync},
    domain::{
        dialogue::Patience,
        event::Subscription,
        id::TeamId,
        outbox::{Parcel, ParcelKind},
        sink::{Rule, Standing},
    },
    store::outbox,
};
use serde_json::{Value, json};

use crate::{
    app::{App, MONDAY_10},
    fake_sink::{Fake, Goes, To},
    postgres::{BOTH, Kind},
};

pub(crate) const SHARED: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A subscriber of this name at this address.
pub(crate) fn subscriber(name: &str, url: &str, secrets: &[&str]) -> (Subscription, WebhookSettings) {
    let secrets = secrets.iter().map(|text| Secret::read(text).unwrap()).collect();
    let settings = WebhookSettings { url: url.to_owned(), secrets, timeout: std::time::Duration::from_secs(2) };
    (Subscription { name: name.to_owned(), mark: url.to_owned(), ..Subscription::default() }, settings)
}

/// A program with these subscribers, whose outbox a test empties.
pub(crate) async fn telling(kind: Kind, subscribers: Vec<(Subscription, WebhookSettings)>) -> App {
    App::configured(kind, &[("outbox.send", "false")], |config| {
        config.outside.private_networks = vec!["127.0.0.1".parse().unwrap()];
        for (subscription, settings) in subscribers {
            config.outside.subscribers.insert(subscription.name.clone(), settings);
            config.outside.subscriptions.push(subscription);
        }
    })
    .await
}

fn named(name: &str, change: impl FnOnce(&mut Subscription)) -> (Subscription, WebhookSettings) {
    let (mut subscription, settings) = subscriber(name, "http://127.0.0.1:9/", &[SHARED]);
    change(&mut subscription);
    (subscription, settings)
}

/// Everything that waits is carried; what was, in order.
async fn carried(app: &App) -> Vec<Parcel> {
    let stub = Arc::new(Stub::default());
    Courier::new(app.running.desk.clone(), stub.clone(), (8, 4)).step().await.unwrap();
    stub.carried()
}

fn read(parcel: &Parcel) -> Value {
    serde_json::from_str(&parcel.body).unwrap()
}

/// The types of what was told to a program, in order.
fn types(carried: &[Parcel], target: &str) -> Vec<String> {
    carried.iter().filter(|parcel| parcel.target == target).map(|parcel| read(parcel)["type"].as_str().unwrap().to_owned()).collect()
}

/// A ticket from the first word to the end and back.
async fn story(app: &App) -> String {
    let (visitor, admin) = (app.visitor().await, app.administrator().await);
    visitor.say("m1", "vpn saya putus terus").await;
    let number = visitor.hand_off("m2").await;
    let at = format!("/api/v1/tickets/{number}");
    admin.post(&format!("{at}/take"), json!({})).await;
    admin.post(&format!("{at}/notes"), json!({ "client_id": "n1", "text": "rahasia petugas" })).await;
    admin.post(&format!("{at}/replies"), json!({ "client_id": "r1", "text": "saya cek ya", "seen_seq": 99 })).await;
    visitor.say("m3", "masih putus juga").await;
    admin.post(&format!("{at}/priority"), json!({ "priority": "urgent" })).await;
    admin.post(&format!("{at}/assign"), json!({ "team": "apps", "reason": "salah antrean" })).await;
    admin.post(&format!("{at}/resolve"), json!({})).await;
    admin.post(&format!("{at}/reopen"), json!({})).await;
    number
}

const STORY: [&str; 10] = [
    "conversation.started",
    "ticket.opened",
    "ticket.assigned",
    "ticket.note_added",
    "ticket.replied",
    "ticket.requester_replied",
    "ticket.priority_changed",
    "ticket.moved",
    "ticket.status_changed",
    "ticket.status_changed",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_told_of_from_the_first_word_on_in_order() {
    for kind in BOTH {
        let app = telling(kind, vec![named("thin", |_| {}), named("full", |one| one.texts = true)]).await;
        let number = story(&app).await;
        let carried = carried(&app).await;
        assert_eq!(types(&carried, "thin"), STORY);
        assert_eq!(types(&carried, "full"), STORY);
        assert!(carried.iter().all(|parcel| parcel.kind == ParcelKind::Event && parcel.body.len() < 20_000));
        assert_eq!(carried.iter().map(|parcel| &parcel.id).collect::<BTreeSet<_>>().len(), 20, "each has a key of its own");

        let of = |target: &str| carried.iter().filter(|parcel| parcel.target == target).map(read).collect::<Vec<_>>();
        let (thin, full) = (of("thin"), of("full"));
        let keys = |event: &Value| event["data"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let plain = ["conversation", "channel", "language", "intent"];
        let ticket = [&plain[..], &["ticket", "team", "priority", "status", "reason", "assignee", "due_at", "link", "by"]].concat();
        let changed = [&plain[..], &["ticket", "team", "priority", "status", "was", "reason", "assignee", "due_at", "link", "by"]].concat();
        for (place, event) in thin.iter().enumerate() {
            let mut expected = if place == 0 {
                plain.to_vec()
            } else if place < 8 {
                ticket.clone()
            } else {
                changed.clone()
            };
            expected.sort_unstable();
            let mut got = keys(event);
            got.sort_unstable();
            assert_eq!(got, expected, "{event}");
            assert_eq!(event.as_object().unwrap().len(), 3, "type, timestamp and data: {event}");
            assert_eq!(event["timestamp"], "2026-11-23T03:00:00.000Z");
        }
        let data = |event: &Value, field: &str| event["data"][field].clone();
        assert_eq!((data(&thin[0], "channel"), data(&thin[0], "intent")), (json!("web"), json!("vpn_not_connecting")));
        assert_eq!((data(&thin[1], "ticket"), data(&thin[1], "by"), data(&thin[1], "status")), (json!(number), json!({ "kind": "bot" }), json!("queued")));
        assert!(data(&thin[1], "link").as_str().unwrap().ends_with("/console/tickets/1001"));
        assert_eq!(data(&thin[5], "by"), json!({ "kind": "requester" }));
        assert_eq!((data(&thin[2], "status"), data(&thin[2], "by")["id"].clone()), (json!("assigned"), data(&thin[2], "assignee")));
        assert_eq!((data(&thin[6], "priority"), data(&thin[7], "team"), data(&thin[7], "assignee")), (json!("urgent"), json!("apps"), Value::Null));
        assert_eq!(
            (data(&thin[8], "was"), data(&thin[8], "status"), data(&thin[9], "was"), data(&thin[9], "status")),
            (json!("queued"), json!("resolved"), json!("resolved"), json!("queued"))
        );

        // What was written is told where it is asked for, and what agents note never.
        let all = serde_json::to_string(&thin).unwrap();
        for words in ["putus", "saya cek", "rahasia", "salah antrean"] {
            assert!(!all.contains(words), "{words}");
        }
        let texts: Vec<Value> = full.iter().map(|event| data(event, "text")).filter(|text| !text.is_null()).collect();
        assert_eq!([&texts[0], &texts[2], &texts[3]], ["vpn saya putus terus", "saya cek ya", "masih putus juga"]);
        assert_eq!(texts.len(), 4, "the second is what the ticket is about: {texts:?}");
        assert!(!serde_json::to_string(&full).unwrap().contains("rahasia"));
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_hears_of_what_it_asked_for() {
    for kind in BOTH {
        let types_of = |name: &str, types: &[&str], teams: &[&str]| {
            let (types, teams) = (types.iter().map(|one| (*one).to_owned()).collect(), teams.iter().map(|team| TeamId::new(*team)).collect());
            named(name, |one| (one.types, one.teams) = (types, teams))
        };
        let subscribers = vec![
            types_of("tickets", &["ticket.opened", "ticket.status_changed"], &[]),
            types_of("chats", &["conversation."], &[]),
            types_of("apps", &[], &["apps"]),
            types_of("nobody", &[], &["no-such-team"]),
        ];
        let app = telling(kind, subscribers).await;
        story(&app).await;
        let carried = carried(&app).await;
        assert_eq!(types(&carried, "tickets"), ["ticket.opened", "ticket.status_changed", "ticket.status_changed"]);
        assert_eq!(types(&carried, "chats"), ["conversation.started"]);
        assert_eq!(types(&carried, "apps"), ["ticket.moved", "ticket.status_changed", "ticket.status_changed"], "from when it is theirs");
        assert!(types(&carried, "nobody").is_empty());
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_subscribers_nothing_is_written() {
    for kind in BOTH {
        let app = telling(kind, Vec::new()).await;
        story(&app).await;
        assert_eq!(outbox::list(&mut app.running.desk.store().read().await.unwrap(), 10).await.unwrap(), []);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn how_a_matter_ends_with_the_bot_is_told() {
    for kind in BOTH {
        let app = telling(kind, vec![named("reports", |one| one.types = vec!["conversation.".to_owned()])]).await;
        let (solved, silent, back) = (app.visitor().await, app.visitor().await, app.visitor().await);
        // Turns between the first and the last are of no concern to anybody.
        solved.say("m1", "jam layanan helpdesk sampai jam berapa?").await;
        solved.say("m2", "makasih ya").await;
        silent.say("m1", "printer lantai 3 ga mau ngeprint, statusnya offline").await;
        silent.post("m2", "Ya, hanya saya", Some("/slot/me")).await;
        back.say("m1", "mau pinjam laptop buat dinas").await;
        back.say("m2", "batal").await;
        for minutes in [11, 42] {
            app.clock.set(MONDAY_10 + minutes * 60_000);
            silence::step(&app.running.desk, Patience::default()).await;
        }
        let carried = carried(&app).await;
        let told = |conversation: &str| -> Vec<(String, Value, Value)> {
            let own = carried.iter().filter(|parcel| parcel.lane == conversation).map(read);
            own.map(|event| (event["type"].as_str().unwrap().to_owned(), event["data"]["outcome"].clone(), event["data"]["intent"].clone())).collect()
        };
        for (visitor, outcome, intent) in [(&solved, "confirmed", None), (&silent, "unconfirmed", Some("printer_offline")), (&back, "withdrawn", Some("asset_loan"))] {
            let told = told(&visitor.conversation);
            assert_eq!((told.len(), told[0].0.as_str(), told[1].0.as_str()), (2, "conversation.started", "conversation.ended"), "{told:?}");
            assert_eq!((&told[0].1, &told[1].1), (&Value::Null, &json!(outcome)), "{told:?}");
            if let Some(intent) = intent {
                assert_eq!(told[1].2, intent, "{told:?}");
            }
        }
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_message_is_told_of_once() {
    for kind in BOTH {
        let app = telling(kind, vec![named("reports", |_| {})]).await;
        let visitor = app.visitor().await;
        for (client_id, text, choice) in [("m1", "vpn saya putus terus", None), ("m2", "Petugas", Some("/human")), ("m3", "masih", None)] {
            for status in [201, 200, 200] {
                assert_eq!(visitor.post(client_id, text, choice).await.0, status, "{client_id}");
            }
        }
        assert_eq!(types(&carried(&app).await, "reports"), ["conversation.started", "ticket.opened", "ticket.requester_replied"]);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_in_another_ticket_system_is_told_as_well() {
    fn well(_: &str, _: u64) -> Goes {
        Goes::Well
    }
    for kind in BOTH {
        let app = App::configured(kind, &[("outbox.send", "false")], |config| {
            config.outside.rules = vec![Rule { sink: "fake".to_owned(), ..Rule::default() }];
            let (mut subscription, settings) = named("reports", |_| {});
            subscription.types = vec!["ticket.".to_owned()];
            config.outside.subscribers.insert("reports".to_owned(), settings);
            config.outside.subscriptions.push(subscription);
        })
        .await;
        app.visitor().await.hand_off("m1").await;
        let fake = Fake::new(well);
        let sink = Arc::new(To(fake.clone()));
        // The sink's parcels go to the fake, the events are looked at where they lie.
        app.running.desk.claim_parcels(8, vec!["reports".to_owned()]).await.unwrap();
        app.clock.set(MONDAY_10 + 61_000);
        let mut courier = Courier::new(app.running.desk.clone(), sink, (8, 4));
        courier.step().await.unwrap();
        fake.change("0", |held| {
            held.said.push(("sudah kami perbaiki".to_owned(), true, false));
            held.assignee = Some("Rina".to_owned());
            held.standing = Standing::Pending;
        });
        sync::step(&app.running.desk, "fake", &*fake).await.unwrap();
        fake.change("0", |held| held.standing = Standing::Resolved);
        sync::step(&app.running.desk, "fake", &*fake).await.unwrap();
        let listed = outbox::search(&mut app.running.desk.store().read().await.unwrap(), &outbox::Wanted { target: Some("reports"), state: None }, 100).await.unwrap();
        let mut events: Vec<Value> = listed.iter().map(|one| read(&one.parcel)).collect();
        events.reverse();
        let told: Vec<(&str, &Value)> = events.iter().map(|event| (event["type"].as_str().unwrap(), &event["data"]["status"])).collect();
        let mut sorted: Vec<String> = told.iter().map(|(kind, status)| format!("{kind} {}", status.as_str().unwrap())).collect();
        sorted.sort();
        assert_eq!(
            sorted,
            ["ticket.assigned assigned", "ticket.opened queued", "ticket.replied assigned", "ticket.status_changed pending", "ticket.status_changed resolved"],
            "{told:?}"
        );
        for event in events.iter().filter(|event| event["type"] != "ticket.opened") {
            assert_eq!(event["data"]["by"], json!({ "kind": "sink", "name": "fake" }), "{event}");
        }
        app.stop().await;
    }
}
