//! What a visitor's widget calls.

mod articles;
mod attachments;
mod conversations;
mod messages;
mod stream;
mod visitors;
mod widget;

use utoipa_axum::{router::OpenApiRouter, routes};

use super::Site;

pub(super) use articles::{address, find_articles};
pub(super) use widget::{hours, variable, zone};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(widget::widget))
        .routes(routes!(visitors::add))
        .routes(routes!(visitors::me))
        .routes(routes!(visitors::identify))
        .routes(routes!(visitors::code))
        .routes(routes!(visitors::confirm))
        .routes(routes!(visitors::sign_out))
        .routes(routes!(conversations::list, conversations::begin))
        .routes(routes!(conversations::read))
        .routes(routes!(conversations::typing))
        .routes(routes!(conversations::language))
        .routes(routes!(messages::send))
        .routes(routes!(messages::by_client_id))
        .routes(routes!(attachments::download))
        .routes(routes!(attachments::thumbnail))
        .routes(routes!(stream::stream))
        .routes(routes!(articles::search))
        .routes(routes!(articles::read))
}

/// What takes in files.
pub(super) fn uploads() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(attachments::upload))
}
