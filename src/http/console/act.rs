//! An agent acts on a ticket: take, assign, priority, resolve, reopen.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    session::SignedAgent,
    ticket::number_of,
    view::{One, one},
};
use crate::{
    desk::Assignment,
    domain::{
        content::Priority,
        id::{AgentId, TeamId},
    },
    http::{
        Site,
        json::{At, Json},
        problem::{Problem, Result},
    },
};

/// Makes a ticket the agent's own.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/take", params(("number" = String, Path)), responses((status = 200, body = One), (status = 401), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn take(State(site): State<Site>, SignedAgent(agent): SignedAgent, At(number): At<String>) -> Result<Json<One>> {
    let ticket = site.desk().take(agent, number_of(&number)?).await?;
    one(&site, &ticket).await.map(Json)
}

/// Takes the waiting ticket whose deadline is nearest.
#[utoipa::path(post, path = "/api/v1/tickets/take-next", responses((status = 200, body = One), (status = 401), (status = 403), (status = 404)))]
pub(super) async fn take_next(State(site): State<Site>, SignedAgent(agent): SignedAgent) -> Result<Json<One>> {
    let ticket = site.desk().take_next(agent).await?;
    one(&site, &ticket).await.map(Json)
}

/// Where a ticket goes: to a person or to a team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Destination {
    agent: Option<String>,
    team: Option<String>,
    reason: Option<String>,
}

/// Gives a ticket to a person or to a team's queue.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/assign", params(("number" = String, Path)), request_body = Destination,
    responses((status = 200, body = One), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub(super) async fn assign(State(site): State<Site>, SignedAgent(agent): SignedAgent, At(number): At<String>, Json(to): Json<Destination>) -> Result<Json<One>> {
    let clean = |text: String| text.replace('\0', "").chars().take(500).collect::<String>();
    let to = match (to.agent, to.team) {
        (Some(id), None) => Assignment::Agent(AgentId(clean(id))),
        (None, Some(team)) => Assignment::Team(TeamId(clean(team)), to.reason.map(clean).filter(|reason| !reason.trim().is_empty())),
        _ => return Err(Problem::invalid("Name either `agent` or `team`.")),
    };
    let ticket = site.desk().assign(agent, number_of(&number)?, to).await?;
    one(&site, &ticket).await.map(Json)
}

/// How soon.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPriority {
    #[schema(value_type = String)]
    priority: Priority,
}

/// Changes how soon a ticket must be answered.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/priority", params(("number" = String, Path)), request_body = NewPriority,
    responses((status = 200, body = One), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub(super) async fn priority(State(site): State<Site>, SignedAgent(agent): SignedAgent, At(number): At<String>, Json(new): Json<NewPriority>) -> Result<Json<One>> {
    let ticket = site.desk().set_priority(agent, number_of(&number)?, new.priority).await?;
    one(&site, &ticket).await.map(Json)
}

/// Marks a ticket as done; the bot answers again.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/resolve", params(("number" = String, Path)), responses((status = 200, body = One), (status = 401), (status = 403), (status = 404)))]
pub(super) async fn resolve(State(site): State<Site>, SignedAgent(agent): SignedAgent, At(number): At<String>) -> Result<Json<One>> {
    let ticket = site.desk().resolve(agent, number_of(&number)?).await?;
    one(&site, &ticket).await.map(Json)
}

/// Opens a resolved ticket again.
#[utoipa::path(post, path = "/api/v1/tickets/{number}/reopen", params(("number" = String, Path)), responses((status = 200, body = One), (status = 401), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn reopen(State(site): State<Site>, SignedAgent(agent): SignedAgent, At(number): At<String>) -> Result<Json<One>> {
    let ticket = site.desk().reopen(agent, number_of(&number)?).await?;
    one(&site, &ticket).await.map(Json)
}
