//! A file comes in: streamed to disk, judged by its content, kept without what it tells of its sender, then noted in the database.

use std::{io, pin::pin, time::Duration};

use futures_util::{Stream, StreamExt as _};
use tokio::{io::AsyncWriteExt as _, sync::Semaphore};

use super::{
    Desk, Error, Result,
    receive::{key, storable},
    reply::may_answer,
};
use crate::{
    domain::{
        agent::Agent,
        attachment::{File, Kind, Limits, Refusal, accept, safe_name},
        id::{AgentId, AttachmentId, ConversationId, VisitorId},
        secrets,
    },
    store::{
        self, Tx,
        attachment::{self, Attachment},
        conversation,
        folder::{Folder, Which},
        ticket,
    },
};

/// However fast it is, an upload that takes longer is given up.
const LONGEST: Duration = Duration::from_mins(10);
/// So many files are judged at one time: one of them is wholly in memory, and its picture is drawn.
static JUDGES: Semaphore = Semaphore::const_new(1);

/// Who uploads a file, and where to.
#[derive(Debug, Clone)]
pub enum Uploader {
    /// A visitor, proven by the edge, into a conversation of their own.
    Visitor(VisitorId, ConversationId),
    /// An agent, into the conversation of a ticket.
    Agent(Box<Agent>, i64),
}

/// A file that is about to come in.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Who uploads it, and where to.
    pub from: Uploader,
    /// What it is called there.
    pub name: String,
    /// How long it says it is.
    pub length: Option<u64>,
}

/// What is known of a file whose bytes are kept.
struct Kept {
    kind: Kind,
    bytes: u64,
    size: Option<(u32, u32)>,
    thumbnail: Option<u64>,
}

impl Desk {
    /// Takes in a file that a later message may carry; its bytes and its row are durable when this returns.
    ///
    /// # Errors
    /// `NotFound` when there is no such conversation for whoever uploads, `File` when the file is not taken, `Busy` when too much is
    /// waiting, and those of the body: nothing was kept then.
    pub async fn attach<B: AsRef<[u8]>, E>(&self, folder: &Folder, limits: Limits, upload: Upload, body: impl Stream<Item = std::result::Result<B, E>>) -> Result<File> {
        let (conversation, agent) = self.place_of(&upload.from).await?;
        fits(upload.length.unwrap_or(0), held(&mut self.store.read().await?, &conversation, limits).await?, limits)?;
        let id = AttachmentId(self.world.id());
        let noted = async {
            receive(folder, &id, limits, body).await?;
            let kept = judge(folder, &id, limits).await?;
            self.note_attachment(&id, conversation, agent, &upload.name, limits, kept).await
        };
        let noted = noted.await;
        if noted.is_err() {
            discard(folder, &id);
        }
        noted
    }

    /// Where a file goes, if whoever uploads it may send something there.
    async fn place_of(&self, from: &Uploader) -> Result<(ConversationId, Option<AgentId>)> {
        let mut tx = self.store.read().await?;
        match from {
            Uploader::Visitor(visitor, id) => {
                let found = conversation::find(&mut tx, id).await?.filter(|one| one.conversation.visitor == *visitor);
                found.map(|one| (one.conversation.id, None)).ok_or(Error::NotFound)
            }
            Uploader::Agent(agent, number) => {
                may_answer(agent)?;
                let ticket = ticket::find(&mut tx, *number).await?.ok_or(Error::NotFound)?;
                Ok((ticket.conversation, Some(agent.id.clone())))
            }
        }
    }

    /// Keeps the bytes of a file that came in a letter; its row is still to be written, and says nothing of a conversation until then.
    pub(super) async fn keep_file(&self, folder: &Folder, limits: Limits, name: &str, bytes: Vec<u8>) -> Result<Attachment> {
        let id = AttachmentId(self.world.id());
        let kept = async {
            receive(folder, &id, limits, futures_util::stream::iter([Ok::<_, ()>(bytes)])).await?;
            judge(folder, &id, limits).await
        };
        let kept = kept.await.inspect_err(|_| discard(folder, &id))?;
        let file = self.described(&id, name, &kept);
        Ok(Attachment { file, conversation: ConversationId(String::new()), agent: None, thumbnail_bytes: kept.thumbnail, created_at: self.world.now(), seq: None })
    }

    fn described(&self, id: &AttachmentId, name: &str, kept: &Kept) -> File {
        let catalog = self.catalog();
        let name = secrets::hide_in_name(&storable(name), &catalog.pack().secrets, &|word| catalog.knows(word));
        File {
            id: id.clone(),
            name: safe_name(&name, kept.kind),
            kind: kept.kind,
            bytes: kept.bytes,
            width: kept.size.map(|size| size.0),
            height: kept.size.map(|size| size.1),
            thumbnail: kept.thumbnail.is_some(),
            description: None,
        }
    }

    async fn note_attachment(&self, id: &AttachmentId, conversation: ConversationId, agent: Option<AgentId>, name: &str, limits: Limits, kept: Kept) -> Result<File> {
        let thumbnail_bytes = kept.thumbnail;
        let file = self.described(id, name, &kept);
        let row = Attachment { file, conversation, agent, thumbnail_bytes, created_at: self.world.now(), seq: None };
        self.write_at(key(&row.conversation), move |write| {
            Box::pin(async move {
                // Two at a time must not both take the last place.
                conversation::lock(write.tx, &row.conversation).await?.ok_or(Error::NotFound)?;
                let held = held(write.tx, &row.conversation, limits).await?;
                fits(row.file.bytes, Held { all: held.all.saturating_add(row.thumbnail_bytes.unwrap_or(0)), ..held }, limits)?;
                attachment::add(write.tx, &row).await?;
                Ok(row.file)
            })
        })
        .await
    }
}

/// How many bytes there are.
#[derive(Clone, Copy)]
pub(super) struct Held {
    /// Of the files of the conversation.
    here: u64,
    /// Of all files; not counted where there is no limit to them.
    all: u64,
}

pub(super) async fn held(tx: &mut Tx, conversation: &ConversationId, limits: Limits) -> Result<Held> {
    let all = if limits.total_bytes == 0 { 0 } else { attachment::bytes_of_all(tx).await? };
    Ok(Held { here: attachment::bytes_of(tx, conversation).await?, all })
}

/// Whether a file of this length may join those that there are.
pub(super) fn fits(length: u64, held: Held, limits: Limits) -> Result<()> {
    if length > limits.file_bytes {
        return Err(Refusal::TooLong { most: limits.file_bytes }.into());
    }
    if held.here.saturating_add(length) > limits.conversation_bytes {
        return Err(Refusal::Full { most: limits.conversation_bytes }.into());
    }
    if limits.total_bytes > 0 && held.all.saturating_add(length) > limits.total_bytes {
        tracing::warn!(bytes = held.all, most_bytes = limits.total_bytes, "a file was refused: attachments.total_mb is reached");
        return Err(Refusal::NoRoom.into());
    }
    Ok(())
}

/// Writes to disk what comes in, piece by piece.
async fn receive<B: AsRef<[u8]>, E>(folder: &Folder, id: &AttachmentId, limits: Limits, body: impl Stream<Item = std::result::Result<B, E>>) -> Result<()> {
    let whole = async {
        let mut file = tokio::fs::File::from_std(folder.begin(id).map_err(on_disk)?);
        let (mut body, mut length) = (pin!(body), 0);
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(|_| not_whole())?;
            length += piece.as_ref().len() as u64;
            if length > limits.file_bytes {
                return Err(Refusal::TooLong { most: limits.file_bytes }.into());
            }
            file.write_all(piece.as_ref()).await.map_err(on_disk)?;
        }
        file.flush().await.map_err(on_disk)
    };
    tokio::time::timeout(LONGEST, whole).await.map_err(|_| not_whole())?
}

/// Judges what came in and keeps what is to be kept of it; one at a time, for the sake of memory.
async fn judge(folder: &Folder, id: &AttachmentId, limits: Limits) -> Result<Kept> {
    let _alone = JUDGES.acquire().await.map_err(|_| Error::Busy)?;
    let (folder, id) = (folder.clone(), id.clone());
    let judged = tokio::task::spawn_blocking(move || {
        let accepted = accept(folder.take(&id, limits.file_bytes).map_err(on_disk)?)?;
        folder.keep(&id, Which::Whole, &accepted.bytes).map_err(on_disk)?;
        if let Some(thumbnail) = &accepted.thumbnail {
            folder.keep(&id, Which::Thumbnail, thumbnail).map_err(on_disk)?;
        }
        let thumbnail = accepted.thumbnail.map(|bytes| bytes.len() as u64);
        Ok(Kept { kind: accepted.kind, bytes: accepted.bytes.len() as u64, size: accepted.size, thumbnail })
    });
    judged.await.map_err(|_| Refusal::Damaged)?
}

/// Takes away what is there of a file that is not taken. What cannot be taken away now is swept later.
pub(super) fn discard(folder: &Folder, id: &AttachmentId) {
    if let Err(error) = folder.remove(id) {
        tracing::warn!(attachment = %id, %error, "a file could not be taken away; it is swept later");
    }
}

fn on_disk(error: io::Error) -> Error {
    store::Error::from(error).into()
}

fn not_whole() -> Error {
    Error::Invalid { field: "body", problem: "did not arrive whole".to_owned() }
}
