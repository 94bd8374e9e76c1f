//! Who or what wrote a letter: a person, a program that answers by itself, a server that could not deliver, a list, or this very house.
//!
//! Two programs that answer each other would never stop, so whatever says that no person wrote it gets no answer (RFC 3834). What may still be a
//! person's request, sent through a list or by a system of the house, is not thrown away: people look at it.

use super::LOOP;

/// Who or what wrote a letter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Written {
    /// A person, as far as one can tell.
    #[default]
    Person,
    /// A list or a program that reports something: people look at it, and nothing is answered by itself.
    Bulk,
    /// A program that answers letters by itself, such as a holiday notice or a receipt.
    AutoReply,
    /// A server that could not deliver a letter.
    Bounce,
    /// This house.
    Own,
}

/// What decides it.
#[derive(Debug)]
pub(super) struct Marks<'a> {
    /// The headers, names and values as they stand.
    pub headers: Vec<(&'a str, &'a str)>,
    /// The content type in small letters, with the kind of report behind it.
    pub content_type: String,
    pub report_type: String,
    /// Where the envelope says it comes from; `Some("")` for nowhere.
    pub envelope_from: Option<&'a str>,
    /// The address it says it comes from, in small letters.
    pub from: &'a str,
    pub subject: &'a str,
}

/// Subjects of programs that answer by themselves; with the colon, without which a person may be asking about just that.
const SUBJECTS: [&str; 14] = [
    "automatic reply:",
    "automatische antwort:",
    "auto-reply:",
    "auto reply:",
    "autoreply:",
    "out of office:",
    "out of office reply:",
    "out of office autoreply:",
    "out of the office:",
    "balasan otomatis:",
    "jawaban otomatis:",
    "respon otomatis:",
    "tidak di kantor:",
    "di luar kantor:",
];
const FAILURES: [&str; 8] = [
    "undeliverable",
    "undelivered mail returned",
    "delivery status notification (failure)",
    "mail delivery failed",
    "delivery failure",
    "returned mail",
    "failure notice",
    "tidak terkirim",
];
const SERVERS: [&str; 2] = ["mailer-daemon", "postmaster"];
const NOBODY: [&str; 8] = ["noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "do_not_reply", "bounce", "bounces"];

impl Marks<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    fn says(&self, name: &str, words: &[&str]) -> bool {
        self.header(name).is_some_and(|value| {
            let value = value.to_lowercase();
            words.iter().any(|word| value.starts_with(word))
        })
    }

    fn sent_from_nowhere(&self) -> bool {
        self.envelope_from.map_or_else(|| self.header("Return-Path"), Some).is_some_and(|from| from.trim_matches(['<', '>', ' ']).is_empty())
    }

    fn local(&self) -> &str {
        self.from.split('@').next().unwrap_or("")
    }

    /// Who wrote it, where `own` is the address of this house.
    pub(super) fn written(&self, own: &str) -> Written {
        if self.header(LOOP).is_some_and(|value| value.eq_ignore_ascii_case(own)) || (!own.is_empty() && self.from == own) {
            return Written::Own;
        }
        if self.bounce() {
            return Written::Bounce;
        }
        if self.answers_by_itself() {
            return Written::AutoReply;
        }
        if self.bulk() { Written::Bulk } else { Written::Person }
    }

    fn bounce(&self) -> bool {
        let subject = self.subject.to_lowercase();
        let server = SERVERS.contains(&self.local());
        self.report_type == "delivery-status"
            || self.header("X-Failed-Recipients").is_some()
            || server && (self.sent_from_nowhere() || self.content_type == "multipart/report" || FAILURES.iter().any(|words| subject.starts_with(words)))
    }

    fn answers_by_itself(&self) -> bool {
        let subject = self.subject.to_lowercase();
        self.says("Auto-Submitted", &["auto-replied", "auto-notified"])
            || self.report_type == "disposition-notification"
            || ["X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Mail-Autoreply"].iter().any(|name| self.header(name).is_some_and(|value| !value.eq_ignore_ascii_case("no")))
            || self.says("Precedence", &["auto_reply", "auto-reply"])
            || SUBJECTS.iter().any(|words| subject.starts_with(words))
    }

    fn bulk(&self) -> bool {
        let generated = self.header("Auto-Submitted").is_some_and(|value| !value.to_lowercase().starts_with("no"));
        generated
            || self.header(LOOP).is_some() && !self.says("Auto-Submitted", &["no"])
            || ["List-Id", "List-Post", "List-Unsubscribe", "Mailing-List"].iter().any(|name| self.header(name).is_some())
            || self.says("Precedence", &["bulk", "list", "junk"])
            || self.says("X-Auto-Response-Suppress", &["all", "oof", "autoreply", "dr", "rn", "nrn"])
            || NOBODY.contains(&self.local())
            || SERVERS.contains(&self.local())
            || self.sent_from_nowhere()
    }
}
