//! Workers beside the requests: they hear what other nodes changed, send what waits in the outbox, follow the pack's files and study it, follow up when
//! visitors fall silent, warn of promises, sweep what nobody sent, and take letters in.

pub mod letters;
pub mod listen;
pub mod lmtp;
pub mod outbox;
pub mod silence;
pub mod study;
pub mod sweep;
pub mod sync;
pub mod warnings;
pub mod watch;
