//! What goes away by itself: after a day files that were uploaded and never sent and what broken uploads have left, later events that arrived.

use super::{Desk, Error, Result, attach::discard};
use crate::{
    domain::{id::AttachmentId, time::Timestamp},
    store::{self, attachment, folder::Folder, outbox},
};

/// How long an uploaded file waits to be sent, in milliseconds.
const UNSENT_MS: i64 = 24 * 3_600_000;
/// So many are swept in one go.
const MOST: i64 = 500;

impl Desk {
    /// Takes away files that were uploaded and not sent for a day, and what an upload that broke off has left; answers how many.
    ///
    /// # Errors
    /// When the database or the folder refuses.
    pub async fn sweep_attachments(&self, folder: &Folder) -> Result<usize> {
        let before = self.world.now().plus_ms(-UNSENT_MS);
        let unsent = self.write(move |write| Box::pin(async move { Ok(attachment::remove_unsent(write.tx, before, MOST).await?) })).await?;
        let strays = self.strays(folder, before).await?;
        for id in unsent.iter().chain(&strays) {
            discard(folder, id);
        }
        Ok(unsent.len() + strays.len())
    }

    /// Takes away events that ended so long ago, in milliseconds, and gives up what targets that rest were not told for as long; answers how many
    /// were taken away.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn sweep_events(&self, keep_ms: i64) -> Result<usize> {
        let now = self.world.now();
        let before = now.plus_ms(-keep_ms);
        self.write(move |write| Box::pin(async move { Ok(outbox::give_up_resting(write.tx, before, now).await?) })).await?;
        let mut all = 0;
        loop {
            let taken = self.write(move |write| Box::pin(async move { Ok(outbox::remove_events(write.tx, before, MOST).await?) })).await?;
            all += taken;
            if i64::try_from(taken).is_ok_and(|taken| taken < MOST) {
                return Ok(all);
            }
        }
    }

    /// What lies in the folder since before an instant and is in no row.
    async fn strays(&self, folder: &Folder, before: Timestamp) -> Result<Vec<AttachmentId>> {
        let there = folder.clone();
        let mut ids = tokio::task::spawn_blocking(move || there.older_than(before)).await.map_err(|_| Error::Busy)?.map_err(store::Error::from)?;
        let mut tx = self.store.read().await?;
        let mut strays = Vec::new();
        while !ids.is_empty() {
            let rest = ids.split_off(ids.len().min(200));
            let lot = std::mem::replace(&mut ids, rest);
            let known = attachment::find_many(&mut tx, &lot.iter().map(AttachmentId::as_str).collect::<Vec<_>>()).await?;
            strays.extend(lot.into_iter().filter(|id| !known.iter().any(|one| one.file.id == *id)));
        }
        Ok(strays)
    }
}
