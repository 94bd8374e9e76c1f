//! A letter comes in: read and understood outside the transaction; noted, answered and stored inside one.
//!
//! What a letter says of its sender proves nothing. Its visitor is whoever answers go to, so that nothing is told to anybody else; and only a
//! token in the address it was sent to lets it ask for that visitor's tickets.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::{
    Change, Desk, Enclosed, Error, Inbound, Result, Write,
    attach::{discard, fits, held},
    coming::{Coming, Place},
    letters::{Letters, WINDOW_MS},
    receive::storable,
    take_turns::take_turns,
    turn_job::{TurnJob, Words},
};
use crate::{
    domain::{
        content::Pack,
        conversation::EMAIL,
        dialogue::{excerpt, say},
        handoff::Fact,
        id::{ClientId, ConversationId},
        letter::{Envelope, Letter, Written, cut, read},
    },
    store::{
        self,
        attachment::{self, Attachment},
        conversation,
        letter::{self, Kind, NewLetter},
        ticket, visitor,
    },
};

/// So many automatic replies are noted on a ticket; a program may send them for ever.
const MOST_AWAY: i64 = 3;
/// So many conversations of one address are looked through for one that people have.
const LOOKED_AT: i64 = 50;

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It went on with this conversation, or began it.
    In(ConversationId),
    /// It was taken in before.
    Before,
    /// It was noted; nobody has to answer it.
    Noted,
}

impl Desk {
    /// Takes in a letter; it is durable when this returns. The same letter again changes nothing.
    ///
    /// # Errors
    /// `NotFound` when the desk has no address, `Busy` when too much is waiting: then it must be brought again.
    pub async fn receive_letter(&self, bytes: Vec<u8>, envelope: Envelope) -> Result<Taken> {
        let letters = self.letters().ok_or(Error::NotFound)?.clone();
        let own = letters.address.clone();
        let letter = tokio::task::spawn_blocking(move || read(&bytes, &envelope, &own)).await.map_err(|_| Error::Broken("a letter could not be read"))?;
        let key = letter.key();
        let taken = match letter.written {
            _ if letter::is_known(&mut self.store.read().await?, &key).await? => Ok(Taken::Before),
            Written::Person | Written::Bulk => match letters.key.ticket_among(&letter.to, &letters.address) {
                Some(number) => self.take_answer(letter, number, letters).await,
                None => self.take_in(letter, letters).await,
            },
            Written::AutoReply | Written::Bounce | Written::Own => self.note_letter(letter).await,
        };
        match taken {
            // Another way has brought it in the meantime.
            Err(Error::Store(store::Error::Duplicate)) if letter::is_known(&mut self.store.read().await?, &key).await? => Ok(Taken::Before),
            taken => taken,
        }
    }

    /// Notes a letter that nobody has to answer, on the ticket it is about if there is one.
    async fn note_letter(&self, letter: Letter) -> Result<Taken> {
        let (world, catalog) = (self.world.clone(), self.catalog());
        self.write(move |mut write| {
            Box::pin(async move {
                let about = if letter.written == Written::Own { None } else { letter::conversation_of(write.tx, &letter.references).await? };
                let address = letter.from.as_ref().map_or("", |from| &from.email);
                let new = NewLetter { id: &letter.key(), conversation: about.as_ref(), kind: letter.written.into(), message_id: letter.message_id.as_deref(), address };
                if let Some(about) = &about {
                    tell_agents(&mut write, &letter, about, catalog.pack()).await?;
                }
                letter::add(write.tx, &new, world.now()).await?;
                Ok(Taken::Noted)
            })
        })
        .await
    }

    async fn take_in(&self, letter: Letter, letters: Letters) -> Result<Taken> {
        let place = self.place(&letter, &letters).await?;
        let (kept, refused) = self.keep_files(&letter, &letters).await?;
        let ids: Vec<_> = kept.iter().map(|one| one.file.id.clone()).collect();
        let folder = letters.folder.clone();
        let coming = Coming::new(letter, place, kept, &refused, &self.catalog());
        let taken = self.store_letter(coming, letters).await;
        if taken.is_err() {
            for id in &ids {
                discard(&folder, id);
            }
        }
        taken
    }

    /// Which conversation a letter goes on with: by its token, else by the letters it follows, if it comes from the same address.
    async fn place(&self, letter: &Letter, letters: &Letters) -> Result<Place> {
        let mut tx = self.store.read().await?;
        let address = letter.from.as_ref().map_or("", |from| &from.email);
        let since = self.world.now().plus_ms(-WINDOW_MS);
        let enough = letter::count_since(&mut tx, address, Kind::Automatic, since).await? >= letters.per_hour;
        if let Some(id) = letters.key.among(&letter.to, &letters.address)
            && let Some(found) = conversation::find(&mut tx, &id).await?.filter(|one| one.conversation.channel == EMAIL)
        {
            return Ok(Place { found: Some(found), proven: true, enough });
        }
        let followed = letter::conversation_of(&mut tx, &letter.references).await?;
        if let Some(with) = match &followed {
            Some(id) => letter::correspondence(&mut tx, id).await?,
            None => None,
        } && with.address == address
        {
            return Ok(Place { found: conversation::find(&mut tx, &with.conversation).await?, proven: false, enough });
        }
        // A program that answers every letter with a new one, or reports all day, must not open ticket after ticket.
        let flood = enough || letter.written == Written::Bulk && letter::count_since(&mut tx, address, Kind::Bulk, since).await? >= letters.per_hour;
        let found = match visitor::find(&mut tx, EMAIL, address).await?.filter(|_| flood) {
            Some(visitor) => conversation::of_visitor(&mut tx, &visitor, LOOKED_AT).await?.into_iter().find(|one| !one.conversation.status.bot_may_speak()),
            None => None,
        };
        Ok(Place { found, proven: false, enough })
    }

    /// Keeps the files of a letter; answers those that are kept and the names of those that cannot be.
    pub(super) async fn keep_files(&self, letter: &Letter, letters: &Letters) -> Result<(Vec<Attachment>, Vec<String>)> {
        let (mut kept, mut refused) = (Vec::new(), Vec::new());
        for attached in &letter.attachments {
            if kept.len() >= letters.limits.per_message {
                refused.push(attached.name.clone());
                continue;
            }
            match self.keep_file(&letters.folder, letters.limits, &attached.name, attached.bytes.clone()).await {
                Ok(file) => kept.push(file),
                Err(Error::File(_)) => refused.push(attached.name.clone()),
                Err(error) => {
                    for one in &kept {
                        discard(&letters.folder, &one.file.id);
                    }
                    return Err(error);
                }
            }
        }
        Ok((kept, refused))
    }

    async fn store_letter(&self, coming: Coming, letters: Letters) -> Result<Taken> {
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let (conversation, visitor) = coming.enter(&mut write, catalog.pack(), &world).await?;
                let mut files = Vec::new();
                for one in coming.files {
                    let held = held(write.tx, &conversation, letters.limits).await?;
                    if fits(one.file.bytes, held, letters.limits).is_ok() {
                        files.push(Enclosed { id: one.file.id.clone(), description: None });
                        attachment::add(write.tx, &Attachment { conversation: conversation.clone(), ..one }).await?;
                    }
                }
                let inbound =
                    Inbound { conversation: conversation.clone(), visitor, known: true, client_id: ClientId(coming.key), text: String::new(), files, choice: coming.choice };
                let words = Words { text: coming.said, hidden: coming.hidden, understanding: coming.understanding };
                // A letter tells its matter at once; nobody writes a password alone in the next one.
                let job = TurnJob { inbound, words, alone: None, now: world.now(), catalog, reach, letter: Some(coming.aside), answer: oneshot::channel().0 };
                take_turns(&mut write, &[job], &world).await?.outcomes.pop().unwrap_or(Err(Error::Busy))?;
                Ok(Taken::In(conversation))
            })
        })
        .await
    }
}

/// Whoever works on the ticket has to know that a letter did not arrive, or that nobody reads it now.
async fn tell_agents(write: &mut Write<'_>, letter: &Letter, about: &ConversationId, pack: &Pack) -> Result<()> {
    let Some(remembered) = conversation::lock(write.tx, about).await? else { return Ok(()) };
    let Some(number) = remembered.conversation.ticket.filter(|_| !remembered.conversation.status.bot_may_speak()) else { return Ok(()) };
    if letter::count(write.tx, about, letter.written.into()).await? >= MOST_AWAY {
        return Ok(());
    }
    let language = pack.default_language();
    let address = letter::correspondence(write.tx, about).await?.map(|with| with.address).unwrap_or_default();
    let (label, value) = match letter.written {
        Written::Bounce => (say(pack, "letter.failed", language, &[("address", &address)]), letter.failure.clone().unwrap_or_else(|| letter.subject.clone())),
        _ => (say(pack, "letter.away", language, &[]), excerpt(&cut(&letter.text).said, 500)),
    };
    ticket::add_fact(write.tx, number, Fact { private: true, ..Fact::plain(label, storable(&value)) }).await?;
    write.changes.push(Change::of_ticket(about, number));
    Ok(())
}
