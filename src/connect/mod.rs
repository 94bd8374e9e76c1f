//! The only place that calls out: webhooks, mail, and services of others; and a stub whose answers a test chooses.
//!
//! A [`Carrier`] takes a parcel to its target and tells what came of it. Nothing here decides when or how often.

mod guard;
mod http;
mod imap;
mod mail;
mod sign;
pub mod stub;
mod teamviewer;
mod webhook;

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;

pub use guard::Network;
pub use imap::{Fetched, ImapSettings, Session};
pub use sign::{Secret, signature};

use crate::domain::{
    id::AttachmentId,
    outbox::{Answer, MAIL, Parcel, TEAMVIEWER},
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
}

impl Settings {
    /// Every target they open a way to.
    pub fn targets(&self) -> impl Iterator<Item = String> {
        let own = [(MAIL, self.mail.is_some()), (TEAMVIEWER, self.teamviewer.is_some())];
        own.into_iter().filter(|(_, there)| *there).map(|(name, _)| name.to_owned()).chain(self.webhooks.keys().cloned())
    }
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

/// Reads the bytes of files that go along.
#[derive(Clone)]
pub struct Files(Arc<dyn Fn(&AttachmentId) -> Option<Vec<u8>> + Send + Sync>);

impl Files {
    /// Files that are read so; nothing for one that is gone.
    pub fn new(read: impl Fn(&AttachmentId) -> Option<Vec<u8>> + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// All of these, unless one is gone.
    async fn read(&self, ids: Vec<AttachmentId>) -> Option<Vec<Vec<u8>>> {
        let read = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || ids.iter().map(|id| read(id)).collect()).await.ok()?
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Files")
    }
}

/// Every way out of the house.
#[derive(Debug)]
pub struct Ways {
    files: Option<Files>,
    mail: Option<mail::Post>,
    webhooks: BTreeMap<String, webhook::Webhook>,
    teamviewer: Option<teamviewer::Sessions>,
}

impl Ways {
    /// The ways these settings open.
    ///
    /// # Errors
    /// What is wrong with the address of the mail server, in words.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        let mut ways = Self { files: None, mail: settings.mail.as_ref().map(mail::Post::new).transpose()?, webhooks: BTreeMap::new(), teamviewer: None };
        // A client reads the system's certificates; who calls nobody need not keep them.
        if !settings.webhooks.is_empty() || settings.teamviewer.is_some() {
            let client = http::client(&settings.private_networks)?;
            ways.webhooks = settings.webhooks.iter().map(|(name, one)| (name.clone(), webhook::Webhook::new(&client, one.clone()))).collect();
            ways.teamviewer = settings.teamviewer.clone().map(|one| teamviewer::Sessions::new(&client, one));
        }
        Ok(ways)
    }

    /// The same ways, by which these files can go along.
    #[must_use]
    pub fn with_files(self, files: Files) -> Self {
        Self { files: Some(files), ..self }
    }
}

impl Carrier for Ways {
    fn carry<'a>(&'a self, parcel: &'a Parcel, now: Timestamp) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            match (parcel.target.as_str(), &self.mail, &self.teamviewer) {
                (MAIL, Some(post), _) => post.send(parcel, self.files.as_ref()).await,
                (TEAMVIEWER, _, Some(sessions)) => sessions.open(parcel).await,
                (name, ..) => match self.webhooks.get(name) {
                    Some(webhook) => webhook.call(parcel, now.0 / 1000).await,
                    None => Answer::Refused { words: format!("the configuration has no `{name}` to send to") },
                },
            }
        })
    }
}
