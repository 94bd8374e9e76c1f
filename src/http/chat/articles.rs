//! Articles: find and read.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    domain::{
        content,
        id::Slug,
        language::Language,
        matching::{ArticleHit, Catalog, Snippet},
    },
    http::{
        Site,
        json::{Asked, At, Json},
        problem::{Problem, Result},
    },
};

/// The most characters of a query that are looked at.
const MOST_QUERY: usize = 200;

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
pub(super) struct Query {
    /// In words, as people type.
    #[serde(default)]
    q: String,
    /// The language to prefer.
    lang: Option<String>,
    /// How many at most; 10 unless told, 50 at most.
    limit: Option<usize>,
}

/// Articles found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Found {
    articles: Vec<Hit>,
}

/// An article found.
#[derive(Debug, Serialize, ToSchema)]
struct Hit {
    slug: String,
    title: String,
    /// The place in its text with most of the words looked for, as plain text; its first paragraph if it has none of them.
    snippet: String,
    /// Where the words looked for stand in `snippet`, also those found through a typing mistake or by their beginning; in order and apart.
    marks: Vec<Mark>,
    topic: String,
    minutes: u32,
    url: String,
}

/// A word in a snippet.
#[derive(Debug, Serialize, ToSchema)]
struct Mark {
    /// Where it begins, in characters (Unicode code points) from 0.
    start: usize,
    /// Where it ends: the place behind its last character.
    end: usize,
}

/// Finds articles.
#[utoipa::path(get, path = "/api/v1/articles", params(Query), responses((status = 200, body = Found)))]
pub(super) async fn search(State(site): State<Site>, Asked(query): Asked<Query>) -> Json<Found> {
    let catalog = site.desk().catalog();
    let language = query.lang.as_deref().and_then(Language::parse).unwrap_or_else(|| catalog.pack().default_language());
    let found = find_articles(&catalog, &query.q, language, query.limit.unwrap_or(10).clamp(1, 50));
    let hit = |(article, snippet): (&content::Article, Snippet)| Hit {
        slug: article.slug.0.clone(),
        title: article.title.clone(),
        marks: snippet.marks_in_characters().into_iter().map(|mark| Mark { start: mark.start, end: mark.end }).collect(),
        snippet: snippet.text,
        topic: catalog.pack().topic_name(&article.topic, language).to_owned(),
        minutes: article.minutes,
        url: address(article),
    };
    Json(Found { articles: found.into_iter().map(hit).collect() })
}

/// The articles that fit a query best, each with the place that shows why.
pub(in crate::http) fn find_articles<'c>(catalog: &'c Catalog, query: &str, language: Language, limit: usize) -> Vec<(&'c content::Article, Snippet)> {
    let query: String = query.chars().take(MOST_QUERY).collect();
    let hits = catalog.search(&query, catalog.pack().spoken(language), limit);
    let shown = |hit: ArticleHit| Some((catalog.pack().articles.get(hit.article)?, catalog.snippet(&hit, &query)));
    hits.into_iter().filter_map(shown).collect()
}

/// Where people read an article.
pub(in crate::http) fn address(article: &content::Article) -> String {
    format!("/help/articles/{}?lang={}", article.slug, article.language)
}

/// In which language.
#[derive(Debug, Deserialize, IntoParams)]
pub(super) struct In {
    /// The language to prefer.
    lang: Option<String>,
}

/// An article.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Article {
    slug: String,
    title: String,
    /// Safe HTML.
    html: String,
    topic: String,
    minutes: u32,
    reviewed: String,
    language: String,
}

/// Reads an article.
#[utoipa::path(get, path = "/api/v1/articles/{slug}", params(("slug" = String, Path), In), responses((status = 200, body = Article), (status = 404)))]
pub(super) async fn read(State(site): State<Site>, At(slug): At<String>, Asked(asked): Asked<In>) -> Result<Json<Article>> {
    let catalog = site.desk().catalog();
    let language = asked.lang.as_deref().and_then(Language::parse).unwrap_or_else(|| catalog.pack().default_language());
    let article = catalog.pack().article(&Slug(slug), language).ok_or_else(Problem::not_found)?;
    Ok(Json(Article {
        slug: article.slug.0.clone(),
        title: article.title.clone(),
        html: article.html.clone(),
        topic: catalog.pack().topic_name(&article.topic, language).to_owned(),
        minutes: article.minutes,
        reviewed: article.reviewed.clone(),
        language: article.language.to_string(),
    }))
}
