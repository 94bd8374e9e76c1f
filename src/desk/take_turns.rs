//! The turns of visitors' messages: nearly all in memory, to be stored together; the rest inside a transaction that looks at everything.

use std::collections::{BTreeSet, HashMap};

use super::{
    Change, Error, Inbound, Received, Result, World, Write, call, enclose, events,
    memory::Memory,
    open_ticket::{NewTicket, open_ticket},
    requester::{self, Tickets},
    spoken::{bots_message, desks_message, visitors_message},
    turn_job::TurnJob,
};
use crate::{
    domain::{
        attachment::File,
        conversation::{Conversation, Message, Part, Sender, Status},
        dialogue::{self, DialogueState, Reply, Sent, Setting, TicketAct, Turn},
        handoff::{Fact, Reason},
        id::ConversationId,
        language::Language,
        secrets::{Secret, announces_one},
    },
    store::{
        conversation::{self, Remembered, Saving},
        message::{self, ClientKey},
        ticket,
    },
};

/// What came of one job.
pub(super) type Outcome = Result<Received>;

/// A job that was done in memory, and what its answer will be once that is stored.
pub(super) type Done = (TurnJob, Received);

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

/// Takes a turn in memory alone; `None` when the conversation is not remembered or the turn has to do with a ticket.
///
/// That what is remembered is up to date and the message is no repeat is taken for granted: the database says so when it is not true.
pub(super) fn take_in_memory(job: &TurnJob, memory: &mut Memory) -> Option<Received> {
    let remembered = memory.get_mut(&job.inbound.conversation)?;
    let mine = remembered.conversation.visitor == job.inbound.visitor && remembered.conversation.status.bot_may_speak();
    if !mine || !job.inbound.files.is_empty() || dialogue::is_about_tickets(&job.catalog, &remembered.state, job.heard(&[], &remembered.state)) {
        return None;
    }
    let turn = decide(job, remembered, &Tickets::new(), &[]);
    let told = !job.reach.subscriptions.is_empty() && events::concerns(&job.reach, remembered.conversation.turns == 0, turn.outcome);
    if turn.handoff.is_some() || turn.asks.is_some() || told {
        return None;
    }
    let (message, replies) = speak(job, turn, remembered, &[]);
    remembered.conversation.updated_at = job.now;
    Some(Received { message, replies, conversation: remembered.conversation.clone(), repeated: false, asks: false })
}

/// The conversations as they stand after turns that were taken in memory, in one order everywhere; and what to tell about it.
pub(super) fn saving(done: &[Done], memory: &mut Memory) -> (Saving, Vec<Change>) {
    let ids: BTreeSet<&ConversationId> = done.iter().map(|(_, received)| &received.conversation.id).collect();
    let saving = Saving::new(&ids.iter().filter_map(|id| memory.peek(id)).collect::<Vec<_>>());
    memory.saved(ids.iter().copied());
    (saving, ids.into_iter().map(Change::plain).collect())
}

/// The new messages of these turns, in the order of the conversations.
pub(super) fn messages(done: &[Done]) -> Vec<&Message> {
    let mut messages: Vec<&Message> = done.iter().flat_map(|(_, received)| std::iter::once(&received.message).chain(&received.replies)).collect();
    messages.sort_by(|one, other| one.conversation.cmp(&other.conversation));
    messages
}

/// Takes the turns of a batch in order, with a look at everything. An error undoes the whole batch; a refusal of one message is an outcome of its own.
pub(super) async fn take_turns(write: &mut Write<'_>, jobs: &[TurnJob], world: &World) -> Result<Taken> {
    let ids: BTreeSet<&str> = jobs.iter().map(|job| job.inbound.conversation.as_str()).collect();
    let loaded = conversation::lock_many(write.tx, &ids.into_iter().collect::<Vec<_>>()).await?;
    let mut open: HashMap<ConversationId, Remembered> = loaded.into_iter().map(|one| (one.conversation.id.clone(), one)).collect();
    let stored = message::find_by_client_ids(write.tx, &jobs.iter().map(|job| key(&job.inbound)).collect::<Vec<_>>()).await?;
    let mut seen: HashMap<ClientKey<'_>, Seen> = HashMap::with_capacity(jobs.len());
    for message in stored {
        if let Some(job) = jobs.iter().find(|job| Some(&job.inbound.client_id) == message.client_id.as_ref() && job.inbound.conversation == message.conversation) {
            seen.insert(key(&job.inbound), Seen::Stored(message));
        }
    }
    let tickets = requester::of_those_who_ask(write, jobs, &open).await?;
    let mut touched: BTreeSet<ConversationId> = BTreeSet::new();

    let mut outcomes: Vec<Outcome> = Vec::with_capacity(jobs.len());
    for job in jobs {
        let mut act = None;
        let outcome = match open.get_mut(&job.inbound.conversation).filter(|one| one.conversation.visitor == job.inbound.visitor) {
            None => Err(Error::NotFound),
            Some(remembered) => {
                if let Some(first) = seen.get(&key(&job.inbound)) {
                    repeated(write, first, job, remembered, &outcomes).await?
                } else {
                    match enclose::find(write, &job.inbound.files, &job.inbound.conversation, None).await? {
                        Err(refusal) => Err(refusal),
                        Ok(files) => {
                            seen.insert(key(&job.inbound), Seen::Here(outcomes.len()));
                            let (received, asked) = take_one(write, job, files, remembered, &tickets, &outcomes, world).await?;
                            act = asked;
                            enclose::send(write, &received.message).await?;
                            Ok(received)
                        }
                    }
                }
            }
        };
        if let Some(act) = act {
            touched.extend(requester::perform(write, &job.inbound.visitor, act, &mut open, job.relay(world)).await?);
        }
        outcomes.push(outcome);
    }
    let new = outcomes.iter().flatten().filter(|received| !received.repeated);
    touched.extend(new.map(|received| received.conversation.id.clone()));
    let mut changed: Vec<Remembered> = touched.iter().filter_map(|id| open.remove(id)).collect();
    changed.sort_by(|one, other| one.conversation.id.cmp(&other.conversation.id));
    store(write, &outcomes, &mut changed).await?;
    Ok(Taken { outcomes, changed })
}

/// Stores what is new.
async fn store(write: &mut Write<'_>, outcomes: &[Outcome], changed: &mut [Remembered]) -> Result<()> {
    if changed.is_empty() {
        return Ok(());
    }
    let new = outcomes.iter().flatten().filter(|received| !received.repeated);
    let mut messages: Vec<&Message> = new.flat_map(|received| std::iter::once(&received.message).chain(&received.replies)).collect();
    messages.sort_by(|one, other| one.conversation.cmp(&other.conversation));
    conversation::save_many(write.tx, &changed.iter().collect::<Vec<_>>(), &messages).await?;
    let owned: Vec<i64> = changed.iter().filter_map(|one| owned_ticket(&one.conversation)).collect();
    if let Some(newest) = changed.iter().map(|one| one.conversation.updated_at).max().filter(|_| !owned.is_empty()) {
        ticket::touch_many(write.tx, &owned, newest).await?;
    }
    for Remembered { conversation, version, .. } in changed {
        *version += 1;
        if !write.changes.iter().any(|change| change.conversation == conversation.id.0) {
            write.changes.push(Change { conversation: conversation.id.0.clone(), ticket: owned_ticket(conversation), opened: false, posted: false });
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

/// A message that was received before: the same answer again, from the store or from this very batch.
async fn repeated(write: &mut Write<'_>, first: &Seen, job: &TurnJob, remembered: &Remembered, outcomes: &[Outcome]) -> Result<Outcome> {
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
    if !job.is_of(&message.text) || !enclose::same(&message, &job.inbound.files) {
        return Ok(Err(Error::ClientIdReused));
    }
    Ok(Ok(Received { message, replies, conversation: remembered.conversation.clone(), repeated: true, asks: false }))
}

async fn take_one(
    write: &mut Write<'_>,
    job: &TurnJob,
    files: Vec<File>,
    remembered: &mut Remembered,
    tickets: &Tickets,
    outcomes: &[Outcome],
    world: &World,
) -> Result<(Received, Option<TicketAct>)> {
    let (message, mut replies);
    let mut asks = false;
    let mut act = None;
    let bot = remembered.conversation.status.bot_may_speak();
    let reopened = if bot { requester::reopened(write, job, remembered, world).await? } else { None };
    if let Some(told) = reopened {
        message = visitors_message(job, None, files, remembered);
        replies = vec![desks_message(told, remembered, job.now)];
    } else if bot {
        let mut turn = decide(job, remembered, tickets, &files);
        let (handoff, asked) = (turn.handoff.take(), turn.asks.take());
        act = turn.act.take();
        let topic = if job.reach.subscriptions.is_empty() { None } else { remembered.state.topic.clone() };
        (message, replies) = speak(job, turn, remembered, &files);
        events::taken(write, &remembered.conversation, &message, topic.as_ref(), (world, &job.reach)).await?;
        if let Some(asked) = &asked {
            call::ask(write, asked, &remembered.conversation, world).await?;
            asks = true;
        }
        if let Some(handoff) = &handoff {
            let before = outcomes.iter().flatten().filter(|received| !received.repeated).flat_map(|received| std::iter::once(&received.message).chain(&received.replies));
            let unsaved = before.filter(|before| before.conversation == message.conversation).chain([&message]).chain(&replies).cloned().collect();
            let new = NewTicket { handoff, unsaved, pack: job.catalog.pack(), now: job.now, reach: &job.reach };
            let told = open_ticket(write, new, &mut remembered.conversation, world).await?;
            let language = remembered.conversation.language;
            replies.extend(told.into_iter().map(|reply| bots_message(reply, language, &mut remembered.conversation, job.now)));
        }
    } else {
        message = visitors_message(job, None, files, remembered);
        // The bot is silent here; that something was hidden, and what is asked of the desk, are notices of the desk.
        let served = requester::served(write, job, remembered, tickets, world).await?;
        let language = remembered.conversation.language;
        let told: Vec<Reply> = hidden(job, &remembered.state, language)
            .into_iter()
            .chain(served.map(|served| {
                act = served.act;
                served.reply
            }))
            .collect();
        replies = told.into_iter().map(|reply| desks_message(reply, remembered, job.now)).collect();
        let polite = dialogue::is_polite(&job.catalog, job.heard(&[], &remembered.state));
        keep_answer(write, remembered, &message, polite).await?;
        remembered.state.announced = announces_one(&message.text);
        pass_on(write, job, remembered, &message, world).await?;
    }
    remembered.conversation.updated_at = job.now;
    Ok((Received { message, replies, conversation: remembered.conversation.clone(), repeated: false, asks }, act))
}

/// What the visitor and the bot say in a turn, but for a ticket; the conversation goes on from there.
fn speak(job: &TurnJob, turn: Turn, remembered: &mut Remembered, files: &[File]) -> (Message, Vec<Message>) {
    remembered.conversation.turns += 1;
    remembered.conversation.language = turn.language;
    remembered.conversation.status = Status::Bot;
    let message = visitors_message(job, Some(&turn), files.to_vec(), remembered);
    let language = turn.language;
    let replies = turn.replies.into_iter().map(|reply| bots_message(reply, language, &mut remembered.conversation, job.now)).collect();
    remembered.state = turn.state;
    (message, replies)
}

/// The first words after a ticket, but for polite ones, answer the question that was asked along with it: they belong in the brief, and so do files.
async fn keep_answer(write: &mut Write<'_>, remembered: &mut Remembered, said: &Message, polite: bool) -> Result<()> {
    let Some(number) = remembered.conversation.ticket else { return Ok(()) };
    let words = dialogue::excerpt(&said.text, 500);
    if !words.is_empty()
        && !polite
        && let Some(question) = remembered.state.left_open.take()
    {
        ticket::add_fact(write.tx, number, Fact { seq: Some(said.seq), ..Fact::plain(question, words) }).await?;
    }
    for part in &said.parts {
        if let Part::File { file } = part {
            ticket::add_fact(write.tx, number, dialogue::file_fact(&sent(file, said.seq, said.language), said.language)).await?;
        }
    }
    Ok(())
}

/// What a requester adds to an open ticket goes to the systems it is in as well, and is told to who subscribed.
async fn pass_on(write: &mut Write<'_>, job: &TurnJob, remembered: &Remembered, said: &Message, world: &World) -> Result<()> {
    let Some(number) = remembered.conversation.ticket.filter(|_| !job.reach.tells_nobody()) else { return Ok(()) };
    if let Some(ticket) = ticket::find(write.tx, number).await? {
        job.relay(world).said(write, &ticket, said).await?;
    }
    Ok(())
}

/// A file as a brief names it.
fn sent(file: &File, seq: i64, language: Language) -> Sent {
    Sent { name: file.in_words(language), about: file.description.clone(), seq: Some(seq) }
}

fn decide(job: &TurnJob, remembered: &Remembered, tickets: &Tickets, files: &[File]) -> Turn {
    let tickets = requester::known(job, remembered, tickets);
    let files: Vec<Sent> = files.iter().map(|file| sent(file, remembered.conversation.last_seq + 1, remembered.conversation.language)).collect();
    let setting = Setting { now: job.now, language: remembered.conversation.language, known: job.inbound.known, tickets: &tickets, reach: &job.reach };
    if job.letter.as_ref().is_some_and(|letter| letter.hands_over) {
        return dialogue::hand_over(&job.catalog, &remembered.state, job.heard(&files, &remembered.state), setting, Reason::Asked);
    }
    let mut turn = dialogue::take_turn(&job.catalog, &remembered.state, job.heard(&files, &remembered.state), setting);
    turn.replies.splice(0..0, hidden(job, &remembered.state, turn.language));
    turn
}

/// Tells kindly that something was hidden, and what to do.
fn hidden(job: &TurnJob, state: &DialogueState, language: Language) -> Option<Reply> {
    let hidden = &job.words(state).hidden;
    let key = if hidden.contains(&Secret::Access) { "secret" } else { "secret.personal" };
    (!hidden.is_empty()).then(|| Reply::text(dialogue::say(job.catalog.pack(), key, language, &[])))
}
