//! Files that came along: noted for whoever takes over, and the answer where a flow asks for one.

use super::{
    flow::Answer,
    state::Phase,
    talk::Talk,
    turn::{Reply, Sent, Turn, TurnVerdict},
};
use crate::domain::{
    content::Kind,
    flow::{Slot, SlotKind},
    handoff::Fact,
    language::Language,
    matching::Verdict,
};

/// What the slot of a file holds when one was sent.
pub(super) const FILE: &str = "file";
/// So many files are noted; the conversation has them all.
const MOST: usize = 20;

/// A file as a fact of a brief.
#[must_use]
pub fn file_fact(sent: &Sent, language: Language) -> Fact {
    let label = if language == Language::ID { "Lampiran" } else { "Attachment" };
    let value = sent.about.as_ref().map_or_else(|| sent.name.clone(), |about| format!("{}: {about}", sent.name));
    Fact { seq: sent.seq, ..Fact::plain(label, value) }
}

impl<'a> Talk<'a> {
    /// A message with files: they are noted, what they answer is answered, and words beside them are heard as ever.
    pub(super) fn hears_files(&mut self) -> Turn {
        let room = MOST.saturating_sub(self.state.files.len());
        self.state.files.extend(self.heard.files.iter().take(room).cloned());
        let asked = self.asked_for_file().filter(|_| !self.wants_something_else());
        self.take_files();
        let noted = Reply::text(self.words("file.noted", &[("name", &names(self.heard.files))]));
        if let Some((slot, answer)) = asked.and_then(|slot| Some((slot, self.files_as_answer()?))) {
            let mut turn = self.fill(slot, answer);
            turn.replies.insert(0, noted);
            return turn;
        }
        if self.heard.text.trim().is_empty() && self.heard.choice.is_none() {
            return self.waits_on(noted);
        }
        let mut turn = self.hears_words();
        turn.replies.insert(0, noted);
        turn
    }

    /// The files of this conversation into the slot of a flow that asks for some, unless it is known.
    pub(super) fn take_files(&mut self) {
        let (Some(flow), Some(answer)) = (self.flow(), self.files_as_answer()) else { return };
        let Some(state) = self.state.flow.as_mut() else { return };
        for slot in flow.slots.iter().filter(|slot| slot.kind == SlotKind::File) {
            state.slots.entry(slot.id.clone()).or_insert_with(|| answer.clone());
        }
    }

    fn files_as_answer(&self) -> Option<Answer> {
        (!self.state.files.is_empty()).then(|| Answer { value: FILE.to_owned(), said: names(&self.state.files) })
    }

    /// Words beside the files that are not about them: a person is wanted, or nothing any more, or harm is told.
    fn wants_something_else(&self) -> bool {
        let sure = self.candidates().next().filter(|_| self.heard.understanding.verdict == Verdict::Answer);
        self.heard.choice.is_some() || sure.is_some_and(|intent| matches!(intent.kind, Kind::Human | Kind::Cancel) || intent.kind == Kind::Report && self.interrupts(intent))
    }

    /// Nothing was said beside the files: what waited waits again.
    fn waits_on(&mut self, noted: Reply) -> Turn {
        let confidence = self.state.confidence;
        match self.state.phase {
            Phase::Guided if self.is_guided() => self.wait(vec![noted]),
            Phase::Asking(place) => {
                let replies = std::iter::once(noted).chain(self.question(place).map(Reply::text)).collect();
                self.turn(TurnVerdict::Answer, self.topic(), confidence, replies)
            }
            Phase::Checking if self.topic().is_some() => {
                let replies = vec![noted, Reply::choices(self.words("helped", &[]), self.helped_buttons())];
                self.turn(TurnVerdict::Answer, self.topic(), confidence, replies)
            }
            Phase::Choosing | Phase::Offering | Phase::Switching if !self.state.offered.is_empty() => {
                let reply = Reply::choices(noted.text, self.state.offered.clone());
                self.turn(TurnVerdict::Clarify, self.topic(), confidence, vec![reply])
            }
            _ => {
                self.state.phase = Phase::Idle;
                let reply = Reply::text(self.words("file.what", &[("name", &names(self.heard.files))]));
                self.turn(TurnVerdict::Clarify, None, 0.0, vec![reply])
            }
        }
    }

    /// The slot that is asked for, if its answer is a file.
    fn asked_for_file(&self) -> Option<&'a Slot> {
        self.asked_slot().filter(|slot| slot.kind == SlotKind::File && self.state.phase == Phase::Guided)
    }
}

fn names(files: &[Sent]) -> String {
    files.iter().map(|sent| sent.name.as_str()).collect::<Vec<_>>().join(", ")
}
