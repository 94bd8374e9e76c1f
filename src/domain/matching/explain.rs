//! The reasons of an understanding as a value to show: computed when somebody asks, from the text and the catalog.

use serde::Serialize;

use super::{Catalog, CutOffs, DecidedBy, Understanding, Verdict};
use crate::domain::{
    id::{IntentId, Revision},
    language::Language,
    text::{Rewrite, Utterance, stop},
};

/// Why a message was understood as it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The text as typed.
    pub text: String,
    /// The language it seems to be in.
    pub language: Option<Language>,
    /// The words as they were understood.
    pub read_as: String,
    /// What was read differently from how it was typed.
    pub rewrites: Vec<Rewrite>,
    /// What to do with it.
    pub verdict: Verdict,
    /// What settled the first place.
    pub decided_by: DecidedBy,
    /// The words of the text that spoke for the first candidate, in order.
    pub matched: Vec<Matched>,
    /// The candidates, best first.
    pub candidates: Vec<Explained>,
    /// The intents that a line of theirs rules out.
    pub ruled_out: Vec<IntentId>,
    /// The chance that the message is about anything of the pack; every score without a rule is a part of it.
    pub known: f32,
    /// How sure this is of the first one.
    pub confidence: f32,
    /// How far the second one is behind.
    pub gap: f32,
    /// What the confidence was held against.
    pub cut_offs: CutOffs,
    /// Which state of the pack this is about.
    pub revision: Revision,
}

/// A piece of the text that spoke for the first candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matched {
    /// The piece as typed.
    pub text: String,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends in the text, in bytes.
    pub end: usize,
}

/// A candidate with its reasons.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// The intent.
    pub intent: IntentId,
    /// What it is called.
    pub title: String,
    /// How sure one is that it is meant.
    pub score: f32,
    /// What speaks for it.
    pub parts: Vec<Part>,
}

/// One signal of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Part {
    /// Its name.
    pub signal: &'static str,
    /// Its strength.
    pub score: f32,
    /// What it adds: for a rule the certainty it gives, else a part of the sum whose exponential, shared out among all intents, is the score.
    pub adds: f32,
}

/// Explains what was understood.
#[must_use]
pub fn explain(catalog: &Catalog, utterance: &Utterance, understanding: &Understanding) -> Explanation {
    let pack = catalog.pack();
    let language = understanding.language.unwrap_or_else(|| pack.default_language());
    let candidates = understanding.candidates.iter().filter_map(|candidate| {
        let intent = pack.intents.get(candidate.intent)?;
        let parts = candidate.signals.named().into_iter().map(|(signal, score, adds)| Part { signal, score, adds }).collect();
        Some(Explained { intent: intent.id.clone(), title: intent.title.in_language(language).to_owned(), score: candidate.score, parts })
    });
    Explanation {
        text: utterance.text.clone(),
        language: utterance.language,
        read_as: utterance.read_as(),
        rewrites: utterance.rewrites.clone(),
        verdict: understanding.verdict,
        decided_by: understanding.decided_by,
        matched: matched(catalog, utterance, understanding),
        candidates: candidates.collect(),
        ruled_out: ruled_out(catalog, utterance),
        known: understanding.known,
        confidence: understanding.confidence,
        gap: understanding.gap,
        cut_offs: catalog.cut_offs(),
        revision: catalog.revision().clone(),
    }
}

fn ruled_out(catalog: &Catalog, utterance: &Utterance) -> Vec<IntentId> {
    let hits = catalog.hits(&stop::counting(&utterance.tokens));
    let mut intents: Vec<IntentId> = hits.iter().filter(|hit| hit.rule.veto).filter_map(|hit| Some(catalog.pack().intents.get(hit.rule.intent)?.id.clone())).collect();
    intents.sort();
    intents.dedup();
    intents
}

/// The words that counted: those of the phrase if one decided, else those that raise the first candidate's margin.
fn matched(catalog: &Catalog, utterance: &Utterance, understanding: &Understanding) -> Vec<Matched> {
    let Some(top) = understanding.top() else { return Vec::new() };
    let tokens = stop::counting(&utterance.tokens);
    let mut spans: Vec<(usize, usize)> = match understanding.decided_by {
        DecidedBy::Phrase => {
            let hits = catalog.hits(&tokens).into_iter().filter(|hit| hit.rule.intent == top.intent && !hit.rule.veto);
            hits.flat_map(|hit| hit.first..hit.end).map(|at| (tokens[at].start, tokens[at].end)).collect()
        }
        DecidedBy::Example => tokens.iter().map(|token| (token.start, token.end)).collect(),
        DecidedBy::Likeness | DecidedBy::Nothing => tokens.iter().filter(|token| catalog.speaks_for(token, top.intent)).map(|token| (token.start, token.end)).collect(),
    };
    spans.sort_unstable();
    spans.dedup();
    let piece = |(start, end): (usize, usize)| Some(Matched { text: utterance.text.get(start..end)?.to_owned(), start, end });
    spans.into_iter().filter_map(piece).collect()
}
