//! People whose identity is proven, their visitors, and their sign-ins.

use super::{
    Error, Result, Tx,
    error::{corrupt, one},
    on,
    sql::{read_word, word},
};
use crate::domain::{
    id::{PersonId, VisitorId},
    person::{Claim, Known, Person, Proven},
    time::Timestamp,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    account: Option<String>,
    name: String,
    email: String,
    proven: String,
}

impl TryFrom<Row> for Person {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let proven = read_word::<Proven>(row.proven).ok_or_else(|| corrupt("person", "proven", &row.id))?;
        Ok(Self { id: PersonId(row.id), name: row.name, email: row.email, account: row.account, proven })
    }
}

#[derive(sqlx::FromRow)]
struct KnownRow {
    id: String,
    subject: Option<String>,
    account: Option<String>,
}

impl From<KnownRow> for Known {
    fn from(row: KnownRow) -> Self {
        Self { id: PersonId(row.id), subject: row.subject, account: row.account }
    }
}

/// Whoever this kind of proof calls by this name; nobody for codes, which know addresses only.
///
/// # Errors
/// When the database refuses.
pub async fn by_name(tx: &mut Tx, claim: &Claim) -> Result<Option<Known>> {
    const SUBJECT: &str = "SELECT id, subject, account FROM person WHERE subject = $1";
    const ACCOUNT: &str = "SELECT id, subject, account FROM person WHERE account = $1";
    let sql = match claim.proven {
        Proven::Token => SUBJECT,
        Proven::Proxy => ACCOUNT,
        Proven::Code => return Ok(None),
    };
    let row: Option<KnownRow> = on!(tx, conn => sqlx::query_as(sql).bind(&claim.subject).fetch_optional(conn).await)?;
    Ok(row.map(Known::from))
}

/// Whoever this address belongs to for sure.
///
/// # Errors
/// When the database refuses.
pub async fn by_address(tx: &mut Tx, email: &str) -> Result<Option<Known>> {
    const SQL: &str = "SELECT id, subject, account FROM person WHERE email = $1 AND email_proven";
    let row: Option<KnownRow> = on!(tx, conn => sqlx::query_as(SQL).bind(email).fetch_optional(conn).await)?;
    Ok(row.map(Known::from))
}

/// One person.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn find(tx: &mut Tx, id: &PersonId) -> Result<Option<Person>> {
    const SQL: &str = "SELECT id, account, name, email, proven FROM person WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.as_str()).fetch_optional(conn).await)?;
    row.map(Person::try_from).transpose()
}

/// The person a visitor is, if that is proven.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn of_visitor(tx: &mut Tx, visitor: &VisitorId) -> Result<Option<Person>> {
    const SQL: &str = "SELECT p.id, p.account, p.name, p.email, p.proven FROM visitor v JOIN person p ON p.id = v.person WHERE v.id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(visitor.as_str()).fetch_optional(conn).await)?;
    row.map(Person::try_from).transpose()
}

/// Adds somebody that nothing is known of.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, id: &PersonId, proven: Proven, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO person (id, name, email, email_proven, proven, created_at, updated_at) VALUES ($1, '', '', FALSE, $2, $3, $3)";
    on!(tx, conn => sqlx::query(SQL).bind(id.as_str()).bind(word(&proven)).bind(now.0).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Notes what a proof says of a person. An address that is theirs for sure is not given up for one that may not be.
///
/// # Errors
/// `Duplicate` when the name or the address is somebody else's for sure.
pub async fn note(tx: &mut Tx, id: &PersonId, claim: &Claim, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE person SET subject = COALESCE($2, subject), account = COALESCE($3, account), name = COALESCE($4, name),
            email = CASE WHEN $6 OR NOT email_proven THEN COALESCE($5, email) ELSE email END, email_proven = email_proven OR $6, proven = $7, updated_at = $8
        WHERE id = $1";
    let of = |proven| (claim.proven == proven).then_some(claim.subject.as_str());
    let said = |text: &'_ str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let rows = on!(tx, conn => sqlx::query(SQL)
        .bind(id.as_str()).bind(of(Proven::Token)).bind(of(Proven::Proxy)).bind(said(&claim.name)).bind(said(&claim.email)).bind(claim.email_proven)
        .bind(word(&claim.proven)).bind(now.0)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    one("person.note", rows)
}

/// Takes an address from whoever had it before: it is somebody else's now, and so is nothing of theirs.
///
/// # Errors
/// When there is no such person.
pub async fn bar_address(tx: &mut Tx, id: &PersonId) -> Result<()> {
    const SQL: &str = "UPDATE person SET email_proven = FALSE WHERE id = $1";
    let rows = on!(tx, conn => sqlx::query(SQL).bind(id.as_str()).execute(conn).await.map(|done| done.rows_affected()))?;
    one("person.bar_address", rows)
}

/// The visitor that is this person on a channel, added under the given id if there is none.
///
/// # Errors
/// When the database refuses.
pub async fn ensure_visitor(tx: &mut Tx, person: &PersonId, channel: &str, new: &VisitorId, now: Timestamp) -> Result<VisitorId> {
    const ADD: &str = "INSERT INTO visitor (id, channel, created_at, person) VALUES ($1, $2, $3, $4) ON CONFLICT (person, channel) DO NOTHING";
    const FIND: &str = "SELECT id FROM visitor WHERE person = $1 AND channel = $2";
    on!(tx, conn => sqlx::query(ADD).bind(new.as_str()).bind(channel).bind(now.0).bind(person.as_str()).execute(conn).await.map(|_| ()))?;
    let found: String = on!(tx, conn => sqlx::query_scalar(FIND).bind(person.as_str()).bind(channel).fetch_one(conn).await)?;
    Ok(VisitorId(found))
}

/// The visitors of a person, with the channel of each.
///
/// # Errors
/// When the database refuses.
pub async fn visitors(tx: &mut Tx, person: &PersonId) -> Result<Vec<(VisitorId, String)>> {
    const SQL: &str = "SELECT id, channel FROM visitor WHERE person = $1 ORDER BY id";
    let rows: Vec<(String, String)> = on!(tx, conn => sqlx::query_as(SQL).bind(person.as_str()).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(id, channel)| (VisitorId(id), channel)).collect())
}

/// Takes a person away whose visitors have nothing left; their sign-ins end.
///
/// # Errors
/// When something of theirs is left.
pub async fn remove(tx: &mut Tx, id: &PersonId) -> Result<()> {
    const SESSIONS: &str = "DELETE FROM person_session WHERE person = $1";
    const VISITORS: &str = "DELETE FROM visitor WHERE person = $1";
    const PERSON: &str = "DELETE FROM person WHERE id = $1";
    for sql in [SESSIONS, VISITORS, PERSON] {
        on!(tx, conn => sqlx::query(sql).bind(id.as_str()).execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Begins a sign-in, known by the hash of its secret.
///
/// # Errors
/// When the database refuses.
pub async fn add_session(tx: &mut Tx, token_hash: &str, id: &PersonId, now: Timestamp, until: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO person_session (token, person, created_at, expires_at) VALUES ($1, $2, $3, $4)";
    const OLD: &str = "DELETE FROM person_session WHERE expires_at < $1";
    on!(tx, conn => sqlx::query(OLD).bind(now.0).execute(conn).await.map(|_| ()))?;
    on!(tx, conn => sqlx::query(SQL).bind(token_hash).bind(id.as_str()).bind(now.0).bind(until.0).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Lets a sign-in last longer, if it is this person's and not over; says whether it is.
///
/// # Errors
/// When the database refuses.
pub async fn extend_session(tx: &mut Tx, token_hash: &str, id: &PersonId, now: Timestamp, until: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE person_session SET expires_at = $4 WHERE token = $1 AND person = $2 AND expires_at > $3";
    let rows = on!(tx, conn => sqlx::query(SQL).bind(token_hash).bind(id.as_str()).bind(now.0).bind(until.0).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Who an unexpired sign-in belongs to, and the visitor they are on the web.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn of_session(tx: &mut Tx, token_hash: &str, now: Timestamp) -> Result<Option<(Person, VisitorId)>> {
    const SQL: &str = "SELECT p.id, p.account, p.name, p.email, p.proven, v.id AS visitor FROM person_session s JOIN person p ON p.id = s.person
        JOIN visitor v ON v.person = p.id AND v.channel = 'web' WHERE s.token = $1 AND s.expires_at > $2";
    #[derive(sqlx::FromRow)]
    struct Signed {
        #[sqlx(flatten)]
        person: Row,
        visitor: String,
    }
    let row: Option<Signed> = on!(tx, conn => sqlx::query_as(SQL).bind(token_hash).bind(now.0).fetch_optional(conn).await)?;
    row.map(|row| Ok((row.person.try_into()?, VisitorId(row.visitor)))).transpose()
}

/// Ends a sign-in.
///
/// # Errors
/// When the database refuses.
pub async fn end_session(tx: &mut Tx, token_hash: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM person_session WHERE token = $1";
    on!(tx, conn => sqlx::query(SQL).bind(token_hash).execute(conn).await.map(|_| ()))?;
    Ok(())
}
