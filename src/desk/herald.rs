//! Tells the other nodes what changed once it is stored, several changes at a time.

use std::time::Duration;

use tokio::sync::mpsc;

use super::Change;
use crate::store::{Result, Store};

/// The most changes told at once.
const MOST: usize = 1024;
/// How long to wait before telling again what could not be told.
const AGAIN: Duration = Duration::from_secs(1);
/// How long what changes is gathered after a telling: at most so many tellings are made, however busy the node is.
const GATHER: Duration = Duration::from_millis(10);

/// Where writers leave what changed; there is nobody to tell on `SQLite`.
///
/// Its queue has no bound of its own: only what was just stored comes in, and each lot that goes out takes all of it along.
#[derive(Debug, Clone)]
pub(super) struct Herald(Option<mpsc::UnboundedSender<String>>);

impl Herald {
    pub(super) fn start(store: &Store, node: &str) -> Self {
        if matches!(store, Store::Sqlite { .. }) {
            return Self(None);
        }
        let (queue, waiting) = mpsc::unbounded_channel();
        tokio::spawn(work(store.clone(), node.to_owned(), waiting));
        Self(Some(queue))
    }

    /// Leaves these changes to be told.
    pub(super) fn tell_changes<'c>(&self, changes: impl Iterator<Item = &'c Change>) {
        if self.0.is_some() {
            changes.for_each(|change| self.tell(change.to_notice()));
        }
    }

    /// Leaves a notice to be told.
    pub(super) fn tell(&self, notice: String) {
        if let Some(queue) = &self.0 {
            // The worker ends only with the program.
            let _ = queue.send(notice);
        }
    }
}

async fn work(store: Store, node: String, mut waiting: mpsc::UnboundedReceiver<String>) {
    let mut notices = Vec::new();
    while waiting.recv_many(&mut notices, MOST).await > 0 {
        notices.sort_unstable();
        notices.dedup();
        while let Err(error) = tell(&store, &node, &notices).await {
            if waiting.is_closed() {
                return;
            }
            tracing::warn!(%error, "the other nodes could not be told what changed; trying again");
            tokio::time::sleep(AGAIN).await;
        }
        notices.clear();
        tokio::time::sleep(GATHER).await;
    }
}

async fn tell(store: &Store, node: &str, notices: &[String]) -> Result<()> {
    store.read().await?.announce_stored(node, notices).await
}
