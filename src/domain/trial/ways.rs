//! The ways a conversation can go through a flow, seen in what happens there and not in what anybody says of it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Act, Place};
use crate::domain::{
    content::Kind,
    conversation::Choice,
    dialogue::{DialogueState, Phase, Turn, TurnVerdict, say},
    handoff::Reason,
    id::FlowId,
    matching::Catalog,
    outcome::Outcome,
};

/// A way through a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Every question is answered, and it ends solved or with a ticket.
    Straight,
    /// Something else comes up at a question, is dealt with, and the same question is asked again.
    Digression,
    /// An answer that was given before is put right.
    Correction,
    /// Two replies in a row do not fit one question, and it goes on all the same.
    WrongTwice,
    /// It ends with a ticket that holds what was told.
    Handoff,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Straight, Self::Digression, Self::Correction, Self::WrongTwice, Self::Handoff];
}

/// What a dialogue says that it shows; [`play`] holds it to that.
///
/// [`play`]: super::play()
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covers {
    /// Where that stands.
    pub place: Place,
    /// The flow.
    pub flow: FlowId,
    /// The way through it.
    pub way: Way,
}

/// A question of a flow that waits: its step there, and the thing to try.
type Question = (FlowId, usize, usize);

/// Looks on while a dialogue is played.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// What was seen.
    pub(super) shown: BTreeSet<(FlowId, Way)>,
    /// The flows this matter has asked something in.
    visited: BTreeSet<FlowId>,
    /// A question that something else came up at.
    left: Option<Question>,
    /// A question that the reply before did not fit.
    unclear: Option<Question>,
    /// Whether anything but answers was said.
    strayed: bool,
}

impl Watch {
    /// One turn and the state before it.
    pub(super) fn sees(&mut self, catalog: &Catalog, before: &DialogueState, act: &Act, turn: &Turn) {
        let (asked, asks) = (waiting(before), waiting(&turn.state));
        self.visited.extend(asks.iter().map(|(flow, ..)| flow.clone()));
        if asked.is_some() {
            self.strayed |= matches!(turn.verdict, TurnVerdict::Clarify | TurnVerdict::Unsure) || calls_person(catalog, act, before);
        }
        self.digression(before, turn, asked.as_ref(), asks.as_ref());
        if let (Act::Say(_), Some((flow, ..))) = (act, &asked) {
            self.correction(before, turn, flow);
        }
        self.wrong_twice(catalog, before, act, turn);
        if let Some(outcome) = turn.outcome {
            self.ended(outcome, turn);
        }
    }

    fn show(&mut self, flow: &FlowId, way: Way) {
        self.strayed |= matches!(way, Way::Digression | Way::Correction | Way::WrongTwice);
        self.shown.insert((flow.clone(), way));
    }

    /// Another intent was answered or asked about, and the same question waits again: at once, or once that is dealt with.
    fn digression(&mut self, before: &DialogueState, turn: &Turn, asked: Option<&Question>, asks: Option<&Question>) {
        let other = turn.intent.is_some() && turn.intent != before.topic;
        if let Some(asked) = asked.filter(|_| other) {
            self.left = Some(asked.clone());
        }
        if self.left.is_some()
            && self.left.as_ref() == asks
            && turn.replies.len() + usize::from(asked != asks) > 1
            && let Some((flow, ..)) = self.left.take()
        {
            self.show(&flow, Way::Digression);
        }
    }

    /// The same matter, and something that was known is known otherwise.
    fn correction(&mut self, before: &DialogueState, turn: &Turn, flow: &FlowId) {
        let (Some(old), Some(new)) = (&before.flow, &turn.state.flow) else { return };
        let otherwise = old.slots.iter().any(|(id, answer)| new.slots.get(id).is_some_and(|now| now.value != answer.value));
        if before.topic == turn.state.topic && otherwise {
            self.show(flow, Way::Correction);
        }
    }

    /// The question was asked again after one reply, and given up after the next.
    fn wrong_twice(&mut self, catalog: &Catalog, before: &DialogueState, act: &Act, turn: &Turn) {
        let (asked, asks, wrong) = (waiting(before), waiting(&turn.state), |state: &DialogueState| state.flow.as_ref().map_or(0, |flow| flow.wrong));
        let before_it = self.unclear.take();
        let Act::Say(_) = act else { return };
        if asked.is_some() && asked == asks && wrong(before) == 0 && wrong(&turn.state) == 1 {
            self.unclear = asks;
            return;
        }
        let noted = say(catalog.pack(), "slot.noted", turn.language, &[]);
        if let Some((flow, ..)) = before_it.filter(|before| Some(before) == asked.as_ref() && turn.replies.first().is_some_and(|reply| reply.text == noted)) {
            self.show(&flow, Way::WrongTwice);
        }
    }

    fn ended(&mut self, outcome: Outcome, turn: &Turn) {
        let brief = turn.handoff.as_ref().map(|handoff| &handoff.brief);
        let holds = brief.is_some_and(|brief| !brief.facts.is_empty() || !brief.tried.is_empty());
        let by_itself = turn.handoff.as_ref().is_none_or(|handoff| handoff.reason != Reason::Asked && handoff.question.is_none());
        let visited = std::mem::take(&mut self.visited);
        let strayed = std::mem::take(&mut self.strayed);
        for flow in visited {
            if !strayed && by_itself && matches!(outcome, Outcome::Confirmed | Outcome::Ticket) {
                self.shown.insert((flow.clone(), Way::Straight));
            }
            if outcome == Outcome::Ticket && holds {
                self.shown.insert((flow, Way::Handoff));
            }
        }
    }
}

fn waiting(state: &DialogueState) -> Option<Question> {
    let flow = state.flow.as_ref().filter(|_| state.phase == Phase::Guided)?;
    Some((flow.flow.clone(), flow.step, flow.thing))
}

/// Whether the visitor asks for a person, by its button or in words.
fn calls_person(catalog: &Catalog, act: &Act, before: &DialogueState) -> bool {
    let titled = |text: &str| before.offered.iter().any(|Choice { title, value }| value == "/human" && title.eq_ignore_ascii_case(text));
    match act {
        Act::Tap(value) => value == "/human",
        Act::File(..) => false,
        Act::Wait(_) | Act::Answer(_) => true,
        Act::Say(text) => {
            let understanding = catalog.understand(&catalog.read(text));
            titled(text) || understanding.top().is_some_and(|top| catalog.pack().intents[top.intent].kind == Kind::Human)
        }
    }
}
