//! What a file is, by its first bytes.

use serde::{Deserialize, Serialize};

/// The kinds of files that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A screenshot.
    Png,
    /// A photo.
    Jpeg,
    /// A picture, perhaps moving.
    Gif,
    /// A picture.
    Webp,
    /// A document.
    Pdf,
    /// Text, kept in UTF-8: a log, and whatever else can be read as text. Markup and scripts are text here, and nothing more.
    Text,
}

impl Kind {
    /// What these bytes are.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let begins = |magic: &[u8]| bytes.starts_with(magic);
        if begins(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if begins(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if begins(b"GIF87a") || begins(b"GIF89a") {
            Some(Self::Gif)
        } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::Webp)
        } else if begins(b"%PDF-") {
            Some(Self::Pdf)
        } else {
            is_text(bytes).then_some(Self::Text)
        }
    }

    /// Whether browsers draw it.
    #[must_use]
    pub fn is_image(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Gif | Self::Webp)
    }

    /// Its media type, as it is sent.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// The ends a name of it may have; the first one is added to a name that has another.
    pub(super) fn ends(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg", "jfif"],
            Self::Gif => &["gif"],
            Self::Webp => &["webp"],
            Self::Pdf => &["pdf"],
            Self::Text => &["txt", "log", "json", "md"],
        }
    }
}

/// The same text in UTF-8, when the mark at its beginning says that it is in UTF-16, as programs of Windows write their logs.
pub(super) fn from_utf16(bytes: &[u8]) -> Option<String> {
    let (read, units): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xff, 0xfe, units @ ..] => (u16::from_le_bytes, units),
        [0xfe, 0xff, units @ ..] => (u16::from_be_bytes, units),
        _ => return None,
    };
    let (units, rest) = units.as_chunks::<2>();
    char::decode_utf16(units.iter().map(|unit| read(*unit))).collect::<Result<String, _>>().ok().filter(|_| rest.is_empty())
}

/// Whether it can be read as text: UTF-8, and no control characters but those that logs have (tabs, line and page ends, colours, bells).
fn is_text(bytes: &[u8]) -> bool {
    let plain = |byte: &u8| *byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r' | 0x07 | 0x08 | 0x0c | 0x1b);
    bytes.iter().all(plain) && std::str::from_utf8(bytes).is_ok_and(|text| !text.trim().is_empty())
}
