//! The page behind the link of a letter: "this did not help", and a person takes over.
//!
//! Programs that look through mail open every link in it; so looking changes nothing, and only the button does, by POST.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};

use super::page::{self, Framed, In, Page, answer};
use crate::{
    desk::{self, Linked},
    domain::language::Language,
    http::{Site, guard::OwnPage, problem::Result},
};

#[derive(Template)]
#[template(path = "help_letter.html", config = "src/http/web/askama.toml")]
struct LetterPage {
    page: Page,
    ticket: String,
    action: String,
}

pub(super) async fn show(State(site): State<Site>, at: In, Path(token): Path<String>) -> Result<Response> {
    shown(&site, &at, &token, site.desk().linked(&token).await)
}

pub(super) async fn pass_on(State(site): State<Site>, at: In, _: OwnPage, Path(token): Path<String>) -> Result<Response> {
    site.0.limits.messages.take(&format!("letter:{token}"))?;
    shown(&site, &at, &token, site.desk().pass_on(&token).await)
}

fn shown(site: &Site, at: &In, token: &str, found: desk::Result<Linked>) -> Result<Response> {
    let linked = match found {
        Ok(linked) => linked,
        Err(desk::Error::NotFound) => return Ok(page::error(site, at.language(site), StatusCode::NOT_FOUND, "")),
        Err(error) => return Err(error.into()),
    };
    let at = at.or(linked.language);
    let language = at.language(site);
    let title = match (language == Language::ID, linked.ticket.is_some()) {
        (true, false) => "Belum terbantu?",
        (true, true) => "Sudah ada di petugas",
        (false, false) => "Not what you needed?",
        (false, true) => "A person has it",
    };
    let page = Page::new(site, &at, Some(title.to_owned()), "");
    let shown = LetterPage { page, ticket: linked.ticket.unwrap_or_default(), action: format!("/help/letters/{token}?lang={language}") };
    let mut response = answer(StatusCode::OK, &shown, &Framed::No);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
