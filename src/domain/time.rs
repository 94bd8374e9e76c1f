//! Instants and lengths of time in whole milliseconds; nobody here asks what time it is.

use serde::{Deserialize, Serialize};

/// An instant: milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This instant, later by so many milliseconds.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Reads RFC 3339, such as `2026-11-23T03:15:00Z`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        text.trim().parse::<jiff::Timestamp>().ok().map(|at| Self(at.as_millisecond()))
    }

    /// The instant as RFC 3339 in UTC with milliseconds, such as `2026-11-23T03:15:00.000Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_millisecond(self.0).map_or_else(|_| self.0.to_string(), |at| format!("{at:.3}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_as_they_are_written() {
        let at = Timestamp(1_795_402_800_123);
        assert_eq!(Timestamp::read(&at.rfc3339()), Some(at));
        assert_eq!(Timestamp::read("2026-11-23T10:00:00+07:00"), Some(Timestamp(1_795_402_800_000)));
        for bad in ["", "2026-11-23", "yesterday", "10:00"] {
            assert_eq!(Timestamp::read(bad), None, "{bad}");
        }
    }
}
