//! Letters by e-mail, the correspondence each belongs to, and how far each mailbox was read.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{
    Result, Tx,
    error::{corrupt, one},
    on,
    sql::{Sql, json, word},
};
use crate::domain::{id::ConversationId, letter::Written, time::Timestamp};

/// What a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One that a person wrote.
    Person,
    /// One of a list or a program that reports.
    Bulk,
    /// One of a program that answers by itself.
    AutoReply,
    /// A server's, that another one did not arrive.
    Bounce,
    /// Our own, come back.
    Own,
    /// One that went out with the words of an agent.
    Answer,
    /// One that went out by itself.
    Automatic,
}

impl From<Written> for Kind {
    fn from(written: Written) -> Self {
        match written {
            Written::Person => Self::Person,
            Written::Bulk => Self::Bulk,
            Written::AutoReply => Self::AutoReply,
            Written::Bounce => Self::Bounce,
            Written::Own => Self::Own,
        }
    }
}

/// A letter to be noted.
#[derive(Debug, Clone, Copy)]
pub struct NewLetter<'a> {
    /// What tells it from all others.
    pub id: &'a str,
    /// The conversation it belongs to.
    pub conversation: Option<&'a ConversationId>,
    /// What it is.
    pub kind: Kind,
    /// What its sender's program calls it.
    pub message_id: Option<&'a str>,
    /// Whom it came from or goes to.
    pub address: &'a str,
}

/// Notes a letter.
///
/// # Errors
/// `Duplicate` when it was noted before.
pub async fn add(tx: &mut Tx, new: &NewLetter<'_>, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO letter (id, conversation, kind, message_id, address, at) VALUES ($1, $2, $3, $4, $5, $6)";
    let (conversation, kind) = (new.conversation.map(ConversationId::as_str), word(&new.kind));
    on!(tx, conn => sqlx::query(SQL).bind(new.id).bind(conversation).bind(kind).bind(new.message_id).bind(new.address).bind(now.0).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Whether a letter was noted.
///
/// # Errors
/// When the database refuses.
pub async fn is_known(tx: &mut Tx, id: &str) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM letter WHERE id = $1";
    let count: i64 = on!(tx, conn => sqlx::query_scalar(SQL).bind(id).fetch_one(conn).await)?;
    Ok(count > 0)
}

/// The conversation of the newest letter that is called one of these.
///
/// # Errors
/// When the database refuses.
pub async fn conversation_of(tx: &mut Tx, message_ids: &[String]) -> Result<Option<ConversationId>> {
    static SQL: LazyLock<Sql> =
        LazyLock::new(|| Sql::new("SELECT conversation FROM letter WHERE message_id IN {ids} AND conversation IS NOT NULL ORDER BY at DESC, id DESC LIMIT 1"));
    if message_ids.is_empty() {
        return Ok(None);
    }
    let sql = SQL.on(tx);
    let found: Option<String> = on!(tx, conn => sqlx::query_scalar(sql).bind(json(&message_ids)).fetch_optional(conn).await)?;
    Ok(found.map(ConversationId))
}

/// How many letters of a kind went to an address or came from it since an instant.
///
/// # Errors
/// When the database refuses.
pub async fn count_since(tx: &mut Tx, address: &str, kind: Kind, since: Timestamp) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM letter WHERE address = $1 AND kind = $2 AND at > $3";
    Ok(on!(tx, conn => sqlx::query_scalar(SQL).bind(address).bind(word(&kind)).bind(since.0).fetch_one(conn).await)?)
}

/// How many letters of a kind a conversation has.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx, conversation: &ConversationId, kind: Kind) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM letter WHERE conversation = $1 AND kind = $2";
    Ok(on!(tx, conn => sqlx::query_scalar(SQL).bind(conversation.as_str()).bind(word(&kind)).fetch_one(conn).await)?)
}

/// How the visitor of a conversation is answered by e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondence {
    /// The conversation.
    pub conversation: ConversationId,
    /// Whom answers go to.
    pub address: String,
    /// The name beside it, as they write it.
    pub name: String,
    /// What it is about.
    pub subject: String,
    /// What the last letters are called, newest last.
    pub chain: Vec<String>,
    /// The place up to which the visitor was told.
    pub told: i64,
    /// Whether only people may write there.
    pub quiet: bool,
}

/// So many letters are named by the next one at most.
const LONGEST_CHAIN: usize = 20;

impl Correspondence {
    /// Goes on with a letter of this name.
    pub fn follow(&mut self, message_id: &str) {
        self.chain.retain(|one| one != message_id);
        self.chain.push(message_id.to_owned());
        // The first one is what programs sort by.
        while self.chain.len() > LONGEST_CHAIN {
            self.chain.remove(1);
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    conversation: String,
    address: String,
    name: String,
    subject: String,
    chain: String,
    told: i64,
    quiet: bool,
}

impl TryFrom<Row> for Correspondence {
    type Error = super::Error;

    fn try_from(row: Row) -> Result<Self> {
        let chain = serde_json::from_str(&row.chain).map_err(|_| corrupt("correspondence", "chain", &row.conversation))?;
        Ok(Self { conversation: ConversationId(row.conversation), address: row.address, name: row.name, subject: row.subject, chain, told: row.told, quiet: row.quiet })
    }
}

/// Begins a correspondence, or notes how it stands now.
///
/// # Errors
/// When the database refuses.
pub async fn keep(tx: &mut Tx, kept: &Correspondence) -> Result<()> {
    const SQL: &str = "INSERT INTO correspondence (conversation, address, name, subject, chain, told, quiet) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (conversation) DO UPDATE SET chain = $5, told = $6, quiet = $7";
    let chain = json(&kept.chain);
    on!(tx, conn => sqlx::query(SQL)
        .bind(kept.conversation.as_str()).bind(&kept.address).bind(&kept.name).bind(&kept.subject).bind(chain).bind(kept.told).bind(kept.quiet)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The correspondence of a conversation.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn correspondence(tx: &mut Tx, conversation: &ConversationId) -> Result<Option<Correspondence>> {
    const SQL: &str = "SELECT conversation, address, name, subject, chain, told, quiet FROM correspondence WHERE conversation = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(conversation.as_str()).fetch_optional(conn).await)?;
    row.map(Correspondence::try_from).transpose()
}

/// The correspondences among these conversations whose visitors were not told everything yet.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn untold(tx: &mut Tx, conversations: &[&str]) -> Result<Vec<Correspondence>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| {
        Sql::new(
            "SELECT c.conversation, c.address, c.name, c.subject, c.chain, c.told, c.quiet FROM correspondence c JOIN conversation v ON v.id = c.conversation
             WHERE c.conversation IN {ids} AND v.last_seq > c.told ORDER BY c.conversation",
        )
    });
    let sql = SQL.on(tx);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(sql).bind(json(&conversations)).fetch_all(conn).await)?;
    rows.into_iter().map(Correspondence::try_from).collect()
}

/// How far a mailbox was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mailbox {
    /// What its server calls the time in which its numbers hold.
    pub validity: i64,
    /// The number of the last letter that was taken in.
    pub uid: i64,
    /// When it was first looked at.
    pub since: Timestamp,
}

/// How far this mailbox was read, if ever.
///
/// # Errors
/// When the database refuses.
pub async fn mailbox(tx: &mut Tx, name: &str) -> Result<Option<Mailbox>> {
    const SQL: &str = "SELECT validity, uid, since FROM mailbox WHERE name = $1";
    let row: Option<(i64, i64, i64)> = on!(tx, conn => sqlx::query_as(SQL).bind(name).fetch_optional(conn).await)?;
    Ok(row.map(|(validity, uid, since)| Mailbox { validity, uid, since: Timestamp(since) }))
}

/// Notes how far a mailbox was read; never back, within the time in which its numbers hold.
///
/// # Errors
/// When the database refuses.
pub async fn keep_mailbox(tx: &mut Tx, name: &str, read: Mailbox) -> Result<()> {
    const SQL: &str = "INSERT INTO mailbox (name, validity, uid, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (name) DO UPDATE SET validity = $2, uid = CASE WHEN mailbox.validity = $2 AND mailbox.uid > $3 THEN mailbox.uid ELSE $3 END";
    let rows = on!(tx, conn => sqlx::query(SQL).bind(name).bind(read.validity).bind(read.uid).bind(read.since.0).execute(conn).await?.rows_affected());
    one("keep a mailbox", rows)
}
