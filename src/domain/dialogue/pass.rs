//! Taking up a matter, and passing it to a person with all that is known.

use super::{
    ask::MOST_MEANINGS,
    file::file_fact,
    say::excerpt,
    state::{DialogueState, Phase},
    talk::Talk,
    turn::{Heard, Setting, Turn, TurnVerdict},
};
use crate::domain::{
    content::Intent,
    handoff::{Brief, Fact, Handoff, Reason},
    id::IntentId,
    language::Language,
    matching::{Catalog, DecidedBy, Verdict},
};

/// A person takes over at once, whatever was said; what seems to be meant tells which team.
#[must_use]
pub fn hand_over(catalog: &Catalog, state: &DialogueState, heard: Heard<'_>, setting: Setting<'_>, reason: Reason) -> Turn {
    let language = state.language.unwrap_or(setting.language);
    let mut talk = Talk { pack: catalog.pack(), setting, language, heard, state: DialogueState { left_open: None, ..state.clone() } };
    let sure = talk.candidates().next().filter(|intent| talk.topic().is_none() && heard.understanding.verdict == Verdict::Answer && intent.kind.is_matter());
    if let Some(intent) = sure {
        talk.begin(intent, heard.understanding.confidence);
    }
    talk.remember_request();
    let mut turn = talk.hand_off(reason);
    turn.settle(state.open_since, setting.now);
    turn
}

impl Talk<'_> {
    /// Takes up a matter: what it is, how surely, and what else it may be.
    pub(super) fn begin(&mut self, intent: &Intent, confidence: f32) {
        self.turns_to(intent);
        self.remember_request();
        self.state.runners_up = if self.heard.choice.is_none() { self.others_heard(intent) } else { self.others_offered(intent) };
        self.state.facts.clear();
        self.state.flow = None;
        self.state.topic = Some(intent.id.clone());
        self.state.confidence = confidence;
    }

    fn others_heard(&self, intent: &Intent) -> Vec<IntentId> {
        let others = self.candidates().filter(|other| other.id != intent.id && other.kind.is_matter());
        others.map(|other| other.id.clone()).take(MOST_MEANINGS).collect()
    }

    /// After a question which one it is, the other buttons are what else it may be.
    fn others_offered(&self, intent: &Intent) -> Vec<IntentId> {
        if self.state.phase != Phase::Choosing {
            return Vec::new();
        }
        let topics = self.state.offered.iter().filter_map(|choice| choice.value.strip_prefix("/topic/")).map(IntentId::new);
        topics.filter(|id| *id != intent.id).collect()
    }

    /// Why the visitor gets a person who asks for one.
    pub(super) fn why_a_person(&self) -> Reason {
        match (self.state.tried.is_empty(), self.state.phase) {
            (false, _) => Reason::NotHelped,
            (true, Phase::Offering) if self.state.unsure > 1 => Reason::NotUnderstood,
            _ => Reason::Asked,
        }
    }

    /// A person takes over, with all that is known.
    pub(super) fn hand_off(&mut self, reason: Reason) -> Turn {
        if self.heard.understanding.decided_by != DecidedBy::Example {
            self.remember_request();
        }
        let (intent, flow) = (self.topic(), self.state.flow.as_ref());
        let handoff = Handoff {
            team: flow.and_then(|flow| flow.team.clone()).unwrap_or_else(|| intent.map_or_else(|| self.pack.default_team.clone(), |intent| intent.team.clone())),
            priority: flow.and_then(|flow| flow.priority).unwrap_or_else(|| intent.map(|intent| intent.priority).unwrap_or_default()),
            reason,
            subject: self.subject(intent),
            brief: self.brief(),
            question: if flow.is_some() { self.open_question() } else { self.question(self.state.facts.len()).map(str::to_owned) },
        };
        let confidence = self.state.confidence;
        self.state = self.state.cleared();
        self.state.left_open.clone_from(&handoff.question);
        let mut turn = self.turn(TurnVerdict::HandOff, intent, confidence, Vec::new());
        turn.handoff = Some(handoff);
        turn
    }

    fn subject(&self, intent: Option<&Intent>) -> String {
        let request = self.state.request.as_deref().map(|text| excerpt(text, 80)).filter(|text| !text.is_empty());
        match (intent, request) {
            (Some(intent), _) => self.title(intent),
            (None, Some(request)) => request,
            (None, None) => self.words("subject.unknown", &[]),
        }
    }

    /// What is known, the visitor's own first words before everything else.
    fn brief(&self) -> Brief {
        let label = if self.language == Language::ID { "Keluhan" } else { "In their words" };
        let words = self.state.request.iter().map(|request| Fact::plain(label, request.as_str()));
        let guided = self.flow().zip(self.state.flow.as_ref()).map(|(flow, state)| state.facts(flow, self.language)).unwrap_or_default();
        let facts =
            words.chain(self.state.facts.iter().cloned()).chain(guided).chain(self.state.files.iter().map(|sent| file_fact(sent, self.language))).chain(self.also_open()).collect();
        Brief { intent: self.state.topic.clone(), confidence: self.state.confidence, facts, tried: self.state.tried.clone() }
    }

    /// Matters put aside must not be forgotten by whoever takes over.
    fn also_open(&self) -> impl Iterator<Item = Fact> {
        let label = if self.language == Language::ID { "Juga belum selesai" } else { "Also still open" };
        self.state.put_aside.iter().filter_map(move |kept| {
            let title = self.pack.intent(&kept.topic).map(|topic| self.title(topic))?;
            let value = kept.request.as_ref().map_or(title.clone(), |request| format!("{title}: {request}"));
            Some(Fact::plain(label, value))
        })
    }
}
