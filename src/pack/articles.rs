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
pub(super) fn article(file: &ArticleFile, text: &str, topics: &Option<Vec<String>>, frame: &Frame, report: &mut Report) -> Option<Article> {
    let parts = split(text);
    let Some((front, body)) = parts else {
        let begins = text.trim_start_matches('\u{feff}').starts_with("---");
        let (message, hint) = if begins { ("The front matter is not closed", "Write a line `---` below it.") } else { ("The front matter is missing", "Begin the file with `---`, the fields title, topic, minutes and reviewed, and `---`.") };
        report.error(&Spot::top(&file.path), message, hint);
        return None;
    };
    let raw = self::front(file, &text[..front.end], report)?;
    check(&raw, topics, report);
    let spot = report.spot(&file.path, body.clone());
    if text[body.clone()].trim().is_empty() {
        report.error(&raw.title.spot, "This article is empty", "Write the answer in one or two sentences below the front matter.");
    }
    let said = frame.fill(&text[body.clone()], &spot, file.language, &[], report);
    let rendered = markdown::render(&said);
    warn(file, &rendered, &spot, report);
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

/// Where the front matter ends (with its first line) and where the body is, in bytes.
fn split(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let bom = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut lines = text[bom..].split_inclusive('\n');
    let mut at = bom + lines.next().filter(|line| line.trim_end() == "---")?.len();
    for line in lines {
        if line.trim_end() == "---" {
            return Some((bom..at, at + line.len()..text.len()));
        }
        at += line.len();
    }
    None
}

/// The front matter is read in place: its first line becomes a comment, so every line and offset is the one of the file.
fn front(file: &ArticleFile, head: &str, report: &mut Report) -> Option<RawFront> {
    let yaml = head.replacen("---", "#--", 1);
    let node = node::parse(&file.path, &yaml, report)?;
    Some(RawFront::read(&node, report))
}

fn check(raw: &RawFront, topics: &Option<Vec<String>>, report: &mut Report) {
    refs::exists(&raw.topic, topics, "topic", report);
    people::date(&raw.reviewed, report);
    if raw.minutes.value > LONGEST_MINUTES {
        report.error(&raw.minutes.spot, format!("{} minutes are more than {LONGEST_MINUTES}", raw.minutes.value), "Write how long it takes to follow this article.");
    }
}

fn warn(file: &ArticleFile, rendered: &markdown::Rendered, body: &Spot, report: &mut Report) {
    for (line, column, what) in &rendered.dropped {
        let spot = report.line(&file.path, body.line + line - 1, *column);
        report.warning(&spot, format!("Here is {what}, which is not shown"), "Write it as Markdown: headings, lists, tables, links, `code`.");
    }
}
