//! From step to step until one waits for the visitor, hands over or ends.

use super::{
    slot::{self, Answer},
    state::FlowState,
};
use crate::domain::{
    conversation::Choice,
    dialogue::{
        say::fill,
        state::Phase,
        talk::Talk,
        turn::{Reply, Turn, TurnVerdict},
    },
    flow::{Act, Flow, Slot, SlotKind, Step},
    handoff::{Reason, Tried},
};

/// More steps than this without a word to the visitor are a circle.
const MOST_STEPS: usize = 500;

/// What a flow waits for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Waits<'a> {
    /// The answer to the question for a slot.
    Slot(&'a Slot),
    /// Whether the thing that was tried helped.
    Thing(&'a [crate::domain::language::Said]),
}

impl<'a> Talk<'a> {
    /// Begins the flow of an intent, with what the first sentence already tells.
    pub(in crate::domain::dialogue) fn begin_flow(&mut self, flow: &'a Flow, replies: Vec<Reply>) -> Turn {
        let mut state = FlowState::new(flow);
        if self.heard.choice.is_none() {
            fill_in(&mut state, flow, self.state.request.as_deref().unwrap_or(self.heard.text), self.language);
        }
        self.state.flow = Some(state);
        self.walk(replies)
    }

    /// The flow the conversation is in.
    pub(in crate::domain::dialogue) fn flow(&self) -> Option<&'a Flow> {
        self.state.flow.as_ref().and_then(|state| self.pack.flow(&state.flow))
    }

    fn step(&self) -> Option<&'a Step> {
        self.flow()?.steps.get(self.state.flow.as_ref()?.step)
    }

    /// What it waits for.
    pub(super) fn waits(&self) -> Option<Waits<'a>> {
        match &self.step()?.act {
            Act::Ask(place) => Some(Waits::Slot(self.flow()?.slots.get(*place)?)),
            Act::Try(things) => Some(Waits::Thing(things)),
            _ => None,
        }
    }

    /// The question that waits, for whoever takes over.
    pub(in crate::domain::dialogue) fn open_question(&self) -> Option<String> {
        match self.waits()? {
            Waits::Slot(slot) => Some(self.filled(slot.ask.in_language(self.language))),
            Waits::Thing(_) => None,
        }
    }

    /// A text with what is known in the place of its slots.
    pub(super) fn filled(&self, text: &str) -> String {
        let (Some(flow), Some(state)) = (self.flow(), &self.state.flow) else { return text.to_owned() };
        let values: Vec<(&str, &str)> = flow.slots.iter().map(|slot| (slot.id.as_str(), state.slots.get(&slot.id).map_or("–", |answer| answer.said.as_str()))).collect();
        fill(text, &values)
    }

    /// Goes on to the next step that waits; nothing a pack can say makes this run for ever.
    pub(super) fn walk(&mut self, mut replies: Vec<Reply>) -> Turn {
        for _ in 0..MOST_STEPS {
            let (Some(flow), Some(step)) = (self.flow(), self.step()) else { break };
            let Some(state) = self.state.flow.as_mut() else { break };
            if !state.holds(flow, &step.when) {
                state.go(state.step + 1);
                continue;
            }
            match &step.act {
                Act::Ask(place) if flow.slots.get(*place).is_some_and(|slot| !state.is_settled(&slot.id)) => return self.wait(replies),
                Act::Try(things) if state.thing < things.len() => return self.wait(replies),
                Act::HandOff(reason) => return self.hand_off_with(*reason, replies),
                Act::End => return self.ended(replies),
                Act::Jump(to) => {
                    state.flow = to.clone();
                    state.go(0);
                    continue;
                }
                Act::Set { priority, team } => {
                    state.priority = priority.or(state.priority);
                    state.team = team.clone().or(state.team.take());
                }
                Act::Say(_) | Act::Show(_) => self.says(&step.act, &mut replies),
                Act::Go | Act::Ask(_) | Act::Try(_) => {}
            }
            if let Some(state) = self.state.flow.as_mut() {
                state.go(step.then.unwrap_or(state.step + 1));
            }
        }
        self.hand_off_with(Reason::NotHelped, replies)
    }

    fn says(&self, act: &Act, replies: &mut Vec<Reply>) {
        match act {
            Act::Say(said) => replies.push(Reply::text(self.filled(said.in_language(self.language)))),
            Act::Show(slug) => {
                let Some(card) = self.article(slug) else { return };
                match replies.last_mut() {
                    Some(last) => last.parts.push(card),
                    None => replies.push(Reply { text: String::new(), parts: vec![card] }),
                }
            }
            _ => {}
        }
    }

    /// Asks what the step asks, and waits.
    pub(super) fn wait(&mut self, mut replies: Vec<Reply>) -> Turn {
        self.state.phase = Phase::Guided;
        replies.extend(self.asks());
        self.turn(TurnVerdict::Answer, self.topic(), self.state.confidence, replies)
    }

    /// What the step that waits says.
    pub(super) fn asks(&self) -> Option<Reply> {
        match self.waits()? {
            Waits::Slot(slot) => {
                let text = self.filled(slot.ask.in_language(self.language));
                let choices = self.answers(slot);
                Some(if choices.is_empty() { Reply::text(text) } else { Reply::choices(text, choices) })
            }
            Waits::Thing(things) => {
                let at = self.state.flow.as_ref()?.thing;
                let thing = self.filled(things.get(at)?.in_language(self.language));
                let (n, count) = ((at + 1).to_string(), things.len().to_string());
                let text = if things.len() > 1 { self.words("try", &[("n", &n), ("count", &count), ("step", &thing)]) } else { thing };
                Some(Reply::choices(text, self.tried_buttons(at + 1 < things.len())))
            }
        }
    }

    /// The buttons of a question.
    fn answers(&self, slot: &Slot) -> Vec<Choice> {
        let mut choices: Vec<Choice> = match slot.kind {
            SlotKind::Choice => {
                slot.choices.iter().map(|choice| Choice { title: choice.title.in_language(self.language).to_owned(), value: format!("/slot/{}", choice.id) }).collect()
            }
            SlotKind::YesNo => vec![self.button("answer.yes", "/slot/yes"), self.button("answer.no", "/slot/no")],
            _ => Vec::new(),
        };
        if slot.optional {
            choices.push(self.button("skip.button", "/skip"));
        }
        choices
    }

    pub(super) fn tried_buttons(&self, more: bool) -> Vec<Choice> {
        let next = if more { "try.next" } else { "try.last" };
        vec![self.button("try.done", "/helped/yes"), self.button(next, "/helped/no"), self.human_button()]
    }

    /// The thing did not help: the next one.
    pub(in crate::domain::dialogue) fn next_thing(&mut self) -> Turn {
        self.note_thing(false);
        if let Some(state) = self.state.flow.as_mut() {
            state.thing += 1;
            state.wrong = 0;
        }
        self.walk(Vec::new())
    }

    /// Writes down what was tried.
    pub(in crate::domain::dialogue) fn note_thing(&mut self, helped: bool) {
        let (Some(Waits::Thing(things)), Some(state)) = (self.waits(), &self.state.flow) else { return };
        let Some(thing) = things.get(state.thing) else { return };
        let title = self.filled(thing.in_language(self.language));
        if !self.state.tried.iter().any(|tried| tried.title == title) {
            self.state.tried.push(Tried { title, article: None, helped });
        }
    }

    /// Takes the answer to the question that waits, and whatever else the text tells, and goes on.
    pub(super) fn fill(&mut self, slot: &Slot, answer: Answer) -> Turn {
        let (text, language) = (self.heard.text, self.language);
        let tapped = self.heard.choice.is_some();
        if let (Some(flow), Some(state)) = (self.flow(), self.state.flow.as_mut()) {
            state.slots.insert(slot.id.clone(), answer);
            state.asked.retain(|asked| *asked != slot.id);
            state.asked.push(slot.id.clone());
            state.wrong = 0;
            if !tapped {
                fill_in(state, flow, text, language);
            }
        }
        self.walk(Vec::new())
    }

    fn hand_off_with(&mut self, reason: Reason, replies: Vec<Reply>) -> Turn {
        let mut turn = self.hand_off(reason);
        turn.replies.splice(0..0, replies);
        turn
    }

    /// Done without a ticket.
    fn ended(&mut self, mut replies: Vec<Reply>) -> Turn {
        let mut turn = self.helped();
        if !replies.is_empty() {
            // Its own words stand in place of the usual ones; what comes behind those is kept.
            turn.replies.remove(0);
        }
        replies.append(&mut turn.replies);
        Turn { replies, ..turn }
    }
}

/// Takes what a text tells by itself into the slots that are still empty.
fn fill_in(state: &mut FlowState, flow: &Flow, text: &str, language: crate::domain::language::Language) {
    for slot in flow.slots.iter().filter(|slot| !state.slots.contains_key(&slot.id)).collect::<Vec<_>>() {
        if let Some(answer) = slot::find(slot, text, language) {
            state.slots.insert(slot.id.clone(), answer);
        }
    }
}
