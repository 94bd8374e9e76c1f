//! What can go wrong with the database, told apart as far as callers act on it.

use sqlx::error::ErrorKind;

/// The result of everything in this floor.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A row with this key is already there.
    #[error("already there")]
    Duplicate,
    /// What was to be saved has changed since it was read.
    #[error("changed meanwhile")]
    Stale,
    /// A write touched another number of rows than it was meant for.
    #[error("{what}: {rows} rows instead of 1")]
    NotOne {
        /// Which write.
        what: &'static str,
        /// How many rows it touched.
        rows: u64,
    },
    /// A stored value cannot be read back.
    #[error("corrupt {table}.{column} in row {id}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row.
        id: String,
    },
    /// The address of the database is not one.
    #[error("{0}")]
    Address(String),
    /// The tables could not be brought up to date.
    #[error("migration: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The database refused or is out of reach.
    #[error("database: {0}")]
    Database(sqlx::Error),
    /// A file could not be read or written.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
}

impl Error {
    /// Whether a table's own rule refused it, so that nothing was stored.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Database(error) => error.as_database_error().is_some_and(|error| error.kind() != ErrorKind::Other),
            Self::Duplicate | Self::Stale | Self::NotOne { .. } => true,
            _ => false,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().map(sqlx::error::DatabaseError::kind) {
            Some(ErrorKind::UniqueViolation) => Self::Duplicate,
            _ => Self::Database(error),
        }
    }
}

/// Says which stored value cannot be read back.
pub(super) fn corrupt(table: &'static str, column: &'static str, id: &(impl ToString + ?Sized)) -> Error {
    Error::Corrupt { table, column, id: id.to_string() }
}

/// Makes sure a write touched exactly one row.
pub(super) fn one(what: &'static str, rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::NotOne { what, rows }) }
}
