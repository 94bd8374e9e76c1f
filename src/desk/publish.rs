//! A new state of the pack takes over.

use std::sync::Arc;

use tokio::sync::watch;

use super::{Desk, Result};
use crate::{
    domain::{
        id::Revision,
        matching::{Catalog, Study},
    },
    store::{revision, setting, study},
};

impl Desk {
    /// Keeps the files of the revision that serves, so that its turns can be explained later.
    ///
    /// # Errors
    /// When they cannot be kept.
    pub async fn keep_revision(&self, files: String) -> Result<()> {
        let (id, now) = (self.catalog().pack().revision.clone(), self.world.now());
        warn_if_crowded(&self.catalog());
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
        warn_if_crowded(&catalog);
        self.catalog.store(Arc::new(catalog));
        self.published.send_replace(());
        Ok(())
    }

    /// Keeps what was studied of a revision.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub async fn keep_study(&self, of: Revision, study: Study) -> Result<()> {
        let now = self.world.now();
        self.write(move |write| Box::pin(async move { Ok(study::ensure(write.tx, &of, &study, now).await?) })).await
    }

    /// Serves what was studied of a revision, if that revision still serves.
    pub fn serve_studied(&self, catalog: Catalog) {
        let serving = self.catalog.load();
        if serving.pack().revision == catalog.pack().revision {
            // If another was published just now, that one stays.
            self.catalog.compare_and_swap(&serving, Arc::new(catalog));
            self.published.send_replace(());
        }
    }

    /// How far this node has come with studying the pack that serves, in percent; none where it is not at it.
    #[must_use]
    pub fn studying(&self) -> watch::Receiver<Option<u8>> {
        self.studying.subscribe()
    }

    /// Says how far it has come.
    pub fn tell_studying(&self, percent: Option<u8>) {
        self.studying.send_replace(percent);
    }
}

fn warn_if_crowded(catalog: &Catalog) {
    if catalog.is_without_classifier() {
        let (revision, intents) = (&catalog.pack().revision, catalog.pack().intents.len());
        tracing::warn!(%revision, intents, "too much for the classifier: rules and likeness alone tell the intents apart");
    }
}
