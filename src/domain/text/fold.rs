//! One spelling for each word: compatibility forms, capitals, invisible characters and held-down keys are folded.

use compact_str::CompactString;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Whether this character shows nothing and separates nothing, so that a word goes on across it.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Folds a piece of text: NFKC without marks over letters, lower case, one kind of apostrophe, nothing invisible.
#[must_use]
pub fn fold(text: &str) -> CompactString {
    if text.is_ascii() {
        return text.bytes().filter(|b| !b.is_ascii_control()).map(|b| b.to_ascii_lowercase() as char).collect();
    }
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .nfc()
        .flat_map(char::to_lowercase)
        .filter(|c| !is_invisible(*c))
        .map(|c| if matches!(c, '\u{2018}' | '\u{2019}' | '\u{02BC}' | '`' | '\u{00B4}') { '\'' } else { c })
        .collect()
}

/// Cuts runs of three or more of the same letter to `keep` letters; `None` if there is no such run.
#[must_use]
pub fn unstretch(word: &str, keep: usize) -> Option<String> {
    let mut out = String::with_capacity(word.len());
    let (mut run, mut changed) = (Run { letter: '\0', length: 0 }, false);
    for c in word.chars() {
        if c != run.letter {
            changed |= run.flush(keep, &mut out);
            run = Run { letter: c, length: 0 };
        }
        run.length += 1;
    }
    changed |= run.flush(keep, &mut out);
    (changed && word != "www").then_some(out)
}

struct Run {
    letter: char,
    length: usize,
}

impl Run {
    /// Writes the run, shortened if it is a held-down letter; says whether it was.
    fn flush(&self, keep: usize, out: &mut String) -> bool {
        let held = self.length >= 3 && self.letter.is_alphabetic();
        let length = if held { keep } else { self.length };
        out.extend(std::iter::repeat_n(self.letter, length));
        held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds() {
        for (text, want) in [
            ("WiFi", "wifi"),
            ("ＷＩＦＩ", "wifi"),
            ("pass\u{200B}word", "password"),
            ("pass\0word", "password"),
            ("\u{FEFF}Halo", "halo"),
            ("o\u{FB03}ce", "office"),
            ("can\u{2019}t", "can't"),
            ("CAFÉ", "cafe"),
            ("cafe\u{301}", "cafe"),
            ("W\u{130}F\u{130}", "wifi"),
            ("p\u{338}a\u{336}ss", "pass"),
            ("", ""),
        ] {
            assert_eq!(fold(text), want, "{text:?}");
        }
    }

    #[test]
    fn unstretches() {
        for (word, one, two) in [
            ("tolooong", Some("tolong"), Some("toloong")),
            ("hellooo", Some("hello"), Some("helloo")),
            ("freeee", Some("fre"), Some("free")),
            ("wiiiifiiii", Some("wifi"), Some("wiifii")),
            ("password", None, None),
            ("1000000", None, None),
            ("www", None, None),
            ("", None, None),
        ] {
            assert_eq!(unstretch(word, 1).as_deref(), one, "{word}");
            assert_eq!(unstretch(word, 2).as_deref(), two, "{word}");
        }
    }
}
