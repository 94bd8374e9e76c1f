//! "My tickets": the tickets of somebody who is signed in, to read, answer, close and open again; no script is needed.
//!
//! Every form is a plain POST that only a page of our own may send, with a cookie no other site's form carries.

mod list;
mod member;
mod sign_in;
mod ticket;

use axum::{
    Router,
    extract::{FromRequest, Request},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::de::DeserializeOwned;

use crate::http::{
    Site,
    problem::{Problem, Result},
};

/// Where the list stands.
const HOME: &str = "/help/tickets";

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route(HOME, get(list::list))
        .route("/help/tickets/{number}", get(ticket::show))
        .route("/help/tickets/{number}/files/{attachment}", get(ticket::file))
        .route("/help/tickets/{number}/reply", post(ticket::reply))
        .route("/help/tickets/{number}/close", post(ticket::close))
        .route("/help/tickets/{number}/reopen", post(ticket::reopen))
        .route("/help/sign-in", get(sign_in::show).post(sign_in::send))
        .route("/help/sign-in/code", get(sign_in::show).post(sign_in::confirm))
        .route("/help/hand-over", post(member::hand_over))
        .route("/help/sign-out", post(member::sign_out))
}

/// The fields of a form.
struct Filled<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Filled<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let form = axum::Form::<T>::from_request(request, state).await;
        form.map(|axum::Form(fields)| Self(fields)).map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "Too large", "The body of the request is too large."),
            _ => Problem::invalid("The form could not be read. Go back, and send it again."),
        })
    }
}

/// Sends the browser on to a page of ours, by GET.
fn to(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

/// A page about one person, which nothing between us and them may keep.
fn private(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
