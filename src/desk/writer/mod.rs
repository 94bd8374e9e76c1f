//! Group commit: everything waiting is stored in one transaction, then answered, then announced.
//!
//! A turn trusts what its writer remembers and that its message is no repeat. While some turns are being stored the next ones
//! are already taken, on top of them; when the database says that something was not as remembered, all of them are taken again with a look.
//! A full queue refuses at once. A batch that fails is rolled back and done again one by one, so that one bad turn does
//! not hurt its neighbours. A commit that fails is never tried again on the same connection: its outcome is unknown.

mod flight;
mod job;
mod look;
mod verbs;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::sync::{
    mpsc::{self, Receiver, Sender},
    oneshot,
};

use super::{
    Change, Error, Hub, Result, World,
    chats::Later,
    herald::Herald,
    memory::Memory,
    outlets::{self, Outlets},
    take_turns::{self, Done},
    turn_job::TurnJob,
};
use crate::{
    domain::id::ConversationId,
    store::{Store, Tx},
};
use flight::{Flight, landing};
pub(super) use job::Job;

/// The most jobs that may wait; more are refused at once.
const MOST_WAITING: usize = 2048;
/// Writers on a server that can commit several transactions at a time.
const POSTGRES_WRITERS: usize = 3;
/// After so many jobs the write-ahead log, some 10 kB for each, is folded back into the database at once.
const MOST_UNFOLDED: usize = 4096;
/// How long nothing happens before the log is folded back.
const IDLE: Duration = Duration::from_secs(2);

/// The queues of the writers.
#[derive(Clone, Debug)]
pub(super) struct Writers(Arc<[Sender<Job>]>);

impl Writers {
    pub(super) fn start(store: &Store, hub: &Arc<Hub>, world: &World, node: &str, most: usize, herald: &Herald, outlets: &Outlets) -> Self {
        let count = if matches!(store, Store::Postgres { .. }) { POSTGRES_WRITERS } else { 1 };
        let queues = (0..count).map(|_| {
            let (queue, jobs) = mpsc::channel(MOST_WAITING);
            let (store, hub, world, node, herald) = (store.clone(), Arc::clone(hub), world.clone(), node.to_owned(), herald.clone());
            let writer = Writer { store, hub, world, node, herald, outlets: Arc::clone(outlets), most, memory: Memory::default(), kept: None, flight: None, next: Vec::new() };
            tokio::spawn(writer.work(jobs));
            queue
        });
        Self(queues.collect())
    }

    /// Queues a job; jobs with the same key go to the same writer, in order.
    pub(super) fn send(&self, key: u64, job: Job) -> Result<()> {
        let place = usize::try_from(key % self.0.len() as u64).unwrap_or(0);
        self.0[place].try_send(job).map_err(|_| Error::Busy)
    }

    /// As [`Writers::send`], for whoever can wait for room and has something that must not be lost.
    pub(super) async fn send_when_there_is_room(&self, key: u64, job: Job) -> Result<()> {
        let place = usize::try_from(key % self.0.len() as u64).unwrap_or(0);
        self.0[place].send(job).await.map_err(|_| Error::Busy)
    }

    pub(super) async fn drain(&self) {
        for queue in self.0.iter() {
            let (done, waited) = oneshot::channel();
            if queue.send(Job::Drain(done)).await.is_ok() {
                let _ = waited.await;
            }
        }
    }
}

struct Writer {
    store: Store,
    hub: Arc<Hub>,
    world: World,
    node: String,
    herald: Herald,
    /// How whoever is elsewhere is told.
    outlets: Outlets,
    /// Jobs of one commit at most.
    most: usize,
    memory: Memory,
    /// The connection of the last transaction, for the next one.
    kept: Option<Tx>,
    /// What is being stored.
    flight: Option<Flight>,
    /// Turns taken in memory while that goes on, to be stored next.
    next: Vec<Done>,
}

enum Failure {
    /// Nothing was stored.
    Inside(Error),
    /// Nobody knows.
    Commit(Error),
}

impl Writer {
    async fn work(mut self, mut jobs: Receiver<Job>) {
        let mut batch = Vec::with_capacity(self.most);
        let mut unfolded = 0;
        loop {
            let room = self.most - self.next.len();
            let idle = if unfolded > 0 { IDLE } else { Duration::MAX };
            tokio::select! {
                biased;
                landed = landing(&mut self.flight), if self.flight.is_some() => {
                    self.land(landed).await;
                    self.launch().await;
                }
                more = jobs.recv_many(&mut batch, room), if room > 0 => {
                    if more == 0 {
                        break;
                    }
                    self.take_all(&mut batch).await;
                    self.launch().await;
                    unfolded += more;
                }
                () = tokio::time::sleep(idle), if self.flight.is_none() => unfolded = MOST_UNFOLDED,
            }
            if unfolded >= MOST_UNFOLDED {
                self.settle().await;
                self.fold().await;
                unfolded = 0;
            }
        }
        self.settle().await;
    }

    /// Takes a batch in the order it came. What memory suffices for waits to be stored; the rest is stored when this returns.
    async fn take_all(&mut self, batch: &mut Vec<Job>) {
        let turns = batch.iter().filter_map(|job| if let Job::Turn(turn) = job { Some(&turn.inbound.conversation) } else { None });
        let cold: BTreeSet<ConversationId> = turns.filter(|id| self.memory.peek(id).is_none()).cloned().collect();
        self.warm(&cold).await;
        let mut rest: Vec<TurnJob> = Vec::new();
        let mut verbs = Vec::new();
        for job in batch.drain(..) {
            match job {
                Job::Turn(turn) => {
                    self.run_verbs(&mut verbs).await;
                    let waits = rest.iter().any(|before| before.inbound.conversation == turn.inbound.conversation);
                    let taken = if waits { None } else { take_turns::take_in_memory(&turn, &mut self.memory) };
                    match taken {
                        Some(received) => self.next.push((*turn, received)),
                        None => rest.push(*turn),
                    }
                }
                Job::Verb(verb) => {
                    self.look(&mut rest).await;
                    verbs.push(verb);
                    if verbs.len() >= self.most_verbs() {
                        self.run_verbs(&mut verbs).await;
                    }
                }
                Job::Drain(done) => {
                    self.look(&mut rest).await;
                    self.run_verbs(&mut verbs).await;
                    self.settle().await;
                    self.kept = None;
                    let _ = done.send(());
                }
            }
        }
        self.look(&mut rest).await;
        self.run_verbs(&mut verbs).await;
    }

    /// Begins a transaction, on the kept connection if there is one.
    async fn begin(&mut self) -> std::result::Result<Tx, Failure> {
        match self.kept.take() {
            Some(mut tx) => {
                tx.begin();
                Ok(tx)
            }
            None => self.store.begin().await.map_err(|error| Failure::Inside(error.into())),
        }
    }

    async fn undo(&mut self, mut tx: Tx) {
        if tx.undo().await.is_ok() {
            self.kept = Some(tx);
        }
    }

    fn is_sqlite(&self) -> bool {
        matches!(self.store, Store::Sqlite { .. })
    }

    async fn commit(&mut self, mut tx: Tx, changes: &mut [Change], later: &[Later]) -> std::result::Result<(), Failure> {
        outlets::tell(&mut tx, changes, later, &self.outlets, &self.world).await.map_err(Failure::Inside)?;
        // Whoever works on a ticket must hear of it even if this node dies now.
        let urgent: Vec<String> = changes.iter().filter(|change| change.ticket.is_some()).map(Change::to_notice).collect();
        tx.announce(&self.node, &urgent).await.map_err(|error| Failure::Inside(error.into()))?;
        tx.commit_and_stay().await.map_err(|error| Failure::Commit(error.into()))?;
        self.committed(tx, changes);
        Ok(())
    }

    /// Keeps the connection and tells who listens. Other nodes hear of plain turns only now: a notice in the transaction
    /// would make all commits of the server wait for each other.
    fn committed(&mut self, tx: Tx, changes: &[Change]) {
        self.kept = Some(tx);
        self.hub.tell(changes);
        if changes.iter().any(|change| change.posted) {
            self.hub.post();
        }
        self.herald.tell_changes(changes.iter().filter(|change| change.ticket.is_none()));
    }

    async fn fold(&mut self) {
        self.kept = None;
        if let Err(error) = self.store.checkpoint().await {
            tracing::warn!(%error, "the write-ahead log could not be folded back");
        }
    }
}
