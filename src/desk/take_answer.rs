//! An agent answers the mail of a ticket: what they wrote reaches the requester like an answer from the console.
//!
//! The address it is sent to holds a token that only our own mail to the desk had; whoever forwards that mail gives it away, so it counts only
//! from the address of an agent, or one that the configuration names.

use std::sync::Arc;

use super::{
    Change, Desk, Result, Write,
    attach::{discard, fits, held},
    enclose,
    hear_room::{Speaker, answer},
    letters::Letters,
    receive::storable,
    receive_letter::Taken,
    relay::Relay,
    reply::{load, save},
};
use crate::{
    domain::{
        attachment::File,
        content::Pack,
        dialogue::excerpt,
        handoff::Fact,
        letter::{Letter, Written, cut},
        secrets,
        sink::{Medium, stranger},
        ticket::Ticket,
    },
    store::{
        attachment::{self, Attachment},
        letter::{self, NewLetter},
        link, ticket,
    },
};

/// So many mails of strangers are noted on a ticket.
const MOST_STRANGE: usize = 3;
/// The most characters of one that are kept.
const LONGEST: usize = 500;

impl Desk {
    /// Takes in what was answered to the mail of a ticket.
    pub(super) async fn take_answer(&self, letter: Letter, number: i64, letters: Letters) -> Result<Taken> {
        let (kept, _) = if letter.written == Written::Person { self.keep_files(&letter, &letters).await? } else { (Vec::new(), Vec::new()) };
        let ids: Vec<_> = kept.iter().map(|one| one.file.id.clone()).collect();
        let folder = letters.folder.clone();
        let taken = self.store_answer(letter, number, kept, letters).await;
        if !matches!(taken, Ok(Taken::In(_))) {
            for id in &ids {
                discard(&folder, id);
            }
        }
        taken
    }

    async fn store_answer(&self, letter: Letter, number: i64, kept: Vec<Attachment>, letters: Letters) -> Result<Taken> {
        let (world, catalog, reach) = (self.world.clone(), self.catalog(), Arc::clone(&self.reach));
        self.write(move |mut write| {
            Box::pin(async move {
                let (address, name) = letter.from.as_ref().map_or(("", ""), |from| (&from.email, &from.name));
                let new = NewLetter { id: &letter.key(), conversation: None, kind: letter.written.into(), message_id: letter.message_id.as_deref(), address };
                letter::add(write.tx, &new, world.now()).await?;
                if letter.written != Written::Person || ticket::find(write.tx, number).await?.is_none() {
                    return Ok(Taken::Noted);
                }
                let hidden = |text: &str| secrets::hide(storable(text), &catalog.pack().secrets, &|word| catalog.knows(word)).0;
                let said = hidden(&cut(&letter.text).said);
                let (mut ticket, mut remembered) = load(&mut write, number).await?;
                let speaker = Speaker::find(&mut write, Some(address), name).await?;
                if !(speaker.is_agent() || speaker.agent.is_none() && letters.desk.contains(address)) {
                    note(&mut write, &ticket, address, &said, catalog.pack()).await?;
                    return Ok(Taken::Noted);
                }
                let files = fitting(&mut write, kept, (&ticket, &speaker), &letters).await?;
                if said.trim().is_empty() && files.is_empty() {
                    return Ok(Taken::Noted);
                }
                // What an agent wrote goes to the mailbox too: that is how it is seen there. Whoever wrote in its own name has it.
                let mailbox = link::of_ticket(write.tx, number).await?.into_iter().map(|link| link.sink).find(|sink| reach.medium(sink) == Medium::Mailbox);
                let agent = speaker.agent.as_ref().map(|agent| &agent.id);
                let relay = Relay { pack: catalog.pack(), reach: &reach, world: &world, from: mailbox.as_deref().filter(|_| agent.is_none()), agent };
                let message = answer(&mut write, (&mut ticket, &mut remembered), &speaker, (said, enclose::parts(files)), relay).await?;
                enclose::send(&mut write, &message).await?;
                save(&mut write, &mut ticket, &remembered, world.now()).await?;
                Ok(Taken::In(ticket.conversation))
            })
        })
        .await
    }
}

/// The files of an answer for which there is room.
async fn fitting(write: &mut Write<'_>, kept: Vec<Attachment>, (ticket, speaker): (&Ticket, &Speaker), letters: &Letters) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for one in kept {
        if fits(one.file.bytes, held(write.tx, &ticket.conversation, letters.limits).await?, letters.limits).is_ok() {
            let agent = speaker.agent.as_ref().map(|agent| agent.id.clone());
            attachment::add(write.tx, &Attachment { conversation: ticket.conversation.clone(), agent, ..one.clone() }).await?;
            files.push(one.file);
        }
    }
    Ok(files)
}

/// Whoever works on the ticket learns that somebody else wrote; the requester does not.
async fn note(write: &mut Write<'_>, ticket: &Ticket, address: &str, said: &str, pack: &Pack) -> Result<()> {
    let label = stranger(pack, address);
    if ticket.brief.facts.iter().filter(|fact| fact.private && fact.label == label).count() < MOST_STRANGE {
        ticket::add_fact(write.tx, ticket.number, Fact { private: true, ..Fact::plain(label, excerpt(said, LONGEST)) }).await?;
        write.changes.push(Change::of_ticket(&ticket.conversation, ticket.number));
    }
    Ok(())
}
