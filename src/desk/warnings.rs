//! Promises that are watched: what is about to be broken, and what was, is told once, to the people who read it as it comes.

use std::sync::Arc;

use super::{Desk, Result, Write, relay::Relay, reply::load};
use crate::{
    domain::{
        content::Pack,
        outbox::Reach,
        sink::Medium,
        sla::{Since, watch},
        ticket::Ticket,
        time::Timestamp,
    },
    store::{ticket::event, warning},
};

/// So many tickets are looked at in one go.
const MOST: i64 = 200;

/// Watches a new ticket, if anybody is told of it.
pub(super) async fn begin(write: &mut Write<'_>, ticket: &Ticket, pack: &Pack, reach: &Reach) -> Result<()> {
    let Some(early) = reach.early else { return Ok(()) };
    if !reach.sinks.iter().any(|rule| rule.medium != Medium::System && rule.takes(&ticket.team, ticket.intent.as_ref())) {
        return Ok(());
    }
    let since = Since { began: ticket.opened_at, answered: false };
    match watch(pack, ticket, since, early, &[], ticket.opened_at).look {
        Some(look) => Ok(warning::watch(write.tx, ticket.number, look).await?),
        None => Ok(()),
    }
}

/// Another promise was made: whoever watches looks again.
pub(super) async fn promised_again(write: &mut Write<'_>, number: i64, reach: &Reach, now: Timestamp) -> Result<()> {
    if reach.early.is_some() {
        warning::look_now(write.tx, number, now).await?;
    }
    Ok(())
}

impl Desk {
    /// When a promise is to be looked at next, if ever.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn next_look(&self) -> Result<Option<Timestamp>> {
        Ok(warning::next(&mut self.store.read().await?).await?)
    }

    /// The tickets whose promise is to be looked at now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn to_look_at(&self) -> Result<Vec<i64>> {
        Ok(warning::due(&mut self.store.read().await?, self.world.now(), MOST).await?)
    }

    /// Looks at the promise of a ticket and warns of what is to be warned of, once; says how often.
    ///
    /// # Errors
    /// When the database refuses; nothing was told then.
    pub async fn warn(&self, number: i64) -> Result<usize> {
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let Some(early) = reach.early else { return Ok(0) };
                // Kept from other nodes before it is read what was told.
                let (ticket, _) = load(&mut write, number).await?;
                let now = world.now();
                let Some(mut told) = warning::told(write.tx, number, now).await? else { return Ok(0) };
                let (reopened, replied) = event::last(write.tx, number).await?;
                let began = reopened.unwrap_or(ticket.opened_at);
                let since = Since { began, answered: replied.is_some_and(|replied| replied >= began) };
                let watch = watch(catalog.pack(), &ticket, since, early, &told, now);
                let relay = Relay { pack: catalog.pack(), reach: &reach, world: &world, from: None, agent: None };
                told.extend(&watch.skip);
                for warning in &watch.tell {
                    told.push(*warning);
                    relay.warned(&mut write, &ticket, *warning, told.len()).await?;
                }
                warning::keep(write.tx, number, &told, watch.look).await?;
                Ok(watch.tell.len())
            })
        })
        .await
    }
}
