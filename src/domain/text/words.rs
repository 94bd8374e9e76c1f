//! The bare words of a text, where nothing but the words counts.

use compact_str::CompactString;

/// Signs that are words.
const SIGNS: &str = "👍👌✅👎❌";

/// The words of a text in lower case; a thumb is a word.
#[must_use]
pub fn words(text: &str) -> Vec<CompactString> {
    each_word(text).collect()
}

/// The same, one by one.
pub fn each_word(text: &str) -> impl Iterator<Item = CompactString> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut word = CompactString::default();
        for (at, c) in rest.char_indices() {
            if !c.is_ascii() && SIGNS.contains(c) {
                if word.is_empty() {
                    word.push(c);
                    rest = &rest[at + c.len_utf8()..];
                } else {
                    rest = &rest[at..];
                }
                return Some(word);
            }
            match c {
                '\'' | '’' => word.push('\''),
                _ if c.is_ascii_alphanumeric() => word.push(c.to_ascii_lowercase()),
                _ if c.is_alphanumeric() => word.extend(c.to_lowercase()),
                '-' => {}
                _ if word.is_empty() => {}
                _ => {
                    rest = &rest[at + c.len_utf8()..];
                    return Some(word);
                }
            }
        }
        rest = "";
        (!word.is_empty()).then_some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_bare_and_small() {
        for (text, want) in [
            ("Sip👍makasih!", vec!["sip", "👍", "makasih"]),
            ("It’s a RE-BOOT", vec!["it's", "a", "reboot"]),
            ("  lantai 3,gedung-B  ", vec!["lantai", "3", "gedungb"]),
            ("👍👎", vec!["👍", "👎"]),
            ("…", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(words(text), want, "{text}");
        }
    }
}
