//! What waits to be sent, what could not be, what became of each attempt, and another try.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::session::SignedAgent;
use crate::{
    desk::Error,
    domain::{
        agent::Agent,
        outbox::{ParcelKind, ParcelState},
        ticket::say_number,
        time::Timestamp,
    },
    http::{
        Site,
        json::{Asked, Json},
        problem::{Problem, Result},
    },
    store::{
        outbox::{self, Attempt, Listed, Wanted},
        resting::{self, Resting},
    },
};

/// So many are shown at most, what has not arrived first.
const MOST: i64 = 300;

/// What is to be sent and what was sent last.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Parcels {
    parcels: Vec<ParcelRow>,
    /// Where things can be sent to.
    targets: Vec<String>,
    /// Those of them that are told what happens.
    subscribers: Vec<String>,
    /// Those that want nothing any more and wait to be set going again.
    resting: Vec<RestingRow>,
}

/// A target that rests.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RestingRow {
    /// Which.
    target: String,
    /// Since when, RFC 3339.
    since: String,
    /// What it answered, in words without secrets.
    words: String,
}

impl From<Resting> for RestingRow {
    fn from(resting: Resting) -> Self {
        Self { target: resting.target, since: resting.since.rfc3339(), words: resting.words }
    }
}

/// One thing to be sent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ParcelRow {
    id: String,
    /// `alert`, `mail`, `call`, `open`, `comment`, `status`, `mark`, `say` or `event`.
    #[schema(value_type = String)]
    kind: ParcelKind,
    /// What happened, such as `ticket.opened`, if it is an event.
    event: Option<String>,
    /// Where to.
    target: String,
    /// `waiting`, `sending`, `unknown`, `sent`, `dead` or `dropped`.
    #[schema(value_type = String)]
    state: ParcelState,
    /// Whether it arrived and can be sent again.
    kept: bool,
    /// The ticket it is about, such as `GRD-1042`.
    ticket: Option<String>,
    /// How often it was tried.
    attempts: u32,
    /// When it was written, RFC 3339.
    created_at: String,
    /// When it is tried next, or when it ended, RFC 3339.
    due_at: String,
    /// What the last attempt came to, in words without secrets.
    last: Option<String>,
}

impl ParcelRow {
    fn new(listed: Listed, prefix: &str) -> Self {
        let (event, kept) = (listed.event(), listed.is_kept());
        let Listed { parcel, state, due_at, last } = listed;
        Self {
            id: parcel.id,
            kind: parcel.kind,
            event,
            target: parcel.target,
            state,
            kept,
            ticket: parcel.ticket.map(|number| say_number(prefix, number)),
            attempts: parcel.attempts,
            created_at: parcel.created_at.rfc3339(),
            due_at: due_at.rfc3339(),
            last: last.filter(|words| !words.is_empty()),
        }
    }
}

fn may(by: &Agent) -> Result<()> {
    if by.role.may_see_outbox() { Ok(()) } else { Err(Problem::forbidden("Only leads and administrators see the outbox.")) }
}

/// What is shown.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct Shown {
    /// Only what is for this target.
    target: Option<String>,
    /// Only what stands so: `waiting`, `sending`, `unknown`, `sent`, `dead` or `dropped`.
    #[param(value_type = Option<String>)]
    state: Option<ParcelState>,
}

/// What has not arrived, then what arrived last.
#[utoipa::path(get, path = "/api/v1/outbox", params(Shown), responses((status = 200, body = Parcels), (status = 401), (status = 403), (status = 422)))]
pub(super) async fn list(State(site): State<Site>, SignedAgent(by): SignedAgent, Asked(shown): Asked<Shown>) -> Result<Json<Parcels>> {
    may(&by)?;
    let (desk, catalog) = (site.desk(), site.desk().catalog());
    let mut tx = desk.store().read().await?;
    let listed = outbox::search(&mut tx, &Wanted { target: shown.target.as_deref(), state: shown.state }, MOST).await?;
    let resting = resting::all(&mut tx).await?;
    Ok(Json(Parcels {
        parcels: listed.into_iter().map(|one| ParcelRow::new(one, &catalog.pack().prefix)).collect(),
        targets: desk.reach().targets.iter().cloned().collect(),
        subscribers: desk.reach().subscriptions.iter().map(|known| known.name.clone()).collect(),
        resting: resting.into_iter().map(RestingRow::from).collect(),
    }))
}

/// One thing to be sent, with every attempt.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ParcelRead {
    parcel: ParcelRow,
    /// The first one first.
    attempts: Vec<AttemptRow>,
    /// What is sent, as JSON, if it is an event.
    body: Option<String>,
}

/// One attempt.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AttemptRow {
    /// When it ended, RFC 3339.
    at: String,
    /// How long it took, in milliseconds.
    ms: i64,
    /// `delivered`, `failed`, `lost`, `refused` or `gone`.
    result: String,
    /// The same in words without secrets.
    words: String,
}

impl From<Attempt> for AttemptRow {
    fn from(Attempt { at, ms, result, words }: Attempt) -> Self {
        Self { at: at.rfc3339(), ms, result, words }
    }
}

/// What became of each attempt to send something.
#[utoipa::path(get, path = "/api/v1/outbox/{id}", params(("id" = String, Path)), responses((status = 200, body = ParcelRead), (status = 401), (status = 403), (status = 404)))]
pub(super) async fn read(State(site): State<Site>, SignedAgent(by): SignedAgent, Path(id): Path<String>) -> Result<Json<ParcelRead>> {
    may(&by)?;
    let mut tx = site.desk().store().read().await?;
    let listed = outbox::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
    let attempts = outbox::attempts(&mut tx, &id).await?.into_iter().map(AttemptRow::from).collect();
    let body = Some(listed.parcel.body.clone()).filter(|body| !body.is_empty());
    Ok(Json(ParcelRead { parcel: ParcelRow::new(listed, &site.desk().catalog().pack().prefix), attempts, body }))
}

/// Tries one again that waits for a person, or sooner one that waits for its time; or sends an event again that arrived, under the same key.
#[utoipa::path(post, path = "/api/v1/outbox/{id}/retry", params(("id" = String, Path)), responses((status = 204), (status = 401), (status = 403), (status = 404)))]
pub(super) async fn retry(State(site): State<Site>, SignedAgent(by): SignedAgent, Path(id): Path<String>) -> Result<StatusCode> {
    may(&by)?;
    site.desk().retry_parcel(id.clone()).await?;
    tracing::info!(parcel = id, by = %by.id, "tried again by hand");
    Ok(StatusCode::NO_CONTENT)
}

/// Which are tried again.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct Which {
    /// Only those to this target.
    target: Option<String>,
    /// RFC 3339; the events of the target that were written since then, also those that arrived.
    since: Option<String>,
}

/// How many are tried again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Retried {
    retried: u64,
}

/// Tries everything again that waits for a person; with `since`, sends the events of a target again under the same keys.
#[utoipa::path(post, path = "/api/v1/outbox/retry", params(Which), responses((status = 200, body = Retried), (status = 401), (status = 403), (status = 422)))]
pub(super) async fn retry_all(State(site): State<Site>, SignedAgent(by): SignedAgent, Asked(which): Asked<Which>) -> Result<Json<Retried>> {
    may(&by)?;
    let retried = match (which.since, which.target) {
        (None, target) => site.desk().retry_dead(target).await?,
        (Some(since), Some(target)) => {
            let since = Timestamp::read(&since).ok_or_else(|| Problem::invalid("`since` is no instant such as 2026-11-23T03:00:00Z."))?;
            site.desk().replay(target, since).await?
        }
        (Some(_), None) => return Err(Problem::invalid("Name the target whose events are sent again.")),
    };
    tracing::info!(retried, by = %by.id, "tried again by hand");
    Ok(Json(Retried { retried }))
}

/// Sets a target going again that wanted nothing any more; what waited for it is sent.
#[utoipa::path(post, path = "/api/v1/outbox/targets/{target}/wake", params(("target" = String, Path)), responses((status = 204), (status = 401), (status = 403), (status = 404)))]
pub(super) async fn wake(State(site): State<Site>, SignedAgent(by): SignedAgent, Path(target): Path<String>) -> Result<StatusCode> {
    may(&by)?;
    match site.desk().wake(target.clone()).await {
        Ok(()) => tracing::info!(subscriber = target, by = %by.id, "it is told again"),
        // It is going already, which is all that was asked for.
        Err(Error::NotFound) if site.desk().reach().has(&target) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(StatusCode::NO_CONTENT)
}
