//! A program whose tickets go to one ticket system, with what is sent carried and what changed asked for when a test says so.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::Router;
use garda::{
    connect::{
        Settings, Ways,
        ticket::{NoFiles, Sink, SinkKind, SinkSettings},
    },
    delivery::{
        outbox::Courier,
        sync::{self, OnDisk},
    },
    domain::{
        content::Priority,
        id::TeamId,
        outbox::ParcelState,
        sink::{Comment, Opening, Requester, Rule},
    },
    store::{folder::Folder, outbox},
};
use tokio::sync::Mutex;

use crate::{
    app::{App, MONDAY_10, Visitor},
    postgres::Kind,
};

const DAY: i64 = 86_400_000;

/// A fake that serves on this machine; its address.
pub(crate) async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// What the configuration says of a ticket system, at the least.
pub(crate) fn settings(kind: SinkKind, url: &str, secret: &str, place: &str, options: &[(&str, &str)]) -> SinkSettings {
    let options = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    SinkSettings {
        kind,
        url: url.to_owned(),
        user: String::new(),
        secrets: vec![secret.to_owned()],
        hook_secrets: Vec::new(),
        places: BTreeMap::from([("*".to_owned(), place.to_owned())]),
        priorities: BTreeMap::new(),
        fields: BTreeMap::new(),
        tags: Vec::new(),
        options,
        poll: Some(Duration::from_mins(1)),
    }
}

fn outside(settings: SinkSettings) -> Settings {
    let rules = vec![Rule { sink: "desk".to_owned(), medium: settings.kind.medium(), ..Rule::default() }];
    Settings { private_networks: vec!["127.0.0.1".parse().unwrap()], sinks: BTreeMap::from([("desk".to_owned(), settings)]), rules, ..Settings::default() }
}

/// A ticket system alone.
pub(crate) fn sink(settings: SinkSettings) -> Arc<dyn Sink> {
    Arc::clone(&Ways::new(&outside(settings), Arc::new(NoFiles)).unwrap().sinks()["desk"])
}

/// A ticket to be opened.
pub(crate) fn opening(reference: &str) -> Opening {
    Opening {
        reference: reference.to_owned(),
        number: "GRD-1042".to_owned(),
        subject: "VPN putus".to_owned(),
        text: "GRD-1042: VPN putus\nPemohon: Rina".to_owned(),
        requester: Requester { name: "Rina".to_owned(), email: "rina@kantor.example".to_owned() },
        team: TeamId("network".to_owned()),
        priority: Priority::High,
        intent: None,
        link: "http://garda.example/console/tickets/1042".to_owned(),
        files: Vec::new(),
        notice: None,
    }
}

/// Something said of it.
pub(crate) fn comment(key: &str, public: bool, text: &str) -> Comment {
    Comment { key: key.to_owned(), public, by_requester: public, author: "Rina".to_owned(), text: text.to_owned(), files: Vec::new(), loud: false }
}

/// The program, and the way to its ticket system.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) sink: Arc<dyn Sink>,
    courier: Mutex<Courier>,
    now: AtomicI64,
}

impl Desk {
    pub(crate) async fn start(kind: Kind, settings: SinkSettings) -> Self {
        let outside = outside(settings);
        let configured = outside.clone();
        let app = App::configured(kind, &[("outbox.send", "false")], move |config| config.outside = configured).await;
        let ways = Ways::new(&outside, Arc::new(OnDisk(Folder::new(app.database.folder())))).unwrap();
        let (sink, desk) = (Arc::clone(&ways.sinks()["desk"]), app.running.desk.clone());
        Self { app, sink, courier: Mutex::new(Courier::new(desk, Arc::new(ways), (8, 4))), now: AtomicI64::new(MONDAY_10) }
    }

    /// Somebody who asked for a person and then said these things.
    pub(crate) async fn asks(&self, said: &[&str]) -> Visitor<'_> {
        let visitor = self.app.visitor().await;
        visitor.hand_off("handoff").await;
        for (place, text) in said.iter().enumerate() {
            visitor.say(&format!("after-{place}"), text).await;
        }
        visitor
    }

    /// Sends what can be sent now.
    pub(crate) async fn send(&self) {
        self.courier.lock().await.step().await.unwrap();
    }

    /// Sends until nothing waits, a day after the other; what was left for a person is tried again by one.
    pub(crate) async fn deliver(&self) {
        for _ in 0..60 {
            self.courier.lock().await.step().await.unwrap();
            let waits = self.waiting().await;
            if waits.is_empty() {
                return;
            }
            for (id, _) in waits.iter().filter(|(_, state)| *state == ParcelState::Dead) {
                self.app.running.desk.retry_parcel(id.clone()).await.unwrap();
            }
            self.pass(DAY);
        }
        panic!("nothing gets through: {:?}", self.words().await);
    }

    async fn waiting(&self) -> Vec<(String, ParcelState)> {
        let listed = outbox::list(&mut self.app.running.desk.store().read().await.unwrap(), 10_000).await.unwrap();
        listed.into_iter().filter(|one| one.state != ParcelState::Sent).map(|one| (one.parcel.id, one.state)).collect()
    }

    /// What the last attempts came to that did not arrive.
    pub(crate) async fn words(&self) -> Vec<String> {
        let listed = outbox::list(&mut self.app.running.desk.store().read().await.unwrap(), 100).await.unwrap();
        listed.into_iter().filter(|one| one.state != ParcelState::Sent).filter_map(|one| one.last).collect()
    }

    /// Asks what changed there.
    pub(crate) async fn hear(&self) {
        self.pass(1000);
        sync::step(&self.app.running.desk, "desk", &*self.sink).await.unwrap();
    }

    /// What time it is.
    pub(crate) fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    pub(crate) fn pass(&self, ms: i64) {
        self.app.clock.set(self.now.fetch_add(ms, Ordering::SeqCst) + ms);
    }
}

/// Everything a visitor reads, as one text.
pub(crate) async fn reads(visitor: &Visitor<'_>) -> String {
    serde_json::to_string(&visitor.messages().await).unwrap()
}
