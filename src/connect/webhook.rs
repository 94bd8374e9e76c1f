//! Calls a program: a signed POST whose answer may be data, or only says whether it arrived.

use reqwest::{Response, Url, header};

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

    /// Asks with the parcel's body; the answer is data.
    pub(super) async fn call(&self, parcel: &Parcel, seconds: i64) -> Answer {
        match self.post(parcel, seconds).await {
            // It has the parcel, even if its answer broke off.
            Ok(response) => Answer::Delivered { reference: None, body: http::body(response).await.ok() },
            Err(answer) => answer,
        }
    }

    /// Tells what happened; what is answered is of no interest. Whatever is no success may be one the next time, but for 410.
    pub(super) async fn tell(&self, parcel: &Parcel, seconds: i64) -> Answer {
        match self.post(parcel, seconds).await {
            Ok(_) => Answer::Delivered { reference: None, body: None },
            Err(Answer::Refused { words }) => Answer::Failed { words, wait: None },
            Err(answer) => answer,
        }
    }

    /// Posts the parcel's body under its own key; what is no success is an answer already.
    async fn post(&self, parcel: &Parcel, seconds: i64) -> Result<Response, Answer> {
        let Some(url) = Url::parse(&self.settings.url).ok().filter(|url| self.outside.lets(url)) else {
            return Err(Answer::Refused { words: "is no public address; name its network in outbound.private_networks".to_owned() });
        };
        let request = self.outside.client.post(url).timeout(self.settings.timeout).header(header::CONTENT_TYPE, "application/json");
        let signed = request
            .header("webhook-id", &parcel.id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature(&self.settings.secrets, &parcel.id, seconds, &parcel.body));
        let response = signed.body(parcel.body.clone()).send().await.map_err(|error| http::broken(&error))?;
        match http::refused(&response) {
            Some(answer) => Err(answer),
            None => Ok(response),
        }
    }
}
