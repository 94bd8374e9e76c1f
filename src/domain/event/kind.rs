//! Which events there are, and which programs hear of which.

use crate::domain::id::TeamId;

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A visitor wrote for the first time.
    ConversationStarted,
    /// What a visitor asked came to an end with the bot.
    ConversationEnded,
    /// A ticket was opened.
    TicketOpened,
    /// Somebody has it.
    TicketAssigned,
    /// It went to another team.
    TicketMoved,
    /// It must be answered sooner or later than before.
    TicketPriorityChanged,
    /// The desk answered.
    TicketReplied,
    /// Its requester wrote.
    TicketRequesterReplied,
    /// An agent noted something that no visitor sees.
    TicketNoteAdded,
    /// It waits for its requester, is done, or is open again.
    TicketStatusChanged,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::ConversationStarted,
        Self::ConversationEnded,
        Self::TicketOpened,
        Self::TicketAssigned,
        Self::TicketMoved,
        Self::TicketPriorityChanged,
        Self::TicketReplied,
        Self::TicketRequesterReplied,
        Self::TicketNoteAdded,
        Self::TicketStatusChanged,
    ];

    /// The `type` of an event.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ConversationStarted => "conversation.started",
            Self::ConversationEnded => "conversation.ended",
            Self::TicketOpened => "ticket.opened",
            Self::TicketAssigned => "ticket.assigned",
            Self::TicketMoved => "ticket.moved",
            Self::TicketPriorityChanged => "ticket.priority_changed",
            Self::TicketReplied => "ticket.replied",
            Self::TicketRequesterReplied => "ticket.requester_replied",
            Self::TicketNoteAdded => "ticket.note_added",
            Self::TicketStatusChanged => "ticket.status_changed",
        }
    }

    /// Whether a filter names it: by its whole type, or by a part that ends with a full stop.
    fn is_named(self, filter: &str) -> bool {
        filter == self.word() || (filter.ends_with('.') && self.word().starts_with(filter))
    }
}

/// Whether a filter names any kind.
#[must_use]
pub fn names_any(filter: &str) -> bool {
    Kind::ALL.into_iter().any(|kind| kind.is_named(filter))
}

/// Of what a program is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscription {
    /// The program.
    pub name: String,
    /// Types, or parts of them such as `ticket.`; everything when there are none.
    pub types: Vec<String>,
    /// Tickets of these teams only, and no conversations; everything when there are none.
    pub teams: Vec<TeamId>,
    /// Whether it is told what was written.
    pub texts: bool,
    /// What tells its settings from others.
    pub mark: String,
}

impl Subscription {
    /// Whether it hears of such an event, of a ticket of this team or of no ticket.
    #[must_use]
    pub fn takes(&self, kind: Kind, team: Option<&TeamId>) -> bool {
        (self.types.is_empty() || self.types.iter().any(|filter| kind.is_named(filter))) && (self.teams.is_empty() || team.is_some_and(|team| self.teams.contains(team)))
    }
}
