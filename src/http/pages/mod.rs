//! Pages: the demo intranet, the help pages and the requester's own tickets (both work without scripts), the widget's frame and the console's shell.

mod frame;
mod help;
mod letter;
mod mine;
mod page;
mod shell;

use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use super::{Site, guard, problem::Problem};
use page::In;

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/", get(shell::demo))
        .route("/widget", get(frame::widget))
        .route("/help", get(help::home))
        .route("/help/search", get(help::search))
        .route("/help/articles/{slug}", get(help::article))
        .route("/help/letters/{token}", get(letter::show).post(letter::pass_on))
        .merge(mine::router())
        .route("/console", get(shell::console))
        .route("/console/{*place}", get(shell::console))
        .route("/robots.txt", get(async || "User-agent: *\nDisallow: /console\nDisallow: /widget\n"))
}

/// An address that leads nowhere: a page for people, a document for programs.
pub(super) async fn not_found(State(site): State<Site>, request: Request) -> Response {
    let wants_page = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"));
    if !wants_page || request.uri().path().starts_with("/api/") {
        return Problem::not_found().into_response();
    }
    page::error(&site, In::of(&request).language(&site), StatusCode::NOT_FOUND, guard::id(&request))
}
