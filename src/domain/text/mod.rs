//! What was typed, made comparable: cut into words, folded, unslanged, repaired, stemmed.
//!
//! Offsets always point into the text as it was typed, so whatever is decided later can be shown there.

pub mod fold;
mod joint;
pub mod language;
mod list;
mod quote;
pub mod read;
pub mod repair;
mod short;
pub mod slang;
mod slip;
pub mod stem;
pub mod stop;
pub mod token;
mod words;

use serde::Serialize;

pub use list::List;
pub use read::Reader;
pub use repair::Repair;
pub use token::{Kind, Token};
pub use words::{each_word, words};

use super::language::Language;

/// One message, read: its words in comparable form and what was changed to get there.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Utterance {
    /// The text as it was typed.
    pub text: String,
    /// Its words in order.
    pub tokens: Vec<Token>,
    /// What was read differently from how it was typed, in order.
    pub rewrites: Vec<Rewrite>,
    /// The language it seems to be in; none if it could be either.
    pub language: Option<Language>,
}

/// A word that was read differently from how it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rewrite {
    /// What was typed.
    pub from: String,
    /// What it was read as.
    pub to: String,
    /// What kind of change it was.
    pub why: Why,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends in the text, in bytes.
    pub end: usize,
}

/// Why a word was read differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A slang word, an abbreviation or another name for the same thing.
    Slang,
    /// A letter held down: `tolooong`.
    Stretched,
    /// A word said twice: `kata-kata`, `kata2`.
    Repeated,
    /// Two halves of one word: `nge-print`, `lap top`.
    Joined,
    /// Two words written as one: `resetpassword`.
    Parted,
    /// A typing mistake, repaired against the words of the pack.
    Spelling,
    /// A word of the pack without its vowels: `jrngn`.
    Short,
}

impl Utterance {
    /// The words as they were understood, in one line.
    #[must_use]
    pub fn read_as(&self) -> String {
        let mut line = String::with_capacity(self.text.len());
        for token in &self.tokens {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&token.word);
        }
        line
    }
}
