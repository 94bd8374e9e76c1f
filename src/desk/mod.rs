//! The use cases of the house: one verb per file, one transaction each.
//!
//! Every write goes through a [`Desk`]. Messages of visitors and everything else queue at a [`writer`](self) that stores
//! them in batches: one commit, then the answers, then the listeners wake.

mod alert;
mod assign;
mod attach;
mod begin;
mod call;
mod chats;
mod coming;
mod enclose;
mod error;
mod events;
mod hear_back;
mod hear_room;
mod herald;
mod hub;
mod identify;
mod letters;
mod memory;
mod notices;
mod open_ticket;
mod outlets;
mod pass_on;
mod people;
mod post;
mod publish;
mod receive;
mod receive_chat;
mod receive_letter;
mod relay;
mod reply;
mod requester;
mod resolve;
mod sign_in;
mod sign_in_code;
mod silence;
mod spoken;
mod sweep;
mod take_answer;
mod take_turns;
mod turn_job;
mod typing;
mod warnings;
mod world;
mod writer;

use std::sync::Arc;

use arc_swap::ArcSwap;
use futures_util::future::BoxFuture;
use tokio::sync::{oneshot, watch};

pub use assign::Assignment;
pub use attach::{Upload, Uploader};
pub use begin::Begin;
pub use enclose::Enclosed;
pub use error::{Error, Result};
pub use hub::{Change, ConsoleWake, Hub, Wake, Who};
pub use identify::{Before, Identified};
pub use letters::Letters;
pub use pass_on::Linked;
pub use people::{NewAgent, one_time_password};
pub use receive::{Inbound, MOST_CHARACTERS, Received};
pub use receive_letter::Taken;
pub use reply::AgentReply;
pub use sign_in::{SESSION_MS, SignedIn};
pub use sign_in_code::CodeFor;
pub use world::{Chance, Clock, World};

use crate::{
    domain::{matching::Catalog, outbox::Reach},
    store::{Store, Tx, conversation::Remembered},
};
use chats::Later;
use herald::Herald;
use letters::Pen;
use outlets::Outlets;
use writer::{Job, Writers};

/// The desk: the one way to change anything.
#[derive(Clone, Debug)]
pub struct Desk {
    store: Store,
    catalog: Arc<ArcSwap<Catalog>>,
    published: watch::Sender<()>,
    studying: watch::Sender<Option<u8>>,
    writers: Writers,
    hub: Arc<Hub>,
    herald: Herald,
    world: World,
    node: String,
    reach: Arc<Reach>,
    outlets: Outlets,
}

/// What a verb works with inside its transaction.
pub(crate) struct Write<'t> {
    /// The transaction.
    pub(crate) tx: &'t mut Tx,
    /// What it changed, told to the listeners after the commit.
    pub(crate) changes: &'t mut Vec<Change>,
    /// What goes behind what it said in chats of other systems.
    pub(crate) later: &'t mut Vec<Later>,
    /// Conversations it began, whose first turns are to come.
    pub(crate) begun: &'t mut Vec<Remembered>,
}

impl Desk {
    /// A desk over an open store, with so many messages in one commit at most; its writers run until the desk is dropped.
    #[must_use]
    pub fn new(store: Store, catalog: Arc<Catalog>, world: World, most_per_commit: usize) -> Self {
        let hub = Arc::new(Hub::default());
        let node = world.id();
        let herald = Herald::start(&store, &node);
        let outlets = Outlets::default();
        let writers = Writers::start(&store, &hub, &world, &node, most_per_commit, &herald, &outlets);
        Self {
            store,
            catalog: Arc::new(ArcSwap::new(catalog)),
            published: watch::Sender::default(),
            studying: watch::Sender::default(),
            writers,
            hub,
            herald,
            world,
            node,
            reach: Arc::default(),
            outlets,
        }
    }

    /// The same desk with these ways out.
    #[must_use]
    pub fn reaching(self, reach: Reach) -> Self {
        if !reach.chats.is_empty() {
            // They are told once, at the start.
            let _ = self.outlets.chats.set(reach.url.clone());
        }
        Self { reach: Arc::new(reach), ..self }
    }

    /// From now on the desk writes letters so, and takes them in.
    pub fn correspond(&self, letters: Letters) {
        // Who had an address before keeps it; it is told once, at the start.
        let _ = self.outlets.letters.set(Pen { letters, catalog: Arc::clone(&self.catalog) });
    }

    /// How the desk writes letters, if it does.
    #[must_use]
    pub fn letters(&self) -> Option<&Letters> {
        self.outlets.letters.get().map(|pen| &pen.letters)
    }

    /// What can be reached from here.
    #[must_use]
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// The database, to read from.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The pack as it serves now.
    #[must_use]
    pub fn catalog(&self) -> Arc<Catalog> {
        self.catalog.load_full()
    }

    /// Tells whenever another catalog serves from now on: a pack was published, or studied.
    #[must_use]
    pub fn published(&self) -> watch::Receiver<()> {
        self.published.subscribe()
    }

    /// Where listeners wait.
    #[must_use]
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// What this node calls itself towards the others.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.node
    }

    /// Time, ids and chance.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Runs one verb in a transaction of its own and answers after the commit.
    pub(crate) async fn write<T, F>(&self, verb: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(Write<'t>) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        self.write_at(0, verb).await
    }

    /// As [`Desk::write`], at the writer that has the turns of this key.
    async fn write_at<T, F>(&self, key: u64, verb: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(Write<'t>) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.writers.send(key, Job::verb(verb, answer))?;
        answered.await.map_err(|_| Error::Busy)?
    }

    /// As [`Desk::write_at`]; waits for room in the queue instead of being refused.
    async fn write_when_there_is_room<T, F>(&self, key: u64, verb: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(Write<'t>) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.writers.send_when_there_is_room(key, Job::verb(verb, answer)).await?;
        answered.await.map_err(|_| Error::Busy)?
    }

    /// Waits until everything queued so far is stored.
    pub async fn drain(&self) {
        self.writers.drain().await;
    }
}
