//! Lists of words, written as one text.

use std::sync::OnceLock;

/// Words separated by blanks, or phrases separated by `|`; sorted when first asked.
#[derive(Debug)]
pub struct List {
    text: &'static str,
    sorted: OnceLock<Box<[&'static str]>>,
}

impl List {
    /// A list written as one text.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self { text, sorted: OnceLock::new() }
    }

    /// Whether this word or phrase is one of them.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.sorted().binary_search(&word).is_ok()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.sorted().iter().copied()
    }

    fn sorted(&self) -> &[&'static str] {
        self.sorted.get_or_init(|| {
            let mut words: Vec<&str> = if self.text.contains('|') { self.text.split('|').map(str::trim).collect() } else { self.text.split_whitespace().collect() };
            words.sort_unstable();
            words.dedup();
            words.into()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_phrases() {
        static WORDS: List = List::new("ya iya\n    iya : y");
        static PHRASES: List = List::new("go back| back|ga ada");
        assert!(WORDS.has("ya") && WORDS.has("iya") && WORDS.has(":") && !WORDS.has("") && !WORDS.has("ya iya"));
        assert!(PHRASES.has("back") && PHRASES.has("go back") && !PHRASES.has("go"));
        assert_eq!(PHRASES.iter().count(), 3);
    }
}
