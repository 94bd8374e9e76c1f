//! Sweeps the folder of attachments now and then.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{desk::Desk, store::folder::Folder};

/// How often it looks: what it looks for is a day old.
const EVERY: Duration = Duration::from_hours(1);

/// Sweeps until told to stop.
pub async fn run(desk: Desk, folder: Folder, stopping: CancellationToken) {
    loop {
        step(&desk, &folder).await;
        tokio::select! {
            () = stopping.cancelled() => return,
            () = tokio::time::sleep(EVERY) => (),
        }
    }
}

/// Sweeps once; what another node does at the same time does no harm.
pub async fn step(desk: &Desk, folder: &Folder) {
    match desk.sweep_attachments(folder).await {
        Ok(0) => {}
        Ok(files) => tracing::info!(files, "files that nobody sent were taken away"),
        Err(error) => tracing::warn!(%error, "the folder of attachments could not be swept; it is tried again"),
    }
}
