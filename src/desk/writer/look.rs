//! Turns that memory does not suffice for: taken in a transaction that looks at everything.

use super::{Failure, Writer};
use crate::desk::{
    Error, Write,
    take_turns::{self, Taken},
    turn_job::TurnJob,
};

impl Writer {
    /// Takes turns that memory does not suffice for, after everything before them is stored.
    pub(super) async fn look(&mut self, jobs: &mut Vec<TurnJob>) {
        if !jobs.is_empty() {
            self.settle().await;
            self.take_looking(std::mem::take(jobs)).await;
        }
    }

    pub(super) async fn take_looking(&mut self, mut jobs: Vec<TurnJob>) {
        while !jobs.is_empty() {
            let rest = jobs.split_off(jobs.len().min(self.most));
            let some = std::mem::replace(&mut jobs, rest);
            match self.try_looking(&some).await {
                Ok(outcomes) => answer(some, outcomes),
                Err(Failure::Commit(error)) if self.is_sqlite() => refuse_unknown(some, &error),
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
        let (mut changes, mut later, mut begun) = (Vec::new(), Vec::new(), Vec::new());
        let mut tx = self.begin().await?;
        for job in jobs {
            self.memory.forget(&job.inbound.conversation);
        }
        match take_turns::take_turns(&mut Write { tx: &mut tx, changes: &mut changes, later: &mut later, begun: &mut begun }, jobs, &self.world).await {
            Ok(Taken { outcomes, changed }) => {
                self.commit(tx, &mut changes, &later).await?;
                for remembered in changed {
                    self.memory.keep(remembered);
                }
                Ok(outcomes)
            }
            Err(error) => {
                self.undo(tx).await;
                Err(Failure::Inside(error))
            }
        }
    }
}

/// Refuses turns whose commit failed on a file: it is not tried again, and nobody knows whether they are stored.
pub(super) fn refuse_unknown(jobs: Vec<TurnJob>, error: &Error) {
    tracing::error!(turns = jobs.len(), %error, "a commit failed; its outcome is unknown");
    for job in jobs {
        job.refuse(Error::Busy);
    }
}

fn answer(jobs: Vec<TurnJob>, taken: Vec<take_turns::Outcome>) {
    for (job, outcome) in jobs.into_iter().zip(taken) {
        job.answer(outcome);
    }
}
