//! Guided flows: from their files to values, with every name resolved to its place.

use std::sync::Arc;

use crate::domain::{
    flow::{Act, Call, Condition, Flow, Holds, Slot, SlotChoice, SlotKind, Step},
    id::{FlowId, SlotId, Slug, TeamId},
    place::Place,
};

use super::{
    problem::{Report, Spot},
    raw::{RawChoice, RawFlow, RawSlot, RawStep},
    refs,
    shape::{At, Words},
    suggest, topics,
    words::Frame,
};

/// One file under flows/.
#[derive(Debug)]
pub(super) struct FlowFile {
    pub(super) path: Arc<str>,
    pub(super) id: String,
    pub(super) file: Option<RawFlow>,
}

/// What the actions of a step are called, in the order they are looked for.
const ACTIONS: [&str; 10] = ["say", "ask", "try", "show", "priority", "call", "jump", "hand_off", "end", "then"];
/// Longer flows are not walked to their end.
const MOST_STEPS: usize = 200;
/// Conditions that are not answers.
const ANY: &str = "any";
const NONE: &str = "none";

pub(super) fn flow(file: &FlowFile, places: &Arc<[Place]>, frame: &Frame, report: &mut Report) -> Option<Flow> {
    let raw = file.file.as_ref()?;
    let rows = raw.slots.as_ref().map_or(&[][..], |named| &named.0);
    let names: Vec<&str> = rows.iter().map(|(id, _)| id.value.as_str()).collect();
    if raw.steps.is_empty() {
        report.error(&Spot::top(&file.path), "A flow needs a step", "Write at least `- hand_off: not_helped`.");
    }
    if let Some(extra) = raw.steps.get(MOST_STEPS) {
        report.error(&spot_of(extra, &file.path), format!("More than {MOST_STEPS} steps"), "Make two flows of it and `jump`.");
    }
    let slots: Vec<Slot> = rows.iter().map(|(id, raw)| slot(id, raw, &names, places, frame, report)).collect();
    let reader = Steps { raw: &raw.steps, slots: &slots, names: &names, path: &file.path, frame };
    let steps = raw.steps.iter().enumerate().map(|(at, step)| reader.step(at, step, report)).collect();
    Some(Flow { id: FlowId::new(&file.id), slots, steps })
}

fn slot(id: &At<String>, raw: &RawSlot, names: &[&str], places: &Arc<[Place]>, frame: &Frame, report: &mut Report) -> Slot {
    refs::snake(id, report);
    let kind = raw.kind.as_ref().map(|kind| kind.value).unwrap_or_default();
    let choices = raw.choices.as_ref().map_or(&[][..], |named| &named.0);
    match (kind == SlotKind::Choice, choices) {
        (true, [] | [_]) => report.error(&id.spot, "A choice needs at least two answers", "Add `choices:` with a name and a title for each."),
        (false, [first, ..]) => report.error(&first.0.spot, "Only a slot of the kind `choice` has choices", "Write `kind: choice`, or remove them."),
        _ => {}
    }
    let places = if kind == SlotKind::Place { Arc::clone(places) } else { Arc::default() };
    if let Some(listed) = raw.listed.as_ref().filter(|listed| listed.value && places.is_empty()) {
        report.error(&listed.spot, "There is no list to choose this from", "Write `kind: place`, and `places:` in pack.yml.");
    }
    Slot {
        id: SlotId::new(&id.value),
        kind,
        label: frame.said(&raw.label, &[], report),
        ask: raw.ask.as_ref().map(|words| frame.said(words, names, report)).unwrap_or_default(),
        again: raw.again.as_ref().map(|words| frame.said(words, names, report)),
        choices: choices.iter().map(|(id, raw)| choice(id, raw, frame, report)).collect(),
        places,
        listed: raw.listed.as_ref().is_some_and(|listed| listed.value),
        optional: raw.optional.as_ref().is_some_and(|optional| optional.value),
        private: raw.private.as_ref().is_some_and(|private| private.value),
        tells: raw.tells.as_ref().map_or_else(|| kind.tells().into_iter().collect(), |tells| tells.iter().map(|tells| tells.value).collect()),
    }
}

fn choice(id: &At<String>, raw: &RawChoice, frame: &Frame, report: &mut Report) -> SlotChoice {
    refs::snake(id, report);
    if [ANY, NONE].contains(&id.value.as_str()) {
        report.error(&id.spot, format!("`{}` has a meaning of its own in conditions", id.value), "Choose another name.");
    }
    let words: Vec<String> = raw.words.iter().flatten().map(|word| word.value.clone()).collect();
    SlotChoice::new(id.value.clone(), topics::title(&raw.title, frame, report), &words)
}

/// What the steps of one flow are read against.
struct Steps<'r> {
    raw: &'r [RawStep],
    slots: &'r [Slot],
    names: &'r [&'r str],
    path: &'r Arc<str>,
    frame: &'r Frame,
}

impl Steps<'_> {
    fn step(&self, at: usize, raw: &RawStep, report: &mut Report) -> Step {
        self.name(at, raw, report);
        let when = raw.when.iter().flat_map(|named| &named.0).filter_map(|(slot, values)| self.condition(slot, values, report)).collect();
        Step { when, act: self.act(raw, report), then: raw.then.as_ref().and_then(|name| self.place(name, report)) }
    }

    fn name(&self, at: usize, raw: &RawStep, report: &mut Report) {
        let Some(id) = &raw.id else { return };
        refs::snake(id, report);
        let same = |step: &&RawStep| step.id.as_ref().is_some_and(|other| other.value == id.value);
        if let Some(first) = self.raw[..at].iter().find(same).and_then(|step| step.id.as_ref()) {
            report.error(&id.spot, format!("There are two steps `{}`; the first is at {}", id.value, first.spot.place()), "Give each a name of its own.");
        }
    }

    fn act(&self, raw: &RawStep, report: &mut Report) -> Act {
        let sets = raw.priority.is_some() || raw.team.is_some();
        let there = [
            raw.say.is_some(),
            raw.ask.is_some(),
            raw.r#try.is_some(),
            raw.show.is_some(),
            sets,
            raw.call.is_some(),
            raw.jump.is_some(),
            raw.hand_off.is_some(),
            raw.end.is_some(),
        ];
        let named: Vec<&str> = ACTIONS.iter().zip(there).filter(|(_, there)| *there).map(|(name, _)| *name).collect();
        if let [first, second, ..] = named.as_slice() {
            report.error(&spot_of(raw, self.path), format!("This step does two things: `{first}` and `{second}`"), "Make two steps of it.");
        }
        match raw {
            RawStep { say: Some(words), .. } => Act::Say(self.frame.said(words, self.names, report)),
            RawStep { ask: Some(slot), .. } => self.asked(slot, report).map_or(Act::Go, Act::Ask),
            RawStep { r#try: Some(things), .. } => self.things(raw, things, report),
            RawStep { call: Some(target), .. } => self.call(target, raw, report),
            RawStep { show: Some(slug), .. } => Act::Show(Slug::new(&slug.value)),
            RawStep { jump: Some(flow), .. } => Act::Jump(FlowId::new(&flow.value)),
            RawStep { hand_off: Some(reason), .. } => Act::HandOff(reason.value),
            RawStep { end: Some(_), .. } => Act::End,
            _ if sets => Act::Set { priority: raw.priority.as_ref().map(|priority| priority.value), team: raw.team.as_ref().map(|team| TeamId::new(&team.value)) },
            RawStep { then: Some(_), .. } => Act::Go,
            _ => {
                report.error(&spot_of(raw, self.path), "This step does nothing", format!("Add one of {}.", suggest::list(&ACTIONS)));
                Act::Go
            }
        }
    }

    fn things(&self, raw: &RawStep, things: &[Words], report: &mut Report) -> Act {
        if things.is_empty() {
            report.error(&spot_of(raw, self.path), "There is nothing to try here", "Write at least one thing, or remove the step.");
        }
        Act::Try(things.iter().map(|words| topics::step(words, self.names, self.frame, report)).collect())
    }

    /// A slot that is asked for must have a question.
    fn asked(&self, name: &At<String>, report: &mut Report) -> Option<usize> {
        let place = self.slot(name, report)?;
        if self.slots[place].ask.0.is_empty() {
            report.error(&name.spot, format!("The slot `{}` has no question", name.value), "Add `ask:` to the slot.");
        }
        Some(place)
    }

    fn call(&self, target: &At<String>, raw: &RawStep, report: &mut Report) -> Act {
        let send = raw.send.iter().flatten().filter_map(|slot| self.slot(slot, report)).collect();
        let rows = raw.save.as_ref().map_or(&[][..], |named| &named.0);
        let save = rows.iter().filter_map(|(field, slot)| Some((field.value.clone(), self.slot(slot, report)?))).collect();
        let failed = raw.failed.as_ref().and_then(|name| self.place(name, report));
        if raw.failed.is_none() {
            report.error(&target.spot, "It is not said where to go on without an answer", "Add `failed:` with the id of a step.");
        }
        match failed {
            Some(failed) => Act::Call(Call { target: target.value.clone(), send, save, failed }),
            None => Act::Go,
        }
    }

    fn slot(&self, name: &At<String>, report: &mut Report) -> Option<usize> {
        let place = self.names.iter().position(|slot| *slot == name.value);
        if place.is_none() && !name.value.is_empty() {
            report.error(&name.spot, format!("There is no slot `{}` in this flow", name.value), suggest::hint(&name.value, self.names));
        }
        place
    }

    fn place(&self, name: &At<String>, report: &mut Report) -> Option<usize> {
        let id = |step: &RawStep| step.id.as_ref().map(|id| id.value.clone());
        let place = self.raw.iter().position(|step| id(step).as_ref() == Some(&name.value));
        if place.is_none() && !name.value.is_empty() {
            let names: Vec<String> = self.raw.iter().filter_map(id).collect();
            report.error(&name.spot, format!("There is no step `{}` in this flow", name.value), suggest::hint(&name.value, &names));
        }
        place
    }

    fn condition(&self, name: &At<String>, values: &[At<String>], report: &mut Report) -> Option<Condition> {
        let slot = self.slot(name, report)?;
        let answers: Vec<&str> = match self.slots[slot].kind {
            SlotKind::Choice => self.slots[slot].choices.iter().map(|choice| choice.id.as_str()).collect(),
            SlotKind::YesNo => vec!["yes", "no"],
            _ => Vec::new(),
        };
        for value in values.iter().filter(|value| !value.value.is_empty() && ![ANY, NONE].contains(&value.value.as_str()) && !answers.contains(&value.value.as_str())) {
            let known: Vec<&str> = answers.iter().copied().chain([ANY, NONE]).collect();
            report.error(&value.spot, format!("`{}` never is an answer to `{}`", value.value, name.value), suggest::hint(&value.value, &known));
        }
        let is = match values {
            [one] if one.value == ANY => Holds::Anything,
            [one] if one.value == NONE => Holds::Nothing,
            _ => Holds::OneOf(values.iter().map(|value| value.value.clone()).collect()),
        };
        Some(Condition { slot, is })
    }
}

/// Where a step stands: where the first thing it says stands.
pub(super) fn spot_of(raw: &RawStep, path: &Arc<str>) -> Spot {
    let words = [&raw.say].into_iter().flatten().map(|words| &words.spot);
    let names = [&raw.id, &raw.ask, &raw.show, &raw.team, &raw.call, &raw.jump, &raw.then].into_iter().flatten().map(|name| &name.spot);
    let things = raw.r#try.iter().flatten().map(|words| &words.spot);
    let ends = raw.hand_off.iter().map(|reason| &reason.spot).chain(raw.end.iter().map(|end| &end.spot)).chain(raw.priority.iter().map(|priority| &priority.spot));
    names.chain(words).chain(things).chain(ends).next().cloned().unwrap_or_else(|| Spot::top(path))
}
