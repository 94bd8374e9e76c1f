//! Why a verb refuses; the edges turn each into their own words.

use crate::{domain::attachment::Refusal, store};

/// The result of every verb.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a verb refuses.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or not for this caller; the two look the same.
    #[error("not found")]
    NotFound,
    /// The role of the caller does not allow it.
    #[error("not allowed")]
    Forbidden,
    /// A message holds nothing.
    #[error("the text is empty")]
    Empty,
    /// A message is too long.
    #[error("the text is {over} characters too long")]
    TooLong {
        /// By how many characters.
        over: usize,
    },
    /// A field holds what it must not.
    #[error("{field}: {problem}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// What is wrong with it and what to do.
        problem: String,
    },
    /// A file is not taken.
    #[error(transparent)]
    File(#[from] Refusal),
    /// The client id was used for another text.
    #[error("this client id was used for another message")]
    ClientIdReused,
    /// Too much is waiting to be stored; nothing was.
    #[error("too busy")]
    Busy,
    /// Somebody else has the ticket.
    #[error("taken by {by}")]
    Taken {
        /// Who.
        by: String,
    },
    /// Somebody else answered in between.
    #[error("{by} answered in between")]
    Collision {
        /// Who.
        by: String,
        /// What.
        text: String,
        /// When, RFC 3339.
        at: String,
    },
    /// The ticket is resolved.
    #[error("the ticket is resolved")]
    Resolved,
    /// Another ticket of the same conversation is open.
    #[error("ticket {0} of the same conversation is open")]
    OtherOpen(i64),
    /// Address and password do not fit together.
    #[error("wrong address or password")]
    WrongCredentials,
    /// It is not the code that was sent last, or that one is over.
    #[error("wrong code")]
    WrongCode,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Something stored is not as it must be.
    #[error("{0}")]
    Broken(&'static str),
}
