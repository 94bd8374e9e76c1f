//! The lines of a pack that a catalog is made of: what is taught, and the rules.

use super::{
    evidence,
    learn::{Lesson, Model},
    phrases::Rule,
};
use crate::domain::{
    content::Pack,
    text::{Reader, Utterance, Why, repair::Frequencies, token},
};

/// How much more a word of an example counts than one of an article when a typing mistake is repaired.
const EXAMPLE_WORD: u32 = 2;

/// One taught line.
pub(super) struct Line {
    pub(super) intent: usize,
    pub(super) read: Utterance,
}

/// The taught lines as they are read.
pub(super) fn read_lines(pack: &Pack, plain: &Reader) -> Vec<Line> {
    taught(pack).map(|(intent, text)| Line { intent, read: plain.read(text) }).collect()
}

/// Trains networks on the lines of a pack.
#[must_use]
pub(super) fn networks(pack: &Pack, study: impl FnOnce(Vec<Lesson<'_>>, usize) -> Model) -> Model {
    let lines = read_lines(pack, &Reader::plain(&pack.prefix));
    let lessons = lines.iter().map(|line| Lesson { intent: line.intent, words: evidence::words(&line.read) }).collect();
    study(lessons, pack.intents.len())
}

/// How many lines a pack teaches.
pub(super) fn how_many(pack: &Pack) -> usize {
    taught(pack).count()
}

/// Every line an intent is taught with: examples, titles and phrases, intents in order.
fn taught(pack: &Pack) -> impl Iterator<Item = (usize, &str)> {
    pack.intents.iter().enumerate().flat_map(|(at, intent)| {
        let examples = intent.examples.values().flatten();
        examples.chain(intent.title.0.values()).chain(&intent.phrases).map(move |text| (at, text.as_str()))
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
pub(super) fn count(lines: &[Line], frequencies: &mut Frequencies) {
    for token in lines.iter().flat_map(|line| &line.read.tokens).filter(|token| token.kind == token::Kind::Word) {
        *frequencies.entry(token.word.clone()).or_default() += EXAMPLE_WORD;
    }
    // Contractions are read as two words; to be repaired they must be known as they are typed.
    for rewrite in lines.iter().flat_map(|line| &line.read.rewrites).filter(|rewrite| rewrite.why == Why::Slang && rewrite.from.contains('\'')) {
        *frequencies.entry(rewrite.from.to_lowercase()).or_default() += EXAMPLE_WORD;
    }
}
