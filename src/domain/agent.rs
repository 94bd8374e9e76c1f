//! People who answer tickets, and what their role lets them do.

use serde::{Deserialize, Serialize};

use super::id::{AgentId, TeamId};

/// What a person of the desk may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers tickets.
    Agent,
    /// Answers tickets and leads a team.
    Lead,
    /// Reads tickets and writes content.
    Author,
    /// Everything.
    Admin,
}

impl Role {
    /// Whether this role may change tickets; an author only reads.
    #[must_use]
    pub fn may_answer(self) -> bool {
        !matches!(self, Self::Author)
    }

    /// Whether this role sees what is sent out, and may have it sent again.
    #[must_use]
    pub fn may_see_outbox(self) -> bool {
        matches!(self, Self::Lead | Self::Admin)
    }

    /// Whether this role may add people.
    #[must_use]
    pub fn may_add_people(self) -> bool {
        matches!(self, Self::Admin)
    }
}

/// A person of the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Agent {
    /// Its id.
    #[schema(value_type = String)]
    pub id: AgentId,
    /// The address it signs in with.
    pub email: String,
    /// Its name on screen.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The teams it works in.
    #[schema(value_type = Vec<String>)]
    pub teams: Vec<TeamId>,
    /// Whether it must choose a new password first.
    pub must_change: bool,
}
