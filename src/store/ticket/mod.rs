//! Tickets as they stand; their history and notes are in files of their own.

pub mod event;
pub mod list;
pub mod note;
pub mod prove;

use std::sync::LazyLock;

use super::{
    Result, Tx,
    error::{corrupt, one},
    on,
    sql::{Sql, json, read_word, word},
};
use crate::domain::{
    content::Priority,
    handoff::Fact,
    id::{AgentId, ConversationId, IntentId, TeamId, VisitorId},
    language::Language,
    ticket::{Ticket, TicketStatus},
    time::Timestamp,
};

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    conversation: String,
    handoff: i64,
    subject: String,
    requester: String,
    team: String,
    priority: String,
    status: String,
    channel: String,
    language: String,
    intent: Option<String>,
    reason: String,
    brief: String,
    deadline: String,
    assignee: Option<String>,
    opened_at: i64,
    first_replied_at: Option<i64>,
    resolved_at: Option<i64>,
    updated_at: i64,
}

const COLUMNS: &str = "t.number, t.conversation, t.handoff, t.subject, t.requester, t.team, t.priority, t.status, t.channel, t.language, t.intent,
    t.reason, t.brief, t.deadline, t.assignee, t.opened_at, t.first_replied_at, t.resolved_at, t.updated_at";

impl TryFrom<Row> for Ticket {
    type Error = super::Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| corrupt("ticket", column, &row.number);
        Ok(Self {
            priority: read_word::<Priority>(row.priority).ok_or_else(|| bad("priority"))?,
            status: read_word::<TicketStatus>(row.status).ok_or_else(|| bad("status"))?,
            language: Language::parse(&row.language).ok_or_else(|| bad("language"))?,
            reason: read_word(row.reason).ok_or_else(|| bad("reason"))?,
            brief: serde_json::from_str(&row.brief).map_err(|_| bad("brief"))?,
            deadline: serde_json::from_str(&row.deadline).map_err(|_| bad("deadline"))?,
            number: row.number,
            conversation: ConversationId(row.conversation),
            handoff: row.handoff,
            subject: row.subject,
            requester: row.requester,
            team: TeamId(row.team),
            channel: row.channel,
            intent: row.intent.map(IntentId),
            assignee: row.assignee.map(AgentId),
            opened_at: Timestamp(row.opened_at),
            first_replied_at: row.first_replied_at.map(Timestamp),
            resolved_at: row.resolved_at.map(Timestamp),
            updated_at: Timestamp(row.updated_at),
        })
    }
}

/// A visitor and all others of the same person.
const OWN: &str = "(SELECT v.id FROM visitor v WHERE v.id = $1 OR v.person = (SELECT w.person FROM visitor w WHERE w.id = $1))";

/// A ticket without a promised time sorts behind every other.
const NO_DUE: i64 = i64::MAX;

/// Opens a ticket with the conversation as it stands.
///
/// # Errors
/// `Duplicate` when this handoff already has its ticket.
pub async fn add(tx: &mut Tx, ticket: &Ticket, transcript: &str) -> Result<()> {
    const SQL: &str = "INSERT INTO ticket (number, conversation, handoff, subject, requester, team, priority, status, channel, language, intent, reason, brief,
            deadline, due_at, transcript, assignee, opened_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(ticket.number).bind(ticket.conversation.as_str()).bind(ticket.handoff).bind(&ticket.subject).bind(&ticket.requester)
        .bind(ticket.team.as_str()).bind(word(&ticket.priority)).bind(word(&ticket.status)).bind(&ticket.channel).bind(ticket.language.code())
        .bind(ticket.intent.as_ref().map(IntentId::as_str)).bind(word(&ticket.reason)).bind(json(&ticket.brief)).bind(json(&ticket.deadline))
        .bind(ticket.deadline.due.map_or(NO_DUE, |due| due.0)).bind(transcript).bind(ticket.assignee.as_ref().map(AgentId::as_str)).bind(ticket.opened_at.0)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// One ticket.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn find(tx: &mut Tx, number: i64) -> Result<Option<Ticket>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| Sql::new(&format!("SELECT {COLUMNS} FROM ticket t WHERE t.number = $1")));
    fetch(tx, &SQL, number).await
}

/// One ticket, kept from others until the transaction ends.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn lock(tx: &mut Tx, number: i64) -> Result<Option<Ticket>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| Sql::new(&format!("SELECT {COLUMNS} FROM ticket t WHERE t.number = $1 {{lock}}")));
    fetch(tx, &SQL, number).await
}

async fn fetch(tx: &mut Tx, sql: &'static LazyLock<Sql>, number: i64) -> Result<Option<Ticket>> {
    let sql = sql.on(tx);
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(sql).bind(number).fetch_optional(conn).await)?;
    row.map(Ticket::try_from).transpose()
}

/// Several tickets.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn find_many(tx: &mut Tx, numbers: &[i64]) -> Result<Vec<Ticket>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| Sql::new(&format!("SELECT {COLUMNS} FROM {{rows number bigint}} JOIN ticket t ON t.number = r.number")));
    let sql = SQL.on(tx);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(sql).bind(keys(numbers)).fetch_all(conn).await)?;
    rows.into_iter().map(Ticket::try_from).collect()
}

/// The tickets of a visitor, or of all visitors of the same person if that is proven, the newest first.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn of_visitor(tx: &mut Tx, visitor: &VisitorId, limit: i64) -> Result<Vec<Ticket>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| {
        Sql::new(&format!("SELECT {COLUMNS} FROM ticket t WHERE t.conversation IN (SELECT c.id FROM conversation c WHERE c.visitor IN {OWN}) ORDER BY t.number DESC LIMIT $2"))
    });
    let sql = SQL.on(tx);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(sql).bind(visitor.as_str()).bind(limit).fetch_all(conn).await)?;
    rows.into_iter().map(Ticket::try_from).collect()
}

/// One ticket, if it is of this visitor or of another one of the same person.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn own(tx: &mut Tx, visitor: &VisitorId, number: i64) -> Result<Option<Ticket>> {
    static SQL: LazyLock<Sql> =
        LazyLock::new(|| Sql::new(&format!("SELECT {COLUMNS} FROM ticket t JOIN conversation c ON c.id = t.conversation WHERE c.visitor IN {OWN} AND t.number = $2")));
    let sql = SQL.on(tx);
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(sql).bind(visitor.as_str()).bind(number).fetch_optional(conn).await)?;
    row.map(Ticket::try_from).transpose()
}

/// Writes who asks into the tickets of a visitor's conversations.
///
/// # Errors
/// When the database refuses.
pub async fn name_requester(tx: &mut Tx, visitor: &VisitorId, requester: &str) -> Result<()> {
    const SQL: &str = "UPDATE ticket SET requester = $2 WHERE requester <> $2 AND conversation IN (SELECT c.id FROM conversation c WHERE c.visitor = $1)";
    on!(tx, conn => sqlx::query(SQL).bind(visitor.as_str()).bind(requester).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Saves what people change of a ticket: team, priority, status, promise, who has it and when.
///
/// # Errors
/// When there is no such ticket.
pub async fn save(tx: &mut Tx, ticket: &Ticket) -> Result<()> {
    const SQL: &str =
        "UPDATE ticket SET team = $2, priority = $3, status = $4, deadline = $5, due_at = $6, assignee = $7, first_replied_at = $8, resolved_at = $9, updated_at = $10
        WHERE number = $1";
    let rows = on!(tx, conn => sqlx::query(SQL)
        .bind(ticket.number).bind(ticket.team.as_str()).bind(word(&ticket.priority)).bind(word(&ticket.status)).bind(json(&ticket.deadline))
        .bind(ticket.deadline.due.map_or(NO_DUE, |due| due.0)).bind(ticket.assignee.as_ref().map(AgentId::as_str))
        .bind(ticket.first_replied_at.map(|at| at.0)).bind(ticket.resolved_at.map(|at| at.0)).bind(ticket.updated_at.0)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    one("ticket.save", rows)
}

/// Adds what was learned to a ticket's brief.
///
/// # Errors
/// When there is no such ticket.
pub async fn add_fact(tx: &mut Tx, number: i64, fact: Fact) -> Result<()> {
    const SQL: &str = "UPDATE ticket SET brief = $2 WHERE number = $1";
    let Some(mut ticket) = lock(tx, number).await? else { return one("ticket.add_fact", 0) };
    ticket.brief.facts.push(fact);
    let rows = on!(tx, conn => sqlx::query(SQL).bind(number).bind(json(&ticket.brief)).execute(conn).await.map(|done| done.rows_affected()))?;
    one("ticket.add_fact", rows)
}

/// Marks that something happened in the conversations of these tickets.
///
/// # Errors
/// When the database refuses.
pub async fn touch_many(tx: &mut Tx, numbers: &[i64], now: Timestamp) -> Result<()> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| Sql::new("UPDATE ticket SET updated_at = $2 WHERE number IN (SELECT r.number FROM {rows number bigint})"));
    if numbers.is_empty() {
        return Ok(());
    }
    let sql = SQL.on(tx);
    on!(tx, conn => sqlx::query(sql).bind(keys(numbers)).bind(now.0).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Numbers as rows with one column.
fn keys(numbers: &[i64]) -> String {
    let keys: Vec<serde_json::Value> = numbers.iter().map(|number| serde_json::json!({ "number": number })).collect();
    json(&keys)
}

/// The conversation as it stood when it was handed over, as a JSON array of `{at, sender, text}`.
///
/// # Errors
/// When the database refuses.
pub async fn transcript(tx: &mut Tx, number: i64) -> Result<Option<String>> {
    const SQL: &str = "SELECT transcript FROM ticket WHERE number = $1";
    Ok(on!(tx, conn => sqlx::query_scalar(SQL).bind(number).fetch_optional(conn).await)?)
}
