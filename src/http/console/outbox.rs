//! What waits to be sent, what could not be, and another try.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::session::SignedAgent;
use crate::{
    domain::{agent::Agent, outbox::ParcelState, ticket::say_number},
    http::{
        Site,
        json::{Asked, Json},
        problem::{Problem, Result},
    },
    store::outbox::{self, Listed},
};

/// So many are shown at most, what has not arrived first.
const MOST: i64 = 300;

/// What is to be sent and what was sent last.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Parcels {
    parcels: Vec<ParcelRow>,
}

/// One thing to be sent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ParcelRow {
    id: String,
    /// `alert`, `mail`, `call`, `open`, `comment`, `status`, `say` or `event`.
    #[schema(value_type = String)]
    kind: crate::domain::outbox::ParcelKind,
    /// Where to.
    target: String,
    /// `waiting`, `sending`, `unknown`, `sent`, `dead` or `dropped`.
    #[schema(value_type = String)]
    state: ParcelState,
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
        let Listed { parcel, state, due_at, last } = listed;
        Self {
            id: parcel.id,
            kind: parcel.kind,
            target: parcel.target,
            state,
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

/// What has not arrived, then what arrived last.
#[utoipa::path(get, path = "/api/v1/outbox", responses((status = 200, body = Parcels), (status = 401), (status = 403)))]
pub(super) async fn list(State(site): State<Site>, SignedAgent(by): SignedAgent) -> Result<Json<Parcels>> {
    may(&by)?;
    let catalog = site.desk().catalog();
    let listed = outbox::list(&mut site.desk().store().read().await?, MOST).await?;
    Ok(Json(Parcels { parcels: listed.into_iter().map(|one| ParcelRow::new(one, &catalog.pack().prefix)).collect() }))
}

/// Tries one again that waits for a person, or sooner one that waits for its time.
#[utoipa::path(post, path = "/api/v1/outbox/{id}/retry", params(("id" = String, Path)), responses((status = 204), (status = 401), (status = 403), (status = 404)))]
pub(super) async fn retry(State(site): State<Site>, SignedAgent(by): SignedAgent, Path(id): Path<String>) -> Result<StatusCode> {
    may(&by)?;
    site.desk().retry_parcel(id.clone()).await?;
    tracing::info!(parcel = id, by = %by.id, "tried again by hand");
    Ok(StatusCode::NO_CONTENT)
}

/// Which of those that wait for a person.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct Which {
    /// Only those to this target.
    target: Option<String>,
}

/// How many are tried again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Retried {
    retried: u64,
}

/// Tries everything again that waits for a person.
#[utoipa::path(post, path = "/api/v1/outbox/retry", params(Which), responses((status = 200, body = Retried), (status = 401), (status = 403)))]
pub(super) async fn retry_all(State(site): State<Site>, SignedAgent(by): SignedAgent, Asked(which): Asked<Which>) -> Result<Json<Retried>> {
    may(&by)?;
    let retried = site.desk().retry_dead(which.target).await?;
    tracing::info!(retried, by = %by.id, "tried again by hand");
    Ok(Json(Retried { retried }))
}
