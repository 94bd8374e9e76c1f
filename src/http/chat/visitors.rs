//! A visitor appears.

use axum::{extract::State, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{Site, guard::Caller, json::Json, limit::counted, problem::Result};

/// A visitor and its proof.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Added {
    /// To be sent as a bearer token.
    token: String,
    visitor: String,
}

/// Adds a visitor.
#[utoipa::path(post, path = "/api/v1/visitors", responses((status = 201, body = Added), (status = 429), (status = 503)))]
pub(super) async fn add(State(site): State<Site>, caller: Caller) -> Result<(StatusCode, Json<Added>)> {
    site.0.limits.visitors.take(&counted(caller.ip))?;
    let visitor = site.desk().add_visitor("web").await?;
    Ok((StatusCode::CREATED, Json(Added { token: site.0.tokens.make(&visitor), visitor: visitor.0 })))
}
