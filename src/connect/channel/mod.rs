//! The chats of other systems, each behind one small trait: hear what they tell, say something, hand a chat to their own people.
//!
//! What goes there is a parcel; [`carry`] decides what is called for it. Most of these systems know no repeats and cannot be searched, so
//! what may be told twice is told by calls that change nothing the second time, or recognised when it comes back.

mod botframework;
mod chatwoot;
pub mod settings;

use std::{fmt, sync::Arc};

use futures_util::future::BoxFuture;

use super::{
    http::Outside,
    ticket::{Attempt, Denied, Fault, FaultKind, File, Files, LONGEST, Result, load, read},
};
use crate::domain::{
    chat::{Handover, Heard, Saying},
    outbox::{Answer, Parcel, ParcelKind},
    sink::{Comment, Standing, StatusChange},
    time::Timestamp,
};
pub use settings::{ChannelKind, ChannelSettings};

/// The chats of another system.
pub trait Channel: fmt::Debug + Send + Sync {
    /// Whether the credential is accepted there. Says who we are, as far as that is told.
    fn check(&self, now: Timestamp) -> BoxFuture<'_, Result<String>>;
    /// What a call of the system to us tells.
    ///
    /// # Errors
    /// When it does not prove that it comes from there, or says nothing.
    fn hear<'a>(&'a self, call: Call<'a>, now: Timestamp) -> BoxFuture<'a, std::result::Result<Vec<Heard>, Denied>>;
    /// Says something in a chat.
    fn say<'a>(&'a self, address: &'a str, saying: &'a Saying, files: Vec<File>, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>>;
    /// Tells the people there what only they may read.
    fn note<'a>(&'a self, address: &'a str, note: &'a Comment, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>>;
    /// Hands a chat to the people there; where they look at it.
    fn hand_over<'a>(&'a self, address: &'a str, handover: &'a Handover, attempt: Attempt<'a>) -> BoxFuture<'a, Result<Option<String>>>;
    /// Sets where a chat stands that was handed over; setting it twice changes nothing.
    fn set_standing<'a>(&'a self, address: &'a str, standing: Standing, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>>;
}

/// A call of a system to us.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// Its headers by their names in small letters.
    pub header: &'a (dyn Fn(&str) -> Option<String> + Sync),
    /// What stands behind the name of the channel in the address it calls.
    pub secret: Option<&'a str>,
    /// Its body as it came.
    pub body: &'a [u8],
}

impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Call")
    }
}

/// The channel of these settings.
pub(super) fn connect(name: &str, settings: &ChannelSettings, outside: &Outside) -> std::result::Result<Arc<dyn Channel>, String> {
    let named = |problem| format!("channel {name}: {problem}");
    match settings.kind {
        ChannelKind::Chatwoot => Ok(Arc::new(chatwoot::Chatwoot::new(settings, outside).map_err(named)?)),
        ChannelKind::BotFramework => Ok(Arc::new(botframework::BotFramework::new(settings, outside).map_err(named)?)),
    }
}

/// Takes a parcel to its chat.
pub async fn carry(channel: &dyn Channel, parcel: &Parcel, files: &dyn Files, now: Timestamp) -> Answer {
    match tokio::time::timeout(LONGEST, try_carry(channel, parcel, files, now)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(fault)) => fault.into_answer(&parcel.target),
        Err(_) => Answer::Lost { words: "no answer in time".to_owned(), wait: None },
    }
}

async fn try_carry(channel: &dyn Channel, parcel: &Parcel, files: &dyn Files, now: Timestamp) -> Result<Answer> {
    let attempt = Attempt { key: &parcel.id, now };
    let address = parcel.address.as_deref().ok_or_else(|| Fault::new(FaultKind::Field, "nobody knows which chat it belongs to"))?;
    let delivered = |reference, body| Ok(Answer::Delivered { reference, body });
    match parcel.kind {
        ParcelKind::Say => {
            let saying: Saying = read(parcel)?;
            channel.say(address, &saying, load(&saying.files, files).await, attempt).await?;
            delivered(None, None)
        }
        ParcelKind::Comment => {
            channel.note(address, &read::<Comment>(parcel)?, attempt).await?;
            delivered(None, None)
        }
        ParcelKind::Open => {
            let url = channel.hand_over(address, &read(parcel)?, attempt).await?;
            delivered(parcel.remote.clone(), url)
        }
        ParcelKind::Status => {
            channel.set_standing(address, read::<StatusChange>(parcel)?.standing, attempt).await?;
            delivered(None, None)
        }
        ParcelKind::Alert | ParcelKind::Mail | ParcelKind::Call | ParcelKind::Mark | ParcelKind::Event => Err(Fault::new(FaultKind::Field, "a chat takes no such thing")),
    }
}
