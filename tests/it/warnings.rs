//! Promises are watched: before one is broken and when it is, the rooms that have the ticket are told once, whatever else happens.

use std::sync::Arc;

use garda::{delivery::warnings, domain::sla::Early};
use serde_json::json;

use crate::{
    app::{App, MONDAY_10},
    far_desk::Desk,
    faulty::Served,
    postgres::{BOTH, Kind},
    room_slack::{Workspace, call, event, of, only_thread, start, words},
};

const MINUTE: i64 = 60_000;

/// What was warned of below the only ticket, and whether everybody in the channel saw it.
fn warned(served: &Served<Workspace>) -> Vec<String> {
    let (_, ts) = only_thread(served);
    let workspace = served.vendor.lock().unwrap();
    let warnings = workspace.thread(&ts).into_iter().filter(|message| words(message).contains("*Garda*"));
    warnings
        .map(|message| {
            assert_eq!(message["reply_broadcast"], true);
            words(message).lines().nth(1).unwrap().to_owned()
        })
        .collect()
}

/// Looks at a time, twice, and sends what there is to be sent.
async fn at(desk: &Desk, minute: i64) {
    desk.app.clock.set(MONDAY_10 + minute * MINUTE);
    for _ in 0..2 {
        warnings::step(&desk.app.running.desk).await.unwrap();
    }
    desk.send().await;
}

/// Minutes from now to the promised first reply.
async fn promised(desk: &Desk, number: &str) -> i64 {
    let admin = desk.app.sign_in_again().await;
    let due = admin.get(&format!("/api/v1/tickets/{number}")).await["ticket"]["due_at"].as_str().unwrap().to_owned();
    (due.parse::<jiff::Timestamp>().unwrap().as_millisecond() - MONDAY_10) / MINUTE
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promise_is_warned_of_once_before_and_once_after() {
    for kind in BOTH {
        let (served, desk) = start(kind).await;
        desk.app.administrator().await;
        let number = desk.app.visitor().await.hand_off("m1").await;
        desk.send().await;
        let due = promised(&desk, &number).await;
        assert!(due > 30, "{due}");
        at(&desk, due - 16).await;
        assert_eq!(warned(&served), Vec::<String>::new());
        at(&desk, due - 15).await;
        at(&desk, due - 10).await;
        let near = warned(&served);
        assert!(near.len() == 1 && near[0].starts_with(&format!("⏰ {number} belum dijawab")), "{near:?}");
        at(&desk, due - 1).await;
        assert_eq!(warned(&served).len(), 1);
        at(&desk, due).await;
        at(&desk, due + 60).await;
        let late = warned(&served);
        assert!(late.len() == 2 && late[1].starts_with(&format!("🔴 {number} belum dijawab")), "{late:?}");
        desk.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_answers_in_time_is_not_warned_and_a_new_promise_is_watched_anew() {
    for kind in BOTH {
        let (served, desk) = start(kind).await;
        let admin = desk.app.administrator().await;
        let number = desk.app.visitor().await.hand_off("m1").await;
        desk.send().await;
        let due = promised(&desk, &number).await;
        let (channel, ts) = only_thread(&served);
        assert_eq!(call(&desk.app, &event("UBUDI", (&channel, &ts), "5.1", "!balas sebentar"), (desk.now(), None)).await.0, 200);
        at(&desk, due - 15).await;
        at(&desk, due).await;
        assert_eq!(warned(&served), Vec::<String>::new());
        // Solved and opened again: an answer is promised again, and the old one does not count for it.
        admin.post(&format!("/api/v1/tickets/{number}/resolve"), json!({})).await;
        at(&desk, due + 1).await;
        admin.post(&format!("/api/v1/tickets/{number}/reopen"), json!({})).await;
        let again = promised(&desk, &number).await;
        at(&desk, again).await;
        let late = warned(&served);
        assert!(late.len() == 1 && late[0].starts_with("🔴"), "{late:?}");
        desk.app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_became_urgent_is_warned_of_sooner_and_so_is_what_takes_too_long() {
    let (served, desk) = start(Kind::Sqlite).await;
    let admin = desk.app.administrator().await;
    let number = desk.app.visitor().await.hand_off("m1").await;
    desk.send().await;
    let before = promised(&desk, &number).await;
    admin.post(&format!("/api/v1/tickets/{number}/priority"), json!({ "priority": "urgent" })).await;
    let due = promised(&desk, &number).await;
    assert!(due < before, "{due} {before}");
    at(&desk, due).await;
    let late = warned(&served);
    assert!(late.len() == 1 && late[0].starts_with("🔴"), "{late:?}");
    admin.post(&format!("/api/v1/tickets/{number}/replies"), json!({ "client_id": "r1", "text": "ya", "seen_seq": 99 })).await;
    at(&desk, 30 * 24 * 60).await;
    let solved = warned(&served);
    assert!(solved.len() == 2 && solved[1].contains("target selesainya sudah lewat"), "{solved:?}");
    assert_eq!(desk.app.running.desk.next_look().await.unwrap(), None, "nothing can come any more");
    desk.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_nodes_warn_once() {
    let (served, desk) = start(Kind::Postgres).await;
    desk.app.administrator().await;
    let number = desk.app.visitor().await.hand_off("m1").await;
    desk.send().await;
    let due = promised(&desk, &number).await;
    let mut others = Vec::new();
    for _ in 0..3 {
        let other = App::on(Arc::clone(&desk.app.database), &[("outbox.send", "false")]).await;
        other.clock.set(MONDAY_10 + due * MINUTE);
        let reach = garda::domain::outbox::Reach { sinks: desk.app.running.desk.reach().sinks.clone(), early: Some(Early { minutes: 15, percent: 0 }), ..Default::default() };
        others.push((other.running.desk.clone().reaching(reach), other));
    }
    futures_util::future::join_all(others.iter().map(|(node, _)| warnings::step(node))).await.into_iter().for_each(|looked| looked.unwrap());
    at(&desk, due).await;
    let late = warned(&served);
    assert!(late.len() == 1 && late[0].starts_with("🔴"), "{late:?}");
    for (_, other) in others {
        other.stop().await;
    }
    desk.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_is_told_nothing_is_watched() {
    let served = Served::start(Workspace::default()).await;
    let app = App::configured(Kind::Sqlite, &[("outbox.send", "false")], |config| {
        config.outside.rules = vec![garda::domain::sink::Rule { sink: "desk".to_owned(), ..Default::default() }];
    })
    .await;
    app.visitor().await.hand_off("m1").await;
    assert_eq!(app.running.desk.next_look().await.unwrap(), None);
    app.stop().await;
    let desk = Desk::start(Kind::Sqlite, of(&served.url)).await;
    desk.app.visitor().await.hand_off("m1").await;
    assert!(desk.app.running.desk.next_look().await.unwrap().is_some());
    desk.app.stop().await;
}
