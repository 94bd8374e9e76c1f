//! A ticket in another system: opened there once, followed both ways, and never heard twice.

use garda::{
    delivery::{outbox::Courier, sync},
    domain::{
        outbox::ParcelState,
        sink::{Rule, Standing},
    },
    store::outbox,
};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{
    app::{App, MONDAY_10, Visitor},
    fake_sink::{Fake, Goes, To, drawn},
    postgres::{BOTH, Kind},
};

fn well(_: &str, _: u64) -> Goes {
    Goes::Well
}

async fn with_sink(kind: Kind) -> App {
    App::configured(kind, &[("outbox.send", "false")], |config| config.outside.rules = vec![Rule { sink: "fake".to_owned(), ..Rule::default() }]).await
}

async fn texts(visitor: &Visitor<'_>, sender: &str) -> Vec<String> {
    let messages = visitor.messages().await;
    messages.iter().filter(|message| message["sender"] == sender).map(|message| message["text"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_followed_both_ways() {
    for kind in BOTH {
        let app = with_sink(kind).await;
        let (visitor, admin) = (app.visitor().await, app.administrator().await);
        visitor.say("m1", "printer lantai 3 macet").await;
        let number = visitor.hand_off("m2").await;
        visitor.say("m3", "masih macet juga").await;
        admin.post(&format!("/api/v1/tickets/{number}/notes"), json!({ "client_id": "n1", "text": "teknisi sedang cuti" })).await;
        admin.post(&format!("/api/v1/tickets/{number}/replies"), json!({ "client_id": "r1", "text": "saya cek ya", "seen_seq": 99 })).await;

        let fake = Fake::new(well);
        let mut courier = Courier::new(app.running.desk.clone(), std::sync::Arc::new(To(fake.clone())), (8, 4));
        courier.step().await.unwrap();
        let held = &fake.tickets()[0];
        let opening = held.opening.as_ref().unwrap();
        assert!(opening.text.contains("printer lantai 3 macet") && opening.text.contains(&number) && opening.number == number, "{}", opening.text);
        let said: Vec<(&str, bool)> = held.said.iter().map(|(text, public, _)| (text.lines().nth(1).unwrap(), *public)).collect();
        assert_eq!(said, [("masih macet juga", true), ("teknisi sedang cuti", false), ("saya cek ya", true)]);

        // Somebody answers there, takes it and is done; all that was sent from here is no news.
        fake.change("0", |held| {
            held.said.push(("sudah kami perbaiki".to_owned(), true, false));
            held.said.push(("catatan dalam".to_owned(), false, false));
            held.assignee = Some("Rina".to_owned());
        });
        for _ in 0..3 {
            sync::step(&app.running.desk, "fake", &*fake).await.unwrap();
        }
        assert_eq!(texts(&visitor, "agent").await, ["saya cek ya", "sudah kami perbaiki"]);
        assert_eq!(texts(&visitor, "system").await.iter().filter(|text| text.contains("Rina")).count(), 1);
        courier.step().await.unwrap();
        assert_eq!(fake.tickets()[0].said.len(), 5, "what came from there does not go back");

        fake.change("0", |held| held.standing = Standing::Resolved);
        sync::step(&app.running.desk, "fake", &*fake).await.unwrap();
        let (_, read) = visitor.call(Method::GET, &format!("/api/v1/conversations/{}", visitor.conversation), None).await;
        assert_eq!(read["conversation"]["status"], "resolved", "{read}");
        courier.step().await.unwrap();

        // Opened again here: the sink hears of it, and what it said before we told it is old.
        admin.post(&format!("/api/v1/tickets/{number}/reopen"), json!({})).await;
        let before = fake.tickets()[0].standing;
        sync::step(&app.running.desk, "fake", &*fake).await.unwrap();
        courier.step().await.unwrap();
        assert_eq!((before, fake.tickets()[0].standing), (Standing::Resolved, Standing::Open));
        sync::step(&app.running.desk, "fake", &*fake).await.unwrap();
        assert_eq!(admin.get(&format!("/api/v1/tickets/{number}")).await["ticket"]["status"], "assigned");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_signed_calls_of_a_known_sink_are_believed() {
    let app = with_sink(Kind::Sqlite).await;
    let (status, _) = app.visitor().await.call(Method::POST, "/webhooks/fake", Some(json!({}))).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    app.stop().await;
}

/// Half of all calls go wrong in some way; whoever calls may die before and after.
fn rough(about: &str, call: u64) -> Goes {
    match drawn(about, call) % 16 {
        0 | 1 => Goes::LostAfter,
        2 => Goes::LostBefore,
        3 => Goes::Unreached,
        4 => Goes::Busy,
        5 => Goes::DiesBefore,
        6 | 7 => Goes::DiesAfter,
        _ => Goes::Well,
    }
}

async fn exactly_once(kind: Kind, handoffs: usize) {
    let app = with_sink(kind).await;
    for at in 0..handoffs {
        let visitor = app.visitor().await;
        visitor.hand_off("m1").await;
        for line in 0..at % 4 {
            visitor.say(&format!("m{line}b"), &format!("baris {line}")).await;
        }
    }
    let fake = Fake::new(rough);
    let desk = &app.running.desk;
    let mut now = MONDAY_10;
    // A courier that dies takes along what it knew; the next one goes on from the database.
    for _ in 0..20_000 {
        let mut courier = Courier::new(desk.clone(), std::sync::Arc::new(To(fake.clone())), (32, 32));
        courier.step().await.unwrap();
        // Somebody looks after those that were tried too often.
        desk.retry_dead(None).await.unwrap();
        let Some(due) = desk.next_due(Vec::new()).await.unwrap() else { break };
        now = due.0.max(now + 60_000);
        app.clock.set(now);
    }
    let listed = outbox::list(&mut desk.store().read().await.unwrap(), 100_000).await.unwrap();
    assert!(listed.iter().all(|one| one.state == ParcelState::Sent), "{:?}", listed.iter().find(|one| one.state != ParcelState::Sent));
    let tickets = fake.tickets();
    let references: std::collections::BTreeSet<&str> = tickets.iter().map(|held| held.opening.as_ref().unwrap().reference.as_str()).collect();
    assert_eq!((tickets.len(), references.len()), (handoffs, handoffs), "one ticket for each handoff");
    for held in &tickets {
        let lines: Vec<&str> = held.said.iter().map(|(text, ..)| text.lines().nth(1).unwrap()).collect();
        let wanted: Vec<String> = (0..lines.len()).map(|line| format!("baris {line}")).collect();
        assert_eq!(lines, wanted, "in order, each once");
    }
    let all: usize = tickets.iter().map(|held| held.said.len()).sum();
    assert_eq!(all, (0..handoffs).map(|at| at % 4).sum::<usize>());
    app.stop().await;
}

/// So many handoffs, unless `GARDA_HANDOFFS` says otherwise; `tests/all` takes a thousand.
fn how_many() -> usize {
    std::env::var("GARDA_HANDOFFS").map_or(200, |text| text.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_handoff_is_one_ticket_whatever_breaks_on_sqlite() {
    exactly_once(Kind::Sqlite, how_many()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_handoff_is_one_ticket_whatever_breaks_on_postgres() {
    exactly_once(Kind::Postgres, how_many() / 2).await;
}
