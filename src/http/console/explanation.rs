//! Why the bot answered what it answered: what the turn came to as it was stored, and its words understood again.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;

use super::session::SignedAgent;
use crate::{
    domain::{
        content::{Intent, Kind},
        conversation::{Decision, Message, Part, Sender},
        dialogue::{TurnVerdict, button_said, excerpt},
        id::{ConversationId, IntentId, Revision},
        matching::{Catalog, Explanation, Understanding, buttons::How, explain},
        trial::{Owed, Taught},
    },
    http::{
        Site,
        json::{At, Json},
        problem::{Problem, Result},
    },
    pack,
    store::{Tx, message, revision, study},
};

/// A longer question is cut here.
const LONGEST_QUESTION: usize = 160;

/// Why a turn went as it did.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    /// What its words mean by themselves.
    #[serde(flatten)]
    explanation: Explanation,
    decision: Decided,
    /// The line of the content that the likeliest intent owes its place to.
    taught: Option<Taught>,
}

/// What a turn came to.
#[derive(Debug, Serialize)]
struct Decided {
    verdict: TurnVerdict,
    intent: Option<IntentId>,
    confidence: f32,
    by: By,
    /// The button that was tapped.
    choice: Option<String>,
    /// What the bot had said before.
    asked: Option<String>,
    /// The button that the words mean, where they are no matter of their own.
    meant: Option<Meant>,
}

/// A button said in words.
#[derive(Debug, Serialize)]
struct Meant {
    title: String,
    how: How,
}

/// What settled a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum By {
    /// The words, as they are understood by themselves.
    Words,
    /// A button.
    Button,
    /// Where the conversation stood: the words answered what the bot had asked.
    Conversation,
}

/// Explains a turn: what was decided, what was read, repaired and matched, the scores, the runner-up, the cut-offs and the revision.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/turns/{n}/explanation", params(("id" = String, Path), ("n" = i64, Path)),
    responses((status = 200, body = serde_json::Value), (status = 401), (status = 403), (status = 404)))]
pub(super) async fn explanation(State(site): State<Site>, _: SignedAgent, At((id, n)): At<(String, i64)>) -> Result<Json<Told>> {
    let mut tx = site.desk().store().read().await?;
    let id = ConversationId(id.replace('\0', ""));
    let said = message::of_turn(&mut tx, &id, n).await?.into_iter().find(|message| message.sender == Sender::Visitor).ok_or_else(Problem::not_found)?;
    let decision = said.decision.as_deref().ok_or_else(Problem::not_found)?;
    let before = message::before(&mut tx, &id, said.seq, 6).await?;
    let catalog = catalog_of(&site, &mut tx, &decision.revision).await?;
    let utterance = catalog.read(&said.text);
    let understanding = catalog.understand(&utterance);
    let (decision, taught) = (decided(&catalog, decision, &understanding, &said.text, &before), Owed::new(&catalog).line(&said.text));
    Ok(Json(Told { explanation: explain(&catalog, &utterance, &understanding), decision, taught }))
}

fn decided(catalog: &Catalog, stored: &Decision, understanding: &Understanding, text: &str, before: &[Message]) -> Decided {
    let top = understanding.top().and_then(|top| catalog.pack().intents.get(top.intent));
    // Who asks for a person gets one with the matter at hand.
    let same = |intent: &Intent| stored.intent.as_ref().is_none_or(|id| *id == intent.id) || intent.kind == Kind::Human;
    let by_words = stored.verdict.follows(understanding.verdict) && top.is_none_or(same);
    let by = match (&stored.choice, by_words) {
        (Some(_), _) => By::Button,
        (None, true) => By::Words,
        (None, false) => By::Conversation,
    };
    let meant = if by == By::Conversation { meant(stored, text, before) } else { None };
    Decided { verdict: stored.verdict, intent: stored.intent.clone(), confidence: stored.confidence, by, choice: stored.choice.clone(), asked: asked(before), meant }
}

/// The button of the turn before that the words mean, if the turn did what it does.
fn meant(stored: &Decision, text: &str, before: &[Message]) -> Option<Meant> {
    let last = before.iter().rev().find(|message| message.sender == Sender::Bot)?.turn;
    let parts = before.iter().rev().take_while(|message| message.turn == last).flat_map(|message| &message.parts);
    let offered = parts.into_iter().find_map(|part| if let Part::Choices { choices } = part { Some(choices) } else { None })?;
    let (choice, how) = button_said(offered, text)?;
    let led_there = choice.value.strip_prefix("/topic/").is_none_or(|id| stored.intent.as_ref().is_some_and(|intent| intent.as_str() == id));
    led_there.then(|| Meant { title: choice.title.clone(), how })
}

/// What the bot last said before this message.
fn asked(before: &[Message]) -> Option<String> {
    let last = before.iter().rev().find(|message| message.sender == Sender::Bot)?;
    Some(excerpt(&last.text, LONGEST_QUESTION)).filter(|text| !text.is_empty())
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
