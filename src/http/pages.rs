use axum::{Router, response::{IntoResponse, Response}};
use super::{Site, problem::Problem};
pub(super) fn router() -> Router<Site> { Router::new() }
pub(super) async fn not_found() -> Response { Problem::not_found().into_response() }
