//! What is to be sent: written with its cause, claimed by whichever node is free, in the order of its lane.

mod list;

use std::sync::LazyLock;

pub use list::{Attempt, Listed, Wanted, attempts, find, list, search};

use super::{
    Result, Tx,
    error::{corrupt, one},
    on,
    sql::{Sql, json, read_word, word},
};
use crate::domain::{
    id::ConversationId,
    outbox::{Answer, Next, Parcel, ParcelKind},
    time::Timestamp,
};

/// A parcel to be written.
#[derive(Debug, Clone)]
pub struct NewParcel<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it is.
    pub kind: ParcelKind,
    /// Where to.
    pub target: &'a str,
    /// What it must not overtake.
    pub lane: &'a str,
    /// The conversation it comes from.
    pub conversation: Option<&'a ConversationId>,
    /// The ticket it is about.
    pub ticket: Option<i64>,
    /// What is sent, as JSON.
    pub body: &'a str,
}

/// Writes a parcel, to be sent at once, behind those of its lane.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, new: &NewParcel<'_>, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO outbox (id, kind, target, lane, place, conversation, ticket, body, state, attempts, unsure, due_at, claimed_until, created_at, updated_at)
         SELECT $1, $2, $3, $4, COALESCE((SELECT MAX(place) FROM outbox WHERE target = $3 AND lane = $4), 0) + 1, $5, $6, $7, 'waiting', 0, FALSE, $8, 0, $8, $8";
    let (kind, conversation) = (word(&new.kind), new.conversation.map(ConversationId::as_str));
    on!(tx, conn => sqlx::query(SQL).bind(new.id).bind(kind).bind(new.target).bind(new.lane).bind(conversation).bind(new.ticket).bind(new.body).bind(now.0).execute(conn).await.map(|_| ()))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    kind: String,
    target: String,
    lane: String,
    conversation: Option<String>,
    ticket: Option<i64>,
    body: String,
    attempts: i64,
    unsure: bool,
    created_at: i64,
    remote: Option<String>,
    address: Option<String>,
}

impl TryFrom<Row> for Parcel {
    type Error = super::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            kind: read_word(row.kind).ok_or_else(|| corrupt("outbox", "kind", &row.id))?,
            attempts: u32::try_from(row.attempts).map_err(|_| corrupt("outbox", "attempts", &row.id))?,
            id: row.id,
            target: row.target,
            lane: row.lane,
            conversation: row.conversation.map(ConversationId),
            ticket: row.ticket,
            body: row.body,
            unsure: row.unsure,
            remote: row.remote,
            address: row.address,
            created_at: Timestamp(row.created_at),
        })
    }
}

/// What a claim takes along.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// When.
    pub now: Timestamp,
    /// Until when whoever claims is believed to be alive; after that the parcel may have been sent.
    pub until: Timestamp,
    /// So many at most.
    pub most: i64,
    /// Targets that are left in peace.
    pub but: &'a [String],
}

/// Claims what is due: of each lane the first only, so that nothing overtakes. What another node holds is passed over, and so is what is for a
/// target that rests.
/// What may have arrived once is looked for at every later attempt, whatever came between.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn claim(tx: &mut Tx, claim: Claim<'_>) -> Result<Vec<Parcel>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| {
        Sql::new(
            "UPDATE outbox SET state = 'sending', unsure = (unsure OR state <> 'waiting'), attempts = attempts + 1, claimed_until = $3, updated_at = $2
             WHERE id IN (SELECT o.id FROM outbox o
                 WHERE o.state IN ('waiting', 'unknown', 'sending') AND (o.state <> 'sending' OR o.claimed_until < $2) AND o.due_at <= $2 AND o.target NOT IN {ids}
                   AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.target = o.target AND e.lane = o.lane AND e.place < o.place AND e.state NOT IN ('sent', 'dropped'))
                   AND NOT EXISTS (SELECT 1 FROM resting r WHERE r.target = o.target)
                 ORDER BY o.due_at, o.id LIMIT $4 {skip_locked})
             RETURNING id, kind, target, lane, conversation, ticket, body, attempts, unsure, created_at,
                 (SELECT l.remote FROM link l WHERE l.ticket = outbox.ticket AND l.sink = outbox.target) AS remote,
                 (SELECT c.address FROM chat c WHERE c.conversation = outbox.conversation AND c.channel = outbox.target) AS address",
        )
    });
    let sql = SQL.on(tx);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(sql).bind(json(&claim.but)).bind(claim.now.0).bind(claim.until.0).bind(claim.most).fetch_all(conn).await)?;
    let mut parcels: Vec<Parcel> = rows.into_iter().map(Parcel::try_from).collect::<Result<_>>()?;
    parcels.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(parcels)
}

/// When the next one is due, those under way included, but for some targets and those that rest; `None` when there is nothing.
///
/// # Errors
/// When the database refuses.
pub async fn next_due(tx: &mut Tx, but: &[String]) -> Result<Option<Timestamp>> {
    static SQL: LazyLock<Sql> = LazyLock::new(|| {
        Sql::new(
            "SELECT MIN(CASE WHEN state = 'sending' THEN claimed_until ELSE due_at END) FROM outbox o WHERE state IN ('waiting', 'unknown', 'sending') AND o.target NOT IN {ids}
         AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.target = o.target AND e.lane = o.lane AND e.place < o.place AND e.state NOT IN ('sent', 'dropped'))
         AND NOT EXISTS (SELECT 1 FROM resting r WHERE r.target = o.target)",
        )
    });
    let sql = SQL.on(tx);
    let due: Option<i64> = on!(tx, conn => sqlx::query_scalar(sql).bind(json(&but)).fetch_one(conn).await)?;
    Ok(due.map(Timestamp))
}

/// Writes down what an attempt came to and what becomes of the parcel; what arrived is emptied, unless it may be asked for again. `false` when another node has claimed it since.
///
/// # Errors
/// When the database refuses.
pub async fn settle(tx: &mut Tx, parcel: &Parcel, answer: &Answer, ms: i64, next: Next, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE outbox SET state = $3, due_at = $4, updated_at = $5, reference = COALESCE($6, reference), body = CASE WHEN $3 = 'sent' AND kind <> 'event' THEN '' ELSE body END, unsure = (unsure OR $7)
         WHERE id = $1 AND state = 'sending' AND attempts = $2";
    const ATTEMPT: &str =
        "INSERT INTO attempt (parcel, number, at, ms, result, words) SELECT $1, COALESCE((SELECT MAX(number) FROM attempt WHERE parcel = $1), 0) + 1, $2, $3, $4, $5";
    let reference = if let Answer::Delivered { reference, .. } = answer { reference.as_deref() } else { None };
    let (attempts, state) = (i64::from(parcel.attempts), word(&next.state));
    // Once nobody knows, every later attempt has to look first, also one begun by hand.
    let lost = matches!(answer, Answer::Lost { .. });
    let rows = on!(tx, conn => sqlx::query(SQL).bind(&parcel.id).bind(attempts).bind(state).bind(next.due_at.0).bind(now.0).bind(reference).bind(lost).execute(conn).await?.rows_affected());
    if rows == 0 {
        return Ok(false);
    }
    on!(tx, conn => sqlx::query(ATTEMPT).bind(&parcel.id).bind(now.0).bind(ms).bind(answer.word()).bind(answer.words()).execute(conn).await.map(|_| ()))?;
    Ok(true)
}

/// Has a parcel that was left for a person tried again from the start, or an event sent again that arrived; it keeps its key, and may have arrived.
///
/// # Errors
/// `NotOne` when there is no such parcel.
pub async fn retry(tx: &mut Tx, id: &str, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE outbox SET state = 'waiting', attempts = 0, unsure = TRUE, due_at = $2, updated_at = $2
         WHERE id = $1 AND (state IN ('dead', 'waiting', 'unknown') OR (state = 'sent' AND kind = 'event'))";
    let rows = on!(tx, conn => sqlx::query(SQL).bind(id).bind(now.0).execute(conn).await?.rows_affected());
    one("retry a parcel", rows)
}

/// Has every parcel that was left for a person tried again, or those for one target; they keep their keys. Says how many.
///
/// # Errors
/// When the database refuses.
pub async fn retry_dead(tx: &mut Tx, target: Option<&str>, now: Timestamp) -> Result<u64> {
    const SQL: &str = "UPDATE outbox SET state = 'waiting', attempts = 0, due_at = $2, updated_at = $2 WHERE state = 'dead' AND kind <> 'call' AND target = COALESCE($1, target)";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(target).bind(now.0).execute(conn).await?.rows_affected()))
}

/// Has the events of a target sent again that were written since an instant and arrived, or were left for a person; they keep their keys. Says how many.
///
/// # Errors
/// When the database refuses.
pub async fn replay(tx: &mut Tx, target: &str, since: Timestamp, now: Timestamp) -> Result<u64> {
    const SQL: &str = "UPDATE outbox SET state = 'waiting', attempts = 0, unsure = TRUE, due_at = $3, updated_at = $3
         WHERE kind = 'event' AND target = $1 AND created_at >= $2 AND state IN ('sent', 'dead')";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(target).bind(since.0).bind(now.0).execute(conn).await?.rows_affected()))
}

/// The parcels that wait for a person.
///
/// # Errors
/// When the database refuses.
pub async fn dead(tx: &mut Tx) -> Result<Vec<String>> {
    const SQL: &str = "SELECT id FROM outbox WHERE state = 'dead' AND kind <> 'call' ORDER BY id LIMIT 100";
    Ok(on!(tx, conn => sqlx::query_scalar(SQL).fetch_all(conn).await)?)
}

/// How many alerts of a ticket arrived.
///
/// # Errors
/// When the database refuses.
pub async fn alerts_sent(tx: &mut Tx, ticket: i64) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM outbox WHERE ticket = $1 AND kind = 'alert' AND state = 'sent'";
    Ok(on!(tx, conn => sqlx::query_scalar(SQL).bind(ticket).fetch_one(conn).await)?)
}

/// Notes that a parcel is at its target, because that said so itself; one that was never sent cannot be. Whether it was under way.
///
/// # Errors
/// When the database refuses.
pub async fn arrived(tx: &mut Tx, id: &str, target: &str, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE outbox SET state = 'sent', body = '', due_at = $3, updated_at = $3
         WHERE id = $1 AND target = $2 AND state IN ('waiting', 'sending', 'unknown', 'dead') AND (attempts > 0 OR unsure)";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(id).bind(target).bind(now.0).execute(conn).await?.rows_affected()) == 1)
}

/// Whether something is still on its way to a sink that says where a ticket stands.
///
/// # Errors
/// When the database refuses.
pub async fn tells_standing(tx: &mut Tx, sink: &str, ticket: i64) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM outbox WHERE target = $1 AND ticket = $2 AND kind IN ('open', 'status') AND state IN ('waiting', 'sending', 'unknown')";
    let count: i64 = on!(tx, conn => sqlx::query_scalar(SQL).bind(sink).bind(ticket).fetch_one(conn).await)?;
    Ok(count > 0)
}

/// Gives up the events that targets that rest were not told, of before an instant. Says how many.
///
/// # Errors
/// When the database refuses.
pub async fn give_up_resting(tx: &mut Tx, before: Timestamp, now: Timestamp) -> Result<u64> {
    const SQL: &str = "UPDATE outbox SET state = 'dropped', due_at = $2, updated_at = $2
         WHERE kind = 'event' AND created_at < $1 AND state IN ('waiting', 'unknown', 'dead') AND target IN (SELECT target FROM resting)";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(before.0).bind(now.0).execute(conn).await?.rows_affected()))
}

/// Takes away events that ended before an instant, with their attempts, so many at most. Says how many.
///
/// # Errors
/// When the database refuses.
pub async fn remove_events(tx: &mut Tx, before: Timestamp, most: i64) -> Result<usize> {
    const ENDED: &str = "SELECT id FROM outbox WHERE kind = 'event' AND state IN ('sent', 'dropped') AND updated_at < $1 ORDER BY updated_at LIMIT $2";
    static ATTEMPTS: LazyLock<Sql> = LazyLock::new(|| Sql::new("DELETE FROM attempt WHERE parcel IN {ids}"));
    static EVENTS: LazyLock<Sql> = LazyLock::new(|| Sql::new("DELETE FROM outbox WHERE id IN {ids}"));
    let ids: Vec<String> = on!(tx, conn => sqlx::query_scalar(ENDED).bind(before.0).bind(most).fetch_all(conn).await)?;
    for sql in [&ATTEMPTS, &EVENTS] {
        let sql = sql.on(tx);
        on!(tx, conn => sqlx::query(sql).bind(json(&ids)).execute(conn).await.map(|_| ()))?;
    }
    Ok(ids.len())
}
