//! Files that people send: what they are by their content, what of them is kept, and what they are called.
//!
//! A file is judged by its bytes alone. What is kept of an image is its picture: where and with what it was taken, and anything
//! that stands behind its end, is left out. A name is shown, never used to find a file.

mod gif;
mod jpeg;
mod kind;
mod name;
mod png;
mod thumbnail;
mod webp;

use serde::{Deserialize, Serialize};

use super::{id::AttachmentId, language::Language};
pub use kind::Kind;
use kind::from_utf16;
pub use name::safe_name;

/// More pixels than any photo has; an image that claims more is made to exhaust whoever draws it.
const MOST_PIXELS: u64 = 100_000_000;

/// A file as a message carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct File {
    /// Its id, also the name of its bytes.
    #[schema(value_type = String)]
    pub id: AttachmentId,
    /// What it is called on screen.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// How long it is.
    pub bytes: u64,
    /// How wide, for an image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// How high, for an image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Whether there is a small picture of it.
    #[serde(default)]
    pub thumbnail: bool,
    /// What its sender says it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl File {
    /// Its name and size: "layar.png (412 kB)".
    #[must_use]
    pub fn in_words(&self, language: Language) -> String {
        format!("{} ({})", self.name, size_words(self.bytes, language))
    }
}

/// How much may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Files of one message.
    pub per_message: usize,
    /// Bytes of one conversation.
    pub conversation_bytes: u64,
    /// Bytes of all files together; 0 when there is no such limit.
    pub total_bytes: u64,
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It holds nothing.
    #[error("the file is empty")]
    Empty,
    /// It is none of the kinds that are taken.
    #[error("the kind of file is not taken")]
    Kind,
    /// It begins like an image and is none.
    #[error("the image is damaged")]
    Damaged,
    /// It claims more pixels than any photo has.
    #[error("the image has too many pixels")]
    Pixels,
    /// It is longer than a file may be.
    #[error("the file is longer than {most} bytes")]
    TooLong {
        /// How long it may be.
        most: u64,
    },
    /// The conversation holds as much as it may.
    #[error("the conversation holds {most} bytes of files already")]
    Full {
        /// How much it may hold.
        most: u64,
    },
    /// All files together are as much as there may be.
    #[error("the files hold as many bytes as they may")]
    NoRoom,
}

/// What is kept of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// What it is.
    pub kind: Kind,
    /// Its bytes, without what tells where and with what an image was taken; text in UTF-8.
    pub bytes: Vec<u8>,
    /// How wide and high an image is.
    pub size: Option<(u32, u32)>,
    /// A small picture of it, as JPEG.
    pub thumbnail: Option<Vec<u8>>,
}

/// A picture in its container, cleaned.
struct Clean {
    bytes: Vec<u8>,
    /// How it must be turned, as Exif counts: 1 is upright.
    turn: u8,
}

/// Judges a whole file. Takes as long as an image takes to draw.
///
/// # Errors
/// When it is empty, of no kind that is taken, or an image that cannot be one.
pub fn accept(bytes: Vec<u8>) -> Result<Accepted, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let bytes = from_utf16(&bytes).map_or(bytes, String::into_bytes);
    let kind = Kind::of(&bytes).ok_or(Refusal::Kind)?;
    let Some(clean) = cleaned(kind, &bytes) else { return if kind.is_image() { Err(Refusal::Damaged) } else { Ok(Accepted { kind, bytes, size: None, thumbnail: None }) } };
    drop(bytes);
    let (width, height) = thumbnail::size(kind, &clean.bytes).ok_or(Refusal::Damaged)?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Refusal::Pixels);
    }
    let thumbnail = thumbnail::draw(kind, &clean, (width, height));
    let size = if clean.turn > 4 { (height, width) } else { (width, height) };
    Ok(Accepted { kind, bytes: clean.bytes, size: Some(size), thumbnail })
}

/// An image without all that is not its picture; `None` for one that does not hang together, and for what is none.
fn cleaned(kind: Kind, bytes: &[u8]) -> Option<Clean> {
    match kind {
        Kind::Png => png::cleaned(bytes),
        Kind::Jpeg => jpeg::cleaned(bytes),
        Kind::Gif => gif::cleaned(bytes),
        Kind::Webp => webp::cleaned(bytes),
        Kind::Pdf | Kind::Text => None,
    }
}

/// A size as people say it: "412 kB", "3,1 MB".
#[must_use]
pub fn size_words(bytes: u64, language: Language) -> String {
    if bytes < 1_000_000 {
        return format!("{} kB", bytes.div_ceil(1000));
    }
    let tenths = bytes.div_ceil(100_000);
    let sign = if language == Language::ID { ',' } else { '.' };
    if tenths.is_multiple_of(10) { format!("{} MB", tenths / 10) } else { format!("{}{sign}{} MB", tenths / 10, tenths % 10) }
}

#[cfg(test)]
mod tests;
