//! How a matter ends: every message of a visitor ends in exactly one of these.

use serde::{Deserialize, Serialize};

/// What became of what a visitor wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Answered, and the visitor said that it helped.
    Confirmed,
    /// Answered, and the visitor said nothing more.
    Unconfirmed,
    /// A person has it.
    Ticket,
    /// The visitor took it back.
    Withdrawn,
}
