//! A mailbox as a ticket system: each ticket is one thread there.
//!
//! Nothing can be asked of a mailbox. A mail that is sent again has the same `Message-ID`, by which the receiver may drop it. Answers go to an
//! address of ours by `Reply-To` and from there into the chat; without such an address they go to the requester and do not come back.

mod letter;

use std::time::Duration;

use futures_util::future::BoxFuture;
use lettre::message::Mailbox;

use super::{
    super::{
        Answers, Settings,
        mail::{AutoSubmitted, Post},
    },
    Attempt, Call, Denied, Fault, FaultKind, File, Hooked, Remote, Result, Sink, SinkSettings,
};
use crate::domain::{
    sink::{Changes, Comment, Opening, RemoteTicket, Standing},
    ticket::read_number,
    time::Timestamp,
};
use letter::Envelope;

/// A mailbox.
#[derive(Debug)]
pub(super) struct Letters {
    post: Post,
    to: Mailbox,
    settings: SinkSettings,
    answers: Option<Answers>,
}

impl Letters {
    pub(super) fn new(name: &str, settings: &SinkSettings, all: &Settings) -> std::result::Result<Self, String> {
        let mail = all.mail.as_ref().ok_or_else(|| format!("sink {name}: a mailbox needs the server of [mail]"))?;
        let to = settings.option("address").unwrap_or_default().parse().map_err(|_| format!("sink {name}: options.address must be an e-mail address"))?;
        Ok(Self { post: Post::new(mail)?, to, settings: settings.clone(), answers: all.answers.clone() })
    }

    /// Where answers of the desk to a ticket of this number go, so that they reach the chat.
    fn back(&self, number: &str) -> Option<Mailbox> {
        let (answers, number) = (self.answers.as_ref()?, read_number(number)?);
        let (local, domain) = answers.address.rsplit_once('@')?;
        Some(Mailbox::new(None, format!("{local}+{}@{domain}", answers.key.make_for_desk(number)).parse().ok()?))
    }

    async fn send(&self, envelope: Envelope<'_>, words: &str, files: Vec<File>) -> Result<()> {
        let message = letter::write(envelope, words, files).ok_or_else(|| Fault::new(FaultKind::Field, "it cannot be written as an e-mail"))?;
        self.post.give(message).await
    }

    /// A further mail in the thread of a ticket.
    async fn go_on(&self, remote: &str, id: String, words: &str, files: Vec<File>) -> Result<()> {
        let (number, reference) = letter::parts(remote).ok_or_else(|| Fault::new(FaultKind::Missing, "the ticket has no thread"))?;
        let (subject, answers) = (format!("Re: [{number}]"), Some(reference.to_owned()));
        self.send(Envelope { from: self.post.from(), to: &self.to, reply_to: self.back(number), subject, id, answers }, words, files).await
    }
}

impl Sink for Letters {
    fn check(&self) -> BoxFuture<'_, Result<String>> {
        Box::pin(async move {
            self.post.knock().await?;
            Ok(format!("mails from {} to {}", self.post.from().email, self.to.email))
        })
    }

    /// Nothing can be asked; the receiver tells repeats by their name.
    fn find<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Remote>>> {
        Box::pin(async { Ok(None) })
    }

    fn open<'a>(&'a self, opening: &'a Opening, files: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<Remote>> {
        Box::pin(async move {
            let back = self.back(&opening.number);
            let guide = opening.notice.as_ref().filter(|_| back.is_some()).map(|notice| format!("{}\n\n", notice.guide)).unwrap_or_default();
            let envelope = Envelope {
                from: self.post.from(),
                to: &self.to,
                reply_to: back.or_else(|| letter::requester(opening)),
                subject: letter::subject(opening, &self.settings),
                id: opening.reference.clone(),
                answers: None,
            };
            self.send(envelope, &format!("{guide}{}", letter::words(opening, &self.settings)), files).await?;
            Ok(Remote { id: letter::name(opening), url: None })
        })
    }

    fn has_comment<'a>(&'a self, _: &'a str, _: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async { Ok(false) })
    }

    fn comment<'a>(&'a self, remote: &'a str, comment: &'a Comment, files: Vec<File>, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let words = if comment.public { comment.words() } else { format!("(internal)\n{}", comment.words()) };
            self.go_on(remote, attempt.key.to_owned(), &words, files).await
        })
    }

    fn set_standing<'a>(&'a self, remote: &'a str, standing: Standing, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        let word = match standing {
            Standing::Open => "open",
            Standing::Pending => "pending",
            Standing::Resolved => "resolved",
        };
        Box::pin(async move { self.go_on(remote, attempt.key.to_owned(), &format!("Status: {word}\n"), Vec::new()).await })
    }

    fn changes<'a>(&'a self, _: Option<&'a str>, _: &'a [String]) -> BoxFuture<'a, Result<Changes>> {
        Box::pin(async { Ok(Changes::default()) })
    }

    fn read<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<RemoteTicket>> {
        Box::pin(async { Err(Fault::new(FaultKind::Missing, "a mailbox cannot be asked")) })
    }

    fn hooked(&self, _: &Call<'_>, _: Timestamp) -> std::result::Result<Hooked, Denied> {
        Err(Denied::NotExpected)
    }

    fn asked_every(&self) -> Option<Duration> {
        None
    }
}
