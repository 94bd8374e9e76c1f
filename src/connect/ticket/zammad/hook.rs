//! Calls that Zammad makes to us (<https://admin-docs.zammad.org/en/latest/manage/webhook.html>): its usual body under an HMAC of SHA-1.

use serde_json::Value;

use super::super::{Call, Denied, Hooked, json as read, mac};

/// The ticket a call is about. It has no time in it; heard twice it changes nothing.
pub(super) fn hooked(secrets: &[String], call: &Call<'_>) -> Result<Hooked, Denied> {
    if secrets.is_empty() {
        return Err(Denied::NotExpected);
    }
    let given = (call.header)("x-hub-signature").and_then(|signature| mac::hex(signature.strip_prefix("sha1=")?)).ok_or(Denied::Signature)?;
    if !mac::is_sha1(secrets, call.body, &given) {
        return Err(Denied::Signature);
    }
    let body: Value = serde_json::from_slice(call.body).map_err(|_| Denied::Body)?;
    read::id(&body["ticket"]["id"]).map(|id| Hooked::Read(vec![id])).ok_or(Denied::Body)
}
