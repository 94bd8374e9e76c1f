//! Garda: the front line of a helpdesk as one small program.
//!
//! People ask in a chat widget or through a webhook, in Indonesian, English or both; Garda answers from rules and articles,
//! and hands what it cannot resolve to a person as a ticket with everything already asked. Agents answer from the console
//! into the same chat.
//!
//! # The floors
//!
//! A folder may name only lower floors; `tests/floors.rs` checks it.
//!
//! | floor | folders | what they hold |
//! |---|---|---|
//! | 0 | [`domain`] | the rules as functions of values: text, matching, dialogue, tickets, promised times |
//! | 1 | [`pack`], [`store`], [`connect`] | files to content with exact places for mistakes; the only SQL, for `SQLite` and `PostgreSQL` alike; the only calls to the outside |
//! | 2 | [`desk`] | the use cases: one verb per file, one transaction each |
//! | 3 | [`http`], [`delivery`], [`cli`] | the edges: routes and pages, workers, commands |
//! | 4 | [`app`] | the house put together, with the real clock and chance |
//!
//! # What always holds
//!
//! * `domain` does no I/O, asks no clock, draws no lots, and cannot fail on what a visitor typed.
//! * Every write goes through a [`desk::Desk`] verb; what must happen later is written in the same transaction.
//! * A message is stored once, whatever the network does: its client id is unique within its conversation.
//! * While a person owns a conversation the bot says nothing ([`domain::conversation::Status::bot_may_speak`]).
//! * A handoff is a ticket: both are written in one transaction, and `(conversation, handoff)` is unique.
//! * Who somebody is comes from a proof that was verified ([`domain::person::Claim`]), never from what they type; whose a conversation
//!   is, its visitor says, and a person is one visitor on every device.
//! * An address in a letter proves nothing either: answers go to the address a conversation began with, and only the token in the address they go
//!   back to lets a letter ask for tickets or change them ([`domain::letter`]).
//! * No letter of a program is answered, and so many go to one address in an hour at most.
//! * Notes of agents live in a table no visitor's route reads, and are in no event.
//! * A file that somebody sends is judged by its bytes, kept under an id of ours without what tells where it was taken, and never acts.
//! * Logs carry ids and numbers, never what people wrote.
//!
//! # One message from end to end
//!
//! `POST /api/v1/conversations/{id}/messages` reaches `http/chat/messages.rs`, which proves the visitor's token and calls
//! [`desk::Desk::receive`]. There the text is read and understood ([`domain::matching::Catalog::read`] and
//! [`domain::matching::Catalog::understand`]), outside any transaction and in parallel with others. The job joins the writer's
//! queue (`desk/writer/`); a full queue refuses at once. The writer remembers the conversations it saved, so it lets
//! [`domain::dialogue::take_turn`] decide the turn in memory, in order (`desk/take_turns.rs`), and stores everything that waits as one
//! transaction (`desk/writer/flight.rs`): conversations and messages, a statement each. Meanwhile it takes the next turns. When the database
//! says that a conversation is not as remembered or that a client id is already there, for every handoff, and where a program is told
//! that a conversation starts or ends (`desk/events.rs`), the turns are
//! taken in a transaction that looks first (`desk/writer/look.rs`): it locks the conversations, recognises repeats and opens
//! tickets (`desk/open_ticket.rs`). After the commit the senders get their
//! answers and the [`desk::Hub`] wakes the open streams, which read what they have not seen; on `PostgreSQL` a NOTIFY tells
//! the other nodes.

pub mod app;
pub mod cli;
pub mod config;
pub mod connect;
pub mod delivery;
pub mod desk;
pub mod domain;
pub mod http;
pub mod pack;
pub mod store;
pub mod telemetry;
