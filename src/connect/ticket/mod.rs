//! Ticket systems of others, each behind one small trait: open, comment, set where it stands, find again, read what changed.
//!
//! What goes there is a parcel; [`carry`] decides what is called for it. Whether an earlier attempt arrived is found out before anything is
//! written twice. Nothing here decides when or how often.

pub(super) mod api;
mod cursor;
mod fault;
mod freshdesk;
mod jira;
pub(super) mod json;
pub(super) mod mac;
mod mail;
pub(super) mod multipart;
mod plain;
mod redmine;
mod rt;
pub mod settings;
mod since;
mod slack;
mod teams;
mod telegram;
mod webhook;
mod zammad;
mod zendesk;

use std::{fmt, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;

use super::{Settings, http::Outside};
use crate::domain::{
    id::AttachmentId,
    outbox::{Answer, Parcel, ParcelKind},
    sink::{Changes, Comment, Enclosure, Mark, Opening, RemoteTicket, Spoken, Standing, StatusChange},
    time::Timestamp,
};
pub use fault::{Fault, FaultKind};
pub use settings::{SinkKind, SinkSettings};

/// The longest an attempt may take; whoever claims is believed to be alive for longer.
pub(super) const LONGEST: Duration = Duration::from_secs(25);

/// A ticket in a sink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// What it is called there.
    pub id: String,
    /// Where people look at it.
    pub url: Option<String>,
}

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What it is called.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Where the bytes of attachments are.
pub trait Files: fmt::Debug + Send + Sync {
    /// The bytes of one; none when it is gone.
    fn read<'a>(&'a self, id: &'a AttachmentId) -> BoxFuture<'a, Option<Vec<u8>>>;
}

/// No bytes at all.
#[derive(Debug)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read<'a>(&'a self, _: &'a AttachmentId) -> BoxFuture<'a, Option<Vec<u8>>> {
        Box::pin(async { None })
    }
}

/// What comes of a call.
pub type Result<T> = std::result::Result<T, Fault>;

/// A ticket system.
pub trait Sink: fmt::Debug + Send + Sync {
    /// Whether everything it needs is there: the credential, the rights, every place, priority and field of the mapping. Says who we are there.
    fn check(&self) -> BoxFuture<'_, Result<String>>;
    /// The ticket that was opened under this reference, if one was.
    fn find<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<Option<Remote>>>;
    /// Opens a ticket.
    fn open<'a>(&'a self, opening: &'a Opening, files: Vec<File>, attempt: Attempt<'a>) -> BoxFuture<'a, Result<Remote>>;
    /// Whether a comment of this name is there.
    fn has_comment<'a>(&'a self, remote: &'a str, key: &'a str) -> BoxFuture<'a, Result<bool>>;
    /// Adds a comment with its files.
    fn comment<'a>(&'a self, remote: &'a str, comment: &'a Comment, files: Vec<File>, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>>;
    /// Sets where a ticket stands; setting it twice changes nothing.
    fn set_standing<'a>(&'a self, remote: &'a str, standing: Standing, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>>;
    /// Says where a ticket stands, in the words of its notice where people read it as it comes.
    fn tell<'a>(&'a self, remote: &'a str, change: &'a StatusChange, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        self.set_standing(remote, change.standing, attempt)
    }
    /// Marks what somebody said with what became of it; only rooms of agents are asked to.
    fn mark<'a>(&'a self, _: &'a str, _: &'a Mark, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Err(Fault::new(FaultKind::Field, "nothing is said there that could be marked")) })
    }
    /// Whoever said something, with name and address as far as the channel knows; none when nobody is to believe them.
    fn introduce(&self, spoken: Spoken) -> BoxFuture<'_, Result<Option<Spoken>>> {
        Box::pin(async { Ok(Some(spoken)) })
    }
    /// Tells the system to call us at this address, where it takes that from us; says what was done.
    fn register<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<String>> {
        Box::pin(async { Err(Fault::new(FaultKind::Field, "it is told there whom to call, not from here")) })
    }
    /// What has changed since the cursor; `open` are our tickets that are not done there, for systems that cannot tell.
    fn changes<'a>(&'a self, cursor: Option<&'a str>, open: &'a [String]) -> BoxFuture<'a, Result<Changes>>;
    /// A ticket as it stands, with everything said.
    fn read<'a>(&'a self, remote: &'a str) -> BoxFuture<'a, Result<RemoteTicket>>;
    /// What a call of the system to us tells.
    ///
    /// # Errors
    /// When it is not signed as it must be, or says nothing.
    fn hooked(&self, call: &Call<'_>, now: Timestamp) -> std::result::Result<Hooked, Denied>;
    /// How often to ask what changed; `None` when it tells by itself.
    fn asked_every(&self) -> Option<Duration>;
}

/// One attempt to send something.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// By which the system may tell a repeat: the same at every attempt.
    pub key: &'a str,
    /// When it is made.
    pub now: Timestamp,
}

/// What a ticket system told us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hooked {
    /// That something happened to these tickets; how they stand is to be read.
    Read(Vec<String>),
    /// How these tickets stand.
    Told(Vec<RemoteTicket>),
    /// That somebody said something; `again` tells whether it calls again when it is turned away.
    Spoken {
        /// What.
        spoken: Box<Spoken>,
        /// Whether it can come again.
        again: bool,
    },
    /// Nothing that concerns us; this is to be answered.
    Nothing(String),
}

/// A call of a ticket system to us.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// Its headers by their names in small letters.
    pub header: &'a dyn Fn(&str) -> Option<String>,
    /// Its body as it came.
    pub body: &'a [u8],
}

impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Call")
    }
}

/// Why a call to us is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// The configuration has no secret to believe it by, or the system makes no calls.
    NotExpected,
    /// It is not signed with the secret.
    Signature,
    /// It was signed too long ago.
    Old,
    /// Its body says nothing.
    Body,
    /// Nobody can tell at the moment; it is to come again.
    Later,
}

/// The sink of these settings.
pub(super) fn connect(name: &str, settings: &SinkSettings, outside: &Outside, all: &Settings) -> std::result::Result<Arc<dyn Sink>, String> {
    match settings.kind {
        SinkKind::Webhook => Ok(Arc::new(webhook::Endpoint::new(name, settings, outside)?)),
        SinkKind::Zendesk => Ok(Arc::new(zendesk::Zendesk::new(name, settings, outside)?)),
        SinkKind::Zammad => Ok(Arc::new(zammad::Zammad::new(name, settings, outside)?)),
        SinkKind::Freshdesk => Ok(Arc::new(freshdesk::Freshdesk::new(name, settings, outside)?)),
        SinkKind::Jira => Ok(Arc::new(jira::Jira::new(name, settings, outside)?)),
        SinkKind::Rt => Ok(Arc::new(rt::Rt::new(name, settings, outside)?)),
        SinkKind::Redmine => Ok(Arc::new(redmine::Redmine::new(name, settings, outside)?)),
        SinkKind::Slack => Ok(Arc::new(slack::Slack::new(name, settings, outside)?)),
        SinkKind::Teams => Ok(Arc::new(teams::Teams::new(name, settings, outside)?)),
        SinkKind::Telegram => Ok(Arc::new(telegram::Telegram::new(name, settings, outside)?)),
        SinkKind::Mail => Ok(Arc::new(mail::Letters::new(name, settings, all)?)),
    }
}

/// Takes a parcel to its sink.
pub async fn carry(sink: &dyn Sink, parcel: &Parcel, files: &dyn Files, now: Timestamp) -> Answer {
    match tokio::time::timeout(LONGEST, try_carry(sink, parcel, files, now)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(fault)) => fault.into_answer(&parcel.target),
        Err(_) => Answer::Lost { words: "no answer in time".to_owned(), wait: None },
    }
}

async fn try_carry(sink: &dyn Sink, parcel: &Parcel, files: &dyn Files, now: Timestamp) -> Result<Answer> {
    let attempt = Attempt { key: &parcel.id, now };
    let delivered = |remote: Option<Remote>| {
        let (reference, body) = remote.map_or((None, None), |remote| (Some(remote.id), remote.url));
        Answer::Delivered { reference, body }
    };
    let remote = || parcel.remote.as_deref().ok_or_else(|| Fault::new(FaultKind::Missing, "the ticket was never opened there"));
    match parcel.kind {
        ParcelKind::Open => {
            let opening: Opening = read(parcel)?;
            let found = if parcel.unsure { sink.find(&opening.reference).await? } else { None };
            let opened = match found {
                Some(found) => found,
                None => sink.open(&opening, load(&opening.files, files).await, attempt).await?,
            };
            Ok(delivered(Some(opened)))
        }
        ParcelKind::Comment => {
            let (remote, comment): (_, Comment) = (remote()?, read(parcel)?);
            if !(parcel.unsure && sink.has_comment(remote, &comment.key).await?) {
                sink.comment(remote, &comment, load(&comment.files, files).await, attempt).await?;
            }
            Ok(delivered(None))
        }
        ParcelKind::Status => {
            let change: StatusChange = read(parcel)?;
            let remote = remote()?;
            // In words it is said once, under the key of the attempt.
            if !(change.notice.is_some() && parcel.unsure && sink.has_comment(remote, &parcel.id).await?) {
                sink.tell(remote, &change, attempt).await?;
            }
            Ok(delivered(None))
        }
        ParcelKind::Mark => {
            let (remote, mark): (_, Mark) = (remote()?, read(parcel)?);
            if !(parcel.unsure && sink.has_comment(remote, &parcel.id).await?) {
                sink.mark(remote, &mark, attempt).await?;
            }
            Ok(delivered(None))
        }
        ParcelKind::Alert | ParcelKind::Mail | ParcelKind::Call | ParcelKind::Say | ParcelKind::Event => Err(Fault::new(FaultKind::Field, "a ticket system takes no such thing")),
    }
}

pub(super) fn read<T: serde::de::DeserializeOwned>(parcel: &Parcel) -> Result<T> {
    serde_json::from_str(&parcel.body).map_err(|_| Fault::new(FaultKind::Field, "what was to be sent cannot be read"))
}

/// The bytes of what goes along; what is gone by now stays away.
pub(super) async fn load(enclosed: &[Enclosure], files: &dyn Files) -> Vec<File> {
    let mut loaded = Vec::with_capacity(enclosed.len());
    for one in enclosed {
        if let Some(bytes) = files.read(&one.id).await {
            loaded.push(File { name: one.name.clone(), media: one.media.clone(), bytes });
        } else {
            tracing::warn!(attachment = %one.id, "a file is gone and does not go along");
        }
    }
    loaded
}
