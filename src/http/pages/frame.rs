//! The frame the chat lives in, shown inside other people's pages.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use super::page::{Framed, In, answer};
use crate::{
    domain::language::Language,
    http::{Site, assets, chat},
};

#[derive(Template)]
#[template(path = "widget.html", config = "src/http/web/askama.toml")]
struct Widget {
    lang: String,
    id: bool,
    assets: &'static str,
    desk: String,
    phone: String,
}

pub(super) async fn widget(State(site): State<Site>, at: In) -> Response {
    let catalog = site.desk().catalog();
    let language = at.language(&site);
    let variable = |name| chat::variable(catalog.pack(), name, language);
    let shown = Widget { lang: language.to_string(), id: language == Language::ID, assets: assets::prefix(), desk: variable("desk"), phone: variable("phone") };
    answer(StatusCode::OK, &shown, &Framed::By(site.config().embed_origins.clone()))
}
