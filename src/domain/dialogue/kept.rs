//! Matters put aside for another one: noticed when the subject changes, and come back to by one question.

use serde::{Deserialize, Serialize};

use super::{
    flow::FlowState,
    state::Phase,
    talk::Talk,
    turn::{Reply, Turn, TurnVerdict},
};
use crate::domain::{
    content::{Intent, Kind},
    handoff::{Fact, Tried},
    id::IntentId,
};

/// So many matters are kept; who opens more has long forgotten the first.
const MOST: usize = 5;

/// A matter put aside for another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// What it is about.
    pub topic: IntentId,
    /// How surely, 0 to 1.
    #[serde(default)]
    pub confidence: f32,
    /// What the visitor first wrote about it.
    pub request: Option<String>,
    /// Where its flow stopped, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<FlowState>,
    /// The question of the topic that waited, counted from 0; without one and without a flow it was answered, and nobody said whether that helped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asking: Option<usize>,
    /// What was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// What was tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<Tried>,
}

impl Kept {
    /// Whether it goes on where it stopped; else it was answered, and only waits to be told whether that helped.
    fn goes_on(&self) -> bool {
        self.flow.is_some() || self.asking.is_some()
    }
}

impl Talk<'_> {
    /// Another matter is taken up: the one before is put aside if it is still open.
    pub(super) fn turns_to(&mut self, intent: &Intent) {
        let words = self.state.aside.take();
        if self.topic().is_some_and(|topic| topic.id != intent.id && self.is_open(topic)) {
            self.put_aside();
            self.state.request = words;
        }
        self.state.put_aside.retain(|kept| kept.topic != intent.id);
        self.state.came_back = false;
    }

    /// Whether something of this matter, which is the one at hand, still waits. What the visitor looks for by another name is the same matter.
    fn is_open(&self, topic: &Intent) -> bool {
        let asked_which = || self.state.offered.iter().any(|choice| choice.value == "/none");
        match self.state.phase {
            Phase::Guided | Phase::Switching => self.state.flow.is_some(),
            Phase::Asking(_) => true,
            Phase::Checking => topic.kind == Kind::Problem && !self.state.came_back,
            Phase::Offering => topic.kind == Kind::Problem && !self.state.came_back && self.heard.choice.is_none() && !self.state.tried.is_empty(),
            Phase::Choosing => topic.kind == Kind::Problem && !self.state.came_back && asked_which(),
            Phase::Idle => false,
        }
    }

    /// Puts the matter aside for another one. What was tried for one that was answered may be of use for the next: they may be the same.
    fn put_aside(&mut self) {
        let (flow, facts) = (self.state.flow.take(), std::mem::take(&mut self.state.facts));
        let asking = if let Phase::Asking(place) = self.state.phase { Some(place) } else { None };
        let answered = flow.is_none() && asking.is_none();
        let tried = if answered { self.state.tried.clone() } else { std::mem::take(&mut self.state.tried) };
        let Some(topic) = self.state.topic.take() else { return };
        if self.state.put_aside.len() >= MOST {
            self.state.put_aside.remove(0);
        }
        self.state.put_aside.push(Kept { topic, confidence: self.state.confidence, request: self.state.request.take(), flow, asking, facts, tried });
    }

    /// The visitor wants the other matter now.
    pub(super) fn switched(&mut self, id: &str) -> Option<Turn> {
        let intent = self.pack.intent(&IntentId::new(id))?;
        Some(self.understood(intent, 1.0))
    }

    /// The visitor stays with the matter.
    pub(super) fn stays(&mut self) -> Turn {
        self.state.aside = None;
        self.wait(Vec::new())
    }

    /// Takes up again what was put aside.
    pub(super) fn resumed(&mut self) -> Option<Turn> {
        let kept = self.state.put_aside.pop()?;
        self.take_up(&kept);
        if let Some(place) = kept.asking {
            self.state.phase = Phase::Asking(place);
            let reply = self.question(place).map(Reply::text);
            return Some(self.turn(TurnVerdict::Answer, self.topic(), self.state.confidence, reply.into_iter().collect()));
        }
        Some(self.walk(Vec::new()))
    }

    fn take_up(&mut self, kept: &Kept) {
        let kept = kept.clone();
        (self.state.topic, self.state.confidence, self.state.request) = (Some(kept.topic), kept.confidence, kept.request);
        (self.state.flow, self.state.facts, self.state.tried) = (kept.flow, kept.facts, kept.tried);
    }

    /// Once the other matter is done, what was put aside is asked about: whether to go on with it, or whether its answer helped.
    pub(super) fn offer_kept(&mut self, turn: &mut Turn) {
        let Some(kept) = self.state.put_aside.last().cloned() else { return };
        let Some(title) = self.pack.intent(&kept.topic).map(|topic| self.title(topic)) else { return };
        let (key, buttons) = if kept.goes_on() {
            self.state.phase = Phase::Switching;
            ("resume", vec![self.button("resume.yes", "/resume"), self.button("resume.no", "/drop")])
        } else {
            // One such question is enough: what else was answered along the way is not asked about.
            self.state.put_aside.retain(Kept::goes_on);
            self.take_up(&kept);
            (self.state.phase, self.state.came_back) = (Phase::Checking, true);
            ("helped.back", self.helped_buttons())
        };
        turn.replies.push(Reply::choices(self.words(key, &[("title", &title)]), buttons));
        turn.verdict = TurnVerdict::Clarify;
        turn.state = self.state.clone();
    }
}
