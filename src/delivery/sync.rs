//! Asks ticket systems what changed there, each in its own time, and takes it in; what is known already changes nothing, so every node may ask.

use std::{collections::BTreeMap, io::Read as _, sync::Arc, time::Duration};

use futures_util::future::{BoxFuture, join_all};
use tokio_util::sync::CancellationToken;

use crate::{
    connect::ticket::{Fault, Files, Sink},
    desk::{Desk, Error},
    domain::id::AttachmentId,
    store::folder::{Folder, Which},
};

/// The longest wait after a fault; each one doubles it.
const LONGEST: Duration = Duration::from_mins(30);

/// Asks until told to stop.
pub async fn run(desk: Desk, sinks: BTreeMap<String, Arc<dyn Sink>>, stopping: CancellationToken) {
    let asked = sinks.iter().filter_map(|(name, sink)| Some(follow(&desk, name, &**sink, sink.asked_every()?)));
    tokio::select! {
        () = stopping.cancelled() => {}
        _ = join_all(asked) => stopping.cancelled().await,
    }
}

async fn follow(desk: &Desk, name: &str, sink: &dyn Sink, every: Duration) {
    let mut wait = every;
    loop {
        // Nodes that were started together do not ask together.
        tokio::time::sleep(wait.mul_f64(0.9 + desk.world().chance() / 5.0)).await;
        wait = match step(desk, name, sink).await {
            Ok(()) => every,
            Err(fault) => {
                tracing::warn!(sink = name, fault = ?fault.kind, words = fault.words, "what changed there cannot be read; {}", fault.advice(name));
                wait.saturating_mul(2).min(LONGEST).max(every)
            }
        };
    }
}

/// Asks once what changed since the last time, takes it in, and only then remembers up to where.
///
/// # Errors
/// What went wrong; the next step asks for the same again.
pub async fn step(desk: &Desk, name: &str, sink: &dyn Sink) -> Result<(), Fault> {
    let refused = |error: Error| Fault::ours(&error);
    let open = desk.open_in(name).await.map_err(refused)?;
    let cursor = desk.read_place(name).await.map_err(refused)?;
    if open.is_empty() && cursor.is_some() {
        return Ok(());
    }
    let changes = sink.changes(cursor.as_deref(), &open).await?;
    desk.look_at(name, sink, &changes.remotes).await?;
    if cursor.as_ref() != Some(&changes.cursor) {
        desk.read_on(name.to_owned(), changes.cursor).await.map_err(refused)?;
    }
    Ok(())
}

/// The bytes of attachments, from the folder they are in.
#[derive(Debug)]
pub struct OnDisk(pub Folder);

impl Files for OnDisk {
    fn read<'a>(&'a self, id: &'a AttachmentId) -> BoxFuture<'a, Option<Vec<u8>>> {
        let (folder, id) = (self.0.clone(), id.clone());
        Box::pin(async move {
            let read = move || {
                let mut bytes = Vec::new();
                folder.open(&id, Which::Whole).ok()?.0.read_to_end(&mut bytes).ok()?;
                Some(bytes)
            };
            tokio::task::spawn_blocking(read).await.ok().flatten()
        })
    }
}
