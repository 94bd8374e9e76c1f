//! Messages, numbered from 1 on in each conversation.

use std::sync::LazyLock;

use serde::Serialize;

use super::{
    Result, Tx,
    error::corrupt,
    on,
    rows::{self, Cell, Filled, Rows},
    sql::{Sql, json, read_word, word},
};
use crate::domain::{
    conversation::{Decision, Message, Sender},
    id::{AgentId, ClientId, ConversationId, IntentId, Revision},
    language::Language,
    outcome::Outcome,
    time::Timestamp,
};

#[derive(sqlx::FromRow)]
struct Row {
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
    choice: Option<String>,
    verdict: Option<String>,
    intent: Option<String>,
    confidence: Option<f64>,
    revision: Option<String>,
    outcome: Option<String>,
}

const COLUMNS: &str =
    "m.conversation, m.seq, m.at, m.sender, m.name, m.language, m.text, m.client_id, m.parts, m.turn, m.choice, m.verdict, m.intent, m.confidence, m.revision, m.outcome";

impl TryFrom<Row> for Message {
    type Error = super::Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| corrupt("message", column, &format!("{}/{}", row.conversation, row.seq));
        let decision = match row.verdict {
            None => None,
            Some(verdict) => Some(Box::new(Decision {
                choice: row.choice,
                verdict: read_word(verdict).ok_or_else(|| bad("verdict"))?,
                intent: row.intent.map(IntentId),
                #[expect(clippy::cast_possible_truncation, reason = "it was stored from an f32")]
                confidence: row.confidence.unwrap_or_default() as f32,
                revision: Revision(row.revision.unwrap_or_default()),
                outcome: row.outcome.map(|outcome| read_word(outcome).ok_or_else(|| bad("outcome"))).transpose()?,
            })),
        };
        Ok(Self {
            decision,
            language: Language::parse(&row.language).ok_or_else(|| bad("language"))?,
            parts: row.parts.as_deref().map_or(Ok(Vec::new()), serde_json::from_str).map_err(|_| bad("parts"))?,
            sender: read_word(row.sender).ok_or_else(|| corrupt("message", "sender", &row.conversation))?,
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

/// Adds a message, said by this agent if it is an agent's.
///
/// # Errors
/// `Duplicate` when its place or client id is already taken.
pub async fn add(tx: &mut Tx, message: &Message, agent: Option<&AgentId>) -> Result<()> {
    rows::run(tx, added(&[message], agent)).await.map(|_| ())
}

/// The statement that adds messages.
pub(super) fn added<'a>(messages: &[&'a Message], agent: Option<&'a AgentId>) -> Filled<'a> {
    static ROWS: LazyLock<Rows<17>> = LazyLock::new(|| {
        Rows::new(
            "INSERT INTO message (conversation, seq, at, sender, agent, name, language, text, client_id, parts, turn, choice, verdict, intent, confidence, revision, outcome)
             SELECT * FROM {rows} WHERE r.column1 IS NOT NULL",
        )
    });
    let row = |message: &&'a Message| -> [Cell<'a>; 17] {
        let decision = message.decision.as_deref();
        [
            message.conversation.as_str().into(),
            message.seq.into(),
            message.at.0.into(),
            word(&message.sender).into(),
            agent.map(AgentId::as_str).into(),
            message.name.as_str().into(),
            message.language.code().into(),
            message.text.as_str().into(),
            message.client_id.as_ref().map(ClientId::as_str).into(),
            (!message.parts.is_empty()).then(|| json(&message.parts)).into(),
            message.turn.into(),
            decision.and_then(|decision| decision.choice.as_deref()).into(),
            decision.map(|decision| word(&decision.verdict)).into(),
            decision.and_then(|decision| decision.intent.as_ref()).map(IntentId::as_str).into(),
            decision.map(|decision| rounded(decision.confidence)).into(),
            decision.map(|decision| decision.revision.as_str()).into(),
            decision.and_then(|decision| decision.outcome.as_ref()).map(word).into(),
        ]
    };
    ROWS.with(messages.iter().map(row))
}

/// A confidence with four decimals: databases print more of them differently.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1e4).round() / 1e4
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

/// Notes how the matter ended with the visitor's newest message that the bot answered.
///
/// # Errors
/// When the database refuses.
pub async fn end(tx: &mut Tx, conversation: &ConversationId, outcome: Outcome) -> Result<()> {
    const SQL: &str = "UPDATE message SET outcome = $2 WHERE conversation = $1
        AND seq = (SELECT MAX(seq) FROM message WHERE conversation = $1 AND sender = 'visitor' AND turn IS NOT NULL)";
    on!(tx, conn => sqlx::query(SQL).bind(conversation.as_str()).bind(word(&outcome)).execute(conn).await.map(|_| ()))?;
    Ok(())
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
