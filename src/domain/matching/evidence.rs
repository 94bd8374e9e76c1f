//! What was learned from the examples: a linear classifier with likeness at once, two networks once they were studied.

use std::sync::Arc;

use super::{
    classifier::Classifier,
    confidence::{Acquaintance, Signals, Weighed},
    features::{self, Space, real},
    learn::{Model, Opinion},
    similarity::Similarity,
};
use crate::domain::text::{Kind, Token, Utterance};

/// Of more intents only so many are compared closely; what is left has no part in the chance that is shared out.
const CLOSE: usize = 256;

/// The learned part of a catalog.
#[derive(Debug)]
pub(super) enum Evidence {
    /// For few lines, and until the networks are ready; likeness alone where there is too much for a classifier.
    Linear(Option<Arc<Classifier>>, Similarity),
    /// For many lines.
    Networks(Box<Model>),
}

impl Default for Evidence {
    fn default() -> Self {
        Self::Linear(None, Similarity::default())
    }
}

impl Evidence {
    /// What was learned for those of so many intents that are worth a closer look, and what the networks thought; nothing if no word is
    /// known. Those a rule speaks for always are.
    pub(super) fn weigh(&self, space: &Space, utterance: &Utterance, tokens: &[&Token], (intents, spoken_of): (usize, &[usize])) -> Option<(Vec<Weighed>, Option<Opinion>)> {
        match self {
            Self::Linear(classifier, similarity) => {
                let vector = space.vector(tokens);
                if vector.is_empty() {
                    return None;
                }
                let likeness = similarity.all(space.words(&vector), intents);
                let margins = classifier.as_ref().map(|classifier| classifier.margins(&vector));
                let signals =
                    |at: usize| Signals { similarity: likeness[at] * features::WORDS_ALONE, classifier: margins.as_ref().map(|margins| margins[at]), ..Signals::default() };
                Some((closest(intents, spoken_of, signals), None))
            }
            Self::Networks(model) => {
                if utterance.tokens.is_empty() {
                    return None;
                }
                let opinion = model.judge(&words(utterance));
                let chances: Vec<f32> = opinion.chances().collect();
                let signals = |at: usize| Signals { network: chances.get(at).copied().unwrap_or_default(), ..Signals::default() };
                Some((closest(intents, spoken_of, signals), Some(opinion)))
            }
        }
    }

    /// Whether a word by itself speaks for an intent.
    pub(super) fn speaks_for(&self, space: &Space, token: &Token, intent: usize) -> bool {
        match self {
            Self::Linear(Some(classifier), _) => classifier.contributions(&space.vector(&[token]), intent).map(|(_, share)| share).sum::<f32>() > 0.0,
            Self::Linear(None, _) => true,
            Self::Networks(model) => {
                let opinion = model.judge(&[word(token)]);
                let even = 1.0 / real(opinion.logs.len().max(1));
                opinion.chances().nth(intent).is_some_and(|chance| chance > 2.0 * even)
            }
        }
    }
}

/// The signals of all intents, or of many the strongest by what was learned and those a rule speaks for; in the order of the pack.
pub(super) fn closest(intents: usize, ruled: &[usize], signals: impl Fn(usize) -> Signals) -> Vec<Weighed> {
    if intents <= CLOSE {
        return (0..intents).map(|at| (at, signals(at))).collect();
    }
    let mut order: Vec<u64> = (0_u32..).take(intents).map(|at| behind(signals(at as usize).strength(), at)).collect();
    order.select_nth_unstable(CLOSE - 1);
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is the place")]
    let mut chosen: Vec<usize> = order[..CLOSE].iter().map(|key| *key as u32 as usize).chain(ruled.iter().copied()).collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen.into_iter().map(|at| (at, signals(at))).collect()
}

/// Strength and place as one number, the smaller the stronger, of equals the one that comes first: quicker to compare than a pair.
fn behind(strength: f32, at: u32) -> u64 {
    let bits = strength.to_bits();
    // Turned so that numbers have the order of what they stand for, as `f32::total_cmp` does, and that order turned around.
    let turned = if strength.is_sign_negative() { bits } else { bits ^ (u32::MAX >> 1) };
    u64::from(turned) << 32 | u64::from(at)
}

/// The words of a message as they are learned and compared: of addresses and long numbers only what sort of thing they are.
pub(super) fn words(utterance: &Utterance) -> Vec<&str> {
    utterance.tokens.iter().map(word).collect()
}

fn word(token: &Token) -> &str {
    if token.kind == Kind::Word { &token.word } else { &token.stem }
}

/// What the judge of a catalog with networks is told of a message.
pub(super) fn noticed(opinion: &Opinion, acquaintance: Acquaintance) -> Vec<f64> {
    let (first, second) = opinion.best_two();
    let [counts, order] = opinion.members;
    let (words, taught) = opinion.words;
    let strange = real(words - taught) / real(words.max(1));
    let length = (1.0 + real(words)).ln();
    let agree = f32::from(u8::from(opinion.agree));
    [opinion.entropy, first, first - second, counts.0, counts.1, order.0, order.1, agree, strange, length, acquaintance.pack, acquaintance.intent].map(f64::from).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_the_strongest_are_looked_at_and_those_with_a_rule() {
        let like = |at: usize| Signals { similarity: if at % 10 == 3 { 0.9 - real(at) / 1e5 } else { 0.1 }, ..Signals::default() };
        let few = closest(CLOSE, &[], like);
        assert!(few.iter().map(|(at, _)| *at).eq(0..CLOSE));
        let chosen: Vec<usize> = closest(5_000, &[4_999, 3], like).into_iter().map(|(at, _)| at).collect();
        assert!(chosen.iter().copied().eq((0..CLOSE).map(|nth| nth * 10 + 3).chain([4_999])), "{chosen:?}");
        let alike: Vec<usize> = closest(5_000, &[], |_| Signals::default()).into_iter().map(|(at, _)| at).collect();
        assert!(alike.into_iter().eq(0..CLOSE), "of equals those that come first in the pack");
    }

    #[test]
    fn the_order_is_that_of_the_strengths() {
        let values = [f32::INFINITY, 7.5, 1.0, f32::MIN_POSITIVE, 0.0, -0.0, -1.0, -7.5, f32::NEG_INFINITY];
        assert!(values.map(|value| behind(value, 1)).is_sorted());
        assert!(behind(1.0, 1) < behind(1.0, 2));
    }
}
