//! A batch of visitors' messages inside its transaction: load what is not remembered, decide in memory, then store everything at once.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use tokio::sync::oneshot;

use super::{
    Change, Error, Inbound, Received, Result, World, Write,
    memory::Memory,
    open_ticket::{NewTicket, open_ticket},
};
use crate::{
    domain::{
        conversation::{Conversation, Decision, Message, Sender, Status},
        dialogue::{self, Heard, KnownTicket, Reply, Setting, Turn},
        handoff::Fact,
        id::ConversationId,
        language::Language,
        matching::{Catalog, Understanding},
        sla::day_words,
        ticket::{Ticket, say_number},
        time::Timestamp,
    },
    store::{
        self,
        conversation::{self, Remembered},
        message::{self, ClientKey},
        ticket,
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

    /// What changed if it is stored, nobody knows by whom.
    pub(super) fn change(&self) -> Change {
        Change { conversation: self.inbound.conversation.0.clone(), ticket: None, opened: false }
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

/// What a batch takes for granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// That conversations are as they are remembered and that no message is a repeat. The database says so if that is wrong
    /// (`Stale`, `Duplicate`), and the batch is taken again with a look.
    Memory,
    /// Nothing: it loads every conversation and looks for repeats.
    Nothing,
}

/// What came of a batch.
pub(super) struct Taken {
    /// Of each job, in order.
    pub(super) outcomes: Vec<Outcome>,
    /// The conversations that changed, in the order of their ids, as it is the same everywhere.
    pub(super) changed: Vec<Remembered>,
}

/// A client id of this batch.
enum Seen {
    /// Stored by an earlier one.
    Stored(Message),
    /// The outcome of this batch at this place.
    Here(usize),
}

/// Takes the turns of a batch in order, nearly all in memory. An error undoes the whole batch; a refusal of one message is an outcome of its own.
pub(super) async fn take_turns(write: &mut Write<'_>, jobs: &[TurnJob], memory: &mut Memory, trust: Trust, world: &World) -> Result<Taken> {
    let mut open = load(write, jobs, memory, trust).await?;
    let stored = match trust {
        Trust::Memory => Vec::new(),
        Trust::Nothing => message::find_by_client_ids(write.tx, &jobs.iter().map(|job| key(&job.inbound)).collect::<Vec<_>>()).await?,
    };
    let mut seen: HashMap<ClientKey<'_>, Seen> = HashMap::with_capacity(jobs.len());
    for message in stored {
        if let Some(job) = jobs.iter().find(|job| Some(&job.inbound.client_id) == message.client_id.as_ref() && job.inbound.conversation == message.conversation) {
            seen.insert(key(&job.inbound), Seen::Stored(message));
        }
    }
    let tickets = known_tickets(write, &open).await?;

    let mut outcomes: Vec<Outcome> = Vec::with_capacity(jobs.len());
    for job in jobs {
        let outcome = match open.get_mut(&job.inbound.conversation).filter(|one| one.conversation.visitor == job.inbound.visitor) {
            None => Err(Error::NotFound),
            Some(remembered) => {
                if let Some(first) = seen.get(&key(&job.inbound)) {
                    repeated(write, first, &job.inbound, remembered, &outcomes).await?
                } else {
                    seen.insert(key(&job.inbound), Seen::Here(outcomes.len()));
                    Ok(take_one(write, job, remembered, &tickets, &outcomes, world).await?)
                }
            }
        };
        outcomes.push(outcome);
    }
    let new = outcomes.iter().flatten().filter(|received| !received.repeated);
    let mut changed: Vec<Remembered> = new.filter_map(|received| open.remove(&received.conversation.id)).collect();
    changed.sort_by(|one, other| one.conversation.id.as_str().cmp(other.conversation.id.as_str()));
    for Remembered { conversation, .. } in &changed {
        if !write.changes.iter().any(|change| change.conversation == conversation.id.0) {
            write.changes.push(Change { conversation: conversation.id.0.clone(), ticket: owned_ticket(conversation), opened: false });
        }
    }
    Ok(Taken { outcomes, changed })
}

/// The conversations of a batch, from memory as far as that is trusted and reaches.
async fn load(write: &mut Write<'_>, jobs: &[TurnJob], memory: &mut Memory, trust: Trust) -> Result<HashMap<ConversationId, Remembered>> {
    let mut open = HashMap::with_capacity(jobs.len());
    let mut missing = BTreeSet::new();
    for id in jobs.iter().map(|job| &job.inbound.conversation) {
        if let Some(remembered) = memory.take(id).filter(|_| trust == Trust::Memory) {
            open.insert(id.clone(), remembered);
        } else if !open.contains_key(id) {
            missing.insert(id.as_str());
        }
    }
    if !missing.is_empty() {
        let loaded = conversation::lock_many(write.tx, &missing.into_iter().collect::<Vec<_>>()).await?;
        open.extend(loaded.into_iter().map(|one| (one.conversation.id.clone(), one)));
    }
    Ok(open)
}

impl Taken {
    /// Stores what is new; a batch that touches no ticket is committed along with it. Answers whether it was.
    pub(super) async fn store(&mut self, write: &mut Write<'_>) -> store::Result<bool> {
        if self.changed.is_empty() {
            return Ok(false);
        }
        let new = self.outcomes.iter().flatten().filter(|received| !received.repeated);
        let mut messages: Vec<&Message> = new.flat_map(|received| std::iter::once(&received.message).chain(&received.replies)).collect();
        messages.sort_by(|one, other| one.conversation.as_str().cmp(other.conversation.as_str()));
        let changed: Vec<&Remembered> = self.changed.iter().collect();
        let plain = write.changes.iter().all(|change| change.ticket.is_none());
        if plain {
            conversation::save_many_and_commit(write.tx, &changed, &messages).await?;
        } else {
            conversation::save_many(write.tx, &changed, &messages).await?;
            let owned: Vec<i64> = changed.iter().filter_map(|one| owned_ticket(&one.conversation)).collect();
            if let Some(newest) = changed.iter().map(|one| one.conversation.updated_at).max().filter(|_| !owned.is_empty()) {
                ticket::touch_many(write.tx, &owned, newest).await?;
            }
        }
        for remembered in &mut self.changed {
            remembered.version += 1;
        }
        Ok(plain)
    }
}

/// The ticket a person works on in this conversation.
fn owned_ticket(conversation: &Conversation) -> Option<i64> {
    conversation.ticket.filter(|_| !conversation.status.bot_may_speak())
}

fn key(inbound: &Inbound) -> ClientKey<'_> {
    ClientKey { conversation: inbound.conversation.as_str(), client_id: inbound.client_id.as_str() }
}

/// The newest tickets of the conversations the bot answers in, for "how is my ticket?".
async fn known_tickets(write: &mut Write<'_>, open: &HashMap<ConversationId, Remembered>) -> Result<HashMap<i64, Ticket>> {
    let asked = open.values().filter(|one| one.conversation.status.bot_may_speak());
    let numbers: Vec<i64> = asked.filter_map(|one| one.conversation.ticket).collect();
    if numbers.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(ticket::find_many(write.tx, &numbers).await?.into_iter().map(|ticket| (ticket.number, ticket)).collect())
}

/// A message that was received before: the same answer again, from the store or from this very batch.
async fn repeated(write: &mut Write<'_>, first: &Seen, inbound: &Inbound, remembered: &Remembered, outcomes: &[Outcome]) -> Result<Outcome> {
    let (message, replies) = match first {
        Seen::Here(place) => match outcomes.get(*place) {
            Some(Ok(received)) => (received.message.clone(), received.replies.clone()),
            _ => return Ok(Err(Error::Busy)),
        },
        Seen::Stored(message) => {
            let mut replies = match message.turn {
                Some(turn) => message::of_turn(write.tx, &message.conversation, turn).await?,
                None => Vec::new(),
            };
            replies.retain(|message| message.sender == Sender::Bot);
            (message.clone(), replies)
        }
    };
    if message.text != inbound.text {
        return Ok(Err(Error::ClientIdReused));
    }
    Ok(Ok(Received { message, replies, conversation: remembered.conversation.clone(), repeated: true }))
}

async fn take_one(write: &mut Write<'_>, job: &TurnJob, remembered: &mut Remembered, tickets: &HashMap<i64, Ticket>, outcomes: &[Outcome], world: &World) -> Result<Received> {
    let turn = remembered.conversation.status.bot_may_speak().then(|| decide(job, remembered, tickets));
    if let Some(turn) = &turn {
        remembered.conversation.turns += 1;
        remembered.conversation.language = turn.language;
        remembered.conversation.status = Status::Bot;
    }
    let message = visitors_message(job, turn.as_ref(), &mut remembered.conversation);
    let mut replies = Vec::new();
    match turn {
        None => keep_answer(write, remembered, &message).await?,
        Some(turn) => {
            remembered.state = turn.state;
            let language = turn.language;
            replies.extend(turn.replies.into_iter().map(|reply| bots_message(reply, language, &mut remembered.conversation, job.now)));
            if let Some(handoff) = &turn.handoff {
                let before = outcomes.iter().flatten().filter(|received| !received.repeated).flat_map(|received| std::iter::once(&received.message).chain(&received.replies));
                let unsaved = before.filter(|before| before.conversation == message.conversation).chain([&message]).chain(&replies).cloned().collect();
                let new = NewTicket { handoff, unsaved, pack: job.catalog.pack(), now: job.now };
                let told = open_ticket(write, new, &mut remembered.conversation, world).await?;
                replies.extend(told.into_iter().map(|reply| bots_message(reply, language, &mut remembered.conversation, job.now)));
            }
        }
    }
    remembered.conversation.updated_at = job.now;
    Ok(Received { message, replies, conversation: remembered.conversation.clone(), repeated: false })
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

fn visitors_message(job: &TurnJob, turn: Option<&Turn>, conversation: &mut Conversation) -> Message {
    conversation.last_seq += 1;
    let decision = |turn: &Turn| Decision {
        choice: job.inbound.choice.clone(),
        verdict: turn.verdict,
        intent: turn.intent.clone(),
        confidence: turn.confidence,
        revision: job.catalog.pack().revision.clone(),
    };
    Message {
        conversation: conversation.id.clone(),
        seq: conversation.last_seq,
        at: job.now,
        sender: Sender::Visitor,
        name: String::new(),
        language: conversation.language,
        text: job.inbound.text.clone(),
        client_id: Some(job.inbound.client_id.clone()),
        parts: Vec::new(),
        turn: turn.is_some().then_some(conversation.turns),
        decision: turn.map(decision).map(Box::new),
    }
}

fn bots_message(reply: Reply, language: Language, conversation: &mut Conversation, now: Timestamp) -> Message {
    conversation.last_seq += 1;
    Message {
        conversation: conversation.id.clone(),
        seq: conversation.last_seq,
        at: now,
        sender: Sender::Bot,
        name: "Garda".to_owned(),
        language,
        text: reply.text,
        client_id: None,
        parts: reply.parts,
        turn: Some(conversation.turns),
        decision: None,
    }
}
