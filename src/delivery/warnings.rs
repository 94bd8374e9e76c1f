//! Warns of promises that are about to be broken: sleeps until the earliest may be, or until a ticket changes.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::desk::{Desk, Result};

/// What changes is gathered for so long before it is looked at.
const GATHER: Duration = Duration::from_secs(1);
/// How long it waits after the database refused.
const AGAIN: Duration = Duration::from_secs(30);
/// The longest sleep: should the notice of another node be lost.
const SAFETY: Duration = Duration::from_mins(10);

/// Warns until told to stop.
pub async fn run(desk: Desk, stopping: CancellationToken) {
    let mut changed = desk.hub().join_console();
    loop {
        let waits = match step(&desk).await {
            Ok(()) => until_next(&desk).await.unwrap_or(AGAIN),
            Err(error) => {
                tracing::warn!(%error, "promises cannot be watched; it is tried again");
                AGAIN
            }
        };
        tokio::select! {
            () = stopping.cancelled() => return,
            () = tokio::time::sleep(waits) => {}
            // One that was passed over for being slow is a change like any other.
            _ = changed.recv() => {
                tokio::time::sleep(GATHER).await;
                changed = changed.resubscribe();
            }
        }
    }
}

/// Looks at everything that is due; what another node tells at the same time is told once.
///
/// # Errors
/// When the database refuses.
pub async fn step(desk: &Desk) -> Result<()> {
    loop {
        let due = desk.to_look_at().await?;
        if due.is_empty() {
            return Ok(());
        }
        for number in due {
            let warnings = desk.warn(number).await?;
            if warnings > 0 {
                tracing::info!(ticket = number, warnings, "a promise is about to be broken, or was");
            }
        }
    }
}

async fn until_next(desk: &Desk) -> Result<Duration> {
    let (next, now) = (desk.next_look().await?, desk.world().now());
    let waits = next.map_or(SAFETY, |next| Duration::from_millis(u64::try_from(next.0.saturating_sub(now.0)).unwrap_or(0).saturating_add(1)));
    Ok(waits.min(SAFETY))
}
