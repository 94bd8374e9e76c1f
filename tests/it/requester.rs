//! What visitors may do with their own tickets from the chat: ask, close, open again; and never with those of others.

use serde_json::Value;

use crate::{app::App, postgres::BOTH};

fn last(sent: &Value) -> &Value {
    sent["replies"].as_array().unwrap().last().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_asked_for_closed_and_opened_again() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let visitor = app.visitor().await;
        visitor.hand_off("m1").await;
        let sent = visitor.say("m2", "tiket saya gimana?").await;
        assert_eq!(last(&sent)["sender"], "system", "{sent}");
        assert!(last(&sent)["text"].as_str().unwrap().starts_with("Tiket GRD-1001: Antre"), "{sent}");
        let sent = visitor.say("m3", "printernya di lantai 2").await;
        assert_eq!(sent["replies"].as_array().unwrap().len(), 0, "{sent}");

        let sent = visitor.say("m4", "udah bisa, tutup aja").await;
        assert_eq!(last(&sent)["parts"][0]["choices"][0]["value"], "/ticket/close", "{sent}");
        assert_eq!(sent["conversation"]["status"], "queued");
        let (_, sent) = visitor.post("m5", "Ya, tutup GRD-1001", Some("/ticket/close")).await;
        assert_eq!(sent["conversation"]["status"], "resolved", "{sent}");
        let (_, again) = visitor.post("m5", "Ya, tutup GRD-1001", Some("/ticket/close")).await;
        assert_eq!(again["conversation"]["status"], "resolved", "{again}");

        let sent = visitor.say("m6", "status tiket saya?").await;
        assert_eq!(last(&sent)["sender"], "bot");
        assert_eq!(last(&sent)["parts"][0]["choices"][0]["value"], "/ticket/reopen", "{sent}");
        let (_, sent) = visitor.post("m7", "Belum beres", Some("/ticket/reopen")).await;
        assert_eq!(sent["conversation"]["status"], "queued", "{sent}");
        let admin = app.administrator().await;
        let all = admin.get("/api/v1/tickets?view=all").await;
        assert_eq!((&all["total"], &all["tickets"][0]["status"]), (&1.into(), &"queued".into()), "{all}");

        let mut tx = app.running.desk.store().read().await.unwrap();
        let ends = garda::store::outcome::count(&mut tx).await.unwrap();
        assert_eq!((ends.outcomes[2], ends.open, ends.told().is_ok()), (7, 0, true));
        drop(tx);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_of_another_conversation_is_told_to_its_visitor_alone() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let (mut mine, other) = (app.visitor().await, app.visitor().await);
        mine.hand_off("m1").await;
        let begun = mine.call(reqwest::Method::POST, "/api/v1/conversations", Some(serde_json::json!({ "client_id": "second" }))).await;
        begun.1["id"].as_str().unwrap().clone_into(&mut mine.conversation);
        let sent = mine.say("m1", "status tiket GRD-1001").await;
        assert!(last(&sent)["text"].as_str().unwrap().starts_with("Tiket GRD-1001: Antre"), "{sent}");
        // Another's ticket and one that does not exist are the same.
        let theirs = other.say("m1", "status tiket GRD-1001").await;
        let none = other.say("m2", "status tiket GRD-9999").await;
        assert!(last(&theirs)["text"].as_str().unwrap().contains("tidak ada di antara tiket Anda"), "{theirs}");
        assert_eq!(last(&theirs)["text"].as_str().unwrap().replace("1001", "9999"), last(&none)["text"].as_str().unwrap());
        let (_, sent) = other.post("m3", "x", Some("/ticket/close")).await;
        assert_eq!(sent["conversation"]["status"], "bot", "{sent}");
        let (_, sent) = other.post("m4", "x", Some("/ticket/reopen")).await;
        assert_eq!(sent["conversation"]["status"], "bot", "{sent}");
        app.stop().await;
    }
}
