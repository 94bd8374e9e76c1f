//! Help for people: search, read, and a way to a person on every page; no script is needed.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;

use super::page::{self, Framed, In, Page, answer};
use crate::{
    domain::{content::Article as Text, id::Slug, language::Language, matching::Snippet},
    http::{
        Site, chat,
        json::{Asked, At},
    },
};

/// How many results one page shows.
const MOST_RESULTS: usize = 20;

/// An article in a list.
struct Row {
    title: String,
    url: String,
}

/// An article that was found, with the place in it that shows why.
struct Found {
    title: String,
    snippet: Vec<Piece>,
    topic: String,
    minutes: u32,
    url: String,
}

/// A piece of a text, and whether it was looked for.
struct Piece {
    text: String,
    marked: bool,
}

struct Topic {
    id: String,
    title: String,
    articles: Vec<Row>,
}

struct Link {
    title: String,
    url: String,
}

#[derive(Template)]
#[template(path = "help.html", config = "src/http/web/askama.toml")]
struct Home {
    page: Page,
    popular: Vec<Row>,
    topics: Vec<Topic>,
}

pub(super) async fn home(State(site): State<Site>, at: In) -> Response {
    let catalog = site.desk().catalog();
    let (pack, language) = (catalog.pack(), at.language(&site));
    let popular = pack.greeting.iter().filter_map(|id| pack.intent(id)?.answer.article.as_ref());
    let popular = popular.filter_map(|slug| pack.article(slug, language)).map(|article| row(article, language)).collect();
    let in_topic = |id: &crate::domain::id::TopicId| {
        pack.articles.iter().filter(|article| article.topic == *id && article.language == language).map(|article| row(article, language)).collect()
    };
    let topics = pack.topics.iter().map(|topic| Topic { id: topic.id.to_string(), title: topic.name.in_language(language).to_owned(), articles: in_topic(&topic.id) });
    let topics = topics.filter(|topic| !topic.articles.is_empty()).collect();
    answer(StatusCode::OK, &Home { page: Page::new(&site, &at, None, ""), popular, topics }, &Framed::No)
}

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "help_search.html", config = "src/http/web/askama.toml")]
struct Search {
    page: Page,
    query: String,
    read_as: String,
    results: Vec<Found>,
    topics: Vec<Link>,
}

pub(super) async fn search(State(site): State<Site>, at: In, Asked(asked): Asked<Query>) -> Response {
    let catalog = site.desk().catalog();
    let (pack, language) = (catalog.pack(), at.language(&site));
    let query: String = asked.q.trim().chars().take(200).collect();
    let found = |(article, snippet): (&Text, Snippet)| Found {
        title: article.title.clone(),
        snippet: snippet.pieces().map(|(text, marked)| Piece { text: text.to_owned(), marked }).collect(),
        topic: pack.topic_name(&article.topic, language).to_owned(),
        minutes: article.minutes,
        url: chat::address(article),
    };
    let results: Vec<Found> = chat::find_articles(&catalog, &query, language, MOST_RESULTS).into_iter().map(found).collect();
    let title = match (language == Language::ID, results.len()) {
        (true, count) => format!("{count} hasil: {query}"),
        (false, 1) => format!("1 result: {query}"),
        (false, count) => format!("{count} results: {query}"),
    };
    let topics = pack.topics.iter().map(|topic| Link { title: topic.name.in_language(language).to_owned(), url: format!("/help?lang={language}#{}", topic.id) }).collect();
    let page = Page::new(&site, &at, Some(title), &format!("&q={}", escaped(&query)));
    answer(StatusCode::OK, &Search { page, read_as: read_as(&catalog, &query), query, results, topics }, &Framed::No)
}

/// How the words were read, if other than written.
fn read_as(catalog: &crate::domain::matching::Catalog, query: &str) -> String {
    let read = catalog.read(query).read_as();
    if read.eq_ignore_ascii_case(query) { String::new() } else { read }
}

/// A text fit for the part of an address behind the question mark.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

struct Article {
    title: String,
    topic: String,
    topic_url: String,
    minutes: u32,
    reviewed: String,
    language: String,
    html: String,
}

#[derive(Template)]
#[template(path = "help_article.html", config = "src/http/web/askama.toml")]
struct ArticlePage {
    page: Page,
    article: Article,
    related: Vec<Row>,
}

pub(super) async fn article(State(site): State<Site>, at: In, At(slug): At<String>) -> Response {
    let catalog = site.desk().catalog();
    let (pack, language) = (catalog.pack(), at.language(&site));
    let Some(found) = pack.article(&Slug(slug), language) else {
        return page::error(&site, language, StatusCode::NOT_FOUND, "");
    };
    let related = pack.articles.iter().filter(|other| other.topic == found.topic && other.language == found.language && other.slug != found.slug);
    let related = related.take(4).map(|other| row(other, language)).collect();
    let shown = Article {
        title: found.title.clone(),
        topic: pack.topic_name(&found.topic, language).to_owned(),
        topic_url: format!("/help?lang={language}#{}", found.topic),
        minutes: found.minutes,
        reviewed: date_words(&found.reviewed, language),
        language: found.language.to_string(),
        html: found.html.clone(),
    };
    let page = Page::new(&site, &at, Some(found.title.clone()), "");
    answer(StatusCode::OK, &ArticlePage { page, article: shown, related }, &Framed::No)
}

fn row(article: &Text, language: Language) -> Row {
    Row { title: article.title.clone(), url: format!("/help/articles/{}?lang={language}", article.slug) }
}

/// `2026-11-03` as people write it: "3 Nov 2026".
fn date_words(date: &str, language: Language) -> String {
    let Ok(day) = date.parse::<jiff::civil::Date>() else { return date.to_owned() };
    format!("{} {} {}", day.day(), crate::domain::sla::month_word(day.month(), language), day.year())
}
