//! Articles: find and read.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    domain::{id::Slug, language::Language, matching::Catalog},
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
pub(in crate::http) struct Hit {
    pub slug: String,
    pub title: String,
    pub snippet: String,
    pub topic: String,
    pub minutes: u32,
    pub url: String,
}

/// Finds articles.
#[utoipa::path(get, path = "/api/v1/articles", params(Query), responses((status = 200, body = Found)))]
pub(super) async fn search(State(site): State<Site>, Asked(query): Asked<Query>) -> Json<Found> {
    let catalog = site.desk().catalog();
    let language = query.lang.as_deref().and_then(Language::parse).unwrap_or_else(|| catalog.pack().default_language());
    Json(Found { articles: find_articles(&catalog, &query.q, language, query.limit.unwrap_or(10).clamp(1, 50)) })
}

/// The articles that fit a query best.
pub(in crate::http) fn find_articles(catalog: &Catalog, query: &str, language: Language, limit: usize) -> Vec<Hit> {
    let query: String = query.chars().take(MOST_QUERY).collect();
    let hits = catalog.search(&query, catalog.pack().spoken(language), limit);
    let shown = |hit: crate::domain::matching::ArticleHit| {
        let article = catalog.pack().articles.get(hit.article)?;
        Some(Hit {
            slug: article.slug.0.clone(),
            title: article.title.clone(),
            snippet: article.summary.clone(),
            topic: catalog.pack().topic_name(&article.topic, language).to_owned(),
            minutes: article.minutes,
            url: format!("/help/articles/{}?lang={}", article.slug, article.language),
        })
    };
    hits.into_iter().filter_map(shown).collect()
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
