//! The moves of the bot once it understands: do what the intent's kind does.

use super::{
    say::excerpt,
    state::{DialogueState, Phase},
    talk::Talk,
    turn::{Reply, Turn, TurnVerdict},
};
use crate::domain::{
    content::{Intent, Kind},
    conversation::Part,
    handoff::{Fact, Reason},
    outcome::Outcome,
};

/// How much of an answer the ticket keeps as a fact; the transcript has it all.
const LONGEST_ANSWER: usize = 500;

impl Talk<'_> {
    /// An intent is understood: do what its kind does.
    pub(super) fn understood(&mut self, intent: &Intent, confidence: f32) -> Turn {
        if intent.kind == Kind::Human {
            return self.hand_off(self.why_a_person());
        }
        self.state.unsure = 0;
        match intent.kind {
            Kind::Problem => self.problem(intent, confidence),
            Kind::Request => self.request(intent, confidence),
            Kind::Report => self.report(intent, confidence),
            Kind::Cancel => self.cancelled(),
            Kind::Thanks if self.state.phase == Phase::Checking => self.helped(),
            Kind::TicketStatus => self.ticket_status(intent, confidence),
            Kind::Greeting => self.greeting(intent, confidence),
            Kind::Help => self.help(intent, confidence),
            Kind::Info | Kind::Thanks | Kind::Goodbye | Kind::Complaint | Kind::SmallTalk | Kind::Human => self.small_talk(intent, confidence),
        }
    }

    /// Takes the matter up and begins its flow, if it has one.
    fn guided(&mut self, intent: &Intent, confidence: f32) -> Option<Turn> {
        self.begin(intent, confidence);
        let flow = self.pack.flow(intent.flow.as_ref()?)?;
        let opening = self.answer(intent, true);
        Some(self.begin_flow(flow, vec![opening]))
    }

    fn problem(&mut self, intent: &Intent, confidence: f32) -> Turn {
        if let Some(turn) = self.guided(intent, confidence) {
            return turn;
        }
        let mut turn = self.ask_whether_it_helped(intent);
        turn.replies.insert(0, self.answer(intent, true));
        turn
    }

    /// "Did this help?", with its buttons.
    pub(super) fn ask_whether_it_helped(&mut self, intent: &Intent) -> Turn {
        self.state.phase = Phase::Checking;
        let reply = Reply::choices(self.words("helped", &[]), self.helped_buttons());
        self.turn(TurnVerdict::Answer, Some(intent), self.state.confidence, vec![reply])
    }

    fn request(&mut self, intent: &Intent, confidence: f32) -> Turn {
        if let Some(turn) = self.guided(intent, confidence) {
            return turn;
        }
        let answer = self.answer(intent, true);
        let Some(question) = self.question(0) else {
            let mut turn = self.hand_off(Reason::Request);
            turn.replies.insert(0, answer);
            return turn;
        };
        self.state.phase = Phase::Asking(0);
        let replies = vec![answer, Reply::text(question)];
        self.turn(TurnVerdict::Answer, Some(intent), confidence, replies)
    }

    fn report(&mut self, intent: &Intent, confidence: f32) -> Turn {
        if let Some(turn) = self.guided(intent, confidence) {
            return turn;
        }
        let answer = self.answer(intent, true);
        let mut turn = self.hand_off(Reason::Report);
        turn.replies.insert(0, answer);
        turn
    }

    /// A question of the bot was answered: note it, ask the next one or open the ticket.
    pub(super) fn answered(&mut self, place: usize) -> Turn {
        let Some(intent) = self.topic() else {
            self.state.phase = Phase::Idle;
            return self.not_understood();
        };
        if let Some(question) = self.question(place) {
            self.state.facts.push(Fact::plain(question, excerpt(self.heard.text, LONGEST_ANSWER)));
        }
        self.state.unsure = 0;
        let Some(next) = self.question(place + 1) else { return self.hand_off(Reason::Request) };
        self.state.phase = Phase::Asking(place + 1);
        self.turn(TurnVerdict::Answer, Some(intent), self.state.confidence, vec![Reply::text(next)])
    }

    /// The visitor takes back the answer before: note this one in its place and ask again.
    pub(super) fn corrected(&mut self, place: usize) -> Turn {
        let (Some(intent), Some(question)) = (self.topic(), self.question(place)) else { return self.answered(place) };
        let Some(fact) = self.state.facts.last_mut() else { return self.answered(place) };
        fact.value = excerpt(self.heard.text, LONGEST_ANSWER);
        self.turn(TurnVerdict::Answer, Some(intent), self.state.confidence, vec![Reply::text(question)])
    }

    pub(super) fn helped(&mut self) -> Turn {
        let (intent, put_aside) = (self.topic(), std::mem::take(&mut self.state.put_aside));
        self.state = DialogueState { put_aside, ..self.state.cleared() };
        let reply = Reply::text(self.words("helped.yes", &[]));
        let mut turn = self.turn(TurnVerdict::Answer, intent, 1.0, vec![reply]);
        turn.outcome = Some(Outcome::Confirmed);
        self.offer_kept(&mut turn);
        turn
    }

    /// What was put aside last is not wanted any more.
    pub(super) fn drops_kept(&mut self) -> Turn {
        self.state.put_aside.pop();
        self.cancelled()
    }

    /// The visitor takes it back; who has reported harm is still called back.
    pub(super) fn cancelled(&mut self) -> Turn {
        if self.topic().is_some_and(|topic| topic.kind == Kind::Report) {
            return self.hand_off(Reason::Report);
        }
        let key = if matches!(self.state.phase, Phase::Asking(_) | Phase::Guided) { "withdrawn" } else { "cancelled" };
        let put_aside = std::mem::take(&mut self.state.put_aside);
        self.state = DialogueState { put_aside, ..self.state.cleared() };
        let reply = Reply::text(self.words(key, &[]));
        let mut turn = self.turn(TurnVerdict::Answer, None, 1.0, vec![reply]);
        turn.outcome = Some(Outcome::Withdrawn);
        self.offer_kept(&mut turn);
        turn
    }

    fn greeting(&mut self, intent: &Intent, confidence: f32) -> Turn {
        let text = match self.closed_until() {
            Some(when) => self.words("greet.closed", &[("when", &when)]),
            None => intent.answer.say.in_language(self.language).to_owned(),
        };
        let reply = Reply::choices(text, self.greeting_topics(6));
        self.turn(TurnVerdict::Answer, Some(intent), confidence, vec![reply])
    }

    fn help(&mut self, intent: &Intent, confidence: f32) -> Turn {
        let reply = Reply::choices(intent.answer.say.in_language(self.language), self.greeting_topics(6));
        self.turn(TurnVerdict::Answer, Some(intent), confidence, vec![reply])
    }

    /// Chatter and facts; where the answer names the way to a person, its button comes along.
    fn small_talk(&mut self, intent: &Intent, confidence: f32) -> Turn {
        let mut reply = self.answer(intent, intent.kind == Kind::Info);
        if matches!(intent.kind, Kind::SmallTalk | Kind::Complaint) && self.points_to_person(&reply.text) {
            reply.parts.push(Part::Choices { choices: vec![self.human_button()] });
        }
        // Thanks for an answer confirm it; while something waits they are only polite.
        let confirms = intent.kind == Kind::Thanks && self.state.phase == Phase::Idle && self.state.open_since.is_some();
        let turn = self.turn(TurnVerdict::Answer, Some(intent), confidence, vec![reply]);
        Turn { outcome: confirms.then_some(Outcome::Confirmed), ..turn }
    }
}
