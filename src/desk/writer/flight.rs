//! Turns taken in memory: stored in one go while the next ones are taken on top of them.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;

use super::{Failure, Writer, look::refuse_unknown};
use crate::{
    desk::{
        Change,
        take_turns::{self, Done},
        turn_job::TurnJob,
    },
    domain::id::ConversationId,
    store::{self, Tx, conversation},
};

/// Turns that are being stored while others are already being taken.
pub(super) struct Flight {
    changes: Vec<Change>,
    storing: BoxFuture<'static, Landed>,
}

/// The turns that were stored, or not, on this connection.
pub(super) struct Landed {
    tx: Tx,
    done: Vec<Done>,
    stored: store::Result<()>,
}

/// How the flight ends; never if there is none.
pub(super) async fn landing(flight: &mut Option<Flight>) -> Landed {
    match flight {
        Some(flight) => flight.storing.as_mut().await,
        None => std::future::pending().await,
    }
}

impl Writer {
    /// Loads conversations that are not remembered.
    pub(super) async fn warm(&mut self, cold: &BTreeSet<ConversationId>) {
        if cold.is_empty() {
            return;
        }
        let read = async { conversation::find_many(&mut self.store.read().await?, &cold.iter().map(ConversationId::as_str).collect::<Vec<_>>()).await };
        match read.await {
            Ok(loaded) => loaded.into_iter().for_each(|remembered| self.memory.keep(remembered)),
            Err(error) => tracing::warn!(%error, "conversations could not be loaded; their turns are taken with a look"),
        }
    }

    /// Begins to store what was taken in memory, if nothing is being stored.
    pub(super) async fn launch(&mut self) {
        if self.flight.is_some() || self.next.is_empty() {
            return;
        }
        let done = std::mem::take(&mut self.next);
        let (saving, changes) = take_turns::saving(&done, &mut self.memory);
        match self.begin().await {
            Ok(mut tx) => {
                let storing = Box::pin(async move {
                    let stored = saving.commit(&mut tx, &take_turns::messages(&done)).await;
                    Landed { tx, done, stored }
                });
                self.flight = Some(Flight { changes, storing });
            }
            Err(error) => self.again(done, &error).await,
        }
    }

    /// What was being stored is, or is not.
    pub(super) async fn land(&mut self, Landed { tx, done, stored }: Landed) {
        let Some(Flight { changes, .. }) = self.flight.take() else { return };
        match stored {
            Ok(()) => {
                self.committed(tx, &changes);
                for (job, received) in done {
                    job.answer(Ok(received));
                }
            }
            Err(error) if error.is_refusal() => {
                // A repeat, or another node went on with one of the conversations.
                self.undo(tx).await;
                self.again(done, &Failure::Inside(error.into())).await;
            }
            Err(error) => {
                drop(tx);
                self.again(done, &Failure::Commit(error.into())).await;
            }
        }
    }

    /// Waits until everything that was taken is stored.
    pub(super) async fn settle(&mut self) {
        while self.flight.is_some() || !self.next.is_empty() {
            if self.flight.is_some() {
                let landed = landing(&mut self.flight).await;
                self.land(landed).await;
            }
            self.launch().await;
        }
    }

    /// Takes turns again that could not be stored, and those that were built on them.
    async fn again(&mut self, done: Vec<Done>, failure: &Failure) {
        self.memory.clear();
        let built = std::mem::take(&mut self.next);
        let mut jobs: Vec<TurnJob> = done.into_iter().map(|(job, _)| job).collect();
        match failure {
            Failure::Commit(error) if self.is_sqlite() => refuse_unknown(std::mem::take(&mut jobs), error),
            // A server has committed or not, and tells the next connection: what is stored is found by its client id.
            Failure::Commit(error) => {
                tracing::warn!(turns = jobs.len(), %error, "a commit failed; its turns are looked for");
                self.hub.tell(&jobs.iter().map(TurnJob::change).collect::<Vec<_>>());
            }
            Failure::Inside(error) => tracing::debug!(turns = jobs.len(), %error, "turns are taken again with a look"),
        }
        jobs.extend(built.into_iter().map(|(job, _)| job));
        self.take_looking(jobs).await;
    }
}
