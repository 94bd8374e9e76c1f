//! The outbox as people look at it: what has not arrived, what arrived last, and what each attempt came to.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{
    super::{Result, Tx, error::corrupt, on, sql::read_word, sql::word},
    Row,
};
use crate::domain::{
    outbox::{Parcel, ParcelKind, ParcelState},
    time::Timestamp,
};

/// A parcel as people look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The parcel; its body is left out unless it is an event.
    pub parcel: Parcel,
    /// Where it stands.
    pub state: ParcelState,
    /// When it is tried next, or when it ended.
    pub due_at: Timestamp,
    /// What the last attempt came to, in words.
    pub last: Option<String>,
}

impl Listed {
    /// Whether it arrived and can be sent again.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.state == ParcelState::Sent && self.parcel.kind == ParcelKind::Event
    }

    /// What happened, if it is an event.
    #[must_use]
    pub fn event(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Typed {
            r#type: String,
        }
        serde_json::from_str::<Typed>(&self.parcel.body).ok().map(|typed| typed.r#type).filter(|_| self.parcel.kind == ParcelKind::Event)
    }
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'a> {
    /// Only what is for this target.
    pub target: Option<&'a str>,
    /// Only what stands so.
    pub state: Option<ParcelState>,
}

/// An attempt to send a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When it ended.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub ms: i64,
    /// What it came to: `delivered`, `failed`, `lost`, `refused` or `gone`.
    pub result: String,
    /// The same in words without secrets.
    pub words: String,
}

const COLUMNS: &str = "SELECT o.id, o.kind, o.target, o.lane, o.conversation, o.ticket, CASE WHEN o.kind = 'event' THEN o.body ELSE '' END AS body, o.attempts, o.unsure,
        o.created_at, NULL AS remote, NULL AS address, o.state, o.due_at, (SELECT a.words FROM attempt a WHERE a.parcel = o.id ORDER BY a.number DESC LIMIT 1) AS last
    FROM outbox o";

#[derive(sqlx::FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    row: Row,
    state: String,
    due_at: i64,
    last: Option<String>,
}

impl TryFrom<ListedRow> for Listed {
    type Error = super::super::Error;

    fn try_from(ListedRow { row, state, due_at, last }: ListedRow) -> Result<Self> {
        let state = read_word(state).ok_or_else(|| corrupt("outbox", "state", &row.id))?;
        Ok(Self { parcel: row.try_into()?, state, due_at: Timestamp(due_at), last })
    }
}

/// What has not arrived, and what arrived last, newest first.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn list(tx: &mut Tx, most: i64) -> Result<Vec<Listed>> {
    search(tx, &Wanted::default(), most).await
}

/// The same, of what is looked for.
///
/// # Errors
/// When the database refuses or a row is corrupt.
pub async fn search(tx: &mut Tx, wanted: &Wanted<'_>, most: i64) -> Result<Vec<Listed>> {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        format!(
            "{COLUMNS} WHERE o.target = COALESCE($2, o.target) AND o.state = COALESCE($3, o.state)
             ORDER BY CASE WHEN o.state IN ('sent', 'dropped') THEN 1 ELSE 0 END, o.created_at DESC, o.id DESC LIMIT $1"
        )
    });
    let state = wanted.state.map(|state| word(&state));
    let rows: Vec<ListedRow> = on!(tx, conn => sqlx::query_as(SQL.as_str()).bind(most).bind(wanted.target).bind(state).fetch_all(conn).await)?;
    rows.into_iter().map(Listed::try_from).collect()
}

/// One parcel.
///
/// # Errors
/// When the database refuses or the row is corrupt.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Listed>> {
    static SQL: LazyLock<String> = LazyLock::new(|| format!("{COLUMNS} WHERE o.id = $1"));
    let row: Option<ListedRow> = on!(tx, conn => sqlx::query_as(SQL.as_str()).bind(id).fetch_optional(conn).await)?;
    row.map(Listed::try_from).transpose()
}

/// Every attempt to send a parcel, the first one first.
///
/// # Errors
/// When the database refuses.
pub async fn attempts(tx: &mut Tx, id: &str) -> Result<Vec<Attempt>> {
    const SQL: &str = "SELECT at, ms, result, words FROM attempt WHERE parcel = $1 ORDER BY number";
    let rows: Vec<(i64, i64, String, String)> = on!(tx, conn => sqlx::query_as(SQL).bind(id).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(at, ms, result, words)| Attempt { at: Timestamp(at), ms, result, words }).collect())
}
