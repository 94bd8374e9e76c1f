//! Where listeners wait: woken after a commit, they read again what they have not seen.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use tokio::sync::{Notify, broadcast};

use crate::domain::id::ConversationId;

/// Wakes kept for a slow listener; one that falls further behind reads everything again.
const KEPT: usize = 32;

/// Something that changed in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The conversation.
    pub conversation: String,
    /// Its ticket, if it has one.
    pub ticket: Option<i64>,
    /// Whether the ticket was opened just now.
    pub opened: bool,
    /// Whether there is something to send because of it; of no concern to other nodes.
    pub posted: bool,
}

impl Change {
    /// A change of a conversation that has to do with no ticket.
    #[must_use]
    pub fn plain(conversation: &ConversationId) -> Self {
        Self { conversation: conversation.0.clone(), ticket: None, opened: false, posted: false }
    }

    /// A change of a ticket and its conversation.
    #[must_use]
    pub fn of_ticket(conversation: &ConversationId, number: i64) -> Self {
        Self { ticket: Some(number), ..Self::plain(conversation) }
    }

    /// A change as the other nodes are told it: `id` or `id/number`, with `!` behind a new ticket.
    #[must_use]
    pub fn to_notice(&self) -> String {
        match self.ticket {
            None => self.conversation.clone(),
            Some(number) => format!("{}/{number}{}", self.conversation, if self.opened { "!" } else { "" }),
        }
    }

    /// Reads what [`Change::to_notice`] wrote.
    #[must_use]
    pub fn from_notice(text: &str) -> Self {
        let (conversation, number) = text.split_once('/').unwrap_or((text, ""));
        let ticket = number.trim_end_matches('!').parse().ok();
        Self { conversation: conversation.to_owned(), ticket, opened: number.ends_with('!'), posted: false }
    }
}

/// Who is typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The visitor.
    Visitor,
    /// A person of the desk.
    Agent,
}

/// What wakes a listener of one conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wake {
    /// Read again.
    Changed,
    /// Somebody is typing.
    Typing {
        /// Who.
        who: Who,
        /// By name.
        name: String,
    },
}

/// What wakes a console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsoleWake {
    /// This ticket changed.
    Ticket {
        /// Its number.
        number: i64,
        /// Whether it is new.
        opened: bool,
    },
    /// Somebody is typing.
    Typing {
        /// The ticket's number.
        number: i64,
        /// Who.
        who: Who,
        /// By name.
        name: String,
    },
    /// Anything may have changed.
    Resync,
}

/// The waiting room.
#[derive(Debug)]
pub struct Hub {
    rooms: Mutex<HashMap<String, broadcast::Sender<Wake>>>,
    consoles: broadcast::Sender<ConsoleWake>,
    posted: Notify,
}

impl Default for Hub {
    fn default() -> Self {
        Self { rooms: Mutex::default(), consoles: broadcast::channel(256).0, posted: Notify::new() }
    }
}

impl Hub {
    /// Waits for what happens in a conversation.
    pub fn join(&self, conversation: &str) -> broadcast::Receiver<Wake> {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.retain(|_, room| room.receiver_count() > 0);
        rooms.entry(conversation.to_owned()).or_insert_with(|| broadcast::channel(KEPT).0).subscribe()
    }

    /// Waits for what happens to any ticket.
    pub fn join_console(&self) -> broadcast::Receiver<ConsoleWake> {
        self.consoles.subscribe()
    }

    /// Tells the worker of the outbox that there may be something to send.
    pub fn post(&self) {
        self.posted.notify_one();
    }

    /// Waits until there may be something to send.
    pub async fn posted(&self) {
        self.posted.notified().await;
    }

    /// Wakes those who wait for these changes.
    pub fn tell(&self, changes: &[Change]) {
        for change in changes {
            self.tell_room(&change.conversation, Wake::Changed);
            if let Some(number) = change.ticket {
                // Nobody listening is fine: a console reads everything when it opens.
                let _ = self.consoles.send(ConsoleWake::Ticket { number, opened: change.opened });
            }
        }
    }

    /// Tells that somebody is typing.
    pub fn typing(&self, conversation: &str, ticket: Option<i64>, who: Who, name: &str) {
        self.tell_room(conversation, Wake::Typing { who, name: name.to_owned() });
        if let Some(number) = ticket {
            let _ = self.consoles.send(ConsoleWake::Typing { number, who, name: name.to_owned() });
        }
    }

    /// Wakes everybody: anything may have changed.
    pub fn tell_all(&self) {
        let rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        for room in rooms.values() {
            let _ = room.send(Wake::Changed);
        }
        let _ = self.consoles.send(ConsoleWake::Resync);
    }

    fn tell_room(&self, conversation: &str, wake: Wake) {
        let rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(room) = rooms.get(conversation) {
            let _ = room.send(wake);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_come_back_as_the_changes_they_were() {
        for (ticket, opened) in [(None, false), (Some(1042), false), (Some(7), true)] {
            let change = Change { conversation: "0193".to_owned(), ticket, opened, posted: false };
            assert_eq!(Change::from_notice(&change.to_notice()), change);
        }
    }
}
