//! The only place that calls out: webhooks, mail, and services of others; and a stub whose answers a test chooses.
//!
//! A [`Carrier`] takes a parcel to its target and tells what came of it. Nothing here decides when or how often.

pub mod channel;
mod guard;
mod http;
mod imap;
mod mail;
mod microsoft;
mod sign;
pub mod stub;
mod teamviewer;
pub mod ticket;
mod webhook;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
    time::Duration,
};

use futures_util::future::BoxFuture;

use channel::{Channel, ChannelSettings};
pub use guard::Network;
pub use imap::{Fetched, ImapSettings, Session};
pub use sign::{PROOF_FORM, Proof, SECRET_FORM, Secret, is_signed, private_key, signature};
use ticket::{Files, Sink, SinkKind, SinkSettings};

use crate::domain::{
    chat::TakenOver,
    event::Subscription,
    letter::Key,
    outbox::{Answer, MAIL, Parcel, TEAMVIEWER},
    sink::Rule,
    time::Timestamp,
};

/// Takes parcels to their targets.
pub trait Carrier: fmt::Debug + Send + Sync {
    /// Takes one there.
    fn carry<'a>(&'a self, parcel: &'a Parcel, now: Timestamp) -> BoxFuture<'a, Answer>;
}

/// How the world is reached.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Networks inside the house that may be called, beside the public ones.
    pub private_networks: Vec<Network>,
    /// The server that takes e-mails, such as `smtps://user:password@mail.example`.
    pub mail: Option<MailSettings>,
    /// Programs that are called, by name.
    pub webhooks: BTreeMap<String, WebhookSettings>,
    /// The token of a `TeamViewer` script and the group its sessions stand in.
    pub teamviewer: Option<TeamViewerSettings>,
    /// Ticket systems, by name.
    pub sinks: BTreeMap<String, SinkSettings>,
    /// Which tickets go to which of them.
    pub rules: Vec<Rule>,
    /// Programs that are told what happens, by name.
    pub subscribers: BTreeMap<String, WebhookSettings>,
    /// Of what each of them is told.
    pub subscriptions: Vec<Subscription>,
    /// Chats of other systems, by name.
    pub channels: BTreeMap<String, ChannelSettings>,
    /// How answers to the mails of tickets come back, if they do.
    pub answers: Option<Answers>,
}

impl Settings {
    /// Every target they open a way to.
    pub fn targets(&self) -> impl Iterator<Item = String> {
        let own = [(MAIL, self.mail.is_some()), (TEAMVIEWER, self.teamviewer.is_some())];
        own.into_iter()
            .filter(|(_, there)| *there)
            .map(|(name, _)| name.to_owned())
            .chain([&self.webhooks, &self.subscribers].into_iter().flat_map(|programs| programs.keys().cloned()))
            .chain(self.sinks.keys().cloned())
            .chain(self.channels.keys().cloned())
    }

    /// Every channel, and where people answer who take one of its chats over.
    #[must_use]
    pub fn chats(&self) -> BTreeMap<String, TakenOver> {
        let there = |settings: &ChannelSettings| if settings.hands_over() { TakenOver::There } else { TakenOver::Here };
        self.channels.iter().map(|(name, settings)| (name.clone(), there(settings))).collect()
    }
}

impl Settings {
    /// From which addresses mails to tickets are answered, beside those of agents: the mailboxes themselves, and what they name.
    #[must_use]
    pub fn answer_addresses(&self) -> BTreeSet<String> {
        let mailboxes = self.sinks.values().filter(|sink| sink.kind == SinkKind::Mail);
        let named = mailboxes.flat_map(|sink| ["address", "answers"].into_iter().filter_map(|name| sink.option(name)));
        // An address may have a name beside it.
        let bare = |text: &str| text.rsplit('<').next().unwrap_or(text).trim_end_matches('>').trim().to_lowercase();
        named.flat_map(|text| text.split(',')).map(bare).filter(|address| !address.is_empty()).collect()
    }
}

/// How answers of the desk to the mails of tickets come back: to an address of ours with a token that only this house can have made.
#[derive(Debug, Clone)]
pub struct Answers {
    /// The address.
    pub address: String,
    /// What tokens are made with.
    pub key: Key,
}

/// The server that takes e-mails.
#[derive(Clone)]
pub struct MailSettings {
    /// Its address with user and password.
    pub url: String,
    /// Whom they come from.
    pub from: String,
}

/// A program that is called.
#[derive(Clone)]
pub struct WebhookSettings {
    /// Where.
    pub url: String,
    /// What signs the calls; two while the secret is being changed.
    pub secrets: Vec<Secret>,
    /// How long it may take.
    pub timeout: Duration,
}

/// What opens `TeamViewer` sessions.
#[derive(Clone)]
pub struct TeamViewerSettings {
    /// The address of its API.
    pub url: String,
    /// The token of a script.
    pub token: String,
    /// The group that sessions stand in.
    pub group: String,
}

/// Secrets never reach a log.
macro_rules! without_secrets {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}
without_secrets!(MailSettings, WebhookSettings, TeamViewerSettings);

/// Every way out of the house.
#[derive(Debug)]
pub struct Ways {
    mail: Option<mail::Post>,
    webhooks: BTreeMap<String, webhook::Webhook>,
    subscribers: BTreeMap<String, webhook::Webhook>,
    teamviewer: Option<teamviewer::Sessions>,
    sinks: BTreeMap<String, Arc<dyn Sink>>,
    channels: BTreeMap<String, Arc<dyn Channel>>,
    files: Arc<dyn Files>,
}

impl Ways {
    /// The ways these settings open; what goes along is read from `files`.
    ///
    /// # Errors
    /// What is wrong with the address of the mail server or with a ticket system, in words.
    pub fn new(settings: &Settings, files: Arc<dyn Files>) -> Result<Self, String> {
        let mail = settings.mail.as_ref().map(mail::Post::new).transpose()?;
        let mut ways = Self { mail, webhooks: BTreeMap::new(), subscribers: BTreeMap::new(), teamviewer: None, sinks: BTreeMap::new(), channels: BTreeMap::new(), files };
        // A client reads the system's certificates; who calls nobody need not keep them.
        let programs = !settings.webhooks.is_empty() || !settings.subscribers.is_empty();
        if programs || settings.teamviewer.is_some() || !settings.sinks.is_empty() || !settings.channels.is_empty() {
            let client = http::client(&settings.private_networks)?;
            let programs = |of: &BTreeMap<String, WebhookSettings>| of.iter().map(|(name, one)| (name.clone(), webhook::Webhook::new(&client, one.clone()))).collect();
            (ways.webhooks, ways.subscribers) = (programs(&settings.webhooks), programs(&settings.subscribers));
            ways.teamviewer = settings.teamviewer.clone().map(|one| teamviewer::Sessions::new(&client, one));
            ways.sinks = settings.sinks.iter().map(|(name, one)| Ok((name.clone(), ticket::connect(name, one, &client, settings)?))).collect::<Result<_, String>>()?;
            ways.channels = settings.channels.iter().map(|(name, one)| Ok((name.clone(), channel::connect(name, one, &client)?))).collect::<Result<_, String>>()?;
        }
        Ok(ways)
    }

    /// The chats of other systems, by name.
    #[must_use]
    pub fn channels(&self) -> &BTreeMap<String, Arc<dyn Channel>> {
        &self.channels
    }

    /// The ticket systems, by name.
    #[must_use]
    pub fn sinks(&self) -> &BTreeMap<String, Arc<dyn Sink>> {
        &self.sinks
    }
}

impl Carrier for Ways {
    fn carry<'a>(&'a self, parcel: &'a Parcel, now: Timestamp) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            if let Some(sink) = self.sinks.get(&parcel.target) {
                return ticket::carry(&**sink, parcel, &*self.files, now).await;
            }
            if let Some(subscriber) = self.subscribers.get(&parcel.target) {
                return subscriber.tell(parcel, now.0 / 1000).await;
            }
            if let Some(channel) = self.channels.get(&parcel.target) {
                return channel::carry(&**channel, parcel, &*self.files, now).await;
            }
            match (parcel.target.as_str(), &self.mail, &self.teamviewer) {
                (MAIL, Some(post), _) => post.send(parcel, &*self.files).await,
                (TEAMVIEWER, _, Some(sessions)) => sessions.open(parcel).await,
                (name, ..) => match self.webhooks.get(name) {
                    Some(webhook) => webhook.call(parcel, now.0 / 1000).await,
                    None => Answer::Refused { words: format!("the configuration has no `{name}` to send to") },
                },
            }
        })
    }
}
