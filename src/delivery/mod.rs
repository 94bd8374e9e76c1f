//! Workers beside the requests: they hear what other nodes changed and follow the pack's files.

pub mod listen;
pub mod watch;
