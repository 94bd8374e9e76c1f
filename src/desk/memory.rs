//! Conversations as a writer last saved them, so that their next turn need not load them.
//!
//! What is remembered here may be behind the database, where other nodes and other verbs write too: saving tells (`Stale`).
//! A conversation with a ticket is never remembered: people work on it as well, and everybody locks it before its ticket. Nor is one that
//! is held elsewhere: what is said in it goes out in the transaction of the turn.

use std::collections::HashMap;

use crate::{domain::id::ConversationId, store::conversation::Remembered};

/// How many conversations one half holds, about 1 kB each.
const MOST: usize = 8192;

/// Two halves: when the younger is full it becomes the older, and what nobody asked for since is forgotten.
#[derive(Debug, Default)]
pub(super) struct Memory {
    young: HashMap<ConversationId, Remembered>,
    old: HashMap<ConversationId, Remembered>,
}

impl Memory {
    /// A conversation as it is remembered, to go on with.
    pub(super) fn get_mut(&mut self, id: &ConversationId) -> Option<&mut Remembered> {
        if let Some(remembered) = self.old.remove(id) {
            self.keep(remembered);
        }
        self.young.get_mut(id)
    }

    /// Forgets a conversation.
    pub(super) fn forget(&mut self, id: &ConversationId) {
        self.young.remove(id);
        self.old.remove(id);
    }

    /// A conversation as it is remembered.
    pub(super) fn peek(&self, id: &ConversationId) -> Option<&Remembered> {
        self.young.get(id).or_else(|| self.old.get(id))
    }

    /// These were saved, or will have been before they are saved again.
    pub(super) fn saved<'i>(&mut self, ids: impl Iterator<Item = &'i ConversationId>) {
        for id in ids {
            if let Some(remembered) = self.young.get_mut(id).or_else(|| self.old.get_mut(id)) {
                remembered.version += 1;
            }
        }
    }

    /// Forgets everything: something that was to be saved was not.
    pub(super) fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
    }

    /// Remembers a conversation that was just begun, saved or loaded.
    pub(super) fn keep(&mut self, remembered: Remembered) {
        if remembered.conversation.ticket.is_some() || remembered.conversation.is_elsewhere() {
            return;
        }
        if self.young.len() >= MOST {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(remembered.conversation.id.clone(), remembered);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        conversation::{Conversation, Status},
        dialogue::DialogueState,
        id::VisitorId,
        language::Language,
        time::Timestamp,
    };

    fn numbered(number: usize) -> Remembered {
        let conversation = Conversation {
            id: ConversationId(number.to_string()),
            channel: "web".to_owned(),
            visitor: VisitorId::new("v"),
            language: Language::parse("id").unwrap(),
            status: Status::Bot,
            last_seq: 0,
            turns: 0,
            handoffs: 0,
            ticket: None,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
        };
        Remembered { conversation, state: DialogueState::default(), version: 0 }
    }

    #[test]
    fn it_remembers_the_newest_and_never_more_than_two_halves() {
        let mut memory = Memory::default();
        let first = ConversationId("0".to_owned());
        for number in 0..5 * MOST {
            memory.keep(numbered(number));
            assert!(memory.young.len() + memory.old.len() <= 2 * MOST);
            assert!(memory.get_mut(&first).is_some(), "what is asked for stays");
        }
        assert!(memory.peek(&ConversationId((5 * MOST - 1).to_string())).is_some());
        assert!(memory.peek(&ConversationId("1".to_owned())).is_none());
        memory.saved([&first].into_iter());
        assert_eq!(memory.peek(&first).unwrap().version, 1);
        memory.forget(&first);
        assert!(memory.peek(&first).is_none());
    }

    #[test]
    fn a_conversation_with_a_ticket_is_not_remembered() {
        let mut memory = Memory::default();
        let mut handed_over = numbered(1);
        handed_over.conversation.ticket = Some(1001);
        memory.keep(handed_over);
        assert!(memory.peek(&ConversationId("1".to_owned())).is_none());
    }
}
