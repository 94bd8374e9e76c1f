//! Fresh databases for tests: a file for `SQLite`, a database of the server in `GARDA_TEST_POSTGRES` for `PostgreSQL`.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use tempfile::TempDir;

/// A database of its own, gone with the test.
pub(crate) struct Database {
    pub(crate) url: String,
    dir: TempDir,
}

/// Both kinds of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

pub(crate) const BOTH: [Kind; 2] = [Kind::Sqlite, Kind::Postgres];

static NEXT: AtomicU32 = AtomicU32::new(0);

impl Database {
    pub(crate) async fn new(kind: Kind) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = match kind {
            Kind::Sqlite => format!("sqlite:{}", dir.path().join("garda.db").display()),
            Kind::Postgres => create().await,
        };
        Self { url, dir }
    }
}

impl Database {
    /// Where its files are.
    pub(crate) fn folder(&self) -> PathBuf {
        self.dir.path().join("attachments")
    }
}

/// The server that `tests/all` starts.
fn server() -> String {
    std::env::var("GARDA_TEST_POSTGRES").expect("GARDA_TEST_POSTGRES names a PostgreSQL server for the tests, such as postgres://postgres@127.0.0.1:5432; tests/all starts one")
}

async fn create() -> String {
    let name = format!("garda_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let pool = sqlx::PgPool::connect(&format!("{}/postgres", server())).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&pool).await.unwrap();
    pool.close().await;
    format!("{}/{name}", server())
}
