//! An e-mail to be sent: to whom, about what, and its words.

use serde::{Deserialize, Serialize};

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
