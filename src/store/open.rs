//! Opening the database an address names, and bringing its tables up to date.

use std::{path::Path, str::FromStr, time::Duration};

use sqlx::{
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{Error, Result, Store};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// How long a connection is waited for before the request is refused.
const ACQUIRE: Duration = Duration::from_secs(5);

impl Store {
    /// Opens `sqlite:FILE` or `postgres://…` and brings the tables up to date.
    ///
    /// # Errors
    /// When the address is of neither kind, or the database cannot be opened or migrated.
    pub async fn open(url: &str) -> Result<Self> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            Self::open_sqlite(Path::new(path.trim_start_matches("//"))).await
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::open_postgres(url).await
        } else {
            Err(Error::Address(format!("`{}` is neither `sqlite:FILE` nor `postgres://…`", redacted(url))))
        }
    }

    async fn open_sqlite(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true)
            .pragma("temp_store", "memory")
            .pragma("cache_size", "-16000")
            // The writer folds the log itself, between two batches.
            .pragma("wal_autocheckpoint", "0");
        let writer = SqlitePoolOptions::new().max_connections(1).acquire_timeout(ACQUIRE).test_before_acquire(false).connect_with(options.clone()).await?;
        MIGRATIONS.run(&writer).await?;
        let readers = SqlitePoolOptions::new().max_connections(4).acquire_timeout(ACQUIRE).test_before_acquire(false).connect_with(options.read_only(true)).await?;
        Ok(Self::Sqlite { writer, readers })
    }

    async fn open_postgres(url: &str) -> Result<Self> {
        let options = PgConnectOptions::from_str(url).map_err(|_| Error::Address(format!("`{}` is not a PostgreSQL address", redacted(url))))?.application_name("garda");
        // Plans are made while the tables are small and kept; they must be the ones that are right when the tables are large.
        let options = options.options([("enable_seqscan", "off"), ("enable_hashjoin", "off"), ("enable_mergejoin", "off"), ("jit", "off")]);
        let pool = PgPoolOptions::new().max_connections(12).acquire_timeout(ACQUIRE).connect_with(options).await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Self::Postgres { pool, url: url.to_owned() })
    }

    /// Folds `SQLite`'s write-ahead log back into the database; `PostgreSQL` looks after its own.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn checkpoint(&self) -> Result<()> {
        if let Self::Sqlite { writer, .. } = self {
            sqlx::query("PRAGMA wal_checkpoint(RESTART)").execute(writer).await?;
        }
        Ok(())
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres { pool, .. } => pool.close().await,
        }
    }
}

/// An address without its password, fit for a log.
#[must_use]
pub fn redacted(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let Some((user, host)) = rest.rsplit_once('@') else { return url.to_owned() };
    let user = user.split(':').next().unwrap_or("");
    format!("{scheme}://{user}:***@{host}")
}
