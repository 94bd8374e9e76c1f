//! The programs of the configuration that are told what happens.

use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::outside::{Secrets, good_url, signing, timeout};
use crate::{
    connect::WebhookSettings,
    domain::{
        event::{Kind, Subscription, names_any},
        id::TeamId,
    },
};

/// How long one may take to answer, in seconds, unless the configuration says otherwise.
const TIMEOUT_S: u64 = 15;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSubscriber {
    name: String,
    url: String,
    secrets: Vec<String>,
    #[serde(default)]
    types: Vec<String>,
    #[serde(default)]
    teams: Vec<String>,
    #[serde(default)]
    texts: bool,
    #[serde(default = "usual")]
    timeout_s: u64,
}

fn usual() -> u64 {
    TIMEOUT_S
}

/// Reads one; how it is reached and of what it is told.
pub(super) fn resolve(raw: RawSubscriber, secrets: &mut Secrets<'_>) -> (WebhookSettings, Subscription) {
    let at = format!("subscriber {}", raw.name);
    // Another section is another subscriber; the secrets themselves may change without that.
    let mark = BASE64_STANDARD_NO_PAD.encode(Sha256::digest(serde_json::to_string(&raw).unwrap_or_default()));
    if raw.name.is_empty() || !raw.name.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-') {
        secrets.problems.push(format!("{at}: a name has small letters, digits and -"));
    }
    good_url(&format!("{at}: url"), &raw.url, secrets.problems);
    for filter in raw.types.iter().filter(|filter| !names_any(filter)) {
        let known: Vec<&str> = Kind::ALL.into_iter().map(Kind::word).collect();
        secrets.problems.push(format!("{at}: types: there is no event `{filter}`; there are {}, and their beginnings such as `ticket.`", known.join(", ")));
    }
    let settings = WebhookSettings { url: raw.url, secrets: signing(&at, raw.secrets, secrets), timeout: timeout(&at, raw.timeout_s, secrets.problems) };
    let teams = raw.teams.into_iter().map(TeamId).collect();
    (settings, Subscription { name: raw.name, types: raw.types, teams, texts: raw.texts, mark })
}
