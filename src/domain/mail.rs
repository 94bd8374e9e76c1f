//! An e-mail to be sent: to whom, about what, and its words.

use serde::{Deserialize, Serialize};

use super::attachment::File;

/// An e-mail of words alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Whom it goes to, bare addresses.
    pub to: Vec<String>,
    /// Its subject, one line.
    pub subject: String,
    /// Its words.
    pub text: String,
}

/// An e-mail that goes on with others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threaded {
    /// Its words.
    #[serde(flatten)]
    pub mail: Mail,
    /// What it goes on with; a plain e-mail has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<Thread>,
}

/// How an e-mail goes on with others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// The address it comes from, a bare one.
    pub from: String,
    /// Where answers go.
    pub reply_to: String,
    /// What the letters are called that it follows, the one it answers last.
    pub references: Vec<String>,
    /// Whether a program wrote it.
    pub automatic: bool,
    /// The files that go along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
}

/// What an e-mail is called that a parcel of this key carries from this address.
#[must_use]
pub fn message_id(key: &str, from: &str) -> String {
    format!("{key}@{}", from.rsplit_once('@').map_or("localhost", |(_, domain)| domain))
}

/// Whether a text has the shape of an address such as sari@kantor.id; whether it exists only mail can tell.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let Some((before, after)) = text.rsplit_once('@') else { return false };
    let plain = text.len() <= 254 && !text.chars().any(|sign| sign.is_whitespace() || sign.is_control() || "<>,;\"()".contains(sign));
    plain && !before.is_empty() && !before.contains('@') && after.contains('.') && !after.starts_with('.') && !after.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_are_told_from_what_is_none() {
        for good in ["sari@kantor.id", "a.b+c@sub.kantor.example"] {
            assert!(is_address(good), "{good}");
        }
        for bad in ["", "@", "sari", "sari@", "@kantor.id", "sari@kantor", "a b@kantor.id", "a@b@kantor.id", "a@kantor.id\r\nbcc: x@y.z", "a@.id", "<a@kantor.id>"] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
