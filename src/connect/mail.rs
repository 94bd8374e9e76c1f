//! Sends e-mails through the server of the organisation.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header},
    transport::smtp::AsyncSmtpTransportBuilder,
};

use super::{
    MailSettings,
    ticket::{Fault, FaultKind, Files},
};
use crate::domain::{
    letter::LOOP,
    mail::{Thread, Threaded, message_id},
    outbox::{Answer, Parcel},
};

/// How long each word of the server may take.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The way to the server.
pub(super) struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Post")
    }
}

impl MailSettings {
    /// Whether a server and a sender can be read of it.
    ///
    /// # Errors
    /// What is wrong, in words without the secret.
    pub fn check(&self) -> Result<(), String> {
        self.read().map(|_| ())
    }

    fn read(&self) -> Result<(AsyncSmtpTransportBuilder, Mailbox), String> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&self.url);
        let server = server.map_err(|_| "mail.url: must be smtp://host, smtps://user:password@host or smtp://host?tls=required".to_owned())?;
        let from = self.from.parse().map_err(|_| "mail.from: must be an address such as \"Bantuan TI <bantuan@kantor.example>\"".to_owned())?;
        Ok((server, from))
    }
}

impl Post {
    pub(super) fn new(settings: &MailSettings) -> Result<Self, String> {
        let (server, from) = settings.read()?;
        Ok(Self { transport: server.timeout(Some(TIMEOUT)).build(), from })
    }

    /// Sends it; its `Message-ID` is the parcel's key, so that a repeat is recognised.
    pub(super) async fn send(&self, parcel: &Parcel, files: &dyn Files) -> Answer {
        let refused = |words: &str| Answer::Refused { words: words.to_owned() };
        let Ok(letter) = serde_json::from_str::<Threaded>(&parcel.body) else { return refused("it cannot be read as an e-mail") };
        let Some(files) = enclosed(&letter, files).await else { return refused("a file that goes along is gone") };
        let Some(message) = self.message(&letter, files, &parcel.id) else { return refused("it cannot be written as an e-mail") };
        match self.transport.send(message).await {
            Ok(_) => Answer::Delivered { reference: None, body: None },
            // The letter is not to blame for the user or the password; it goes out once they are right.
            Err(error) if is_about_sign_in(&error) => Answer::Failed { words: format!("the mail server refuses the user or the password: {}", words(&error)), wait: None },
            Err(error) if error.is_permanent() => Answer::Refused { words: words(&error) },
            Err(error) if error.is_timeout() => Answer::Lost { words: words(&error), wait: None },
            Err(error) => Answer::Failed { words: words(&error), wait: None },
        }
    }

    /// Whom its mails come from.
    pub(super) fn from(&self) -> &Mailbox {
        &self.from
    }

    /// Gives the server a mail of a ticket.
    pub(super) async fn give(&self, message: Message) -> Result<(), Fault> {
        self.transport.send(message).await.map(|_| ()).map_err(|error| fault(&error))
    }

    /// Whether the server is there and takes user and password.
    pub(super) async fn knock(&self) -> Result<(), Fault> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Fault::new(FaultKind::Outage, "no answer of the mail server")),
            Err(error) => Err(fault(&error)),
        }
    }

    fn message(&self, Threaded { mail, thread }: &Threaded, files: Vec<SinglePart>, key: &str) -> Option<Message> {
        let from = match thread {
            Some(thread) => Mailbox::new(self.from.name.clone(), thread.from.parse().ok()?),
            None => self.from.clone(),
        };
        let id = format!("<{}>", message_id(key, from.email.as_ref()));
        let mut message = Message::builder().from(from).subject(mail.subject.replace(['\r', '\n'], " ")).message_id(Some(id));
        for to in &mail.to {
            message = message.to(Mailbox::new(None, to.parse().ok()?));
        }
        if let Some(thread) = thread {
            message = message.reply_to(Mailbox::new(None, thread.reply_to.parse().ok()?));
            if let Some(last) = thread.references.last() {
                let all: Vec<String> = thread.references.iter().map(|id| format!("<{id}>")).collect();
                message = message.in_reply_to(format!("<{last}>")).references(all.join(" "));
            }
        }
        let mut message = if files.is_empty() {
            message.header(header::ContentType::TEXT_PLAIN).body(mail.text.clone()).ok()?
        } else {
            message.multipart(files.into_iter().fold(MultiPart::mixed().singlepart(SinglePart::plain(mail.text.clone())), MultiPart::singlepart)).ok()?
        };
        let headers = message.headers_mut();
        headers.insert_raw(plain("Auto-Submitted", auto_submitted(thread.as_ref())));
        if let Some(thread) = thread {
            headers.insert_raw(plain(LOOP, &thread.from));
            if thread.automatic {
                headers.insert_raw(plain("X-Auto-Response-Suppress", "All"));
            }
        }
        Some(message)
    }
}

/// The files that go along, as parts; `None` when one is gone.
async fn enclosed(letter: &Threaded, from: &dyn Files) -> Option<Vec<SinglePart>> {
    let mut parts = Vec::new();
    for file in letter.thread.iter().flat_map(|thread| &thread.files) {
        parts.push(Attachment::new(file.name.clone()).body(from.read(&file.id).await?, file.kind.media_type().parse().ok()?));
    }
    Some(parts)
}

/// What RFC 3834 asks of programs, so that nobody's holiday notice answers.
fn auto_submitted(thread: Option<&Thread>) -> &'static str {
    match thread {
        None => "auto-generated",
        Some(thread) if thread.automatic => "auto-replied",
        Some(_) => "no",
    }
}

fn plain(name: &'static str, value: &str) -> header::HeaderValue {
    header::HeaderValue::new(header::HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// Whether the server does not let us in: 530, 534, 535, 538 (RFC 4954).
fn is_about_sign_in(error: &lettre::transport::smtp::Error) -> bool {
    error.status().is_some_and(|code| code.to_string().starts_with("53"))
}

fn words(error: &lettre::transport::smtp::Error) -> String {
    let words = error.status().map_or_else(
        || if error.is_timeout() { "no answer in time".to_owned() } else { "no connection to the mail server".to_owned() },
        |code| format!("the mail server answered {code}"),
    );
    words.chars().take(300).collect()
}

/// What an error means for a ticket: what the server says of user, mailbox and mail, or that it could not be reached.
fn fault(error: &lettre::transport::smtp::Error) -> Fault {
    let kind = match error.status().map(u16::from) {
        Some(530 | 534 | 535 | 538) => FaultKind::Credential,
        Some(550 | 551 | 553 | 556) => FaultKind::Place,
        Some(500..) => FaultKind::Field,
        None if error.is_timeout() => FaultKind::Lost,
        _ => FaultKind::Outage,
    };
    Fault::new(kind, words(error))
}

/// `Auto-Submitted: auto-generated` (RFC 3834), so that nobody's holiday notice answers.
#[derive(Clone)]
pub(super) struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
