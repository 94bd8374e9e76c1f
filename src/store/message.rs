//! Messages, numbered from 1 on in each conversation.

use std::sync::LazyLock;

use serde::Serialize;

use super::{
    Result, Tx,
    error::corrupt,
    on,
    sql::{Rows, Sql, json, read_word, word},
};
use crate::domain::{
    conversation::{Message, Sender},
    id::{AgentId, ClientId, ConversationId, MessageId},
    language::Language,
    time::Timestamp,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    conversation: String,
    seq: i64,
    at: i64,
    sender: String,
    name: String,
    language: String,
    text: String,
    client_id: Option<String>,
    parts: Option<String>,
    turn: Option<i64>,
}

const COLUMNS: &str = "m.id, m.conversation, m.seq, m.at, m.sender, m.name, m.language, m.text, m.client_id, m.parts, m.turn";

impl TryFrom<Row> for Message {
    type Error = super::Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| corrupt("message", column, &row.id);
        Ok(Self {
            language: Language::parse(&row.language).ok_or_else(|| bad("language"))?,
            parts: row.parts.as_deref().map_or(Ok(Vec::new()), serde_json::from_str).map_err(|_| bad("parts"))?,
            sender: read_word(row.sender).ok_or_else(|| corrupt("message", "sender", &row.id))?,
            id: MessageId(row.id),
            conversation: ConversationId(row.conversation),
            seq: row.seq,
            at: Timestamp(row.at),
            name: row.name,
            text: row.text,
            client_id: row.client_id.map(ClientId),
            turn: row.turn,
        })
    }
}

/// Adds messages.
///
/// # Errors
/// `Duplicate` when a place or a client id is already taken.
pub async fn add_many(tx: &mut Tx, messages: &[Message]) -> Result<()> {
    insert(tx, messages, None).await
}

/// Adds one message said by this agent.
///
/// # Errors
/// `Duplicate` when its place or client id is already taken.
pub async fn add_of_agent(tx: &mut Tx, message: &Message, agent: &AgentId) -> Result<()> {
    insert(tx, std::slice::from_ref(message), Some(agent)).await
}

async fn insert(tx: &mut Tx, messages: &[Message], agent: Option<&AgentId>) -> Result<()> {
    static ROWS: LazyLock<Rows> =
        LazyLock::new(|| Rows::new("INSERT INTO message (id, conversation, seq, at, sender, agent, name, language, text, client_id, parts, turn) VALUES", 12, ""));
    for (lot, sql) in ROWS.lots(tx, messages.len()) {
        on!(tx, conn => {
            let mut query = sqlx::query(sql);
            for message in &messages[lot] {
                query = query.bind(message.id.as_str()).bind(message.conversation.as_str()).bind(message.seq).bind(message.at.0).bind(word(&message.sender))
                    .bind(agent.map(AgentId::as_str)).bind(message.name.as_str()).bind(message.language.code()).bind(message.text.as_str())
                    .bind(message.client_id.as_ref().map(ClientId::as_str)).bind((!message.parts.is_empty()).then(|| json(&message.parts))).bind(message.turn);
            }
            query.execute(conn).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// The client's name for a message, within a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct ClientKey<'a> {
    /// The conversation.
    pub conversation: &'a str,
    /// What the sender's program calls the message.
    pub client_id: &'a str,
}

/// Those of the named messages that are already stored.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn find_by_client_ids(tx: &mut Tx, keys: &[ClientKey<'_>]) -> Result<Vec<Message>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| {
        Sql::new(&format!("SELECT {COLUMNS} FROM {{rows conversation text, client_id text}} JOIN message m ON m.conversation = r.conversation AND m.client_id = r.client_id"))
    });
    let sql = SQL.on(tx);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(sql).bind(json(&keys)).fetch_all(conn).await)?;
    rows.into_iter().map(Message::try_from).collect()
}

/// Messages after a place, oldest first.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn after(tx: &mut Tx, conversation: &ConversationId, seq: i64, limit: i64) -> Result<Vec<Message>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| Sql::new(&format!("SELECT {COLUMNS} FROM message m WHERE m.conversation = $1 AND m.seq > $2 ORDER BY m.seq LIMIT $3")));
    let sql = SQL.on(tx);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(sql).bind(conversation.as_str()).bind(seq).bind(limit).fetch_all(conn).await)?;
    rows.into_iter().map(Message::try_from).collect()
}

/// Messages before a place, oldest first.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn before(tx: &mut Tx, conversation: &ConversationId, seq: i64, limit: i64) -> Result<Vec<Message>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| Sql::new(&format!("SELECT {COLUMNS} FROM message m WHERE m.conversation = $1 AND m.seq < $2 ORDER BY m.seq DESC LIMIT $3")));
    let sql = SQL.on(tx);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(sql).bind(conversation.as_str()).bind(seq).bind(limit).fetch_all(conn).await)?;
    rows.into_iter().rev().map(Message::try_from).collect()
}

/// The messages of one turn, the visitor's first.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn of_turn(tx: &mut Tx, conversation: &ConversationId, turn: i64) -> Result<Vec<Message>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| Sql::new(&format!("SELECT {COLUMNS} FROM message m WHERE m.conversation = $1 AND m.turn = $2 ORDER BY m.seq")));
    let sql = SQL.on(tx);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(sql).bind(conversation.as_str()).bind(turn).fetch_all(conn).await)?;
    rows.into_iter().map(Message::try_from).collect()
}

/// The newest message of an agent after a place, with who said it.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn agents_after(tx: &mut Tx, conversation: &ConversationId, seq: i64) -> Result<Option<(AgentId, Message)>> {
    const WHO: &str = "SELECT agent FROM message WHERE conversation = $1 AND seq = $2";
    let newest = after(tx, conversation, seq, 500).await?.into_iter().rev().find(|message| message.sender == Sender::Agent);
    let Some(message) = newest else { return Ok(None) };
    let agent: Option<String> = on!(tx, conn => sqlx::query_scalar(WHO).bind(conversation.as_str()).bind(message.seq).fetch_one(conn).await)?;
    Ok(agent.map(|agent| (AgentId(agent), message)))
}
