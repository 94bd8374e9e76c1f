//! A ticket and what is said of it as e-mails of one thread.

use lettre::{
    Message,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header},
};

use super::{
    super::{File, SinkSettings},
    AutoSubmitted,
};
use crate::domain::{mail::is_address, sink::Opening};

/// What stands in a mail beside its words.
pub(super) struct Envelope<'a> {
    pub(super) from: &'a Mailbox,
    pub(super) to: &'a Mailbox,
    pub(super) reply_to: Option<Mailbox>,
    pub(super) subject: String,
    /// Its own name: the same whenever it is sent again.
    pub(super) id: String,
    /// The name of the mail it answers.
    pub(super) answers: Option<String>,
}

/// What a ticket is called: its number, then the reference that its first mail is named by.
pub(super) fn name(opening: &Opening) -> String {
    format!("{} {}", opening.number, opening.reference)
}

/// The number and the reference of a name.
pub(super) fn parts(name: &str) -> Option<(&str, &str)> {
    name.split_once(' ').filter(|(number, reference)| !number.is_empty() && !reference.is_empty())
}

/// The subject of a ticket's first mail.
pub(super) fn subject(opening: &Opening, settings: &SinkSettings) -> String {
    let tags = settings.tags.iter().map(|tag| format!("[{tag}]"));
    one_line(&tags.chain([format!("[{}]", opening.number), opening.subject.clone()]).collect::<Vec<_>>().join(" "))
}

/// The words of a ticket's first mail.
pub(super) fn words(opening: &Opening, settings: &SinkSettings) -> String {
    let fields: Vec<String> = settings.filled(opening).map(|(name, value)| format!("{name}: {}", one_line(&value))).collect();
    if fields.is_empty() { opening.text.clone() } else { format!("{}\n\n{}", fields.join("\n"), opening.text) }
}

/// Who asks, so that an answer reaches them.
pub(super) fn requester(opening: &Opening) -> Option<Mailbox> {
    let (name, email) = (&opening.requester.name, &opening.requester.email);
    is_address(email).then(|| email.parse().ok()).flatten().map(|email| Mailbox::new((!name.is_empty()).then(|| one_line(name)), email))
}

fn one_line(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

/// A mail of these words with these files; none when it cannot be written.
pub(super) fn write(envelope: Envelope<'_>, words: &str, files: Vec<File>) -> Option<Message> {
    let domain = envelope.from.email.domain();
    let id = |name: &str| format!("<{name}@{domain}>");
    let mut message = Message::builder().from(envelope.from.clone()).to(envelope.to.clone()).subject(envelope.subject).message_id(Some(id(&envelope.id))).header(AutoSubmitted);
    if let Some(reply_to) = envelope.reply_to {
        message = message.reply_to(reply_to);
    }
    if let Some(first) = &envelope.answers {
        message = message.in_reply_to(id(first)).references(id(first));
    }
    if files.is_empty() {
        return message.header(header::ContentType::TEXT_PLAIN).body(words.to_owned()).ok();
    }
    let mut parts = MultiPart::mixed().singlepart(SinglePart::plain(words.to_owned()));
    for file in files {
        let media = header::ContentType::parse(&file.media).or_else(|_| header::ContentType::parse("application/octet-stream")).ok()?;
        parts = parts.singlepart(Attachment::new(file.name).body(file.bytes, media));
    }
    message.multipart(parts).ok()
}
