//! What the configuration says of a ticket system.

use std::{collections::BTreeMap, fmt, time::Duration};

use crate::domain::{
    content::Priority,
    id::TeamId,
    sink::{Medium, Opening},
};

/// Which ticket system it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SinkKind {
    /// Zendesk Support.
    Zendesk,
    /// Freshdesk.
    Freshdesk,
    /// Jira Service Management.
    Jira,
    /// Zammad.
    Zammad,
    /// Request Tracker.
    Rt,
    /// Redmine.
    Redmine,
    /// Channels of Slack.
    Slack,
    /// Groups of Telegram.
    Telegram,
    /// Channels of Microsoft Teams.
    Teams,
    /// A mailbox.
    Mail,
    /// A program that takes signed calls.
    Webhook,
}

impl SinkKind {
    /// Every kind by its word in the configuration.
    pub const ALL: [(&'static str, Self); 11] = [
        ("zendesk", Self::Zendesk),
        ("freshdesk", Self::Freshdesk),
        ("jira", Self::Jira),
        ("zammad", Self::Zammad),
        ("rt", Self::Rt),
        ("redmine", Self::Redmine),
        ("slack", Self::Slack),
        ("telegram", Self::Telegram),
        ("teams", Self::Teams),
        ("mail", Self::Mail),
        ("webhook", Self::Webhook),
    ];

    /// The names that `options` may have, the needed ones first, and how many are needed.
    #[must_use]
    pub fn options(self) -> (&'static [&'static str], usize) {
        match self {
            Self::Zendesk => (&["type", "brand", "form"], 0),
            Self::Freshdesk => (&["reference_field", "requester", "type", "source", "open", "pending", "resolved"], 2),
            Self::Jira => (&["service_desk", "request_type", "reference_field", "resolve", "reopen", "pending"], 2),
            Self::Zammad => (&["reference_field", "customer", "open", "pending", "resolved"], 0),
            Self::Rt => (&["reference_field", "requestor", "open", "pending", "resolved", "tags_field"], 1),
            Self::Redmine => (&["tracker", "open", "pending", "resolved", "tags_field"], 1),
            Self::Mail => (&["address", "answers"], 1),
            Self::Slack | Self::Telegram | Self::Teams | Self::Webhook => (&[], 0),
        }
    }

    /// Where it is, if the configuration does not say; none where it must.
    #[must_use]
    pub fn usual_url(self) -> Option<&'static str> {
        match self {
            Self::Slack => Some("https://slack.com"),
            Self::Telegram => Some("https://api.telegram.org"),
            Self::Mail | Self::Teams => Some(""),
            _ => None,
        }
    }

    /// How it is read.
    #[must_use]
    pub fn medium(self) -> Medium {
        match self {
            Self::Slack | Self::Telegram | Self::Teams => Medium::Room,
            Self::Mail => Medium::Mailbox,
            _ => Medium::System,
        }
    }
}

/// What is known of a ticket system.
#[derive(Clone)]
pub struct SinkSettings {
    /// Which it is.
    pub kind: SinkKind,
    /// Its address.
    pub url: String,
    /// The account's name, where one is needed.
    pub user: String,
    /// Its password, token or key; two where signatures are being changed.
    pub secrets: Vec<String>,
    /// What signs the calls it makes to us; empty: it makes none.
    pub hook_secrets: Vec<String>,
    /// The queue, group or project of each team, and of all others under `*`.
    pub places: BTreeMap<String, String>,
    /// What it calls our priorities, where not as usual.
    pub priorities: BTreeMap<String, String>,
    /// Fields that are filled, by what it calls them; `{number}` and others stand for what the ticket says.
    pub fields: BTreeMap<String, String>,
    /// Words each ticket is marked with.
    pub tags: Vec<String>,
    /// What only this kind knows.
    pub options: BTreeMap<String, String>,
    /// How often it is asked what changed; `None`: never.
    pub poll: Option<Duration>,
}

impl fmt::Debug for SinkSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SinkSettings").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl SinkSettings {
    /// Its only or first secret.
    #[must_use]
    pub fn secret(&self) -> &str {
        self.secrets.first().map_or("", String::as_str)
    }

    /// Where tickets of a team go.
    #[must_use]
    pub fn place(&self, team: &TeamId) -> Option<&str> {
        self.places.get(team.as_str()).or_else(|| self.places.get("*")).map(String::as_str)
    }

    /// What it calls a priority, if the configuration says so.
    #[must_use]
    pub fn priority(&self, priority: Priority) -> Option<&str> {
        self.priorities.get(word(priority)).map(String::as_str)
    }

    /// An option of its kind.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.get(name).map(String::as_str)
    }

    /// The fields of a ticket, filled.
    pub fn filled<'a>(&'a self, opening: &'a Opening) -> impl Iterator<Item = (&'a str, String)> {
        self.fields.iter().map(|(name, text)| (name.as_str(), fill(text, opening)))
    }
}

/// A priority's word.
#[must_use]
pub fn word(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    }
}

/// What may stand in `fields`.
pub const HOLES: [&str; 8] = ["{number}", "{reference}", "{link}", "{team}", "{priority}", "{intent}", "{name}", "{email}"];

fn fill(text: &str, opening: &Opening) -> String {
    let intent = opening.intent.as_ref().map_or("", |intent| intent.as_str());
    let values =
        [opening.number.as_str(), &opening.reference, &opening.link, opening.team.as_str(), word(opening.priority), intent, &opening.requester.name, &opening.requester.email];
    // One pass, so that nothing filled in is read as a hole.
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (hole, value) = HOLES.iter().zip(values).find(|(hole, _)| rest.starts_with(**hole)).unwrap_or((&"{", "{"));
        out.push_str(value);
        rest = &rest[hole.len()..];
    }
    out + rest
}

/// Settings with these options and nothing else.
#[cfg(test)]
pub(super) fn example(options: &[(&str, &str)]) -> SinkSettings {
    let none = BTreeMap::new;
    SinkSettings {
        kind: SinkKind::Webhook,
        url: String::new(),
        user: String::new(),
        secrets: Vec::new(),
        hook_secrets: Vec::new(),
        places: none(),
        priorities: none(),
        fields: none(),
        tags: Vec::new(),
        options: options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        poll: None,
    }
}
