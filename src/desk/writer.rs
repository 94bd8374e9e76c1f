//! Group commit: everything waiting is stored in one transaction, then answered, then announced.
//!
//! A batch trusts what its writer remembers and that no message is a repeat; when the database says otherwise it is taken again with a look.
//! A full queue refuses at once. A batch that fails is rolled back and done again one by one, so that one bad turn does
//! not hurt its neighbours. A commit that fails is never tried again on the same connection: its outcome is unknown.

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use tokio::sync::{
    mpsc::{self, Receiver, Sender},
    oneshot,
};

use super::{
    Change, Error, Hub, Result, World, Write,
    herald::Herald,
    memory::Memory,
    take_turns::{self, Trust},
};
use crate::store::{self, Store, Tx};

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
    Turn(Box<take_turns::TurnJob>),
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
            tokio::spawn(Writer { store, hub, world, node, herald, most, memory: Memory::default(), kept: None }.work(jobs));
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
    /// Jobs of one commit at most.
    most: usize,
    memory: Memory,
    /// The connection of the last transaction, for the next one.
    kept: Option<Tx>,
}

impl Writer {
    async fn work(mut self, mut jobs: Receiver<Job>) {
        let mut batch = Vec::with_capacity(self.most);
        let mut unfolded = 0;
        loop {
            let waited = tokio::time::timeout(if unfolded > 0 { IDLE } else { Duration::MAX }, jobs.recv_many(&mut batch, self.most)).await;
            match waited {
                Ok(0) => break,
                Ok(more) => {
                    self.store_all(&mut batch).await;
                    unfolded += more;
                }
                Err(_) => unfolded = MOST_UNFOLDED,
            }
            if unfolded >= MOST_UNFOLDED {
                self.fold().await;
                unfolded = 0;
            }
        }
    }

    /// Stores a batch in the order it came, turns together and verbs together.
    async fn store_all(&mut self, batch: &mut Vec<Job>) {
        let mut turns = Vec::new();
        let mut verbs = Vec::new();
        for job in batch.drain(..) {
            match job {
                Job::Turn(turn) => {
                    self.run_verbs(&mut verbs).await;
                    turns.push(*turn);
                }
                Job::Verb(verb) => {
                    self.take_turns(&mut turns).await;
                    verbs.push(verb);
                    if verbs.len() >= self.most_verbs() {
                        self.run_verbs(&mut verbs).await;
                    }
                }
                Job::Drain(done) => {
                    self.take_turns(&mut turns).await;
                    self.run_verbs(&mut verbs).await;
                    self.kept = None;
                    let _ = done.send(());
                }
            }
        }
        self.take_turns(&mut turns).await;
        self.run_verbs(&mut verbs).await;
    }

    /// Verbs lock rows as they please; several in one transaction could wait for each other on a shared server.
    fn most_verbs(&self) -> usize {
        if matches!(self.store, Store::Postgres { .. }) { 1 } else { 64 }
    }

    async fn take_turns(&mut self, turns: &mut Vec<take_turns::TurnJob>) {
        if turns.is_empty() {
            return;
        }
        let jobs = std::mem::take(turns);
        let mut taken = self.try_turns(&jobs, Trust::Memory).await;
        if matches!(taken, Err(Failure::Inside(Error::Store(store::Error::Duplicate | store::Error::Stale)))) {
            taken = self.try_turns(&jobs, Trust::Nothing).await;
        }
        match taken {
            Ok(taken) => answer(jobs, taken),
            Err(Failure::Commit(error)) if matches!(self.store, Store::Sqlite { .. }) => {
                tracing::error!(turns = jobs.len(), %error, "a commit failed; its outcome is unknown");
                for job in jobs {
                    job.refuse(Error::Busy);
                }
            }
            // A server has committed or not, and tells the next connection: what is stored is found by its client id.
            Err(Failure::Inside(error) | Failure::Commit(error)) => {
                tracing::warn!(turns = jobs.len(), %error, "a batch failed and is done again one by one");
                self.hub.tell(&jobs.iter().map(take_turns::TurnJob::change).collect::<Vec<_>>());
                for job in jobs {
                    self.take_one(job).await;
                }
            }
        }
    }

    async fn take_one(&mut self, job: take_turns::TurnJob) {
        let jobs = vec![job];
        match self.try_turns(&jobs, Trust::Nothing).await {
            Ok(taken) => answer(jobs, taken),
            Err(Failure::Inside(error) | Failure::Commit(error)) => {
                tracing::error!(%error, "a turn could not be stored");
                for job in jobs {
                    job.refuse_once(&error);
                }
            }
        }
    }

    async fn try_turns(&mut self, jobs: &[take_turns::TurnJob], trust: Trust) -> std::result::Result<Vec<take_turns::Outcome>, Failure> {
        let mut changes = Vec::new();
        let mut tx = self.begin().await?;
        let mut write = Write { tx: &mut tx, changes: &mut changes };
        let mut taken = match take_turns::take_turns(&mut write, jobs, &mut self.memory, trust, &self.world).await {
            Ok(taken) => taken,
            Err(error) => {
                self.undo(tx).await;
                return Err(Failure::Inside(error));
            }
        };
        match taken.store(&mut write).await {
            Ok(true) => self.committed(tx, &changes),
            Ok(false) => self.commit(tx, &changes).await?,
            Err(error) if error.is_refusal() => {
                self.undo(tx).await;
                return Err(Failure::Inside(error.into()));
            }
            // It may have been the commit that failed.
            Err(error) => return Err(Failure::Commit(error.into())),
        }
        for remembered in taken.changed {
            self.memory.keep(remembered);
        }
        Ok(taken.outcomes)
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

    async fn run_verbs(&mut self, verbs: &mut Vec<Box<dyn Verb>>) {
        if verbs.is_empty() {
            return;
        }
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
        let mut changes = Vec::new();
        let mut tx = self.begin().await?;
        if tx.ready().await.is_err() {
            // The kept connection is gone; verbs cannot be run twice, so that must be known before.
            drop(tx);
            tx = self.store.begin().await.map_err(inside)?;
        }
        for verb in verbs {
            let before = changes.len();
            tx.mark().await.map_err(inside)?;
            if verb.run(Write { tx: &mut tx, changes: &mut changes }).await {
                tx.keep().await.map_err(inside)?;
            } else {
                changes.truncate(before);
                tx.back_to_mark().await.map_err(inside)?;
            }
        }
        self.commit(tx, &changes).await
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

fn answer(jobs: Vec<take_turns::TurnJob>, taken: Vec<take_turns::Outcome>) {
    for (job, outcome) in jobs.into_iter().zip(taken) {
        job.answer(outcome);
    }
}
