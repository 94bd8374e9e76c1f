//! The settings of what is outside: webhooks, mail, services, and the networks that may be called.

use std::{collections::BTreeMap, time::Duration};

use serde::Deserialize;

use super::{
    channel::{self, RawChannel},
    sink::{self, RawSink},
    subscriber::{self, RawSubscriber},
};

use crate::{
    connect::{MailSettings, SECRET_FORM, Secret, Settings, TeamViewerSettings, WebhookSettings},
    domain::outbox::{MAIL, TEAMVIEWER},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWebhook {
    name: String,
    url: String,
    secrets: Vec<String>,
    #[serde(default = "eight")]
    timeout_s: u64,
}

fn eight() -> u64 {
    8
}

#[derive(Deserialize)]
pub(super) struct RawMail {
    url: String,
    from: String,
}

impl RawMail {
    /// Whether no server is named.
    pub(super) fn is_empty(&self) -> bool {
        self.url.is_empty()
    }
}

#[derive(Deserialize)]
pub(super) struct RawTeamViewer {
    token: String,
    group: String,
    url: String,
}

#[derive(Deserialize)]
pub(super) struct RawOutbound {
    private_networks: Vec<String>,
}

/// Reads `env:NAME` from the environment; anything else is the secret itself.
pub(super) struct Secrets<'a> {
    pub(super) environment: &'a BTreeMap<String, String>,
    pub(super) problems: &'a mut Vec<String>,
}

impl Secrets<'_> {
    pub(super) fn read(&mut self, name: &str, text: String) -> String {
        let Some(variable) = text.strip_prefix("env:") else { return text };
        self.environment.get(variable).cloned().unwrap_or_else(|| {
            self.problems.push(format!("{name}: there is no environment variable {variable}"));
            String::new()
        })
    }
}

/// The sections that say how the world is reached.
pub(super) struct Raw {
    pub(super) webhook: Vec<RawWebhook>,
    pub(super) sink: Vec<RawSink>,
    pub(super) subscriber: Vec<RawSubscriber>,
    pub(super) channel: Vec<RawChannel>,
    pub(super) mail: RawMail,
    pub(super) teamviewer: RawTeamViewer,
    pub(super) outbound: RawOutbound,
}

pub(super) fn resolve(raw: Raw, environment: &BTreeMap<String, String>, problems: &mut Vec<String>) -> Settings {
    let Raw { webhook: webhooks, sink: raw_sinks, subscriber: raw_subscribers, channel: raw_channels, mail, teamviewer, outbound } = raw;
    let networks = outbound.private_networks.iter().filter_map(|text| {
        let network = text.parse().ok();
        if network.is_none() {
            problems.push(format!("outbound.private_networks: `{text}` is not a network such as 10.20.0.0/16"));
        }
        network
    });
    let private_networks = networks.collect();
    let mut secrets = Secrets { environment, problems };
    let mut known = BTreeMap::new();
    for raw in webhooks {
        let (name, settings) = webhook(raw, &mut secrets);
        if known.insert(name.clone(), settings).is_some() {
            secrets.problems.push(format!("webhook {name}: there are two of this name"));
        }
    }
    let (mut sinks, mut rules) = (BTreeMap::new(), Vec::new());
    for (name, settings, rule) in raw_sinks.into_iter().filter_map(|raw| sink::resolve(raw, &mut secrets)).collect::<Vec<_>>() {
        if known.contains_key(&name) || [MAIL, TEAMVIEWER].contains(&name.as_str()) || sinks.insert(name.clone(), settings).is_some() {
            secrets.problems.push(format!("sink {name}: something else is called so"));
        }
        rules.push(rule);
    }
    let (mut subscribers, mut subscriptions) = (BTreeMap::new(), Vec::new());
    for (settings, subscription) in raw_subscribers.into_iter().map(|raw| subscriber::resolve(raw, &mut secrets)).collect::<Vec<_>>() {
        let name = subscription.name.clone();
        let taken = known.contains_key(&name) || sinks.contains_key(&name) || [MAIL, TEAMVIEWER].contains(&name.as_str());
        if subscribers.insert(name.clone(), settings).is_some() || taken {
            secrets.problems.push(format!("subscriber {name}: something else is called so"));
        }
        subscriptions.push(subscription);
    }
    let mut channels = BTreeMap::new();
    for (name, settings) in raw_channels.into_iter().filter_map(|raw| channel::resolve(raw, &mut secrets)).collect::<Vec<_>>() {
        let taken = known.contains_key(&name) || sinks.contains_key(&name) || subscribers.contains_key(&name) || [MAIL, TEAMVIEWER].contains(&name.as_str());
        if taken || channels.insert(name.clone(), settings).is_some() {
            secrets.problems.push(format!("channel {name}: something else is called so"));
        }
    }
    let token = secrets.read("teamviewer.token", teamviewer.token);
    let teamviewer = (!token.is_empty()).then_some(TeamViewerSettings { url: teamviewer.url, token, group: teamviewer.group });
    if let Some(settings) = &teamviewer {
        good_url("teamviewer.url", &settings.url, secrets.problems);
    }
    Settings { private_networks, mail: self::mail(mail, &mut secrets), webhooks: known, teamviewer, sinks, rules, subscribers, subscriptions, channels, answers: None }
}

fn mail(raw: RawMail, secrets: &mut Secrets<'_>) -> Option<MailSettings> {
    let url = secrets.read("mail.url", raw.url);
    if url.is_empty() {
        return None;
    }
    let settings = MailSettings { url, from: raw.from };
    if let Err(problem) = settings.check() {
        secrets.problems.push(problem);
    }
    Some(settings)
}

fn webhook(raw: RawWebhook, secrets: &mut Secrets<'_>) -> (String, WebhookSettings) {
    let at = format!("webhook {}", raw.name);
    if raw.name.is_empty() || [MAIL, TEAMVIEWER].contains(&raw.name.as_str()) || !raw.name.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_".contains(sign)) {
        secrets.problems.push(format!("{at}: a name has letters, digits, - and _, and is neither {MAIL} nor {TEAMVIEWER}"));
    }
    good_url(&format!("{at}: url"), &raw.url, secrets.problems);
    let read = signing(&at, raw.secrets, secrets);
    (raw.name, WebhookSettings { url: raw.url, secrets: read, timeout: timeout(&at, raw.timeout_s, secrets.problems) })
}

/// The one or two secrets that calls are signed with.
pub(super) fn signing(at: &str, texts: Vec<String>, secrets: &mut Secrets<'_>) -> Vec<Secret> {
    let texts: Vec<String> = texts.into_iter().map(|text| secrets.read(at, text)).collect();
    let read: Vec<Secret> = texts.iter().filter_map(|text| Secret::read(text)).collect();
    if read.is_empty() || read.len() < texts.len() || read.len() > 2 {
        secrets.problems.push(format!("{at}: secrets must be one or two of {SECRET_FORM}"));
    }
    read
}

pub(super) fn timeout(at: &str, seconds: u64, problems: &mut Vec<String>) -> Duration {
    if !(1..=30).contains(&seconds) {
        problems.push(format!("{at}: timeout_s must be from 1 to 30, not {seconds}"));
    }
    Duration::from_secs(seconds)
}

pub(super) fn good_url(name: &str, text: &str, problems: &mut Vec<String>) {
    let good = url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host() && url.username().is_empty());
    if !good {
        problems.push(format!("{name}: `{text}` is not an address such as https://cmdb.kantor.example/garda"));
    }
}
