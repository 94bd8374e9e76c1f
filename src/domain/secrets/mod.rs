//! Secrets and private numbers in what people write, hidden before anything is stored, logged or sent.
//!
//! Passwords and one-time codes are known by the words around them, keys and tokens by their shape, identity and card numbers by
//! their check digits or the date inside them.

mod clause;
mod login;
mod next;
mod numbers;
mod own;
mod password;
mod remote;
mod shapes;

use std::ops::Range;

pub use next::{announces_one, hide_alone};
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
    found.extend(remote::find(&text).into_iter().map(|part| (part, Secret::Access)));
    found.extend(password::find(&text, knows).into_iter().map(|part| (part, Secret::Access)));
    found.extend(login::find(&text).into_iter().map(|part| (part, Secret::Access)));
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

/// The name of a file without its secrets: the end is no part of one, and in the stem `_` stands for a blank.
#[must_use]
pub fn hide_in_name(name: &str, own: &[Pattern], knows: &dyn Fn(&str) -> bool) -> String {
    let is_end = |end: &str| (1..=5).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric()) && end.bytes().any(|b| b.is_ascii_alphabetic());
    let (stem, end) = name.rsplit_once('.').filter(|(_, end)| is_end(end)).unwrap_or((name, ""));
    let (as_given, spaced) = (hide(stem.to_owned(), own, knows), hide(stem.replace('_', " "), own, knows));
    let shown = if as_given.1.is_empty() { spaced } else { as_given };
    match (shown, end) {
        ((_, sorts), _) if sorts.is_empty() => hide(name.to_owned(), own, knows).0,
        ((stem, _), "") => stem,
        ((stem, _), end) => format!("{stem}.{end}"),
    }
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
            ("user: admin pwd: admin", "user: admin pwd: ••••••"),
            ("p4ssw0rd: Gajah77", "p4ssw0rd: ••••••"),
            ("rahasianya kucing99", "rahasianya ••••••"),
            ("sandi: aku suka kamu, tapi ditolak", "sandi: ••••••, tapi ditolak"),
            ("kode akses saya 4821 9931 0021", "kode akses saya ••••••"),
            ("kode akses saya 4821 9931 0021 7733 ya", "kode akses saya •••••• ya"),
            ("kode otp dikirim ke no lama 0812-3456-7890", "kode otp dikirim ke no lama 0812-3456-7890"),
            ("lupa password", "lupa password"),
            ("", ""),
        ] {
            assert_eq!(plain(text).0, masked);
        }
    }

    #[test]
    fn names_of_files() {
        for (name, shown) in [
            ("password Rahasia99x.txt", "password ••••••.txt"),
            ("password_Rahasia99x.txt", "password ••••••.txt"),
            ("kode otp 482913.jpeg", "kode otp ••••••.jpeg"),
            ("kode-otp-482913.jpeg", "kode-otp-••••••.jpeg"),
            ("password Rahasia99x", "password ••••••"),
            ("1234 5678 9012.png", "••••••.png"),
            ("Password_Policy_v2.pdf", "Password_Policy_v2.pdf"),
            ("Screenshot_20261123_103011.png", "Screenshot_20261123_103011.png"),
            ("laporan_rapat.tar.gz", "laporan_rapat.tar.gz"),
            ("", ""),
        ] {
            assert_eq!(hide_in_name(name, &[], &|word| word == "kode"), shown);
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
