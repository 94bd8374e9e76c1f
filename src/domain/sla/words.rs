//! Days and hours as people say them: "Senin 23 Nov, 10.15 WIB", "Monday 23 Nov, 10:15 WIB".

use jiff::{Zoned, tz::TimeZone};

use crate::domain::{language::Language, time::Timestamp};

const DAYS_ID: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];
const DAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS_ID: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];
const MONTHS_EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The three Indonesian zones by the name people use; any other by its own abbreviation.
#[must_use]
pub fn zone_label(zone: &str, at: Timestamp) -> String {
    match zone {
        "Asia/Jakarta" | "Asia/Pontianak" => "WIB".to_owned(),
        "Asia/Makassar" | "Asia/Ujung_Pandang" => "WITA".to_owned(),
        "Asia/Jayapura" => "WIT".to_owned(),
        _ => in_zone(zone, at).strftime("%Z").to_string(),
    }
}

/// Day and hour with the zone, such as "Senin 23 Nov, 10.15 WIB".
#[must_use]
pub fn day_words(zone: &str, at: Timestamp, language: Language) -> String {
    let local = in_zone(zone, at);
    let weekday = usize::try_from(local.weekday().to_monday_zero_offset()).unwrap_or(0);
    let day = if language == Language::ID { DAYS_ID[weekday] } else { DAYS_EN[weekday] };
    format!("{day} {} {}, {}", local.day(), month_word(local.month(), language), time_words(zone, at, language))
}

/// A month's short name, counted from 1.
#[must_use]
pub fn month_word(month: i8, language: Language) -> &'static str {
    let months = if language == Language::ID { MONTHS_ID } else { MONTHS_EN };
    usize::try_from(month - 1).ok().and_then(|place| months.get(place)).copied().unwrap_or("")
}

/// The hour with the zone, such as "10.15 WIB" or "10:15 WIB".
#[must_use]
pub fn time_words(zone: &str, at: Timestamp, language: Language) -> String {
    let local = in_zone(zone, at);
    let dot = if language == Language::ID { '.' } else { ':' };
    format!("{:02}{dot}{:02} {}", local.hour(), local.minute(), zone_label(zone, at))
}

fn in_zone(zone: &str, at: Timestamp) -> Zoned {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    jiff::Timestamp::from_millisecond(at.0).unwrap_or_default().to_zoned(zone)
}

#[cfg(test)]
mod tests {
    use super::{super::calendar::tests::at, *};

    #[test]
    fn days_and_hours_in_both_languages() {
        let monday = at("2026-11-23T10:15:00+07:00");
        let cases = [
            ("Asia/Jakarta", Language::ID, "Senin 23 Nov, 10.15 WIB"),
            ("Asia/Jakarta", Language::EN, "Monday 23 Nov, 10:15 WIB"),
            ("Asia/Makassar", Language::ID, "Senin 23 Nov, 11.15 WITA"),
            ("Asia/Jayapura", Language::ID, "Senin 23 Nov, 12.15 WIT"),
            ("Europe/Berlin", Language::EN, "Monday 23 Nov, 04:15 CET"),
        ];
        for (zone, language, words) in cases {
            assert_eq!(day_words(zone, monday, language), words);
        }
    }
}
