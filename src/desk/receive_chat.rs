//! What the chats of other systems tell comes in: words of visitors, what people did there who took a chat over, and what has arrived.

use std::sync::Arc;

use super::{
    Change, Desk, Error, Inbound, Result, Write,
    begin::{SAME_FOR_MS, fresh},
    hear_back::{Told, take_in},
    receive::{MOST_CHARACTERS, storable},
    relay::Relay,
    reply::{load, notice, save},
    spoken::bots_message,
};
use crate::{
    domain::{
        chat::{Chat, Heard, Written, name},
        conversation::{Conversation, Message},
        dialogue::{excerpt, greeting, say},
        handoff::Fact,
        id::{ClientId, ConversationId, VisitorId},
        ticket::{TicketStatus, say_number},
    },
    store::{
        self,
        chat::{self, HeldChat},
        conversation::{self, Remembered},
        link::{self, Link},
        outbox, ticket, visitor,
    },
};

/// The most characters of a name, an address or a reason that are kept.
const LONGEST_WORDS: usize = 200;

impl Desk {
    /// Takes in what a channel told; it is durable when this returns. The same told again changes nothing.
    ///
    /// # Errors
    /// `Busy` when too much is waiting: then it must be told again.
    pub async fn hear_chat(&self, channel: &str, heard: Heard) -> Result<()> {
        match heard {
            Heard::Came(chat) => self.greet(channel, chat).await,
            Heard::Said(chat, written) => self.receive_written(channel, chat, written).await,
            Heard::Told(remote, told) => self.hear_there(channel.to_owned(), remote, Told::Changed(told)).await,
            Heard::Refused { remote, id, words } => self.hear_there(channel.to_owned(), remote, Told::Refused { id, words }).await,
            Heard::Arrived(parcel) => self.arrived(channel.to_owned(), parcel).await,
            Heard::Foreign => Ok(()),
        }
    }

    async fn receive_written(&self, channel: &str, chat: Chat, written: Written) -> Result<()> {
        let client_id = ClientId(name(channel, &written.id));
        let conversation = self.enter(channel, chat).await?;
        // People have it there without our knowing; nobody asks us.
        if !written.bots && conversation.status.bot_may_speak() {
            return Ok(());
        }
        let text = written.text.chars().take(MOST_CHARACTERS).collect();
        // It is answered where it was asked, so that nobody has to be asked how to reach them.
        let inbound = Inbound { conversation: conversation.id, visitor: conversation.visitor, known: true, client_id, text, files: Vec::new(), choice: written.choice };
        match self.receive(inbound).await {
            // What was changed there after it was said stays as it was said; a message without words is none.
            Ok(_) | Err(Error::ClientIdReused | Error::Empty) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The conversation that is held in this chat now, begun if there is none.
    async fn enter(&self, channel: &str, chat: Chat) -> Result<Conversation> {
        match self.try_enter(channel.to_owned(), chat.clone()).await {
            // It was begun at the same time.
            Err(Error::Store(store::Error::Duplicate)) => self.try_enter(channel.to_owned(), chat).await,
            entered => entered,
        }
    }

    async fn try_enter(&self, channel: String, chat: Chat) -> Result<Conversation> {
        let (world, language) = (self.world.clone(), self.catalog().pack().default_language());
        self.write(move |mut write| {
            Box::pin(async move {
                let now = world.now();
                let newest = chat::newest(write.tx, &channel, &chat.remote).await?;
                if let Some(held) = &newest
                    && let Some(found) = conversation::find(write.tx, &held.conversation).await?.map(|found| found.conversation)
                    && !(chat.endless && found.status.bot_may_speak() && found.updated_at.plus_ms(SAME_FOR_MS) < now)
                {
                    refresh(&mut write, held, &chat).await?;
                    return Ok(found);
                }
                let id = ConversationId(world.id());
                let visitor = visitor::ensure(write.tx, &VisitorId(world.id()), &channel, &chat.handle, now).await?;
                let mut new = fresh(id.clone(), (visitor.clone(), &channel), language, now);
                new.state.language = None;
                conversation::add(write.tx, &new, &ClientId(id.0.clone()), None).await?;
                let Chat { remote, address, name, email, .. } = chat;
                let (place, name, email) = (newest.map_or(0, |held| held.place) + 1, words(&name), words(&email));
                chat::add(write.tx, &HeldChat { conversation: id, channel, remote, place, address, name, email, told: 0 }).await?;
                Ok(new.conversation)
            })
        })
        .await
    }

    /// Says hello in a chat, if nothing was said there yet.
    async fn greet(&self, channel: &str, chat: Chat) -> Result<()> {
        let id = self.enter(channel, chat).await?.id;
        let (world, catalog) = (self.world.clone(), self.catalog());
        self.write(move |write| {
            Box::pin(async move {
                let Some(mut remembered) = conversation::lock(write.tx, &id).await?.filter(|one| one.conversation.last_seq == 0) else { return Ok(()) };
                let Remembered { conversation, .. } = &mut remembered;
                let reply = greeting(catalog.pack(), conversation.language);
                let hello = Message { turn: None, ..bots_message(reply, conversation.language, conversation, world.now()) };
                conversation::save_many(write.tx, &[&remembered], &[&hello]).await?;
                write.changes.push(Change::plain(&id));
                Ok(())
            })
        })
        .await
    }

    /// Takes in what people did in a chat that they took over.
    async fn hear_there(&self, channel: String, remote: String, told: Told) -> Result<()> {
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let Some(link) = link_of(&mut write, &channel, &remote).await? else { return Ok(()) };
                let relay = Relay { pack: catalog.pack(), reach: &reach, world: &world, from: Some(&channel), agent: None };
                match told {
                    Told::Changed(told) => take_in(&mut write, &link, &told, world.now(), (&catalog, relay)).await,
                    Told::Refused { id, words } => refused(&mut write, &link, (&id, &words), relay).await,
                }
            })
        })
        .await
    }

    /// Notes that a parcel is where it should be; whatever waits behind it can go.
    async fn arrived(&self, channel: String, parcel: String) -> Result<()> {
        let now = self.world.now();
        if self.write(move |write| Box::pin(async move { Ok(outbox::arrived(write.tx, &parcel, &channel, now).await?) })).await? {
            self.hub.post();
        }
        Ok(())
    }
}

/// Keeps how a chat is answered, if that has changed.
async fn refresh(write: &mut Write<'_>, held: &HeldChat, chat: &Chat) -> Result<()> {
    let or_before = |now: &str, before: &str| if now.is_empty() { before.to_owned() } else { words(now) };
    let (name, email) = (or_before(&chat.name, &held.name), or_before(&chat.email, &held.email));
    if (&chat.address, &name, &email) != (&held.address, &held.name, &held.email) {
        chat::move_to(write.tx, &held.conversation, &chat.address, (&name, &email)).await?;
    }
    Ok(())
}

fn words(text: &str) -> String {
    excerpt(&storable(text), LONGEST_WORDS)
}

/// The ticket that people of another system have with a chat.
async fn link_of(write: &mut Write<'_>, channel: &str, remote: &str) -> Result<Option<Link>> {
    let Some(held) = chat::newest(write.tx, channel, remote).await? else { return Ok(None) };
    let Some(number) = conversation::find(write.tx, &held.conversation).await?.and_then(|found| found.conversation.ticket) else { return Ok(None) };
    Ok(link::of_ticket(write.tx, number).await?.into_iter().find(|link| link.sink == channel))
}

/// Nobody there takes the chat over: the ticket stays where it waits, whoever asks is told so, and so are the agents.
async fn refused(write: &mut Write<'_>, link: &Link, (id, words): (&str, &str), relay: Relay<'_>) -> Result<()> {
    let (now, number) = (relay.world.now(), link.ticket);
    if !link::hear(write.tx, &link.sink, link.remote.as_deref().unwrap_or_default(), id, now).await? {
        return Ok(());
    }
    let (mut ticket, mut remembered) = load(write, number).await?;
    if ticket.status == TicketStatus::Resolved {
        return Ok(());
    }
    let (language, said) = (relay.pack.default_language(), self::words(words));
    let fact = Fact { private: true, ..Fact::plain(say(relay.pack, "handover.failed", language, &[("name", &link.sink)]), said) };
    ticket::add_fact(write.tx, number, fact).await?;
    notice(write, &mut remembered, relay.pack, "handover.waits", &[("number", &say_number(&relay.pack.prefix, number))], relay.world).await?;
    save(write, &mut ticket, &remembered, now).await
}
