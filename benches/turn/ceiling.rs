//! The bare programs that turns are held against.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    routing::post,
};
use sqlx::{PgPool, SqlitePool};
use tokio::sync::{mpsc, oneshot};

#[derive(Clone)]
pub(crate) enum Db {
    Lite(SqlitePool),
    Pg(PgPool),
}

/// What is stored of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// The message under its place and its client id, and a reply as long as Garda's.
    Chat,
    /// The body, under no key.
    Body,
}

/// A request: its conversation, its place there, its body.
type Asked = (String, i64, String);
type Job = (Asked, oneshot::Sender<()>);

/// The rows of a request: conversation, place, client id, text.
fn rows(kept: Kept, (conversation, place, body): &Asked) -> Vec<(String, i64, Option<String>, String)> {
    match kept {
        Kept::Body => vec![(String::new(), 0, None, body.clone())],
        Kept::Chat => {
            vec![(conversation.clone(), 2 * place, Some(format!("bench-{place}")), body.clone()), (conversation.clone(), 2 * place + 1, None, super::REPLY.to_owned())]
        }
    }
}

/// Stores requests in one transaction: one multi-row statement, one commit.
async fn store(db: &Db, kept: Kept, batch: &[Asked]) {
    let rows: Vec<_> = batch.iter().flat_map(|asked| rows(kept, asked)).collect();
    let values = vec!["(?, ?, ?, ?)"; rows.len()].join(", ");
    let table = if kept == Kept::Chat { "chat" } else { "body" };
    match db {
        Db::Lite(pool) => {
            let sql = format!("INSERT INTO {table} (conversation, place, client_id, text) VALUES {values}");
            let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for (conversation, place, client_id, text) in rows {
                query = query.bind(conversation).bind(place).bind(client_id).bind(text);
            }
            query.execute(&mut *tx).await.unwrap();
            tx.commit().await.unwrap();
        }
        Db::Pg(pool) => {
            let sql = format!("INSERT INTO {table} (conversation, place, client_id, text) SELECT * FROM UNNEST($1::text[], $2::bigint[], $3::text[], $4::text[])");
            let mut tx = pool.begin().await.unwrap();
            let (mut conversations, mut places, mut client_ids, mut texts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for (conversation, place, client_id, text) in rows {
                conversations.push(conversation);
                places.push(place);
                client_ids.push(client_id);
                texts.push(text);
            }
            sqlx::query(sqlx::AssertSqlSafe(sql)).bind(conversations).bind(places).bind(client_ids).bind(texts).execute(&mut *tx).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
}

fn answer(kept: Kept, body: String) -> String {
    if kept == Kept::Chat { super::REPLY.to_owned() } else { body }
}

/// Stores requests in batches.
pub(crate) fn grouped(db: Db, kept: Kept) -> Router {
    let (queue, mut jobs) = mpsc::channel::<Job>(4096);
    tokio::spawn(async move {
        let mut batch = Vec::new();
        while jobs.recv_many(&mut batch, 256).await > 0 {
            let (asked, waiting): (Vec<Asked>, Vec<_>) = batch.drain(..).unzip();
            store(&db, kept, &asked).await;
            for done in waiting {
                done.send(()).unwrap_or_default();
            }
        }
    });
    let handler = async move |State(queue): State<mpsc::Sender<Job>>, Path((conversation, place)): Path<(String, i64)>, body: String| {
        let (done, stored) = oneshot::channel();
        queue.send(((conversation, place, body.clone()), done)).await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
        stored.await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
        Ok::<_, StatusCode>(answer(kept, body))
    };
    Router::new().route("/{conversation}/{place}", post(handler)).with_state(queue)
}

/// Stores each request in a transaction of its own.
pub(crate) fn single(db: Db, kept: Kept) -> Router {
    let handler = async move |State(db): State<Arc<Db>>, Path((conversation, place)): Path<(String, i64)>, body: String| {
        store(&db, kept, &[(conversation, place, body.clone())]).await;
        answer(kept, body)
    };
    Router::new().route("/{conversation}/{place}", post(handler)).with_state(Arc::new(db))
}

pub(crate) async fn open(url: &str) -> Db {
    const TABLES: [&str; 3] = [
        "CREATE TABLE IF NOT EXISTS body (conversation TEXT NOT NULL, place BIGINT NOT NULL, client_id TEXT, text TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS chat (conversation TEXT NOT NULL, place BIGINT NOT NULL, client_id TEXT, text TEXT NOT NULL, PRIMARY KEY (conversation, place))",
        "CREATE UNIQUE INDEX IF NOT EXISTS chat_client_id ON chat (conversation, client_id) WHERE client_id IS NOT NULL",
    ];
    if let Some(path) = url.strip_prefix("sqlite:") {
        use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true).journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
        let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(std::time::Duration::from_mins(1)).connect_with(options).await.unwrap();
        for table in TABLES {
            sqlx::query(table).execute(&pool).await.unwrap();
        }
        Db::Lite(pool)
    } else {
        let pool = sqlx::postgres::PgPoolOptions::new().max_connections(12).connect(url).await.unwrap();
        for table in TABLES {
            sqlx::query(table).execute(&pool).await.unwrap();
        }
        Db::Pg(pool)
    }
}
