//! What somebody wrote, cut up once however many slots look into it.

use std::cell::OnceCell;

use compact_str::CompactString;

use crate::domain::text::{
    token::{Token, tokenise},
    words,
};

/// One text; what is made of it is made when first asked for.
#[derive(Debug)]
pub(super) struct Line<'t> {
    /// As it was written.
    pub(super) text: &'t str,
    words: OnceCell<Vec<CompactString>>,
    clauses: OnceCell<Vec<Vec<CompactString>>>,
    tokens: OnceCell<Vec<Token>>,
}

impl<'t> Line<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, words: OnceCell::new(), clauses: OnceCell::new(), tokens: OnceCell::new() }
    }

    /// Its bare words.
    pub(super) fn words(&self) -> &[CompactString] {
        self.words.get_or_init(|| words(self.text))
    }

    /// The bare words between commas and stops.
    pub(super) fn clauses(&self) -> &[Vec<CompactString>] {
        self.clauses.get_or_init(|| self.text.replace(". ", "\n").split([',', ';', '!', '?', '\n']).map(words).collect())
    }

    /// Its words and numbers with their places.
    pub(super) fn tokens(&self) -> &[Token] {
        self.tokens.get_or_init(|| tokenise(self.text, ""))
    }

    /// Whether it asks something.
    pub(super) fn asks(&self) -> bool {
        self.text.trim_end().ends_with('?')
    }
}
