//! How far a long work has come, on standard error if that is a terminal.

use std::io::{IsTerminal as _, Write as _, stderr};

use super::report::real;

/// A line that is written over again and again.
#[derive(Debug)]
pub(super) struct Bar {
    shown: bool,
}

const WIDTH: u8 = 30;
/// Every so many steps of a work the line is written.
const STEP: usize = 100;

impl Bar {
    pub(super) fn new() -> Self {
        Self { shown: stderr().is_terminal() }
    }

    /// Shows which share is done.
    pub(super) fn show(&self, what: &str, share: f32) {
        if self.shown {
            let full = (0..WIDTH).filter(|at| f32::from(*at) < share * f32::from(WIDTH)).count();
            let rest = usize::from(WIDTH) - full;
            // Whoever closed the terminal does not miss the bar.
            let _ = write!(stderr(), "\r{what:10} {}{} {:3.0} %", "█".repeat(full), "░".repeat(rest), share * 100.0);
        }
    }

    /// Shows how many of all are done, for some of the steps only: writing takes time too.
    pub(super) fn step(&self, what: &str, done: usize, all: usize) {
        if done.is_multiple_of(STEP) || done == all {
            self.show(what, share(done, all));
        }
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        if self.shown {
            let _ = write!(stderr(), "\r{}\r", " ".repeat(usize::from(WIDTH) + 20));
        }
    }
}

/// Which share of a work is done.
#[expect(clippy::cast_possible_truncation, reason = "for a bar, fewer digits are enough")]
fn share(done: usize, all: usize) -> f32 {
    (real(done) / real(all.max(1))) as f32
}
