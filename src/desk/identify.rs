//! Somebody proves who they are: a visitor becomes a person's, on every device the same one.

use super::{Change, Desk, Error, Result, World, Write, sign_in::token_hash};
use crate::{
    domain::{
        id::{PersonId, VisitorId},
        person::{Claim, Person, recognise},
    },
    store::{conversation, person, ticket},
};

/// The channel of people in the widget and on the help pages.
const WEB: &str = "web";

/// Who somebody was until now, as far as their browser can prove it.
#[derive(Debug, Clone)]
pub enum Before {
    /// Nobody.
    Nobody,
    /// A visitor without a name: what they wrote goes along.
    Visitor(VisitorId),
    /// Whoever this sign-in belongs to: it goes on if it is the same person, and ends if it is another.
    Session(String),
}

/// A person signed in.
#[derive(Debug, Clone)]
pub struct Identified {
    /// Who.
    pub person: Person,
    /// The visitor they are on the web.
    pub visitor: VisitorId,
    /// The secret their browser keeps; only its hash is stored.
    pub token: String,
}

impl Desk {
    /// Signs somebody in whose claim was verified.
    ///
    /// # Errors
    /// `Busy` when too much is waiting.
    pub async fn identify(&self, claim: Claim, before: Before, lasts_ms: i64) -> Result<Identified> {
        let world = self.world.clone();
        self.write(move |mut write| Box::pin(async move { sign_in(&mut write, &claim, before, lasts_ms, &world).await })).await
    }

    /// Who this sign-in belongs to, and the visitor they are on the web; nobody when it is unknown or over.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn person_of(&self, token: &str) -> Result<Option<(Person, VisitorId)>> {
        Ok(person::of_session(&mut self.store.read().await?, &token_hash(token), self.world.now()).await?)
    }

    /// One more sign-in of a person who is signed in already, for another place of the same browser.
    ///
    /// # Errors
    /// `NotFound` when nobody is signed in by this token.
    pub async fn hand_over(&self, token: &str, lasts_ms: i64) -> Result<String> {
        let (hash, new, now) = (token_hash(token), self.world.secret(), self.world.now());
        self.write(move |write| {
            Box::pin(async move {
                let (person, _) = person::of_session(write.tx, &hash, now).await?.ok_or(Error::NotFound)?;
                person::add_session(write.tx, &token_hash(&new), &person.id, now, now.plus_ms(lasts_ms)).await?;
                Ok(new)
            })
        })
        .await
    }

    /// Ends a sign-in of a person.
    ///
    /// # Errors
    /// `Busy` when too much is waiting.
    pub async fn end_person_session(&self, token: &str) -> Result<()> {
        let hash = token_hash(token);
        self.write(move |write| Box::pin(async move { Ok(person::end_session(write.tx, &hash).await?) })).await
    }
}

/// Signs in whoever the claim is about.
pub(super) async fn sign_in(write: &mut Write<'_>, claim: &Claim, before: Before, lasts_ms: i64, world: &World) -> Result<Identified> {
    let now = world.now();
    let until = now.plus_ms(lasts_ms);
    let id = known(write, claim, world).await?;
    let visitor = person::ensure_visitor(write.tx, &id, WEB, &VisitorId(world.id()), now).await?;
    let person = person::find(write.tx, &id).await?.ok_or(Error::Broken("a person who was just noted is not there"))?;
    let mut kept = None;
    match before {
        Before::Nobody => {}
        Before::Visitor(nameless) => {
            if person::of_visitor(write.tx, &nameless).await?.is_none() {
                take_over(write, &nameless, &visitor).await?;
            }
        }
        Before::Session(token) => {
            if person::extend_session(write.tx, &token_hash(&token), &id, now, until).await? {
                kept = Some(token);
            } else {
                person::end_session(write.tx, &token_hash(&token)).await?;
            }
        }
    }
    for (visitor, _) in person::visitors(write.tx, &id).await? {
        ticket::name_requester(write.tx, &visitor, &person.said()).await?;
    }
    let token = if let Some(token) = kept {
        token
    } else {
        let token = world.secret();
        person::add_session(write.tx, &token_hash(&token), &id, now, until).await?;
        token
    };
    Ok(Identified { person, visitor, token })
}

/// The person a claim is about, noted as the claim says.
async fn known(write: &mut Write<'_>, claim: &Claim, world: &World) -> Result<PersonId> {
    let now = world.now();
    let (by_name, by_address) = (person::by_name(write.tx, claim).await?, person::by_address(write.tx, &claim.email).await?);
    let found = recognise(claim, by_name.as_ref(), by_address.as_ref());
    if let Some(other) = &found.bars {
        person::bar_address(write.tx, other).await?;
    }
    let id = if let Some(id) = found.person {
        id
    } else {
        let id = PersonId(world.id());
        person::add(write.tx, &id, claim.proven, now).await?;
        id
    };
    if let Some(same) = found.absorbs {
        absorb(write, &same, &id, world).await?;
    }
    person::note(write.tx, &id, claim, now).await?;
    Ok(id)
}

/// Two that turn out to be one: what the first has becomes the second's.
async fn absorb(write: &mut Write<'_>, from: &PersonId, to: &PersonId, world: &World) -> Result<()> {
    for (visitor, channel) in person::visitors(write.tx, from).await? {
        let own = person::ensure_visitor(write.tx, to, &channel, &VisitorId(world.id()), world.now()).await?;
        take_over(write, &visitor, &own).await?;
    }
    Ok(person::remove(write.tx, from).await?)
}

async fn take_over(write: &mut Write<'_>, from: &VisitorId, to: &VisitorId) -> Result<()> {
    for (conversation, ticket) in conversation::take_over(write.tx, from, to).await? {
        write.changes.push(Change { ticket, ..Change::plain(&conversation) });
    }
    Ok(())
}
