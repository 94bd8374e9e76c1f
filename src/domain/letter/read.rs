//! Bytes to a letter; whatever they are, there is a letter in the end, though it may be an empty one.

use mail_parser::{Address as Addresses, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::{Address, Attached, Letter, Written, auto::Marks};
use crate::domain::mail::is_address;

/// The most characters of its words that are looked at; a person writes less in a year.
const MOST_TEXT: usize = 200_000;
/// So many files are taken out of one letter at most.
const MOST_FILES: usize = 50;
/// So many letters that it follows are remembered.
const MOST_REFERENCES: usize = 50;
/// So many letters may stand in each other, and so many parts beside each other; more were made to do harm.
const MOST_INNER: usize = 40;
const MOST_PARTS: usize = 5_000;
/// Pictures that stand in the text and are smaller are decoration: the logo of a signature.
const DECORATION: usize = 8_000;

/// What the server that brought the letter says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Envelope {
    /// Where it comes from, empty for nowhere; `None` when the server does not say.
    pub from: Option<String>,
    /// Whom it is brought to.
    pub to: Vec<String>,
}

/// Reads a letter that was brought to `own`, the address of this house.
#[must_use]
pub fn read(bytes: &[u8], envelope: &Envelope, own: &str) -> Letter {
    if is_a_trap(bytes) {
        let text = plain(&String::from_utf8_lossy(&bytes[..bytes.len().min(20_000)]));
        return Letter { text, to: envelope.to.clone(), written: Written::Bulk, ..Letter::default() };
    }
    let Some(message) = MessageParser::default().parse(bytes) else { return Letter::default() };
    let subject = one_line(message.subject().unwrap_or_default(), 300);
    let sender = first(message.from()).or_else(|| first(message.sender()));
    let content_type = message.content_type();
    let marks = Marks {
        headers: message.headers_raw().collect(),
        content_type: content_type.map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("")).to_lowercase()).unwrap_or_default(),
        report_type: content_type.and_then(|kind| kind.attribute("report-type")).unwrap_or_default().to_lowercase(),
        envelope_from: envelope.from.as_deref(),
        from: sender.as_ref().map_or("", |sender| &sender.email),
        subject: &subject,
    };
    let written = marks.written(own);
    // Whoever wants answers elsewhere says so; a list says so for everybody, and our own address would be a loop.
    let elsewhere = first(message.reply_to()).filter(|to| written == Written::Person && to.email != own);
    let from = match (elsewhere, sender) {
        (Some(to), Some(sender)) if to.name.is_empty() => Some(Address { name: sender.name, ..to }),
        (Some(to), _) => Some(to),
        (None, sender) => sender,
    };
    let (original, failure) = if written == Written::Bounce { report(&message) } else { (None, None) };
    let references = ids(message.references()).chain(ids(message.in_reply_to())).chain(original);
    let mut references: Vec<String> = references.fold(Vec::new(), |mut all, id| {
        all.retain(|one| *one != id);
        all.push(id);
        all
    });
    references.drain(..references.len().saturating_sub(MOST_REFERENCES));
    Letter {
        message_id: message.message_id().map(bare_id).filter(|id| !id.is_empty()),
        references,
        from,
        to: recipients(&message, envelope),
        text: words(&message),
        attachments: files(&message),
        subject,
        written,
        failure,
    }
}

/// Whether it has more parts than any letter of a person: taking it apart would cost more than it is worth.
fn is_a_trap(bytes: &[u8]) -> bool {
    let more = |word: &[u8], most: usize| bytes.windows(word.len()).filter(|window| window.eq_ignore_ascii_case(word)).take(most + 1).count() > most;
    more(b"message/rfc822", MOST_INNER) || more(b"message/global", MOST_INNER) || more(b"\n--", MOST_PARTS)
}

fn first(addresses: Option<&Addresses<'_>>) -> Option<Address> {
    addresses?.iter().find_map(|one| {
        let email = one.address()?.trim().to_lowercase();
        is_address(&email).then(|| Address { email, name: one_line(one.name().unwrap_or_default(), 100) })
    })
}

/// Everybody it went to, as far as one can tell.
fn recipients(message: &Message<'_>, envelope: &Envelope) -> Vec<String> {
    let named = [message.to(), message.cc()].into_iter().flatten().flat_map(Addresses::iter).filter_map(|one| Some(one.address()?.to_lowercase()));
    let brought = message.headers_raw().filter(|(name, _)| ["delivered-to", "x-original-to", "envelope-to"].iter().any(|one| name.eq_ignore_ascii_case(one)));
    let brought = brought.map(|(_, value)| value.trim().trim_matches(['<', '>']).to_lowercase());
    let mut all: Vec<String> = envelope.to.iter().map(|to| to.to_lowercase()).chain(brought).chain(named).filter(|to| is_address(to)).take(200).collect();
    let mut seen = std::collections::HashSet::new();
    all.retain(|one| seen.insert(one.clone()));
    all
}

fn ids(value: &HeaderValue<'_>) -> impl Iterator<Item = String> {
    let all: Vec<String> = match value {
        HeaderValue::Text(text) => vec![bare_id(text)],
        HeaderValue::TextList(list) => list.iter().map(|id| bare_id(id)).collect(),
        _ => Vec::new(),
    };
    all.into_iter().filter(|id| !id.is_empty() && id.len() <= 500)
}

fn bare_id(id: &str) -> String {
    id.chars().filter(|sign| !sign.is_whitespace() && !sign.is_control() && !['<', '>'].contains(sign)).take(500).collect()
}

fn one_line(text: &str, most: usize) -> String {
    let line: Vec<&str> = text.split(|sign: char| sign.is_whitespace() || sign.is_control()).filter(|word| !word.is_empty()).collect();
    line.join(" ").chars().take(most).collect()
}

/// The words: what is written as plain text, else what the page says.
fn words(message: &Message<'_>) -> String {
    let joined = |parts: Vec<String>| parts.iter().map(|text| text.trim_matches(['\n', ' '])).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n");
    let text = joined((0..message.text_body_count()).filter_map(|place| message.body_text(place)).map(|text| plain(&text)).collect());
    if !text.is_empty() {
        return text;
    }
    let pages = message.html_bodies().filter_map(|part| if let PartType::Html(html) = &part.body { Some(plain(&mail_parser::decoders::html::html_to_text(html))) } else { None });
    let text = joined(pages.collect());
    if !text.is_empty() {
        return text;
    }
    // What was never closed, or is marked wrongly, is taken for a file.
    joined(message.attachments().filter(|part| is_loose(part)).map(|part| plain(&String::from_utf8_lossy(part.contents()))).collect())
}

/// Words that their own letter does not call so.
fn is_loose(part: &MessagePart<'_>) -> bool {
    part.attachment_name().is_none() && part.content_type().is_some_and(|kind| ["text", "multipart"].iter().any(|words| kind.ctype().eq_ignore_ascii_case(words)))
}

/// A text with one kind of line ends and of spaces, and without signs nobody sees.
fn plain(text: &str) -> String {
    let unseen = |sign: &char| matches!(sign, '\u{200B}' | '\u{200C}' | '\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}') || sign.is_control() && !matches!(sign, '\n' | '\t');
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(|sign| !unseen(sign)).map(|sign| if matches!(sign, '\u{A0}' | '\t') { ' ' } else { sign }).take(MOST_TEXT).collect();
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 3 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn files(message: &Message<'_>) -> Vec<Attached> {
    let wordless = message.text_body_count() == 0 && message.html_body_count() == 0;
    message.attachments().filter(|part| !(is_decoration(part) || wordless && is_loose(part))).take(MOST_FILES).filter_map(file).collect()
}

fn is_decoration(part: &MessagePart<'_>) -> bool {
    let image = part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image"));
    let attached = part.content_disposition().is_some_and(|place| place.ctype().eq_ignore_ascii_case("attachment"));
    image && !attached && part.content_id().is_some() && part.contents().len() < DECORATION
}

fn file(part: &MessagePart<'_>) -> Option<Attached> {
    let bytes = match &part.body {
        PartType::Message(inner) => inner.raw_message().to_vec(),
        PartType::Multipart(_) => return None,
        _ => part.contents().to_vec(),
    };
    let inner = part.message().and_then(Message::subject).map(|subject| format!("{}.eml", one_line(subject, 80)));
    let name = part.attachment_name().map(|name| one_line(name, 200)).filter(|name| !name.is_empty()).or(inner);
    let kind = part.content_type().map_or_else(|| "file".to_owned(), |kind| format!("{}.{}", kind.ctype(), kind.subtype().unwrap_or("bin")));
    Some(Attached { name: name.unwrap_or(kind), bytes })
}

/// Which letter a report is about, and why that did not arrive.
fn report(message: &Message<'_>) -> (Option<String>, Option<String>) {
    let (mut original, mut failure) = (None, None);
    for part in &message.parts {
        if let PartType::Message(inner) = &part.body {
            original = original.or_else(|| inner.message_id().map(bare_id));
        }
        let text = match &part.body {
            PartType::Text(text) => text.as_ref(),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
            _ => continue,
        };
        let field = |name: &str| text.lines().find_map(|line| line.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name)).map(|_| line[name.len()..].trim()));
        failure = failure.or_else(|| field("Diagnostic-Code:").map(|words| one_line(words, 200)));
        original = original.or_else(|| field("Message-ID:").map(bare_id).filter(|id| !id.is_empty()));
    }
    (original, failure)
}
