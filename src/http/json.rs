//! JSON in and query in, with refusals that say where and what.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

use super::problem::Problem;

/// A JSON body, in or out.
#[derive(Debug)]
pub(super) struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let typed = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("application/json"));
        if !typed {
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", "Wrong content type", "Send `Content-Type: application/json`."));
        }
        let body = Bytes::from_request(request, state).await.map_err(|rejection| of_body(rejection.status()))?;
        read(&body).map(Self)
    }
}

/// Reads JSON, or says at which line and column it stops being what is wanted.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        let detail = format!("The JSON body does not fit: {error}.");
        if error.is_data() { Problem::invalid(detail) } else { Problem::new(StatusCode::BAD_REQUEST, "bad_json", "Not JSON", detail) }
    })
}

fn of_body(status: StatusCode) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(status, "too_large", "Too large", "The body of the request is too large.")
    } else {
        Problem::new(StatusCode::BAD_REQUEST, "bad_request", "Not understood", "The body of the request did not arrive whole.")
    }
}

/// About as long as the answer to a message; one that grows bit by bit is copied again and again.
const USUAL_BYTES: usize = 4096;

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let mut body = Vec::with_capacity(USUAL_BYTES);
        match serde_json::to_writer(&mut body, &self.0) {
            Ok(()) => ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response(),
            Err(error) => {
                tracing::error!(%error, "an answer could not be written as JSON");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// The part of the address behind the question mark.
#[derive(Debug)]
pub(super) struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(asked)| Self(asked)).map_err(|rejection| Problem::invalid(rejection.body_text()))
    }
}

/// The variable parts of the address; one that cannot be read names nothing that exists.
#[derive(Debug)]
pub(super) struct At<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Path::<T>::from_request_parts(parts, state).await.map(|Path(at)| Self(at)).map_err(|_| Problem::not_found())
    }
}
