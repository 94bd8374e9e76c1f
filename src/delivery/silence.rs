//! Looks now and then for visitors who fell silent.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{desk::Desk, domain::dialogue::Patience};

/// How often it looks. Nothing is promised to the second.
const EVERY: Duration = Duration::from_secs(20);

/// Follows up until told to stop.
pub async fn run(desk: Desk, patience: Patience, stopping: CancellationToken) {
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            () = tokio::time::sleep(EVERY) => step(&desk, patience).await,
        }
    }
}

/// Looks once; what another node does at the same time is done once.
pub async fn step(desk: &Desk, patience: Patience) {
    let silent = match desk.silent(patience).await {
        Ok(silent) => silent,
        Err(error) => return tracing::warn!(%error, "silent conversations cannot be looked for"),
    };
    for conversation in silent {
        match desk.follow_up(conversation.clone(), patience).await {
            Ok(true) => tracing::debug!(%conversation, "a silent visitor was followed up"),
            Ok(false) => {}
            Err(error) => tracing::warn!(%conversation, %error, "a silent visitor could not be followed up; it is tried again"),
        }
    }
}
