//! A program whose bot answers in the chats of another system; what is sent is carried when a test says so.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use garda::{
    connect::{
        Settings, Ways,
        channel::{ChannelKind, ChannelSettings},
    },
    delivery::{outbox::Courier, sync::OnDisk},
    domain::outbox::ParcelState,
    store::{folder::Folder, outbox},
};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::{
    app::{App, MONDAY_10},
    postgres::Kind,
};

/// What the channel is called.
pub(crate) const CHANNEL: &str = "far";

/// What the configuration says of a channel, at the least.
pub(crate) fn settings(kind: ChannelKind, url: &str, secret: &str, options: &[(&str, &str)]) -> ChannelSettings {
    let options = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    ChannelSettings {
        kind,
        url: url.to_owned(),
        user: String::new(),
        secret: secret.to_owned(),
        hook_secrets: Vec::new(),
        path_secret: String::new(),
        places: BTreeMap::new(),
        hosts: Vec::new(),
        options,
    }
}

/// The program, and the way to its chats.
pub(crate) struct House {
    pub(crate) app: App,
    courier: Mutex<Courier>,
    now: AtomicI64,
}

impl House {
    pub(crate) async fn start(kind: Kind, settings: ChannelSettings) -> Self {
        let outside = Settings { private_networks: vec!["127.0.0.1".parse().unwrap()], channels: BTreeMap::from([(CHANNEL.to_owned(), settings)]), ..Settings::default() };
        let configured = outside.clone();
        let flags = [("outbox.send", "false"), ("server.public_url", "https://bantuan.kantor.example")];
        let app = App::configured(kind, &flags, move |config| config.outside = configured).await;
        let ways = Ways::new(&outside, Arc::new(OnDisk(Folder::new(app.database.folder())))).unwrap();
        let desk = app.running.desk.clone();
        Self { app, courier: Mutex::new(Courier::new(desk, Arc::new(ways), (8, 4))), now: AtomicI64::new(MONDAY_10) }
    }

    pub(crate) fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    pub(crate) fn pass(&self, ms: i64) {
        self.app.clock.set(self.now.fetch_add(ms, Ordering::SeqCst) + ms);
    }

    /// Calls the program as the other system would.
    pub(crate) async fn call(&self, path: &str, headers: &[(&str, String)], body: String) -> StatusCode {
        let mut request = self.app.request(Method::POST, path).header("content-type", "application/json").body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        request.send().await.unwrap().status()
    }

    /// Sends what is due now.
    pub(crate) async fn step(&self) {
        self.courier.lock().await.step().await.unwrap();
    }

    /// What has not arrived, and what came of it last.
    pub(crate) async fn waiting(&self) -> Vec<(String, ParcelState, Option<String>)> {
        let listed = outbox::list(&mut self.app.running.desk.store().read().await.unwrap(), 10_000).await.unwrap();
        listed.into_iter().filter(|one| one.state != ParcelState::Sent).map(|one| (one.parcel.id, one.state, one.last)).collect()
    }

    /// Has tried again what was left for a person.
    pub(crate) async fn retry(&self) {
        self.app.running.desk.retry_dead(None).await.unwrap();
    }

    /// The tickets as the console shows them, done ones too; somebody has signed in before.
    pub(crate) async fn tickets(&self) -> Vec<Value> {
        let agent = self.app.sign_in_again().await;
        let mut tickets = Vec::new();
        for number in 1001.. {
            let (status, ticket) = agent.call(Method::GET, &format!("/api/v1/tickets/GRD-{number}"), None).await;
            if status == StatusCode::NOT_FOUND {
                break;
            }
            assert_eq!(status, StatusCode::OK, "{ticket}");
            tickets.push(ticket);
        }
        tickets
    }
}

/// Everything said in the conversation of a ticket: by whom, and what.
pub(crate) fn said(ticket: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    ticket["messages"].as_array().unwrap().iter().map(|one| (text(&one["sender"]), text(&one["text"]))).collect()
}
