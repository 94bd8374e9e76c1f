//! A flow asks a program of the house: the turn says so and ends, the program is asked after it is stored, and its answer is a turn of its own.

use std::collections::BTreeMap;

use super::{slot::Answer, walk::Waits};
use crate::domain::{
    dialogue::{
        Heard, Setting,
        state::DialogueState,
        talk::Talk,
        turn::{Reply, Turn, TurnVerdict},
    },
    flow::{Call, Flow, SlotKind},
    id::{FlowId, SlotId},
    matching::Catalog,
};

/// The most characters of an answer's field that are kept.
const LONGEST: usize = 300;
/// How a step that asked is remembered: by the number of its "things".
const ANSWERED: usize = 1;
const FAILED: usize = 2;

/// What a program is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which program: a webhook of the configuration, or a service the house knows.
    pub target: String,
    /// Which question of this conversation's flow it is; an answer to another one is not taken.
    pub number: u32,
    /// The flow that asks.
    pub flow: FlowId,
    /// What it is told, by the names of the slots.
    pub values: BTreeMap<SlotId, String>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The question.
    pub number: u32,
    /// The fields of the answer; `None` when there is none.
    pub fields: Option<BTreeMap<String, String>>,
}

/// Goes on with what a program answered; nothing when the conversation does not wait for it any more.
#[must_use]
pub fn after_call(catalog: &Catalog, state: &DialogueState, setting: Setting<'_>, told: &Told) -> Option<Turn> {
    let understanding = catalog.understand(&catalog.read(""));
    let heard = Heard { text: "", choice: Some("call"), understanding: &understanding, files: &[] };
    let language = state.language.unwrap_or(setting.language);
    let mut talk = Talk { pack: catalog.pack(), setting, language, heard, state: state.clone() };
    let mut turn = talk.told(told)?;
    turn.settle(state.open_since, setting.now);
    Some(turn)
}

impl Talk<'_> {
    /// The walk comes to a step that asks a program: what it says and asks, unless it was answered before or there is no way there.
    pub(super) fn call(&mut self, call: &Call, replies: &mut Vec<Reply>) -> Option<Turn> {
        let flow = self.flow()?;
        let state = self.state.flow.as_mut()?;
        let before = state.done.iter().find(|done| done.step == state.step && done.flow == state.flow).map(|done| done.things);
        match before {
            Some(ANSWERED) => return None,
            Some(_) => return self.go_without(call),
            None if !self.setting.reach.has(&call.target) => return self.go_without(call),
            None => {}
        }
        state.calls = state.calls.saturating_add(1);
        let known = call.send.iter().filter_map(|place| flow.slots.get(*place)).filter_map(|slot| Some((slot.id.clone(), state.slots.get(&slot.id)?.said.clone())));
        let asked = Asked { target: call.target.clone(), number: state.calls, flow: flow.id.clone(), values: known.collect() };
        replies.push(Reply::text(self.words("call.wait", &[])));
        let mut turn = self.waiting(std::mem::take(replies));
        turn.asks = Some(asked);
        Some(turn)
    }

    /// Goes where the flow leads without the answer.
    fn go_without(&mut self, call: &Call) -> Option<Turn> {
        self.note_call(FAILED);
        let state = self.state.flow.as_mut()?;
        // The walk goes on behind the step it stands at.
        state.go(call.failed);
        None
    }

    fn note_call(&mut self, came_to: usize) {
        if let Some(state) = self.state.flow.as_mut() {
            state.thing = came_to;
            state.note_done();
        }
    }

    /// The program answered, or did not.
    fn told(&mut self, told: &Told) -> Option<Turn> {
        let Waits::Call(call) = self.waits()? else { return None };
        let (flow, state) = (self.flow()?, self.state.flow.as_ref()?);
        if state.calls != told.number {
            return None;
        }
        let answers = told.fields.as_ref().and_then(|fields| answers(flow, call, fields));
        self.note_call(if answers.is_some() { ANSWERED } else { FAILED });
        let state = self.state.flow.as_mut()?;
        match answers {
            Some(answers) => {
                state.slots.extend(answers);
                let behind = state.step + 1;
                state.go(behind);
            }
            None => state.go(call.failed),
        }
        Some(self.walk(Vec::new()))
    }

    /// The visitor says something while the program is being asked.
    pub(super) fn said_while_called(&mut self) -> Turn {
        let reply = Reply::text(self.words("call.still", &[]));
        self.waiting(vec![reply])
    }

    fn waiting(&mut self, replies: Vec<Reply>) -> Turn {
        self.state.phase = crate::domain::dialogue::state::Phase::Guided;
        self.turn(TurnVerdict::Answer, self.topic(), self.state.confidence, replies)
    }
}

/// The fields a step takes from an answer; `None` when one is missing or is no answer to its slot.
fn answers(flow: &Flow, call: &Call, fields: &BTreeMap<String, String>) -> Option<Vec<(SlotId, Answer)>> {
    call.save
        .iter()
        .map(|(field, place)| {
            let slot = flow.slots.get(*place)?;
            let said: String = fields.get(field)?.trim().chars().filter(|sign| !sign.is_control()).take(LONGEST).collect();
            let fits = match slot.kind {
                SlotKind::Choice => slot.choices.iter().any(|choice| choice.id == said),
                SlotKind::YesNo => said == "yes" || said == "no",
                _ => !said.is_empty(),
            };
            fits.then(|| (slot.id.clone(), Answer { value: said.clone(), said }))
        })
        .collect()
}
