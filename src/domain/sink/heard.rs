//! What comes back from a sink: where tickets stand there, who has them and what was said.

use super::{Act, Standing};

/// Which tickets changed in a sink.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Where to go on next time, in the sink's own words.
    pub cursor: String,
    /// What the tickets that may have changed are called there; also others than ours.
    pub remotes: Vec<String>,
}

/// A ticket as it stands in a sink.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RemoteTicket {
    /// What it is called there.
    pub remote: String,
    /// Where it stands, if that was told.
    pub standing: Option<Standing>,
    /// Who has it, if that was told.
    pub assignee: Option<String>,
    /// What was said, oldest first; what was heard before is known by its id.
    pub comments: Vec<RemoteComment>,
}

/// Something that was said in a sink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteComment {
    /// What it is called there.
    pub id: String,
    /// Who said it.
    pub author: String,
    /// Whether the requester may see it.
    pub public: bool,
    /// Whether it was written with the account that is used from here, or nobody can tell.
    pub own: bool,
    /// What was said, as plain text.
    pub text: String,
}

/// Below which ticket something was said in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Below what is called so there.
    Remote(String),
    /// Below the ticket of this number.
    Number(i64),
}

/// Something that a person said in a room, and meant for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// About which ticket.
    pub place: Place,
    /// What the message is called there.
    pub id: String,
    /// Who said it, by what they are called there.
    pub user: String,
    /// What they are called, if the call tells.
    pub name: String,
    /// Their address, if the room vouches for it.
    pub email: Option<String>,
    /// What they want.
    pub act: Act,
}
