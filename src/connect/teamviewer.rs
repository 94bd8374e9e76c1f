//! Opens a `TeamViewer` session (<https://webapi.teamviewer.com/api/v1/docs>, `POST /sessions`): a link for the visitor and one for the agent.

use std::time::Duration;

use reqwest::Url;
use serde_json::{Value, json};

use super::{TeamViewerSettings, http, http::Outside};
use crate::domain::outbox::{Answer, Parcel};

/// Somebody waits for it in the chat.
const TIMEOUT: Duration = Duration::from_secs(8);

/// Where sessions are opened.
#[derive(Debug)]
pub(super) struct Sessions {
    outside: Outside,
    settings: TeamViewerSettings,
}

impl Sessions {
    pub(super) fn new(outside: &Outside, settings: TeamViewerSettings) -> Self {
        Self { outside: outside.clone(), settings }
    }

    /// Opens a session; its answer has `link` for the visitor and `supporter_link` for the agent.
    pub(super) async fn open(&self, parcel: &Parcel) -> Answer {
        let Some(url) = Url::parse(&format!("{}/api/v1/sessions", self.settings.url.trim_end_matches('/'))).ok().filter(|url| self.outside.lets(url)) else {
            return Answer::Refused { words: "teamviewer.url is no address that may be called".to_owned() };
        };
        let asked: Value = serde_json::from_str(&parcel.body).unwrap_or_default();
        let matter = asked["data"]["values"].as_object().and_then(|values| values.values().next()?.as_str()).unwrap_or("Garda");
        let body = json!({ "groupname": self.settings.group, "description": matter });
        let response = match self.outside.client.post(url).timeout(TIMEOUT).bearer_auth(&self.settings.token).json(&body).send().await {
            Ok(response) => response,
            Err(error) => return http::broken(&error),
        };
        if let Some(refused) = http::refused(&response) {
            return refused;
        }
        let opened: Value = http::body(response).await.ok().and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default();
        match (opened["end_customer_link"].as_str(), opened["supporter_link"].as_str()) {
            (Some(link), Some(supporter)) => {
                let body = json!({ "link": link, "supporter_link": supporter }).to_string();
                Answer::Delivered { reference: opened["code"].as_str().map(str::to_owned), body: Some(body) }
            }
            _ => Answer::Refused { words: "answered without the links of a session".to_owned() },
        }
    }
}
