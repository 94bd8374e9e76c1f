//! The hard rules where they speak: phrases, vetoes, the same sentence as an example.

use super::{Catalog, sentence};
use crate::domain::{
    content::Kind,
    matching::{confidence::Weighed, features, phrases::Hit},
    text::{List, Token},
};

/// What the hard rules have to say of a message.
pub(super) struct Rules<'a> {
    /// The phrases and vetoes that stand in it.
    pub(super) hits: Vec<Hit>,
    /// The intents that have it among their examples.
    same: &'a [usize],
}

impl Rules<'_> {
    /// The intents they speak of.
    pub(super) fn intents(&self) -> Vec<usize> {
        self.hits.iter().map(|hit| hit.rule.intent).chain(self.same.iter().copied()).collect()
    }
}

impl Catalog {
    /// The hard rules that speak: phrases, vetoes, the same sentence as an example.
    pub(super) fn rules(&self, tokens: &[&Token]) -> Rules<'_> {
        Rules { hits: self.hits(tokens), same: self.learned.examples.get(&sentence(tokens)).map_or(&[], Vec::as_slice) }
    }

    /// Lets the hard rules speak.
    pub(super) fn rule(&self, tokens: &[&Token], rules: &Rules<'_>, weighed: &mut Vec<Weighed>) {
        let place = |weighed: &[Weighed], intent: usize| weighed.binary_search_by_key(&intent, |(intent, _)| *intent).ok();
        for hit in rules.hits.iter().filter(|hit| !hit.rule.veto && !is_denied(tokens, hit)) {
            if let Some(at) = place(weighed, hit.rule.intent) {
                weighed[at].1.phrase = weighed[at].1.phrase.max(self.share(tokens, hit));
            }
        }
        for at in rules.same.iter().filter_map(|intent| place(weighed, *intent)).collect::<Vec<_>>() {
            weighed[at].1.example = 1.0;
        }
        let vetoes: Vec<usize> = rules.hits.iter().filter(|hit| hit.rule.veto).map(|hit| hit.rule.intent).collect();
        if !vetoes.is_empty() {
            weighed.retain(|(intent, _)| !vetoes.contains(intent));
        }
    }

    /// How much a phrase counts: all, but chatter only if hardly anything else is said.
    fn share(&self, tokens: &[&Token], hit: &Hit) -> f32 {
        if !matches!(self.pack.intents[hit.rule.intent].kind, Kind::Greeting | Kind::Thanks | Kind::Goodbye | Kind::Complaint | Kind::SmallTalk) {
            return 1.0;
        }
        let rest = tokens[..hit.first].iter().chain(&tokens[hit.end..]);
        match rest.filter(|token| features::is_subject(token)).take(2).count() {
            0 => 1.0,
            1 => 0.5,
            _ => 0.0,
        }
    }
}

/// "Jangan reset password", "bukan VPN error", "tidak lupa password": the word right before a phrase takes it back. What does not work is
/// no denial: "ga connect ke wifi" is what is meant by "connect ke wifi".
fn is_denied(tokens: &[&Token], hit: &Hit) -> bool {
    static DENIES: List = List::new("bukan jangan never tanpa without");
    static MISHAPS: List = List::new("lupa hilang rusak error gagal mati macet forget forgot lose lost break broken fail");
    let Some(before) = hit.first.checked_sub(1).map(|at| &tokens[at].word) else { return false };
    DENIES.has(before) || matches!(before.as_str(), "tidak" | "not") && MISHAPS.has(&tokens[hit.first].word)
}
