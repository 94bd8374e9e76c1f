//! Group commit: everything waiting is stored in one transaction, then answered, then announced.
//!
//! A turn trusts what its writer remembers and that its message is no repeat. While some turns are being stored the next ones
//! are already taken, on top of them; when the database says that something was not as remembered, all of them are taken again with a look.
//! A full queue refuses at once. A batch that fails is rolled back and done again one by one, so that one bad turn does
//! not hurt its neighbours. A commit that fails is never tried again on the same connection: its outcome is unknown.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use tokio::sync::{
    mpsc::{self, Receiver, Sender},
    oneshot,
};

use super::{
    Change, Error, Hub, Result, World, Write,
    herald::Herald,
    memory::Memory,
    take_turns::{self, Done, Taken, TurnJob},
};
use crate::{
    domain::id::ConversationId,
    store::{self, Store, Tx, conversation},
};

/// The most jobs that may wait; more are refused at once.
const MOST_WAITING: usize = 2048;
/// Writers on a server that can commit several transactions at a time.
const POSTGRES_WRITERS: usize = 3;
/// After so many jobs the write-ahead log, some 10 kB for each, is folded back into the database at once.
const MOST_UNFOLDED: usize = 4096;
/// How long nothing happens before the log is folded back.
const IDLE: Duration = Duration::from_secs(2);

/// Something to be stored.
pub(super) enum Job {
    Turn(Box<TurnJob>),
    Verb(Box<dyn Verb>),
    Drain(oneshot::Sender<()>),
}

/// A verb that can run in a transaction and be told how that ended.
pub(super) trait Verb: Send {
    /// Runs it; `false` means undo it and leave the rest alone.
    fn run<'t>(&'t mut self, write: Write<'t>) -> BoxFuture<'t, bool>;
    /// Answers whoever waits.
    fn finish(self: Box<Self>, committed: bool);
}

struct Pending<T, F> {
    verb: Option<F>,
    outcome: Option<Result<T>>,
    answer: oneshot::Sender<Result<T>>,
}

impl<T, F> Verb for Pending<T, F>
where
    T: Send + 'static,
    F: for<'t> FnOnce(Write<'t>) -> BoxFuture<'t, Result<T>> + Send + 'static,
{
    fn run<'t>(&'t mut self, write: Write<'t>) -> BoxFuture<'t, bool> {
        Box::pin(async move {
            let Some(verb) = self.verb.take() else { return false };
            let outcome = verb(write).await;
            let good = outcome.is_ok();
            self.outcome = Some(outcome);
            good
        })
    }

    fn finish(self: Box<Self>, committed: bool) {
        let outcome = match self.outcome {
            Some(Ok(_)) if !committed => Err(Error::Busy),
            Some(outcome) => outcome,
            None => Err(Error::Busy),
        };
        // Whoever asked may be gone; what was stored stays stored.
        let _ = self.answer.send(outcome);
    }
}

impl Job {
    pub(super) fn verb<T, F>(verb: F, answer: oneshot::Sender<Result<T>>) -> Self
    where
        T: Send + 'static,
        F: for<'t> FnOnce(Write<'t>) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        Self::Verb(Box::new(Pending { verb: Some(verb), outcome: None, answer }))
    }
}

/// The queues of the writers.
#[derive(Clone, Debug)]
pub(super) struct Writers(Arc<[Sender<Job>]>);

impl Writers {
    pub(super) fn start(store: &Store, hub: &Arc<Hub>, world: &World, node: &str, most: usize) -> Self {
        let herald = Herald::start(store, node);
        let count = if matches!(store, Store::Postgres { .. }) { POSTGRES_WRITERS } else { 1 };
        let queues = (0..count).map(|_| {
            let (queue, jobs) = mpsc::channel(MOST_WAITING);
            let (store, hub, world, node, herald) = (store.clone(), Arc::clone(hub), world.clone(), node.to_owned(), herald.clone());
            let writer = Writer { store, hub, world, node, herald, most, memory: Memory::default(), kept: None, flight: None, next: Vec::new() };
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
    /// Jobs of one commit at most. If it is one, each turn is a transaction of its own that loads, looks, decides and saves.
    most: usize,
    memory: Memory,
    /// The connection of the last transaction, for the next one.
    kept: Option<Tx>,
    /// What is being stored.
    flight: Option<Flight>,
    /// Turns taken in memory while that goes on, to be stored next.
    next: Vec<Done>,
}

/// Turns that are being stored while others are already being taken.
struct Flight {
    done: Vec<Done>,
    changes: Vec<Change>,
    storing: BoxFuture<'static, (Tx, store::Result<()>)>,
}

/// How the flight ends; never if there is none.
async fn landing(flight: &mut Option<Flight>) -> (Tx, store::Result<()>) {
    match flight {
        Some(flight) => flight.storing.as_mut().await,
        None => std::future::pending().await,
    }
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
        let cold: BTreeSet<ConversationId> = turns.filter(|id| self.most > 1 && self.memory.peek(id).is_none()).cloned().collect();
        self.warm(&cold).await;
        let mut rest: Vec<TurnJob> = Vec::new();
        let mut verbs = Vec::new();
        for job in batch.drain(..) {
            match job {
                Job::Turn(turn) => {
                    self.run_verbs(&mut verbs).await;
                    let waits = rest.iter().any(|before| before.inbound.conversation == turn.inbound.conversation);
                    let taken = if waits || self.most == 1 { None } else { take_turns::take_in_memory(&turn, &mut self.memory) };
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

    /// Loads conversations that are not remembered.
    async fn warm(&mut self, cold: &BTreeSet<ConversationId>) {
        if cold.is_empty() {
            return;
        }
        let read = async { conversation::find_many(&mut self.store.read().await?, &cold.iter().map(ConversationId::as_str).collect::<Vec<_>>()).await };
        match read.await {
            Ok(loaded) => loaded.into_iter().for_each(|remembered| self.memory.keep(remembered)),
            Err(error) => tracing::warn!(%error, "conversations could not be loaded; their turns are taken with a look"),
        }
    }

    /// Begins to store what was taken in memory, if nothing is being stored.
    async fn launch(&mut self) {
        if self.flight.is_some() || self.next.is_empty() {
            return;
        }
        let done = std::mem::take(&mut self.next);
        let (saving, changes) = take_turns::saving(&done, &mut self.memory);
        match self.begin().await {
            Ok(mut tx) => {
                let storing = Box::pin(async move {
                    let stored = saving.commit(&mut tx).await;
                    (tx, stored)
                });
                self.flight = Some(Flight { done, changes, storing });
            }
            Err(error) => self.again(done, &error).await,
        }
    }

    /// What was being stored is, or is not.
    async fn land(&mut self, (mut tx, stored): (Tx, store::Result<()>)) {
        let Some(Flight { done, changes, .. }) = self.flight.take() else { return };
        match stored {
            Ok(()) => {
                self.committed(tx, &changes);
                for (job, received) in done {
                    job.answer(Ok(received));
                }
            }
            Err(error) if error.is_refusal() => {
                // A repeat, or another node went on with one of the conversations.
                if tx.undo().await.is_ok() {
                    self.kept = Some(tx);
                }
                self.again(done, &Failure::Inside(error.into())).await;
            }
            Err(error) => {
                drop(tx);
                self.again(done, &Failure::Commit(error.into())).await;
            }
        }
    }

    /// Waits until everything that was taken is stored.
    async fn settle(&mut self) {
        while self.flight.is_some() || !self.next.is_empty() {
            if self.flight.is_some() {
                let landed = landing(&mut self.flight).await;
                self.land(landed).await;
            }
            self.launch().await;
        }
    }

    /// Takes turns again that could not be stored, and those that were built on them.
    async fn again(&mut self, done: Vec<Done>, failure: &Failure) {
        self.memory.clear();
        let built = std::mem::take(&mut self.next);
        let mut jobs: Vec<TurnJob> = done.into_iter().map(|(job, _)| job).collect();
        match failure {
            Failure::Commit(error) if matches!(self.store, Store::Sqlite { .. }) => {
                tracing::error!(turns = jobs.len(), %error, "a commit failed; its outcome is unknown");
                for job in jobs.drain(..) {
                    job.refuse(Error::Busy);
                }
            }
            // A server has committed or not, and tells the next connection: what is stored is found by its client id.
            Failure::Inside(error) | Failure::Commit(error) => {
                tracing::debug!(turns = jobs.len(), %error, "turns are taken again with a look");
                self.hub.tell(&jobs.iter().map(TurnJob::change).collect::<Vec<_>>());
            }
        }
        jobs.extend(built.into_iter().map(|(job, _)| job));
        self.take_looking(jobs).await;
    }

    /// Verbs lock rows as they please; several in one transaction could wait for each other on a shared server.
    fn most_verbs(&self) -> usize {
        if matches!(self.store, Store::Postgres { .. }) { 1 } else { 64 }
    }

    /// Takes turns that memory does not suffice for, after everything before them is stored.
    async fn look(&mut self, jobs: &mut Vec<TurnJob>) {
        if !jobs.is_empty() {
            self.settle().await;
            self.take_looking(std::mem::take(jobs)).await;
        }
    }

    async fn take_looking(&mut self, mut jobs: Vec<TurnJob>) {
        while !jobs.is_empty() {
            let rest = jobs.split_off(jobs.len().min(self.most));
            let some = std::mem::replace(&mut jobs, rest);
            match self.try_looking(&some).await {
                Ok(outcomes) => answer(some, outcomes),
                Err(Failure::Commit(error)) if matches!(self.store, Store::Sqlite { .. }) => {
                    tracing::error!(turns = some.len(), %error, "a commit failed; its outcome is unknown");
                    for job in some {
                        job.refuse(Error::Busy);
                    }
                }
                Err(Failure::Inside(error) | Failure::Commit(error)) => {
                    tracing::warn!(turns = some.len(), %error, "a batch failed and is done again one by one");
                    for job in some {
                        self.look_at_one(job).await;
                    }
                }
            }
        }
    }

    async fn look_at_one(&mut self, job: TurnJob) {
        let jobs = vec![job];
        match self.try_looking(&jobs).await {
            Ok(outcomes) => answer(jobs, outcomes),
            Err(Failure::Inside(error) | Failure::Commit(error)) => jobs.into_iter().for_each(|job| job.refuse_once(&error)),
        }
    }

    async fn try_looking(&mut self, jobs: &[TurnJob]) -> std::result::Result<Vec<take_turns::Outcome>, Failure> {
        let (mut changes, mut begun) = (Vec::new(), Vec::new());
        let mut tx = self.begin().await?;
        for job in jobs {
            self.memory.forget(&job.inbound.conversation);
        }
        match take_turns::take_turns(&mut Write { tx: &mut tx, changes: &mut changes, begun: &mut begun }, jobs, &self.world).await {
            Ok(Taken { outcomes, changed }) => {
                self.commit(tx, &changes).await?;
                for remembered in changed {
                    self.memory.keep(remembered);
                }
                Ok(outcomes)
            }
            Err(error) => {
                if tx.undo().await.is_ok() {
                    self.kept = Some(tx);
                }
                Err(Failure::Inside(error))
            }
        }
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

    async fn run_verbs(&mut self, verbs: &mut Vec<Box<dyn Verb>>) {
        if verbs.is_empty() {
            return;
        }
        self.settle().await;
        let mut verbs = std::mem::take(verbs);
        let committed = self.try_verbs(&mut verbs).await;
        if let Err(Failure::Inside(error) | Failure::Commit(error)) = &committed {
            tracing::error!(verbs = verbs.len(), %error, "verbs could not be stored");
        }
        for verb in verbs {
            verb.finish(committed.is_ok());
        }
    }

    async fn try_verbs(&mut self, verbs: &mut [Box<dyn Verb>]) -> std::result::Result<(), Failure> {
        let inside = |error: store::Error| Failure::Inside(error.into());
        let (mut changes, mut begun) = (Vec::new(), Vec::new());
        let mut tx = self.begin().await?;
        if tx.ready().await.is_err() {
            // The kept connection is gone; verbs cannot be run twice, so that must be known before.
            drop(tx);
            tx = self.store.begin().await.map_err(inside)?;
        }
        for verb in verbs {
            let before = changes.len();
            tx.mark().await.map_err(inside)?;
            if verb.run(Write { tx: &mut tx, changes: &mut changes, begun: &mut begun }).await {
                tx.keep().await.map_err(inside)?;
            } else {
                changes.truncate(before);
                tx.back_to_mark().await.map_err(inside)?;
            }
        }
        self.commit(tx, &changes).await?;
        for remembered in begun {
            self.memory.keep(remembered);
        }
        Ok(())
    }

    async fn commit(&mut self, mut tx: Tx, changes: &[Change]) -> std::result::Result<(), Failure> {
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
        self.herald.tell(changes.iter().filter(|change| change.ticket.is_none()));
    }

    async fn fold(&mut self) {
        self.kept = None;
        if let Err(error) = self.store.checkpoint().await {
            tracing::warn!(%error, "the write-ahead log could not be folded back");
        }
    }
}

enum Failure {
    /// Nothing was stored.
    Inside(Error),
    /// Nobody knows.
    Commit(Error),
}

fn answer(jobs: Vec<TurnJob>, taken: Vec<take_turns::Outcome>) {
    for (job, outcome) in jobs.into_iter().zip(taken) {
        job.answer(outcome);
    }
}
