//! A batch of visitors' messages inside its transaction: load, decide in memory, store in one statement per table.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use tokio::sync::oneshot;

use super::{
    Change, Error, Inbound, Received, Result, World, Write,
    open_ticket::{NewTicket, open_ticket},
};
use crate::{
    domain::{
        conversation::{Conversation, Message, Sender, Status},
        dialogue::{self, Heard, KnownTicket, Reply, Setting, Turn},
        handoff::Fact,
        id::MessageId,
        matching::{Catalog, Understanding},
        sla::day_words,
        ticket::{Ticket, say_number},
        time::Timestamp,
    },
    store::{
        conversation::{self, Remembered},
        message::{self, ClientKey},
        ticket,
        turn::{self, StoredTurn},
    },
};

/// A message waiting for its turn.
pub(super) struct TurnJob {
    pub(super) inbound: Inbound,
    pub(super) catalog: Arc<Catalog>,
    pub(super) understanding: Understanding,
    pub(super) now: Timestamp,
    pub(super) answer: oneshot::Sender<Result<Received>>,
}

/// What came of one job.
pub(super) type Outcome = Result<Received>;

impl TurnJob {
    pub(super) fn answer(self, outcome: Outcome) {
        // Whoever asked may be gone; what was stored stays stored.
        let _ = self.answer.send(outcome);
    }

    pub(super) fn refuse(self, error: Error) {
        self.answer(Err(error));
    }

    /// Refuses because of an error that is reported here, in full, once.
    pub(super) fn refuse_once(self, error: &Error) {
        tracing::error!(conversation = %self.inbound.conversation, %error, "a message was refused");
        self.refuse(Error::Busy);
    }
}

/// Everything a batch will store.
#[derive(Default)]
struct Batch {
    messages: Vec<Message>,
    turns: Vec<StoredTurn>,
    changed: HashSet<String>,
}

/// Whether a batch first looks which of its messages are stored already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeats {
    /// It trusts that none is: a repeat then ends in `Duplicate`, and the batch is taken again with a look.
    Trusted,
    /// It looks.
    Looked,
}

/// Takes the turns of a batch in order. An error undoes the whole batch; a refusal of one message is an outcome of its own.
pub(super) async fn take_turns(write: &mut Write<'_>, jobs: &[TurnJob], repeats: Repeats, world: &World) -> Result<Vec<Outcome>> {
    let ids: HashSet<&str> = jobs.iter().map(|job| job.inbound.conversation.as_str()).collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let loaded = conversation::lock_many(write.tx, &ids).await?;
    let mut open: HashMap<String, Remembered> = loaded.into_iter().map(|one| (one.conversation.id.0.clone(), one)).collect();
    let stored = match repeats {
        Repeats::Trusted => Vec::new(),
        Repeats::Looked => message::find_by_client_ids(write.tx, &jobs.iter().map(|job| key(&job.inbound)).collect::<Vec<_>>()).await?,
    };
    let mut seen: HashMap<(String, String), Message> =
        stored.into_iter().filter_map(|message| Some(((message.conversation.0.clone(), message.client_id.clone()?.0), message))).collect();
    let tickets = known_tickets(write, &open).await?;

    let mut batch = Batch::default();
    let mut outcomes = Vec::with_capacity(jobs.len());
    for job in jobs {
        let outcome = match open.get_mut(job.inbound.conversation.as_str()).filter(|one| one.conversation.visitor == job.inbound.visitor) {
            None => Err(Error::NotFound),
            Some(remembered) => {
                let named = (job.inbound.conversation.0.clone(), job.inbound.client_id.0.clone());
                if let Some(first) = seen.get(&named) {
                    repeated(write, first, &job.inbound, remembered, &batch).await?
                } else {
                    let received = take_one(write, job, remembered, &tickets, &mut batch, world).await?;
                    seen.insert(named, received.message.clone());
                    Ok(received)
                }
            }
        };
        outcomes.push(outcome);
    }
    store(write, &batch, &open).await?;
    Ok(outcomes)
}

async fn store(write: &mut Write<'_>, batch: &Batch, open: &HashMap<String, Remembered>) -> Result<()> {
    if batch.messages.is_empty() {
        return Ok(());
    }
    message::add_many(write.tx, &batch.messages).await?;
    if !batch.turns.is_empty() {
        turn::add_many(write.tx, &batch.turns).await?;
    }
    let changed: Vec<&Remembered> = open.values().filter(|one| batch.changed.contains(one.conversation.id.as_str())).collect();
    conversation::save_many(write.tx, &changed).await?;
    let owned: Vec<i64> = changed.iter().filter_map(|one| owned_ticket(&one.conversation)).collect();
    if let Some(newest) = changed.iter().map(|one| one.conversation.updated_at).max() {
        ticket::touch_many(write.tx, &owned, newest).await?;
    }
    for Remembered { conversation, .. } in changed {
        if !write.changes.iter().any(|change| change.conversation == conversation.id.0) {
            write.changes.push(Change { conversation: conversation.id.0.clone(), ticket: owned_ticket(conversation), opened: false });
        }
    }
    Ok(())
}

/// The ticket a person works on in this conversation.
fn owned_ticket(conversation: &Conversation) -> Option<i64> {
    conversation.ticket.filter(|_| !conversation.status.bot_may_speak())
}

fn key(inbound: &Inbound) -> ClientKey<'_> {
    ClientKey { conversation: inbound.conversation.as_str(), client_id: inbound.client_id.as_str() }
}

/// The newest tickets of the conversations the bot answers in, for "how is my ticket?".
async fn known_tickets(write: &mut Write<'_>, open: &HashMap<String, Remembered>) -> Result<HashMap<i64, Ticket>> {
    let asked = open.values().filter(|one| one.conversation.status.bot_may_speak());
    let numbers: Vec<i64> = asked.filter_map(|one| one.conversation.ticket).collect();
    if numbers.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(ticket::find_many(write.tx, &numbers).await?.into_iter().map(|ticket| (ticket.number, ticket)).collect())
}

/// A message that was received before: the same answer again, from the store or from this very batch.
async fn repeated(write: &mut Write<'_>, first: &Message, inbound: &Inbound, remembered: &Remembered, batch: &Batch) -> Result<Outcome> {
    if first.text != inbound.text {
        return Ok(Err(Error::ClientIdReused));
    }
    let of_turn =
        |turn: i64| batch.messages.iter().filter(move |message| message.conversation == first.conversation && message.turn == Some(turn) && message.sender == Sender::Bot);
    let mut replies: Vec<Message> = first.turn.map(|turn| of_turn(turn).cloned().collect()).unwrap_or_default();
    if let (Some(turn), true) = (first.turn, replies.is_empty()) {
        replies = message::of_turn(write.tx, &first.conversation, turn).await?;
        replies.retain(|message| message.sender == Sender::Bot);
    }
    Ok(Ok(Received { message: first.clone(), replies, conversation: remembered.conversation.clone(), repeated: true }))
}

async fn take_one(write: &mut Write<'_>, job: &TurnJob, remembered: &mut Remembered, tickets: &HashMap<i64, Ticket>, batch: &mut Batch, world: &World) -> Result<Received> {
    let bot_may_speak = remembered.conversation.status.bot_may_speak();
    let turn = bot_may_speak.then(|| decide(job, remembered, tickets));
    if let Some(turn) = &turn {
        remembered.conversation.turns += 1;
        remembered.conversation.language = turn.language;
        remembered.conversation.status = Status::Bot;
        remembered.state.clone_from(&turn.state);
    }
    let said = visitors_message(job, &mut remembered.conversation, bot_may_speak, world);
    batch.messages.push(said.clone());
    batch.changed.insert(remembered.conversation.id.0.clone());
    if !bot_may_speak {
        keep_answer(write, remembered, &said).await?;
    }
    let mut replies = Vec::new();
    if let Some(turn) = turn {
        batch.turns.push(stored_turn(job, &turn, &remembered.conversation, said.seq));
        for reply in &turn.replies {
            replies.push(bots_message(reply, &turn, &mut remembered.conversation, job.now, world));
        }
        if let Some(handoff) = &turn.handoff {
            let so_far = || batch.messages.iter().filter(|message| message.conversation == remembered.conversation.id).chain(&replies).cloned().collect();
            let new = NewTicket { handoff, unsaved: so_far(), pack: job.catalog.pack(), now: job.now };
            for reply in open_ticket(write, new, &mut remembered.conversation, world).await? {
                replies.push(bots_message(&reply, &turn, &mut remembered.conversation, job.now, world));
            }
        }
        batch.messages.extend(replies.iter().cloned());
    }
    remembered.conversation.updated_at = job.now;
    Ok(Received { message: said, replies, conversation: remembered.conversation.clone(), repeated: false })
}

/// The first words after a ticket answer the question that was asked along with it: they belong in the brief.
async fn keep_answer(write: &mut Write<'_>, remembered: &mut Remembered, said: &Message) -> Result<()> {
    if let (Some(question), Some(number)) = (remembered.state.left_open.take(), remembered.conversation.ticket) {
        let fact = Fact { label: question, value: dialogue::excerpt(&said.text, 500), seq: Some(said.seq) };
        ticket::add_fact(write.tx, number, fact).await?;
    }
    Ok(())
}

fn decide(job: &TurnJob, remembered: &Remembered, tickets: &HashMap<i64, Ticket>) -> Turn {
    let ticket = remembered.conversation.ticket.and_then(|number| tickets.get(&number)).map(|ticket| known(job, remembered, ticket));
    let heard = Heard { text: &job.inbound.text, choice: job.inbound.choice.as_deref(), understanding: &job.understanding };
    let setting = Setting { now: job.now, language: remembered.conversation.language, ticket: ticket.as_ref() };
    dialogue::take_turn(&job.catalog, &remembered.state, heard, setting)
}

fn known(job: &TurnJob, remembered: &Remembered, ticket: &Ticket) -> KnownTicket {
    let pack = job.catalog.pack();
    let zone = pack.calendars.iter().find(|calendar| calendar.id.as_str() == ticket.deadline.calendar).map_or("UTC", |calendar| &calendar.zone);
    let language = remembered.state.language.unwrap_or(remembered.conversation.language);
    let promise = ticket.deadline.due.filter(|_| ticket.first_replied_at.is_none()).map(|due| day_words(zone, due, language));
    KnownTicket { number: say_number(&pack.prefix, ticket.number), status: ticket.status, promise }
}

fn visitors_message(job: &TurnJob, conversation: &mut Conversation, in_turn: bool, world: &World) -> Message {
    conversation.last_seq += 1;
    Message {
        id: MessageId(world.id()),
        conversation: conversation.id.clone(),
        seq: conversation.last_seq,
        at: job.now,
        sender: Sender::Visitor,
        name: String::new(),
        language: conversation.language,
        text: job.inbound.text.clone(),
        client_id: Some(job.inbound.client_id.clone()),
        parts: Vec::new(),
        turn: in_turn.then_some(conversation.turns),
    }
}

fn bots_message(reply: &Reply, turn: &Turn, conversation: &mut Conversation, now: Timestamp, world: &World) -> Message {
    conversation.last_seq += 1;
    Message {
        id: MessageId(world.id()),
        conversation: conversation.id.clone(),
        seq: conversation.last_seq,
        at: now,
        sender: Sender::Bot,
        name: "Garda".to_owned(),
        language: turn.language,
        text: reply.text.clone(),
        client_id: None,
        parts: reply.parts.clone(),
        turn: Some(conversation.turns),
    }
}

fn stored_turn(job: &TurnJob, turn: &Turn, conversation: &Conversation, seq: i64) -> StoredTurn {
    StoredTurn {
        conversation: conversation.id.clone(),
        n: conversation.turns,
        seq,
        choice: job.inbound.choice.clone(),
        verdict: turn.verdict,
        intent: turn.intent.clone(),
        confidence: turn.confidence,
        revision: job.catalog.pack().revision.clone(),
    }
}
