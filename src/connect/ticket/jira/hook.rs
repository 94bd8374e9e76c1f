//! Calls that Jira's webhooks make to us: signed with HMAC-SHA-256 of the body, naming an issue.

use serde_json::Value;

use super::super::{Call, Denied, Hooked, json as read, mac};

/// The issue a call is about. Its time is that of the event, and it is repeated for hours; heard twice it changes nothing.
pub(super) fn hooked(secrets: &[String], call: &Call<'_>) -> Result<Hooked, Denied> {
    if secrets.is_empty() {
        return Err(Denied::NotExpected);
    }
    let given = (call.header)("x-hub-signature").and_then(|signature| mac::hex(signature.strip_prefix("sha256=")?)).ok_or(Denied::Signature)?;
    if !mac::is_sha256(secrets, &[call.body], &given) {
        return Err(Denied::Signature);
    }
    let body: Value = serde_json::from_slice(call.body).map_err(|_| Denied::Body)?;
    read::id(&body["issue"]["id"]).map(|id| Hooked::Read(vec![id])).ok_or(Denied::Body)
}
