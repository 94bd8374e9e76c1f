//! Signing in on the help pages: an address, a letter with a code, the code.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;

use super::{
    Filled, HOME, member,
    member::{Reader, signed_in},
    private, to,
};
use crate::http::{
    Site,
    guard::{Caller, OwnPage},
    identity::codes,
    pages::page::{Framed, In, Page, answer},
    problem::Problem,
};

#[derive(Template)]
#[template(path = "help_sign_in.html", config = "src/http/web/askama.toml")]
struct SignIn {
    page: Page,
    /// Whether codes are sent.
    codes: bool,
    /// The address as typed.
    email: String,
    /// What is wrong with it.
    error: String,
    /// What was written before the sign-in was over.
    kept: String,
}

#[derive(Template)]
#[template(path = "help_code.html", config = "src/http/web/askama.toml")]
struct CodePage {
    page: Page,
    email: String,
    error: String,
}

/// The page that asks who somebody is.
pub(super) fn page(site: &Site, at: &In, status: StatusCode, (email, error, kept): (String, String, String)) -> Response {
    let title = if page_is_id(site, at) { "Masuk untuk melihat tiket" } else { "Sign in to see your tickets" };
    let shown = SignIn { page: Page::new(site, &at.of_page(HOME), Some(marked(site, at, title, &error)), ""), codes: site.sends_codes(), email, error, kept };
    private(answer(status, &shown, &Framed::No))
}

fn page_is_id(site: &Site, at: &In) -> bool {
    at.language(site) == crate::domain::language::Language::ID
}

/// A title that says so if something went wrong: it is what is read out first.
fn marked(site: &Site, at: &In, title: &str, error: &str) -> String {
    match (error.is_empty(), page_is_id(site, at)) {
        (true, _) => title.to_owned(),
        (false, true) => format!("Perlu diperbaiki: {title}"),
        (false, false) => format!("Please check: {title}"),
    }
}

pub(super) async fn show(State(site): State<Site>, at: In, reader: Reader) -> Response {
    if reader.member.is_some() {
        return reader.with_cookie(to(&format!("{HOME}?lang={}", at.language(&site))));
    }
    page(&site, &at, StatusCode::OK, Default::default())
}

/// An address to send a code to.
#[derive(Deserialize)]
pub(super) struct Address {
    email: String,
}

pub(super) async fn send(State(site): State<Site>, at: In, caller: Caller, _: OwnPage, Filled(form): Filled<Address>) -> Response {
    let language = at.language(&site).to_string();
    match codes::send(&site, caller, &form.email, Some(&language)).await {
        Ok(()) => code_page(&site, &at, StatusCode::OK, &form.email, String::new()),
        Err(problem) => {
            let error = words(&site, &at, &problem);
            page(&site, &at, problem.status(), (form.email, error, String::new()))
        }
    }
}

fn code_page(site: &Site, at: &In, status: StatusCode, email: &str, error: String) -> Response {
    let title = if page_is_id(site, at) { "Isi kode dari email" } else { "Enter the code from the email" };
    let page = Page::new(site, &at.of_page("/help/sign-in"), Some(marked(site, at, title, &error)), "");
    private(answer(status, &CodePage { page, email: email.trim().to_owned(), error }, &Framed::No))
}

/// A code that was read.
#[derive(Deserialize)]
pub(super) struct ReadCode {
    email: String,
    code: String,
}

pub(super) async fn confirm(State(site): State<Site>, at: In, caller: Caller, _: OwnPage, headers: HeaderMap, Filled(form): Filled<ReadCode>) -> Response {
    match codes::confirm(&site, caller, (&form.email, &form.code), member::before(&site, &headers)).await {
        Ok(signed) => signed_in(&site, &at, &signed.token),
        Err(problem) => {
            let error = words(&site, &at, &problem);
            code_page(&site, &at, problem.status(), &form.email, error)
        }
    }
}

/// What went wrong, and what to do about it.
pub(super) fn words(site: &Site, at: &In, problem: &Problem) -> String {
    let (id, en) = match problem.status() {
        StatusCode::UNAUTHORIZED => (
            "Kode belum cocok, atau sudah lewat 10 menit. Periksa lagi, atau minta kode baru.",
            "The code doesn’t match, or its 10 minutes are over. Check it, or ask for a new one.",
        ),
        StatusCode::TOO_MANY_REQUESTS => ("Terlalu sering dicoba. Tunggu satu menit, lalu coba lagi.", "That’s a lot of tries. Wait a minute, then try again."),
        StatusCode::UNPROCESSABLE_ENTITY => ("Isi alamat email lengkap, misalnya rina@kantor.id.", "Enter a whole email address, such as rina@kantor.id."),
        StatusCode::NOT_FOUND => ("Kode lewat email belum tersedia di sini.", "Codes by email are not available here."),
        _ => ("Layanan sedang ramai. Coba lagi sebentar lagi.", "The service is busy. Try again in a moment."),
    };
    if page_is_id(site, at) { id.to_owned() } else { en.to_owned() }
}
