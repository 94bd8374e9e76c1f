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
        assert_eq!((sent["replies"].as_array().unwrap().len(), &last(&sent)["sender"]), (1, &"system".into()), "that it was added: {sent}");
        let sent = visitor.say("m3a", "dekat pantry").await;
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
        assert_eq!((ends.outcomes[2], ends.open, ends.told().is_ok()), (8, 0, true));
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

/// The texts of a ticket's messages, with who said them.
async fn said(admin: &crate::app::Agent<'_>, number: &str) -> Vec<(String, String)> {
    let ticket = admin.get(&format!("/api/v1/tickets/{number}")).await;
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    ticket["messages"].as_array().unwrap().iter().map(|message| (word(&message["sender"]), word(&message["text"]))).collect()
}

/// One more conversation of somebody, on another device.
async fn elsewhere<'a>(app: &'a App, name: &str, client_id: &str) -> crate::app::Visitor<'a> {
    let mut one = crate::identity::person(app, name).await;
    let (status, begun) = one.call(reqwest::Method::POST, "/api/v1/conversations", Some(serde_json::json!({ "client_id": client_id }))).await;
    assert!(status.is_success(), "{begun}");
    begun["id"].as_str().unwrap().clone_into(&mut one.conversation);
    one
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_asks_for_adds_to_closes_and_reopens_their_ticket_from_another_device() {
    for kind in BOTH {
        let app = App::start_with(kind, &[crate::identity::KEYS]).await;
        let admin = app.administrator().await;
        let laptop = elsewhere(&app, "rina", "laptop").await;
        let number = laptop.hand_off("m1").await;
        let phone = elsewhere(&app, "rina", "phone").await;
        let sent = phone.say("m1", "tiket saya gimana?").await;
        assert!(last(&sent)["text"].as_str().unwrap().starts_with(&format!("Tiket {number}: Antre")), "{sent}");

        let sent = phone.say("m2", "tambahin ke tiket saya: printernya di lantai 2, PIN nya 482913").await;
        assert_eq!(last(&sent)["text"], format!("Sudah saya tambahkan ke tiket {number}; petugas melihatnya."), "{sent}");
        let (status, again) = phone.post("m2", "tambahin ke tiket saya: printernya di lantai 2, PIN nya 482913", None).await;
        assert!(status.is_success(), "{again}");
        let added: Vec<(String, String)> = said(&admin, &number).await.into_iter().filter(|(_, text)| text.contains("lantai 2")).collect();
        assert!(added.len() == 1 && added[0].0 == "visitor" && !added[0].1.contains("482913"), "once, in their name, without the secret: {added:?}");

        let sent = phone.say("m3", "mau nambahin ke tiket saya").await;
        assert!(last(&sent)["text"].as_str().unwrap().contains(&format!("ditambahkan ke tiket {number}?")), "{sent}");
        phone.say("m4", "ternyata printer sebelahnya juga").await;
        assert_eq!(said(&admin, &number).await.last().unwrap().1, "ternyata printer sebelahnya juga");
        let sent = phone.say("m5", "makasih ya").await;
        assert_eq!(said(&admin, &number).await.last().unwrap().1, "ternyata printer sebelahnya juga", "only what was to be added: {sent}");

        let sent = phone.say("m6", "close it, it works now").await;
        let button = last(&sent)["parts"][0]["choices"][0].clone();
        assert_eq!(button["value"], format!("/ticket/close/{number}"), "{sent}");
        let (_, sent) = phone.post("m7", button["title"].as_str().unwrap(), button["value"].as_str()).await;
        assert!(last(&sent)["text"].as_str().unwrap().contains(&number), "{sent}");
        let ticket = admin.get(&format!("/api/v1/tickets/{number}")).await;
        assert_eq!((&ticket["ticket"]["status"], &ticket["conversation"]["status"]), (&"resolved".into(), &"resolved".into()));
        assert_eq!(ticket["messages"].as_array().unwrap().last().unwrap()["sender"], "system", "its own conversation is told");

        let sent = phone.say("m8", &format!("status tiket {number}")).await;
        let button = last(&sent)["parts"][0]["choices"][0].clone();
        assert_eq!(button["value"], format!("/ticket/reopen/{number}"), "{sent}");
        phone.post("m9", "Belum beres", button["value"].as_str()).await;
        assert_eq!(admin.get(&format!("/api/v1/tickets/{number}")).await["ticket"]["status"], "queued");

        // In the conversation of the ticket itself what is written is on it already.
        let sent = laptop.say("m2", "tambahin ke tiket saya ya, lampunya kedip merah").await;
        assert_eq!(last(&sent)["text"], format!("Sudah saya tambahkan ke tiket {number}; petugas melihatnya."), "{sent}");
        let mut tx = app.running.desk.store().read().await.unwrap();
        assert!(garda::store::outcome::count(&mut tx).await.unwrap().told().is_ok());
        drop(tx);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_several_tickets_it_is_asked_which_one() {
    for kind in BOTH {
        let app = App::start_with(kind, &[crate::identity::KEYS]).await;
        let admin = app.administrator().await;
        let (first, second) = (elsewhere(&app, "rina", "a").await.hand_off("h").await, elsewhere(&app, "rina", "b").await.hand_off("h").await);
        let phone = elsewhere(&app, "rina", "c").await;
        let sent = phone.say("m1", "tolong tambahkan ke tiket saya: mejanya nomor 12").await;
        let choices = last(&sent)["parts"][0]["choices"].as_array().unwrap().clone();
        assert_eq!(
            choices.iter().map(|choice| choice["value"].as_str().unwrap().to_owned()).collect::<Vec<_>>(),
            [format!("/ticket/add/{second}"), format!("/ticket/add/{first}")]
        );
        phone.post("m2", choices[1]["title"].as_str().unwrap(), choices[1]["value"].as_str()).await;
        assert_eq!(said(&admin, &first).await.last().unwrap().1, "mejanya nomor 12");
        assert_ne!(said(&admin, &second).await.last().unwrap().1, "mejanya nomor 12");
        phone.say("m3", &format!("tambahin ke {second} dong: sudah tiga hari")).await;
        assert_eq!(said(&admin, &second).await.last().unwrap().1, "sudah tiga hari");
        let sent = phone.say("m4", "tutup tiket saya, udah beres").await;
        assert_eq!(last(&sent)["parts"][0]["choices"].as_array().unwrap().len(), 2, "{sent}");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reaches_anothers_ticket_by_words_or_buttons() {
    for kind in BOTH {
        let app = App::start_with(kind, &[crate::identity::KEYS]).await;
        let admin = app.administrator().await;
        let rinas = elsewhere(&app, "rina", "a").await.hand_off("h").await;
        let before = admin.get(&format!("/api/v1/tickets/{rinas}")).await;
        let budi = elsewhere(&app, "budi", "b").await;
        let own = budi.hand_off("h").await;
        let (chat, nameless) = (elsewhere(&app, "budi", "c").await, app.visitor().await);
        for one in [&chat, &budi, &nameless] {
            let chosen = one.call(reqwest::Method::POST, &format!("/api/v1/conversations/{}/language", one.conversation), Some(serde_json::json!({ "language": "id" }))).await;
            assert!(chosen.0.is_success(), "the language must not turn between two answers that are compared");
        }
        let lower = rinas.to_lowercase();
        let digits = rinas.rsplit('-').next().unwrap().to_owned();
        let none = "GRD-9999";
        let ways = [
            "status {n}",
            "gimana tiket {n}?",
            "tiket {n} sudah sampai mana",
            "status tiket {d}",
            "ticket {d} please",
            "status {l}",
            "tambahin ke {n}: halo dari saya",
            "add to ticket {d}: halo dari saya",
            "tolong tambahkan ke tiket {n} halo dari saya",
            "tutup {n}",
            "tutup tiket {d}",
            "close {n}, it works now",
            "tutup tiket {n}, udah beres",
        ];
        for one in [&chat, &budi, &nameless] {
            // Who waits is told once that it was added, and not of any number.
            one.say("w", "printernya di lantai 2").await;
        }
        for (place, way) in ways.iter().enumerate() {
            let fill = |number: &str, digits: &str| way.replace("{n}", number).replace("{d}", digits).replace("{l}", &number.to_lowercase());
            for one in [&chat, &budi, &nameless] {
                let theirs = one.say(&format!("w{place}"), &fill(&rinas, &digits)).await;
                let unknown = one.say(&format!("u{place}"), &fill(none, "9999")).await;
                let plain = |sent: &Value, number: &str| {
                    sent["replies"]
                        .to_string()
                        .to_uppercase()
                        .replace(number, "N")
                        .split("\"TEXT\":")
                        .skip(1)
                        .map(|rest| rest.split("\",\"").next().unwrap().to_owned())
                        .collect::<Vec<_>>()
                };
                assert_eq!(plain(&theirs, &rinas), plain(&unknown, none), "{way}");
            }
        }
        let buttons = [
            format!("/ticket/close/{rinas}"),
            format!("/ticket/reopen/{rinas}"),
            format!("/ticket/add/{rinas}"),
            format!("/ticket/close/{lower}"),
            format!("/ticket/close/{digits}"),
            "/ticket/close".to_owned(),
            "/ticket/reopen".to_owned(),
            "/ticket/close/".to_owned(),
            format!("/ticket/close/../{rinas}"),
            format!("/ticket//{rinas}"),
            format!("/ticket/close/{rinas}/{own}"),
            "/ticket/close/-1".to_owned(),
        ];
        for (place, button) in buttons.iter().enumerate() {
            for one in [&chat, &nameless] {
                let (status, sent) = one.post(&format!("b{place}"), "ya", Some(button)).await;
                assert!(status.is_success(), "{sent}");
            }
        }
        let after = admin.get(&format!("/api/v1/tickets/{rinas}")).await;
        assert_eq!((&after["ticket"], &after["messages"], &after["history"]), (&before["ticket"], &before["messages"], &before["history"]));
        app.stop().await;
    }
}
