//! Calls that Zendesk makes to us (<https://developer.zendesk.com/documentation/webhooks/verifying/>): signed with their time, naming a ticket.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::Value;

use super::super::{Call, Denied, Hooked, json as read, mac};
use crate::domain::time::Timestamp;

/// A call may be so old, in milliseconds.
const TOLERANCE: i64 = 300_000;

/// The ticket a call is about, of an event (`zen:event-type:ticket.…`) or as a trigger's body `{"ticket_id": "{{ticket.id}}"}`.
pub(super) fn hooked(secrets: &[String], call: &Call<'_>, now: Timestamp) -> Result<Hooked, Denied> {
    if secrets.is_empty() {
        return Err(Denied::NotExpected);
    }
    let header = |name| (call.header)(name).ok_or(Denied::Signature);
    let (signature, signed_at) = (header("x-zendesk-webhook-signature")?, header("x-zendesk-webhook-signature-timestamp")?);
    let given = BASE64_STANDARD.decode(signature).map_err(|_| Denied::Signature)?;
    if !mac::is_sha256(secrets, &[signed_at.as_bytes(), call.body], &given) {
        return Err(Denied::Signature);
    }
    let signed_at: jiff::Timestamp = signed_at.parse().map_err(|_| Denied::Signature)?;
    if (now.0 - signed_at.as_millisecond()).abs() > TOLERANCE {
        return Err(Denied::Old);
    }
    let body: Value = serde_json::from_slice(call.body).map_err(|_| Denied::Body)?;
    ["/detail/id", "/ticket_id"].iter().find_map(|place| read::id(body.pointer(place)?)).map(|id| Hooked::Read(vec![id])).ok_or(Denied::Body)
}
