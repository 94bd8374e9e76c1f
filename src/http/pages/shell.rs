//! The demo intranet, and the shell the console runs in.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use super::page::{Framed, In, Page, answer};
use crate::{
    domain::language::Language,
    http::{Site, assets},
};

/// What a stranger may try first; typed into the chat, never sent.
const EXAMPLES_ID: [&str; 5] = ["wifi ga konek di b2", "lupa password sso", "printernya macet lagi", "dapat email aneh minta OTP", "mau ngobrol sama orang"];
const EXAMPLES_EN: [&str; 5] = ["my laptop won't join the wifi", "forgot my password", "printer says offline", "strange email asking for my code", "can I talk to a person"];

#[derive(Template)]
#[template(path = "demo.html", config = "src/http/web/askama.toml")]
struct Demo {
    page: Page,
    examples: Vec<&'static str>,
}

pub(super) async fn demo(State(site): State<Site>, at: In) -> Response {
    let id = at.language(&site) == Language::ID;
    let title = if id { "Portal Kantor (contoh)" } else { "Office portal (example)" };
    let examples = if id { EXAMPLES_ID } else { EXAMPLES_EN };
    let shown = Demo { page: Page::new(&site, &at, Some(title.to_owned()), ""), examples: examples.to_vec() };
    answer(StatusCode::OK, &shown, &Framed::No)
}

#[derive(Template)]
#[template(path = "console.html", config = "src/http/web/askama.toml")]
struct Console {
    assets: &'static str,
    lang: String,
}

pub(super) async fn console(State(site): State<Site>, at: In) -> Response {
    answer(StatusCode::OK, &Console { assets: assets::prefix(), lang: at.language(&site).to_string() }, &Framed::No)
}
