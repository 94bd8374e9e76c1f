//! One client for every call: no redirects, no proxies, bounded times and bodies, and addresses checked as it connects.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, Response, StatusCode, Url, header, redirect::Policy};
use url::Host;

use super::guard::{Guard, Network};
use crate::domain::outbox::Answer;

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(5);
/// The most bytes of an answer that are read.
const MOST_BYTES: usize = 64 << 10;

/// A client and where it may go.
#[derive(Debug, Clone)]
pub(super) struct Outside {
    pub(super) client: Client,
    guard: Guard,
}

pub(super) fn client(private: &[Network]) -> Result<Outside, String> {
    let guard = Guard(private.into());
    let built = Client::builder().dns_resolver(Arc::new(guard.clone())).redirect(Policy::none()).no_proxy().connect_timeout(CONNECT).user_agent("Garda").build();
    built.map(|client| Outside { client, guard }).map_err(|error| format!("calls cannot be made: {error}"))
}

impl Outside {
    /// Whether an address that is written as a number may be called; names are checked when they are resolved.
    pub(super) fn lets(&self, url: &Url) -> bool {
        match url.host() {
            Some(Host::Ipv4(ip)) => self.guard.lets(ip.into()),
            Some(Host::Ipv6(ip)) => self.guard.lets(ip.into()),
            Some(Host::Domain(_)) => true,
            None => false,
        }
    }
}

/// The start of an answer's body.
pub(super) async fn body(mut response: Response) -> Result<String, reqwest::Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        bytes.extend_from_slice(&chunk[..chunk.len().min(MOST_BYTES - bytes.len())]);
        if bytes.len() >= MOST_BYTES {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What an error before any answer means: nothing went out, or nobody knows.
pub(super) fn broken(error: &reqwest::Error) -> Answer {
    let words = words(error);
    if error.is_connect() || error.is_builder() { Answer::Failed { words, wait: None } } else { Answer::Lost { words, wait: None } }
}

/// An error with its causes, without the address, which may hold a secret.
pub(super) fn words(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut words = vec![if error.is_connect() { "no connection" } else { "the connection broke" }.to_owned()];
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        words.push(error.to_string());
        cause = error.source();
    }
    words.dedup();
    words.join(": ").chars().take(300).collect()
}

/// What a status means by the rules of Standard Webhooks; `None` when it arrived.
pub(super) fn refused(response: &Response) -> Option<Answer> {
    let status = response.status();
    if status.is_success() {
        return None;
    }
    let words = format!("answered {status}");
    Some(match status {
        StatusCode::GONE => Answer::Gone { words },
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS | StatusCode::TOO_EARLY | StatusCode::LOCKED => Answer::Failed { words, wait: retry_after(response) },
        _ if status.is_server_error() => Answer::Failed { words, wait: retry_after(response) },
        _ => Answer::Refused { words },
    })
}

/// `Retry-After` in seconds, as milliseconds; a date in it is not believed.
pub(super) fn retry_after(response: &Response) -> Option<i64> {
    let seconds: i64 = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    seconds.checked_mul(1000).filter(|wait| *wait >= 0)
}
