//! People and teams of the desk.

use std::collections::HashMap;

use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::session::SignedAgent;
use crate::{
    desk::NewAgent,
    domain::{
        agent::{Agent, Role},
        id::TeamId,
        language::Language,
    },
    http::{
        Site,
        json::{Asked, Json},
        problem::{Problem, Result},
    },
    store::{agent, ticket::list},
};

/// Everybody.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Agents {
    agents: Vec<AgentLoad>,
}

/// A person and how much it has to do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AgentLoad {
    #[serde(flatten)]
    agent: Agent,
    /// Open tickets.
    open: i64,
}

/// Everybody of the desk.
#[utoipa::path(get, path = "/api/v1/agents", responses((status = 200, body = Agents), (status = 401), (status = 403)))]
pub(super) async fn agents(State(site): State<Site>, _: SignedAgent) -> Result<Json<Agents>> {
    let mut tx = site.desk().store().read().await?;
    let load: HashMap<String, i64> = list::by_agent(&mut tx).await?.into_iter().collect();
    let agents = agent::all(&mut tx).await?.into_iter();
    let agents = agents.map(|agent| AgentLoad { open: load.get(agent.id.as_str()).copied().unwrap_or(0), agent }).collect();
    Ok(Json(Agents { agents }))
}

/// A person to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Newcomer {
    email: String,
    name: String,
    role: Role,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    teams: Vec<TeamId>,
}

/// A person just added.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Added {
    agent: Agent,
    /// To be used once; it is not shown again.
    password: String,
}

/// Adds a person.
#[utoipa::path(post, path = "/api/v1/agents", request_body = Newcomer, responses((status = 201, body = Added), (status = 401), (status = 403), (status = 422)))]
pub(super) async fn add(State(site): State<Site>, SignedAgent(by): SignedAgent, Json(new): Json<Newcomer>) -> Result<(StatusCode, Json<Added>)> {
    if !by.role.may_add_people() {
        return Err(Problem::forbidden("Only an administrator adds people."));
    }
    let (agent, password) = site.desk().add_agent(NewAgent { email: new.email, name: new.name, role: new.role, teams: new.teams }).await?;
    tracing::info!(agent.id = %agent.id, by = %by.id, "added a person");
    Ok((StatusCode::CREATED, Json(Added { agent, password })))
}

/// Every team.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Teams {
    teams: Vec<TeamLoad>,
}

/// A team and its queue.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TeamLoad {
    id: String,
    name: String,
    /// Open tickets.
    open: i64,
    /// Of those, the ones nobody has.
    unassigned: i64,
}

/// In which language.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct In {
    /// The language of names.
    lang: Option<String>,
}

/// Every team and its queue.
#[utoipa::path(get, path = "/api/v1/teams", params(In), responses((status = 200, body = Teams), (status = 401), (status = 403)))]
pub(super) async fn teams(State(site): State<Site>, _: SignedAgent, Asked(asked): Asked<In>) -> Result<Json<Teams>> {
    let catalog = site.desk().catalog();
    let language = asked.lang.as_deref().and_then(Language::parse).unwrap_or_else(|| catalog.pack().default_language());
    let load = list::by_team(&mut site.desk().store().read().await?).await?;
    let load: HashMap<String, (i64, i64)> = load.into_iter().map(|(team, open, unassigned)| (team, (open, unassigned))).collect();
    let teams = catalog.pack().teams.iter().map(|team| {
        let (open, unassigned) = load.get(team.id.as_str()).copied().unwrap_or_default();
        TeamLoad { id: team.id.to_string(), name: team.name.in_language(language).to_owned(), open, unassigned }
    });
    Ok(Json(Teams { teams: teams.collect() }))
}
