//! The lines of a pack that a catalog is made of: what is taught, and the rules.

use std::iter;

use super::{
    evidence,
    learn::{Lesson, Model},
    phrases::Rule,
};
use crate::domain::{
    content::Pack,
    text::{Reader, Token, Utterance, Why, repair::Frequencies, stop, token},
};

/// How much more a word of an example counts than one of an article when a typing mistake is repaired.
const EXAMPLE_WORD: u32 = 2;

/// The taught lines: the words of all of them that count, one after another.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The intent of each line, in ascending order.
    pub(super) owners: Vec<usize>,
    tokens: Vec<Token>,
    ends: Vec<usize>,
}

impl Lines {
    /// Reads them and counts their words.
    pub(super) fn read(pack: &Pack, plain: &Reader, frequencies: &mut Frequencies) -> Self {
        let mut lines = Self::default();
        for (intent, text) in taught(pack) {
            let read = plain.read(text);
            count(&read, frequencies);
            lines.owners.push(intent);
            lines.tokens.extend(stop::counting(&read.tokens).into_iter().cloned());
            lines.ends.push(lines.tokens.len());
        }
        lines
    }

    /// The words of each line.
    pub(super) fn rows(&self) -> Vec<Vec<&Token>> {
        let starts = iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.tokens[start..*end].iter().collect()).collect()
    }
}

/// Trains networks on the lines of a pack.
#[must_use]
pub(super) fn networks(pack: &Pack, study: impl FnOnce(Vec<Lesson<'_>>, usize) -> Model) -> Model {
    let plain = Reader::plain(&pack.prefix);
    let lines: Vec<(usize, Utterance)> = taught(pack).map(|(intent, text)| (intent, plain.read(text))).collect();
    let lessons = lines.iter().map(|(intent, read)| Lesson { intent: *intent, words: evidence::words(read) }).collect();
    study(lessons, pack.intents.len())
}

/// How many lines a pack teaches.
pub(super) fn how_many(pack: &Pack) -> usize {
    taught(pack).count()
}

/// Every line an intent is taught with: examples, titles and phrases, intents in order, and the lines of each in the order of the alphabet,
/// so that what is learned does not hang on the order in which they were written.
fn taught(pack: &Pack) -> impl Iterator<Item = (usize, &str)> {
    pack.intents.iter().enumerate().flat_map(|(at, intent)| {
        let examples = intent.examples.values().flatten();
        let mut lines: Vec<&str> = examples.chain(intent.title.0.values()).chain(&intent.phrases).map(String::as_str).collect();
        lines.sort_unstable();
        lines.into_iter().map(move |text| (at, text))
    })
}

/// The hard phrases and the vetoes.
pub(super) fn rules(pack: &Pack) -> impl Iterator<Item = (Rule, &str)> {
    pack.intents.iter().enumerate().flat_map(|(intent, one)| {
        let phrases = one.phrases.iter().map(move |phrase| (Rule { intent, veto: false }, phrase.as_str()));
        phrases.chain(one.not.iter().map(move |phrase| (Rule { intent, veto: true }, phrase.as_str())))
    })
}

/// Counts the words that typing mistakes are repaired to.
fn count(line: &Utterance, frequencies: &mut Frequencies) {
    for token in line.tokens.iter().filter(|token| token.kind == token::Kind::Word) {
        *frequencies.entry(token.word.clone()).or_default() += EXAMPLE_WORD;
    }
    // Contractions are read as two words; to be repaired they must be known as they are typed.
    for rewrite in line.rewrites.iter().filter(|rewrite| rewrite.why == Why::Slang && rewrite.from.contains('\'')) {
        *frequencies.entry(rewrite.from.to_lowercase().into()).or_default() += EXAMPLE_WORD;
    }
}
