//! `garda study`: what a serving Garda runs beside itself, so that the memory of studying goes when it is over.

use std::{io::Write as _, process::ExitCode};

use clap::Args;

use super::open_store;
use crate::{
    app::{self, Error},
    config::Config,
    domain::id::Revision,
    pack,
    store::revision,
};

#[derive(Debug, Args)]
pub(super) struct Study {
    /// A revision that the database keeps.
    revision: String,
}

impl Study {
    /// Writes what was studied of the revision to standard output, and how far it has come to standard error.
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Error> {
        let broken = |error: &dyn std::fmt::Display| Error::Usage(format!("studying: {error}"));
        let store = open_store(config).await?;
        let kept = revision::find(&mut store.read().await?, &Revision::new(self.revision)).await?;
        let files = kept.ok_or_else(|| broken(&"the database does not keep this revision"))?;
        let files = pack::Files(serde_json::from_str(&files).map_err(|error| broken(&error))?);
        let pack = pack::load(&files).pack.ok_or_else(|| broken(&"the pack has errors"))?;
        // Whoever no longer listens does not keep it from studying.
        let mut say = |percent| drop(writeln!(std::io::stderr(), "{}{percent}", app::STUDIED));
        std::io::stdout().write_all(&app::learn(&pack.into(), &mut say).to_bytes()).map_err(|error| broken(&error))?;
        Ok(ExitCode::SUCCESS)
    }
}
