//! Proofs of identity: signed tokens, and what a trusted proxy says. Nothing else makes a [`Claim`].

pub(super) mod codes;
mod proxy;
mod token;

use axum::{extract::FromRequestParts, http::request::Parts};

pub(super) use token::Verifier;

use super::{
    Site,
    guard::Caller,
    problem::{Problem, Result},
};
use crate::domain::person::Claim;

/// Who the proxy in front of us says is calling; nobody, if it is none that is believed.
pub(super) fn proxied(site: &Site, caller: Caller, parts: &Parts) -> Option<Claim> {
    site.config().identity.proxy.as_ref().filter(|_| caller.proxied).and_then(|names| proxy::claim(names, &parts.headers))
}

/// Whom a proxy that is believed says to be calling.
#[derive(Debug)]
pub(super) struct Named(pub Option<Claim>);

impl FromRequestParts<Site> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self> {
        let caller = Caller::from_request_parts(parts, site).await?;
        Ok(Self(proxied(site, caller, parts)))
    }
}
