//! A ticket system in memory: it fails when it is told to, before or after it did what was asked, and remembers everything.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::future::BoxFuture;
use garda::{
    connect::{
        Carrier,
        ticket::{Attempt, Call, Denied, Fault, FaultKind, File, Hooked, NoFiles, Remote, Result, Sink, carry},
    },
    domain::{
        outbox::{Answer, Parcel},
        sink::{Changes, Comment, Opening, RemoteComment, RemoteTicket, Standing, is_comment},
        time::Timestamp,
    },
};

/// How a call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goes {
    Well,
    /// It does what was asked, and the answer is lost.
    LostAfter,
    /// It does nothing, and nobody knows.
    LostBefore,
    /// It cannot be reached.
    Unreached,
    /// It asks for time.
    Busy,
    /// Whoever calls dies before.
    DiesBefore,
    /// Whoever calls dies after.
    DiesAfter,
}

/// How the so manieth call about something goes, by what it is about.
pub(crate) type Fate = fn(about: &str, call: u64) -> Goes;

#[derive(Debug, Clone, Default)]
pub(crate) struct Held {
    pub(crate) opening: Option<Opening>,
    pub(crate) said: Vec<(String, bool, bool)>,
    pub(crate) standing: Standing,
    pub(crate) assignee: Option<String>,
}

#[derive(Default)]
struct State {
    tickets: Vec<Held>,
    calls: std::collections::HashMap<String, u64>,
}

pub(crate) struct Fake {
    state: Mutex<State>,
    fate: Fate,
}

impl std::fmt::Debug for Fake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fake")
    }
}

/// Numbers that look drawn, the same for the same place.
pub(crate) fn drawn(text: &str, place: u64) -> u64 {
    let mut z = text.bytes().fold(place.wrapping_mul(0x9E37_79B9_7F4A_7C15), |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Fake {
    pub(crate) fn new(fate: Fate) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), fate })
    }

    pub(crate) fn tickets(&self) -> Vec<Held> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).tickets.clone()
    }

    /// Somebody there does something.
    pub(crate) fn change(&self, remote: &str, change: impl FnOnce(&mut Held)) {
        let place: usize = remote.parse().unwrap();
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner).tickets[place]);
    }

    fn call<T>(&self, about: &str, act: impl FnOnce(&mut Vec<Held>) -> Result<T>) -> Result<T> {
        let fault = |kind, words: &str| Err(Fault::new(kind, words));
        let (goes, done) = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let call = state.calls.entry(about.to_owned()).or_default();
            *call += 1;
            let goes = (self.fate)(about, *call);
            let acts = matches!(goes, Goes::Well | Goes::LostAfter | Goes::DiesAfter);
            (goes, acts.then(|| act(&mut state.tickets)))
        };
        match (goes, done) {
            (Goes::Well, Some(done)) => done,
            (Goes::LostAfter | Goes::LostBefore, _) => fault(FaultKind::Lost, "answered 502"),
            (Goes::Unreached, _) => fault(FaultKind::Outage, "no connection"),
            (Goes::Busy, _) => Err(Fault::new(FaultKind::RateLimit, "answered 429").waiting(Some(90_000))),
            _ => panic!("whoever calls dies"),
        }
    }
}

fn place(remote: &str, tickets: &[Held]) -> Result<usize> {
    remote.parse().ok().filter(|place| *place < tickets.len()).ok_or_else(|| Fault::new(FaultKind::Missing, "answered 404"))
}

impl Sink for Fake {
    fn check(&self) -> BoxFuture<'_, Result<String>> {
        Box::pin(async { Ok("fake".to_owned()) })
    }

    fn find<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<Option<Remote>>> {
        Box::pin(async move {
            self.call(reference, |tickets| {
                let found = tickets.iter().position(|held| held.opening.as_ref().is_some_and(|opening| opening.reference == reference));
                Ok(found.map(|place| Remote { id: place.to_string(), url: None }))
            })
        })
    }

    fn open<'a>(&'a self, opening: &'a Opening, _: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<Remote>> {
        Box::pin(async move {
            self.call(&opening.reference, |tickets| {
                tickets.push(Held { opening: Some(opening.clone()), ..Held::default() });
                Ok(Remote { id: (tickets.len() - 1).to_string(), url: None })
            })
        })
    }

    fn has_comment<'a>(&'a self, remote: &'a str, key: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move { self.call(key, |tickets| Ok(tickets[place(remote, tickets)?].said.iter().any(|(text, ..)| is_comment(text, key)))) })
    }

    fn comment<'a>(&'a self, remote: &'a str, comment: &'a Comment, _: Vec<File>, _: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            self.call(&comment.key, |tickets| {
                let place = place(remote, tickets)?;
                tickets[place].said.push((comment.words(), comment.public, true));
                Ok(())
            })
        })
    }

    fn set_standing<'a>(&'a self, remote: &'a str, standing: Standing, attempt: Attempt<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            self.call(attempt.key, |tickets| {
                let place = place(remote, tickets)?;
                tickets[place].standing = standing;
                Ok(())
            })
        })
    }

    fn changes<'a>(&'a self, _: Option<&'a str>, open: &'a [String]) -> BoxFuture<'a, Result<Changes>> {
        Box::pin(async move { Ok(Changes { cursor: "c".to_owned(), remotes: open.to_vec() }) })
    }

    fn read<'a>(&'a self, remote: &'a str) -> BoxFuture<'a, Result<RemoteTicket>> {
        Box::pin(async move {
            let tickets = self.tickets();
            let held = &tickets[place(remote, &tickets)?];
            let said = held.said.iter().enumerate();
            let comments =
                said.map(|(id, (text, public, own))| RemoteComment { id: id.to_string(), author: "Rina di Zendesk".to_owned(), public: *public, own: *own, text: text.clone() });
            Ok(RemoteTicket { remote: remote.to_owned(), standing: Some(held.standing), assignee: held.assignee.clone(), comments: comments.collect() })
        })
    }

    fn hooked(&self, _: &Call<'_>, _: Timestamp) -> std::result::Result<Hooked, Denied> {
        Err(Denied::NotExpected)
    }

    fn asked_every(&self) -> Option<Duration> {
        None
    }
}

/// Carries everything to one sink.
#[derive(Debug)]
pub(crate) struct To(pub(crate) Arc<Fake>);

impl Carrier for To {
    fn carry<'a>(&'a self, parcel: &'a Parcel, now: Timestamp) -> BoxFuture<'a, Answer> {
        Box::pin(async move { carry(&*self.0, parcel, &NoFiles, now).await })
    }
}
