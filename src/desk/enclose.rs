//! Files that come along with a message: uploaded before by whoever sends it, into the same conversation, and sent once.

use super::{Error, Result, Write};
use crate::{
    domain::{
        attachment::File,
        conversation::{Message, Part},
        dialogue::excerpt,
        id::{AgentId, AttachmentId, ConversationId},
        matching::Catalog,
        secrets,
    },
    store::attachment,
};

/// So many files no message has, whatever the configuration says.
const MOST: usize = 20;
/// The most characters a description has.
const LONGEST: usize = 300;

/// A file that comes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosed {
    /// Which.
    pub id: AttachmentId,
    /// What its sender says it shows.
    pub description: Option<String>,
}

/// Makes descriptions fit to be stored, without secrets.
pub(super) fn check(files: &mut [Enclosed], catalog: &Catalog) -> Result<()> {
    if files.len() > MOST {
        return Err(wrong("are too many for one message"));
    }
    for place in 0..files.len() {
        if files[..place].iter().any(|before| before.id == files[place].id) {
            return Err(wrong("name the same file twice"));
        }
        let words = files[place].description.take().map(|words| excerpt(&super::receive::storable(&words), LONGEST)).filter(|words| !words.is_empty());
        files[place].description = words.map(|words| secrets::hide(words, &catalog.pack().secrets, &|word| catalog.knows(word)).0);
    }
    Ok(())
}

fn wrong(problem: &str) -> Error {
    Error::Invalid { field: "attachments", problem: problem.to_owned() }
}

/// The files as a message carries them; refused when one of them is not there, was uploaded by somebody else, or was sent before.
pub(super) async fn find(write: &mut Write<'_>, files: &[Enclosed], conversation: &ConversationId, agent: Option<&AgentId>) -> Result<Result<Vec<File>>> {
    let ids: Vec<&str> = files.iter().map(|file| file.id.as_str()).filter(|id| !id.contains('\0')).collect();
    let mut found = attachment::find_many(write.tx, &ids).await?;
    found.retain(|one| one.conversation == *conversation && one.agent.as_ref() == agent && one.seq.is_none());
    let named = |enclosed: &Enclosed| {
        let one = found.iter().find(|one| one.file.id == enclosed.id)?;
        Some(File { description: enclosed.description.clone(), ..one.file.clone() })
    };
    let all: Option<Vec<File>> = files.iter().map(named).collect();
    Ok(all.ok_or_else(|| wrong("name a file that is not here to be sent; upload it again")))
}

/// Notes that a message carries its files.
pub(super) async fn send(write: &mut Write<'_>, message: &Message) -> Result<()> {
    for file in of(message) {
        attachment::send(write.tx, &file.id, message.seq).await?;
    }
    Ok(())
}

pub(super) fn parts(files: Vec<File>) -> Vec<Part> {
    files.into_iter().map(|file| Part::File { file: Box::new(file) }).collect()
}

/// Whether a message carries just these files.
pub(super) fn same(message: &Message, files: &[Enclosed]) -> bool {
    of(message).map(|file| &file.id).eq(files.iter().map(|file| &file.id))
}

fn of(message: &Message) -> impl Iterator<Item = &File> {
    message.parts.iter().filter_map(|part| if let Part::File { file } = part { Some(&**file) } else { None })
}
