//! A visitor appears, and a conversation begins.

use super::{
    Desk, Error, Result,
    receive::{check_client_id, key},
};
use crate::{
    domain::{
        conversation::{Conversation, Status},
        dialogue::DialogueState,
        id::{ClientId, ConversationId, VisitorId},
        language::Language,
        time::Timestamp,
    },
    store::{
        conversation::{self, Remembered},
        visitor,
    },
};

/// How long a quiet conversation is still the same one, in milliseconds, for channels without conversations of their own.
pub(super) const SAME_FOR_MS: i64 = 24 * 3_600_000;

/// A conversation to begin.
#[derive(Debug, Clone)]
pub struct Begin {
    /// Who asks.
    pub visitor: VisitorId,
    /// By which entrance.
    pub channel: &'static str,
    /// What the sender's program calls the conversation.
    pub client_id: ClientId,
    /// The language chosen in the widget, if one was.
    pub language: Option<Language>,
    /// Where it was begun, as JSON.
    pub page: Option<String>,
}

impl Desk {
    /// Adds a visitor of a channel that knows no names.
    ///
    /// # Errors
    /// `Busy` when too much is waiting.
    pub async fn add_visitor(&self, channel: &'static str) -> Result<VisitorId> {
        let (id, now) = (VisitorId(self.world.id()), self.world.now());
        self.write(move |write| {
            Box::pin(async move {
                visitor::add(write.tx, &id, channel, now).await?;
                Ok(id)
            })
        })
        .await
    }

    /// Begins a conversation, or finds the one begun under this client id before; says whether it is new.
    ///
    /// # Errors
    /// `NotFound` when the visitor is not known, `Invalid` for a bad client id, `Busy` when too much is waiting.
    pub async fn begin(&self, begin: Begin) -> Result<(Conversation, bool)> {
        check_client_id(&begin.client_id)?;
        let (id, now) = (ConversationId(self.world.id()), self.world.now());
        let language = self.catalog().pack().spoken(begin.language.unwrap_or(self.catalog().pack().default_language()));
        self.write_at(key(&id), move |write| {
            Box::pin(async move {
                if let Some(found) = conversation::find_by_client_id(write.tx, &begin.visitor, &begin.client_id).await? {
                    return Ok((found.conversation, false));
                }
                if !visitor::exists(write.tx, &begin.visitor).await? {
                    return Err(Error::NotFound);
                }
                let new = fresh(id, (begin.visitor.clone(), begin.channel), language, now);
                conversation::add(write.tx, &new, &begin.client_id, begin.page.as_deref()).await?;
                write.begun.push(new.clone());
                Ok((new.conversation, true))
            })
        })
        .await
    }

    /// The running conversation with whoever a channel calls by this handle, begun if there is none.
    ///
    /// # Errors
    /// `Busy` when too much is waiting.
    pub async fn converse(&self, channel: &'static str, handle: String) -> Result<Conversation> {
        let (visitor_id, id, now) = (VisitorId(self.world.id()), self.world.id(), self.world.now());
        let language = self.catalog().pack().default_language();
        self.write(move |write| {
            Box::pin(async move {
                let visitor = visitor::ensure(write.tx, &visitor_id, channel, &handle, now).await?;
                let newest = conversation::of_visitor(write.tx, &visitor, 1).await?.pop().map(|one| one.conversation);
                let running = newest.filter(|one| !one.status.bot_may_speak() || one.updated_at.plus_ms(SAME_FOR_MS) > now);
                if let Some(running) = running {
                    return Ok(running);
                }
                let begin = Begin { visitor, channel, client_id: ClientId(id.clone()), language: None, page: None };
                let mut new = fresh(ConversationId(id), (begin.visitor.clone(), channel), language, now);
                new.state.language = None;
                conversation::add(write.tx, &new, &begin.client_id, None).await?;
                Ok(new.conversation)
            })
        })
        .await
    }

    /// Sets the language the bot answers in from now on.
    ///
    /// # Errors
    /// `NotFound` when there is no such conversation of this visitor.
    pub async fn choose_language(&self, id: ConversationId, visitor: VisitorId, language: Language) -> Result<()> {
        let language = self.catalog().pack().spoken(language);
        self.write(move |write| {
            Box::pin(async move {
                let found = conversation::lock(write.tx, &id).await?.filter(|one| one.conversation.visitor == visitor);
                let mut remembered = found.ok_or(Error::NotFound)?;
                remembered.conversation.language = language;
                remembered.state.language = Some(language);
                remembered.state.language_chosen = true;
                conversation::save(write.tx, &remembered).await?;
                Ok(())
            })
        })
        .await
    }
}

/// A conversation without a word yet.
pub(super) fn fresh(id: ConversationId, (visitor, channel): (VisitorId, &str), language: Language, now: Timestamp) -> Remembered {
    Remembered {
        conversation: Conversation {
            id,
            channel: channel.to_owned(),
            visitor,
            language,
            status: Status::Bot,
            last_seq: 0,
            turns: 0,
            handoffs: 0,
            ticket: None,
            created_at: now,
            updated_at: now,
        },
        state: DialogueState::default(),
        version: 0,
    }
}
