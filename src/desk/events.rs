//! What happens is told to programs that subscribed: a parcel for each, in the lane of its conversation, in the transaction of its cause.

use super::{Change, Result, World, Write};
use crate::{
    domain::{
        conversation::{Conversation, Message},
        event::{Event, Kind},
        id::IntentId,
        outbox::{ParcelKind, Reach},
        outcome::Outcome,
    },
    store::outbox::{self, NewParcel},
};

/// Writes an event down for each program that is told of it; without any this costs nothing.
pub(super) async fn tell(write: &mut Write<'_>, event: &Event<'_>, ticket: Option<i64>, (world, reach): (&World, &Reach)) -> Result<()> {
    let (conversation, now) = (event.conversation(), world.now());
    let mut told = false;
    for subscription in reach.subscriptions.iter().filter(|subscription| event.is_for(subscription)) {
        let (id, body) = (world.id(), event.body(subscription.texts));
        let new = NewParcel { id: &id, kind: ParcelKind::Event, target: &subscription.name, lane: conversation.as_str(), conversation: Some(conversation), ticket, body: &body };
        outbox::add(write.tx, &new, now).await?;
        told = true;
    }
    if told {
        write.changes.push(Change { ticket, posted: true, ..Change::plain(conversation) });
    }
    Ok(())
}

/// Whether some program is told that a conversation starts with this turn or ends with it.
pub(super) fn concerns(reach: &Reach, starts: bool, outcome: Option<Outcome>) -> bool {
    let takes = |kind| reach.subscriptions.iter().any(|subscription| subscription.takes(kind, None));
    (starts && takes(Kind::ConversationStarted)) || (is_end(outcome) && takes(Kind::ConversationEnded))
}

/// Whether a matter ended with the bot; where a person has it, the ticket is told of.
fn is_end(outcome: Option<Outcome>) -> bool {
    outcome.is_some_and(|outcome| outcome != Outcome::Ticket)
}

/// What the turn of a visitor's message means for the conversation, which was about this topic before.
pub(super) async fn taken(write: &mut Write<'_>, conversation: &Conversation, message: &Message, topic: Option<&IntentId>, to: (&World, &Reach)) -> Result<()> {
    let Some(decision) = message.decision.as_deref() else { return Ok(()) };
    if conversation.turns == 1 {
        let event = Event::of_conversation(Kind::ConversationStarted, conversation, decision.intent.as_ref(), message.at).saying(&message.text);
        tell(write, &event, None, to).await?;
    }
    ended(write, conversation, decision.outcome, decision.intent.as_ref().or(topic), to).await
}

/// A matter about this intent ended so, if it did.
pub(super) async fn ended(write: &mut Write<'_>, conversation: &Conversation, outcome: Option<Outcome>, intent: Option<&IntentId>, to: (&World, &Reach)) -> Result<()> {
    let Some(outcome) = outcome.filter(|outcome| is_end(Some(*outcome))) else { return Ok(()) };
    tell(write, &Event::of_conversation(Kind::ConversationEnded, conversation, intent, to.0.now()).ended(outcome), None, to).await
}
