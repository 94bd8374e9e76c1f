//! Where reading went on to, for systems that list what changed newest first: a time in their own words, and a little before it.

use jiff::{Span, Timestamp};

/// Where to begin when nothing was ever read.
pub(super) const NEVER: &str = "1970-01-01T00:00:00Z";
/// What a system began to write before, and ended after we looked, is looked at again.
const OVERLAP_S: i64 = 60;

/// So many seconds and a little more before a time; the beginning when it is none.
pub(super) fn before(time: &str, seconds: i64) -> Timestamp {
    let read: Option<Timestamp> = time.parse().ok();
    read.and_then(|time| time.checked_sub(Span::new().seconds(OVERLAP_S + seconds)).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The later of two times.
pub(super) fn later<'a>(one: &'a str, other: &'a str) -> &'a str {
    let read = |time: &str| time.parse::<Timestamp>().unwrap_or(Timestamp::UNIX_EPOCH);
    if read(other) > read(one) { other } else { one }
}

#[cfg(test)]
mod tests {
    use super::{NEVER, before, later};

    #[test]
    fn reading_goes_on_a_little_before_where_it_ended() {
        for (time, seconds, from) in [("2026-11-29T14:08:02Z", 0, "2026-11-29T14:07:02Z"), ("2026-11-29T21:08:02+07:00", 3600, "2026-11-29T13:07:02Z"), ("soon", 0, NEVER)] {
            assert_eq!(before(time, seconds).to_string(), from, "{time}");
        }
        assert_eq!(later(NEVER, "2026-11-29T14:08:02Z"), "2026-11-29T14:08:02Z");
        assert_eq!(later("2026-11-29T14:08:02Z", "none"), "2026-11-29T14:08:02Z");
    }
}
