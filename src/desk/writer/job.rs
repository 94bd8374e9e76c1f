//! What waits for a writer.

use futures_util::future::BoxFuture;
use tokio::sync::oneshot;

use crate::desk::{Error, Result, Write, turn_job::TurnJob};

/// Something to be stored.
pub(in crate::desk) enum Job {
    Turn(Box<TurnJob>),
    Verb(Box<dyn Verb>),
    Drain(oneshot::Sender<()>),
}

/// A verb that can run in a transaction and be told how that ended.
pub(in crate::desk) trait Verb: Send {
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
    pub(in crate::desk) fn verb<T, F>(verb: F, answer: oneshot::Sender<Result<T>>) -> Self
    where
        T: Send + 'static,
        F: for<'t> FnOnce(Write<'t>) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        Self::Verb(Box::new(Pending { verb: Some(verb), outcome: None, answer }))
    }
}
