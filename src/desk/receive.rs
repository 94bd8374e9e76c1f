//! A visitor's message comes in: understood outside the transaction, answered and stored inside one.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use tokio::sync::oneshot;

use super::{
    Desk, Error, Result,
    enclose::{self, Enclosed},
    turn_job::{TurnJob, Words},
    writer::Job,
};
use crate::domain::{
    conversation::{Conversation, Message},
    id::{ClientId, ConversationId, VisitorId},
    matching::Catalog,
    secrets::{self, Secret},
};

/// The most characters one message may have.
pub const MOST_CHARACTERS: usize = 4000;
/// The most bytes a client id or a choice may have.
const MOST_NAME_BYTES: usize = 200;

/// A message as it came in.
#[derive(Debug, Clone)]
pub struct Inbound {
    /// Where to.
    pub conversation: ConversationId,
    /// Who sends it, proven by the edge.
    pub visitor: VisitorId,
    /// Whether the edge knows which person that is, so that nobody has to ask how to reach them.
    pub known: bool,
    /// What the sender's program calls it.
    pub client_id: ClientId,
    /// What was written; may be empty when files come along.
    pub text: String,
    /// What was uploaded before and comes along.
    pub files: Vec<Enclosed>,
    /// The value of the button that was tapped.
    pub choice: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Received {
    /// The visitor's message as stored.
    pub message: Message,
    /// What the bot said.
    pub replies: Vec<Message>,
    /// The conversation as it stands now.
    pub conversation: Conversation,
    /// Whether it had been received before.
    pub repeated: bool,
    /// Whether a program was asked, whose answer the bot still goes on with.
    pub asks: bool,
}

impl Desk {
    /// Takes in a message, answers it and stores both; the answer is durable when this returns.
    ///
    /// # Errors
    /// `Empty`, `TooLong` or `Invalid` for what cannot be a message or names a file that is not there to be sent, `NotFound` when there is no such conversation of this visitor,
    /// `ClientIdReused` when the client id stands for another text, `Busy` when too much is waiting: nothing was stored then.
    pub async fn receive(&self, inbound: Inbound) -> Result<Received> {
        let catalog = self.catalog.load_full();
        let (mut inbound, hidden) = checked(inbound, &catalog)?;
        let read = |text: String, hidden| Words { understanding: catalog.understand(&catalog.read(&text)), text, hidden };
        let alone = secrets::hide_alone(&inbound.text, &|word| catalog.knows(word)).filter(|_| inbound.choice.is_none()).map(|text| read(text, vec![Secret::Access]));
        let words = read(std::mem::take(&mut inbound.text), hidden);
        let (answer, answered) = oneshot::channel();
        let key = key(&inbound.conversation);
        let job = TurnJob { inbound, words, alone, catalog, now: self.world.now(), reach: Arc::clone(&self.reach), letter: None, answer };
        self.writers.send(key, Job::Turn(Box::new(job)))?;
        answered.await.map_err(|_| Error::Busy)?
    }
}

/// The message as it may be stored, without secrets, and what was hidden in it.
fn checked(mut inbound: Inbound, catalog: &Catalog) -> Result<(Inbound, Vec<Secret>)> {
    let length = inbound.text.chars().count();
    if length > MOST_CHARACTERS {
        return Err(Error::TooLong { over: length - MOST_CHARACTERS });
    }
    inbound.text = storable(&inbound.text);
    if inbound.text.trim().is_empty() && inbound.files.is_empty() {
        return Err(Error::Empty);
    }
    check_client_id(&inbound.client_id)?;
    if inbound.choice.as_ref().is_some_and(|choice| choice.len() > MOST_NAME_BYTES || choice.contains('\0')) {
        return Err(Error::Invalid { field: "choice", problem: format!("longer than {MOST_NAME_BYTES} bytes") });
    }
    let (text, hidden) = secrets::hide(inbound.text, &catalog.pack().secrets, &|word| catalog.knows(word));
    inbound.text = text;
    enclose::check(&mut inbound.files, catalog)?;
    Ok((inbound, hidden))
}

/// Makes sure a client id is short and printable.
pub(super) fn check_client_id(id: &ClientId) -> Result<()> {
    let good = !id.as_str().is_empty() && id.as_str().len() <= MOST_NAME_BYTES && !id.as_str().chars().any(char::is_control);
    if good { Ok(()) } else { Err(Error::Invalid { field: "client_id", problem: format!("must have 1 to {MOST_NAME_BYTES} bytes and no control characters") }) }
}

/// A text as databases can hold it: NUL, which `PostgreSQL` refuses, is shown as the replacement character.
pub(super) fn storable(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

/// By what the writer of a conversation's turns is chosen.
pub(super) fn key(conversation: &ConversationId) -> u64 {
    let mut hasher = DefaultHasher::new();
    conversation.hash(&mut hasher);
    hasher.finish()
}
