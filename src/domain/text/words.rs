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
    let mut chars = text.chars().flat_map(char::to_lowercase).peekable();
    std::iter::from_fn(move || {
        let mut word = CompactString::default();
        while let Some(c) = chars.peek().copied() {
            let sign = SIGNS.contains(c);
            if sign && !word.is_empty() {
                break;
            }
            chars.next();
            match c {
                '\'' | '’' => word.push('\''),
                _ if sign || c.is_alphanumeric() => word.push(c),
                '-' => {}
                _ if word.is_empty() => {}
                _ => break,
            }
            if sign {
                break;
            }
        }
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
