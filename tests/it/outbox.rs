//! What is to be sent: written with its cause, sent once in order, tried again as documented, and never forgotten.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use futures_util::future::BoxFuture;
use garda::{
    connect::{Carrier, stub::Stub},
    delivery::outbox::Courier,
    domain::{
        outbox::{Answer, MAIL, Parcel, ParcelState},
        time::Timestamp,
    },
    store::outbox,
};
use reqwest::Method;

use crate::{
    app::{App, MONDAY_10, Visitor},
    postgres::{BOTH, Kind},
};

const PAGED: [(&str, &str); 3] = [("outbox.send", "false"), ("mail.url", "smtp://127.0.0.1:9"), ("mail.from", "Garda <garda@kantor.example>")];

/// The starter pack with somebody on call for security.
fn paged_pack() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut files = garda::pack::starter();
    let teams = files.0.get_mut("teams.yml").unwrap();
    *teams = teams.replace("on_call: [keamanan@kantor.example]", "on_call: [piket@kantor.example, \"webhook:pager\"]");
    assert!(teams.contains("piket@"));
    for (name, text) in &files.0 {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}

async fn paged(kind: Kind, pack: &tempfile::TempDir) -> App {
    let path = pack.path().to_str().unwrap().to_owned();
    let settings: Vec<(&'static str, &str)> = PAGED.into_iter().chain([("pack.path", path.as_str())]).collect();
    App::start_with(kind, &settings).await
}

/// Reports harm and asks for a person, so that an urgent ticket is opened.
async fn urgent(visitor: &Visitor<'_>) -> String {
    visitor.say("m1", "dapat email phishing minta password, linknya sudah saya klik").await;
    visitor.hand_off("m2").await
}

async fn said(visitor: &Visitor<'_>) -> String {
    serde_json::to_string(&visitor.messages().await).unwrap()
}

async fn states(app: &App) -> Vec<(String, ParcelState, u32)> {
    let listed = outbox::list(&mut app.running.desk.store().read().await.unwrap(), 100).await.unwrap();
    listed.into_iter().map(|one| (one.parcel.target, one.state, one.parcel.attempts)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_urgent_ticket_reaches_who_is_on_call_and_the_visitor_hears_of_it_once_it_did() {
    let pack = paged_pack();
    for kind in BOTH {
        let app = paged(kind, &pack).await;
        let visitor = app.visitor().await;
        let number = urgent(&visitor).await;
        let stub = Arc::new(Stub::default());
        let mut courier = Courier::new(app.running.desk.clone(), stub.clone(), (8, 4));
        stub.will(Answer::Failed { words: "the mail server answered 451".to_owned(), wait: None });
        courier.step().await.unwrap();
        assert_eq!(states(&app).await, [(MAIL.to_owned(), ParcelState::Waiting, 1)], "the webhook is not configured, so nothing waits for it");
        assert!(!said(&visitor).await.contains("petugas piket"), "nobody was reached yet");

        app.clock.set(MONDAY_10 + 60_000);
        courier.step().await.unwrap();
        let carried = stub.carried();
        assert_eq!(carried.len(), 2);
        assert_eq!(carried[0].id, carried[1].id, "the key stays the same");
        assert!(carried[1].body.contains(&number) && carried[1].body.contains("piket@kantor.example"), "{}", carried[1].body);
        assert!(!carried[1].body.contains("linknya"), "what the visitor wrote stays in the house");
        assert_eq!(states(&app).await, [(MAIL.to_owned(), ParcelState::Sent, 2)]);
        let read = said(&visitor).await;
        assert!(read.contains("petugas piket sudah dihubungi pukul 10.01 WIB"), "{read}");
        courier.step().await.unwrap();
        assert_eq!(stub.carried().len(), 2, "it is sent once");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_arrive_waits_for_a_person_and_goes_out_when_told() {
    let pack = paged_pack();
    for kind in BOTH {
        let app = paged(kind, &pack).await;
        urgent(&app.visitor().await).await;
        let stub = Arc::new(Stub::default());
        let mut courier = Courier::new(app.running.desk.clone(), stub.clone(), (8, 4));
        stub.will(Answer::Refused { words: "the mail server answered 550".to_owned() });
        courier.step().await.unwrap();
        app.clock.set(MONDAY_10 + 90_000_000);
        courier.step().await.unwrap();
        assert_eq!(stub.carried().len(), 1, "it is not tried again by itself");
        let listed = outbox::list(&mut app.running.desk.store().read().await.unwrap(), 100).await.unwrap();
        assert_eq!((listed[0].state, listed[0].last.as_deref()), (ParcelState::Dead, Some("the mail server answered 550")));
        app.running.desk.retry_parcel(listed[0].parcel.id.clone()).await.unwrap();
        courier.step().await.unwrap();
        assert_eq!(states(&app).await, [(MAIL.to_owned(), ParcelState::Sent, 1)]);
        assert!(app.running.desk.retry_parcel(listed[0].parcel.id.clone()).await.is_err(), "what arrived is not sent again");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_nobody_settles_is_taken_over_and_known_to_be_unsure() {
    let pack = paged_pack();
    for kind in BOTH {
        let app = paged(kind, &pack).await;
        urgent(&app.visitor().await).await;
        let desk = &app.running.desk;
        let first = desk.claim_parcels(8, Vec::new()).await.unwrap();
        assert_eq!((first.len(), first[0].unsure, first[0].attempts), (1, false, 1));
        assert!(desk.claim_parcels(8, Vec::new()).await.unwrap().is_empty(), "somebody has it");
        app.clock.set(MONDAY_10 + 61_000);
        let second = desk.claim_parcels(8, Vec::new()).await.unwrap();
        assert_eq!((second[0].id.as_str(), second[0].unsure, second[0].attempts), (first[0].id.as_str(), true, 2));
        // The one that was thought dead comes back late: what it says is not taken any more.
        desk.settle_parcel(first[0].clone(), Answer::Refused { words: "late".to_owned() }, 1).await.unwrap();
        assert_eq!(states(&app).await, [(MAIL.to_owned(), ParcelState::Sending, 2)]);
        desk.settle_parcel(second[0].clone(), Answer::Delivered { reference: None, body: None }, 1).await.unwrap();
        assert_eq!(states(&app).await, [(MAIL.to_owned(), ParcelState::Sent, 2)]);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_have_arrived_once_is_looked_for_at_every_later_attempt() {
    let pack = paged_pack();
    for kind in BOTH {
        let app = paged(kind, &pack).await;
        urgent(&app.visitor().await).await;
        let (stub, words) = (Arc::new(Stub::default()), || "no".to_owned());
        for answer in [Answer::Lost { words: words(), wait: None }, Answer::Failed { words: words(), wait: None }, Answer::Refused { words: words() }] {
            stub.will(answer);
        }
        let mut courier = Courier::new(app.running.desk.clone(), stub.clone(), (8, 4));
        for hour in 1..=3 {
            courier.step().await.unwrap();
            app.clock.set(MONDAY_10 + hour * 3_600_000);
        }
        let id = stub.carried()[0].id.clone();
        app.running.desk.retry_parcel(id.clone()).await.unwrap();
        courier.step().await.unwrap();
        let unsure: Vec<bool> = stub.carried().iter().filter(|parcel| parcel.id == id).map(|parcel| parcel.unsure).collect();
        assert_eq!(unsure, [false, true, true, true]);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lane_goes_out_in_order_and_a_target_that_fails_gets_a_rest() {
    use garda::{domain::outbox::ParcelKind, store::outbox::NewParcel};
    for kind in BOTH {
        let app = App::start_with(kind, &[("outbox.send", "false")]).await;
        let mut tx = app.running.desk.store().begin().await.unwrap();
        let now = app.running.desk.world().now();
        for (id, lane) in [("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("b2", "b"), ("c1", "c"), ("d1", "d"), ("e1", "e")] {
            outbox::add(&mut tx, &NewParcel { id, kind: ParcelKind::Mail, target: MAIL, lane, conversation: None, ticket: None, body: "{}" }, now).await.unwrap();
        }
        tx.commit().await.unwrap();
        let stub = Arc::new(Stub::default());
        for _ in 0..5 {
            stub.will(Answer::Lost { words: "no answer in time".to_owned(), wait: None });
        }
        let mut courier = Courier::new(app.running.desk.clone(), stub.clone(), (8, 8));
        courier.step().await.unwrap();
        let mut first: Vec<String> = stub.carried().into_iter().map(|parcel| parcel.id).collect();
        first.sort();
        assert_eq!(first, ["a1", "b1", "c1", "d1", "e1"], "one of each lane, then the target rests");
        app.clock.set(MONDAY_10 + 29_000);
        courier.step().await.unwrap();
        assert_eq!(stub.carried().len(), 5, "it rests");
        let desk = &app.running.desk;
        assert!(desk.next_due(Vec::new()).await.unwrap().is_some() && desk.next_due(vec![MAIL.to_owned()]).await.unwrap().is_none(), "others are not kept waiting by it");
        app.clock.set(MONDAY_10 + 31_000);
        courier.step().await.unwrap();
        let all: Vec<String> = stub.carried().into_iter().skip(5).map(|parcel| parcel.id).collect();
        assert_eq!(all.len(), 8, "{all:?}");
        let place = |id: &str| all.iter().position(|one| one == id).unwrap();
        assert!(place("a1") < place("a2") && place("a2") < place("a3") && place("b1") < place("b2"), "{all:?}");
        assert!(stub.carried()[5].unsure, "the earlier attempt may have arrived");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_is_not_urgent_disturbs_nobody() {
    let pack = paged_pack();
    let app = paged(BOTH[0], &pack).await;
    let visitor = app.visitor().await;
    visitor.say("m1", "antrian print ga jalan").await;
    visitor.hand_off("m2").await;
    assert!(states(&app).await.is_empty());
    let (status, _) = visitor.call(Method::GET, &format!("/api/v1/conversations/{}", visitor.conversation), None).await;
    assert!(status.is_success());
    app.stop().await;
}

/// Breaks down for as long as it is told to.
#[derive(Debug)]
struct Broken(AtomicUsize);

impl Carrier for Broken {
    fn carry<'a>(&'a self, _: &'a Parcel, _: Timestamp) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            assert!(self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err(), "an attempt breaks off");
            Answer::Delivered { reference: None, body: None }
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_that_break_off_take_no_place_for_ever() {
    let pack = paged_pack();
    let app = paged(BOTH[0], &pack).await;
    urgent(&app.visitor().await).await;
    let mut courier = Courier::new(app.running.desk.clone(), Arc::new(Broken(AtomicUsize::new(3))), (1, 1));
    for minute in 1..=3 {
        courier.step().await.unwrap();
        assert_eq!(states(&app).await, [(MAIL.to_owned(), ParcelState::Sending, u32::try_from(minute).unwrap())]);
        app.clock.set(MONDAY_10 + minute * 61_000);
    }
    courier.step().await.unwrap();
    assert_eq!(states(&app).await, [(MAIL.to_owned(), ParcelState::Sent, 4)]);
    app.stop().await;
}
