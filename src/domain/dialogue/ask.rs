//! The moves of the bot when it is not sure, or when the fix was not it: ask which, ask again, offer another way or a person.

use super::{
    say::excerpt,
    state::Phase,
    talk::Talk,
    turn::{Reply, Turn, TurnVerdict},
};
use crate::domain::{
    content::{Intent, Kind},
    conversation::{Choice, Part},
    handoff::{Reason, Tried},
};

/// How many meanings one question offers.
pub(super) const MOST_MEANINGS: usize = 3;
/// How many other ways are offered at once.
const MOST_WAYS: usize = 2;
/// So often in a row not understood, and a person takes over without being called.
const MOST_UNSURE: u8 = 6;
/// Below this score a meaning is not worth a button.
const FAINT: f32 = 0.02;

impl<'a> Talk<'a> {
    /// Two meanings are close: one question with buttons. The same question is not asked twice in a row.
    pub(super) fn ask_which(&mut self) -> Turn {
        if self.candidates().next().is_some_and(|best| best.kind == Kind::Human) {
            self.remember_request();
            return self.offer_person("offer.human");
        }
        let meanings = self.meanings();
        let mut choices: Vec<Choice> = meanings.iter().take(MOST_MEANINGS).map(|intent| self.topic_button(intent)).collect();
        choices.push(self.button("clarify.none", "/none"));
        choices.push(self.human_button());
        if meanings.is_empty() || choices == self.state.offered {
            return self.not_understood();
        }
        if self.state.topic.is_some() && self.heard.choice.is_none() {
            self.state.aside = Some(excerpt(self.heard.text, 200));
        }
        self.remember_request();
        self.state.runners_up = meanings.iter().skip(MOST_MEANINGS).map(|intent| intent.id.clone()).collect();
        self.state.phase = Phase::Choosing;
        let text = match meanings.as_slice() {
            [one] => self.words("clarify.one", &[("title", &self.title(one))]),
            _ => self.words("clarify", &[]),
        };
        let reply = Reply::choices(text, choices);
        self.turn(TurnVerdict::Clarify, None, self.heard.understanding.confidence, vec![reply])
    }

    /// The candidates worth asking about.
    fn meanings(&self) -> Vec<&'a Intent> {
        let pack = self.pack;
        let candidates = self.heard.understanding.candidates.iter().filter(|candidate| candidate.score >= FAINT);
        let intents = candidates.filter_map(move |candidate| pack.intents.get(candidate.intent));
        intents.filter(|intent| intent.kind.is_matter() || matches!(intent.kind, Kind::Info | Kind::TicketStatus)).collect()
    }

    /// Not understood: ask once to rephrase, then offer a person; articles that may fit come along.
    pub(super) fn not_understood(&mut self) -> Turn {
        self.remember_request();
        self.state.unsure = self.state.unsure.saturating_add(1);
        if self.state.unsure > 1 {
            return self.offer_person_again();
        }
        let mut parts = self.articles_heard();
        let count = parts.len().to_string();
        let text = if parts.is_empty() { self.words("unsure", &[]) } else { self.words("unsure.articles", &[("count", &count)]) };
        let choices = match self.state.phase {
            Phase::Checking => self.helped_buttons(),
            _ => self.greeting_topics(MOST_MEANINGS),
        };
        if self.state.phase != Phase::Checking {
            self.state.phase = Phase::Idle;
        }
        parts.push(Part::Choices { choices });
        self.turn(TurnVerdict::Unsure, None, self.heard.understanding.confidence, vec![Reply { text, parts }])
    }

    /// Never the same words twice in a row: first the offer, then the limits of the bot and the telephone, and so on.
    fn offer_person_again(&mut self) -> Turn {
        if self.state.unsure >= MOST_UNSURE {
            return self.hand_off(Reason::NotUnderstood);
        }
        self.offer_person(if self.state.unsure.is_multiple_of(2) { "offer.human" } else { "scope" })
    }

    fn offer_person(&mut self, key: &str) -> Turn {
        self.state.phase = Phase::Offering;
        let mut parts = self.articles_heard();
        parts.push(Part::Choices { choices: vec![self.human_button(), self.button("other.button", "/other")] });
        let reply = Reply { text: self.words(key, &[]), parts };
        self.turn(TurnVerdict::Unsure, None, self.heard.understanding.confidence, vec![reply])
    }

    /// The fix did not help: note it, offer another way or a person; who says so a third time gets the person.
    pub(super) fn not_helped(&mut self) -> Turn {
        let again = self.state.phase == Phase::Offering;
        self.state.unsure = if again { self.state.unsure.saturating_add(1) } else { 0 };
        let intent = self.topic();
        self.note_tried(intent);
        if intent.is_some() && self.state.unsure > 1 {
            return self.hand_off(Reason::NotHelped);
        }
        self.state.phase = Phase::Offering;
        let choices = vec![self.human_button(), self.button("other.button", "/other")];
        let reply = Reply::choices(self.words(if again { "offer.human" } else { "helped.no" }, &[]), choices);
        self.turn(TurnVerdict::Answer, intent, self.state.confidence, vec![reply])
    }

    fn note_tried(&mut self, intent: Option<&Intent>) {
        let Some(intent) = intent else { return };
        let title = self.title(intent);
        if !self.state.tried.iter().any(|tried| tried.title == title) {
            self.state.tried.push(Tried { title, article: intent.answer.article.clone(), helped: false });
        }
    }

    /// The bot heard wrong: offer what else it may have been.
    pub(super) fn not_this(&mut self) -> Turn {
        self.state.facts.clear();
        self.wrong()
    }

    /// None of the offered meanings is right.
    pub(super) fn none_fits(&mut self) -> Turn {
        self.wrong()
    }

    fn wrong(&mut self) -> Turn {
        let choices = self.alternatives(MOST_MEANINGS);
        self.state.topic = None;
        self.state.flow = None;
        self.state.unsure = self.state.unsure.saturating_add(1);
        if self.state.unsure > 1 {
            return self.offer_person_again();
        }
        self.ask_to_rephrase(choices)
    }

    /// The visitor wants to try something else; the matter stays, so that a person called now still knows it.
    pub(super) fn another_way(&mut self) -> Turn {
        let choices = self.alternatives(MOST_WAYS);
        self.ask_to_rephrase(choices)
    }

    fn ask_to_rephrase(&mut self, choices: Vec<Choice>) -> Turn {
        self.state.phase = Phase::Choosing;
        let reply = Reply::choices(self.words("not_this", &[]), choices);
        self.turn(TurnVerdict::Clarify, None, 0.0, vec![reply])
    }

    /// What else it may be: the runners-up, else the neighbours on the shelf, else the usual topics; and a person.
    fn alternatives(&self, most: usize) -> Vec<Choice> {
        let topic = self.topic();
        let fresh = |intent: &&Intent| topic.is_none_or(|topic| topic.id != intent.id) && !self.state.tried.iter().any(|tried| tried.title == self.title(intent));
        let mut found: Vec<&Intent> = self.state.runners_up.iter().filter_map(|id| self.pack.intent(id)).filter(fresh).take(most).collect();
        if let Some(topic) = topic.filter(|_| found.is_empty()) {
            let neighbours = self.pack.intents.iter().filter(|intent| intent.topic == topic.topic && intent.kind == Kind::Problem);
            found = neighbours.filter(fresh).take(most).collect();
        }
        if found.is_empty() {
            return self.greeting_topics(most);
        }
        found.into_iter().map(|intent| self.topic_button(intent)).chain([self.human_button()]).collect()
    }

    pub(super) fn helped_buttons(&self) -> Vec<Choice> {
        vec![self.button("yes.button", "/helped/yes"), self.button("no.button", "/helped/no"), self.human_button()]
    }
}
