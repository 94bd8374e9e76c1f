//! From what was heard to the move that answers it.

use super::{
    choice, mash,
    opinion::{self, Opinion},
    state::Phase,
    talk::Talk,
    turn::{Reply, Turn, TurnVerdict},
};
use crate::domain::{
    content::{Intent, Kind},
    id::IntentId,
    matching::{DecidedBy, Verdict},
};

/// After so many turns without an outcome a person takes over: no matter needs that many.
const MOST_TURNS: u8 = 40;
/// From this confidence on, a rule may interrupt a question that waits for its answer.
const CERTAIN: f32 = 0.9;

impl Talk<'_> {
    /// Answers what the visitor sent, tapped or wrote.
    pub(super) fn hears(&mut self) -> Turn {
        if self.takes_too_long() {
            return self.hand_off(self.why_a_person());
        }
        if self.heard.files.is_empty() { self.hears_words() } else { self.hears_files() }
    }

    /// Answers what the visitor tapped or wrote.
    pub(super) fn hears_words(&mut self) -> Turn {
        if let Some(turn) = self.feels() {
            return turn;
        }
        let upset = self.is_upset();
        let meant = choice::meant(&self.state, self.heard);
        if let Some(turn) = self.ticket_asked(meant.as_deref()) {
            return turn;
        }
        let turn = match meant {
            Some(value) => self.chosen(&value),
            None => self.said(),
        };
        if upset { self.with_person(turn) } else { turn }
    }

    /// Whether a matter goes on and on; whatever the visitor does, it comes to an end.
    fn takes_too_long(&mut self) -> bool {
        self.state.turns = self.state.turns.saturating_add(u8::from(self.state.topic.is_some()));
        self.state.turns > MOST_TURNS
    }

    /// The visitor tapped a button, or said what it says.
    fn chosen(&mut self, value: &str) -> Turn {
        let value = value.strip_prefix('/').unwrap_or(value);
        if self.state.phase == Phase::Guided
            && let Some(turn) = self.chosen_in_flow(value)
        {
            return turn;
        }
        match value {
            "human" => self.hand_off(self.why_a_person()),
            // A report is not taken back by a button of something that is over.
            "helped/yes" if self.is_stale() && self.topic().is_some_and(|topic| topic.kind == Kind::Report) => self.stays(),
            "helped/yes" => self.helped(),
            "helped/no" => self.not_helped(),
            "not_this" => self.not_this(),
            "other" => self.another_way(),
            "none" => self.none_fits(),
            "cancel" => self.cancelled(),
            "unclear" => self.not_understood(),
            "stay" if self.state.flow.is_some() => self.stays(),
            "drop" => self.drops_kept(),
            "resume" => self.resumed().unwrap_or_else(|| self.said()),
            other => self.chosen_by_name(other),
        }
    }

    /// Whether a button was tapped that the last reply did not have: it may be about something that is over.
    fn is_stale(&self) -> bool {
        self.heard.choice.is_some_and(|tapped| self.state.offered.iter().all(|choice| choice.value != tapped))
    }

    fn chosen_by_name(&mut self, value: &str) -> Turn {
        if let Some(intent) = value.strip_prefix("topic/").and_then(|id| self.pack.intent(&IntentId::new(id))) {
            return self.understood(intent, 1.0);
        }
        let switched = value.strip_prefix("switch/").filter(|_| self.state.flow.is_some()).and_then(|id| self.switched(id));
        switched.unwrap_or_else(|| self.said())
    }

    /// The visitor wrote something.
    fn said(&mut self) -> Turn {
        let understanding = self.heard.understanding;
        let best = self.candidates().next();
        let sure = best.filter(|_| understanding.verdict == Verdict::Answer);
        if let Phase::Asking(place) = self.state.phase {
            return self.said_to_question(place, sure);
        }
        if matches!(self.state.phase, Phase::Guided | Phase::Switching) && self.state.flow.is_some() {
            return self.said_in_flow(sure);
        }
        if let Some(turn) = self.said_of_fix(best, sure) {
            return turn;
        }
        match (understanding.verdict, sure) {
            (Verdict::Answer, Some(intent)) => self.understood(intent, understanding.confidence),
            (Verdict::Clarify, _) => self.ask_which(),
            _ => self.not_understood(),
        }
    }

    /// A question waits: this is its answer, unless it is surely something else.
    fn said_to_question(&mut self, place: usize, sure: Option<&Intent>) -> Turn {
        let confidence = self.heard.understanding.confidence;
        match sure {
            Some(intent) if self.gets_out(intent) || self.interrupts(intent) => self.understood(intent, confidence),
            Some(intent) if self.certain() && intent.kind.is_aside() => self.aside(intent, place),
            _ if opinion::corrects(self.heard.text) => self.corrected(place),
            _ if self.state.unsure == 0 && mash::is_mash(self.heard.text) => self.asked_again(place),
            _ => self.answered(place),
        }
    }

    /// No answer in any language: asked once more, then taken as it is.
    fn asked_again(&mut self, place: usize) -> Turn {
        self.state.unsure = 1;
        let question = self.question(place).unwrap_or_default();
        let reply = Reply::text(self.words("slot.again", &[("question", question)]));
        self.turn(TurnVerdict::Clarify, self.topic(), self.state.confidence, vec![reply])
    }

    pub(super) fn certain(&self) -> bool {
        let understanding = self.heard.understanding;
        matches!(understanding.decided_by, DecidedBy::Example | DecidedBy::Phrase) && understanding.confidence >= CERTAIN
    }

    /// Whether this is another matter rather than an answer to the question that waits.
    ///
    /// The desk's own services, those on the shelf of the ticket status, ask what the matter is: a problem named there is the answer.
    /// Who reports harm quotes what a message says: "your account is locked" there is no locked account.
    pub(super) fn interrupts(&self, intent: &Intent) -> bool {
        if !self.certain() || self.state.topic.as_ref() == Some(&intent.id) {
            return false;
        }
        let services = self.pack.intents.iter().find(|intent| intent.kind == Kind::TicketStatus).map(|intent| &intent.topic);
        let any_matter = self.topic().is_some_and(|topic| topic.kind == Kind::Report || Some(&topic.topic) == services);
        match intent.kind {
            Kind::Report => true,
            Kind::Problem => !any_matter,
            Kind::Request => !any_matter && self.heard.understanding.decided_by == DecidedBy::Example,
            _ => false,
        }
    }

    /// Chatter while a question waits: answer it and ask again; who says good-bye gets the ticket with what is known.
    fn aside(&mut self, intent: &Intent, place: usize) -> Turn {
        let confidence = self.heard.understanding.confidence;
        let mut turn = match intent.kind {
            Kind::Goodbye => return self.hand_off(self.why_a_person()),
            Kind::Greeting => self.turn(TurnVerdict::Answer, Some(intent), confidence, Vec::new()),
            _ => self.understood(intent, confidence),
        };
        turn.replies.extend(self.question(place).map(Reply::text));
        turn
    }

    /// What was said of the fix among other words: "wifi masih ga konek juga", "iya wifinya udah nyambung".
    fn said_of_fix(&mut self, best: Option<&Intent>, sure: Option<&Intent>) -> Option<Turn> {
        let topic = self.topic().filter(|topic| topic.kind == Kind::Problem && matches!(self.state.phase, Phase::Checking | Phase::Offering))?;
        let same = best.is_some_and(|intent| intent.id == topic.id);
        if !same && self.heard.understanding.verdict != Verdict::Unsure {
            return None;
        }
        match (opinion::anywhere(self.heard.text), same) {
            (Some(Opinion::No), _) => Some(self.not_helped()),
            (Some(Opinion::Yes), true) => Some(self.helped()),
            (Some(Opinion::Perhaps), true) => Some(self.ask_whether_it_helped(topic)),
            (None, true) if sure.is_some() => Some(self.not_helped()),
            _ => None,
        }
    }
}
