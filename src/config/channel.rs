//! The chats of other systems, as the configuration names them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::outside::{Secrets, good_url};
use crate::{
    connect::channel::{ChannelKind, ChannelSettings, settings::HANDOFFS},
    domain::conversation::{EMAIL, REST, WEB},
};

/// The fewest characters of a secret that stands in an address.
const LEAST_PATH_SECRET: usize = 32;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChannel {
    name: String,
    kind: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    user: String,
    #[serde(default)]
    secrets: Vec<String>,
    #[serde(default)]
    hook_secrets: Vec<String>,
    #[serde(default)]
    path_secret: String,
    #[serde(default)]
    places: BTreeMap<String, String>,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    options: BTreeMap<String, String>,
}

/// Reads one; what it is called and how it is reached.
pub(super) fn resolve(raw: RawChannel, secrets: &mut Secrets<'_>) -> Option<(String, ChannelSettings)> {
    let at = format!("channel {}", raw.name);
    let Some((_, kind)) = ChannelKind::ALL.into_iter().find(|(word, _)| *word == raw.kind) else {
        let known: Vec<&str> = ChannelKind::ALL.iter().map(|(word, _)| *word).collect();
        secrets.problems.push(format!("{at}: kind must be one of {}, not `{}`", known.join(", "), raw.kind));
        return None;
    };
    let good = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    if raw.name.is_empty() || raw.name.len() > 40 || !raw.name.chars().all(good) || [WEB, REST, EMAIL].contains(&raw.name.as_str()) {
        secrets.problems.push(format!("{at}: a name has small letters, digits and -, 40 at most, and is none of {WEB}, {REST} and {EMAIL}"));
    }
    let read = |texts: Vec<String>, secrets: &mut Secrets<'_>| texts.into_iter().map(|text| secrets.read(&at, text)).collect::<Vec<String>>();
    let (own, hook_secrets) = (read(raw.secrets, secrets), read(raw.hook_secrets, secrets));
    if own.len() != 1 || own.iter().any(String::is_empty) {
        secrets.problems.push(format!("{at}: secrets must hold one secret; \"env:NAME\" reads it from a variable"));
    }
    let settings = ChannelSettings {
        kind,
        url: raw.url,
        user: raw.user,
        secret: own.into_iter().next().unwrap_or_default(),
        path_secret: secrets.read(&at, raw.path_secret),
        hook_secrets,
        places: raw.places,
        hosts: raw.hosts,
        options: raw.options,
    };
    options(&at, &raw.kind, &settings, secrets.problems);
    match kind {
        ChannelKind::Chatwoot => chatwoot(&at, &settings, secrets.problems),
        ChannelKind::BotFramework => botframework(&at, &settings, secrets.problems),
    }
    Some((raw.name, settings))
}

fn options(at: &str, kind: &str, settings: &ChannelSettings, problems: &mut Vec<String>) {
    let (known, needed) = settings.kind.options();
    for name in settings.options.keys().filter(|name| !known.contains(&name.as_str())) {
        problems.push(format!("{at}: options has no `{name}`; for {kind} it has {}", known.join(", ")));
    }
    for name in known.iter().take(needed).filter(|name| settings.option(name).is_empty()) {
        problems.push(format!("{at}: options must have `{name}`"));
    }
}

fn chatwoot(at: &str, settings: &ChannelSettings, problems: &mut Vec<String>) {
    good_url(&format!("{at}: url"), &settings.url, problems);
    let account = settings.option("account");
    if !account.is_empty() && !account.bytes().all(|byte| byte.is_ascii_digit()) {
        problems.push(format!("{at}: options.account is the number in the address of Chatwoot behind /accounts/, not `{account}`"));
    }
    if settings.hook_secrets.is_empty() && settings.path_secret.is_empty() {
        problems.push(format!("{at}: hook_secrets must hold the secret its bot signs with; where Chatwoot shows none, path_secret one of your own"));
    }
    if settings.hook_secrets.len() > 2 || settings.hook_secrets.iter().any(String::is_empty) {
        problems.push(format!("{at}: hook_secrets must hold one secret, or two while it is being changed"));
    }
    let long = settings.path_secret.len() >= LEAST_PATH_SECRET && settings.path_secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if !settings.path_secret.is_empty() && !long {
        problems.push(format!("{at}: path_secret must have {LEAST_PATH_SECRET} letters, digits, - and _ or more"));
    }
    unused(at, &[("user", settings.user.is_empty()), ("hosts", settings.hosts.is_empty())], problems);
}

fn botframework(at: &str, settings: &ChannelSettings, problems: &mut Vec<String>) {
    if settings.user.is_empty() {
        problems.push(format!("{at}: user must be the id of the bot's app"));
    }
    for name in ["token_url", "metadata"].into_iter().filter(|name| !settings.option(name).is_empty()) {
        good_url(&format!("{at}: options.{name}"), settings.option(name), problems);
    }
    let handoff = settings.option("handoff");
    if !handoff.is_empty() && !HANDOFFS.contains(&handoff) {
        problems.push(format!("{at}: options.handoff must be one of {}, not `{handoff}`", HANDOFFS.join(", ")));
    }
    for host in &settings.hosts {
        let bare = host.strip_prefix("*.").unwrap_or(host);
        let name = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte));
        if !name && !url::Url::parse(host).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.path() == "/") {
            problems.push(format!("{at}: hosts: `{host}` is no host such as smba.trafficmanager.net or *.botframework.com"));
        }
    }
    let none = [
        ("url", settings.url.is_empty()),
        ("hook_secrets", settings.hook_secrets.is_empty()),
        ("path_secret", settings.path_secret.is_empty()),
        ("places", settings.places.is_empty()),
    ];
    unused(at, &none, problems);
}

/// What has no meaning for a kind must not look as if it had.
fn unused(at: &str, fields: &[(&str, bool)], problems: &mut Vec<String>) {
    problems.extend(fields.iter().filter(|(_, empty)| !empty).map(|(name, _)| format!("{at}: {name} has no meaning here")));
}
