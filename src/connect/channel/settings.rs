//! What the configuration says of a channel.

use std::{collections::BTreeMap, fmt};

/// Which system a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelKind {
    /// Chatwoot, as one of its agent bots.
    Chatwoot,
    /// The Bot Framework of Microsoft: Teams, Omnichannel, Web Chat.
    BotFramework,
}

impl ChannelKind {
    /// Every kind by its word in the configuration.
    pub const ALL: [(&'static str, Self); 2] = [("chatwoot", Self::Chatwoot), ("botframework", Self::BotFramework)];

    /// The names that `options` may have, the needed ones first, and how many are needed.
    #[must_use]
    pub fn options(self) -> (&'static [&'static str], usize) {
        match self {
            Self::Chatwoot => (&["account"], 1),
            Self::BotFramework => (&["tenant", "handoff", "token_url", "scope", "issuer", "metadata"], 0),
        }
    }
}

/// What is known of a channel.
#[derive(Clone)]
pub struct ChannelSettings {
    /// Which it is.
    pub kind: ChannelKind,
    /// Its address, where it has one of its own.
    pub url: String,
    /// Who we are there, where that is needed.
    pub user: String,
    /// Our token or secret there.
    pub secret: String,
    /// What signs its calls to us; two while it is being changed.
    pub hook_secrets: Vec<String>,
    /// What stands in the address it calls, where it signs nothing; empty: nothing.
    pub path_secret: String,
    /// Which of its teams gets the chats of each of ours, and of all others under `*`.
    pub places: BTreeMap<String, String>,
    /// Where it may be, if its calls say where.
    pub hosts: Vec<String>,
    /// What only this kind knows.
    pub options: BTreeMap<String, String>,
}

impl fmt::Debug for ChannelSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelSettings").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// How a chat of the Bot Framework is handed to people.
pub const HANDOFFS: [&str; 3] = ["desk", "event", "omnichannel"];

impl ChannelSettings {
    /// An option of its kind; empty when it is not set.
    #[must_use]
    pub fn option(&self, name: &str) -> &str {
        self.options.get(name).map_or("", String::as_str)
    }

    /// Whether its own people take its chats over.
    #[must_use]
    pub fn hands_over(&self) -> bool {
        self.kind == ChannelKind::Chatwoot || HANDOFFS[1..].contains(&self.option("handoff"))
    }
}
