//! What the console of the agents calls; the console is a client like any other.

mod act;
mod attachments;
mod content;
mod explanation;
mod list;
mod outbox;
mod people;
mod reply;
mod session;
mod stream;
mod ticket;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};

use super::Site;

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(session::sign_in, session::show, session::sign_out))
        .routes(routes!(session::password))
        .routes(routes!(people::agents, people::add))
        .routes(routes!(people::teams))
        .routes(routes!(content::pack_state))
        .routes(routes!(content::intents))
        .routes(routes!(content::flow))
        .routes(routes!(content::picture))
        .routes(routes!(list::list))
        .routes(routes!(outbox::list))
        .routes(routes!(outbox::read))
        .routes(routes!(outbox::wake))
        .routes(routes!(outbox::retry_all))
        .routes(routes!(outbox::retry))
        .routes(routes!(stream::stream))
        .routes(routes!(act::take_next))
        .routes(routes!(ticket::read))
        .routes(routes!(attachments::download))
        .routes(routes!(attachments::thumbnail))
        .routes(routes!(reply::reply))
        .routes(routes!(reply::note))
        .routes(routes!(reply::typing))
        .routes(routes!(act::take))
        .routes(routes!(act::assign))
        .routes(routes!(act::priority))
        .routes(routes!(act::resolve))
        .routes(routes!(act::reopen))
        .routes(routes!(explanation::explanation))
}

/// What takes in files.
pub(super) fn uploads() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(attachments::upload))
}
