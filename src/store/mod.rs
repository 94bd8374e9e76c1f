//! The only place with SQL: one file per table, one text for `SQLite` and `PostgreSQL`.
//!
//! A [`Store`] opens transactions; the functions of the table files run on one. Writes on `SQLite` begin `IMMEDIATE`:
//! a transaction that reads before it writes would otherwise fail as soon as another one wrote in between.

pub mod agent;
pub mod conversation;
pub mod dump;
mod error;
pub mod message;
pub mod notify;
mod open;
pub mod revision;
pub mod setting;
mod sql;
pub mod ticket;
pub mod turn;
pub mod visitor;

use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction, pool::PoolConnection};

pub use error::{Error, Result};
pub use open::redacted;

/// The database of one Garda.
#[derive(Debug, Clone)]
pub enum Store {
    /// A file beside the program: one writer, several readers.
    Sqlite {
        /// The single writing connection.
        writer: SqlitePool,
        /// Connections that cannot write.
        readers: SqlitePool,
        /// Where the file is.
        path: std::path::PathBuf,
    },
    /// A server that several Gardas may share.
    Postgres {
        /// Its connections.
        pool: PgPool,
        /// Its address, for the listener and for `pg_dump`.
        url: String,
    },
}

/// An open transaction, or a connection to read from.
#[derive(Debug)]
pub struct Tx(Inner);

#[derive(Debug)]
enum Inner {
    SqliteWrite(Transaction<'static, Sqlite>),
    SqliteRead(PoolConnection<Sqlite>),
    PostgresWrite(Transaction<'static, Postgres>),
    PostgresRead(PoolConnection<Postgres>),
}

/// The connection below a [`Tx`], by kind of database.
enum Conn<'t> {
    Sqlite(&'t mut SqliteConnection),
    Postgres(&'t mut PgConnection),
}

/// Runs one body against whichever database the transaction is open on.
macro_rules! on {
    ($tx:expr, $conn:ident => $body:expr) => {
        match $tx.conn() {
            $crate::store::Conn::Sqlite($conn) => $body,
            $crate::store::Conn::Postgres($conn) => $body,
        }
    };
}
use on;

impl Store {
    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(Tx(match self {
            Self::Sqlite { writer, .. } => Inner::SqliteWrite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres { pool, .. } => Inner::PostgresWrite(pool.begin().await?),
        }))
    }

    /// A connection to read from; each statement sees what is committed when it runs.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn read(&self) -> Result<Tx> {
        Ok(Tx(match self {
            Self::Sqlite { readers, .. } => Inner::SqliteRead(readers.acquire().await?),
            Self::Postgres { pool, .. } => Inner::PostgresRead(pool.acquire().await?),
        }))
    }
}

impl Tx {
    fn conn(&mut self) -> Conn<'_> {
        match &mut self.0 {
            Inner::SqliteWrite(tx) => Conn::Sqlite(&mut *tx),
            Inner::SqliteRead(conn) => Conn::Sqlite(&mut *conn),
            Inner::PostgresWrite(tx) => Conn::Postgres(&mut *tx),
            Inner::PostgresRead(conn) => Conn::Postgres(&mut *conn),
        }
    }

    /// Makes everything since [`Store::begin`] durable.
    ///
    /// # Errors
    /// When the database refuses; nothing is known to be stored then, and it must not be tried again on this handle.
    pub async fn commit(self) -> Result<()> {
        match self.0 {
            Inner::SqliteWrite(tx) => tx.commit().await?,
            Inner::PostgresWrite(tx) => tx.commit().await?,
            Inner::SqliteRead(_) | Inner::PostgresRead(_) => {}
        }
        Ok(())
    }

    /// Marks a point that [`Tx::back_to_mark`] returns to; marks do not nest.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn mark(&mut self) -> Result<()> {
        self.run("SAVEPOINT mark").await
    }

    /// Keeps what was done since the mark.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep(&mut self) -> Result<()> {
        self.run("RELEASE SAVEPOINT mark").await
    }

    /// Undoes what was done since the mark.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn back_to_mark(&mut self) -> Result<()> {
        self.run("ROLLBACK TO SAVEPOINT mark").await?;
        self.keep().await
    }

    async fn run(&mut self, statement: &'static str) -> Result<()> {
        on!(self, conn => sqlx::query(statement).execute(conn).await.map(|_| ()))?;
        Ok(())
    }
}
