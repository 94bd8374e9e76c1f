//! What the bot remembers of a flow between two turns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::slot::Answer;
use crate::domain::{
    content::Priority,
    dialogue::file::FILE,
    flow::{Condition, Flow, Holds, SlotKind},
    handoff::Fact,
    id::{FlowId, SlotId, TeamId},
    language::Language,
};

/// Where a conversation is in a flow, and what it has learned there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowState {
    /// Which flow.
    pub flow: FlowId,
    /// The step it waits at.
    pub step: usize,
    /// The thing of that step that is being tried.
    #[serde(default)]
    pub thing: usize,
    /// How often in a row a reply did not fit.
    #[serde(default)]
    pub wrong: u8,
    /// What is known.
    #[serde(default)]
    pub slots: BTreeMap<SlotId, Answer>,
    /// The slots that were asked for, in order, for the way back; without answer stays what was left out.
    #[serde(default)]
    pub asked: Vec<SlotId>,
    /// What was said and tried: after a change of mind it is not said again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<Done>,
    /// How urgent it turned out to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Who turned out to be the right team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
    /// How many questions to programs it has asked.
    #[serde(default, skip_serializing_if = "is_none_yet")]
    pub calls: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_none_yet(calls: &u32) -> bool {
    *calls == 0
}

/// A step that was passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Of which flow.
    pub flow: FlowId,
    /// Its place there.
    pub step: usize,
    /// How many of its things were tried.
    #[serde(default)]
    pub things: usize,
}

impl FlowState {
    /// At the beginning.
    pub(super) fn new(flow: &Flow) -> Self {
        Self { flow: flow.id.clone(), step: 0, thing: 0, wrong: 0, slots: BTreeMap::new(), asked: Vec::new(), done: Vec::new(), priority: None, team: None, calls: 0 }
    }

    /// Whether all of these hold.
    pub(super) fn holds(&self, flow: &Flow, conditions: &[Condition]) -> bool {
        conditions.iter().all(|condition| {
            let answer = flow.slots.get(condition.slot).and_then(|slot| self.slots.get(&slot.id));
            match (&condition.is, answer) {
                (Holds::Anything, answer) => answer.is_some(),
                (Holds::Nothing, answer) => answer.is_none(),
                (Holds::OneOf(values), Some(answer)) => values.contains(&answer.value),
                (Holds::OneOf(_), None) => false,
            }
        })
    }

    /// Whether this slot need not be asked for any more: it is known, or was left out.
    pub(super) fn is_settled(&self, slot: &SlotId) -> bool {
        self.slots.contains_key(slot) || self.asked.contains(slot)
    }

    /// To another step; of its things those come next that were not tried.
    pub(super) fn go(&mut self, step: usize) {
        (self.step, self.wrong) = (step, 0);
        self.thing = self.done.iter().find(|done| done.step == step && done.flow == self.flow).map_or(0, |done| done.things);
    }

    /// Whether both wait at the same question.
    pub(super) fn waits_with(&self, other: &Self) -> bool {
        self.flow == other.flow && (self.step, self.thing) == (other.step, other.thing)
    }

    /// To the first step of the flow that the matter began with, to decide anew with all that is known.
    pub(super) fn begin_again(&mut self, flow: &Flow) {
        self.flow = flow.id.clone();
        (self.priority, self.team) = (None, None);
        self.go(0);
    }

    /// Notes that this step has been passed, or how many of its things; whether it was passed before.
    pub(super) fn note_done(&mut self) -> bool {
        let (step, things) = (self.step, self.thing);
        if let Some(done) = self.done.iter_mut().find(|done| done.step == step && done.flow == self.flow) {
            done.things = things;
            return true;
        }
        self.done.push(Done { flow: self.flow.clone(), step, things });
        false
    }

    /// Back to the last thing that was tried, if that was after this step; whether there was one.
    pub(super) fn back_to_tried(&mut self, asked_at: Option<usize>) -> bool {
        let tried = self.done.iter().rev().find(|done| done.flow == self.flow && done.things > 0 && done.step < self.step && asked_at.is_none_or(|at| at < done.step));
        let Some((step, things)) = tried.map(|done| (done.step, done.things)) else { return false };
        (self.step, self.thing) = (step, things - 1);
        self.note_done();
        true
    }

    /// What is known, for whoever takes over: first what a person would ask first, then the rest in the order of the flow; files are facts of their own.
    pub(in crate::domain::dialogue) fn facts(&self, flow: &Flow, language: Language) -> Vec<Fact> {
        let known = flow.slots.iter().filter_map(|slot| Some((slot, self.slots.get(&slot.id)?)));
        let told = known.filter(|(slot, answer)| slot.kind != SlotKind::File || answer.value != FILE);
        let mut facts: Vec<Fact> = told
            .map(|(slot, answer)| Fact { tells: slot.tells.clone(), private: slot.private, ..Fact::plain(slot.label.in_language(language), slot.said(answer, language)) })
            .collect();
        facts.sort_by_key(|fact| fact.tells.first().map_or((true, None), |tells| (false, Some(*tells))));
        facts
    }
}
