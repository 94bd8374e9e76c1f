//! What every page shares: language, contact, the policy of what it may load.

use std::convert::Infallible;

use askama::Template;
use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Response},
};

use crate::{
    domain::language::Language,
    http::{Site, assets, chat},
};

/// The language a page was asked for in: `?lang=`, else the browser's.
#[derive(Debug, Clone)]
pub(super) struct In {
    asked: Option<Language>,
    path: String,
}

impl In {
    pub(super) fn of(request: &Request) -> Self {
        Self::read(request.uri(), request.headers())
    }

    fn read(uri: &axum::http::Uri, headers: &axum::http::HeaderMap) -> Self {
        let named = uri.query().unwrap_or("").split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Language::parse);
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let accepted = accepted.split(',').filter_map(|part| Language::parse(part.split(';').next()?.trim())).find(|language| [Language::ID, Language::EN].contains(language));
        Self { asked: named.or(accepted), path: uri.path().to_owned() }
    }

    /// The same reader at another page, which a form's own address would not show again.
    pub(super) fn of_page(&self, path: &str) -> Self {
        Self { asked: self.asked, path: path.to_owned() }
    }

    /// The same reader, who reads this language unless another one was asked for.
    pub(super) fn or(&self, language: Language) -> Self {
        Self { asked: self.asked.or(Some(language)), path: self.path.clone() }
    }

    pub(super) fn language(&self, site: &Site) -> Language {
        let catalog = site.desk().catalog();
        let pack = catalog.pack();
        pack.spoken(self.asked.unwrap_or_else(|| pack.default_language()))
    }
}

impl<S: Sync> FromRequestParts<S> for In {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::read(&parts.uri, &parts.headers))
    }
}

/// What every help page says around its own text.
pub(super) struct Page {
    pub lang: String,
    pub id: bool,
    pub assets: &'static str,
    pub title: String,
    pub url_id: String,
    pub url_en: String,
    pub organisation: String,
    pub desk: String,
    pub phone: String,
    pub hours: String,
    pub status: String,
    pub open: bool,
    /// Whether people can have tickets of their own here.
    pub people: bool,
}

impl Page {
    /// A page with this title; `query` is what stands behind the question mark beside the language.
    pub(super) fn new(site: &Site, at: &In, title: Option<String>, query: &str) -> Self {
        let catalog = site.desk().catalog();
        let (pack, language) = (catalog.pack(), at.language(site));
        let variable = |name| chat::variable(pack, name, language);
        let hours = chat::hours(pack, language, site.desk().world().now());
        let url = |code: &str| format!("{}?lang={code}{query}", at.path);
        Self {
            lang: language.to_string(),
            id: language == Language::ID,
            assets: assets::prefix(),
            title: title.unwrap_or_else(|| variable("desk")),
            url_id: url("id"),
            url_en: url("en"),
            organisation: variable("org"),
            desk: variable("desk"),
            phone: variable("phone"),
            hours: variable("hours"),
            open: hours.opens.is_none(),
            status: hours.status,
            people: site.knows_people(),
        }
    }
}

/// Who may show a page inside another one.
pub(super) enum Framed {
    /// Nobody.
    No,
    /// The pages of these origins, and our own.
    By(Vec<String>),
}

/// A template as an answer, with the policy that lets nothing but our own files act on it.
pub(super) fn answer(status: StatusCode, template: &impl Template, framed: &Framed) -> Response {
    let Ok(html) = template.render() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let ancestors = match framed {
        Framed::No => "'none'".to_owned(),
        Framed::By(origins) => format!("'self' {}", origins.join(" ")),
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; \
         require-trusted-types-for 'script'; trusted-types garda; frame-ancestors {ancestors}"
    );
    let mut response = (status, Html(html)).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// The page of something that is not there.
#[derive(Template)]
#[template(path = "error.html", config = "src/http/web/askama.toml")]
struct ErrorPage {
    page: Page,
    detail: String,
    code: String,
}

pub(super) fn error(site: &Site, language: Language, status: StatusCode, code: &str) -> Response {
    let id = language == Language::ID;
    let title = if id { "Halaman tidak ditemukan" } else { "Page not found" };
    let detail = if id { "Cari jawabannya di halaman bantuan, atau tanya lewat chat." } else { "Search the help pages, or ask in the chat." };
    let at = In { asked: Some(language), path: "/help".to_owned() };
    let page = Page::new(site, &at, Some(title.to_owned()), "");
    answer(status, &ErrorPage { page, detail: detail.to_owned(), code: code.to_owned() }, &Framed::No)
}
