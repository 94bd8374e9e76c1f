//! A new state of the pack takes over.

use std::sync::Arc;

use super::{Desk, Result};
use crate::{domain::matching::Catalog, store::revision};

impl Desk {
    /// Keeps the files of the catalog's revision, then serves with it. Turns under way end with the one they began with.
    ///
    /// # Errors
    /// When the files cannot be kept; the last revision keeps serving.
    pub async fn publish(&self, catalog: Catalog, files: String) -> Result<()> {
        let (id, now) = (catalog.pack().revision.clone(), self.world.now());
        self.write(move |write| Box::pin(async move { Ok(revision::ensure(write.tx, &id, &files, now).await?) })).await?;
        self.catalog.store(Arc::new(catalog));
        Ok(())
    }
}
