//! Sends e-mails through the server of the organisation.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header},
    transport::smtp::AsyncSmtpTransportBuilder,
};

use super::{
    MailSettings,
    ticket::{Fault, FaultKind},
};
use crate::domain::{
    mail::Mail,
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
    pub(super) async fn send(&self, parcel: &Parcel) -> Answer {
        let Some(message) = serde_json::from_str(&parcel.body).ok().and_then(|mail| self.message(&mail, &parcel.id)) else {
            return Answer::Refused { words: "it cannot be written as an e-mail".to_owned() };
        };
        match self.transport.send(message).await {
            Ok(_) => Answer::Delivered { reference: None, body: None },
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

    fn message(&self, mail: &Mail, key: &str) -> Option<Message> {
        let domain = self.from.email.domain();
        let mut message = Message::builder().from(self.from.clone()).subject(mail.subject.replace(['\r', '\n'], " ")).message_id(Some(format!("<{key}@{domain}>")));
        for to in &mail.to {
            message = message.to(Mailbox::new(None, to.parse().ok()?));
        }
        message.header(AutoSubmitted).header(header::ContentType::TEXT_PLAIN).body(mail.text.clone()).ok()
    }
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
