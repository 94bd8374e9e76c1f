//! Takes letters from the mail server of the house, by LMTP (RFC 2033) or SMTP (RFC 5321); what is not stored is not taken.

mod data;
mod talk;

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::TcpListener,
    sync::Semaphore,
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    desk::{Desk, Error},
    domain::letter::Envelope,
};
use data::Data;
use talk::{Heard, Talk};

/// So many servers are talked to at one time; others wait.
const AT_ONCE: usize = 8;
/// How long a command or a piece of a letter may take.
const PATIENCE: Duration = Duration::from_mins(5);
/// What is said when the program ends.
const CLOSING: &str = "421 4.3.2 closing, come again";

/// Takes letters until told to stop.
pub async fn run(desk: Desk, listener: TcpListener, most_bytes: usize, stopping: CancellationToken) {
    let (room, sessions) = (Arc::new(Semaphore::new(AT_ONCE)), TaskTracker::new());
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { break };
        let stream = tokio::select! {
            () = stopping.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a mail server could not be let in");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let (desk, stopping) = (desk.clone(), stopping.clone());
        sessions.spawn(async move {
            let (read, write) = stream.into_split();
            let ended = Session { desk, most_bytes, read: BufReader::new(read), write, stopping }.hold().await;
            if let Err(error) = ended {
                tracing::debug!(%error, "a session with a mail server broke off");
            }
            drop(place);
        });
    }
    sessions.close();
    sessions.wait().await;
}

struct Session<R, W> {
    desk: Desk,
    most_bytes: usize,
    read: BufReader<R>,
    write: W,
    stopping: CancellationToken,
}

impl<R: AsyncRead + Unpin, W: AsyncWrite + Unpin> Session<R, W> {
    async fn hold(mut self) -> std::io::Result<()> {
        let mut talk = Talk::new(self.most_bytes);
        self.say("220 garda takes letters").await?;
        loop {
            let line = tokio::select! {
                () = self.stopping.cancelled() => return self.say(CLOSING).await,
                line = timeout(PATIENCE, data::line(&mut self.read)) => line,
            };
            let Ok(line) = line else { return self.say("421 4.4.2 nothing was said for too long").await };
            let Some(line) = line? else { return Ok(()) };
            match talk.hear(&line) {
                Heard::Say(answer) => self.say(&answer).await?,
                Heard::Letter(envelope) => {
                    self.say("354 go on, and end with a dot").await?;
                    let answers = if talk.is_lmtp() { envelope.to.len() } else { 1 };
                    let data = tokio::select! {
                        () = self.stopping.cancelled() => return self.say(CLOSING).await,
                        data = timeout(PATIENCE, data::read(&mut self.read, self.most_bytes)) => data,
                    };
                    let Ok(data) = data else { return self.say("421 4.4.2 the letter takes too long").await };
                    let answer = match data? {
                        Data::Whole(bytes) => self.take(bytes, envelope).await,
                        Data::TooLong => "552 5.3.4 the letter is too long",
                        Data::Broken => return Ok(()),
                    };
                    for _ in 0..answers {
                        self.say(answer).await?;
                    }
                }
                Heard::End(answer) => return self.say(&answer).await,
            }
        }
    }

    /// Hands a letter to the desk; only what is stored is taken.
    async fn take(&self, bytes: Vec<u8>, envelope: Envelope) -> &'static str {
        match self.desk.receive_letter(bytes, envelope).await {
            Ok(_) => "250 2.0.0 taken",
            Err(Error::Busy) => "451 4.3.2 too busy, bring it again",
            Err(error) => {
                tracing::error!(%error, "a letter could not be taken; its server brings it again");
                "451 4.3.0 it could not be stored, bring it again"
            }
        }
    }

    async fn say(&mut self, answer: &str) -> std::io::Result<()> {
        self.write.write_all(format!("{answer}\r\n").as_bytes()).await?;
        self.write.flush().await
    }
}
