//! Frustration: rude words, capital letters and rows of exclamation marks shorten the way to a person.

use super::{
    talk::Talk,
    turn::{Reply, Turn},
};
use crate::domain::{content::Kind, conversation::Part, matching::Verdict};

/// The second time a person takes over.
const MOST_UPSET: u8 = 2;
/// So many capital letters are no abbreviation.
const LEAST_CAPITALS: usize = 12;

impl Talk<'_> {
    /// Notes whether the visitor is upset, and hands over once that happens again in one matter.
    pub(super) fn feels(&mut self) -> Option<Turn> {
        if !self.is_upset() {
            return None;
        }
        self.state.upset = self.state.upset.saturating_add(1);
        (self.state.upset >= MOST_UPSET && self.state.topic.is_some()).then(|| self.hand_off(self.why_a_person()))
    }

    pub(super) fn is_upset(&self) -> bool {
        let understanding = self.heard.understanding;
        let complains = understanding.verdict == Verdict::Answer && self.candidates().next().is_some_and(|intent| intent.kind == Kind::Complaint);
        self.heard.choice.is_none() && (complains || shouts(self.heard.text))
    }

    /// The turn with a person within reach.
    pub(super) fn with_person(&self, mut turn: Turn) -> Turn {
        let button = self.human_button();
        if turn.handoff.is_some() {
            return turn;
        }
        turn.state.upset = self.state.upset;
        let Some(Reply { parts, .. }) = turn.replies.last_mut() else { return turn };
        match parts.iter_mut().find_map(|part| if let Part::Choices { choices } = part { Some(choices) } else { None }) {
            Some(choices) if choices.iter().any(|choice| choice.value == button.value) => {}
            Some(choices) => choices.push(button),
            None => parts.push(Part::Choices { choices: vec![button] }),
        }
        turn
    }
}

/// Nearly all letters are capitals, or exclamation marks stand in a row.
fn shouts(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    text.contains("!!!") || capitals >= LEAST_CAPITALS && capitals * 5 >= letters * 4 && text.split_whitespace().count() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shouting_is_heard() {
        for text in ["KENAPA PRINTERNYA MATI TERUS", "woy!!! printer mati", "WHY IS THIS STILL BROKEN"] {
            assert!(shouts(text), "{text}");
        }
        for text in ["VPN SSO", "printer LT-2031 mati!", "ERROR_ACCESS_DENIED", "", "Halo, wifi tidak konek"] {
            assert!(!shouts(text), "{text}");
        }
    }
}
