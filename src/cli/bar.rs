//! How far a long work has come, on standard error if that is a terminal.

use std::io::{IsTerminal as _, Write as _, stderr};

/// A line that is written over again and again.
#[derive(Debug)]
pub(super) struct Bar {
    shown: bool,
}

const WIDTH: u8 = 30;

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

    /// Takes the line away.
    pub(super) fn clear(&self) {
        if self.shown {
            let _ = write!(stderr(), "\r{}\r", " ".repeat(usize::from(WIDTH) + 20));
        }
    }
}
