//! Why the bot answered what it answered, decided again from what was stored.

use std::sync::Arc;

use axum::extract::State;

use super::session::SignedAgent;
use crate::{
    domain::{
        conversation::Sender,
        id::{ConversationId, Revision},
        matching::{Catalog, Explanation, explain},
    },
    http::{
        Site,
        json::{At, Json},
        problem::{Problem, Result},
    },
    pack,
    store::{Tx, message, revision, study},
};

/// Explains a turn: what was read, repaired and matched, the scores, the runner-up, the cut-offs and the revision.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/turns/{n}/explanation", params(("id" = String, Path), ("n" = i64, Path)),
    responses((status = 200, body = serde_json::Value), (status = 401), (status = 403), (status = 404)))]
pub(super) async fn explanation(State(site): State<Site>, _: SignedAgent, At((id, n)): At<(String, i64)>) -> Result<Json<Explanation>> {
    let mut tx = site.desk().store().read().await?;
    let id = ConversationId(id.replace('\0', ""));
    let said = message::of_turn(&mut tx, &id, n).await?.into_iter().find(|message| message.sender == Sender::Visitor).ok_or_else(Problem::not_found)?;
    let decision = said.decision.ok_or_else(Problem::not_found)?;
    let catalog = catalog_of(&site, &mut tx, &decision.revision).await?;
    let utterance = catalog.read(&said.text);
    let understanding = catalog.understand(&utterance);
    Ok(Json(explain(&catalog, &utterance, &understanding)))
}

/// The catalog of a revision: the one that serves, or an older one built again from its files.
async fn catalog_of(site: &Site, tx: &mut Tx, id: &Revision) -> Result<Arc<Catalog>> {
    let serving = site.desk().catalog();
    if serving.revision() == id {
        return Ok(serving);
    }
    let (published, studied) = id.parts();
    let files = revision::find(tx, &published).await?.ok_or_else(Problem::not_found)?;
    let files = pack::Files(serde_json::from_str(&files).map_err(|_| Problem::not_found())?);
    let study = if studied { Some(study::find(tx, &published).await?.ok_or_else(Problem::not_found)?) } else { None };
    let built = tokio::task::spawn_blocking(move || pack::load(&files).pack.map(|pack| Catalog::learned(Arc::new(pack), study))).await;
    built.ok().flatten().map(Arc::new).ok_or_else(Problem::not_found)
}
