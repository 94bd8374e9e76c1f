//! What people read as it comes, in rooms and mailboxes: who has a ticket, where it went, what is due, and what became of what they said.

use super::{Result, Write, relay::Relay};
use crate::{
    domain::{
        outbox::ParcelKind,
        sink::{Comment, Mark, Medium, News, Notice, Requester, StatusChange, notice, warning as words_of},
        sla::Warning,
        ticket::{Ticket, say_number},
    },
    store::{
        agent,
        link::{self, Link},
        message, warning,
    },
};

/// So much of a conversation goes along when a ticket comes to a room later.
const MOST_SAID: i64 = 10_000;

impl Relay<'_> {
    /// Whether some room of agents is told of tickets at all; most houses have none, and no look is needed to know that.
    fn has_room(self) -> bool {
        self.reach.sinks.iter().any(|rule| rule.medium == Medium::Room)
    }

    /// The rooms of agents that have a ticket know how it stands now, also the one it was changed from.
    pub(super) async fn news(self, write: &mut Write<'_>, ticket: &Ticket, news: News) -> Result<()> {
        if !self.has_room() {
            return Ok(());
        }
        let links = link::of_ticket(write.tx, ticket.number).await?;
        let holder = holder(write, ticket, &links).await?;
        for link in links.iter().filter(|link| self.reach.medium(&link.sink) == Medium::Room) {
            let notice = notice(self.pack, ticket, (news, holder.as_deref()), &self.reach.url, Medium::Room);
            let change = StatusChange { standing: ticket.status.into(), notice: Some(notice) };
            self.post(write, ticket, &link.sink, ParcelKind::Status, &change, self.world.now()).await?;
        }
        Ok(())
    }

    /// A ticket that went to another team is told to the rooms of that team as well.
    pub(super) async fn moved(self, write: &mut Write<'_>, ticket: &Ticket) -> Result<()> {
        if !self.has_room() {
            return Ok(());
        }
        self.news(write, ticket, News::Team).await?;
        let links = link::of_ticket(write.tx, ticket.number).await?;
        let said = message::after(write.tx, &ticket.conversation, 0, MOST_SAID).await?;
        let requester = Requester { name: ticket.requester.clone(), email: String::new() };
        for rule in self.reach.sinks.iter().filter(|rule| rule.medium == Medium::Room && rule.takes(&ticket.team, ticket.intent.as_ref())) {
            if !links.iter().any(|link| link.sink == rule.sink) {
                self.open_in(write, ticket, rule, &said, &requester).await?;
                if self.reach.early.is_some() {
                    warning::watch(write.tx, ticket.number, self.world.now()).await?;
                }
            }
        }
        Ok(())
    }

    /// What a new ticket says in short, where people read it as it comes.
    pub(super) fn first_notice(self, ticket: &Ticket, medium: Medium) -> Option<Notice> {
        (medium != Medium::System).then(|| notice(self.pack, ticket, (News::Opened, None), &self.reach.url, medium))
    }

    /// A promise is about to be broken or was; the so manieth warning of its ticket.
    pub(super) async fn warned(self, write: &mut Write<'_>, ticket: &Ticket, told: Warning, place: usize) -> Result<()> {
        let comment = Comment {
            key: format!("{}#w{place}", say_number(&self.pack.prefix, ticket.number)),
            public: false,
            by_requester: false,
            author: "Garda".to_owned(),
            text: words_of(self.pack, ticket, told),
            files: Vec::new(),
            loud: true,
        };
        for link in link::of_ticket(write.tx, ticket.number).await? {
            if self.reach.medium(&link.sink) != Medium::System {
                self.post(write, ticket, &link.sink, ParcelKind::Comment, &comment, self.world.now()).await?;
            }
        }
        Ok(())
    }

    /// What became of something that was said in a room.
    pub(super) async fn marked(self, write: &mut Write<'_>, ticket: &Ticket, sink: &str, mark: &Mark) -> Result<()> {
        self.post(write, ticket, sink, ParcelKind::Mark, mark, self.world.now()).await
    }
}

/// Who has a ticket, by name: somebody of the desk, else whoever took it elsewhere.
pub(super) async fn holder(write: &mut Write<'_>, ticket: &Ticket, links: &[Link]) -> Result<Option<String>> {
    match &ticket.assignee {
        Some(id) => Ok(agent::find(write.tx, id).await?.map(|agent| agent.name)),
        None => Ok(links.iter().find_map(|link| link.assignee.clone())),
    }
}
