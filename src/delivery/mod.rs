//! Workers beside the requests: they hear what other nodes changed, follow the pack's files and study it.

pub mod listen;
pub mod study;
pub mod watch;
