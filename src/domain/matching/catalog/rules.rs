//! The hard rules where they speak: phrases, vetoes, the same sentence as an example.

use super::{Catalog, sentence};
use crate::domain::{
    content::Kind,
    matching::{confidence::Signals, features, phrases::Hit},
    text::{List, Token},
};

impl Catalog {
    /// Lets the hard rules speak: phrases, vetoes, the same sentence as an example.
    pub(super) fn rule(&self, tokens: &[&Token], hits: &[Hit], signals: &mut [Option<Signals>]) {
        for hit in hits.iter().filter(|hit| !hit.rule.veto && !is_denied(tokens, hit)) {
            let share = self.share(tokens, hit);
            if let Some(Some(signal)) = signals.get_mut(hit.rule.intent) {
                signal.phrase = signal.phrase.max(share);
            }
        }
        for hit in hits.iter().filter(|hit| hit.rule.veto) {
            if let Some(signal) = signals.get_mut(hit.rule.intent) {
                *signal = None;
            }
        }
        for intent in self.learned.examples.get(&sentence(tokens)).into_iter().flatten() {
            if let Some(Some(signal)) = signals.get_mut(*intent) {
                signal.example = 1.0;
            }
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
