//! Verbs: rare writes that run their own statements.

use super::{Failure, Writer, job::Verb};
use crate::{desk::Write, store};

impl Writer {
    /// Verbs lock rows as they please; several in one transaction could wait for each other on a shared server.
    pub(super) fn most_verbs(&self) -> usize {
        if self.is_sqlite() { 64 } else { 1 }
    }

    pub(super) async fn run_verbs(&mut self, verbs: &mut Vec<Box<dyn Verb>>) {
        if verbs.is_empty() {
            return;
        }
        self.settle().await;
        let mut verbs = std::mem::take(verbs);
        let committed = self.try_verbs(&mut verbs).await;
        if let Err(Failure::Inside(error) | Failure::Commit(error)) = &committed {
            tracing::error!(verbs = verbs.len(), %error, "verbs could not be stored");
        }
        for verb in verbs {
            verb.finish(committed.is_ok());
        }
    }

    async fn try_verbs(&mut self, verbs: &mut [Box<dyn Verb>]) -> std::result::Result<(), Failure> {
        let inside = |error: store::Error| Failure::Inside(error.into());
        let (mut changes, mut later, mut begun) = (Vec::new(), Vec::new(), Vec::new());
        let mut tx = self.begin().await?;
        if tx.ready().await.is_err() {
            // The kept connection is gone; verbs cannot be run twice, so that must be known before.
            drop(tx);
            tx = self.store.begin().await.map_err(inside)?;
        }
        for verb in verbs {
            let before = (changes.len(), later.len());
            tx.mark().await.map_err(inside)?;
            if verb.run(Write { tx: &mut tx, changes: &mut changes, later: &mut later, begun: &mut begun }).await {
                tx.keep().await.map_err(inside)?;
            } else {
                changes.truncate(before.0);
                later.truncate(before.1);
                tx.back_to_mark().await.map_err(inside)?;
            }
        }
        self.commit(tx, &mut changes, &later).await?;
        for remembered in begun {
            self.memory.keep(remembered);
        }
        Ok(())
    }
}
