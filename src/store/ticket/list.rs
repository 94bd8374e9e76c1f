//! Tickets as queues: whose, which team's, how many.

use std::sync::LazyLock;

use super::{COLUMNS, Row};
use crate::domain::{
    conversation::{Part, plain_text},
    id::AgentId,
    ticket::Ticket,
};
use crate::store::{Result, Tx, on, sql::Sql};

/// Which tickets to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View<'a> {
    /// Open ones of this agent.
    Mine(&'a AgentId),
    /// Open ones nobody has.
    Unassigned,
    /// All open ones.
    All,
    /// Done ones, the newest first.
    Resolved,
}

/// Which of those, and how many.
#[derive(Debug, Clone, Copy)]
pub struct Filter<'a> {
    /// The queue.
    pub view: View<'a>,
    /// Only this team's.
    pub team: Option<&'a str>,
    /// Only those whose number, subject or requester contains this, in lower case.
    pub query: Option<&'a str>,
    /// How many at most.
    pub limit: i64,
    /// Only those behind this ticket, by its bare number.
    pub after: Option<i64>,
}

/// A ticket with the newest words of its conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The ticket.
    pub ticket: Ticket,
    /// Who has it, by name.
    pub assignee_name: Option<String>,
    /// The newest message.
    pub snippet: String,
    /// Who said it, as a word.
    pub last_sender: String,
    /// Its place.
    pub last_seq: i64,
}

#[derive(sqlx::FromRow)]
struct ListRow {
    #[sqlx(flatten)]
    ticket: Row,
    assignee_name: Option<String>,
    snippet: Option<String>,
    parts: Option<String>,
    last_sender: Option<String>,
    last_seq: i64,
}

/// What is read of the newest message.
const NEWEST: &str = "m.text AS snippet, m.parts, m.sender AS last_sender, c.last_seq";

const FROM: &str = "FROM ticket t JOIN conversation c ON c.id = t.conversation
    LEFT JOIN agent a ON a.id = t.assignee
    LEFT JOIN message m ON m.conversation = t.conversation AND m.seq = c.last_seq";

const WHERE: &str = "WHERE (($1 = 'mine' AND t.assignee = $2 AND t.status <> 'resolved')
        OR ($1 = 'unassigned' AND t.assignee IS NULL AND t.status <> 'resolved')
        OR ($1 = 'all' AND t.status <> 'resolved')
        OR ($1 = 'resolved' AND t.status = 'resolved'))
    AND ($3 = '' OR t.team = $3)
    AND ($4 = '' OR lower(t.subject) LIKE $4 ESCAPE '!' OR lower(t.requester) LIKE $4 ESCAPE '!' OR CAST(t.number AS TEXT) LIKE $4 ESCAPE '!')";

/// Where a ticket stands in its queue.
const PLACE: &str = "CASE WHEN $1 = 'resolved' THEN -t.updated_at ELSE t.due_at END";

/// The tickets of a queue by deadline, the nearest first (done ones by when they were done), and how many there are in all.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn list(tx: &mut Tx, filter: Filter<'_>) -> Result<(Vec<Listed>, i64)> {
    static ROWS: LazyLock<Sql> = LazyLock::new(|| {
        Sql::new(&format!(
            "SELECT {COLUMNS}, a.name AS assignee_name, {NEWEST} {FROM} {WHERE}
             AND ($6 = 0 OR ({PLACE}, t.number) > (SELECT {PLACE}, t.number FROM ticket t WHERE t.number = $6))
             ORDER BY {PLACE}, t.number LIMIT $5"
        ))
    });
    static COUNT: LazyLock<Sql> = LazyLock::new(|| Sql::new(&format!("SELECT COUNT(*) FROM ticket t {WHERE}")));
    let (view, agent) = words(filter.view);
    let (team, query) = (filter.team.unwrap_or(""), filter.query.map(contains).unwrap_or_default());
    let (rows, count) = (ROWS.on(tx), COUNT.on(tx));
    let rows: Vec<ListRow> =
        on!(tx, conn => sqlx::query_as(rows).bind(view).bind(agent).bind(team).bind(&query).bind(filter.limit).bind(filter.after.unwrap_or(0)).fetch_all(conn).await)?;
    let total: i64 = on!(tx, conn => sqlx::query_scalar(count).bind(view).bind(agent).bind(team).bind(&query).fetch_one(conn).await)?;
    let listed: Result<Vec<Listed>> = rows.into_iter().map(listed).collect();
    Ok((listed?, total))
}

/// One ticket with the newest words of its conversation.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn find(tx: &mut Tx, number: i64) -> Result<Option<Listed>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| Sql::new(&format!("SELECT {COLUMNS}, a.name AS assignee_name, {NEWEST} {FROM} WHERE t.number = $1")));
    let sql = SQL.on(tx);
    let row: Option<ListRow> = on!(tx, conn => sqlx::query_as(sql).bind(number).fetch_optional(conn).await)?;
    row.map(listed).transpose()
}

fn listed(row: ListRow) -> Result<Listed> {
    // Files may come without a word.
    let snippet = row.snippet.unwrap_or_default();
    let parts = row.parts.filter(|_| snippet.is_empty()).and_then(|parts| serde_json::from_str::<Vec<Part>>(&parts).ok()).unwrap_or_default();
    Ok(Listed {
        ticket: row.ticket.try_into()?,
        assignee_name: row.assignee_name,
        snippet: if snippet.is_empty() { plain_text("", &parts) } else { snippet },
        last_sender: row.last_sender.unwrap_or_default(),
        last_seq: row.last_seq,
    })
}

fn words(view: View<'_>) -> (&'static str, &str) {
    match view {
        View::Mine(agent) => ("mine", agent.as_str()),
        View::Unassigned => ("unassigned", ""),
        View::All => ("all", ""),
        View::Resolved => ("resolved", ""),
    }
}

/// A pattern that finds this text anywhere, its own signs taken literally.
fn contains(text: &str) -> String {
    let escaped: String = text.to_lowercase().chars().flat_map(|sign| if matches!(sign, '%' | '_' | '!') { vec!['!', sign] } else { vec![sign] }).collect();
    format!("%{escaped}%")
}

/// Open tickets: of this agent, of nobody, of everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Counts {
    /// Of this agent.
    pub mine: i64,
    /// Of nobody.
    pub unassigned: i64,
    /// Of everybody.
    pub all_open: i64,
}

/// How many tickets are open.
///
/// # Errors
/// When the database refuses.
pub async fn counts(tx: &mut Tx, agent: &AgentId) -> Result<Counts> {
    const SQL: &str = "SELECT COUNT(CASE WHEN assignee = $1 THEN 1 END) AS mine, COUNT(CASE WHEN assignee IS NULL THEN 1 END) AS unassigned, COUNT(*) AS all_open
        FROM ticket WHERE status <> 'resolved'";
    Ok(on!(tx, conn => sqlx::query_as(SQL).bind(agent.as_str()).fetch_one(conn).await)?)
}

/// Open and unassigned tickets of each team that has any.
///
/// # Errors
/// When the database refuses.
pub async fn by_team(tx: &mut Tx) -> Result<Vec<(String, i64, i64)>> {
    const SQL: &str = "SELECT team, COUNT(*), COUNT(CASE WHEN assignee IS NULL THEN 1 END) FROM ticket WHERE status <> 'resolved' GROUP BY team ORDER BY team";
    Ok(on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?)
}

/// How many open tickets each agent has.
///
/// # Errors
/// When the database refuses.
pub async fn by_agent(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    const SQL: &str = "SELECT assignee, COUNT(*) FROM ticket WHERE status <> 'resolved' AND assignee IS NOT NULL GROUP BY assignee";
    Ok(on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?)
}

/// The open ticket nobody has whose deadline is nearest, in one of these teams (in any, if none is named).
///
/// # Errors
/// When the database refuses.
pub async fn nearest_unassigned(tx: &mut Tx, teams: &[&str]) -> Result<Option<i64>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| {
        Sql::new(
            "SELECT t.number FROM ticket t WHERE t.assignee IS NULL AND t.status <> 'resolved' AND ($2 = 0 OR t.team IN {ids})
             ORDER BY t.due_at, t.number LIMIT 1 {skip_locked}",
        )
    });
    let sql = SQL.on(tx);
    let count = i64::try_from(teams.len()).unwrap_or(0);
    Ok(on!(tx, conn => sqlx::query_scalar(sql).bind(crate::store::sql::json(&teams)).bind(count).fetch_optional(conn).await)?)
}
