//! Studies the pack that serves: the second stage of learning, in the background, kept for every node and the next start.

use std::{fmt, path::PathBuf, process::Stdio, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
    process::{ChildStderr, Command},
};
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

/// What a process beside another one writes before each percent it has studied, a line each.
pub const STUDIED: &str = "studied % ";
/// It is logged at each quarter.
const QUARTER: u8 = 25;
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
    let kept = store::study::find(&mut desk.store().read().await?, revision).await?.filter(|kept| serving.fits(kept));
    let known = kept.is_some();
    let progress = Progress { desk: desk.clone(), revision: revision.clone() };
    let _over = Over(desk);
    let study = match (kept, place) {
        (Some(kept), _) => kept,
        (None, Place::Here) => {
            let pack = Arc::clone(serving.pack());
            tokio::task::spawn_blocking(move || learn(&pack, &mut |percent| progress.tell(percent))).await.map_err(|_| Error::BrokeOff)?
        }
        (None, Place::Beside(program, database)) => beside(program, database, &progress).await?,
    };
    if !known {
        desk.keep_study(revision.clone(), serving.to_keep(study.clone())).await?;
    }
    let catalog = tokio::task::spawn_blocking(move || serving.studied(study)).await.map_err(|_| Error::BrokeOff)?;
    desk.serve_studied(catalog);
    Ok(())
}

/// Where it is told how far the study of a revision has come.
struct Progress {
    desk: Desk,
    revision: Revision,
}

impl Progress {
    fn tell(&self, percent: u8) {
        let (before, catalog) = (*self.desk.studying().borrow(), self.desk.catalog());
        // What another revision has overtaken runs on unheard.
        if before == Some(percent) || catalog.is_studied() || catalog.pack().revision != self.revision {
            return;
        }
        if percent / QUARTER > before.unwrap_or(0) / QUARTER {
            tracing::info!(revision = %self.revision, percent, "studying the pack");
        }
        self.desk.tell_studying(Some(percent));
    }
}

/// When this goes, nothing is being studied any more.
struct Over<'a>(&'a Desk);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.tell_studying(None);
    }
}

/// Studies a pack against the bundled strange questions, and says at each percent how far it is.
#[must_use]
pub fn learn(pack: &Arc<Pack>, progress: &mut dyn FnMut(u8)) -> Study {
    let mut said = 0;
    study::study(pack, &Held::bundled(), &mut |share| {
        let percent = percent(share);
        if percent > said {
            said = percent;
            progress(percent);
        }
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
fn percent(share: f32) -> u8 {
    (share * 100.0).clamp(0.0, 100.0) as u8
}

/// Has this revision studied by another process, which ends when this future is dropped.
async fn beside(program: &PathBuf, database: &DatabaseUrl, progress: &Progress) -> Result<Study, Error> {
    let mut command = Command::new(program);
    command.args(["study", progress.revision.as_str()]).env("GARDA__DATABASE__URL", &database.0);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).spawn()?;
    let (out, err) = (child.stdout.take().ok_or(Error::BrokeOff)?, child.stderr.take().ok_or(Error::BrokeOff)?);
    let (mut out, mut bytes) = (BufReader::new(out), Vec::new());
    let (_, (), done) = tokio::try_join!(out.read_to_end(&mut bytes), hear(err, progress), child.wait())?;
    if done.success() { Study::from_bytes(&bytes).ok_or(Error::BrokeOff) } else { Err(Error::BrokeOff) }
}

/// Takes what it says of its progress, and passes on what it logs.
async fn hear(said: ChildStderr, progress: &Progress) -> std::io::Result<()> {
    let mut lines = BufReader::new(said).split(b'\n');
    while let Some(line) = lines.next_segment().await? {
        let line = String::from_utf8_lossy(&line);
        match line.strip_prefix(STUDIED).and_then(|percent| percent.parse().ok()) {
            Some(percent) => progress.tell(percent),
            None => eprintln!("{line}"),
        }
    }
    Ok(())
}
