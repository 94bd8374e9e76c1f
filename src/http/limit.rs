//! How often somebody may call: token buckets per visitor and per address.

use std::{net::IpAddr, num::NonZeroU32};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock};

use super::problem::{Problem, Result};
use crate::config::Config;

/// After this many new keys the idle ones are forgotten.
const TIDY_ABOVE: usize = 50_000;

/// The buckets.
pub(super) struct Limits {
    /// Messages, per visitor.
    pub messages: Limit<String>,
    /// New visitors and conversations, per address.
    pub visitors: Limit<IpAddr>,
    /// Sign-ins, per address.
    pub sign_ins: Limit<IpAddr>,
    /// Files, per address.
    pub uploads: Limit<IpAddr>,
    /// Sign-ins, per account.
    pub accounts: Limit<String>,
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Limits")
    }
}

impl Limits {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            messages: Limit::per_minute(config.messages_per_minute),
            visitors: Limit::per_minute(config.visitors_per_minute),
            sign_ins: Limit::per_minute(config.sign_ins_per_minute),
            uploads: Limit::per_minute(config.uploads_per_minute),
            accounts: Limit::per_minute(config.sign_ins_per_minute),
        }
    }
}

/// One kind of bucket.
pub(super) struct Limit<K: std::hash::Hash + Eq + Clone>(DefaultKeyedRateLimiter<K>);

impl<K: std::hash::Hash + Eq + Clone> Limit<K> {
    fn per_minute(times: u32) -> Self {
        Self(RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN))))
    }

    /// Takes one; refuses when there is none left.
    pub(super) fn take(&self, key: &K) -> Result<()> {
        if self.0.len() > TIDY_ABOVE {
            self.0.retain_recent();
        }
        self.0.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(governor::clock::DefaultClock::default().now());
            Problem::rate_limited(wait.as_secs() + 1)
        })
    }
}

/// The address a limit counts by: an IPv6 caller owns its whole /64.
pub(super) fn counted(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(v6) => {
            let mut segments = v6.segments();
            segments[4..].fill(0);
            IpAddr::from(segments)
        }
    }
}
