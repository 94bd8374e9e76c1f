//! Languages by their two-letter code, and texts that exist in several of them.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// A language by its ISO 639-1 code, such as `id` or `en`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language([u8; 2]);

impl Language {
    /// Indonesian, the first language of the starter pack.
    pub const ID: Self = Self(*b"id");
    /// English.
    pub const EN: Self = Self(*b"en");

    /// Reads a code such as `id` or `en-GB`; only the first two letters count.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let code = code.split(['-', '_']).next()?;
        match code.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => Some(Self([a.to_ascii_lowercase(), b.to_ascii_lowercase()])),
            _ => None,
        }
    }

    /// The two-letter code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("id")
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Language {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::parse(&code).ok_or_else(|| format!("`{code}` is not a two-letter language code such as `id` or `en`"))
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.code().to_owned()
    }
}

/// One text in every language of the pack: `{ id: …, en: … }`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Said(pub BTreeMap<Language, String>);

impl Said {
    /// The text in this language, else in the first one there is, else nothing.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        self.0.get(&language).or_else(|| self.0.values().next()).map_or("", String::as_str)
    }
}
