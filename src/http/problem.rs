//! Refusals as RFC 9457 problem documents: one table from error to answer, causes logged once and never sent.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{desk, domain::attachment::Refusal, store};

/// The result of every handler.
pub(super) type Result<T> = std::result::Result<T, Problem>;

/// A refusal.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    status: StatusCode,
    kind: &'static str,
    title: &'static str,
    detail: String,
    more: Map<String, Value>,
    retry_after: Option<u64>,
}

/// The document as it is sent.
#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    request_id: &'a str,
    #[serde(flatten)]
    more: &'a Map<String, Value>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, kind: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, kind, title, detail: detail.into(), more: Map::new(), retry_after: None }
    }

    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "Not found", "There is nothing here for you. Check the address.")
    }

    pub(super) fn unauthorized(detail: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "Not signed in", detail)
    }

    pub(super) fn unproven() -> Self {
        let detail = "The token does not prove who somebody is: it must be signed with a key of `identity`, be meant for us, and not be over.";
        Self::new(StatusCode::UNAUTHORIZED, "unproven", "Not proven", detail)
    }

    pub(super) fn forbidden(detail: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "Not allowed", detail)
    }

    pub(super) fn invalid(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Not a valid request", detail)
    }

    pub(super) fn rate_limited(seconds: u64) -> Self {
        let detail = format!("Wait {seconds} s, then try again.");
        Self { retry_after: Some(seconds), ..Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "Too many requests", detail) }
    }

    fn busy() -> Self {
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Busy", "Nothing was stored. Try again in a moment.");
        Self { retry_after: Some(1), ..problem }
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.more.insert(name.to_owned(), value.into());
        self
    }

    fn write(&self, request_id: &str) -> Response {
        let document = Document { r#type: format!("/problems/{}", self.kind), title: self.title, status: self.status.as_u16(), detail: &self.detail, request_id, more: &self.more };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if matches!(self.status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::INSUFFICIENT_STORAGE) || self.kind == "files_full" {
            // The rest of the body is not read: no other request can come after it.
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        (self.status, headers, body).into_response()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.write("");
        response.extensions_mut().insert(self);
        response
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        desk::Error::from(error).into()
    }
}

impl Problem {
    /// Why a file is not taken, with what a page needs to say it in words.
    fn of_file(refusal: Refusal) -> Self {
        let whole = |status, kind, title, detail: String| Self::new(status, kind, title, detail);
        match refusal {
            Refusal::Empty => whole(StatusCode::UNPROCESSABLE_ENTITY, "file_empty", "Empty", "The file is empty.".to_owned()),
            Refusal::Kind => whole(StatusCode::UNSUPPORTED_MEDIA_TYPE, "file_type", "Wrong kind of file", "Send PNG, JPEG, GIF, WebP, PDF, or text in UTF-8 or UTF-16.".to_owned()),
            Refusal::Damaged => {
                whole(StatusCode::UNPROCESSABLE_ENTITY, "file_damaged", "Damaged image", "The image cannot be read. Send it again, or a screenshot of it.".to_owned())
            }
            Refusal::Pixels => whole(StatusCode::UNPROCESSABLE_ENTITY, "file_pixels", "Too many pixels", "The image has too many pixels. Send a smaller one.".to_owned()),
            Refusal::TooLong { most } => whole(StatusCode::PAYLOAD_TOO_LARGE, "file_too_large", "Too large", format!("A file may have {most} bytes.")).with("most", most),
            Refusal::Full { most } => {
                whole(StatusCode::UNPROCESSABLE_ENTITY, "files_full", "Full", format!("The files of one conversation may have {most} bytes; this one would be too much."))
                    .with("most", most)
            }
            Refusal::NoRoom => {
                whole(StatusCode::INSUFFICIENT_STORAGE, "files_no_room", "No room", "No more files can be kept at the moment. Send the message without the file.".to_owned())
            }
        }
    }
}

impl From<desk::Error> for Problem {
    fn from(error: desk::Error) -> Self {
        use desk::Error as E;
        let conflict = |kind, detail: String| Self::new(StatusCode::CONFLICT, kind, "Conflict", detail);
        match error {
            E::NotFound => Self::not_found(),
            E::Forbidden => Self::forbidden("Your role does not allow this."),
            E::Empty => Self::invalid("The text is empty. Write something."),
            E::TooLong { over } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "too_long", "Too long", format!("The text may have {} characters; it has {over} more.", desk::MOST_CHARACTERS))
                    .with("over", over)
            }
            E::Invalid { field, problem } => Self::invalid(format!("`{field}` {problem}.")).with("field", field),
            E::File(refusal) => Self::of_file(refusal),
            E::ClientIdReused => conflict("conflict", "This client id was used for another message. Send a new one with each message.".to_owned()),
            E::Busy => Self::busy(),
            E::Taken { by } => conflict("taken", format!("{by} has this ticket.")).with("by", by),
            E::Collision { by, text, at } => conflict("collision", format!("{by} answered in between.")).with("by", by).with("text", text).with("at", at),
            E::Resolved => conflict("resolved", "The ticket is resolved. Reopen it first.".to_owned()),
            E::OtherOpen(number) => conflict("other_open", format!("Ticket {number} of the same conversation is open.")),
            E::WrongCredentials => Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials", "Wrong credentials", "The address and the password do not fit together."),
            E::WrongCode => {
                Self::new(StatusCode::UNAUTHORIZED, "wrong_code", "Wrong code", "This is not the code of the newest message, or it is over. Check it, or ask for a new one.")
            }
            E::Store(error) => {
                tracing::error!(%error, "the database failed");
                Self::busy()
            }
            E::Broken(what) => {
                tracing::error!(what, "something stored is not as it must be");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "broken", "Something broke", "Something broke on our side. Try again, or tell us the request id.")
            }
        }
    }
}

/// An answer with the request's id in it if it is a refusal; bare refusals of the layers below (413, 408, 405, …) become documents.
pub(super) fn fitted(response: Response, request_id: &str) -> Response {
    if let Some(problem) = response.extensions().get::<Problem>() {
        return problem.write(request_id);
    }
    if response.status().is_success() {
        return response;
    }
    let typed = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    match bare(response.status()).filter(|_| !typed) {
        Some(problem) => problem.write(request_id),
        None => response,
    }
}

fn bare(status: StatusCode) -> Option<Problem> {
    let (kind, title, detail) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "Too large", "The body of the request is too large."),
        StatusCode::REQUEST_TIMEOUT => ("timeout", "Too slow", "The body of the request did not arrive in time."),
        StatusCode::METHOD_NOT_ALLOWED => ("method", "Wrong method", "This address does not know this method."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("media_type", "Wrong content type", "Send `Content-Type: application/json`."),
        StatusCode::BAD_REQUEST => ("bad_request", "Not understood", "The request could not be read."),
        _ => return None,
    };
    Some(Problem::new(status, kind, title, detail))
}
