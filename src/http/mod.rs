//! The HTTP edge: each handler parses, calls one verb of the desk or one read, and answers.

mod assets;
mod attachment;
mod chat;
mod console;
mod guard;
mod health;
mod hook;
mod identity;
mod json;
mod limit;
mod pages;
mod problem;
mod rest;
mod serve;
mod sse;
mod token;
mod view;

use std::{collections::BTreeMap, sync::Arc};

use axum::{Router, http::header, middleware};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower_http::{
    compression::{
        CompressionLayer, Predicate,
        predicate::{DefaultPredicate, NotForContentType},
    },
    limit::RequestBodyLimitLayer,
    timeout::RequestBodyTimeoutLayer,
};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub use serve::{Peer, serve};

use crate::{
    config::Config,
    connect::{channel::Channel, ticket::Sink},
    desk::Desk,
    domain::outbox::MAIL,
    store::folder::Folder,
};

/// What every handler may use.
#[derive(Clone, Debug)]
pub struct Site(Arc<Inner>);

/// Ticket systems and chats of other systems, by name.
pub type Callers = (BTreeMap<String, Arc<dyn Sink>>, BTreeMap<String, Arc<dyn Channel>>);

/// So many calls of ticket systems are followed up at once; more are asked to come again.
const MOST_LOOKING: usize = 16;

#[derive(Debug)]
struct Inner {
    desk: Desk,
    config: Config,
    tokens: token::Tokens,
    verifier: identity::Verifier,
    limits: limit::Limits,
    folder: Folder,
    sinks: BTreeMap<String, Arc<dyn Sink>>,
    channels: BTreeMap<String, Arc<dyn Channel>>,
    /// Tickets that other systems told us of are being read, so many calls at once.
    looking: Arc<Semaphore>,
    stopping: CancellationToken,
}

impl Site {
    /// A site over a desk; `secret` signs the visitors' tokens, `sinks` and `channels` are the systems that may call, `stopping` ends the open streams.
    ///
    /// # Errors
    /// When a key of the configuration cannot be read.
    pub fn new(desk: Desk, config: Config, secret: &str, (sinks, channels): Callers, stopping: CancellationToken) -> Result<Self, String> {
        let (limits, folder) = (limit::Limits::new(&config), Folder::new(&config.attachments));
        let verifier = identity::Verifier::new(&config.identity)?;
        Ok(Self(Arc::new(Inner {
            desk,
            tokens: token::Tokens::new(secret),
            verifier,
            limits,
            folder,
            config,
            sinks,
            channels,
            looking: Arc::new(Semaphore::new(MOST_LOOKING)),
            stopping,
        })))
    }

    /// Whether people can sign in by a code sent by e-mail.
    fn sends_codes(&self) -> bool {
        self.desk().reach().has(MAIL)
    }

    /// Whether there is any way to prove who one is.
    fn knows_people(&self) -> bool {
        self.sends_codes() || self.0.verifier.has_keys() || self.config().identity.proxy.is_some()
    }

    fn desk(&self) -> &Desk {
        &self.0.desk
    }

    fn config(&self) -> &Config {
        &self.0.config
    }
}

/// The description of the API, filled from the handlers.
#[derive(OpenApi)]
#[openapi(info(title = "Garda", description = "The front line of a helpdesk: chat for visitors, tickets for agents."))]
struct Api;

/// Every route of the program.
pub fn router(site: Site) -> Router {
    let body_limit = RequestBodyLimitLayer::new(site.config().max_body_bytes);
    let body_timeout = RequestBodyTimeoutLayer::new(site.config().body_timeout);
    let compression = CompressionLayer::new().compress_when(DefaultPredicate::new().and(NotForContentType::new("text/event-stream")));
    let guard = middleware::from_fn_with_state(site.clone(), guard::request);
    let (api, uploads, description) = api();
    let json = description.to_json().unwrap_or_default();
    // A file may be longer than any other body, and counts itself.
    let uploads = uploads.layer((guard.clone(), compression.clone(), body_timeout.clone()));
    // So may what other systems tell of their chats be.
    let hooks = hook::router().layer((guard.clone(), body_timeout.clone(), RequestBodyLimitLayer::new(hook::MOST_BYTES.max(site.config().max_body_bytes))));
    Router::new()
        .merge(api)
        .merge(rest::router())
        .merge(pages::router())
        .merge(assets::router())
        .merge(health::router())
        .route("/api/v1/openapi.json", axum::routing::get(async move || ([(header::CONTENT_TYPE, "application/json")], json.clone())))
        .fallback(pages::not_found)
        // One stack, outermost first: layers added one by one would each box every request and every answer once more.
        .layer((guard, compression, body_timeout, body_limit))
        .merge(uploads)
        .merge(hooks)
        .with_state(site)
}

/// The routes of the API, those that take in files, and the description of both.
fn api() -> (Router<Site>, Router<Site>, utoipa::openapi::OpenApi) {
    let (api, mut description) = OpenApiRouter::with_openapi(Api::openapi()).merge(chat::router()).merge(console::router()).split_for_parts();
    let (uploads, more) = OpenApiRouter::new().merge(chat::uploads()).merge(console::uploads()).split_for_parts();
    description.merge(more);
    (api, uploads, description)
}

/// The description of the API, for tests that hold it against the routes.
#[must_use]
pub fn description() -> utoipa::openapi::OpenApi {
    api().2
}
