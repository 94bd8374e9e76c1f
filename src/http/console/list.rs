//! The queues.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    session::SignedAgent,
    view::{TicketRow, row},
};
use crate::{
    domain::ticket::read_number,
    http::{
        Site,
        json::{Asked, Json},
        problem::Result,
    },
    store::ticket::list::{self, Filter, View},
};

/// The most tickets of one answer.
const MOST_TICKETS: i64 = 200;

/// A queue of the console.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Queue {
    Mine,
    Unassigned,
    #[default]
    All,
    Resolved,
}

/// Which tickets.
#[derive(Debug, Deserialize, IntoParams)]
pub(super) struct Which {
    /// `mine`, `unassigned`, `all` (the default: all open ones) or `resolved`.
    #[serde(default)]
    #[param(value_type = String)]
    view: Queue,
    /// Only this team's.
    team: Option<String>,
    /// Only those whose number, subject or requester contains this.
    q: Option<String>,
    /// Only those behind this ticket, the last one received.
    after: Option<String>,
    /// How many at most; 50 unless told, 200 at most.
    limit: Option<i64>,
}

/// A queue.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tickets {
    tickets: Vec<TicketRow>,
    /// How many there are in all.
    total: i64,
    counts: Counts,
}

/// Open tickets.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Counts {
    mine: i64,
    unassigned: i64,
    all: i64,
}

/// A queue, the nearest deadline first.
#[utoipa::path(get, path = "/api/v1/tickets", params(Which), responses((status = 200, body = Tickets), (status = 401), (status = 403), (status = 422)))]
pub(super) async fn list(State(site): State<Site>, SignedAgent(agent): SignedAgent, Asked(which): Asked<Which>) -> Result<Json<Tickets>> {
    let mut tx = site.desk().store().read().await?;
    let view = match which.view {
        Queue::Mine => View::Mine(&agent.id),
        Queue::Unassigned => View::Unassigned,
        Queue::All => View::All,
        Queue::Resolved => View::Resolved,
    };
    let clean = |text: Option<String>| text.map(|text| text.replace('\0', "")).filter(|text| !text.trim().is_empty());
    let (team, query) = (clean(which.team), clean(which.q));
    let query = query.map(|query| number_part(query.trim()));
    let filter = Filter {
        view,
        team: team.as_deref(),
        query: query.as_deref(),
        limit: which.limit.unwrap_or(50).clamp(1, MOST_TICKETS),
        after: which.after.as_deref().and_then(read_number),
    };
    let (listed, total) = list::list(&mut tx, filter).await?;
    let counts = list::counts(&mut tx, &agent.id).await?;
    let catalog = site.desk().catalog();
    Ok(Json(Tickets {
        tickets: listed.into_iter().map(|listed| row(catalog.pack(), listed)).collect(),
        total,
        counts: Counts { mine: counts.mine, unassigned: counts.unassigned, all: counts.all_open },
    }))
}

/// `GRD-1042` is looked for by its digits.
fn number_part(query: &str) -> String {
    let digits = query.rsplit('-').next().filter(|digits| query.contains('-') && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    digits.unwrap_or(query).to_owned()
}
