//! What is no answer in any language: marks alone, or keys that were run along or held down.

/// The rows of a keyboard.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
/// Shorter runs along a row may be words: "👍", "❌", "wert" is one.
const RUN: usize = 5;
/// Runs of four that are none.
const FOURS: [&str; 6] = ["asdf", "qwer", "zxcv", "fdsa", "hjkl", "lkjh"];
/// So long a piece is a run if it is said again and again: "asdasd".
const AGAIN: usize = 3;
/// A letter held down so long is no word.
const HELD: usize = 4;

/// Whether a text can be no answer.
pub(super) fn is_mash(text: &str) -> bool {
    let mut words = text.split(is_mark).filter(|word| !word.is_empty());
    words.all(is_keys)
}

/// A sign that says nothing; an emoji does.
fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation() || c.is_whitespace() || matches!(c, '…' | '–' | '—' | '·' | '¿' | '¡' | '。' | '？' | '！')
}

/// "asdfgh", "qweqwe", "aaaaa".
fn is_keys(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    if !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return false;
    }
    let held = word.len() >= HELD && word.bytes().all(|b| word.as_bytes()[0] == b);
    let again = |length: &usize| word.len() >= 2 * length && is_run(&word[..*length]) && word.as_bytes().chunks(*length).all(|piece| word.as_bytes().starts_with(piece));
    held || FOURS.contains(&word.as_str()) || word.len() >= RUN && is_run(&word) || (AGAIN..=word.len() / 2).any(|length| again(&length))
}

/// Whether these keys stand side by side, from left to right or back.
fn is_run(keys: &str) -> bool {
    let back: String = keys.chars().rev().collect();
    ROWS.iter().any(|row| row.contains(keys) || row.contains(&back))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_no_word_anywhere() {
        for text in ["asdfgh", "ASDFGHJKL", "qwerty", "asdf", "asdasd", "qweqweqwe", "asdfasdfas", "aaaaa", "lkjhg", "???", "…", "-", "", "asdfgh qwerty", "zzzz!!!"] {
            assert!(is_mash(text), "{text}");
        }
        for text in [
            "wert",
            "were",
            "salah",
            "gagal",
            "salads",
            "alfalfa",
            "flash",
            "poop",
            "property",
            "typewriter",
            "tidak",
            "krk",
            "Łódź",
            "日本",
            "привет",
            "שלום",
            "hahaha",
            "wkwkwk",
            "hmm",
            "ooo",
            "qwerty keyboard",
            "0",
            "12345",
            "a",
            "error asdfgh",
            "kukuku",
            "papa",
            "dada",
            "ada ada saja",
            "gw",
            "pupuk",
            "were were",
        ] {
            assert!(!is_mash(text), "{text}");
        }
    }
}
