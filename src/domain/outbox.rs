//! What is to be sent and how often it is tried: parcels, attempts, and what follows from each.
//!
//! A parcel is written in the transaction that causes it and sent afterwards, at least once and in the order of its lane. The series of
//! delays is that of Standard Webhooks (<https://www.standardwebhooks.com>), drawn out a little by chance so that not all come back at once.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    chat::TakenOver,
    event::Subscription,
    id::ConversationId,
    sink::{Medium, Rule},
    sla::Early,
    time::Timestamp,
};

/// How long to wait after the first, second, … failed attempt, in milliseconds; after the last one it is left for a person.
pub const DELAYS: [i64; 9] = [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000];
/// The longest that a receiver may make us wait.
const LONGEST_WAIT: i64 = 86_400_000;
/// How much longer than its delay a wait may be, as a part of it.
const JITTER: f64 = 0.2;

/// What a parcel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParcelKind {
    /// An urgent ticket, told to whoever is on call.
    Alert,
    /// An e-mail.
    Mail,
    /// A question of a flow to a program; somebody waits for the answer in the chat.
    Call,
    /// A ticket to be opened in a sink.
    Open,
    /// Something said of a ticket, for a sink.
    Comment,
    /// Where a ticket stands, for a sink.
    Status,
    /// What became of something heard in a room, as a mark below it.
    Mark,
    /// What was said in a conversation, for the chat of another system it is held in.
    Say,
    /// What happened, for a program that subscribed to it.
    Event,
}

/// Where a parcel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParcelState {
    /// To be sent when it is due.
    Waiting,
    /// Being sent.
    Sending,
    /// Sent, but the answer was lost; it is looked for before it is sent again.
    Unknown,
    /// It arrived.
    Sent,
    /// It cannot arrive; somebody has to look.
    Dead,
    /// Given up: by a person, or because whoever waited for it was told so.
    Dropped,
}

/// The target of e-mails.
pub const MAIL: &str = "mail";
/// The target that opens `TeamViewer` sessions.
pub const TEAMVIEWER: &str = "teamviewer";

/// What can be reached from here, and from where this house is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// The targets there is a way to.
    pub targets: BTreeSet<String>,
    /// The address of this house, without a slash at the end.
    pub url: String,
    /// Which tickets go to which sink.
    pub sinks: Vec<Rule>,
    /// Which programs are told of what.
    pub subscriptions: Vec<Subscription>,
    /// The chats of other systems by the name of their channel, and where people answer who take one over.
    pub chats: BTreeMap<String, TakenOver>,
    /// How early it is warned of a promise; `None`: never.
    pub early: Option<Early>,
}

impl Reach {
    /// How a sink is read.
    #[must_use]
    pub fn medium(&self, sink: &str) -> Medium {
        self.sinks.iter().find(|rule| rule.sink == sink).map_or(Medium::System, |rule| rule.medium)
    }

    /// Whether there is a way to this target.
    #[must_use]
    pub fn has(&self, target: &str) -> bool {
        self.targets.contains(target)
    }

    /// Whether nobody outside is told what happens to tickets.
    #[must_use]
    pub fn tells_nobody(&self) -> bool {
        self.sinks.is_empty() && self.subscriptions.is_empty()
    }
}

/// Something to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Its id, and the key by which the receiver recognises a repeat.
    pub id: String,
    /// What it is.
    pub kind: ParcelKind,
    /// Where to.
    pub target: String,
    /// What it must not overtake.
    pub lane: String,
    /// The conversation it comes from.
    pub conversation: Option<ConversationId>,
    /// The ticket it is about.
    pub ticket: Option<i64>,
    /// What is sent, as JSON; whoever carries it knows the shape.
    pub body: String,
    /// How often it was tried, the attempt under way included.
    pub attempts: u32,
    /// Whether an earlier attempt may have arrived.
    pub unsure: bool,
    /// What the ticket is called at the target, once it is open there.
    pub remote: Option<String>,
    /// Where the chat is that it belongs to, as its channel writes it.
    pub address: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It arrived; what the receiver calls it, and what it answered for whoever waits.
    Delivered {
        /// The receiver's own name for it.
        reference: Option<String>,
        /// The answer's body, kept in memory only.
        body: Option<String>,
    },
    /// It did not arrive, and may the next time.
    Failed {
        /// Why.
        words: String,
        /// How long the receiver asks us to wait, in milliseconds.
        wait: Option<i64>,
    },
    /// It went out, and nobody knows whether it arrived.
    Lost {
        /// Why.
        words: String,
        /// How long to wait before it is looked for, in milliseconds, if the receiver asks for it or finds new things late.
        wait: Option<i64>,
    },
    /// The receiver will never take it as it is.
    Refused {
        /// Why.
        words: String,
    },
    /// The receiver wants nothing any more.
    Gone {
        /// Why.
        words: String,
    },
}

impl Answer {
    /// The word it is kept by.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Delivered { .. } => "delivered",
            Self::Failed { .. } => "failed",
            Self::Lost { .. } => "lost",
            Self::Refused { .. } => "refused",
            Self::Gone { .. } => "gone",
        }
    }

    /// What came back, in words.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Delivered { .. } => "",
            Self::Failed { words, .. } | Self::Lost { words, .. } | Self::Refused { words } | Self::Gone { words } => words,
        }
    }
}

/// What becomes of a parcel after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// Where it stands.
    pub state: ParcelState,
    /// When it is tried again, if it is.
    pub due_at: Timestamp,
}

/// What becomes of a parcel after this answer; `chance` is from 0 to 1. Calls are tried once: whoever waits is told instead.
#[must_use]
pub fn next(parcel: &Parcel, answer: &Answer, now: Timestamp, chance: f64) -> Next {
    // Nothing is left of a call to be sent later, and it must not stand in the way of the next one.
    let given_up = if parcel.kind == ParcelKind::Call { ParcelState::Dropped } else { ParcelState::Dead };
    let ended = |state| Next { state, due_at: now };
    let again = |state, asked: Option<i64>| match delay(parcel.attempts, chance).filter(|_| parcel.kind != ParcelKind::Call) {
        Some(delay) => Next { state, due_at: now.plus_ms(delay.max(asked.unwrap_or(0).min(LONGEST_WAIT))) },
        None => ended(given_up),
    };
    match answer {
        Answer::Delivered { .. } => ended(ParcelState::Sent),
        Answer::Failed { wait, .. } => again(ParcelState::Waiting, *wait),
        Answer::Lost { wait, .. } => again(ParcelState::Unknown, *wait),
        // The program rests from now on, and with it everything it has not been told.
        Answer::Gone { .. } if parcel.kind == ParcelKind::Event => ended(ParcelState::Waiting),
        Answer::Refused { .. } | Answer::Gone { .. } => ended(given_up),
    }
}

/// How long to wait after so many attempts; `None` when that was the last.
fn delay(attempts: u32, chance: f64) -> Option<i64> {
    let base = *DELAYS.get(usize::try_from(attempts).ok()?.checked_sub(1)?)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a day in milliseconds is far below 2^52")]
    let more = (base as f64 * JITTER * chance.clamp(0.0, 1.0)) as i64;
    Some(base + more)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel(kind: ParcelKind, attempts: u32) -> Parcel {
        let (target, lane) = ("pager".to_owned(), "c".to_owned());
        Parcel {
            id: "p".to_owned(),
            kind,
            target,
            lane,
            conversation: None,
            ticket: None,
            body: String::new(),
            attempts,
            unsure: false,
            remote: None,
            address: None,
            created_at: Timestamp(0),
        }
    }

    fn failed(wait: Option<i64>) -> Answer {
        Answer::Failed { words: "502".to_owned(), wait }
    }

    #[test]
    fn the_delays_are_the_documented_ones_and_then_a_person_looks() {
        let now = Timestamp(1_000);
        for (attempts, base) in (1..).zip(DELAYS) {
            for (chance, most) in [(0.0, base), (1.0, base + base / 5)] {
                let next = next(&parcel(ParcelKind::Alert, attempts), &failed(None), now, chance);
                assert_eq!(next, Next { state: ParcelState::Waiting, due_at: now.plus_ms(most) }, "{attempts}");
            }
        }
        assert_eq!(next(&parcel(ParcelKind::Alert, 10), &failed(None), now, 0.5).state, ParcelState::Dead);
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_ever() {
        let after = |wait| next(&parcel(ParcelKind::Mail, 1), &failed(Some(wait)), Timestamp(0), 0.0).due_at.0;
        assert_eq!([after(1), after(60_000), after(i64::MAX), after(-5)], [5_000, 60_000, 86_400_000, 5_000]);
    }

    #[test]
    fn what_cannot_arrive_is_not_tried_again() {
        let words = || "no".to_owned();
        for (answer, state) in [
            (Answer::Delivered { reference: None, body: None }, ParcelState::Sent),
            (Answer::Lost { words: words(), wait: None }, ParcelState::Unknown),
            (Answer::Refused { words: words() }, ParcelState::Dead),
            (Answer::Gone { words: words() }, ParcelState::Dead),
        ] {
            assert_eq!(next(&parcel(ParcelKind::Alert, 1), &answer, Timestamp(0), 0.0).state, state, "{answer:?}");
        }
        let gone = next(&parcel(ParcelKind::Event, 10), &Answer::Gone { words: words() }, Timestamp(0), 0.0);
        assert_eq!(gone.state, ParcelState::Waiting, "an event waits until its program is told again");
        assert_eq!(next(&parcel(ParcelKind::Call, 1), &failed(None), Timestamp(0), 0.0).state, ParcelState::Dropped, "somebody waits for a call");
    }
}
