//! Studies the pack that serves: the second stage of learning, in the background, kept for every node and the next start.

use std::{fmt, path::PathBuf, process::Stdio, sync::Arc, time::Duration};

use tokio::process::Command;
use tokio_util::sync::CancellationToken;

use crate::{
    desk::Desk,
    domain::{
        content::Pack,
        id::Revision,
        matching::{Catalog, Held, Study, study},
    },
    store,
};

/// How long to wait after something went wrong.
const AGAIN: Duration = Duration::from_secs(30);

/// Where a pack is studied.
#[derive(Debug, Clone)]
pub enum Place {
    /// In this process.
    Here,
    /// In another process of this program, which reads the pack from the same database: the memory it takes goes with it.
    Beside(PathBuf, DatabaseUrl),
}

/// Where a process beside this one finds the database; never shown, for it may hold a password.
#[derive(Clone)]
pub struct DatabaseUrl(pub String);

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&store::redacted(&self.0))
    }
}

/// Why a pack was not studied.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Desk(#[from] crate::desk::Error),
    #[error("the process beside this one: {0}")]
    Process(#[from] std::io::Error),
    #[error("it broke off")]
    BrokeOff,
}

/// Studies each published revision until told to stop. What is under way then is left, and so is the study of a revision
/// that another one has followed.
pub async fn run(desk: Desk, place: Place, stopping: CancellationToken) {
    let mut published = desk.published();
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            changed = published.changed() => if changed.is_err() { return } else { continue },
            () = step(&desk, &place) => (),
        }
        tokio::select! {
            () = stopping.cancelled() => return,
            changed = published.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(AGAIN), if !desk.catalog().is_studied() => (),
        }
    }
}

/// Studies the revision that serves, unless that is done, and serves with what was learned.
pub async fn step(desk: &Desk, place: &Place) {
    let serving = desk.catalog();
    if serving.is_studied() {
        return;
    }
    let revision = serving.pack().revision.clone();
    match try_step(desk, place, serving).await {
        Ok(()) => tracing::info!(%revision, "the pack is studied"),
        Err(error) => tracing::warn!(%revision, %error, "the pack could not be studied; it serves as it is and is studied again"),
    }
}

async fn try_step(desk: &Desk, place: &Place, serving: Arc<Catalog>) -> Result<(), Error> {
    let revision = &serving.pack().revision;
    // Another node or an earlier start may have learned the same.
    let kept = store::study::find(&mut desk.store().read().await?, revision).await?;
    let study = match (kept, place) {
        (Some(kept), _) => kept,
        (None, Place::Here) => {
            let pack = Arc::clone(serving.pack());
            tokio::task::spawn_blocking(move || learn(&pack)).await.map_err(|_| Error::BrokeOff)?
        }
        (None, Place::Beside(program, database)) => beside(program, database, revision).await?,
    };
    let learned = study.clone();
    let catalog = tokio::task::spawn_blocking(move || serving.studied(learned)).await.map_err(|_| Error::BrokeOff)?;
    Ok(desk.serve_study(study, catalog).await?)
}

/// Studies a pack against the bundled strange questions, and says how far it is.
#[must_use]
pub fn learn(pack: &Arc<Pack>) -> Study {
    let mut said = 0.0;
    study::study(pack, &Held::bundled(), &mut |share| {
        if share >= said + 0.25 {
            said = share;
            tracing::info!(revision = %pack.revision, percent = f64::from(share * 100.0).round(), "studying the pack");
        }
    })
}

/// Has this revision studied by another process, which ends when this future is dropped.
async fn beside(program: &PathBuf, database: &DatabaseUrl, revision: &Revision) -> Result<Study, Error> {
    let mut command = Command::new(program);
    command.args(["study", revision.as_str()]).env("GARDA__DATABASE__URL", &database.0);
    let done = command.stdin(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true).output().await?;
    if done.status.success() { Study::from_bytes(&done.stdout).ok_or(Error::BrokeOff) } else { Err(Error::BrokeOff) }
}
