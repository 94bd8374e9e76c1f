//! Calls to the interface of a ticket system: one address, one credential, JSON both ways, and faults told apart by status.

use std::time::Duration;

use reqwest::{
    Method, RequestBuilder, Response, StatusCode, Url,
    header::{self, HeaderMap},
};
use serde_json::Value;

use super::{
    super::http::{self, Outside},
    Fault, FaultKind, Result,
};

/// How long one call may take.
const TIMEOUT: Duration = Duration::from_secs(12);
/// The most bytes of an answer that are read.
const MOST_BYTES: usize = 4 << 20;

/// How we say who we are.
#[derive(Clone)]
pub(in crate::connect) enum Auth {
    /// By name and password.
    Basic(String, String),
    /// By a header.
    Header(&'static str, String),
    /// Not at all; the body is signed.
    None,
}

/// The interface of a ticket system.
pub(in crate::connect) struct Api {
    outside: Outside,
    base: Url,
    auth: Auth,
    tell: fn(StatusCode, &Value) -> Fault,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").field("host", &self.base.host_str()).finish_non_exhaustive()
    }
}

/// What came back.
#[derive(Debug)]
pub(in crate::connect) struct Reply {
    pub(in crate::connect) headers: HeaderMap,
    /// The body if it is JSON, else null.
    pub(in crate::connect) json: Value,
}

impl Api {
    /// The interface below this address.
    pub(in crate::connect) fn new(outside: &Outside, base: &str, auth: Auth) -> std::result::Result<Self, String> {
        let base = Url::parse(&format!("{}/", base.trim_end_matches('/'))).map_err(|_| format!("`{base}` is no address"))?;
        Ok(Self { outside: outside.clone(), base, auth, tell: fault })
    }

    /// The interface that is one address, as it is written.
    pub(super) fn exactly(outside: &Outside, url: &str, auth: Auth) -> std::result::Result<Self, String> {
        let base = Url::parse(url).map_err(|_| "it is no address".to_owned())?;
        Ok(Self { outside: outside.clone(), base, auth, tell: fault })
    }

    /// The same, with faults told apart as this system words them.
    pub(in crate::connect) fn telling(self, tell: fn(StatusCode, &Value) -> Fault) -> Self {
        Self { tell, ..self }
    }

    /// A call of a path below the address, such as `api/v2/tickets?x=1`.
    pub(in crate::connect) fn request(&self, method: Method, path: &str) -> Result<RequestBuilder> {
        let url = self.base.join(path).map_err(|_| Fault::new(FaultKind::Field, "the address of a call is none"))?;
        if !self.outside.lets(&url) {
            return Err(Fault::new(FaultKind::Outage, "its address is no public one; name its network in outbound.private_networks"));
        }
        let request = self.outside.client.request(method, url).timeout(TIMEOUT);
        Ok(match &self.auth {
            Auth::Basic(user, password) => request.basic_auth(user, Some(password)),
            Auth::Header(name, value) => request.header(*name, value),
            Auth::None => request,
        })
    }

    /// Reads something. What was cut off on the way, or comes from somebody in between, is nothing to go by.
    pub(in crate::connect) async fn get(&self, path: &str) -> Result<Value> {
        let json = self.send(self.request(Method::GET, path)?).await?.json;
        if json.is_null() { Err(Fault::new(FaultKind::Lost, "the answer cannot be read")) } else { Ok(json) }
    }

    /// Sends JSON.
    pub(in crate::connect) async fn put_json(&self, method: Method, path: &str, body: &Value) -> Result<Reply> {
        self.send(self.request(method, path)?.json(body)).await
    }

    /// Sends a call and tells apart what comes back.
    pub(in crate::connect) async fn send(&self, request: RequestBuilder) -> Result<Reply> {
        let response = request.send().await.map_err(|error| broken(&error))?;
        let (status, headers, wait) = (response.status(), response.headers().clone(), http::retry_after(&response));
        let text = body(response).await.map_err(|error| broken(&error))?;
        let json: Value = serde_json::from_str(&text).unwrap_or_default();
        if status.is_success() {
            return Ok(Reply { headers, json });
        }
        let fault = (self.tell)(status, &json);
        let wait = wait.or(fault.wait);
        Err(fault.waiting(wait))
    }
}

impl Reply {
    /// What time it was there, in milliseconds; by it nothing is missed when clocks differ.
    pub(in crate::connect) fn at(&self) -> Option<i64> {
        let date = self.headers.get(header::DATE)?.to_str().ok()?;
        Some(jiff::fmt::rfc2822::parse(date).ok()?.timestamp().as_millisecond())
    }
}

/// A value as it stands in the query of an address.
pub(in crate::connect) fn query(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn body(mut response: Response) -> std::result::Result<String, reqwest::Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        bytes.extend_from_slice(&chunk[..chunk.len().min(MOST_BYTES - bytes.len())]);
        if bytes.len() >= MOST_BYTES {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Nothing went out, or nobody knows.
pub(in crate::connect) fn broken(error: &reqwest::Error) -> Fault {
    let kind = if error.is_connect() || error.is_builder() { FaultKind::Outage } else { FaultKind::Lost };
    Fault::new(kind, http::words(error))
}

/// What a status means where a system does not say it more exactly. A server's error may come after it did what was asked.
pub(in crate::connect) fn fault(status: StatusCode, json: &Value) -> Fault {
    let kind = match status {
        StatusCode::UNAUTHORIZED => FaultKind::Credential,
        StatusCode::FORBIDDEN => FaultKind::Right,
        StatusCode::NOT_FOUND => FaultKind::Missing,
        StatusCode::GONE => FaultKind::Gone,
        StatusCode::TOO_MANY_REQUESTS => FaultKind::RateLimit,
        StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT | StatusCode::LOCKED | StatusCode::TOO_EARLY => FaultKind::Lost,
        _ if status.is_server_error() => FaultKind::Lost,
        _ => FaultKind::Field,
    };
    let said = said(json);
    Fault::new(kind, if said.is_empty() { format!("answered {status}") } else { format!("answered {status}: {said}") })
}

/// What a system says in the usual places of an error.
fn said(json: &Value) -> String {
    let places = ["/error/message", "/error/title", "/errorMessage", "/description", "/message", "/error", "/errors", "/errorMessages", "/details"];
    let first = places.iter().find_map(|place| json.pointer(place).filter(|said| !said.is_null()));
    let words = first.map(|said| said.as_str().map_or_else(|| said.to_string(), str::to_owned)).unwrap_or_default();
    words.chars().take(200).collect()
}
