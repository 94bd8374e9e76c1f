//! Fetches letters from a mailbox: what is new when it comes, and everything again when its numbers no longer hold.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{
    connect::{Fetched, ImapSettings, Session},
    desk::{Desk, Error},
    domain::{letter::Envelope, time::Timestamp},
    store::letter::Mailbox,
};

/// How long a server lets us wait at most (RFC 2177), with something left over.
const LONGEST_WAIT: Duration = Duration::from_mins(24);
/// How long to wait before another try: the first time, and at most.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// When a mailbox counts anew, letters that are older are not looked at again.
const OLDEST_MS: i64 = 30 * 86_400_000;

/// A mailbox and how its letters are fetched.
#[derive(Debug)]
pub struct Fetcher {
    desk: Desk,
    settings: ImapSettings,
    most_bytes: usize,
}

impl Fetcher {
    /// A fetcher of a mailbox; of longer letters only the first so many bytes are fetched.
    #[must_use]
    pub fn new(desk: Desk, settings: ImapSettings, most_bytes: usize) -> Self {
        Self { desk, settings, most_bytes }
    }

    /// Fetches until told to stop. A server that cannot be reached is tried again, less and less often.
    pub async fn run(self, stopping: CancellationToken) {
        let (mut pause, mut reached) = (FIRST_PAUSE, true);
        while !stopping.is_cancelled() {
            let ended = tokio::select! {
                () = stopping.cancelled() => return,
                ended = self.session(&mut pause, &mut reached) => ended,
            };
            if let Err(words) = ended {
                // Said once, not every few minutes.
                if reached {
                    tracing::warn!(mailbox = self.settings.name(), error = words, "the mailbox cannot be read; it is tried again");
                    reached = false;
                }
                let drawn = pause.mul_f64(1.0 + self.desk.world().chance() / 2.0);
                pause = (pause * 2).min(LONGEST_PAUSE);
                tokio::select! {
                    () = stopping.cancelled() => return,
                    () = tokio::time::sleep(drawn) => {}
                }
            }
        }
    }

    async fn session(&self, pause: &mut Duration, reached: &mut bool) -> Result<(), String> {
        let mut session = self.settings.open().await?;
        if !*reached {
            tracing::info!(mailbox = self.settings.name(), "the mailbox can be read again");
        }
        (*pause, *reached) = (FIRST_PAUSE, true);
        loop {
            self.take_new(&mut session).await?;
            session.wait(LONGEST_WAIT).await?;
        }
    }

    /// Takes in everything that is new, once.
    ///
    /// # Errors
    /// What went wrong, in words; what was taken in until then stays so.
    pub async fn step(&self) -> Result<(), String> {
        let mut session = self.settings.open().await?;
        let taken = self.take_new(&mut session).await;
        session.leave().await;
        taken
    }

    async fn take_new(&self, session: &mut Session) -> Result<(), String> {
        let (name, now) = (self.settings.name(), self.desk.world().now());
        let kept = self.desk.mailbox(&name).await.map_err(|error| error.to_string())?;
        let (mut at, uids) = match kept {
            Some(kept) if kept.validity == session.validity => (kept, session.after(kept.uid).await?),
            // What came in before anybody asked us to is not ours to answer.
            None => {
                let last = session.after(0).await?.last().copied().unwrap_or(0);
                let first = Mailbox { validity: session.validity, uid: last.max(session.next - 1), since: now };
                self.keep(&name, first).await?;
                (first, Vec::new())
            }
            Some(kept) => {
                let since = kept.since.max(now.plus_ms(-OLDEST_MS));
                (Mailbox { validity: session.validity, uid: 0, since: kept.since }, session.since(since).await?)
            }
        };
        for uid in uids {
            if let Some(letter) = session.fetch(uid, self.most_bytes).await? {
                self.take(session, uid, letter, at.since).await?;
            }
            at.uid = uid;
            self.keep(&name, at).await?;
        }
        if kept.is_some_and(|kept| kept.validity != at.validity) {
            at.uid = at.uid.max(session.next - 1);
            self.keep(&name, at).await?;
        }
        Ok(())
    }

    async fn take(&self, session: &mut Session, uid: i64, letter: Fetched, since: Timestamp) -> Result<(), String> {
        // The server's clock may be behind ours a little.
        if letter.at.is_some_and(|at| at.plus_ms(60_000) < since) {
            return Ok(());
        }
        match self.desk.receive_letter(letter.bytes, Envelope::default()).await {
            // A mark that cannot be set does no harm.
            Ok(_) => session.mark(uid).await.or(Ok(())),
            Err(error @ (Error::Busy | Error::Store(_))) => Err(format!("a letter cannot be stored: {error}")),
            Err(error) => {
                tracing::error!(uid, %error, "a letter could not be taken in; it stays in the mailbox, unread");
                Ok(())
            }
        }
    }

    async fn keep(&self, name: &str, read: Mailbox) -> Result<(), String> {
        self.desk.keep_mailbox(name.to_owned(), read).await.map_err(|error| format!("how far the mailbox was read cannot be stored: {error}"))
    }
}
