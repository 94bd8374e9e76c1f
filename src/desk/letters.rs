//! The correspondence of the desk: by which address it writes letters, and the answers that go out with what causes them.
//!
//! Whatever is said in a conversation by e-mail, by whom and why ever, is told to its visitor in one letter for each transaction.

use std::{collections::BTreeSet, sync::Arc};

use arc_swap::ArcSwap;

use super::{Change, Desk, Error, Result, World};
use crate::{
    domain::{
        attachment::{File, Limits},
        conversation::{Message, Part, Sender},
        dialogue::say,
        letter::{Answering, Key, Purpose, compose, subject_again},
        mail::{Mail, Thread, Threaded, message_id},
        matching::Catalog,
        outbox::{MAIL, ParcelKind},
    },
    store::{
        Tx, conversation,
        folder::Folder,
        letter::{self, Correspondence, Kind, Mailbox, NewLetter},
        message,
        outbox::{self, NewParcel},
    },
};

/// The time that automatic letters are counted in.
pub(super) const WINDOW_MS: i64 = 3_600_000;
/// So many messages go into one letter at most.
const MOST: i64 = 100;

/// How the desk writes letters.
#[derive(Debug, Clone)]
pub struct Letters {
    /// Its address, a bare one in small letters.
    pub address: String,
    /// The most letters that go to one address by themselves in an hour.
    pub per_hour: i64,
    /// What tokens are made with.
    pub key: Key,
    /// Where files are kept.
    pub folder: Folder,
    /// How much may be attached.
    pub limits: Limits,
    /// The address of this house, without a slash at the end.
    pub url: String,
    /// From which addresses tickets are answered by e-mail, beside those of agents; in small letters.
    pub desk: BTreeSet<String>,
}

impl Letters {
    /// Where answers go that belong to a conversation: our address with a token behind a plus sign.
    fn reply_to(&self, of: &Correspondence) -> String {
        let token = self.key.make(&of.conversation, Purpose::Reply);
        match (self.address.rsplit_once('@'), token) {
            (Some((local, domain)), Some(token)) => format!("{local}+{token}@{domain}"),
            _ => self.address.clone(),
        }
    }
}

/// The files that people of the desk sent.
fn files(said: &[Message]) -> Vec<File> {
    let parts = said.iter().filter(|message| message.sender == Sender::Agent).flat_map(|message| &message.parts);
    parts.filter_map(|part| if let Part::File { file } = part { Some(file.as_ref().clone()) } else { None }).collect()
}

impl Desk {
    /// How far a mailbox was read, if ever.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn mailbox(&self, name: &str) -> Result<Option<Mailbox>> {
        Ok(letter::mailbox(&mut self.store.read().await?, name).await?)
    }

    /// Notes how far a mailbox was read.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep_mailbox(&self, name: String, read: Mailbox) -> Result<()> {
        self.write(move |write| Box::pin(async move { Ok(letter::keep_mailbox(write.tx, &name, read).await?) })).await
    }
}

/// What the writers write letters with, once the desk has an address.
#[derive(Debug)]
pub(super) struct Pen {
    pub(super) letters: Letters,
    pub(super) catalog: Arc<ArcSwap<Catalog>>,
}

/// Tells the visitors of these conversations what was said there.
pub(super) async fn tell(tx: &mut Tx, changes: &mut [Change], pen: &Pen, world: &World) -> Result<()> {
    let ids: Vec<&str> = changes.iter().map(|change| change.conversation.as_str()).collect();
    let untold = letter::untold(tx, &ids).await?;
    for mut correspondence in untold {
        if pen.tell_one(tx, &mut correspondence, world).await? {
            changes.iter_mut().filter(|change| change.conversation == correspondence.conversation.0).for_each(|change| change.posted = true);
        }
    }
    Ok(())
}

impl Pen {
    /// Writes one letter, unless nobody has to read it; whether it did.
    async fn tell_one(&self, tx: &mut Tx, to: &mut Correspondence, world: &World) -> Result<bool> {
        let said = message::after(tx, &to.conversation, to.told, MOST).await?;
        let Some(last) = said.last() else { return Ok(false) };
        to.told = last.seq;
        let automatic = said.iter().all(|message| message.sender != Sender::Agent);
        let letter = if automatic && (to.quiet || self.is_enough(tx, &to.address, world).await?) { None } else { self.letter(tx, to, &said, automatic).await? };
        if let Some(letter) = &letter {
            self.post(tx, to, letter, world).await?;
        }
        letter::keep(tx, to).await?;
        Ok(letter.is_some())
    }

    /// Whether so many letters went there by themselves that it may be a program that answers them.
    async fn is_enough(&self, tx: &mut Tx, address: &str, world: &World) -> Result<bool> {
        Ok(letter::count_since(tx, address, Kind::Automatic, world.now().plus_ms(-WINDOW_MS)).await? >= self.letters.per_hour)
    }

    async fn letter(&self, tx: &mut Tx, to: &Correspondence, said: &[Message], automatic: bool) -> Result<Option<Threaded>> {
        let Some(remembered) = conversation::find(tx, &to.conversation).await? else { return Ok(None) };
        let (catalog, conversation) = (self.catalog.load(), remembered.conversation);
        let (pack, language) = (catalog.pack(), conversation.language);
        let token = self.letters.key.make(&to.conversation, Purpose::Link).filter(|_| conversation.status.bot_may_speak());
        let link = token.map(|token| format!("{}/help/letters/{token}", self.letters.url));
        let Some(text) = compose(said, Answering { pack, language, house: &self.letters.url, link: link.as_deref() }) else { return Ok(None) };
        let subject = Some(subject_again(&to.subject)).filter(|subject| !subject.is_empty());
        let subject = subject.unwrap_or_else(|| subject_again(&say(pack, "letter.subject", language, &[])));
        let thread = Thread { from: self.letters.address.clone(), reply_to: self.letters.reply_to(to), references: to.chain.clone(), automatic, files: files(said) };
        Ok(Some(Threaded { mail: Mail { to: vec![to.address.clone()], subject, text }, thread: Some(thread) }))
    }

    async fn post(&self, tx: &mut Tx, to: &mut Correspondence, letter: &Threaded, world: &World) -> Result<()> {
        let (id, now) = (world.id(), world.now());
        let body = serde_json::to_string(letter).map_err(|_| Error::Broken("a letter could not be written"))?;
        let new = NewParcel { id: &id, kind: ParcelKind::Mail, target: MAIL, lane: to.conversation.as_str(), conversation: Some(&to.conversation), ticket: None, body: &body };
        outbox::add(tx, &new, now).await?;
        let automatic = letter.thread.as_ref().is_some_and(|thread| thread.automatic);
        let (kind, name) = (if automatic { Kind::Automatic } else { Kind::Answer }, message_id(&id, &self.letters.address));
        letter::add(tx, &NewLetter { id: &id, conversation: Some(&to.conversation), kind, message_id: Some(&name), address: &to.address }, now).await?;
        to.follow(&name);
        Ok(())
    }
}
