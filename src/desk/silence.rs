//! Nothing was said for a while: the bot asks once, closes politely, or opens the ticket that must not be lost.

use std::sync::Arc;

use super::{
    Change, Desk, Result, World, Write, call, events,
    open_ticket::{NewTicket, open_ticket},
    spoken::bots_message,
};
use crate::{
    domain::{
        conversation::{Conversation, Message},
        dialogue::{self, Patience, Setting, Silence, Turn},
        id::ConversationId,
        matching::Catalog,
        outbox::Reach,
    },
    store::{
        conversation::{self, Remembered},
        message, person,
    },
};

/// So many conversations are looked at in one go.
const MOST: i64 = 200;

impl Desk {
    /// Conversations that have been silent for so long that there may be something to do.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn silent(&self, patience: Patience) -> Result<Vec<ConversationId>> {
        let since = self.world.now().plus_ms(-patience.shortest());
        Ok(conversation::silent(&mut self.store.read().await?, since, MOST).await?)
    }

    /// Does what the silence of a conversation asks for, once; whether there was anything to do.
    ///
    /// # Errors
    /// When the database refuses; nothing was stored then.
    pub async fn follow_up(&self, id: ConversationId, patience: Patience) -> Result<bool> {
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let Some(mut remembered) = conversation::lock(write.tx, &id).await?.filter(|one| one.conversation.status.bot_may_speak()) else { return Ok(false) };
                act(&mut write, &mut remembered, &catalog, patience, (&world, &reach)).await
            })
        })
        .await
    }
}

async fn act(write: &mut Write<'_>, remembered: &mut Remembered, catalog: &Catalog, patience: Patience, (world, reach): (&World, &Reach)) -> Result<bool> {
    let now = world.now();
    let silence = Silence { lasted: now.0 - remembered.conversation.updated_at.0, reaches: remembered.conversation.reaches() };
    let known = person::of_visitor(write.tx, &remembered.conversation.visitor).await?.is_some();
    let setting = Setting { now, language: remembered.conversation.language, known, tickets: &[], reach };
    let Some(turn) = dialogue::after_silence(catalog, &remembered.state, setting, silence, patience) else { return Ok(false) };
    says_itself(write, remembered, turn, catalog, (world, reach)).await?;
    Ok(true)
}

/// Stores what the bot says without having been spoken to, and what follows from it.
pub(super) async fn says_itself(write: &mut Write<'_>, remembered: &mut Remembered, mut turn: Turn, catalog: &Catalog, (world, reach): (&World, &Reach)) -> Result<()> {
    let now = world.now();
    let (handoff, asks, outcome, language, topic) = (turn.handoff.take(), turn.asks.take(), turn.outcome, turn.language, turn.intent.take());
    remembered.state = turn.state;
    // It belongs to no turn.
    let bots = |reply, conversation: &mut Conversation| Message { turn: None, ..bots_message(reply, language, conversation, now) };
    let mut said: Vec<Message> = turn.replies.into_iter().map(|reply| bots(reply, &mut remembered.conversation)).collect();
    if let Some(handoff) = &handoff {
        let new = NewTicket { handoff, unsaved: said.clone(), pack: catalog.pack(), now, reach };
        let told = open_ticket(write, new, &mut remembered.conversation, world).await?;
        said.extend(told.into_iter().map(|reply| bots(reply, &mut remembered.conversation)).collect::<Vec<_>>());
    }
    // A conversation that is closed without a word is not made newer by it.
    if !said.is_empty() {
        remembered.conversation.updated_at = now;
    }
    conversation::save_many(write.tx, &[remembered], &said.iter().collect::<Vec<_>>()).await?;
    if let Some(outcome) = outcome {
        message::end(write.tx, &remembered.conversation.id, outcome).await?;
    }
    events::ended(write, &remembered.conversation, outcome, topic.as_ref(), (world, reach)).await?;
    if let Some(asked) = &asks {
        call::ask(write, asked, &remembered.conversation, world).await?;
    } else if handoff.is_none() && !said.is_empty() {
        write.changes.push(Change::plain(&remembered.conversation.id));
    }
    Ok(())
}
