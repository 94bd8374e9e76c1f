//! Everything stored as lines of JSON, files too, written from one moment and readable into either kind of database.

use std::io::{BufRead, Read as _, Write};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Error, Result, Store, Tx,
    attachment::{self, Attachment},
    folder::{Folder, Which},
    on,
    sql::Sql,
};
use crate::domain::id::AttachmentId;

/// The tables in an order that respects their references, with the columns of each.
pub const TABLES: [(&str, &str); 23] = [
    ("setting", "name text, value text"),
    ("revision", "id text, created_at bigint, files text"),
    ("study", "revision text, place bigint, created_at bigint, bytes text"),
    ("person", "id text, subject text, account text, name text, email text, email_proven boolean, proven text, created_at bigint, updated_at bigint"),
    ("visitor", "id text, channel text, handle text, name text, created_at bigint, person text"),
    (
        "conversation",
        "id text, channel text, visitor text, client_id text, language text, status text, state text, page text, last_seq bigint, turns bigint, handoffs bigint, ticket bigint, version bigint, created_at bigint, updated_at bigint, open_since bigint",
    ),
    (
        "message",
        "conversation text, seq bigint, at bigint, sender text, agent text, name text, language text, text text, client_id text, parts text, turn bigint, choice text, verdict text, intent text, confidence double precision, revision text, outcome text",
    ),
    (
        "ticket",
        "number bigint, conversation text, handoff bigint, subject text, requester text, team text, priority text, status text, channel text, language text, intent text, reason text, brief text, deadline text, due_at bigint, transcript text, assignee text, opened_at bigint, first_replied_at bigint, resolved_at bigint, updated_at bigint",
    ),
    ("ticket_event", "id text, number bigint, at bigint, agent text, kind text, value text"),
    ("note", "id text, number bigint, at bigint, agent text, client_id text, text text"),
    ("attachment", "id text, conversation text, agent text, name text, kind text, bytes bigint, width bigint, height bigint, thumbnail bigint, created_at bigint, seq bigint"),
    ("agent", "id text, email text, name text, role text, teams text, password text, must_change boolean, active boolean, created_at bigint"),
    (
        "outbox",
        "id text, kind text, target text, lane text, place bigint, conversation text, ticket bigint, body text, state text, attempts bigint, unsure boolean, due_at bigint, claimed_until bigint, created_at bigint, updated_at bigint, reference text",
    ),
    ("attempt", "parcel text, number bigint, at bigint, ms bigint, result text, words text"),
    ("resting", "target text, since bigint, words text, mark text"),
    ("link", "ticket bigint, sink text, reference text, remote text, url text, standing text, assignee text, told_at bigint"),
    ("heard", "sink text, remote text, comment text, at bigint"),
    ("read_up_to", "sink text, place text, read_at bigint"),
    ("letter", "id text, conversation text, kind text, message_id text, address text, at bigint"),
    ("correspondence", "conversation text, address text, name text, subject text, chain text, told bigint, quiet boolean"),
    ("mailbox", "name text, validity bigint, uid bigint, since bigint"),
    ("chat", "conversation text, channel text, remote text, place bigint, address text, name text, email text, told bigint"),
    ("warning", "ticket bigint, look_at bigint, told text"),
];

/// How many rows are written back in one statement.
const LOT: usize = 200;
/// How many attachments are looked up in one statement.
const LOT_OF_FILES: i64 = 200;

/// The first line of a backup.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    garda_backup: u32,
}

/// One row of a backup, or one file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Row { table: String, row: Value },
    File { file: AttachmentId, thumbnail: bool, base64: String },
}

/// How much a backup holds.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Rows of all tables.
    pub rows: u64,
    /// Files, and small pictures of them.
    pub files: u64,
    /// Attachments whose bytes are not there.
    pub missing: u64,
}

/// Writes everything but sessions and one-time codes, as it stood at one moment, and the bytes of the attachments.
///
/// # Errors
/// When the database refuses or the file cannot be written.
pub async fn write(store: &Store, folder: &Folder, out: &mut (impl Write + Send)) -> Result<Held> {
    let mut tx = store.snapshot().await?;
    write_line(out, &Head { garda_backup: 1 })?;
    let mut total = Held::default();
    for (table, columns) in TABLES {
        let sql: &'static Sql = Box::leak(Box::new(Sql::new(&format!("SELECT {{object {columns}}} FROM {table}"))));
        let sql = sql.on(&tx);
        on!(&mut tx, conn => {
            let mut found = sqlx::query_scalar::<_, String>(sql).fetch(conn);
            while let Some(row) = found.try_next().await? {
                let row = serde_json::from_str(&row).map_err(|_| Error::Corrupt { table, column: "*", id: String::new() })?;
                write_line(out, &Line::Row { table: table.to_owned(), row })?;
                total.rows += 1;
            }
        });
    }
    let mut after = String::new();
    loop {
        let page = attachment::page(&mut tx, &after, LOT_OF_FILES).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.file.id.0);
        for one in &page {
            write_files(folder, one, out, &mut total)?;
        }
    }
    tx.undo().await?;
    out.flush()?;
    Ok(total)
}

/// Writes the bytes of an attachment; one at a time is in memory.
fn write_files(folder: &Folder, one: &Attachment, out: &mut impl Write, total: &mut Held) -> Result<()> {
    for (which, there) in [(Which::Whole, true), (Which::Thumbnail, one.file.thumbnail)] {
        let mut bytes = Vec::new();
        match folder.open(&one.file.id, which).and_then(|(mut file, _)| file.read_to_end(&mut bytes)) {
            _ if !there => {}
            Ok(_) => {
                write_line(out, &Line::File { file: one.file.id.clone(), thumbnail: which == Which::Thumbnail, base64: STANDARD.encode(&bytes) })?;
                total.files += 1;
            }
            Err(_) => total.missing += 1,
        }
    }
    Ok(())
}

/// Reads a backup into an empty database, all or nothing, and its files into a folder.
///
/// # Errors
/// When the database is not empty or refuses, a file cannot be kept, or a line is not of a backup.
pub async fn read(store: &Store, folder: &Folder, from: &mut (impl BufRead + Send)) -> Result<Held> {
    let mut tx = store.begin().await?;
    if super::conversation::count(&mut tx).await? > 0 || !super::agent::all(&mut tx).await?.is_empty() {
        return Err(Error::Address("the database is not empty; restore into a new one".to_owned()));
    }
    let mut lines = from.lines();
    let head = lines.next().transpose()?.and_then(|line| serde_json::from_str::<Head>(&line).ok());
    if head.is_none_or(|head| head.garda_backup != 1) {
        return Err(Error::Address("this is not a backup of Garda, version 1".to_owned()));
    }
    for table in ["setting", "study", "revision"] {
        let sql = sqlx::AssertSqlSafe(format!("DELETE FROM {table}"));
        on!(&mut tx, conn => sqlx::query(sql).execute(conn).await.map(|_| ()))?;
    }
    let (mut total, mut lot): (Held, (String, Vec<Value>)) = Default::default();
    for line in lines {
        let damaged = || Error::Address(format!("line {} of the backup is damaged; nothing was restored", total.rows + total.files + 2));
        match serde_json::from_str(&line?).map_err(|_| damaged())? {
            Line::Row { table, row } => {
                if table != lot.0 || lot.1.len() >= LOT {
                    insert(&mut tx, &std::mem::replace(&mut lot, (table, Vec::new()))).await?;
                }
                lot.1.push(row);
                total.rows += 1;
            }
            Line::File { file, thumbnail, base64 } => {
                folder.keep(&file, if thumbnail { Which::Thumbnail } else { Which::Whole }, &STANDARD.decode(base64).map_err(|_| damaged())?)?;
                total.files += 1;
            }
        }
    }
    insert(&mut tx, &lot).await?;
    tx.commit().await?;
    Ok(total)
}

async fn insert(tx: &mut Tx, (table, rows): &(String, Vec<Value>)) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let known = TABLES.iter().find(|(name, _)| name == table);
    let (table, columns) = known.ok_or_else(|| Error::Address(format!("the backup holds a table `{table}` this version does not know")))?;
    let names: Vec<&str> = columns.split(',').filter_map(|column| column.split_whitespace().next()).collect();
    let names = names.join(", ");
    let sql: &'static Sql = Box::leak(Box::new(Sql::new(&format!("INSERT INTO {table} ({names}) SELECT {names} FROM {{rows {columns}}}"))));
    let sql = sql.on(tx);
    on!(tx, conn => sqlx::query(sql).bind(super::sql::json(rows)).execute(conn).await.map(|_| ()))?;
    Ok(())
}

fn write_line(out: &mut impl Write, line: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *out, line).map_err(std::io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}
