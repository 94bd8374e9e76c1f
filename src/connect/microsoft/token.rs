//! Tokens by which an app speaks to the connector (RFC 6749, client credentials): kept until shortly before they end.

use reqwest::{Method, StatusCode, header};
use serde_json::Value;
use tokio::sync::Mutex;
use url::form_urlencoded::Serializer;

use super::super::{
    http::Outside,
    ticket::{
        Fault, FaultKind,
        api::{Api, Auth, fault},
    },
};
use crate::domain::time::Timestamp;

/// So long before its end a token is not used any more, in milliseconds.
const EARLY: i64 = 300_000;

/// Where tokens come from, and the last one with its end.
pub(super) struct Token {
    api: Api,
    url: String,
    form: String,
    held: Mutex<Option<(String, Timestamp)>>,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    pub(super) fn new(outside: &Outside, url: &str, app: &str, secret: &str, scope: &str) -> Result<Self, String> {
        let pairs = [("grant_type", "client_credentials"), ("client_id", app), ("client_secret", secret), ("scope", scope)];
        let form = Serializer::new(String::new()).extend_pairs(pairs).finish();
        Ok(Self { api: Api::new(outside, url, Auth::None)?.telling(told), url: url.to_owned(), form, held: Mutex::default() })
    }

    /// A token that still holds.
    pub(super) async fn get(&self, now: Timestamp) -> Result<String, Fault> {
        let mut held = self.held.lock().await;
        if let Some((token, until)) = held.as_ref().filter(|(_, until)| *until > now) {
            tracing::trace!(until = until.0, "the token still holds");
            return Ok(token.clone());
        }
        let request = self.api.request(Method::POST, &self.url)?.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(self.form.clone());
        let given = self.api.send(request).await.map_err(unsent)?.json;
        let token = given["access_token"].as_str().filter(|token| !token.is_empty()).ok_or_else(|| Fault::new(FaultKind::Outage, "no token in the answer"))?;
        let life = given["expires_in"].as_i64().or_else(|| given["expires_in"].as_str()?.parse().ok()).unwrap_or(0).clamp(0, 86_400) * 1000;
        *held = Some((token.to_owned(), now.plus_ms((life - EARLY).max(life / 2))));
        Ok(token.to_owned())
    }

    /// Uses the last one no more.
    pub(super) async fn forget(&self) {
        *self.held.lock().await = None;
    }
}

/// Whatever is refused here is refused to the app.
fn told(status: StatusCode, json: &Value) -> Fault {
    let fault = fault(status, json);
    let said = json["error_description"].as_str().or_else(|| json["error"].as_str()).unwrap_or_default();
    match fault.kind {
        FaultKind::Field | FaultKind::Right | FaultKind::Missing | FaultKind::Gone => Fault::new(FaultKind::Credential, format!("{}: {said}", fault.words)),
        _ => fault,
    }
}

/// Nothing has gone to the connector yet.
fn unsent(fault: Fault) -> Fault {
    if fault.kind == FaultKind::Lost { Fault { kind: FaultKind::Outage, ..fault } } else { fault }
}
