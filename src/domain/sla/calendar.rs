//! Working time on a calendar with several intervals a day, holidays and a time zone.

use jiff::{
    Span,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use crate::domain::{content::Calendar, time::Timestamp};

/// How many days ahead an opening is looked for; a calendar that stays shut longer never opens.
const HORIZON_DAYS: usize = 400;

/// Whether the calendar is open at this instant.
#[must_use]
pub fn is_open(calendar: &Calendar, at: Timestamp) -> bool {
    closes_at(calendar, at).is_some()
}

/// The end of the interval this instant lies in, or `None` when closed.
#[must_use]
pub fn closes_at(calendar: &Calendar, at: Timestamp) -> Option<Timestamp> {
    intervals_from(calendar, at).next().filter(|(from, _)| *from <= at).map(|(_, to)| to)
}

/// This instant if open, else the next one at which it opens; `None` if it never does.
#[must_use]
pub fn next_opening(calendar: &Calendar, at: Timestamp) -> Option<Timestamp> {
    intervals_from(calendar, at).next().map(|(from, _)| from.max(at))
}

/// The instant after so many minutes of open time; `None` if the calendar does not open that long.
#[must_use]
pub fn add_working(calendar: &Calendar, from: Timestamp, minutes: u32) -> Option<Timestamp> {
    let mut left = i64::from(minutes) * 60_000;
    for (opens, closes) in intervals_from(calendar, from) {
        let start = opens.max(from);
        if left <= closes.0 - start.0 {
            return Some(start.plus_ms(left));
        }
        left -= closes.0 - start.0;
    }
    None
}

/// Open intervals that end after this instant, in order, up to the horizon.
fn intervals_from(calendar: &Calendar, at: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
    let zone = TimeZone::get(&calendar.zone).unwrap_or(TimeZone::UTC);
    let first = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default().to_zoned(zone.clone()).date();
    let days = std::iter::successors(Some(first), |day| day.checked_add(Span::new().days(1)).ok());
    days.take(HORIZON_DAYS).flat_map(move |day| open_on(calendar, &zone, day)).filter(move |(_, to)| *to > at)
}

fn open_on(calendar: &Calendar, zone: &TimeZone, day: Date) -> Vec<(Timestamp, Timestamp)> {
    if calendar.holidays.contains_key(&day.to_string()) {
        return Vec::new();
    }
    let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
    let at = |minute| instant(zone, day, minute);
    calendar.week[weekday].iter().filter_map(|&(from, to)| Some((at(from)?, at(to)?))).collect()
}

/// Minute 1440 is midnight of the next day; a time a clock change skips is read as the one after the gap.
fn instant(zone: &TimeZone, day: Date, minute: u16) -> Option<Timestamp> {
    let midnight: DateTime = day.at(0, 0, 0, 0);
    let civil = midnight.checked_add(Span::new().minutes(i64::from(minute))).ok()?;
    let zoned = zone.to_ambiguous_zoned(civil).compatible().ok()?;
    Some(Timestamp(zoned.timestamp().as_millisecond()))
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::{id::CalendarId, language::Said};

    /// Monday to Thursday 8–12 and 13–17, Friday 8–11.30 and 13–17, Christmas closed.
    pub(in crate::domain) fn office(zone: &str) -> Calendar {
        let day = || vec![(480, 720), (780, 1020)];
        Calendar {
            id: CalendarId::new("office"),
            zone: zone.to_owned(),
            week: [day(), day(), day(), day(), vec![(480, 690), (780, 1020)], vec![], vec![]],
            holidays: BTreeMap::from([("2026-12-25".to_owned(), Said::default())]),
        }
    }

    pub(in crate::domain) fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn working_time_skips_nights_lunch_weekends_and_holidays() {
        let cases = [
            ("Asia/Jakarta", "2026-11-23T08:00:00+07:00", 120, "2026-11-23T10:00:00+07:00"),
            ("Asia/Jakarta", "2026-11-23T11:30:00+07:00", 60, "2026-11-23T13:30:00+07:00"),
            ("Asia/Jakarta", "2026-11-23T11:00:00+07:00", 60, "2026-11-23T12:00:00+07:00"),
            ("Asia/Jakarta", "2026-11-23T02:00:00+07:00", 30, "2026-11-23T08:30:00+07:00"),
            ("Asia/Jakarta", "2026-11-27T16:59:00+07:00", 2, "2026-11-30T08:01:00+07:00"),
            ("Asia/Jakarta", "2026-12-24T16:00:00+07:00", 120, "2026-12-28T09:00:00+07:00"),
            ("Asia/Makassar", "2026-11-23T08:00:00+08:00", 480, "2026-11-23T17:00:00+08:00"),
            ("Asia/Jayapura", "2026-11-22T20:00:00+09:00", 1, "2026-11-23T08:01:00+09:00"),
            ("Europe/Berlin", "2026-10-23T16:30:00+02:00", 60, "2026-10-26T08:30:00+01:00"),
        ];
        for (zone, from, minutes, due) in cases {
            assert_eq!(add_working(&office(zone), at(from), minutes), Some(at(due)), "{from} + {minutes}");
        }
    }

    #[test]
    fn openings_and_closings() {
        let office = office("Asia/Jakarta");
        let monday = at("2026-11-23T09:00:00+07:00");
        assert_eq!(closes_at(&office, monday), Some(at("2026-11-23T12:00:00+07:00")));
        assert_eq!(next_opening(&office, monday), Some(monday));
        let night = at("2026-11-23T02:14:00+07:00");
        assert!(!is_open(&office, night));
        assert_eq!(next_opening(&office, night), Some(at("2026-11-23T08:00:00+07:00")));
        assert!(!is_open(&office, at("2026-11-23T12:00:00+07:00")), "an interval does not hold its end");
    }

    #[test]
    fn a_calendar_that_never_opens_promises_nothing() {
        let mut shut = office("Asia/Jakarta");
        shut.week = Default::default();
        assert_eq!(add_working(&shut, at("2026-11-23T09:00:00+07:00"), 1), None);
        assert_eq!(next_opening(&shut, at("2026-11-23T09:00:00+07:00")), None);
    }
}
