//! Conversations, with what the bot remembers of them.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{
    Error, Result, Tx,
    error::corrupt,
    message, on,
    rows::{self, Cell, Filled, Rows},
    sql::{Sql, json, read_word, word},
};
use crate::domain::{
    conversation::{Conversation, Message},
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
    /// How often it was changed when it was read.
    pub version: i64,
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
    version: i64,
    created_at: i64,
    updated_at: i64,
}

const COLUMNS: &str = "id, channel, visitor, language, status, state, last_seq, turns, handoffs, ticket, version, created_at, updated_at";

impl TryFrom<Row> for Remembered {
    type Error = super::Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| corrupt("conversation", column, &row.id);
        Ok(Self {
            state: serde_json::from_str(&row.state).map_err(|_| bad("state"))?,
            version: row.version,
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
    let Remembered { conversation, state, .. } = new;
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
    static SQL: LazyLock<Sql> = LazyLock::new(|| several("{lock}"));
    read_many(tx, &SQL, ids).await
}

/// Several conversations.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn find_many(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Remembered>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| several(""));
    read_many(tx, &SQL, ids).await
}

/// One answer for all: each row of its own would cost a hop between threads.
fn several(lock: &str) -> Sql {
    Sql::new(&format!("SELECT {{list {COLUMNS}}} FROM (SELECT {COLUMNS} FROM conversation WHERE id IN {{ids}} ORDER BY id {lock}) AS c"))
}

async fn read_many(tx: &mut Tx, sql: &'static Sql, ids: &[&str]) -> Result<Vec<Remembered>> {
    let sql = sql.on(tx);
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

/// A conversation that changed hands, and its ticket.
pub type Moved = (ConversationId, Option<i64>);

/// Gives all conversations of one visitor to another; whoever remembers them is told that they changed.
///
/// # Errors
/// When the database refuses.
pub async fn take_over(tx: &mut Tx, from: &VisitorId, to: &VisitorId) -> Result<Vec<Moved>> {
    // What two programs call alike is told apart again: nobody asks for it by that name any more.
    const RENAME: &str = "UPDATE conversation SET client_id = id WHERE visitor = $1 AND client_id IN (SELECT c.client_id FROM conversation c WHERE c.visitor = $2)";
    const MOVE: &str = "UPDATE conversation SET visitor = $2, version = version + 1 WHERE visitor = $1 RETURNING id, ticket";
    on!(tx, conn => sqlx::query(RENAME).bind(from.as_str()).bind(to.as_str()).execute(conn).await.map(|_| ()))?;
    let rows: Vec<(String, Option<i64>)> = on!(tx, conn => sqlx::query_as(MOVE).bind(from.as_str()).bind(to.as_str()).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(id, ticket)| (ConversationId(id), ticket)).collect())
}

/// Saves how a conversation stands now.
///
/// # Errors
/// `Stale` when it is not there or has changed since it was read; the database refuses.
pub async fn save(tx: &mut Tx, remembered: &Remembered) -> Result<()> {
    save_many(tx, &[remembered], &[]).await
}

/// Saves how conversations stand now, and adds these messages to them.
///
/// # Errors
/// `Stale` when one of them is not there or has changed since it was read, `Duplicate` when a place or a client id is already taken; the database refuses.
pub async fn save_many(tx: &mut Tx, all: &[&Remembered], messages: &[&Message]) -> Result<()> {
    if rows::run(tx, saved(all)).await? != all.len() as u64 {
        return Err(Error::Stale);
    }
    if !messages.is_empty() {
        rows::run(tx, message::added(messages, None)).await?;
    }
    Ok(())
}

/// What [`save_many`] would do, to be done later as a transaction of its own.
#[derive(Debug)]
pub struct Saving(Filled<'static>);

impl Saving {
    /// These conversations as they stand now.
    #[must_use]
    pub fn new(all: &[&Remembered]) -> Self {
        Self(saved(all).into_owned())
    }

    /// Saves them with these new messages of theirs, of which there must be one, and commits, in a transaction that was just begun.
    ///
    /// # Errors
    /// As [`save_many`].
    pub async fn commit(self, tx: &mut Tx, messages: &[&Message]) -> Result<()> {
        debug_assert!(!messages.is_empty(), "whether the conversations were as remembered is checked along with the messages");
        rows::run_and_commit(tx, self.0, message::added(messages, None)).await
    }
}

/// The statement that saves conversations.
fn saved<'a>(all: &[&'a Remembered]) -> Filled<'a> {
    static ROWS: LazyLock<Rows<11>> = LazyLock::new(|| {
        Rows::new(
            "UPDATE conversation SET language = r.column3, status = r.column4, state = r.column5, last_seq = r.column6, turns = r.column7,
                    handoffs = r.column8, ticket = r.column9, updated_at = r.column10, open_since = r.column11, version = r.column2 + 1
             FROM {rows} WHERE conversation.id = r.column1 AND conversation.version = r.column2",
        )
    });
    ROWS.with(all.iter().copied().map(cells))
}

fn cells(Remembered { conversation, state, version }: &Remembered) -> [Cell<'_>; 11] {
    [
        conversation.id.as_str().into(),
        (*version).into(),
        conversation.language.code().into(),
        word(&conversation.status).into(),
        json(state).into(),
        conversation.last_seq.into(),
        conversation.turns.into(),
        conversation.handoffs.into(),
        conversation.ticket.into(),
        conversation.updated_at.0.into(),
        state.open_since.map(|since| since.0).into(),
    ]
}

/// Conversations with the bot in which something is open though nothing was said since then.
///
/// # Errors
/// When the database refuses.
pub async fn silent(tx: &mut Tx, since: Timestamp, limit: i64) -> Result<Vec<ConversationId>> {
    const SQL: &str = "SELECT id FROM conversation WHERE open_since IS NOT NULL AND updated_at <= $1 ORDER BY id LIMIT $2";
    let ids: Vec<String> = on!(tx, conn => sqlx::query_scalar(SQL).bind(since.0).bind(limit).fetch_all(conn).await)?;
    Ok(ids.into_iter().map(ConversationId).collect())
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
