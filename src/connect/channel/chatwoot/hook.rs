//! Whether a call comes from the Chatwoot we know: by its signature, or by the secret in the address where it signs nothing.

use super::super::{super::ticket::mac, Call, ChannelSettings, Denied};
use crate::domain::time::Timestamp;

/// A call may be so old, in seconds.
const TOLERANCE: i64 = 300;

pub(super) fn prove(settings: &ChannelSettings, call: Call<'_>, now: Timestamp) -> Result<(), Denied> {
    let wanted = &settings.path_secret;
    let right = if wanted.is_empty() { call.secret.is_none() } else { mac::is_one(std::slice::from_ref(wanted), call.secret.unwrap_or_default()) };
    if !right {
        return Err(Denied::NotExpected);
    }
    if settings.hook_secrets.is_empty() {
        return if wanted.is_empty() { Err(Denied::NotExpected) } else { Ok(()) };
    }
    let header = |name| (call.header)(name).ok_or(Denied::Signature);
    let (given, at) = (header("x-chatwoot-signature")?, header("x-chatwoot-timestamp")?);
    let given = given.strip_prefix("sha256=").and_then(mac::hex).ok_or(Denied::Signature)?;
    if !mac::is_sha256(&settings.hook_secrets, &[at.as_bytes(), b".", call.body], &given) {
        return Err(Denied::Signature);
    }
    let seconds: i64 = at.parse().map_err(|_| Denied::Signature)?;
    if (now.0 / 1000).abs_diff(seconds) > TOLERANCE.unsigned_abs() { Err(Denied::Old) } else { Ok(()) }
}
