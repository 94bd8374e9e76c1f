//! Articles: the front matter, the Markdown below it, and the two languages of one slug.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use crate::domain::{
    content::Article,
    id::{Slug, TopicId},
    language::Language,
};

use super::{
    markdown, node, people,
    problem::{Report, Spot},
    raw::RawFront,
    refs,
    shape::{At, Read},
    words::Frame,
};

/// Pages for people are short, and rendering takes more than linear time.
const LONGEST_BODY: usize = 1 << 16;
/// An article takes longer than this only by mistake.
const LONGEST_MINUTES: u32 = 240;

/// One file under articles/.
#[derive(Debug)]
pub(super) struct ArticleFile {
    pub(super) path: Arc<str>,
    pub(super) slug: String,
    pub(super) language: Language,
}

/// Slug and language in `slug.lang.md`.
pub(super) fn name(file: &str) -> Option<(&str, Language)> {
    let (slug, code) = file.strip_suffix(".md")?.rsplit_once('.')?;
    let language = super::shape::language(code)?;
    refs::is_id(slug, "-").then_some((slug, language))
}

/// Reads one article; `None` after a problem that leaves nothing to show.
pub(super) fn article(file: &ArticleFile, text: &str, topics: Option<&[String]>, frame: &Frame, report: &mut Report) -> Option<Article> {
    let (head, body) = split(text).map_err(|(message, hint)| report.error(&Spot::top(&file.path), message, hint)).ok()?;
    let raw = front(file, &text[head], report)?;
    check(&raw, topics, report);
    if text[body.clone()].trim().is_empty() {
        report.error(&raw.title.spot, "This article is empty", "Write the answer in one or two sentences below the front matter.");
    }
    if body.len() > LONGEST_BODY {
        report.error(&raw.title.spot, format!("This article has more than {LONGEST_BODY} bytes"), "Make two articles of it.");
        return None;
    }
    let below = report.spot(&file.path, body.clone());
    let rendered = markdown::render(&frame.fill(&text[body], &below, file.language, &[], report));
    warn(file, &rendered, &below, report);
    let mut word = |at: &At<String>| frame.fill(&at.value, &at.spot, file.language, &[], report);
    Some(Article {
        slug: Slug::new(&file.slug),
        language: file.language,
        title: word(&raw.title),
        topic: TopicId::new(&raw.topic.value),
        keywords: raw.keywords.iter().flatten().filter(|keyword| !keyword.value.is_empty()).map(&mut word).collect(),
        minutes: raw.minutes.value,
        reviewed: raw.reviewed.value.clone(),
        summary: rendered.summary,
        plain: rendered.plain,
        html: rendered.html,
    })
}

/// Warns where the languages of one article stand on different shelves.
pub(super) fn check_topics(articles: &[Article], topics: Option<&[String]>, report: &mut Report) {
    let known = |article: &&Article| topics.is_some_and(|topics| topics.contains(&article.topic.0));
    let mut first: BTreeMap<&Slug, &Article> = BTreeMap::new();
    for article in articles.iter().filter(known) {
        let other = *first.entry(&article.slug).or_insert(article);
        if other.topic != article.topic {
            let path = format!("articles/{}.{}.md", article.slug, article.language);
            let message = format!("This article stands under `{}`, and under `{}` in `{}`", article.topic, other.topic, other.language);
            report.warning(&Spot::top(&path), message, "Choose one topic for both.");
        }
    }
}

/// Reports articles that lack one of the languages, and languages that the pack does not speak.
pub(super) fn check_languages(files: &[ArticleFile], frame: &Frame, report: &mut Report) {
    let mut by_slug: BTreeMap<&str, Vec<&ArticleFile>> = BTreeMap::new();
    for file in files {
        by_slug.entry(&file.slug).or_default().push(file);
        if !frame.languages.contains(&file.language) {
            report.error(&Spot::top(&file.path), format!("The pack does not speak `{}`", file.language), "Add it to `languages` in pack.yml, or remove this file.");
        }
    }
    for (slug, versions) in by_slug {
        for language in frame.languages.iter().filter(|language| versions.iter().all(|file| file.language != **language)) {
            report.error(&Spot::top(&versions[0].path), format!("This article does not exist in `{language}`"), format!("Write articles/{slug}.{language}.md."));
        }
    }
}

/// What is wrong and what to do.
type Complaint = (&'static str, &'static str);

/// Where the front matter (with its lines `---`) and the body stand, in bytes; else what is wrong.
fn split(text: &str) -> Result<(Range<usize>, Range<usize>), Complaint> {
    let bom = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut lines = text[bom..].split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "---");
    let first = first.ok_or(("The front matter is missing", "Begin the file with `---`, the fields title, topic, minutes and reviewed, and `---`."))?;
    let mut at = bom + first.len();
    for line in lines {
        if line.trim_end() == "---" {
            return Ok((bom..at, at + line.len()..text.len()));
        }
        at += line.len();
    }
    Err(("The front matter is not closed", "Write a line `---` below it."))
}

/// The front matter is read in place: its first line becomes a comment, so every line and offset is the one of the file.
fn front(file: &ArticleFile, head: &str, report: &mut Report) -> Option<RawFront> {
    let yaml = head.replacen("---", "#--", 1);
    let node = node::parse(&file.path, &yaml, report)?;
    Some(RawFront::read(&node, report))
}

fn check(raw: &RawFront, topics: Option<&[String]>, report: &mut Report) {
    refs::exists(&raw.topic, topics, "topic", report);
    people::date(&raw.reviewed, report);
    if raw.minutes.value > LONGEST_MINUTES {
        report.error(&raw.minutes.spot, format!("{} minutes are more than {LONGEST_MINUTES}", raw.minutes.value), "Write how long it takes to follow this article.");
    }
}

fn warn(file: &ArticleFile, rendered: &markdown::Rendered, body: &Spot, report: &mut Report) {
    for (line, column, what) in &rendered.dropped {
        let spot = report.line(&file.path, body.line + line - 1, *column);
        report.warning(&spot, format!("Here is {what}, which is not shown"), "Write it as plain Markdown: headings, lists, tables, links, `code`.");
    }
}
