//! What the desk knows: its matters with their teams and priorities, and the flows drawn and told.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::session::SignedAgent;
use crate::{
    domain::{
        content::{Intent, Kind, Pack, Priority},
        flow::Flow,
        id::FlowId,
        language::Language,
    },
    http::{
        Site,
        json::{Asked, Json},
        problem::{Problem, Result},
    },
    pack,
};

/// The picture is a document of its own: nothing in it runs, and nothing is fetched for it.
const STILL: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// In which language.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct In {
    /// The language of names and sentences.
    lang: Option<String>,
}

impl In {
    fn language(&self, pack: &Pack) -> Language {
        pack.spoken(self.lang.as_deref().and_then(Language::parse).unwrap_or_else(|| pack.default_language()))
    }
}

/// The state of the pack that serves.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PackState {
    revision: String,
    /// Whether what was studied of it in the background serves.
    studied: bool,
    /// How far that has come on this node, in percent; left out where it is not under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    studying: Option<u8>,
}

/// Which pack serves, and how far it is studied.
#[utoipa::path(get, path = "/api/v1/pack", responses((status = 200, body = PackState), (status = 401), (status = 403)))]
pub(super) async fn pack_state(State(site): State<Site>, _: SignedAgent) -> Json<PackState> {
    let (catalog, studying) = (site.desk().catalog(), *site.desk().studying().borrow());
    Json(PackState { revision: catalog.pack().revision.to_string(), studied: catalog.is_studied(), studying })
}

/// Every matter.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Matters {
    intents: Vec<Matter>,
}

/// One thing people ask.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Matter {
    id: String,
    title: String,
    /// The shelf it stands on.
    topic: String,
    #[schema(value_type = String)]
    kind: Kind,
    /// The name of the team that gets its tickets; none where it never becomes a ticket.
    team: Option<String>,
    #[schema(value_type = Option<String>)]
    priority: Option<Priority>,
    /// The guided flow it begins.
    flow: Option<String>,
}

/// Every matter of the pack that is served.
#[utoipa::path(get, path = "/api/v1/intents", params(In), responses((status = 200, body = Matters), (status = 401), (status = 403)))]
pub(super) async fn intents(State(site): State<Site>, _: SignedAgent, Asked(asked): Asked<In>) -> Json<Matters> {
    let catalog = site.desk().catalog();
    let pack = catalog.pack();
    let language = asked.language(pack);
    Json(Matters { intents: pack.intents.iter().map(|intent| matter(pack, intent, language)).collect() })
}

fn matter(pack: &Pack, intent: &Intent, language: Language) -> Matter {
    let becomes_ticket = intent.kind.is_matter();
    let team = pack.team(&intent.team).filter(|_| becomes_ticket);
    Matter {
        id: intent.id.to_string(),
        title: intent.title.in_language(language).to_owned(),
        topic: pack.topic_name(&intent.topic, language).to_owned(),
        kind: intent.kind,
        team: team.map(|team| team.name.in_language(language).to_owned()),
        priority: becomes_ticket.then_some(intent.priority),
        flow: intent.flow.as_ref().map(ToString::to_string),
    }
}

/// A flow in words.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FlowInWords {
    flow: String,
    /// The language of the steps.
    language: String,
    steps: Vec<StepInWords>,
}

/// One step of a flow in words.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StepInWords {
    /// What must hold, else it is passed over.
    when: Vec<String>,
    /// What kind of step it is.
    what: String,
    /// What is said or tried.
    says: Vec<String>,
    /// The answers to choose from.
    answers: Vec<String>,
    /// The step it goes on with, counted from 1; the next one when left out.
    then: Option<usize>,
    /// Whether the flow is left here.
    leaves: bool,
}

/// A flow, step by step in words.
#[utoipa::path(get, path = "/api/v1/flows/{flow}", params(("flow" = String, Path), In), responses((status = 200, body = FlowInWords), (status = 401), (status = 403), (status = 404)))]
pub(super) async fn flow(State(site): State<Site>, _: SignedAgent, Path(id): Path<String>, Asked(asked): Asked<In>) -> Result<Json<FlowInWords>> {
    let catalog = site.desk().catalog();
    let language = asked.language(catalog.pack());
    let flow = find(catalog.pack(), &id)?;
    let steps = pack::tell(flow, language).into_iter().map(|pack::Told { when, what, says, answers, then, leaves }| StepInWords { when, what, says, answers, then, leaves });
    Ok(Json(FlowInWords { flow: id, language: language.to_string(), steps: steps.collect() }))
}

/// A flow as a picture (SVG).
#[utoipa::path(get, path = "/api/v1/flows/{flow}/picture", params(("flow" = String, Path), In),
    responses((status = 200, content_type = "image/svg+xml", body = String), (status = 401), (status = 403), (status = 404)))]
pub(super) async fn picture(State(site): State<Site>, _: SignedAgent, Path(id): Path<String>, Asked(asked): Asked<In>) -> Result<Response> {
    let catalog = site.desk().catalog();
    let svg = pack::draw(find(catalog.pack(), &id)?, asked.language(catalog.pack()));
    let mut response = svg.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(STILL));
    Ok(response)
}

fn find<'p>(pack: &'p Pack, id: &str) -> Result<&'p Flow> {
    pack.flow(&FlowId::new(id)).ok_or_else(Problem::not_found)
}
