//! The ticket systems of the configuration.

use std::{collections::BTreeMap, time::Duration};

use serde::Deserialize;

use super::outside::{Secrets, good_url};
use crate::{
    connect::ticket::{
        SinkKind, SinkSettings,
        settings::{HOLES, word},
    },
    domain::{content::Priority, id::TeamId, sink::Rule},
};

/// How often a ticket system is asked what changed, in seconds, unless the configuration says otherwise.
const POLL_S: u64 = 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSink {
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
    teams: Vec<String>,
    #[serde(default)]
    topics: Vec<String>,
    #[serde(default)]
    places: BTreeMap<String, String>,
    #[serde(default)]
    priorities: BTreeMap<String, String>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    options: BTreeMap<String, String>,
    poll_s: Option<u64>,
}

/// Reads one; what it is called, how it is reached and which tickets it gets.
pub(super) fn resolve(raw: RawSink, secrets: &mut Secrets<'_>) -> Option<(String, SinkSettings, Rule)> {
    let at = format!("sink {}", raw.name);
    let Some((_, kind)) = SinkKind::ALL.into_iter().find(|(word, _)| *word == raw.kind) else {
        let known: Vec<&str> = SinkKind::ALL.iter().map(|(word, _)| *word).collect();
        secrets.problems.push(format!("{at}: kind must be one of {}, not `{}`", known.join(", "), raw.kind));
        return None;
    };
    if raw.name.is_empty() || !raw.name.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-') {
        secrets.problems.push(format!("{at}: a name has small letters, digits and -"));
    }
    let url = if raw.url.is_empty() { kind.usual_url().unwrap_or_default().to_owned() } else { raw.url.clone() };
    if kind != SinkKind::Mail && kind != SinkKind::Teams {
        good_url(&format!("{at}: url"), &url, secrets.problems);
    }
    words(&at, kind, &raw, secrets.problems);
    let read = |texts: Vec<String>, secrets: &mut Secrets<'_>| texts.into_iter().map(|text| secrets.read(&at, text)).collect::<Vec<String>>();
    let (own, hook_secrets) = (read(raw.secrets, secrets), read(raw.hook_secrets, secrets));
    let most = if kind == SinkKind::Webhook { 2 } else { 1 };
    if kind != SinkKind::Mail && kind != SinkKind::Teams && (own.is_empty() || own.len() > most || own.iter().any(String::is_empty)) {
        let how_many = if most == 2 { "one secret or two" } else { "one secret" };
        secrets.problems.push(format!("{at}: secrets must hold {how_many}; \"env:NAME\" reads one from a variable"));
    }
    let poll = raw.poll_s.unwrap_or(POLL_S);
    if !(poll == 0 || (10..=86_400).contains(&poll)) {
        secrets.problems.push(format!("{at}: poll_s must be 0 for never, or from 10 to 86400, not {poll}"));
    }
    let mut places = raw.places;
    if kind == SinkKind::Teams {
        // Addresses of workflows hold their key.
        for (team, url) in &mut places {
            *url = secrets.read(&format!("{at}: places: {team}"), std::mem::take(url));
        }
    }
    let rule = Rule { sink: raw.name.clone(), teams: raw.teams.into_iter().map(TeamId).collect(), topics: raw.topics, medium: kind.medium() };
    let settings = SinkSettings {
        kind,
        url,
        user: raw.user,
        secrets: own,
        hook_secrets,
        places,
        priorities: raw.priorities,
        fields: raw.fields,
        tags: raw.tags,
        options: raw.options,
        poll: (poll > 0).then(|| Duration::from_secs(poll)),
    };
    Some((raw.name, settings, rule))
}

/// Names that mean something must be known ones.
fn words(at: &str, kind: SinkKind, raw: &RawSink, problems: &mut Vec<String>) {
    let (known, needed) = kind.options();
    for name in raw.options.keys().filter(|name| !known.contains(&name.as_str())) {
        problems.push(format!("{at}: options has no `{name}`; for {} it has {}", raw.kind, if known.is_empty() { "none".to_owned() } else { known.join(", ") }));
    }
    for name in known.iter().take(needed).filter(|name| raw.options.get(**name).is_none_or(String::is_empty)) {
        problems.push(format!("{at}: options must have `{name}`"));
    }
    let priorities = [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent].map(word);
    for name in raw.priorities.keys().filter(|name| !priorities.contains(&name.as_str())) {
        problems.push(format!("{at}: priorities has no `{name}`; it has {}", priorities.join(", ")));
    }
    for (name, text) in &raw.fields {
        for hole in text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(hole, _)| format!("{{{hole}}}")) {
            if !HOLES.contains(&hole.as_str()) {
                problems.push(format!("{at}: fields: `{name}` has {hole}; there are {}", HOLES.join(", ")));
            }
        }
    }
}
