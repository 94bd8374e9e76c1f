//! Teams, opening hours and promised times: from their files to values.

use std::collections::BTreeMap;

use jiff::{civil::Date, tz::TimeZoneDatabase};

use crate::domain::{
    content::{Calendar, OnCall, Priority, SlaPolicy, Team},
    id::{CalendarId, SlaId, TeamId},
    language::Said,
    mail::is_address,
};

use super::{
    problem::Report,
    raw::{RawCalendar, RawHoliday, RawSla, RawTeam, RawTimes},
    shape::At,
    suggest,
    words::Frame,
};

/// A working day in minutes: `1d` is eight hours of the team's calendar.
const WORKING_DAY: u32 = 8 * 60;
/// Longer promises are mistakes.
const LONGEST: u32 = 365 * WORKING_DAY;

pub(super) fn team(raw: &RawTeam, frame: &Frame, report: &mut Report) -> Team {
    Team {
        id: TeamId::new(&raw.id.value),
        name: frame.said(&raw.name, &[], report),
        calendar: CalendarId::new(&raw.calendar.value),
        sla: SlaId::new(&raw.sla.value),
        on_call: raw.on_call.iter().flatten().filter_map(|text| on_call(text, report)).collect(),
    }
}

/// An e-mail address, or `webhook:NAME`.
fn on_call(text: &At<String>, report: &mut Report) -> Option<OnCall> {
    let contact = match text.value.strip_prefix("webhook:") {
        Some(name) => (!name.trim().is_empty()).then(|| OnCall::Webhook(name.trim().to_owned())),
        None => is_address(&text.value).then(|| OnCall::Mail(text.value.clone())),
    };
    if contact.is_none() && !text.value.is_empty() {
        report.error(&text.spot, format!("`{}` is no way to reach somebody on call", text.value), "Write an e-mail address, or webhook:NAME with a name from the configuration.");
    }
    contact
}

pub(super) fn calendar(raw: &RawCalendar, frame: &Frame, report: &mut Report) -> Calendar {
    zone(&raw.zone, report);
    Calendar {
        id: CalendarId::new(&raw.id.value),
        zone: raw.zone.value.clone(),
        week: week(raw, report),
        holidays: holidays(raw.holidays.as_deref().unwrap_or(&[]), frame, report),
    }
}

pub(super) fn sla(raw: &RawSla, report: &mut Report) -> SlaPolicy {
    SlaPolicy { id: SlaId::new(&raw.id.value), first_reply: times(&raw.first_reply, report), resolve: times(&raw.resolve, report) }
}

fn zone(zone: &At<String>, report: &mut Report) {
    let known = TimeZoneDatabase::bundled();
    if zone.value.is_empty() || known.get(&zone.value).is_ok() {
        return;
    }
    let names: Vec<String> = if report.full() { Vec::new() } else { known.available().map(|name| name.as_str().to_owned()).collect() };
    let hint = Some(suggest::hint(&zone.value, &names)).filter(|hint| hint.starts_with("Did"));
    report.error(
        &zone.spot,
        format!("There is no time zone `{}`", zone.value),
        hint.unwrap_or_else(|| "Use an IANA name, such as Asia/Jakarta, Asia/Makassar or Asia/Jayapura.".to_owned()),
    );
}

fn week(raw: &RawCalendar, report: &mut Report) -> [Vec<(u16, u16)>; 7] {
    let days = raw.week.as_ref().map(|week| [&week.mon, &week.tue, &week.wed, &week.thu, &week.fri, &week.sat, &week.sun].map(|day| day.as_deref().unwrap_or(&[])));
    let days = days.unwrap_or_default();
    if days.iter().all(|day| day.is_empty()) {
        report.error(&raw.id.spot, "This calendar is never open", "Write `week:` with at least one interval, such as mon: [\"08:00-16:00\"].");
    }
    days.map(|day| intervals(day, report))
}

fn intervals(raw: &[At<String>], report: &mut Report) -> Vec<(u16, u16)> {
    let mut open: Vec<(u16, u16)> = Vec::new();
    for text in raw.iter().filter(|text| !text.value.is_empty()) {
        let Some((from, to)) = interval(&text.value) else {
            report.error(&text.spot, format!("`{}` is not an interval of a day", text.value), "Write \"08:00-12:00\": two digits each, at most 24:00.");
            continue;
        };
        match open.last() {
            _ if from >= to => report.error(
                &text.spot,
                format!("`{}` ends before it begins", text.value),
                "Write the earlier time first; over midnight takes two days: [\"22:00-24:00\"], then [\"00:00-06:00\"].",
            ),
            Some((_, before)) if from < *before => {
                report.error(&text.spot, format!("`{}` begins before the one in front of it ends", text.value), "Write intervals in order and without overlap.");
            }
            Some((_, before)) if from == *before => report.error(&text.spot, format!("`{}` begins when the one in front of it ends", text.value), "Write the two as one interval."),
            _ => open.push((from, to)),
        }
    }
    open
}

/// `08:00-12:00` in minutes after midnight.
fn interval(text: &str) -> Option<(u16, u16)> {
    let (from, to) = text.split_once('-')?;
    Some((minute(from.trim())?, minute(to.trim())?))
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |digits: &str| (digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse::<u16>().ok()).flatten();
    let (hour, minute) = (number(hour)?, number(minute)?);
    let at = hour * 60 + minute;
    (minute < 60 && at <= 24 * 60).then_some(at)
}

fn holidays(raw: &[RawHoliday], frame: &Frame, report: &mut Report) -> BTreeMap<String, Said> {
    let mut days = BTreeMap::new();
    for holiday in raw {
        let name = frame.said(&holiday.name, &[], report);
        if date(&holiday.date, report) && days.insert(holiday.date.value.clone(), name).is_some() {
            report.error(&holiday.date.spot, format!("{} stands here twice", holiday.date.value), "Keep one of them.");
        }
    }
    days
}

/// Whether a text is a day such as 2026-12-25; if not, it is reported.
pub(super) fn date(text: &At<String>, report: &mut Report) -> bool {
    let good = text.value.len() == 10 && text.value.parse::<Date>().is_ok();
    if !good && !text.value.is_empty() {
        report.error(&text.spot, format!("`{}` is not a day", text.value), "Write year-month-day, such as 2026-12-25.");
    }
    good
}

fn times(raw: &RawTimes, report: &mut Report) -> BTreeMap<Priority, u32> {
    let rows = [(Priority::Urgent, &raw.urgent), (Priority::High, &raw.high), (Priority::Normal, &raw.normal), (Priority::Low, &raw.low)];
    rows.into_iter().map(|(priority, text)| (priority, working_time(text, report))).collect()
}

fn working_time(text: &At<String>, report: &mut Report) -> u32 {
    let minutes = duration(&text.value);
    if minutes.is_none() && !text.value.is_empty() {
        report.error(&text.spot, format!("`{}` is not a length of working time", text.value), "Write 15m, 2h or 1d (one day is eight hours).");
    }
    minutes.unwrap_or_default()
}

/// `15m`, `2h`, `1d` in minutes of working time.
fn duration(text: &str) -> Option<u32> {
    let units = [('m', 1), ('h', 60), ('d', WORKING_DAY)];
    let (digits, unit) = units.iter().find_map(|(sign, unit)| Some((text.strip_suffix(*sign)?, *unit)))?;
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let minutes = digits.parse::<u32>().ok().filter(|_| plain)?.checked_mul(unit)?;
    (1..=LONGEST).contains(&minutes).then_some(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_time_counts_eight_hours_a_day() {
        let cases = [
            ("15m", Some(15)),
            ("2h", Some(120)),
            ("1d", Some(480)),
            ("5d", Some(2400)),
            ("0m", None),
            ("d", None),
            ("+1h", None),
            ("2 h", None),
            ("2w", None),
            ("9999999d", None),
        ];
        for (text, minutes) in cases {
            assert_eq!(duration(text), minutes, "{text}");
        }
    }

    #[test]
    fn a_day_ends_at_24_00() {
        let cases = [("08:00-12:30", Some((480, 750))), ("00:00-24:00", Some((0, 1440))), ("8:00-12:00", None), ("08:00-24:01", None), ("08:60-09:00", None), ("08:00", None)];
        for (text, minutes) in cases {
            assert_eq!(interval(text), minutes, "{text}");
        }
    }
}
