//! What can go wrong with a ticket system, told apart as far as somebody can do something about it.

use crate::domain::outbox::Answer;

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// It does not know us.
    Credential,
    /// It knows us, and we may not.
    Right,
    /// A queue, group or project of the mapping is not there.
    Place,
    /// It does not take what we send as it is.
    Field,
    /// We are too fast.
    RateLimit,
    /// It could not be reached; nothing went out.
    Outage,
    /// Something went out, and nobody knows whether it arrived.
    Lost,
    /// The ticket is not there, or not any more.
    Missing,
    /// It wants nothing any more.
    Gone,
}

/// What went wrong, and what came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which sort it is.
    pub kind: FaultKind,
    /// What came back, in words without secrets.
    pub words: String,
    /// How long to wait, in milliseconds, if it said so.
    pub wait: Option<i64>,
}

impl Fault {
    /// A fault of this sort.
    #[must_use]
    pub fn new(kind: FaultKind, words: impl Into<String>) -> Self {
        let words: String = words.into();
        Self { kind, words: words.chars().filter(|sign| !sign.is_control()).take(300).collect(), wait: None }
    }

    /// Our own database refused, so that nothing was taken in.
    #[must_use]
    pub fn ours(error: &dyn std::fmt::Display) -> Self {
        Self::new(FaultKind::Outage, format!("our own database: {error}"))
    }

    /// The same with a time to wait.
    #[must_use]
    pub fn waiting(self, wait: Option<i64>) -> Self {
        Self { wait, ..self }
    }

    /// The same of a call that names no ticket: then it is not a ticket that is not there, but what is called.
    #[must_use]
    pub fn astray(self) -> Self {
        if self.kind == FaultKind::Missing { Self { kind: FaultKind::Place, ..self } } else { self }
    }

    /// The same; whether it arrived is looked for no sooner than in so many milliseconds, as what is slow may still be at work.
    #[must_use]
    pub fn patient(self, ms: i64) -> Self {
        let wait = if self.kind == FaultKind::Lost { self.wait.or(Some(ms)) } else { self.wait };
        Self { wait, ..self }
    }

    /// One sentence on what the administrator can do.
    #[must_use]
    pub fn advice(&self, sink: &str) -> String {
        match self.kind {
            FaultKind::Credential => format!("check `user` and `secrets` of {sink}: it does not accept them"),
            FaultKind::Right => format!("give the account of {sink} the right to open and answer tickets there"),
            FaultKind::Place => format!("correct `places` or `options` of {sink}: the queue, group or project is not there, or hidden from its account"),
            FaultKind::Field => format!("correct `fields`, `priorities` or `options` of {sink}, then send this one again"),
            FaultKind::RateLimit => "nothing to do: it goes on by itself, slower".to_owned(),
            FaultKind::Outage | FaultKind::Lost => format!("nothing to do if {sink} comes back: it is tried again by itself"),
            FaultKind::Missing => format!("look whether somebody deleted the ticket in {sink}; what belongs to it cannot be sent"),
            FaultKind::Gone => format!("{sink} wants nothing any more: take it out of the configuration or correct its `url`"),
        }
    }

    /// What it means for a parcel. What an administrator can mend is tried again by itself; what is wrong with this one parcel waits for a person.
    #[must_use]
    pub fn into_answer(self, sink: &str) -> Answer {
        let (words, wait) = (format!("{}; {}", self.words, self.advice(sink)), self.wait);
        match self.kind {
            FaultKind::Credential | FaultKind::Right | FaultKind::Place | FaultKind::RateLimit | FaultKind::Outage => Answer::Failed { words, wait },
            FaultKind::Lost => Answer::Lost { words, wait },
            FaultKind::Field | FaultKind::Missing => Answer::Refused { words },
            FaultKind::Gone => Answer::Gone { words },
        }
    }
}
