//! How sure one may be: the signals of each intent merged into a score, the scores into a verdict.
//!
//! A score is two chances multiplied: that the message is about anything of the pack at all, and that it is this intent
//! if it is. The first falls for strange words and weak likeness, the second for close rivals; so an unknown subject
//! comes out unsure, while a question between two intents comes out as a clarification.

use serde::Serialize;

use super::{DecidedBy, Verdict, features::real, judge::Judge};

/// What speaks for one intent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Signals {
    /// 1 if the message is one of its examples.
    pub example: f32,
    /// 1 if one of its phrases stands in the message, less if the phrase is chatter and most of the message is not.
    pub phrase: f32,
    /// Likeness to its examples, 0 to 1.
    pub similarity: f32,
    /// The classifier's margin, about -1 to 1; none where there is too much for a classifier.
    pub classifier: Option<f32>,
    /// The chance the networks give it; 0 where none were trained.
    pub network: f32,
}

/// An intent and what speaks for it.
pub type Weighed = (usize, Signals);

impl Signals {
    /// The signals by name, each with its strength and with what it adds: a certainty, or a part of the strength of what was learned.
    #[must_use]
    pub fn named(&self) -> Vec<(&'static str, f32, f32)> {
        let rules = [("example", self.example, EXAMPLE * self.example), ("phrase", self.phrase, PHRASE * self.phrase)];
        let learned = match self.classifier {
            _ if self.network > 0.0 => vec![("network", self.network, self.network.ln())],
            Some(margin) => vec![("similarity", self.similarity, SHARPNESS * LIKENESS * self.similarity), ("classifier", margin, SHARPNESS * margin)],
            None => vec![("similarity", self.similarity, LIKENESS_ALONE * self.similarity)],
        };
        rules.into_iter().chain(learned).collect()
    }

    /// How strongly what was learned speaks for it; only differences count.
    #[must_use]
    pub fn strength(&self) -> f32 {
        match self.classifier {
            _ if self.network > 0.0 => self.network.ln(),
            Some(margin) => SHARPNESS * (margin + LIKENESS * self.similarity),
            None => LIKENESS_ALONE * self.similarity,
        }
    }
}

/// From which confidence on a message is answered, and from which on one asks back.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CutOffs {
    /// At least this sure: answer.
    pub answer: f32,
    /// At least this sure: ask which one is meant.
    pub clarify: f32,
}

impl Default for CutOffs {
    fn default() -> Self {
        Self { answer: 0.6, clarify: 0.25 }
    }
}

/// What the whole message tells, besides its intents.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Acquaintance {
    /// The share of its content that the pack knows.
    pub pack: f32,
    /// The share of its content that the examples of the likeliest intent know.
    pub intent: f32,
    /// How many words with content it has.
    pub words: usize,
    /// If it has none: the share of its other words that the pack knows.
    pub wordless: f32,
}

/// How sharply the strengths are told apart.
const SHARPNESS: f32 = 4.0;
/// How much likeness counts beside the classifier's margin.
const LIKENESS: f32 = 0.3;
/// How sharply likeness tells apart where it is all there is.
const LIKENESS_ALONE: f32 = 16.0;
/// The weights of the chance that a message is about anything of the pack: a logistic regression over held-out examples
/// of the starter pack (five folds, phrases off) against questions that are none of its business.
const KNOWN: Known = Known { base: -3.7, similarity: 0.4, margin: 2.8, pack: 3.6, intent: 1.9, wordless: 4.7, words: 1.9 };
/// The score of an intent whose phrase stands in the message.
const PHRASE: f32 = 0.93;
/// The score of an intent that has the message among its examples.
const EXAMPLE: f32 = 0.99;
/// What is left of the other intents' scores then.
const OTHERS: f32 = 0.3;
/// Added to each score before a certainty is shared, so that no rule is left without a share.
const EVEN: f32 = 0.05;
/// The second candidate must be this far behind for an answer.
const GAP: f32 = 0.12;

struct Known {
    base: f64,
    similarity: f64,
    margin: f64,
    pack: f64,
    intent: f64,
    /// Instead of the shares, when there is no word with content.
    wordless: f64,
    /// At `MANY_WORDS` and more, proportionally less below.
    words: f64,
}

/// More words with content than this add nothing.
const MANY_WORDS: usize = 6;

/// The score of each of these intents. `known` is the chance that the message is about any.
#[must_use]
pub fn scores(weighed: &[Weighed], known: f32) -> Vec<f32> {
    let most = weighed.iter().map(|(_, signals)| signals.strength()).fold(f32::MIN, f32::max);
    let mut scores: Vec<f32> = weighed.iter().map(|(_, signals)| (signals.strength() - most).exp()).collect();
    let sum: f32 = scores.iter().sum();
    for score in &mut scores {
        *score *= if sum > 0.0 { known / sum } else { 0.0 };
    }
    settle(&mut scores, weighed, |signals| signals.phrase, PHRASE);
    settle(&mut scores, weighed, |signals| signals.example, EXAMPLE);
    scores
}

/// Where a rule speaks, it decides: its intents share the certainty, what was learned only orders them.
fn settle(scores: &mut [f32], weighed: &[Weighed], rule: impl Fn(&Signals) -> f32, certain: f32) {
    let spoken = |at: usize| rule(&weighed[at].1);
    let strongest = (0..scores.len()).map(spoken).fold(0.0, f32::max);
    if strongest <= 0.0 {
        return;
    }
    let agreeing: f32 = (0..scores.len()).filter(|at| spoken(*at) > 0.0).map(|at| scores[at] + EVEN).sum();
    for (at, score) in scores.iter_mut().enumerate() {
        let voice = spoken(at);
        if voice > 0.0 {
            let share = (*score + EVEN) / agreeing;
            *score = score.max(certain * voice * share);
        } else {
            *score *= 1.0 - (1.0 - OTHERS) * strongest;
        }
    }
}

/// What the judge of a linear catalog is told of a message.
#[must_use]
pub fn noticed(best: &Signals, acquaintance: Acquaintance) -> Vec<f64> {
    let words = real(acquaintance.words.min(MANY_WORDS)) / real(MANY_WORDS);
    // Without a classifier likeness takes its place; where lines were held back, the judge was fitted to that.
    let margin = best.classifier.unwrap_or(2.0 * best.similarity - 1.0);
    [best.similarity, margin, acquaintance.pack, acquaintance.intent, acquaintance.wordless, words].map(f64::from).into()
}

/// The judge of a linear catalog for which no lines were held back.
#[must_use]
pub fn usual_judge() -> Judge {
    Judge::of(KNOWN.base, vec![KNOWN.similarity, KNOWN.margin, KNOWN.pack, KNOWN.intent, KNOWN.wordless, KNOWN.words])
}

/// The chance that a message is about the pack, once the rules have spoken too.
#[must_use]
pub fn ruled(known: f32, weighed: &[Weighed]) -> f32 {
    let certain = |(_, signals): &Weighed| if signals.example > 0.0 { EXAMPLE } else { PHRASE * signals.phrase };
    weighed.iter().map(certain).fold(known, f32::max)
}

/// What to do, given the two best scores.
#[must_use]
pub fn verdict(best: f32, second: f32, cut_offs: CutOffs) -> Verdict {
    if best >= cut_offs.answer && best - second >= GAP {
        Verdict::Answer
    } else if best >= cut_offs.clarify {
        Verdict::Clarify
    } else {
        Verdict::Unsure
    }
}

/// What the first place is owed to.
#[must_use]
pub fn decided_by(signals: Option<&Signals>) -> DecidedBy {
    match signals {
        Some(signals) if signals.example > 0.0 => DecidedBy::Example,
        Some(signals) if signals.phrase > 0.0 => DecidedBy::Phrase,
        Some(_) => DecidedBy::Likeness,
        None => DecidedBy::Nothing,
    }
}

/// The intent with the greatest strength, rules before all.
#[must_use]
pub fn strongest(weighed: &[Weighed]) -> Option<&Weighed> {
    let strength = |(_, signals): &Weighed| signals.example * 99.0 + signals.phrase * 9.0 + signals.strength();
    weighed.iter().max_by(|a, b| strength(a).total_cmp(&strength(b)).then(b.0.cmp(&a.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        for (best, second, want) in
            [(0.99, 0.0, Verdict::Answer), (0.6, 0.55, Verdict::Clarify), (0.45, 0.4, Verdict::Clarify), (0.1, 0.0, Verdict::Unsure), (0.0, 0.0, Verdict::Unsure)]
        {
            assert_eq!(verdict(best, second, CutOffs::default()), want, "{best} {second}");
        }
    }

    #[test]
    fn rules_settle() {
        let learned = |margin| Signals { similarity: 0.5, classifier: Some(margin), ..Signals::default() };
        let known = |weighed: &[Weighed]| {
            let all = Acquaintance { pack: 1.0, intent: 1.0, words: 3, wordless: 0.0 };
            usual_judge().chance(&noticed(&strongest(weighed).unwrap().1, all))
        };
        let phrase = [(0, learned(0.5)), (1, Signals { phrase: 1.0, ..learned(-0.5) })];
        assert!(scores(&phrase, known(&phrase))[1] > 0.9);
        let two = [(0, Signals { phrase: 1.0, ..learned(0.5) }), (1, Signals { phrase: 1.0, ..learned(0.5) })];
        assert!((scores(&two, known(&two))[0] - PHRASE / 2.0).abs() < 0.05);
        let example = [(0, Signals { phrase: 1.0, ..learned(0.5) }), (1, Signals { example: 1.0, ..learned(0.0) })];
        assert!(scores(&example, known(&example))[1] > 0.98);
        assert!(scores(&[], 1.0).is_empty());
    }
}
