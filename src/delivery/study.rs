//! Studies the pack that serves: the second stage of learning, in the background, kept for every node and the next start.

use std::{path::PathBuf, process::Stdio, sync::Arc, time::Duration};

use tokio::{io::AsyncWriteExt as _, process::Command};
use tokio_util::sync::CancellationToken;

use crate::{
    desk::Desk,
    domain::{
        content::Pack,
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
    /// In another process of this program: the memory it takes goes with it.
    Beside(PathBuf),
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
        (None, Place::Beside(program)) => {
            let files = store::revision::find(&mut desk.store().read().await?, revision).await?.ok_or(Error::BrokeOff)?;
            beside(program, files).await?
        }
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

/// Has these files studied by another process, which ends when this future is dropped.
async fn beside(program: &PathBuf, files: String) -> Result<Study, Error> {
    let mut child = Command::new(program).arg("study").stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(files.as_bytes()).await?;
    }
    let done = child.wait_with_output().await?;
    if done.status.success() { Study::from_bytes(&done.stdout).ok_or(Error::BrokeOff) } else { Err(Error::BrokeOff) }
}
