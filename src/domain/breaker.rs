//! Leaves a receiver in peace that keeps failing, and comes back to it one parcel at a time.

use super::{outbox::Answer, time::Timestamp};

/// After so many failures in a row nothing is sent for a while.
const MOST_FAILURES: u32 = 5;
/// How long the first while is, in milliseconds; each further one is twice as long.
const FIRST_PAUSE: i64 = 30_000;
/// The longest while.
const LONGEST_PAUSE: i64 = 600_000;

/// What is known of one receiver.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Breaker {
    failures: u32,
    closed_until: Option<Timestamp>,
}

impl Breaker {
    /// So many parcels may be under way to it at once: none while it rests, one while it has to prove itself, else as many as `most`.
    #[must_use]
    pub fn room(&self, now: Timestamp, most: usize) -> usize {
        match self.closed_until {
            Some(until) if now < until => 0,
            Some(_) => 1,
            None => most,
        }
    }

    /// When it may be tried again, if it rests.
    #[must_use]
    pub fn rests_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.closed_until.filter(|until| now < *until)
    }

    /// Takes note of what an attempt came to; a refusal is an answer too, so the receiver is there.
    pub fn note(&mut self, answer: &Answer, now: Timestamp) {
        if !matches!(answer, Answer::Failed { .. } | Answer::Lost { .. }) {
            *self = Self::default();
            return;
        }
        self.failures = self.failures.saturating_add(1);
        if let Some(more) = self.failures.checked_sub(MOST_FAILURES) {
            let pause = FIRST_PAUSE.saturating_mul(1_i64 << more.min(10)).min(LONGEST_PAUSE);
            self.closed_until = Some(now.plus_ms(pause));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_give_it_a_rest_and_one_success_ends_it() {
        let (mut breaker, failed) = (Breaker::default(), Answer::Lost { words: String::new(), wait: None });
        let mut now = Timestamp(0);
        for _ in 0..4 {
            breaker.note(&failed, now);
            assert_eq!(breaker.room(now, 4), 4);
        }
        for pause in [30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000] {
            breaker.note(&failed, now);
            assert_eq!((breaker.room(now, 4), breaker.room(now.plus_ms(pause - 1), 4), breaker.room(now.plus_ms(pause), 4)), (0, 0, 1), "{pause}");
            now = now.plus_ms(pause);
        }
        breaker.note(&Answer::Refused { words: String::new() }, now);
        assert_eq!(breaker.room(now, 4), 4);
    }
}
