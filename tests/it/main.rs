//! The program driven from outside: over HTTP, over the store's functions, over the command line.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends where its ground gives way")]

mod access;
mod app;
mod attachments;
mod bad_input;
mod calls;
mod chat;
mod code;
mod command_line;
mod content;
mod crash;
mod dialogues;
mod eval;
mod eval_search;
mod help;
mod identity;
mod imap;
mod import;
mod letters;
mod mail;
mod mine;
mod nodes;
mod others;
mod outbox;
mod places;
mod postgres;
mod reload;
mod requester;
mod rest;
mod secrets;
mod silence;
mod store;
mod study;
mod tickets;
mod trial;
mod walk;
