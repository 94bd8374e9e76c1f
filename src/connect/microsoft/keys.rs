//! The keys that tokens are signed with, as `OpenID` metadata tells them: kept for a day, and looked for again when one is not among them.

use serde::Deserialize;
use tokio::sync::Mutex;

use super::{
    super::{
        http::Outside,
        ticket::{
            Fault, FaultKind,
            api::{Api, Auth},
        },
    },
    same_scheme,
};
use crate::domain::time::Timestamp;

/// So long keys are believed, in milliseconds.
const KEPT: i64 = 24 * 3_600_000;
/// No sooner are they looked for again because one is not among them: anybody may send us names of keys.
const FLOOR: i64 = 5 * 60_000;
/// No sooner is it tried again after they could not be read.
const AGAIN: i64 = 5_000;
/// So many keys nobody has.
const MOST: usize = 100;

/// A key (RFC 7517), with the channels it may speak for.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Key {
    #[serde(default)]
    kid: String,
    #[serde(default)]
    kty: String,
    #[serde(default)]
    pub(super) n: String,
    #[serde(default)]
    pub(super) e: String,
    #[serde(default)]
    pub(super) endorsements: Vec<String>,
}

#[derive(Debug, Default)]
struct Held {
    keys: Vec<Key>,
    /// When they were read, and when it was tried last.
    read: Option<Timestamp>,
    tried: Option<Timestamp>,
}

/// Where keys are told, and those that were.
#[derive(Debug)]
pub(super) struct Keys {
    api: Api,
    metadata: String,
    held: Mutex<Held>,
}

impl Keys {
    pub(super) fn new(outside: &Outside, metadata: &str) -> Result<Self, String> {
        Ok(Self { api: Api::new(outside, metadata, Auth::None)?, metadata: metadata.to_owned(), held: Mutex::default() })
    }

    /// The key of this name; none when there is none.
    pub(super) async fn find(&self, kid: &str, now: Timestamp) -> Result<Option<Key>, Fault> {
        // Whoever waits here finds what the one before has read.
        let mut held = self.held.lock().await;
        let since = |at: Option<Timestamp>| at.map_or(i64::MAX, |at| now.0.saturating_sub(at.0));
        let fresh = since(held.read) <= KEPT;
        let found = held.keys.iter().find(|key| key.kid == kid).cloned();
        if fresh && (found.is_some() || since(held.read) < FLOOR || since(held.tried) < FLOOR) {
            return Ok(found);
        }
        if since(held.tried) < AGAIN {
            return Err(Fault::new(FaultKind::Outage, "its keys could not be read a moment ago"));
        }
        held.tried = Some(now);
        match self.read().await {
            Ok(keys) => {
                held.keys = keys;
                held.read = Some(now);
                Ok(held.keys.iter().find(|key| key.kid == kid).cloned())
            }
            Err(fault) if fresh => {
                tracing::warn!(fault = ?fault.kind, words = fault.words, "the keys of the connector cannot be read again; those of before serve");
                Ok(found)
            }
            Err(fault) => Err(fault),
        }
    }

    async fn read(&self) -> Result<Vec<Key>, Fault> {
        let told = self.api.get(&self.metadata).await?;
        let place = told["jwks_uri"].as_str().filter(|place| same_scheme(place, &self.metadata)).ok_or_else(|| Fault::new(FaultKind::Lost, "the metadata names no keys"))?;
        let listed = self.api.get(place).await?;
        let keys = listed["keys"].as_array().ok_or_else(|| Fault::new(FaultKind::Lost, "the keys are no list"))?;
        let read = keys.iter().take(MOST).filter_map(|key| serde_json::from_value::<Key>(key.clone()).ok());
        Ok(read.filter(|key| key.kty == "RSA" && !key.kid.is_empty()).collect())
    }
}
