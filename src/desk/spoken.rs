//! Messages in the making: each takes the next place of its conversation.

use super::{enclose, turn_job::TurnJob};
use crate::{
    domain::{
        attachment::File,
        conversation::{Conversation, Decision, Message, Part, Sender},
        dialogue::{Reply, Turn},
        language::Language,
        time::Timestamp,
    },
    store::conversation::Remembered,
};

/// What the visitor sent, with the turn that was decided of it.
pub(super) fn visitors_message(job: &TurnJob, turn: Option<&Turn>, files: Vec<File>, remembered: &mut Remembered) -> Message {
    let text = job.words(&remembered.state).text.clone();
    let conversation = &mut remembered.conversation;
    conversation.last_seq += 1;
    let decision = |turn: &Turn| Decision {
        choice: job.inbound.choice.clone(),
        verdict: turn.verdict,
        intent: turn.intent.clone(),
        confidence: turn.confidence,
        revision: job.catalog.revision().clone(),
        outcome: turn.outcome,
    };
    Message {
        conversation: conversation.id.clone(),
        seq: conversation.last_seq,
        at: job.now,
        sender: Sender::Visitor,
        name: job.letter.as_ref().map(|letter| letter.name.clone()).unwrap_or_default(),
        language: conversation.language,
        text,
        client_id: Some(job.inbound.client_id.clone()),
        parts: enclose::parts(files).into_iter().chain(carried(job)).collect(),
        turn: turn.is_some().then_some(conversation.turns),
        decision: turn.map(decision).map(Box::new),
    }
}

/// What a letter carries along beside what was said in it.
fn carried(job: &TurnJob) -> Option<Part> {
    job.letter.as_ref().filter(|letter| !letter.rest.is_empty()).map(|letter| Part::Letter { text: letter.rest.clone() })
}

/// A notice of the desk; it belongs to no turn.
pub(super) fn desks_message(reply: Reply, remembered: &mut Remembered, now: Timestamp) -> Message {
    let language = remembered.conversation.language;
    Message { sender: Sender::System, name: String::new(), turn: None, ..bots_message(reply, language, &mut remembered.conversation, now) }
}

/// What the bot says in the turn of the conversation.
pub(super) fn bots_message(reply: Reply, language: Language, conversation: &mut Conversation, now: Timestamp) -> Message {
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
