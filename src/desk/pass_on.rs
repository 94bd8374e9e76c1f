//! "This did not help", by the link of a letter: a person takes over.

use std::sync::Arc;

use super::{Desk, Error, Result, letters::Pen, silence::says_itself};
use crate::{
    domain::{
        conversation::EMAIL,
        dialogue::{self, Heard, Setting},
        handoff::Reason,
        id::ConversationId,
        language::Language,
        letter::Purpose,
        ticket::say_number,
    },
    store::conversation,
};

/// A conversation by e-mail, as the page of its link shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// The number of its ticket in full, if a person has it already.
    pub ticket: Option<String>,
    /// Its language.
    pub language: Language,
}

impl Desk {
    /// What the link of a letter leads to; nothing is changed.
    ///
    /// # Errors
    /// `NotFound` when no letter of this house has such a link.
    pub async fn linked(&self, token: &str) -> Result<Linked> {
        let id = self.of_link(token)?;
        let found = conversation::find(&mut self.store.read().await?, &id).await?.ok_or(Error::NotFound)?;
        Ok(linked(&found, &self.catalog().pack().prefix))
    }

    /// Has a person take over the conversation of a link, once; answers how it stands then.
    ///
    /// # Errors
    /// `NotFound` when no letter of this house has such a link, `Busy` when too much is waiting.
    pub async fn pass_on(&self, token: &str) -> Result<Linked> {
        let id = self.of_link(token)?;
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let mut remembered = conversation::lock(write.tx, &id).await?.filter(|one| one.conversation.channel == EMAIL).ok_or(Error::NotFound)?;
                if remembered.conversation.status.bot_may_speak() {
                    let understanding = catalog.understand(&catalog.read(""));
                    let heard = Heard { text: "", choice: Some("/human"), understanding: &understanding, files: &[] };
                    let setting = Setting { now: world.now(), language: remembered.conversation.language, known: true, tickets: &[], reach: &reach };
                    let turn = dialogue::hand_over(&catalog, &remembered.state, heard, setting, Reason::NotHelped);
                    says_itself(&mut write, &mut remembered, turn, &catalog, (&world, &reach)).await?;
                }
                Ok(linked(&remembered, &catalog.pack().prefix))
            })
        })
        .await
    }

    fn of_link(&self, token: &str) -> Result<ConversationId> {
        let pen: &Pen = self.outlets.letters.get().ok_or(Error::NotFound)?;
        pen.letters.key.read(token, Purpose::Link).ok_or(Error::NotFound)
    }
}

fn linked(found: &conversation::Remembered, prefix: &str) -> Linked {
    let ticket = found.conversation.ticket.filter(|_| !found.conversation.status.bot_may_speak()).map(|number| say_number(prefix, number));
    Linked { ticket, language: found.conversation.language }
}
