//! What happens to a ticket here is told to the systems it goes to, in parcels of the ticket's own lane, and to the programs that subscribed.

use serde::Serialize;

use super::{Change, Result, World, Write, chats::Later, events};
use crate::{
    domain::{
        chat::{Handover, Line, TakenOver},
        content::Pack,
        conversation::{Message, Sender, linked_text},
        event::{By, Event, House, Kind},
        id::AgentId,
        outbox::{ParcelKind, Reach},
        sink::{Comment, Enclosure, Medium, News, Opening, Requester, Rule, Standing, StatusChange, opening_text, private_text, reference},
        ticket::{Ticket, TicketStatus, say_number},
        time::Timestamp,
    },
    store::{
        chat, link,
        outbox::{self, NewParcel},
    },
};

/// From where something is told, and to whom it is not.
#[derive(Clone, Copy)]
pub(super) struct Relay<'a> {
    pub(super) pack: &'a Pack,
    pub(super) reach: &'a Reach,
    pub(super) world: &'a World,
    /// The sink it came from, which knows it already.
    pub(super) from: Option<&'a str>,
    /// Who of the desk does it; nobody when its requester or somebody in a sink does.
    pub(super) agent: Option<&'a AgentId>,
}

impl Relay<'_> {
    /// A new ticket goes to every sink whose rule takes it; `said` is the conversation up to here.
    pub(super) async fn opened(self, write: &mut Write<'_>, ticket: &Ticket, said: &[Message], requester: &Requester) -> Result<()> {
        for rule in self.reach.sinks.iter().filter(|rule| rule.takes(&ticket.team, ticket.intent.as_ref())) {
            self.open_in(write, ticket, rule, said, requester).await?;
        }
        if self.reach.chats.get(&ticket.channel) == Some(&TakenOver::There) {
            self.hand_over(write, ticket, said, requester).await?;
        }
        self.tell(write, ticket, Kind::TicketOpened, |event| event.saying(&ticket.subject)).await
    }

    /// A ticket goes to a sink.
    pub(super) async fn open_in(self, write: &mut Write<'_>, ticket: &Ticket, rule: &Rule, said: &[Message], requester: &Requester) -> Result<()> {
        let house = self.reach.url.as_str();
        let opening = Opening {
            reference: reference(ticket),
            number: say_number(&self.pack.prefix, ticket.number),
            subject: ticket.subject.clone(),
            text: opening_text(self.pack, ticket, said, house),
            requester: requester.clone(),
            team: ticket.team.clone(),
            priority: ticket.priority,
            intent: ticket.intent.clone(),
            link: format!("{house}/console/tickets/{}", ticket.number),
            files: said.iter().flat_map(enclosures).collect(),
            notice: self.first_notice(ticket, rule.medium),
        };
        link::add(write.tx, ticket.number, &rule.sink, &opening.reference, ticket.opened_at).await?;
        self.post(write, ticket, &rule.sink, ParcelKind::Open, &opening, self.world.now()).await?;
        self.tell_agents(write, ticket, &rule.sink, private_text(ticket)).await
    }

    /// The chat of another system is taken over by its own people: they get the brief, and then the chat.
    async fn hand_over(self, write: &mut Write<'_>, ticket: &Ticket, said: &[Message], requester: &Requester) -> Result<()> {
        let Some(held) = chat::of(write.tx, &ticket.conversation).await? else { return Ok(()) };
        let (channel, number, house) = (ticket.channel.as_str(), say_number(&self.pack.prefix, ticket.number), self.reach.url.as_str());
        link::add(write.tx, ticket.number, channel, &reference(ticket), ticket.opened_at).await?;
        link::opened(write.tx, ticket.number, channel, &format!("{}#{}", held.remote, ticket.number), None).await?;
        let private = private_text(ticket);
        // They have the conversation before their eyes.
        let brief = [opening_text(self.pack, ticket, &[], house), private].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
        self.tell_agents(write, ticket, channel, brief).await?;
        let handover = Handover {
            number,
            subject: ticket.subject.clone(),
            team: ticket.team.clone(),
            priority: ticket.priority,
            intent: ticket.intent.clone(),
            requester: requester.clone(),
            link: format!("{house}/console/tickets/{}", ticket.number),
            said: said.iter().map(|message| Line::of(message, house)).collect(),
        };
        self.post(write, ticket, channel, ParcelKind::Open, &handover, ticket.opened_at).await
    }

    /// What only agents may read of a new ticket, if there is something.
    async fn tell_agents(self, write: &mut Write<'_>, ticket: &Ticket, sink: &str, text: String) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let key = format!("{}#n0", say_number(&self.pack.prefix, ticket.number));
        let comment = Comment { key, public: false, by_requester: false, author: "Garda".to_owned(), text, files: Vec::new(), loud: false };
        self.post(write, ticket, sink, ParcelKind::Comment, &comment, ticket.opened_at).await
    }

    /// Whether it came from this channel, where its visitor sees it.
    pub(super) fn is_of(self, channel: &str) -> bool {
        self.from == Some(channel)
    }

    /// What a requester or an agent says of an open ticket; what the bot and the desk say themselves is not passed on.
    pub(super) async fn said(self, write: &mut Write<'_>, ticket: &Ticket, message: &Message) -> Result<()> {
        let (author, kind) = match message.sender {
            Sender::Visitor if ticket.requester.is_empty() => ("Requester", Kind::TicketRequesterReplied),
            Sender::Visitor => (ticket.requester.as_str(), Kind::TicketRequesterReplied),
            Sender::Agent => (message.name.as_str(), Kind::TicketReplied),
            Sender::Bot | Sender::System => return Ok(()),
        };
        let comment = Comment {
            key: format!("{}#{}", say_number(&self.pack.prefix, ticket.number), message.seq),
            public: true,
            by_requester: message.sender == Sender::Visitor,
            author: author.to_owned(),
            text: linked_text(&message.text, &message.parts, &self.reach.url),
            files: enclosures(message).collect(),
            loud: false,
        };
        self.to_all(write, ticket, (ParcelKind::Comment, true), &comment).await?;
        self.tell(write, ticket, kind, |event| event.saying(&message.text)).await
    }

    /// A note that only agents may read, the so manieth of its ticket.
    pub(super) async fn noted(self, write: &mut Write<'_>, ticket: &Ticket, place: i64, author: &str, text: &str) -> Result<()> {
        let key = format!("{}#n{place}", say_number(&self.pack.prefix, ticket.number));
        let comment = Comment { key, public: false, by_requester: false, author: author.to_owned(), text: text.to_owned(), files: Vec::new(), loud: false };
        self.to_all(write, ticket, (ParcelKind::Comment, false), &comment).await?;
        self.happened(write, ticket, Kind::TicketNoteAdded).await
    }

    /// Where a ticket stands now, and stood before.
    pub(super) async fn stands(self, write: &mut Write<'_>, ticket: &Ticket, was: TicketStatus) -> Result<()> {
        self.to_all(write, ticket, (ParcelKind::Status, false), &StatusChange::from(Standing::from(ticket.status))).await?;
        self.waits(write, ticket, was).await
    }

    /// The same of what ticket systems are not told: that a ticket waits in one of them.
    pub(super) async fn waits(self, write: &mut Write<'_>, ticket: &Ticket, was: TicketStatus) -> Result<()> {
        self.news(write, ticket, News::State).await?;
        self.tell(write, ticket, Kind::TicketStatusChanged, |event| event.from(was)).await
    }

    /// What ticket systems are not told: rooms of agents are, where it concerns them, and programs that subscribed.
    pub(super) async fn happened(self, write: &mut Write<'_>, ticket: &Ticket, kind: Kind) -> Result<()> {
        match kind {
            Kind::TicketAssigned => self.news(write, ticket, News::State).await?,
            Kind::TicketPriorityChanged => self.news(write, ticket, News::Priority).await?,
            Kind::TicketMoved => self.moved(write, ticket).await?,
            _ => {}
        }
        self.tell(write, ticket, kind, |event| event).await
    }

    async fn tell<'e>(self, write: &mut Write<'_>, ticket: &'e Ticket, kind: Kind, with: impl FnOnce(Event<'e>) -> Event<'e> + Send) -> Result<()>
    where
        Self: 'e,
    {
        if self.reach.subscriptions.is_empty() {
            return Ok(());
        }
        let by = match (self.agent, self.from) {
            _ if kind == Kind::TicketOpened => By::Bot,
            (Some(id), _) => By::Agent { id },
            (None, Some(name)) => By::Sink { name },
            (None, None) => By::Requester,
        };
        let house = House { prefix: &self.pack.prefix, url: &self.reach.url };
        let event = with(Event::of_ticket(kind, ticket, by, house, self.world.now()));
        events::tell(write, &event, Some(ticket.number), (self.world, self.reach)).await
    }

    async fn to_all(self, write: &mut Write<'_>, ticket: &Ticket, (kind, public): (ParcelKind, bool), body: &(impl Serialize + Sync)) -> Result<()> {
        // Most houses have no sink, and no look is needed to know that.
        if self.reach.sinks.is_empty() && !self.reach.chats.contains_key(&ticket.channel) {
            return Ok(());
        }
        for link in link::of_ticket(write.tx, ticket.number).await? {
            // What is said in public stands in the chat itself, or goes there like anything that is said.
            let there = public && link.sink == ticket.channel;
            // Where a ticket stands is told to rooms of agents in words, and even if it was said there.
            let in_words = kind == ParcelKind::Status && self.reach.medium(&link.sink) == Medium::Room;
            if Some(link.sink.as_str()) != self.from && !there && !in_words {
                self.post(write, ticket, &link.sink, kind, body, self.world.now()).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn post(self, write: &mut Write<'_>, ticket: &Ticket, sink: &str, kind: ParcelKind, body: &(impl Serialize + Sync), now: Timestamp) -> Result<()> {
        let body = serde_json::to_string(body).unwrap_or_default();
        if sink == ticket.channel {
            // Behind what is said there, in the lane of the chat.
            write.later.push(Later { channel: sink.to_owned(), conversation: ticket.conversation.clone(), ticket: ticket.number, kind, body });
            write.changes.push(Change::of_ticket(&ticket.conversation, ticket.number));
            return Ok(());
        }
        let (id, lane) = (self.world.id(), ticket.number.to_string());
        let new = NewParcel { id: &id, kind, target: sink, lane: &lane, conversation: Some(&ticket.conversation), ticket: Some(ticket.number), body: &body };
        outbox::add(write.tx, &new, now).await?;
        write.changes.push(Change { posted: true, ..Change::of_ticket(&ticket.conversation, ticket.number) });
        Ok(())
    }
}

/// The files of a message.
fn enclosures(message: &Message) -> impl Iterator<Item = Enclosure> {
    message.parts.iter().filter_map(Enclosure::of)
}
