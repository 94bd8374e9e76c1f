//! Stored things as the API shows them.

use serde::Serialize;
use utoipa::ToSchema;

use super::problem::Result;
use crate::{
    domain::{
        content::{Kind, Pack},
        conversation::{Conversation, Message, Part, Sender, Status, plain_text},
        dialogue::{card, excerpt},
        id::ConversationId,
        person::{Person, Proven},
        ticket::{Ticket, TicketCard},
    },
    store::{Tx, agent, message, ticket},
};

/// A message as the API shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessageView {
    /// Its conversation and its place there.
    pub id: String,
    pub seq: i64,
    /// RFC 3339.
    pub at: String,
    pub sender: Sender,
    pub name: String,
    pub language: String,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    pub parts: Vec<Part>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<i64>,
    /// Whether harm was reported with it: an address in it is shown so that nobody follows it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub wary: bool,
}

impl MessageView {
    /// A message said while this pack was served.
    pub(super) fn of(pack: &Pack, message: Message) -> Self {
        let about = message.decision.as_ref().and_then(|decision| decision.intent.as_ref()).and_then(|id| pack.intent(id));
        Self {
            wary: about.is_some_and(|intent| intent.kind == Kind::Report),
            id: format!("{}.{}", message.conversation, message.seq),
            seq: message.seq,
            at: message.at.rfc3339(),
            sender: message.sender,
            name: message.name,
            language: message.language.to_string(),
            text: message.text,
            client_id: message.client_id.map(|id| id.0),
            parts: message.parts,
            turn: message.turn,
        }
    }
}

/// A conversation as its visitor sees it.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(super) struct ConversationView {
    #[schema(value_type = String)]
    pub id: ConversationId,
    pub status: Status,
    pub language: String,
    pub last_seq: i64,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
    pub ticket: Option<TicketCard>,
    pub agent: Option<AgentName>,
    pub team: Option<String>,
    /// The beginning of the newest message.
    pub preview: String,
}

/// A person of the desk, as far as a visitor needs to know.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct AgentName {
    pub name: String,
}

/// A conversation with its ticket and whoever has it; reads only what there is.
pub(super) async fn conversation(tx: &mut Option<Tx>, store: &crate::store::Store, pack: &Pack, conversation: Conversation, preview: &str) -> Result<ConversationView> {
    let mut ticket = None;
    let mut agent = None;
    if let Some(number) = conversation.ticket {
        let tx = match tx {
            Some(tx) => tx,
            None => tx.insert(store.read().await?),
        };
        ticket = ticket::find(tx, number).await?;
        if let Some(id) = ticket.as_ref().and_then(|ticket| ticket.assignee.as_ref()) {
            agent = agent::find(tx, id).await?.map(|agent| AgentName { name: agent.name });
        }
    }
    Ok(ConversationView {
        status: conversation.status,
        language: conversation.language.to_string(),
        last_seq: conversation.last_seq,
        created_at: conversation.created_at.rfc3339(),
        updated_at: conversation.updated_at.rfc3339(),
        team: ticket.as_ref().map(|ticket| team_name(pack, ticket, conversation.language)),
        ticket: ticket.map(|ticket| card(pack, &ticket, conversation.language)),
        agent: agent.filter(|_| conversation.status == Status::Assigned),
        preview: excerpt(preview, 80),
        id: conversation.id,
    })
}

fn team_name(pack: &Pack, ticket: &Ticket, language: crate::domain::language::Language) -> String {
    pack.team(&ticket.team).map_or_else(|| ticket.team.to_string(), |team| team.name.in_language(language).to_owned())
}

/// A person whose identity is proven.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PersonView {
    pub name: String,
    pub email: String,
    pub proven: Proven,
}

impl From<Person> for PersonView {
    fn from(person: Person) -> Self {
        Self { name: person.name, email: person.email, proven: person.proven }
    }
}

/// The newest message of a conversation, for its preview.
pub(super) async fn newest_text(tx: &mut Tx, conversation: &Conversation) -> Result<String> {
    let newest = message::after(tx, &conversation.id, conversation.last_seq - 1, 1).await?.pop();
    Ok(newest.map(|message| preview(&message)).unwrap_or_default())
}

/// What a preview shows of a message: its words, else the files it carries.
pub(super) fn preview(message: &Message) -> String {
    if message.text.is_empty() { plain_text("", &message.parts) } else { message.text.clone() }
}
