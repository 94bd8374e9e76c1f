//! What was learned from the examples: a linear classifier with likeness at once, two networks once they were studied.

use std::sync::Arc;

use super::{
    classifier::Classifier,
    confidence::{Acquaintance, Signals},
    features::{self, Space, real},
    learn::{Model, Opinion},
    similarity::{Likeness, Similarity},
};
use crate::domain::text::{Kind, Token, Utterance};

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
    /// What was learned for each of so many intents, and what the networks thought; nothing if no word is known.
    pub(super) fn weigh(&self, space: &Space, utterance: &Utterance, tokens: &[&Token], intents: usize) -> Option<(Vec<Signals>, Option<Opinion>)> {
        match self {
            Self::Linear(classifier, similarity) => {
                let vector = space.vector(tokens);
                if vector.is_empty() {
                    return None;
                }
                let likeness = similarity.all(space.words(&vector), intents);
                let signal = |like: &Likeness, classifier| Signals { similarity: like.score * features::WORDS_ALONE, classifier, ..Signals::default() };
                let learned = match classifier {
                    Some(classifier) => likeness.iter().zip(classifier.margins(&vector)).map(|(like, margin)| signal(like, Some(margin))).collect(),
                    None => likeness.iter().map(|like| signal(like, None)).collect(),
                };
                Some((learned, None))
            }
            Self::Networks(model) => {
                if utterance.tokens.is_empty() {
                    return None;
                }
                let opinion = model.judge(&words(utterance));
                let signals = opinion.chances().map(|network| Signals { network, ..Signals::default() }).collect();
                Some((signals, Some(opinion)))
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
