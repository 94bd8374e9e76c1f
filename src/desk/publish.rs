//! A new state of the pack takes over.

use std::sync::Arc;

use super::{Desk, Result};
use crate::{
    domain::matching::{Catalog, Study},
    store::{revision, setting, study},
};

impl Desk {
    /// Keeps the files of the revision that serves, so that its turns can be explained later.
    ///
    /// # Errors
    /// When they cannot be kept.
    pub async fn keep_revision(&self, files: String) -> Result<()> {
        let (id, now) = (self.catalog().pack().revision.clone(), self.world.now());
        self.write(move |write| Box::pin(async move { Ok(revision::ensure(write.tx, &id, &files, now).await?) })).await
    }

    /// The secret that signs visitors' tokens, made at the first start and the same on every node.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn ensure_secret(&self) -> Result<String> {
        let secret = self.world.secret();
        self.write(move |write| Box::pin(async move { Ok(setting::ensure(write.tx, "secret", &secret).await?) })).await
    }

    /// Keeps the files of the catalog's revision, then serves with it. Turns under way end with the one they began with.
    ///
    /// # Errors
    /// When the files cannot be kept; the last revision keeps serving.
    pub async fn publish(&self, catalog: Catalog, files: String) -> Result<()> {
        let (id, now) = (catalog.pack().revision.clone(), self.world.now());
        self.write(move |write| Box::pin(async move { Ok(revision::ensure(write.tx, &id, &files, now).await?) })).await?;
        self.catalog.store(Arc::new(catalog));
        self.published.send_replace(());
        Ok(())
    }

    /// Keeps what was studied of a revision and serves with it, if that revision still serves.
    ///
    /// # Errors
    /// When it cannot be kept; what serves goes on.
    pub async fn serve_study(&self, study: Study, catalog: Catalog) -> Result<()> {
        let (of, now) = (catalog.pack().revision.clone(), self.world.now());
        self.write(move |write| Box::pin(async move { Ok(study::ensure(write.tx, &of, &study, now).await?) })).await?;
        let serving = self.catalog.load();
        if serving.pack().revision == catalog.pack().revision {
            // If another was published just now, that one stays.
            self.catalog.compare_and_swap(&serving, Arc::new(catalog));
            self.published.send_replace(());
        }
        Ok(())
    }
}
