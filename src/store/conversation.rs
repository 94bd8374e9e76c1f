//! Conversations, with what the bot remembers of them.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{
    Result, Tx,
    error::{corrupt, one},
    on,
    sql::{Rows, Sql, json, read_word, word},
};
use crate::domain::{
    conversation::Conversation,
    dialogue::DialogueState,
    id::{ClientId, ConversationId, VisitorId},
    language::Language,
    time::Timestamp,
};

/// A conversation together with what the bot remembers of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Remembered {
    /// The conversation.
    pub conversation: Conversation,
    /// What the bot remembers.
    pub state: DialogueState,
}

#[derive(sqlx::FromRow, Deserialize)]
struct Row {
    id: String,
    channel: String,
    visitor: String,
    language: String,
    status: String,
    state: String,
    last_seq: i64,
    turns: i64,
    handoffs: i64,
    ticket: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

const COLUMNS: &str = "id, channel, visitor, language, status, state, last_seq, turns, handoffs, ticket, created_at, updated_at";

impl TryFrom<Row> for Remembered {
    type Error = super::Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| corrupt("conversation", column, &row.id);
        Ok(Self {
            state: serde_json::from_str(&row.state).map_err(|_| bad("state"))?,
            conversation: Conversation {
                language: Language::parse(&row.language).ok_or_else(|| bad("language"))?,
                status: read_word(row.status).ok_or_else(|| corrupt("conversation", "status", &row.id))?,
                id: ConversationId(row.id),
                channel: row.channel,
                visitor: VisitorId(row.visitor),
                last_seq: row.last_seq,
                turns: row.turns,
                handoffs: row.handoffs,
                ticket: row.ticket,
                created_at: Timestamp(row.created_at),
                updated_at: Timestamp(row.updated_at),
            },
        })
    }
}

/// Adds a conversation.
///
/// # Errors
/// `Duplicate` when the visitor's program already used this client id.
pub async fn add(tx: &mut Tx, new: &Remembered, client_id: &ClientId, page: Option<&str>) -> Result<()> {
    const SQL: &str = "INSERT INTO conversation (id, channel, visitor, client_id, language, status, state, page, last_seq, turns, handoffs, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, $9, $9)";
    let Remembered { conversation, state } = new;
    on!(tx, conn => sqlx::query(SQL)
        .bind(conversation.id.as_str()).bind(&conversation.channel).bind(conversation.visitor.as_str()).bind(client_id.as_str())
        .bind(conversation.language.code()).bind(word(&conversation.status)).bind(json(state)).bind(page).bind(conversation.created_at.0)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// One conversation.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn find(tx: &mut Tx, id: &ConversationId) -> Result<Option<Remembered>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| Sql::new(&format!("SELECT {COLUMNS} FROM conversation WHERE id = $1")));
    let sql = SQL.on(tx);
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(sql).bind(id.as_str()).fetch_optional(conn).await)?;
    row.map(Remembered::try_from).transpose()
}

/// One conversation, kept from others until the transaction ends.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn lock(tx: &mut Tx, id: &ConversationId) -> Result<Option<Remembered>> {
    Ok(lock_many(tx, &[id.as_str()]).await?.pop())
}

/// Several conversations in the order of their ids, kept from others until the transaction ends.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn lock_many(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Remembered>> {
    // One answer for all: each row of its own would cost a hop between threads.
    static SQL: LazyLock<Sql> =
        LazyLock::new(|| Sql::new(&format!("SELECT {{list {COLUMNS}}} FROM (SELECT {COLUMNS} FROM conversation WHERE id IN {{ids}} ORDER BY id {{lock}}) AS c")));
    let sql = SQL.on(tx);
    let rows: String = on!(tx, conn => sqlx::query_scalar(sql).bind(json(&ids)).fetch_one(conn).await)?;
    let rows: Vec<Row> = serde_json::from_str(&rows).map_err(|_| corrupt("conversation", "*", &ids.join(" ")))?;
    rows.into_iter().map(Remembered::try_from).collect()
}

/// The conversation a visitor's program began under this client id.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn find_by_client_id(tx: &mut Tx, visitor: &VisitorId, client_id: &ClientId) -> Result<Option<Remembered>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| Sql::new(&format!("SELECT {COLUMNS} FROM conversation WHERE visitor = $1 AND client_id = $2")));
    let sql = SQL.on(tx);
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(sql).bind(visitor.as_str()).bind(client_id.as_str()).fetch_optional(conn).await)?;
    row.map(Remembered::try_from).transpose()
}

/// A visitor's conversations, the newest first.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn of_visitor(tx: &mut Tx, visitor: &VisitorId, limit: i64) -> Result<Vec<Remembered>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| Sql::new(&format!("SELECT {COLUMNS} FROM conversation WHERE visitor = $1 ORDER BY updated_at DESC, id DESC LIMIT $2")));
    let sql = SQL.on(tx);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(sql).bind(visitor.as_str()).bind(limit).fetch_all(conn).await)?;
    rows.into_iter().map(Remembered::try_from).collect()
}

/// Saves how conversations stand now.
///
/// # Errors
/// When the database refuses, or one of them is not there.
pub async fn save_many(tx: &mut Tx, all: &[&Remembered]) -> Result<()> {
    static ROWS: LazyLock<Rows> = LazyLock::new(|| {
        Rows::new(
            "UPDATE conversation SET language = r.column2, status = r.column3, state = r.column4, last_seq = r.column5, turns = r.column6,
                    handoffs = r.column7, ticket = r.column8, updated_at = r.column9
             FROM (VALUES",
            9,
            ") AS r WHERE conversation.id = r.column1",
        )
    });
    for (lot, sql) in ROWS.lots(tx, all.len()) {
        let count = lot.len() as u64;
        let touched = on!(tx, conn => {
            let mut query = sqlx::query(sql);
            for Remembered { conversation, state } in &all[lot] {
                query = query.bind(conversation.id.as_str()).bind(conversation.language.code()).bind(word(&conversation.status)).bind(json(state)).bind(conversation.last_seq)
                    .bind(conversation.turns).bind(conversation.handoffs).bind(conversation.ticket).bind(conversation.updated_at.0);
            }
            query.execute(conn).await.map(|done| done.rows_affected())
        })?;
        if touched != count {
            return one("conversation.save", touched);
        }
    }
    Ok(())
}

/// How many conversations there are.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM conversation";
    Ok(on!(tx, conn => sqlx::query_scalar(SQL).fetch_one(conn).await)?)
}

/// Conversations whose messages are not numbered 1 to `last_seq` without a gap; there should be none.
///
/// # Errors
/// When the database refuses.
pub async fn with_gaps(tx: &mut Tx) -> Result<Vec<ConversationId>> {
    const SQL: &str = "SELECT c.id FROM conversation c LEFT JOIN message m ON m.conversation = c.id
        GROUP BY c.id, c.last_seq HAVING COUNT(m.seq) <> c.last_seq OR COALESCE(MAX(m.seq), 0) <> c.last_seq ORDER BY c.id LIMIT 20";
    let ids: Vec<String> = on!(tx, conn => sqlx::query_scalar(SQL).fetch_all(conn).await)?;
    Ok(ids.into_iter().map(ConversationId).collect())
}
