//! Ways back in a flow: a correction, one question back, from the beginning.

use super::{line::Line, slot, state::FlowState, walk::Waits};
use crate::domain::{
    dialogue::{
        opinion,
        talk::Talk,
        turn::{Reply, Turn},
    },
    flow::{Act, Slot, SlotKind},
    id::SlotId,
};

impl Talk<'_> {
    /// "Bukan, yang lantai 2": another answer to something that was answered before. It is put right, and what waits waits again.
    pub(super) fn corrected_slot(&mut self, waits: Waits<'_>) -> Option<Turn> {
        const BEGINS: [&str; 15] = ["ternyata", "rupanya", "oh", "wait", "turns", "oops", "bukan", "eh", "ralat", "salah", "no", "actually", "sorry", "maaf", "koreksi"];
        let (flow, language, text) = (self.flow()?, self.language, self.heard.text);
        let words = opinion::words(text);
        let takes_back = opinion::corrects(text) || words.len() > 1 && BEGINS.contains(&words[0].as_str());
        let line = Line::new(text);
        let answers = matches!(waits, Waits::Slot(slot) if slot::find(slot, &line, language).is_some());
        if !takes_back || answers {
            return None;
        }
        let state = self.state.flow.as_mut()?;
        let known = |slot: &&Slot| state.slots.contains_key(&slot.id);
        let told = || flow.slots.iter().filter(known).find_map(|slot| Some((slot, slot::find(slot, &line, language).filter(|answer| state.slots.get(&slot.id) != Some(answer))?)));
        // Words that answer nothing else are about the last thing that was told in words.
        let in_words = || {
            let last = state.asked.iter().rev().find_map(|id| flow.slots.iter().find(|slot| slot.id == *id && slot.kind == SlotKind::Text).filter(known))?;
            Some((last, slot::whole(text)?))
        };
        let (slot, answer) = told().or_else(|| if opinion::corrects(text) { in_words() } else { None })?;
        state.slots.insert(slot.id.clone(), answer.clone());
        let reply = self.words("slot.corrected", &[("label", slot.label.in_language(language)), ("value", &slot.said(&answer, language))]);
        Some(self.walk_anew(vec![Reply::text(reply)]))
    }

    /// The question before this one, without its answer.
    pub(super) fn back(&mut self) -> Turn {
        let flow = self.flow();
        let waiting = if let Some(Waits::Slot(slot)) = self.waits() { Some(&slot.id) } else { None };
        if let (Some(flow), Some(state)) = (flow, self.state.flow.as_mut()) {
            state.wrong = 0;
            if state.thing > 0 {
                state.thing -= 1;
                state.note_done();
                return self.wait(Vec::new());
            }
            let asks = |id: &SlotId| flow.steps.iter().position(|step| matches!(step.act, Act::Ask(place) if flow.slots.get(place).is_some_and(|slot| slot.id == *id)));
            let before = state.asked.iter().rposition(|slot| Some(slot) != waiting);
            let asked_at = before.and_then(|at| asks(&state.asked[at]));
            if state.back_to_tried(asked_at) {
                return self.wait(Vec::new());
            }
            if let Some(slot) = before.map(|at| state.asked.remove(at)) {
                state.slots.remove(&slot);
                if let Some(step) = asks(&slot) {
                    state.go(step);
                }
            }
        }
        self.wait(Vec::new())
    }

    /// From the beginning, knowing nothing.
    pub(super) fn anew(&mut self) -> Turn {
        let Some(flow) = self.first_flow() else { return self.back() };
        self.state.flow = Some(FlowState::new(flow));
        let reply = Reply::text(self.words("flow.anew", &[]));
        self.walk(vec![reply])
    }

    /// The visitor does not know, or does not want to tell.
    pub(super) fn skipped(&mut self, slot: &Slot) -> Turn {
        if let Some(state) = self.state.flow.as_mut() {
            state.asked.push(slot.id.clone());
            state.wrong = 0;
        }
        self.walk(Vec::new())
    }

    /// A button of the question that waits.
    pub(in crate::domain::dialogue) fn chosen_in_flow(&mut self, value: &str) -> Option<Turn> {
        match (self.waits()?, value) {
            (Waits::Slot(slot), "skip") => Some(self.skipped(slot)),
            (Waits::Slot(slot), value) => {
                let id = value.strip_prefix("slot/")?;
                let said = slot.choices.iter().find(|choice| choice.id == id).map(|choice| slot::Answer::chosen(choice, self.language));
                let read = || slot::read(slot, &Line::new(id), self.language);
                let answer = said.or_else(read)?;
                Some(self.fill(slot, answer))
            }
            (Waits::Thing(_), "helped/yes") => Some(self.helped_in_flow()),
            (Waits::Thing(_), "helped/no") => Some(self.next_thing()),
            _ => None,
        }
    }
}
