//! A carrier for tests: it keeps what it is given and answers what the test chose.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use futures_util::future::BoxFuture;

use super::Carrier;
use crate::domain::{
    outbox::{Answer, Parcel},
    time::Timestamp,
};

/// Keeps parcels, and answers in the order chosen beforehand; delivered when nothing was chosen.
#[derive(Debug, Default)]
pub struct Stub {
    answers: Mutex<VecDeque<Answer>>,
    carried: Mutex<Vec<Parcel>>,
}

impl Stub {
    /// Chooses the next answer.
    pub fn will(&self, answer: Answer) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).push_back(answer);
    }

    /// What was carried so far.
    #[must_use]
    pub fn carried(&self) -> Vec<Parcel> {
        self.carried.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Carrier for Stub {
    fn carry<'a>(&'a self, parcel: &'a Parcel, _: Timestamp) -> BoxFuture<'a, Answer> {
        self.carried.lock().unwrap_or_else(PoisonError::into_inner).push(parcel.clone());
        let answer = self.answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        Box::pin(async move { answer.unwrap_or(Answer::Delivered { reference: None, body: None }) })
    }
}
