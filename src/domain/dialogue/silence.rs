//! What the bot does when the visitor falls silent: it asks once, then closes politely, and what must not be lost becomes a ticket.

use super::{
    DialogueState, Heard, Setting,
    state::Phase,
    talk::Talk,
    turn::{Reply, Turn, TurnVerdict},
};
use crate::domain::{content::Kind, flow::SlotKind, handoff::Reason, matching::Catalog, outcome::Outcome};

const MINUTE: i64 = 60_000;
/// After a day nobody expects another word.
const TOO_LATE: i64 = 24 * 60 * MINUTE;

/// How long the bot waits for a word, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For somebody who reports harm: then the ticket is opened with what is known.
    pub report: i64,
    /// Before it asks once whether they are still there.
    pub ask: i64,
    /// After that, or where it does not ask, before it closes.
    pub close: i64,
}

impl Default for Patience {
    fn default() -> Self {
        Self { report: 3 * MINUTE, ask: 10 * MINUTE, close: 30 * MINUTE }
    }
}

impl Patience {
    /// The shortest silence after which there may be something to do.
    #[must_use]
    pub fn shortest(&self) -> i64 {
        self.report.min(self.ask).min(self.close)
    }
}

/// How long it has been silent, and whether the visitor can be told anything without having asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// Since the last message, in milliseconds.
    pub lasted: i64,
    /// Whether a message reaches them: a webhook answers only when it is called.
    pub reaches: bool,
}

/// What the bot does after so long a silence; nothing while it is too early, or when nothing is open.
#[must_use]
pub fn after_silence(catalog: &Catalog, state: &DialogueState, setting: Setting<'_>, silence: Silence, patience: Patience) -> Option<Turn> {
    state.open_since?;
    let understanding = catalog.understand(&catalog.read(""));
    let heard = Heard { text: "", choice: Some("silence"), understanding: &understanding, files: &[] };
    let language = state.language.unwrap_or(setting.language);
    let mut talk = Talk { pack: catalog.pack(), setting, language, heard, state: DialogueState { left_open: None, ..state.clone() } };
    let mut turn = talk.silent(silence, patience)?;
    turn.settle(state.open_since, setting.now);
    Some(turn)
}

impl Talk<'_> {
    fn silent(&mut self, silence: Silence, patience: Patience) -> Option<Turn> {
        let waits = self.state.phase != Phase::Idle;
        let report = waits && self.topic().is_some_and(|topic| topic.kind == Kind::Report);
        if silence.lasted >= TOO_LATE && !report {
            return Some(self.closed(None));
        }
        if report && silence.lasted >= patience.report {
            return Some(self.ticket_after_silence(Reason::Report));
        }
        let tells = waits && silence.reaches;
        if tells && self.state.silences == 0 && silence.lasted >= patience.ask {
            return Some(self.asks_once());
        }
        if silence.lasted < patience.close {
            return None;
        }
        if let Some(reason) = self.must_not_be_lost() {
            return Some(self.ticket_after_silence(reason));
        }
        let words = tells.then(|| Reply::text(self.words("silence.close", &[])));
        Some(self.closed(words))
    }

    /// "Are you still there?", with the buttons of what waits.
    fn asks_once(&mut self) -> Turn {
        self.state.silences = self.state.silences.saturating_add(1);
        let mut choices = self.state.offered.clone();
        if choices.is_empty() {
            choices.push(self.human_button());
        }
        let reply = Reply::choices(self.words("silence.ask", &[]), choices);
        self.turn(TurnVerdict::Clarify, self.topic(), self.state.confidence, vec![reply])
    }

    /// Why it becomes a ticket though nobody said so: they left a way to reach them, or asked for something and told what.
    fn must_not_be_lost(&self) -> Option<Reason> {
        if self.state.phase == Phase::Idle {
            return None;
        }
        let topic = self.topic()?;
        let told = self.flow().zip(self.state.flow.as_ref()).map(|(flow, state)| {
            let known = |kind: fn(SlotKind) -> bool| flow.slots.iter().any(|slot| kind(slot.kind) && state.slots.contains_key(&slot.id));
            (known(|kind| matches!(kind, SlotKind::Phone | SlotKind::Email | SlotKind::Contact)), known(|_| true))
        });
        let (reachable, any) = told.unwrap_or((false, !self.state.facts.is_empty()));
        match topic.kind {
            Kind::Request if any => Some(Reason::Request),
            Kind::Problem if reachable => Some(Reason::NotHelped),
            _ => None,
        }
    }

    fn ticket_after_silence(&mut self, reason: Reason) -> Turn {
        let words = Reply::text(self.words("silence.ticket", &[]));
        let mut turn = self.hand_off(reason);
        turn.replies.insert(0, words);
        turn
    }

    /// Nothing is forgotten: who writes again goes on where it stopped.
    fn closed(&mut self, words: Option<Reply>) -> Turn {
        self.state.turns = 0;
        let mut turn = self.turn(TurnVerdict::Answer, self.topic(), self.state.confidence, words.into_iter().collect());
        turn.outcome = Some(Outcome::Unconfirmed);
        turn
    }
}
