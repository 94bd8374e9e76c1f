//! The rules of the house as functions of values: no I/O, no async, no clock, no chance.
//!
//! Nothing here can fail on what a user typed; time, ids and configuration are arguments.

pub mod agent;
pub mod attachment;
pub mod breaker;
pub mod chat;
pub mod content;
pub mod conversation;
pub mod dialogue;
pub mod event;
pub mod flow;
pub mod handoff;
pub mod id;
pub mod language;
pub mod letter;
pub mod mail;
pub mod matching;
pub mod outbox;
pub mod outcome;
pub mod person;
pub mod place;
pub mod secrets;
pub mod sink;
pub mod sla;
pub mod text;
pub mod ticket;
pub mod time;
pub mod trial;
