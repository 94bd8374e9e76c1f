//! Fetches letters from a mailbox by IMAP (RFC 9051, and 3501 before it): what is new, one letter after the other, and waits for more (IDLE).

mod talk;
mod way;
mod wire;

use std::fmt;

use crate::domain::time::Timestamp;

pub use talk::Session;

/// Where a mailbox is and who may read it.
#[derive(Clone)]
pub struct ImapSettings {
    host: String,
    port: u16,
    guard: Guard,
    user: String,
    password: String,
    mailbox: String,
}

/// How the way to the server is guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    /// By TLS from the first byte.
    Tls,
    /// By TLS that is asked for.
    StartTls,
    /// Not at all: the server is on this machine.
    None,
}

impl fmt::Debug for ImapSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImapSettings").field("host", &self.host).field("port", &self.port).field("mailbox", &self.mailbox).finish_non_exhaustive()
    }
}

impl ImapSettings {
    /// Reads where the mailbox is.
    ///
    /// # Errors
    /// What is wrong, in words without the secret.
    pub fn read(address: &str, user: String, password: String, mailbox: String) -> Result<Self, String> {
        let url = url::Url::parse(address).ok().filter(|url| url.username().is_empty() && url.path().trim_matches('/').is_empty());
        let (host, guard) = match url.as_ref().and_then(|url| Some((url.scheme(), url.host_str().filter(|host| !host.is_empty())?))) {
            Some(("imaps", host)) => (host, Guard::Tls),
            Some(("imap", host)) if matches!(host, "localhost" | "127.0.0.1" | "[::1]") => (host, Guard::None),
            Some(("imap", host)) => (host, Guard::StartTls),
            _ => return Err("email.imap: must be imaps://host or imap://host, with the name in email.user".to_owned()),
        };
        if user.is_empty() || password.is_empty() || user.chars().chain(password.chars()).any(char::is_control) {
            return Err("email.user and email.password: are needed to read the mailbox".to_owned());
        }
        if mailbox.is_empty() || !mailbox.chars().all(|sign| sign.is_ascii() && !sign.is_control() && !"\"\\{%*".contains(sign)) {
            return Err(format!("email.mailbox: `{mailbox}` is not the name of a folder such as INBOX"));
        }
        let port = url.as_ref().and_then(url::Url::port).unwrap_or(if guard == Guard::Tls { 993 } else { 143 });
        Ok(Self { host: host.trim_matches(['[', ']']).to_owned(), port, guard, user, password, mailbox })
    }

    /// What this mailbox is called among others, without secrets.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}@{}:{}/{}", self.user, self.host, self.port, self.mailbox)
    }
}

/// A letter of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// When the server took it in, if it says so.
    pub at: Option<Timestamp>,
    /// Its bytes, or as many of the first as may be had.
    pub bytes: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> Result<ImapSettings, String> {
        ImapSettings::read(address, "u".to_owned(), "p".to_owned(), "INBOX".to_owned())
    }

    #[test]
    fn a_mailbox_elsewhere_is_never_read_in_the_clear() {
        for (address, guard, port) in [
            ("imaps://mail.kantor.example", Guard::Tls, 993),
            ("imaps://mail.kantor.example:1993", Guard::Tls, 1993),
            ("imap://mail.kantor.example", Guard::StartTls, 143),
            ("imap://127.0.0.1:2143", Guard::None, 2143),
            ("imap://[::1]", Guard::None, 143),
        ] {
            let settings = read(address).unwrap();
            assert_eq!((settings.guard, settings.port), (guard, port), "{address}");
            assert!(!format!("{settings:?}").contains("password"), "{settings:?}");
        }
        for bad in ["", "mail.kantor.example", "http://mail.kantor.example", "imaps://u:p@mail.kantor.example", "imaps://mail.kantor.example/INBOX"] {
            assert!(read(bad).unwrap_err().starts_with("email.imap:"), "{bad}");
        }
        assert!(ImapSettings::read("imaps://h", String::new(), "p".to_owned(), "INBOX".to_owned()).is_err());
        assert!(ImapSettings::read("imaps://h", "u".to_owned(), "p".to_owned(), "A\"B".to_owned()).is_err());
    }
}
