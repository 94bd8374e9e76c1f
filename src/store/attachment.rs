//! Files that people sent, or are about to: what they are and which message carries them. Their bytes are in a [`super::folder`].

use std::sync::LazyLock;

use super::{
    Result, Tx,
    error::{corrupt, one},
    on,
    sql::{Sql, json, read_word, word},
};
use crate::domain::{
    attachment::File,
    id::{AgentId, AttachmentId, ConversationId},
    time::Timestamp,
};

/// A file and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What a message shows of it; without what its sender says it shows.
    pub file: File,
    /// Where it was uploaded.
    pub conversation: ConversationId,
    /// The agent who did; nobody when the visitor did.
    pub agent: Option<AgentId>,
    /// Bytes of its small picture, if there is one.
    pub thumbnail_bytes: Option<u64>,
    /// When.
    pub created_at: Timestamp,
    /// The message that carries it; none before it is sent.
    pub seq: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    conversation: String,
    agent: Option<String>,
    name: String,
    kind: String,
    bytes: i64,
    width: Option<i64>,
    height: Option<i64>,
    thumbnail: Option<i64>,
    created_at: i64,
    seq: Option<i64>,
}

const COLUMNS: &str = "a.id, a.conversation, a.agent, a.name, a.kind, a.bytes, a.width, a.height, a.thumbnail, a.created_at, a.seq";

impl TryFrom<Row> for Attachment {
    type Error = super::Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| corrupt("attachment", column, &row.id);
        let side = |side: Option<i64>, column| side.map(u32::try_from).transpose().map_err(|_| bad(column));
        let (width, height) = (side(row.width, "width")?, side(row.height, "height")?);
        let file = File {
            kind: read_word(row.kind).ok_or_else(|| corrupt("attachment", "kind", &row.id))?,
            bytes: u64::try_from(row.bytes).map_err(|_| corrupt("attachment", "bytes", &row.id))?,
            id: AttachmentId(row.id),
            name: row.name,
            width,
            height,
            thumbnail: row.thumbnail.is_some(),
            description: None,
        };
        Ok(Self {
            file,
            conversation: ConversationId(row.conversation),
            agent: row.agent.map(AgentId),
            thumbnail_bytes: row.thumbnail.and_then(|bytes| u64::try_from(bytes).ok()),
            created_at: Timestamp(row.created_at),
            seq: row.seq,
        })
    }
}

/// Adds a file that was uploaded.
///
/// # Errors
/// `Duplicate` when there is one of this id.
pub async fn add(tx: &mut Tx, new: &Attachment) -> Result<()> {
    const SQL: &str = "INSERT INTO attachment (id, conversation, agent, name, kind, bytes, width, height, thumbnail, created_at, seq)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let file = &new.file;
    let number = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
    on!(tx, conn => sqlx::query(SQL)
        .bind(file.id.as_str()).bind(new.conversation.as_str()).bind(new.agent.as_ref().map(AgentId::as_str)).bind(&file.name).bind(word(&file.kind))
        .bind(number(file.bytes)).bind(file.width.map(i64::from)).bind(file.height.map(i64::from)).bind(new.thumbnail_bytes.map(number))
        .bind(new.created_at.0).bind(new.seq)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// One file.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn find(tx: &mut Tx, id: &AttachmentId) -> Result<Option<Attachment>> {
    Ok(find_many(tx, &[id.as_str()]).await?.pop())
}

/// Several files, in no order.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn find_many(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Attachment>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| Sql::new(&format!("SELECT {COLUMNS} FROM attachment a WHERE a.id IN {{ids}}")));
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = SQL.on(tx);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(sql).bind(json(&ids)).fetch_all(conn).await)?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// Notes which message carries a file.
///
/// # Errors
/// `NotOne` when it was sent before, or is gone.
pub async fn send(tx: &mut Tx, id: &AttachmentId, seq: i64) -> Result<()> {
    const SQL: &str = "UPDATE attachment SET seq = $2 WHERE id = $1 AND seq IS NULL";
    let rows = on!(tx, conn => sqlx::query(SQL).bind(id.as_str()).bind(seq).execute(conn).await.map(|done| done.rows_affected()))?;
    one("attachment.send", rows)
}

/// How many bytes the files of a conversation have.
///
/// # Errors
/// When the database refuses.
pub async fn bytes_of(tx: &mut Tx, conversation: &ConversationId) -> Result<u64> {
    const SQL: &str = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM attachment WHERE conversation = $1";
    let bytes: i64 = on!(tx, conn => sqlx::query_scalar(SQL).bind(conversation.as_str()).fetch_one(conn).await)?;
    Ok(u64::try_from(bytes).unwrap_or(0))
}

/// How many bytes all files have on disk, with their small pictures.
///
/// # Errors
/// When the database refuses.
pub async fn bytes_of_all(tx: &mut Tx) -> Result<u64> {
    const SQL: &str = "SELECT CAST(COALESCE(SUM(bytes + COALESCE(thumbnail, 0)), 0) AS BIGINT) FROM attachment";
    let bytes: i64 = on!(tx, conn => sqlx::query_scalar(SQL).fetch_one(conn).await)?;
    Ok(u64::try_from(bytes).unwrap_or(0))
}

/// Takes away the files that were uploaded before an instant and never sent; answers which.
///
/// # Errors
/// When the database refuses.
pub async fn remove_unsent(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<Vec<AttachmentId>> {
    const SQL: &str =
        "DELETE FROM attachment WHERE seq IS NULL AND id IN (SELECT id FROM attachment WHERE seq IS NULL AND created_at < $1 ORDER BY created_at LIMIT $2) RETURNING id";
    let ids: Vec<String> = on!(tx, conn => sqlx::query_scalar(SQL).bind(before.0).bind(limit).fetch_all(conn).await)?;
    Ok(ids.into_iter().map(AttachmentId).collect())
}

/// Files behind an id, in the order of their ids, to go through all of them.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Attachment>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| Sql::new(&format!("SELECT {COLUMNS} FROM attachment a WHERE a.id > $1 ORDER BY a.id LIMIT $2")));
    let sql = SQL.on(tx);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(sql).bind(after).bind(limit).fetch_all(conn).await)?;
    rows.into_iter().map(Attachment::try_from).collect()
}
