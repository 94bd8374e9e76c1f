//! Letters: e-mails that come in and the answers that go out, as values.
//!
//! Anybody can write anything into a letter, the sender's address included. Nothing here believes it: who may go on with a conversation
//! is told by a token that only this house can have made.

mod auto;
mod quote;
mod read;
mod token;
mod write;

pub use auto::Written;
pub use quote::{Cut, cut};
pub use read::{Envelope, read};
pub use token::{Key, LONGEST_NAME, Purpose};
pub use write::{Answering, compose, subject_again};

/// The header by which a letter of this house is known when it comes back.
pub const LOOP: &str = "X-Garda-Loop";

/// A letter as it came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letter {
    /// What its sender's program calls it, without the angle brackets.
    pub message_id: Option<String>,
    /// The letters it follows, oldest first, the one it answers last.
    pub references: Vec<String>,
    /// Whom an answer goes to, as it says; nobody when it names no address.
    pub from: Option<Address>,
    /// Everybody it went to, in small letters.
    pub to: Vec<String>,
    /// What it is about, one line.
    pub subject: String,
    /// Its words, quotations and signatures included.
    pub text: String,
    /// The files in it.
    pub attachments: Vec<Attached>,
    /// Who or what wrote it.
    pub written: Written,
    /// For a report that a letter did not arrive: what the report calls the reason, one line.
    pub failure: Option<String>,
}

/// An address and the name beside it, neither of them proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The address, in small letters.
    pub email: String,
    /// The name; may be empty.
    pub name: String,
}

/// A file in a letter.
#[derive(Clone, PartialEq, Eq)]
pub struct Attached {
    /// What it is called there.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Attached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attached").field("name", &self.name).field("bytes", &self.bytes.len()).finish()
    }
}

impl Letter {
    /// What tells this letter from every other one, also when it comes twice: a hash of what its sender calls it and of the sender; of all of it, if
    /// the sender gave it no name.
    #[must_use]
    pub fn key(&self) -> String {
        let from = self.from.as_ref().map_or("", |from| &from.email);
        let text = match &self.message_id {
            Some(id) => format!("id\n{id}\n{from}"),
            None => format!("all\n{from}\n{}\n{}\n{}", self.subject, self.text, self.attachments.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join("\n")),
        };
        token::hash(&text)
    }
}

#[cfg(test)]
mod tests;
