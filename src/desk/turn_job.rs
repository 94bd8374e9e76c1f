//! A message that waits for its turn, and what may be kept of its words.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::{Change, Error, Inbound, Received, Result, World, relay::Relay};
use crate::domain::{
    dialogue::{DialogueState, Heard, Sent},
    matching::{Catalog, Understanding},
    outbox::Reach,
    secrets::Secret,
    time::Timestamp,
};

/// The words of a message, without secrets.
pub(super) struct Words {
    pub(super) text: String,
    /// What was hidden in them.
    pub(super) hidden: Vec<Secret>,
    pub(super) understanding: Understanding,
}

/// A message waiting for its turn.
pub(super) struct TurnJob {
    pub(super) inbound: Inbound,
    pub(super) words: Words,
    /// The same with what looks like a secret hidden, for when the message before announced one.
    pub(super) alone: Option<Words>,
    pub(super) catalog: Arc<Catalog>,
    pub(super) now: Timestamp,
    pub(super) reach: Arc<Reach>,
    /// What is particular to a letter by e-mail, if it is one.
    pub(super) letter: Option<Aside>,
    pub(super) answer: oneshot::Sender<Result<Received>>,
}

/// What a letter has beside the words of a message.
pub(super) struct Aside {
    /// The name its sender writes under.
    pub(super) name: String,
    /// What it carries along.
    pub(super) rest: String,
    /// Whether a token says that whoever sent it may ask for the visitor's tickets and act on them; an address proves nothing.
    pub(super) proven: bool,
    /// Whether people look at it at once, and the bot says nothing.
    pub(super) hands_over: bool,
}

impl TurnJob {
    /// Whether whoever sent it may ask for the visitor's tickets and act on them.
    pub(super) fn may_act(&self) -> bool {
        self.letter.as_ref().is_none_or(|letter| letter.proven)
    }

    /// What was written or tapped, and what was understood of it.
    pub(super) fn heard<'a>(&'a self, files: &'a [Sent], state: &DialogueState) -> Heard<'a> {
        let words = self.words(state);
        Heard { text: &words.text, choice: self.inbound.choice.as_deref(), understanding: &words.understanding, files }
    }

    /// What was written, as it may be kept after what was said before.
    pub(super) fn words(&self, state: &DialogueState) -> &Words {
        self.alone.as_ref().filter(|_| state.announced).unwrap_or(&self.words)
    }

    /// Whether a stored text is of this very message.
    pub(super) fn is_of(&self, text: &str) -> bool {
        std::iter::once(&self.words).chain(&self.alone).any(|words| words.text == text)
    }

    /// Tells other systems of what it does to tickets.
    pub(super) fn relay<'a>(&'a self, world: &'a World) -> Relay<'a> {
        Relay { pack: self.catalog.pack(), reach: &self.reach, world, from: None, agent: None }
    }

    pub(super) fn answer(self, outcome: Result<Received>) {
        // Whoever asked may be gone; what was stored stays stored.
        let _ = self.answer.send(outcome);
    }

    /// What changed if it is stored, nobody knows by whom.
    pub(super) fn change(&self) -> Change {
        Change::plain(&self.inbound.conversation)
    }

    pub(super) fn refuse(self, error: Error) {
        self.answer(Err(error));
    }

    /// Refuses because of an error that is reported here, in full, once.
    pub(super) fn refuse_once(self, error: &Error) {
        tracing::error!(conversation = %self.inbound.conversation, %error, "a message was refused");
        self.refuse(Error::Busy);
    }
}
