//! Hears what other nodes changed and wakes the listeners of this one.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{
    desk::Desk,
    store::{
        Result,
        notify::{Listener, Notice},
    },
};

/// How long to wait before listening again after the connection was lost.
const AGAIN: Duration = Duration::from_secs(1);

/// Listens until told to stop. A lost connection may have lost notices, so everybody reads again after it.
pub async fn run(desk: Desk, stopping: CancellationToken) {
    loop {
        let listened = tokio::select! {
            () = stopping.cancelled() => return,
            listened = listen(&desk) => listened,
        };
        match listened {
            Ok(()) => return,
            Err(error) => tracing::warn!(%error, "the listener lost its connection"),
        }
        tokio::time::sleep(AGAIN).await;
        desk.hub().tell_all();
    }
}

/// Listens until the connection fails; returns at once where there are no other nodes.
async fn listen(desk: &Desk) -> Result<()> {
    let Some(mut listener) = desk.store().listen(desk.node()).await? else { return Ok(()) };
    loop {
        step(desk, &mut listener).await?;
    }
}

/// Hears one notice and passes it on.
///
/// # Errors
/// When the connection is lost.
pub async fn step(desk: &Desk, listener: &mut Listener) -> Result<()> {
    match listener.next().await? {
        Notice::Everything => desk.hub().tell_all(),
        Notice::Changed(notices) => desk.hear(&notices).await?,
    }
    Ok(())
}
