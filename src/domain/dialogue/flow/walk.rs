//! From step to step until one waits for the visitor, hands over or ends.

use super::{
    line::Line,
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
    flow::{Act, Call, Flow, Slot, SlotKind, Step},
    handoff::{Reason, Tried},
};

/// More steps than this without a word to the visitor are a circle.
const MOST_STEPS: usize = 500;
/// So many places of the list are buttons of the question.
const MOST_PLACES: usize = 6;

/// What a flow waits for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Waits<'a> {
    /// The answer to the question for a slot.
    Slot(&'a Slot),
    /// Whether the thing that was tried helped.
    Thing(&'a [crate::domain::language::Said]),
    /// What a program answers.
    Call(&'a Call),
}

impl<'a> Talk<'a> {
    /// Begins the flow of an intent, with what the first sentence already tells.
    pub(in crate::domain::dialogue) fn begin_flow(&mut self, flow: &'a Flow, replies: Vec<Reply>) -> Turn {
        let mut state = FlowState::new(flow);
        let (request, heard) = (self.state.request.as_deref(), self.heard.choice.is_none().then_some(self.heard.text.trim()));
        for text in request.into_iter().chain(heard.filter(|heard| Some(*heard) != request)) {
            fill_in(&mut state, flow, text, self.language);
        }
        self.state.flow = Some(state);
        self.take_files();
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
            Act::Call(call) => Some(Waits::Call(call)),
            _ => None,
        }
    }

    /// Whether a flow waits for the visitor.
    pub(in crate::domain::dialogue) fn is_guided(&self) -> bool {
        self.waits().is_some()
    }

    /// The slot that is asked for.
    pub(in crate::domain::dialogue) fn asked_slot(&self) -> Option<&'a Slot> {
        if let Waits::Slot(slot) = self.waits()? { Some(slot) } else { None }
    }

    /// The question that waits, for whoever takes over.
    pub(in crate::domain::dialogue) fn open_question(&self) -> Option<String> {
        match self.waits()? {
            Waits::Slot(slot) => Some(self.filled(slot.ask.in_language(self.language))),
            Waits::Thing(_) | Waits::Call(_) => None,
        }
    }

    /// A text with what is known in the place of its slots.
    pub(super) fn filled(&self, text: &str) -> String {
        let (Some(flow), Some(state)) = (self.flow(), &self.state.flow) else { return text.to_owned() };
        let said = |slot: &Slot| state.slots.get(&slot.id).map_or_else(|| "–".to_owned(), |answer| slot.said(answer, self.language));
        let values: Vec<(&str, String)> = flow.slots.iter().filter(|slot| text.contains(slot.id.as_str())).map(|slot| (slot.id.as_str(), said(slot))).collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(id, said)| (*id, said.as_str())).collect();
        fill(text, &values)
    }

    /// Goes on to the next step that waits; nothing a pack can say makes this run for ever.
    pub(in crate::domain::dialogue) fn walk(&mut self, mut replies: Vec<Reply>) -> Turn {
        for _ in 0..MOST_STEPS {
            let (Some(flow), Some(step)) = (self.flow(), self.step()) else { break };
            let Some(state) = self.state.flow.as_mut() else { break };
            if !state.holds(flow, &step.when) {
                state.go(state.step + 1);
                continue;
            }
            let known = self.setting.known;
            let settled = |slot: &Slot| state.is_settled(&slot.id) || known && slot.kind == SlotKind::Contact;
            match &step.act {
                Act::Ask(place) if flow.slots.get(*place).is_some_and(|slot| !settled(slot)) => return self.wait(replies),
                Act::Try(things) if state.thing < things.len() => return self.wait(replies),
                Act::Call(call) => {
                    let at = state.step;
                    if let Some(turn) = self.call(call, &mut replies) {
                        return turn;
                    }
                    if self.state.flow.as_ref().is_some_and(|state| state.step != at) {
                        continue;
                    }
                }
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
                Act::Say(_) | Act::Show(_) if state.note_done() => {}
                Act::Say(_) | Act::Show(_) => self.says(&step.act, &mut replies),
                Act::Go | Act::Ask(_) | Act::Try(_) => {}
            }
            if let Some(state) = self.state.flow.as_mut() {
                state.go(step.then.unwrap_or(state.step + 1));
            }
        }
        self.hand_off_with(Reason::NotHelped, replies)
    }

    /// Decides the way anew with all that is known: something told later may lead elsewhere from the first question on.
    pub(super) fn walk_anew(&mut self, replies: Vec<Reply>) -> Turn {
        let (first, before) = (self.first_flow(), self.state.flow.clone());
        if let (Some(first), Some(state)) = (first, self.state.flow.as_mut()) {
            state.begin_again(first);
        }
        let mut turn = self.walk(replies);
        // What did not fit the question that still waits is not forgotten, or it would be asked again and again.
        for state in [self.state.flow.as_mut(), turn.state.flow.as_mut()].into_iter().flatten() {
            state.wrong = before.as_ref().filter(|before| before.waits_with(state)).map_or(0, |before| before.wrong);
        }
        turn
    }

    /// The flow that the matter began with.
    pub(super) fn first_flow(&self) -> Option<&'a Flow> {
        self.topic().and_then(|topic| topic.flow.as_ref()).and_then(|id| self.pack.flow(id)).or_else(|| self.flow())
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
    pub(in crate::domain::dialogue) fn wait(&mut self, mut replies: Vec<Reply>) -> Turn {
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
            Waits::Call(_) => Some(Reply::text(self.words("call.still", &[]))),
        }
    }

    /// The buttons of a question.
    fn answers(&self, slot: &Slot) -> Vec<Choice> {
        let mut choices: Vec<Choice> = match slot.kind {
            SlotKind::Choice => {
                slot.choices.iter().map(|choice| Choice { title: choice.title.in_language(self.language).to_owned(), value: format!("/slot/{}", choice.id) }).collect()
            }
            SlotKind::YesNo => vec![self.button("answer.yes", "/slot/yes"), self.button("answer.no", "/slot/no")],
            SlotKind::Place if slot.listed => {
                let names = slot.places.iter().take(MOST_PLACES).map(|place| place.name.in_language(self.language).to_owned());
                names.map(|title| Choice { value: format!("/slot/{title}"), title }).collect()
            }
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

    /// The thing did not help: the next one, unless the words tell something that leads elsewhere.
    pub(in crate::domain::dialogue) fn next_thing(&mut self) -> Turn {
        self.note_thing(false);
        if let Some(state) = self.state.flow.as_mut() {
            state.thing += 1;
            state.wrong = 0;
            state.note_done();
        }
        if self.take_in() { self.walk_anew(Vec::new()) } else { self.walk(Vec::new()) }
    }

    /// Takes what the text tells by itself into empty slots; whether there was any.
    pub(super) fn take_in(&mut self) -> bool {
        let (text, language, tapped) = (self.heard.text, self.language, self.heard.choice.is_some());
        let (Some(flow), Some(state), false) = (self.flow(), self.state.flow.as_mut(), tapped) else { return false };
        fill_in(state, flow, text, language)
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
    pub(in crate::domain::dialogue) fn fill(&mut self, slot: &Slot, answer: Answer) -> Turn {
        if let Some(state) = self.state.flow.as_mut() {
            state.slots.insert(slot.id.clone(), answer);
            state.asked.retain(|asked| *asked != slot.id);
            state.asked.push(slot.id.clone());
            state.wrong = 0;
        }
        if self.take_in() { self.walk_anew(Vec::new()) } else { self.walk(Vec::new()) }
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

/// Takes what a text tells by itself into the slots that are still empty; whether there was any. One number or place fills one slot.
fn fill_in(state: &mut FlowState, flow: &Flow, text: &str, language: crate::domain::language::Language) -> bool {
    let (mut any, line) = (false, Line::new(text));
    for slot in &flow.slots {
        // What only a program tells is not taken from a visitor's words.
        let open = !slot.ask.0.is_empty() && !state.slots.contains_key(&slot.id);
        let Some(answer) = open.then(|| slot::find(slot, &line, language)).flatten() else { continue };
        let alike = flow.slots.iter().filter(|other| other.kind == slot.kind && slot.kind != SlotKind::Choice);
        if alike.filter_map(|other| state.slots.get(&other.id)).all(|other| other.said != answer.said) {
            state.slots.insert(slot.id.clone(), answer);
            any = true;
        }
    }
    any
}
