//! Sends what waits: several at once, few to one target, none to one that rests, and of each lane one after the other.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    connect::Carrier,
    desk::{Desk, Result},
    domain::{
        breaker::Breaker,
        outbox::{Answer, Parcel},
        time::Timestamp,
    },
};

/// How often it looks where other nodes may write what it must send: should the notice of it be lost.
const SAFETY: Duration = Duration::from_secs(30);
/// How long it waits after the database refused.
const AGAIN: Duration = Duration::from_secs(1);

/// An attempt that ended.
type Ended = std::result::Result<(Id, Answer), JoinError>;

/// A worker.
#[derive(Debug)]
pub struct Courier {
    desk: Desk,
    carrier: Arc<dyn Carrier>,
    at_once: usize,
    to_one: usize,
    breakers: BTreeMap<String, Breaker>,
    /// The target of each that is under way.
    busy: HashMap<Id, String>,
    under_way: JoinSet<Answer>,
}

impl Courier {
    /// A worker that has so many parcels under way at once, and so many of them to one target.
    #[must_use]
    pub fn new(desk: Desk, carrier: Arc<dyn Carrier>, (at_once, to_one): (usize, usize)) -> Self {
        Self { desk, carrier, at_once, to_one, breakers: BTreeMap::new(), busy: HashMap::new(), under_way: JoinSet::new() }
    }

    /// Sends until told to stop; those under way are waited for.
    pub async fn run(mut self, stopping: CancellationToken) {
        while !stopping.is_cancelled() {
            let waits = match self.start().await {
                Ok(()) => self.until_due().await,
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be read");
                    AGAIN
                }
            };
            let desk = self.desk.clone();
            tokio::select! {
                () = stopping.cancelled() => {}
                Some(done) = self.under_way.join_next_with_id() => self.note_all(done),
                () = desk.hub().posted() => {}
                () = tokio::time::sleep(waits) => {}
            }
        }
        while self.under_way.join_next().await.is_some() {}
    }

    /// Sends everything that is due now, and what becomes due by that.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn step(&mut self) -> Result<()> {
        self.start().await?;
        while let Some(done) = self.under_way.join_next_with_id().await {
            self.note_all(done);
            self.start().await?;
        }
        Ok(())
    }

    /// Sets off with what is due, as far as there is room.
    async fn start(&mut self) -> Result<()> {
        loop {
            let now = self.desk.world().now();
            let room = self.at_once.saturating_sub(self.under_way.len());
            if room == 0 {
                return Ok(());
            }
            // All of a claim may be for one target, so it takes no more than the one with the least room can have; the next round brings more.
            let least = self.breakers.keys().map(|target| self.left(target, now)).filter(|left| *left > 0).min().unwrap_or(self.to_one);
            let claimed = self.desk.claim_parcels(room.min(least), self.full(now)).await?;
            if claimed.is_empty() {
                return Ok(());
            }
            for parcel in claimed {
                self.send(parcel, now);
            }
        }
    }

    /// So many more may set off to a target.
    fn left(&self, target: &String, now: Timestamp) -> usize {
        let most = self.breakers.get(target).map_or(self.to_one, |breaker| breaker.room(now, self.to_one));
        most.saturating_sub(self.busy.values().filter(|busy| *busy == target).count())
    }

    /// The targets that take no more now.
    fn full(&self, now: Timestamp) -> Vec<String> {
        self.breakers.keys().filter(|target| self.left(target, now) == 0).cloned().collect()
    }

    fn send(&mut self, parcel: Parcel, now: Timestamp) {
        let target = parcel.target.clone();
        self.breakers.entry(parcel.target.clone()).or_default();
        let started = self.under_way.spawn(attempt(self.desk.clone(), Arc::clone(&self.carrier), parcel, now));
        self.busy.insert(started.id(), target);
    }

    /// Takes note of an attempt that ended, and of all others that have ended by now: there is room for as many at once then.
    fn note_all(&mut self, done: Ended) {
        let mut next = Some(done);
        while let Some(done) = next {
            let target = self.busy.remove(&done.as_ref().map_or_else(JoinError::id, |(id, _)| *id));
            if let (Some(target), Ok((_, answer))) = (target, done) {
                self.breakers.entry(target).or_default().note(&answer, self.desk.world().now());
            } else {
                tracing::error!("an attempt broke off; its parcel is sent again when its claim is over");
            }
            next = self.under_way.try_join_next_with_id();
        }
    }

    /// How long there is nothing to do, unless something comes in or an attempt ends.
    async fn until_due(&self) -> Duration {
        if self.under_way.len() >= self.at_once {
            return Duration::MAX;
        }
        let now = self.desk.world().now();
        let shared = matches!(self.desk.store(), crate::store::Store::Postgres { .. });
        // What waits for a person may be set going by another process of this machine, and so may events that arrived.
        let watched = shared || !self.desk.reach().subscriptions.is_empty() || self.desk.dead_parcels().await.is_ok_and(|dead| !dead.is_empty());
        // What is due but cannot go waits for a target that rests, or for one under way to come back.
        let due = self.desk.next_due(self.full(now)).await.unwrap_or(None);
        let rested = self.breakers.values().filter_map(|breaker| breaker.rests_until(now)).min();
        let due = due.into_iter().chain(rested).min();
        let waits = due.map_or(Duration::MAX, |due| Duration::from_millis(u64::try_from(due.0.saturating_sub(now.0)).unwrap_or(0).saturating_add(1)));
        if watched { waits.min(SAFETY) } else { waits }
    }
}

/// Sends a parcel and writes down what came of it; attempts that end together share a commit.
async fn attempt(desk: Desk, carrier: Arc<dyn Carrier>, parcel: Parcel, now: Timestamp) -> Answer {
    #[expect(clippy::disallowed_methods, reason = "measures how long an attempt takes, decides nothing")]
    let began = std::time::Instant::now();
    let answer = carrier.carry(&parcel, now).await;
    let ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
    let (id, target, kind, result) = (parcel.id.clone(), parcel.target.clone(), parcel.kind, answer.word());
    match desk.settle_parcel(parcel, answer.clone(), ms).await {
        Ok(next) => tracing::debug!(parcel = id, target, ?kind, result, duration.ms = ms, state = ?next.state, "an attempt ended"),
        Err(error) => tracing::error!(parcel = id, target, ?kind, result, %error, "what an attempt came to could not be stored"),
    }
    answer
}
