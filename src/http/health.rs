//! Whether the program lives, whether it can serve, and a few numbers.

use axum::{Router, extract::State, http::StatusCode, routing::get};

use super::Site;
use crate::store::conversation;

pub(super) fn router() -> Router<Site> {
    Router::new().route("/healthz", get(async || "ok")).route("/readyz", get(ready)).route("/metrics", get(metrics))
}

/// Ready when the database answers.
async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    match count(&site).await {
        Some(_) => (StatusCode::OK, "ready"),
        None => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"),
    }
}

async fn metrics(State(site): State<Site>) -> String {
    let revision = site.desk().catalog().revision().clone();
    let conversations = count(&site).await.unwrap_or(-1);
    let studied = if site.desk().catalog().is_studied() { 1.0 } else { f64::from(site.desk().studying().borrow().unwrap_or(0)) / 100.0 };
    format!(
        "# HELP garda_conversations Conversations stored.\n# TYPE garda_conversations gauge\ngarda_conversations {conversations}\n\
         # HELP garda_pack The revision of the pack that serves.\n# TYPE garda_pack gauge\ngarda_pack{{revision=\"{revision}\"}} 1\n\
         # HELP garda_pack_studied_ratio How far this node has studied the pack that serves; 1 when what was learned serves.\n# TYPE garda_pack_studied_ratio gauge\n\
         garda_pack_studied_ratio {studied}\n"
    )
}

async fn count(site: &Site) -> Option<i64> {
    let mut tx = site.desk().store().read().await.ok()?;
    conversation::count(&mut tx).await.ok()
}
