//! Where a ticket stands in the systems of others, what was heard there, and up to where they were read.

use super::{
    Result, Tx,
    error::corrupt,
    on,
    sql::{read_word, word},
};
use crate::domain::{sink::Standing, time::Timestamp};

/// A ticket and one sink it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Our number.
    pub ticket: i64,
    /// The sink.
    pub sink: String,
    /// What it is called there, once it is open.
    pub remote: Option<String>,
    /// Where people look at it there.
    pub url: Option<String>,
    /// Where it stood there when we last sent or heard of it.
    pub standing: Standing,
    /// Who has it there.
    pub assignee: Option<String>,
    /// When we last sent where it stands.
    pub told_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    ticket: i64,
    sink: String,
    remote: Option<String>,
    url: Option<String>,
    standing: String,
    assignee: Option<String>,
    told_at: i64,
}

impl TryFrom<Row> for Link {
    type Error = super::Error;

    fn try_from(row: Row) -> Result<Self> {
        let standing = read_word(row.standing).ok_or_else(|| corrupt("link", "standing", &row.ticket))?;
        Ok(Self { ticket: row.ticket, sink: row.sink, remote: row.remote, url: row.url, standing, assignee: row.assignee, told_at: Timestamp(row.told_at) })
    }
}

/// Notes that a ticket goes to a sink.
///
/// # Errors
/// `Duplicate` when it does already.
pub async fn add(tx: &mut Tx, ticket: i64, sink: &str, reference: &str, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO link (ticket, sink, reference, standing, told_at) VALUES ($1, $2, $3, 'open', $4)";
    on!(tx, conn => sqlx::query(SQL).bind(ticket).bind(sink).bind(reference).bind(now.0).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Notes that a ticket is open in a sink, and what it is called there.
///
/// # Errors
/// `Duplicate` when another ticket is called so there.
pub async fn opened(tx: &mut Tx, ticket: i64, sink: &str, remote: &str, url: Option<&str>) -> Result<()> {
    const SQL: &str = "UPDATE link SET remote = $3, url = $4 WHERE ticket = $1 AND sink = $2";
    on!(tx, conn => sqlx::query(SQL).bind(ticket).bind(sink).bind(remote).bind(url).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Notes where a ticket stands in a sink, because we sent it or heard it.
///
/// # Errors
/// When the database refuses.
pub async fn stands(tx: &mut Tx, ticket: i64, sink: &str, standing: Standing, told_at: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE link SET standing = $3, told_at = $4 WHERE ticket = $1 AND sink = $2";
    on!(tx, conn => sqlx::query(SQL).bind(ticket).bind(sink).bind(word(&standing)).bind(told_at.0).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Notes who has a ticket in a sink.
///
/// # Errors
/// When the database refuses.
pub async fn assigned(tx: &mut Tx, ticket: i64, sink: &str, assignee: &str) -> Result<()> {
    const SQL: &str = "UPDATE link SET assignee = $3 WHERE ticket = $1 AND sink = $2";
    on!(tx, conn => sqlx::query(SQL).bind(ticket).bind(sink).bind(assignee).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Every sink a ticket goes to.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn of_ticket(tx: &mut Tx, ticket: i64) -> Result<Vec<Link>> {
    const SQL: &str = "SELECT ticket, sink, remote, url, standing, assignee, told_at FROM link WHERE ticket = $1 ORDER BY sink";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(ticket).fetch_all(conn).await)?;
    rows.into_iter().map(Link::try_from).collect()
}

/// The ticket that a sink calls so.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn find(tx: &mut Tx, sink: &str, remote: &str) -> Result<Option<Link>> {
    const SQL: &str = "SELECT ticket, sink, remote, url, standing, assignee, told_at FROM link WHERE sink = $1 AND remote = $2";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(sink).bind(remote).fetch_optional(conn).await)?;
    row.map(Link::try_from).transpose()
}

/// What tickets are called in a sink that are not done there, newest first, so many at most.
///
/// # Errors
/// When the database refuses.
pub async fn open_in(tx: &mut Tx, sink: &str, most: i64) -> Result<Vec<String>> {
    const SQL: &str = "SELECT remote FROM link WHERE sink = $1 AND remote IS NOT NULL AND standing <> 'resolved' ORDER BY ticket DESC LIMIT $2";
    Ok(on!(tx, conn => sqlx::query_scalar(SQL).bind(sink).bind(most).fetch_all(conn).await)?)
}

/// Notes that a comment was heard; `false` when it was before.
///
/// # Errors
/// When the database refuses.
pub async fn hear(tx: &mut Tx, sink: &str, remote: &str, comment: &str, now: Timestamp) -> Result<bool> {
    const SQL: &str = "INSERT INTO heard (sink, remote, comment, at) VALUES ($1, $2, $3, $4) ON CONFLICT (sink, remote, comment) DO NOTHING";
    let rows = on!(tx, conn => sqlx::query(SQL).bind(sink).bind(remote).bind(comment).bind(now.0).execute(conn).await?.rows_affected());
    Ok(rows == 1)
}

/// Up to where a sink was read, in its own words.
///
/// # Errors
/// When the database refuses.
pub async fn place(tx: &mut Tx, sink: &str) -> Result<Option<String>> {
    const SQL: &str = "SELECT place FROM read_up_to WHERE sink = $1";
    Ok(on!(tx, conn => sqlx::query_scalar(SQL).bind(sink).fetch_optional(conn).await)?)
}

/// Notes up to where a sink was read.
///
/// # Errors
/// When the database refuses.
pub async fn read(tx: &mut Tx, sink: &str, place: &str, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO read_up_to (sink, place, read_at) VALUES ($1, $2, $3) ON CONFLICT (sink) DO UPDATE SET place = excluded.place, read_at = excluded.read_at";
    on!(tx, conn => sqlx::query(SQL).bind(sink).bind(place).bind(now.0).execute(conn).await.map(|_| ()))?;
    Ok(())
}
