//! What the widget shows before anybody has written: greeting, topics, hours.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    domain::{
        content::{Calendar, Pack},
        conversation::Choice,
        dialogue::{say, topics},
        language::Language,
        sla::{closes_at, day_words, next_opening, time_words},
        time::Timestamp,
    },
    http::{
        Site,
        identity::Named,
        json::{Asked, Json},
    },
};

/// In which language.
#[derive(Debug, Deserialize, IntoParams)]
pub(super) struct In {
    /// The language of the page.
    lang: Option<String>,
}

/// What the widget shows first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Welcome {
    language: String,
    languages: Vec<String>,
    organisation: String,
    desk: String,
    phone: String,
    hours: String,
    /// Whether people of the desk are there now.
    open: bool,
    /// The same in words, with the time that changes it.
    status: String,
    greeting: String,
    topics: Vec<Choice>,
    brand: Brand,
    /// Whether people can sign in by a code sent by e-mail.
    codes: bool,
    /// Whether somebody in front of us says who is calling.
    single_sign_on: bool,
    /// The office's time zone, such as "Asia/Jakarta"; times are shown in it.
    zone: Option<String>,
    files: FileLimits,
}

/// What files may be sent.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct FileLimits {
    /// Bytes of one.
    most_bytes: u64,
    /// Of one message.
    per_message: usize,
}

impl FileLimits {
    pub(in crate::http) fn of(site: &Site) -> Self {
        let limits = site.config().attachment_limits;
        Self { most_bytes: limits.file_bytes, per_message: limits.per_message }
    }
}

/// How the widget looks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Brand {
    name: String,
    color: Option<String>,
}

/// Greeting, topics and hours.
#[utoipa::path(get, path = "/api/v1/widget", params(In), responses((status = 200, body = Welcome)))]
pub(super) async fn widget(State(site): State<Site>, Named(named): Named, Asked(asked): Asked<In>) -> Json<Welcome> {
    let catalog = site.desk().catalog();
    let pack = catalog.pack();
    let language = pack.spoken(asked.lang.as_deref().and_then(Language::parse).unwrap_or_else(|| pack.default_language()));
    let variable = |name: &str| variable(pack, name, language);
    let hours = hours(pack, language, site.desk().world().now());
    let greeting = match &hours.opens {
        Some(when) => say(pack, "greet.closed", language, &[("when", when)]),
        None => say(pack, "greet", language, &[]),
    };
    Json(Welcome {
        language: language.to_string(),
        languages: pack.languages.iter().map(ToString::to_string).collect(),
        organisation: variable("org"),
        desk: variable("desk"),
        phone: variable("phone"),
        hours: variable("hours"),
        open: hours.opens.is_none(),
        status: hours.status,
        greeting,
        topics: topics(pack, language),
        brand: Brand { name: variable("desk"), color: site.config().brand_color.clone() },
        files: FileLimits::of(&site),
        codes: site.sends_codes(),
        single_sign_on: named.is_some(),
        zone: calendar(pack).map(|calendar| calendar.zone.clone()),
    })
}

/// A variable of the pack in one language.
pub(in crate::http) fn variable(pack: &Pack, name: &str, language: Language) -> String {
    pack.variables.get(name).map(|said| said.in_language(language).to_owned()).unwrap_or_default()
}

/// Whether the desk is open.
pub(in crate::http) struct Hours {
    /// In words, with the time that changes it.
    pub status: String,
    /// When it opens, if it is closed now.
    pub opens: Option<String>,
}

/// The calendar of the default team.
fn calendar(pack: &Pack) -> Option<&Calendar> {
    let team = pack.team(&pack.default_team)?;
    pack.calendars.iter().find(|calendar| calendar.id == team.calendar)
}

/// The time zone of the office.
pub(in crate::http) fn zone(pack: &Pack) -> &str {
    calendar(pack).map_or("UTC", |calendar| &calendar.zone)
}

/// Whether the default team is there, and until or from when.
pub(in crate::http) fn hours(pack: &Pack, language: Language, now: Timestamp) -> Hours {
    let id = language == Language::ID;
    let Some(calendar) = calendar(pack) else { return Hours { status: String::new(), opens: None } };
    if let Some(closes) = closes_at(calendar, now) {
        let time = time_words(&calendar.zone, closes, language);
        return Hours { status: if id { format!("Buka s.d. {time}") } else { format!("Open until {time}") }, opens: None };
    }
    match next_opening(calendar, now).map(|opens| day_words(&calendar.zone, opens, language)) {
        Some(day) => Hours { status: if id { format!("Tutup; buka lagi {day}") } else { format!("Closed; opens again {day}") }, opens: Some(day) },
        None => Hours { status: if id { "Tutup".to_owned() } else { "Closed".to_owned() }, opens: None },
    }
}
