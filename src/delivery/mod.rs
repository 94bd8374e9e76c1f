//! Workers beside the requests: they hear what other nodes changed, send what waits in the outbox, follow the pack's files and study it, and follow up when visitors fall silent.

pub mod listen;
pub mod outbox;
pub mod silence;
pub mod study;
pub mod watch;
