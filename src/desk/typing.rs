//! Who is typing: shown while it happens, on every node, and never stored.

use super::{Change, Desk, Who};
use crate::{
    domain::{
        agent::Agent,
        id::{AgentId, ConversationId},
    },
    store::{self, agent},
};

/// Somebody types in a conversation that a person has.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Typing {
    conversation: String,
    ticket: i64,
    /// None is the visitor.
    agent: Option<AgentId>,
}

/// How the notice of it begins; ids of conversations never do.
const SIGN: char = '~';

impl Typing {
    /// As the other nodes are told it: `~id/number/agent`.
    fn to_notice(&self) -> String {
        format!("{SIGN}{}/{}/{}", self.conversation, self.ticket, self.agent.as_ref().map_or("", AgentId::as_str))
    }

    fn from_notice(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix(SIGN)?.splitn(3, '/');
        let (conversation, ticket, agent) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        Some(Self { conversation: conversation.to_owned(), ticket, agent: Some(agent).filter(|agent| !agent.is_empty()).map(AgentId::new) })
    }
}

impl Desk {
    /// Tells that the visitor is typing; other nodes hear it when a person has the ticket.
    pub fn visitor_types(&self, conversation: &ConversationId, ticket: Option<i64>) {
        self.hub.typing(conversation.as_str(), ticket, Who::Visitor, "");
        if let Some(ticket) = ticket {
            self.herald.tell(Typing { conversation: conversation.0.clone(), ticket, agent: None }.to_notice());
        }
    }

    /// Tells that an agent is typing.
    pub fn agent_types(&self, conversation: &ConversationId, ticket: i64, agent: &Agent) {
        self.hub.typing(conversation.as_str(), Some(ticket), Who::Agent, &agent.name);
        self.herald.tell(Typing { conversation: conversation.0.clone(), ticket, agent: Some(agent.id.clone()) }.to_notice());
    }

    /// Passes on what another node told.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn hear(&self, notices: &[String]) -> store::Result<()> {
        let (typing, changed): (Vec<&String>, Vec<&String>) = notices.iter().partition(|notice| notice.starts_with(SIGN));
        self.hub.tell(&changed.into_iter().map(|notice| Change::from_notice(notice)).collect::<Vec<_>>());
        for Typing { conversation, ticket, agent } in typing.into_iter().filter_map(|notice| Typing::from_notice(notice)) {
            match agent {
                None => self.hub.typing(&conversation, Some(ticket), Who::Visitor, ""),
                Some(id) => {
                    if let Some(agent) = agent::find(&mut self.store.read().await?, &id).await? {
                        self.hub.typing(&conversation, Some(ticket), Who::Agent, &agent.name);
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_come_back_as_they_were() {
        for agent in [None, Some(AgentId::new("0193"))] {
            let typing = Typing { conversation: "0194".to_owned(), ticket: 1001, agent };
            assert_eq!(Typing::from_notice(&typing.to_notice()), Some(typing));
        }
        for other in ["", "0193/1001", "~", "~0193", "~0193/x/"] {
            assert_eq!(Typing::from_notice(other), None, "{other}");
        }
    }
}
