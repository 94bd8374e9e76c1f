//! Conversations that are held in the chats of other systems, what is needed to answer there, and up to where that was done.

use std::sync::LazyLock;

use super::{
    Result, Tx, on,
    sql::{Sql, json},
};
use crate::domain::id::ConversationId;

/// A conversation that is held in a chat of another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldChat {
    /// The conversation.
    pub conversation: ConversationId,
    /// The channel it comes by.
    pub channel: String,
    /// What the chat is called there.
    pub remote: String,
    /// The so manieth of our conversations in it, from 1 on.
    pub place: i64,
    /// What is needed to answer, as its channel writes it.
    pub address: String,
    /// The name of whoever asks; empty when nobody knows.
    pub name: String,
    /// Their e-mail address; empty when nobody knows.
    pub email: String,
    /// The place up to which everything was told there.
    pub told: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    conversation: String,
    channel: String,
    remote: String,
    place: i64,
    address: String,
    name: String,
    email: String,
    told: i64,
}

impl From<Row> for HeldChat {
    fn from(row: Row) -> Self {
        let Row { conversation, channel, remote, place, address, name, email, told } = row;
        Self { conversation: ConversationId(conversation), channel, remote, place, address, name, email, told }
    }
}

/// Notes that a conversation is held in a chat.
///
/// # Errors
/// `Duplicate` when another one was begun there at the same time.
pub async fn add(tx: &mut Tx, new: &HeldChat) -> Result<()> {
    const SQL: &str = "INSERT INTO chat (conversation, channel, remote, place, address, name, email, told) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(new.conversation.as_str()).bind(&new.channel).bind(&new.remote).bind(new.place).bind(&new.address).bind(&new.name).bind(&new.email).bind(new.told)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The newest conversation that is held in this chat.
///
/// # Errors
/// When the database refuses.
pub async fn newest(tx: &mut Tx, channel: &str, remote: &str) -> Result<Option<HeldChat>> {
    const SQL: &str = "SELECT conversation, channel, remote, place, address, name, email, told FROM chat WHERE channel = $1 AND remote = $2 ORDER BY place DESC LIMIT 1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(channel).bind(remote).fetch_optional(conn).await)?;
    Ok(row.map(HeldChat::from))
}

/// The chat that a conversation is held in, if it is in one.
///
/// # Errors
/// When the database refuses.
pub async fn of(tx: &mut Tx, conversation: &ConversationId) -> Result<Option<HeldChat>> {
    const SQL: &str = "SELECT conversation, channel, remote, place, address, name, email, told FROM chat WHERE conversation = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(conversation.as_str()).fetch_optional(conn).await)?;
    Ok(row.map(HeldChat::from))
}

/// Notes how a chat is answered from now on.
///
/// # Errors
/// When the database refuses.
pub async fn move_to(tx: &mut Tx, conversation: &ConversationId, address: &str, (name, email): (&str, &str)) -> Result<()> {
    const SQL: &str = "UPDATE chat SET address = $2, name = $3, email = $4 WHERE conversation = $1";
    on!(tx, conn => sqlx::query(SQL).bind(conversation.as_str()).bind(address).bind(name).bind(email).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Those of these conversations that are held in chats where not everything was told yet.
///
/// # Errors
/// When the database refuses.
pub async fn untold(tx: &mut Tx, conversations: &[&str]) -> Result<Vec<HeldChat>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| {
        Sql::new(
            "SELECT c.conversation, c.channel, c.remote, c.place, c.address, c.name, c.email, c.told FROM chat c JOIN conversation v ON v.id = c.conversation
             WHERE c.conversation IN {ids} AND v.last_seq > c.told ORDER BY c.conversation",
        )
    });
    let sql = SQL.on(tx);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(sql).bind(json(&conversations)).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(HeldChat::from).collect())
}

/// Notes up to which place everything was told in a chat.
///
/// # Errors
/// When the database refuses.
pub async fn tell(tx: &mut Tx, conversation: &ConversationId, told: i64) -> Result<()> {
    const SQL: &str = "UPDATE chat SET told = $2 WHERE conversation = $1";
    on!(tx, conn => sqlx::query(SQL).bind(conversation.as_str()).bind(told).execute(conn).await.map(|_| ()))?;
    Ok(())
}
