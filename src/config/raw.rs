//! The shape of the configuration as its layers spell it.

use serde::Deserialize;

use super::{channel, email, identity, outside, sink, subscriber};
use crate::domain::sla::Early;

#[derive(Deserialize)]
pub(super) struct Raw {
    pub(super) webhook: Vec<outside::RawWebhook>,
    pub(super) sink: Vec<sink::RawSink>,
    pub(super) subscriber: Vec<subscriber::RawSubscriber>,
    pub(super) channel: Vec<channel::RawChannel>,
    pub(super) server: RawServer,
    pub(super) database: RawDatabase,
    pub(super) attachments: RawAttachments,
    pub(super) pack: RawPack,
    pub(super) silence: RawSilence,
    pub(super) promises: RawPromises,
    pub(super) mail: outside::RawMail,
    pub(super) email: email::Raw,
    pub(super) teamviewer: outside::RawTeamViewer,
    pub(super) outbox: RawOutbox,
    pub(super) outbound: outside::RawOutbound,
    pub(super) rest: RawRest,
    pub(super) identity: identity::Raw,
    pub(super) limits: RawLimits,
    pub(super) log: RawLog,
    pub(super) brand: RawBrand,
}

#[derive(Deserialize)]
pub(super) struct RawServer {
    pub(super) listen: String,
    pub(super) public_url: String,
    pub(super) trusted_proxies: Vec<String>,
    pub(super) embed_origins: Vec<String>,
    pub(super) max_connections: i64,
    pub(super) header_timeout_s: i64,
    pub(super) body_timeout_s: i64,
    pub(super) max_body_bytes: i64,
    pub(super) stop_timeout_s: i64,
}

#[derive(Deserialize)]
pub(super) struct RawDatabase {
    pub(super) url: String,
    pub(super) data_dir: String,
    pub(super) most_per_commit: i64,
}

#[derive(Deserialize)]
pub(super) struct RawAttachments {
    pub(super) path: String,
    pub(super) max_mb: i64,
    pub(super) per_message: i64,
    pub(super) per_conversation_mb: i64,
    pub(super) total_mb: i64,
}

#[derive(Deserialize)]
pub(super) struct RawPack {
    pub(super) path: String,
    pub(super) watch: bool,
    pub(super) study: bool,
}

#[derive(Deserialize)]
pub(super) struct RawSilence {
    pub(super) follow_up: bool,
    pub(super) report_minutes: i64,
    pub(super) ask_minutes: i64,
    pub(super) close_minutes: i64,
}

#[derive(Deserialize)]
pub(super) struct RawPromises {
    pub(super) warn: bool,
    pub(super) minutes_before: i64,
    pub(super) percent: i64,
}

impl RawPromises {
    /// How early it is warned; `None`: never.
    pub(super) fn resolve(&self, problems: &mut Vec<String>) -> Option<Early> {
        let mut number = |name: &str, value: i64, most: i64| {
            if !(0..=most).contains(&value) {
                problems.push(format!("promises.{name}: must be from 0 to {most}, not {value}"));
            }
            u32::try_from(value).unwrap_or(0)
        };
        let early = Early { minutes: number("minutes_before", self.minutes_before, 10_000), percent: number("percent", self.percent, 100) };
        self.warn.then_some(early)
    }
}

#[derive(Deserialize)]
pub(super) struct RawOutbox {
    pub(super) send: bool,
    pub(super) at_once: i64,
    pub(super) at_once_to_one: i64,
    pub(super) keep_days: i64,
}

#[derive(Deserialize)]
pub(super) struct RawRest {
    pub(super) token: String,
}

#[derive(Deserialize)]
pub(super) struct RawLimits {
    pub(super) messages_per_minute: i64,
    pub(super) visitors_per_minute: i64,
    pub(super) sign_ins_per_minute: i64,
    pub(super) uploads_per_minute: i64,
}

#[derive(Deserialize)]
pub(super) struct RawLog {
    pub(super) format: String,
    pub(super) level: String,
}

#[derive(Deserialize)]
pub(super) struct RawBrand {
    pub(super) color: String,
}
