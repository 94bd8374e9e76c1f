//! Follows the files of the pack: a good edit serves at once, a broken one is reported and the last good revision serves on.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use notify::{RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{desk::Desk, domain::matching::Catalog, pack};

/// Editors save in several steps; a pack is read when nothing has changed for this long.
const QUIET: Duration = Duration::from_millis(200);

/// Follows the folder until told to stop.
pub async fn run(desk: Desk, folder: PathBuf, stopping: CancellationToken) {
    let (tell, mut changes) = mpsc::channel(1);
    let heard = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            // One waiting notice is enough.
            let _ = tell.try_send(());
        }
    };
    let watcher = notify::recommended_watcher(heard).and_then(|mut watcher| watcher.watch(&folder, RecursiveMode::Recursive).map(|()| watcher));
    let _watcher = match watcher {
        Ok(watcher) => watcher,
        Err(error) => return tracing::warn!(%error, folder = %folder.display(), "the pack cannot be watched; restart after a change"),
    };
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            heard = changes.recv() => if heard.is_none() { return },
        }
        while tokio::time::timeout(QUIET, changes.recv()).await.is_ok_and(|change| change.is_some()) {}
        step(&desk, &folder).await;
    }
}

/// Reads the pack once and serves it if it is good and new.
pub async fn step(desk: &Desk, folder: &Path) {
    let folder = folder.to_owned();
    let read = tokio::task::spawn_blocking(move || pack::read_dir(&folder).map(|files| (pack::load(&files), files))).await;
    match read {
        Ok(Ok((loaded, files))) => publish(desk, loaded, files).await,
        Ok(Err(error)) => tracing::warn!(%error, "the pack cannot be read; the last good revision serves on"),
        Err(error) => tracing::error!(%error, "reading the pack broke off"),
    }
}

async fn publish(desk: &Desk, loaded: pack::Loaded, files: pack::Files) {
    let Some(new) = loaded.pack else {
        let errors: Vec<String> = loaded.problems.iter().filter(|problem| problem.severity == pack::Severity::Error).map(pack::render).collect();
        return tracing::error!(problems = errors.len(), "the changed pack is not served, the last good revision is:\n{}", errors.join("\n"));
    };
    if new.revision == desk.catalog().pack().revision {
        return;
    }
    let (revision, text) = (new.revision.clone(), serde_json::to_string(&files.0).unwrap_or_default());
    let Ok(catalog) = tokio::task::spawn_blocking(move || Catalog::new(Arc::new(new))).await else { return };
    match desk.publish(catalog, text).await {
        Ok(()) => tracing::info!(%revision, "the changed pack serves"),
        Err(error) => tracing::error!(%error, "the changed pack could not be kept; the last good revision serves on"),
    }
}
