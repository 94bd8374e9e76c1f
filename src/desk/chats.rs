//! What is said in a conversation that is held in the chat of another system goes there: one parcel for each message, in the lane of the
//! conversation, in the transaction of its cause.

use super::{Change, Error, Result, World};
use crate::{
    domain::{chat::saying, id::ConversationId, outbox::ParcelKind},
    store::{
        Tx,
        chat::{self, HeldChat},
        message,
        outbox::{self, NewParcel},
    },
};

/// So many messages are told in one transaction at most.
const MOST: i64 = 100;

/// Something for a chat that goes behind what is said there in the same transaction.
#[derive(Debug)]
pub(crate) struct Later {
    pub(super) channel: String,
    pub(super) conversation: ConversationId,
    pub(super) ticket: i64,
    pub(super) kind: ParcelKind,
    pub(super) body: String,
}

/// Tells in their chats what was said in these conversations, and after that what is to follow.
pub(super) async fn tell(tx: &mut Tx, changes: &mut [Change], later: &[Later], (house, world): (&str, &World)) -> Result<()> {
    let ids: Vec<&str> = changes.iter().map(|change| change.conversation.as_str()).collect();
    let mut posted = Vec::new();
    for held in chat::untold(tx, &ids).await? {
        if tell_one(tx, &held, house, world).await? {
            posted.push(held.conversation);
        }
    }
    for one in later {
        let (id, lane) = (world.id(), one.conversation.as_str());
        let new = NewParcel { id: &id, kind: one.kind, target: &one.channel, lane, conversation: Some(&one.conversation), ticket: Some(one.ticket), body: &one.body };
        outbox::add(tx, &new, world.now()).await?;
        posted.push(one.conversation.clone());
    }
    for change in changes.iter_mut().filter(|change| posted.iter().any(|id| id.0 == change.conversation)) {
        change.posted = true;
    }
    Ok(())
}

/// Tells what was said in one; whether there was anything to tell.
async fn tell_one(tx: &mut Tx, held: &HeldChat, house: &str, world: &World) -> Result<bool> {
    let said = message::after(tx, &held.conversation, held.told, MOST).await?;
    let Some(last) = said.last() else { return Ok(false) };
    let mut told = false;
    for saying in said.iter().filter_map(|message| saying(message, &held.channel, house)) {
        let id = world.id();
        let body = serde_json::to_string(&saying).map_err(|_| Error::Broken("a message could not be written"))?;
        let new = NewParcel {
            id: &id,
            kind: ParcelKind::Say,
            target: &held.channel,
            lane: held.conversation.as_str(),
            conversation: Some(&held.conversation),
            ticket: None,
            body: &body,
        };
        outbox::add(tx, &new, world.now()).await?;
        told = true;
    }
    chat::tell(tx, &held.conversation, last.seq).await?;
    Ok(told)
}
