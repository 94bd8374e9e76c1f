//! `garda eval-search`: how well articles are found, through the index that serves.

mod measure;
mod page;

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use clap::Args;
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

use super::{
    bar::Bar,
    jsonl::{self, Row},
};
use crate::{
    app::Error,
    domain::{
        content::{Article, Pack, RISK},
        id::{Revision, Slug, TeamId, TopicId},
        language::Language,
        matching::Catalog,
        text::Reader,
    },
};
use measure::{Asked, Measured};

/// Ranks behind this one count for nothing.
const DEEPEST: usize = 10;
/// So many articles are looked at to tell the language of all.
const SAMPLE: usize = 200;
/// So many doubtful rows are named.
const MOST_DOUBTS: usize = 10;

#[derive(Debug, Args)]
pub(super) struct EvalSearch {
    /// One article per line: `{"id": "vpn", "title": "…", "body": "…"}`.
    #[arg(long, value_name = "FILE")]
    articles: PathBuf,
    /// One query per line: `{"text": "…", "relevant": ["vpn"]}`.
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
    /// Print the figures as one JSON object.
    #[arg(long)]
    json: bool,
    /// Write a page with the figures and their plots into this folder, and the plots as SVG files beside it.
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct ArticleRow {
    id: Id,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
}

#[derive(Debug, Deserialize)]
struct QueryRow {
    text: String,
    relevant: Vec<Id>,
}

/// What is looked for, and the places of the articles that should be found; none for one that is not there.
type Query = (String, Vec<Option<usize>>);

/// A text or a whole number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Id(String);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => Ok(Self(text)),
            Value::Number(number) => Ok(Self(number.to_string())),
            _ => Err(D::Error::custom("an id is a text or a number")),
        }
    }
}

impl EvalSearch {
    pub(super) fn run(&self) -> Result<ExitCode, Error> {
        let articles: Vec<Row<ArticleRow>> = jsonl::read(&self.articles, r#"{"id": "vpn", "title": "…", "body": "…"}"#)?;
        let queries: Vec<Row<QueryRow>> = jsonl::read(&self.queries, r#"{"text": "…", "relevant": ["vpn"]}"#)?;
        let places = self.places(&articles)?;
        let queries = self.asked(queries, &places);
        if queries.is_empty() {
            return Err(Error::Usage(format!("{}: no query has a relevant article", self.queries.display())));
        }
        let language = language(&articles);
        let bar = Bar::new();
        bar.show("indexing", 0.0);
        let (catalog, index_time) = timed(|| Catalog::new(Arc::new(pack(articles, language))));
        let asked = ask_all(&catalog, language, &queries, &mut |done| bar.step("searching", done, queries.len()));
        bar.clear();
        let measured = Measured::new(&asked, index_time);
        if let Some(dir) = &self.report {
            page::page(&self.queries, &measured, &asked).write(dir)?;
        }
        if self.json {
            println!("{}", serde_json::to_string_pretty(&measured).unwrap_or_default());
        } else {
            print!("{}", measured.in_words());
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The articles by id; an id that stands twice is an error.
    fn places(&self, articles: &[Row<ArticleRow>]) -> Result<HashMap<Id, usize>, Error> {
        let mut places: HashMap<Id, usize> = HashMap::new();
        for (place, row) in articles.iter().enumerate() {
            if let Some(first) = places.insert(row.value.id.clone(), place) {
                let (file, line, first) = (self.articles.display(), row.line, articles[first].line);
                return Err(Error::Usage(format!("{file}:{line}:1: error: The id `{}` stands in line {first} too\n  = Give each article an id of its own.", row.value.id.0)));
            }
        }
        Ok(places)
    }

    /// The queries with the places of their articles; what can never be found counts as not found, and is told.
    fn asked(&self, queries: Vec<Row<QueryRow>>, places: &HashMap<Id, usize>) -> Vec<Query> {
        let mut doubts = Vec::new();
        let mut kept = Vec::new();
        for Row { line, value } in queries {
            for id in value.relevant.iter().filter(|id| !places.contains_key(id)) {
                doubts.push((line, format!("there is no article `{}`; it counts as not found", id.0)));
            }
            if value.relevant.is_empty() {
                doubts.push((line, "no article is relevant; this query is left out".to_owned()));
            } else {
                kept.push((value.text, value.relevant.iter().map(|id| places.get(id).copied()).collect()));
            }
        }
        tell(&self.queries, &doubts);
        kept
    }
}

fn tell(file: &Path, doubts: &[(usize, String)]) {
    for (line, doubt) in doubts.iter().take(MOST_DOUBTS) {
        eprintln!("{}:{line}:1: warning: {doubt}", file.display());
    }
    if doubts.len() > MOST_DOUBTS {
        eprintln!("{} more rows are doubtful.", doubts.len() - MOST_DOUBTS);
    }
}

/// Asks for everything, one query after the other.
fn ask_all(catalog: &Catalog, language: Language, queries: &[Query], progress: &mut dyn FnMut(usize)) -> Vec<Asked> {
    let mut asked = Vec::with_capacity(queries.len());
    for (text, relevant) in queries {
        asked.push(ask(catalog, language, text, relevant));
        progress(asked.len());
    }
    asked
}

fn ask(catalog: &Catalog, language: Language, text: &str, relevant: &[Option<usize>]) -> Asked {
    let (hits, time) = timed(|| catalog.search(text, language, DEEPEST));
    Asked { found: hits.iter().map(|hit| relevant.contains(&Some(hit.article))).collect(), relevant: relevant.len(), time }
}

#[expect(clippy::disallowed_methods, reason = "what is measured here is time")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    let done = work();
    (done, begin.elapsed())
}

/// The language most of the articles seem to be in.
fn language(articles: &[Row<ArticleRow>]) -> Language {
    let reader = Reader::plain("");
    let mut counts: BTreeMap<Language, usize> = BTreeMap::new();
    for row in articles.iter().take(SAMPLE) {
        let head: String = row.value.title.chars().chain([' ']).chain(row.value.body.chars()).take(400).collect();
        if let Some(language) = reader.read(&head).language {
            *counts.entry(language).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(Language::EN, |(language, _)| language)
}

/// A pack of these articles and nothing else.
fn pack(rows: Vec<Row<ArticleRow>>, language: Language) -> Pack {
    let article = |Row { value: ArticleRow { id, title, body }, .. }: Row<ArticleRow>| Article {
        slug: Slug::new(id.0),
        language,
        title,
        topic: TopicId::new(""),
        keywords: Vec::new(),
        minutes: 0,
        reviewed: String::new(),
        summary: String::new(),
        plain: body,
        html: String::new(),
    };
    Pack {
        revision: Revision::new("eval"),
        prefix: String::new(),
        languages: vec![language],
        default_team: TeamId::new(""),
        variables: BTreeMap::new(),
        topics: Vec::new(),
        greeting: Vec::new(),
        intents: Vec::new(),
        secrets: Vec::new(),
        risk: RISK,
        flows: Vec::new(),
        articles: rows.into_iter().map(article).collect(),
        teams: Vec::new(),
        calendars: Vec::new(),
        slas: Vec::new(),
        texts: BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_after_each_query() {
        let rows = jsonl_rows(&["vpn", "printer"]);
        let catalog = Catalog::new(Arc::new(pack(rows, Language::EN)));
        let queries = [("vpn".to_owned(), vec![Some(0)]), ("printer".to_owned(), vec![None])];
        let mut told = Vec::new();
        let asked = ask_all(&catalog, Language::EN, &queries, &mut |done| told.push(done));
        assert_eq!(told, [1, 2]);
        assert_eq!(asked.iter().map(|asked| asked.found.clone()).collect::<Vec<_>>(), [vec![true], vec![false]]);
    }

    fn jsonl_rows(titles: &[&str]) -> Vec<Row<ArticleRow>> {
        let row = |title: &&str| Row { line: 1, value: ArticleRow { id: Id((*title).to_owned()), title: (*title).to_owned(), body: String::new() } };
        titles.iter().map(row).collect()
    }
}
