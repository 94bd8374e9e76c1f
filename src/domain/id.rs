//! Names of things: every id is a type of its own, so that one cannot be passed for another.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// Takes any text as an id; ids are compared, never interpreted.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// One conversation, made by us (UUID version 7).
    ConversationId,
    /// What the sender's program calls its message, so that a repeat is recognised.
    ClientId,
    /// Whoever writes to the desk, proven or not.
    VisitorId,
    /// A person whose identity is proven.
    PersonId,
    /// A person who answers tickets.
    AgentId,
    /// A file that somebody sent, made by us (UUID version 7).
    AttachmentId,
    /// An intent of the pack, such as `wifi_not_connecting`.
    IntentId,
    /// A team of the pack, such as `network`.
    TeamId,
    /// A calendar of the pack, such as `office`.
    CalendarId,
    /// A service-level policy of the pack, such as `standard`.
    SlaId,
    /// A topic of the pack, such as `account`: the shelf an intent or an article stands on.
    TopicId,
    /// A flow of the pack, such as `printer_offline`.
    FlowId,
    /// Something a flow asks for, such as `place`.
    SlotId,
    /// An article's name in its address, such as `wifi-not-connecting`.
    Slug,
    /// The fingerprint of one published state of the pack; a mark behind it tells that the pack was studied.
    Revision,
}

/// What stands behind a revision whose pack was studied.
const STUDIED: &str = "+studied";

impl Revision {
    /// The same pack after it was studied: it decides differently.
    #[must_use]
    pub fn studied(&self) -> Self {
        Self(format!("{}{STUDIED}", self.0))
    }

    /// The published pack, and whether it was studied.
    #[must_use]
    pub fn parts(&self) -> (Self, bool) {
        match self.0.strip_suffix(STUDIED) {
            Some(published) => (Self::new(published), true),
            None => (self.clone(), false),
        }
    }
}
