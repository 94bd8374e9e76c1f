//! Calls that Freshdesk's automation rules make to us: it signs nothing, so a header that the rule sets holds the secret itself.

use serde_json::Value;

use super::super::{Call, Denied, Hooked, json as read, mac};

/// The header that the rule sets.
const HEADER: &str = "x-garda-token";

/// The ticket a call is about, of a simple body or an own one that holds `ticket_id`.
pub(super) fn hooked(secrets: &[String], call: &Call<'_>) -> Result<Hooked, Denied> {
    if secrets.is_empty() {
        return Err(Denied::NotExpected);
    }
    let given = (call.header)(HEADER).ok_or(Denied::Signature)?;
    if !mac::is_one(secrets, &given) {
        return Err(Denied::Signature);
    }
    let body: Value = serde_json::from_slice(call.body).map_err(|_| Denied::Body)?;
    let id = ["/freshdesk_webhook/ticket_id", "/ticket_id"].iter().find_map(|place| read::id(body.pointer(place)?)).ok_or(Denied::Body)?;
    Ok(Hooked::Read(vec![id.trim_start_matches('#').to_owned()]))
}
