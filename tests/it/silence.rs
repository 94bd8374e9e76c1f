//! Visitors who fall silent: asked once, closed politely, and every message accounted for.

use garda::{delivery::silence::step, domain::dialogue::Patience, store::outcome};
use reqwest::Method;
use serde_json::json;

use crate::{
    app::{App, MONDAY_10},
    postgres::BOTH,
};

const MINUTE: i64 = 60_000;

async fn look(app: &App, minutes: i64) {
    app.clock.set(MONDAY_10 + minutes * MINUTE);
    // Two nodes look at the same time.
    tokio::join!(step(&app.running.desk, Patience::default()), step(&app.running.desk, Patience::default()));
}

async fn told(app: &App) -> String {
    let mut tx = app.running.desk.store().read().await.unwrap();
    outcome::count(&mut tx).await.unwrap().told().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_is_followed_up_once_and_every_message_has_its_outcome() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let (silent, solved, handed) = (app.visitor().await, app.visitor().await, app.visitor().await);
        silent.say("m1", "printer lantai 3 ga mau ngeprint, statusnya offline").await;
        silent.post("m2", "Ya, hanya saya", Some("/slot/me")).await;
        solved.say("m1", "jam layanan helpdesk sampai jam berapa?").await;
        solved.say("m2", "makasih ya").await;
        handed.hand_off("m1").await;
        handed.say("m2", "printernya di lantai 2").await;
        assert_eq!(told(&app).await, "6 messages = 2 confirmed + 0 unconfirmed + 2 ticket + 0 withdrawn + 2 open");

        look(&app, 9).await;
        let before = silent.messages().await.len();
        look(&app, 11).await;
        let messages = silent.messages().await;
        assert_eq!(messages.len(), before + 1, "{messages:?}");
        assert_eq!(messages[before]["sender"], "bot");
        assert!(messages[before]["text"].as_str().unwrap().contains("Masih di sini"), "{messages:?}");
        look(&app, 30).await;
        assert_eq!(silent.messages().await.len(), before + 1);
        look(&app, 42).await;
        assert!(silent.messages().await.last().unwrap()["text"].as_str().unwrap().contains("saya tutup dulu"));
        assert_eq!(told(&app).await, "6 messages = 2 confirmed + 2 unconfirmed + 2 ticket + 0 withdrawn + 0 open");
        look(&app, 300).await;
        assert_eq!(silent.messages().await.len(), before + 2);

        // Who comes back goes on where it stopped.
        let sent = silent.say("m3", "belum").await;
        assert!(sent["replies"][0]["text"].as_str().unwrap().contains("Langkah 2"), "{sent}");
        assert_eq!(told(&app).await, "7 messages = 2 confirmed + 2 unconfirmed + 2 ticket + 0 withdrawn + 1 open");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_for_becomes_one_ticket_also_where_nobody_can_be_told() {
    for kind in BOTH {
        let app = App::start(kind).await;
        for (sender, text) in [("u1", "mau pinjam laptop buat dinas"), ("u1", "dua hari, mulai senin depan"), ("u2", "halo")] {
            app.request(Method::POST, "/webhooks/rest/webhook").json(&json!({ "sender": sender, "message": text })).send().await.unwrap();
        }
        look(&app, 11).await;
        look(&app, 31).await;
        look(&app, 90).await;
        assert_eq!(told(&app).await, "3 messages = 0 confirmed + 1 unconfirmed + 2 ticket + 0 withdrawn + 0 open");
        let admin = app.administrator().await;
        let all = admin.get("/api/v1/tickets?view=all").await;
        assert_eq!(all["total"], 1, "{all}");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_follows_up_what_was_open_before() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let visitor = app.visitor().await;
        visitor.say("m1", "vpn putus terus").await;
        let (token, conversation) = (visitor.token.clone(), visitor.conversation.clone());
        let app = App::on(app.stop().await, &[]).await;
        look(&app, 12).await;
        let back = crate::app::Visitor { app: &app, token, conversation };
        assert!(back.messages().await.last().unwrap()["text"].as_str().unwrap().contains("Masih di sini"));
        app.stop().await;
    }
}
