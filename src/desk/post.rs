//! Parcels: claimed by a worker, settled with what came of the attempt, tried again when a person says so.

use std::sync::Arc;

use super::{Change, Desk, Error, Result, World, Write, call, receive::key, reply::notice};
use crate::{
    domain::{
        content::Pack,
        outbox::{Answer, Next, Parcel, ParcelKind, ParcelState, Reach, next},
        sink::StatusChange,
        sla::time_words,
        time::Timestamp,
    },
    store::{
        conversation, link,
        outbox::{self, Claim},
        resting::{self, Resting},
        ticket,
    },
};

/// Whoever claims a parcel is believed to be alive for so long, in milliseconds; an attempt takes half of it at most.
const CLAIM_MS: i64 = 60_000;

impl Desk {
    /// Claims so many parcels that are due, but for those of some targets.
    ///
    /// # Errors
    /// When the database refuses; nothing is claimed then.
    pub async fn claim_parcels(&self, most: usize, but: Vec<String>) -> Result<Vec<Parcel>> {
        let now = self.world.now();
        self.write(move |write| {
            Box::pin(async move {
                let claim = Claim { now, until: now.plus_ms(CLAIM_MS), most: i64::try_from(most).unwrap_or(i64::MAX), but: &but };
                Ok(outbox::claim(write.tx, claim).await?)
            })
        })
        .await
    }

    /// Writes down what an attempt came to, and does what follows from it.
    ///
    /// # Errors
    /// When the database refuses; the parcel is claimed again when its claim is over.
    pub async fn settle_parcel(&self, parcel: Parcel, answer: Answer, ms: i64) -> Result<Next> {
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        // One conversation is one writer's; what it hears of must not pass it by on another one.
        let key = parcel.conversation.as_ref().map_or(0, key);
        self.write_when_there_is_room(key, move |mut write| {
            Box::pin(async move {
                let now = world.now();
                let next = next(&parcel, &answer, now, world.chance());
                if outbox::settle(write.tx, &parcel, &answer, ms, next, now).await? {
                    match parcel.kind {
                        ParcelKind::Alert if next.state == ParcelState::Sent => alerted(&mut write, &parcel, catalog.pack(), &world).await?,
                        ParcelKind::Call => call::answered(&mut write, &parcel, &answer, &catalog, (&world, &reach)).await?,
                        ParcelKind::Open | ParcelKind::Status => arrived(&mut write, &parcel, &answer, now).await?,
                        ParcelKind::Event if matches!(answer, Answer::Gone { .. }) => rests(&mut write, &parcel, &answer, &reach, now).await?,
                        ParcelKind::Alert | ParcelKind::Mail | ParcelKind::Comment | ParcelKind::Mark | ParcelKind::Say | ParcelKind::Event => {}
                    }
                }
                Ok(next)
            })
        })
        .await
    }

    /// When there is something to do next, if ever, but for some targets.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn next_due(&self, but: Vec<String>) -> Result<Option<Timestamp>> {
        Ok(outbox::next_due(&mut self.store.read().await?, &but).await?)
    }

    /// The parcels that wait for a person.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn dead_parcels(&self) -> Result<Vec<String>> {
        Ok(outbox::dead(&mut self.store.read().await?).await?)
    }

    /// Has a parcel tried again at once that was left for a person, or an event sent again that arrived.
    ///
    /// # Errors
    /// When there is no such parcel, or it arrived and is no event.
    pub async fn retry_parcel(&self, id: String) -> Result<()> {
        let now = self.world.now();
        self.write(move |write| Box::pin(async move { Ok(outbox::retry(write.tx, &id, now).await?) })).await?;
        self.hub.post();
        Ok(())
    }
}

impl Desk {
    /// Has everything tried again that waits for a person, or what is for one target; says how many.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn retry_dead(&self, target: Option<String>) -> Result<u64> {
        let now = self.world.now();
        let retried = self.write(move |write| Box::pin(async move { Ok(outbox::retry_dead(write.tx, target.as_deref(), now).await?) })).await?;
        self.hub.post();
        Ok(retried)
    }
}

impl Desk {
    /// Has the events of a target sent again that were written since an instant and arrived, or were left for a person; says how many.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn replay(&self, target: String, since: Timestamp) -> Result<u64> {
        let now = self.world.now();
        let replayed = self.write(move |write| Box::pin(async move { Ok(outbox::replay(write.tx, &target, since, now).await?) })).await?;
        self.hub.post();
        Ok(replayed)
    }

    /// Sets a target going again that rests.
    ///
    /// # Errors
    /// `NotFound` when it does not rest.
    pub async fn wake(&self, target: String) -> Result<()> {
        if self.set_going(target).await? { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Sets those going again whose settings are others than when they were laid to rest.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn wake_changed(&self) -> Result<()> {
        if self.reach.subscriptions.is_empty() {
            return Ok(());
        }
        for resting in resting::all(&mut self.store.read().await?).await? {
            let changed = self.reach.subscriptions.iter().any(|known| known.name == resting.target && known.mark != resting.mark);
            if changed && self.set_going(resting.target.clone()).await? {
                tracing::info!(subscriber = resting.target, "it rested and is told again, as its settings have changed");
            }
        }
        Ok(())
    }

    async fn set_going(&self, target: String) -> Result<bool> {
        let now = self.world.now();
        let woken = self.write(move |write| Box::pin(async move { Ok(resting::wake(write.tx, &target, now).await?) })).await?;
        self.hub.post();
        Ok(woken)
    }
}

/// The target wants nothing any more, and is left in peace until somebody sets it going again.
async fn rests(write: &mut Write<'_>, parcel: &Parcel, answer: &Answer, reach: &Reach, now: Timestamp) -> Result<()> {
    let mark = reach.subscriptions.iter().find(|known| known.name == parcel.target).map(|known| known.mark.clone()).unwrap_or_default();
    tracing::warn!(subscriber = parcel.target, words = answer.words(), "it wants nothing any more and rests");
    let resting = Resting { target: parcel.target.clone(), since: now, words: answer.words().to_owned(), mark };
    Ok(resting::add(write.tx, &resting).await?)
}

/// What a sink calls the ticket from now on, or where it knows that it stands.
async fn arrived(write: &mut Write<'_>, parcel: &Parcel, answer: &Answer, now: Timestamp) -> Result<()> {
    let (Answer::Delivered { reference, body }, Some(ticket)) = (answer, parcel.ticket) else { return Ok(()) };
    match (parcel.kind, reference) {
        (ParcelKind::Open, Some(remote)) => link::opened(write.tx, ticket, &parcel.target, remote, body.as_deref()).await?,
        (ParcelKind::Status, _) => {
            let told: StatusChange = serde_json::from_str(&parcel.body).map_err(|_| Error::Broken("a parcel without a standing"))?;
            link::stands(write.tx, ticket, &parcel.target, told.standing, now).await?;
        }
        _ => {}
    }
    if let Some(conversation) = &parcel.conversation {
        write.changes.push(Change::of_ticket(conversation, ticket));
    }
    Ok(())
}

/// The visitor is told once that somebody on call knows of it.
async fn alerted(write: &mut Write<'_>, parcel: &Parcel, pack: &Pack, world: &World) -> Result<()> {
    let (Some(id), Some(number)) = (&parcel.conversation, parcel.ticket) else { return Ok(()) };
    if outbox::alerts_sent(write.tx, number).await? != 1 {
        return Ok(());
    }
    let (Some(mut remembered), Some(ticket)) = (conversation::lock(write.tx, id).await?, ticket::find(write.tx, number).await?) else { return Ok(()) };
    let zone = pack.calendars.iter().find(|calendar| calendar.id.as_str() == ticket.deadline.calendar).map_or("UTC", |calendar| &calendar.zone);
    let time = time_words(zone, world.now(), remembered.conversation.language);
    notice(write, &mut remembered, pack, "ticket.oncall", &[("time", &time)], world).await?;
    conversation::save(write.tx, &remembered).await?;
    write.changes.push(Change::of_ticket(id, number));
    Ok(())
}
