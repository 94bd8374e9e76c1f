//! Calls a program of the house: a signed POST whose answer may be data.

use reqwest::{Url, header};

use super::{WebhookSettings, http, http::Outside, sign::signature};
use crate::domain::outbox::{Answer, Parcel};

/// A program that is called.
#[derive(Debug)]
pub(super) struct Webhook {
    outside: Outside,
    settings: WebhookSettings,
}

impl Webhook {
    pub(super) fn new(outside: &Outside, settings: WebhookSettings) -> Self {
        Self { outside: outside.clone(), settings }
    }

    /// Posts the parcel's body under its own key.
    pub(super) async fn call(&self, parcel: &Parcel, seconds: i64) -> Answer {
        let Some(url) = Url::parse(&self.settings.url).ok().filter(|url| self.outside.lets(url)) else {
            return Answer::Refused { words: "is no public address; name its network in outbound.private_networks".to_owned() };
        };
        let request = self.outside.client.post(url).timeout(self.settings.timeout).header(header::CONTENT_TYPE, "application/json");
        let signed = request
            .header("webhook-id", &parcel.id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature(&self.settings.secrets, &parcel.id, seconds, &parcel.body));
        let response = match signed.body(parcel.body.clone()).send().await {
            Ok(response) => response,
            Err(error) => return http::broken(&error),
        };
        if let Some(refused) = http::refused(&response) {
            return refused;
        }
        match http::body(response).await {
            Ok(body) => Answer::Delivered { reference: None, body: Some(body) },
            // It has the parcel; only its answer broke off.
            Err(_) => Answer::Delivered { reference: None, body: None },
        }
    }
}
