//! Secrets and private numbers in what people write, hidden before anything is stored, logged or sent.
//!
//! Passwords and one-time codes are known by the words around them, keys and tokens by their shape, identity and card numbers by
//! their check digits or the date inside them.

mod numbers;
mod own;
mod password;
mod shapes;

use std::ops::Range;

pub use own::Pattern;

/// What stands in the place of a secret.
pub const HIDDEN: &str = "••••••";

/// What sort of thing was hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secret {
    /// A password, a one-time code, a key or a token: whoever reads it can sign in.
    Access,
    /// The number of an identity card, a taxpayer or a payment card.
    Personal,
}

/// The text without its secrets, and what sorts there were; `own` are the shapes of the organisation, `knows` tells whether a word is an ordinary one. A text without any comes back as it is.
#[must_use]
pub fn hide(text: String, own: &[Pattern], knows: &dyn Fn(&str) -> bool) -> (String, Vec<Secret>) {
    let mut found: Vec<(Range<usize>, Secret)> = Vec::new();
    found.extend(shapes::find(&text).map(|part| (part, Secret::Access)));
    found.extend(numbers::codes(&text).into_iter().map(|part| (part, Secret::Access)));
    found.extend(password::find(&text, knows).into_iter().map(|part| (part, Secret::Access)));
    found.extend(own.iter().flat_map(|pattern| pattern.find(&text).into_iter().map(|part| (part, pattern.sort))));
    found.extend(numbers::personal(&text).map(|part| (part, Secret::Personal)));
    if found.is_empty() {
        return (text, Vec::new());
    }
    found.sort_by_key(|(part, _)| (part.start, part.end));
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for (part, _) in &found {
        if part.start >= at {
            out.push_str(&text[at..part.start]);
            out.push_str(HIDDEN);
        }
        at = at.max(part.end);
    }
    out.push_str(&text[at..]);
    let mut sorts: Vec<Secret> = found.into_iter().map(|(_, sort)| sort).collect();
    sorts.sort_unstable();
    sorts.dedup();
    (out, sorts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &str) -> (String, Vec<Secret>) {
        hide(text.to_owned(), &[], &|word| ["kok", "ditolak", "atas", "nama"].contains(&word))
    }

    #[test]
    fn only_the_secret_goes() {
        for (text, masked) in [
            ("password saya: Merdeka45 kok ditolak", "password saya: •••••• kok ditolak"),
            ("ktp 3174051708900002 atas nama Budi", "ktp •••••• atas nama Budi"),
            ("postgres://garda:r4hasia@db:5432/x", "postgres://garda:••••••@db:5432/x"),
            ("lupa password", "lupa password"),
            ("", ""),
        ] {
            assert_eq!(plain(text).0, masked);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>()) {
            let _ = plain(&text);
        }

        #[test]
        fn nothing_is_added_or_moved(text in "(password|pw|otp|kode|is|:|=|[a-zA-Z0-9#!]{3,9}|[0-9]{4,16}|\"| |‹){0,20}") {
            let (shown, sorts) = plain(&text);
            prop_assert_eq!(shown.contains(HIDDEN), !sorts.is_empty());
            let mut rest = text.as_str();
            for part in shown.split(HIDDEN) {
                let at = rest.find(part);
                prop_assert!(at.is_some(), "{}", shown);
                rest = &rest[at.unwrap_or(0) + part.len()..];
            }
        }
    }
}
