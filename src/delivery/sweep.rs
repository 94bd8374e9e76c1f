//! Sweeps now and then: files that nobody sent, and events that arrived long ago.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{desk::Desk, store::folder::Folder};

/// How often it looks: what it looks for is a day old.
const EVERY: Duration = Duration::from_hours(1);

/// Sweeps until told to stop.
pub async fn run(desk: Desk, folder: Folder, keep_events: Duration, stopping: CancellationToken) {
    loop {
        step(&desk, &folder).await;
        sweep_events(&desk, keep_events).await;
        tokio::select! {
            () = stopping.cancelled() => return,
            () = tokio::time::sleep(EVERY) => (),
        }
    }
}

/// Sweeps the folder of attachments once; what another node does at the same time does no harm.
pub async fn step(desk: &Desk, folder: &Folder) {
    match desk.sweep_attachments(folder).await {
        Ok(0) => {}
        Ok(files) => tracing::info!(files, "files that nobody sent were taken away"),
        Err(error) => tracing::warn!(%error, "the folder of attachments could not be swept; it is tried again"),
    }
}

/// Sweeps the outbox once: events are kept for so long, so that they can be sent again.
pub async fn sweep_events(desk: &Desk, keep: Duration) {
    match desk.sweep_events(i64::try_from(keep.as_millis()).unwrap_or(i64::MAX)).await {
        Ok(0) => {}
        Ok(events) => tracing::info!(events, "events that arrived long ago were taken away"),
        Err(error) => tracing::warn!(%error, "old events could not be taken away; it is tried again"),
    }
}
