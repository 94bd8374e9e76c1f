//! The files of a project taken apart by their keys; a file may hold any of them.

use std::{collections::BTreeMap, sync::Arc};

use super::{domain, nlu, stories};
use crate::{
    domain::{language::Language, text::Reader},
    pack::{
        Files,
        import::Notes,
        node::{self, Node, Value},
        problem::{Report, Spot},
        shape::At,
    },
};

/// Everything of a project that matters.
#[derive(Debug, Default)]
pub(super) struct Project {
    pub(super) intents: Vec<Intent>,
    /// Names with the other ways to say them.
    pub(super) synonyms: Vec<List>,
    /// Values of entities.
    pub(super) lookups: Vec<List>,
    pub(super) responses: BTreeMap<String, Response>,
    pub(super) forms: BTreeMap<String, Form>,
    pub(super) rules: Vec<Story>,
    pub(super) stories: Vec<Story>,
    pub(super) tests: Vec<Story>,
    /// The intents of the domain.
    pub(super) declared: Vec<At<String>>,
    /// The language of config.yml.
    pub(super) configured: Option<Language>,
    pub(super) notes: Notes,
}

#[derive(Debug)]
pub(super) struct Intent {
    pub(super) name: At<String>,
    /// The examples with their annotations.
    pub(super) examples: Vec<At<String>>,
}

#[derive(Debug)]
pub(super) struct List {
    pub(super) name: At<String>,
    pub(super) values: Vec<At<String>>,
}

#[derive(Debug)]
pub(super) struct Response {
    pub(super) spot: Spot,
    /// What is said, if it is said in words.
    pub(super) text: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct Form {
    pub(super) spot: Spot,
    pub(super) slots: Vec<At<String>>,
}

#[derive(Debug)]
pub(super) struct Story {
    pub(super) name: At<String>,
    pub(super) steps: Vec<Step>,
    /// Whether it holds under a condition only, or is a piece of a longer one.
    pub(super) partial: bool,
}

#[derive(Debug)]
pub(super) struct Step {
    pub(super) spot: Spot,
    pub(super) what: What,
}

#[derive(Debug)]
pub(super) enum What {
    /// The user says something that means this.
    User { intent: Option<String>, text: Option<String> },
    /// The bot does this.
    Action(String),
    /// A slot, a loop, a checkpoint, an alternative.
    Other,
}

impl Project {
    /// The configured language if Garda has it, else the one most examples seem to be in.
    pub(super) fn language(&self) -> Language {
        if let Some(language) = self.configured.filter(|language| [Language::ID, Language::EN].contains(language)) {
            return language;
        }
        let reader = Reader::plain("");
        let texts = self.intents.iter().flat_map(|intent| &intent.examples).map(|example| super::examples::plain(&example.value).0);
        let spoken: Vec<Language> = texts.filter_map(|text| reader.read(&text).language).collect();
        let english = spoken.iter().filter(|language| **language == Language::EN).count();
        if english * 2 > spoken.len() { Language::EN } else { Language::ID }
    }
}

/// Takes all files apart.
pub(super) fn project(files: &Files, report: &mut Report) -> Project {
    let mut project = Project::default();
    for (path, text) in &files.0 {
        let path: Arc<str> = path.as_str().into();
        let name = path.rsplit('/').next().unwrap_or_default();
        let ending = name.rsplit('.').next().unwrap_or_default();
        if ending == "py" {
            code(&mut project, &path, text);
        } else if ending == "json" {
            if text.contains("rasa_nlu_data") {
                project.notes.left(&Spot::top(&path), "this file is in the older JSON format: convert it with Rasa 2 first");
            }
        } else if ending == "md" {
            if text.lines().any(|line| line.starts_with("## intent:") || line.starts_with("* ")) && path.contains("data/") {
                project.notes.left(&Spot::top(&path), "this file is in the older Markdown format: convert it with Rasa 2 first");
            }
        } else if name.starts_with("endpoints.") || name.starts_with("credentials.") {
            project.notes.left(&Spot::top(&path), "channels and endpoints are settings of the program: see its configuration file");
        } else if let Some(node) = node::parse(&path, text, report) {
            file(&mut project, &path, &node, report);
        }
    }
    project
}

/// Code is not run; each class is named.
fn code(project: &mut Project, path: &Arc<str>, text: &str) {
    for (place, line) in text.lines().enumerate().filter(|(_, line)| line.starts_with("class ")) {
        let class = line.trim_start_matches("class ").split(['(', ':']).next().unwrap_or_default();
        let spot = Spot { line: place + 1, ..Spot::top(path) };
        project.notes.left(&spot, format!("the code of `{class}` is not taken over: Garda runs no code of a pack"));
    }
}

fn file(project: &mut Project, path: &Arc<str>, node: &Node, report: &Report) {
    for (key, value) in table(node) {
        match key.value.as_str() {
            "version" | "recipe" | "assistant_id" => {}
            "nlu" => nlu::read(project, value, report),
            "rules" => stories::read(project, value, stories::Sort::Rules),
            "stories" if is_test(path) => stories::read(project, value, stories::Sort::Tests),
            "stories" => stories::read(project, value, stories::Sort::Stories),
            "language" => project.configured = text(value).and_then(Language::parse),
            "pipeline" | "policies" => {
                for part in items(value) {
                    let name = get(part, "name").and_then(text).or_else(|| text(part)).unwrap_or("?");
                    project.notes.left(&part.spot, format!("`{name}` ({}): Garda understands and decides by its own means", key.value));
                }
            }
            other if domain::read(project, other, value) => {}
            other => project.notes.left(&key.spot, format!("`{other}` has no counterpart")),
        }
    }
    if !matches!(node.value, Value::Table(_)) {
        project.notes.left(&Spot::top(path), "this file holds no keys of Rasa");
    }
}

fn is_test(path: &str) -> bool {
    path.starts_with("tests/") || path.rsplit('/').next().is_some_and(|name| name.starts_with("test_"))
}

/// The rows of a table; none of anything else.
pub(super) fn table(node: &Node) -> &[(At<String>, Node)] {
    if let Value::Table(rows) = &node.value { rows } else { &[] }
}

/// The items of a list; none of anything else.
pub(super) fn items(node: &Node) -> &[Node] {
    if let Value::List(items) = &node.value { items } else { &[] }
}

pub(super) fn text(node: &Node) -> Option<&str> {
    if let Value::Text(text) = &node.value { Some(text.trim()) } else { None }
}

pub(super) fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    table(node).iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
}

/// A text with its place.
pub(super) fn at(node: &Node) -> Option<At<String>> {
    text(node).map(|text| At { value: text.to_owned(), spot: node.spot.clone() })
}

/// The name of an entry that is a word, or a table whose only key is the word.
pub(super) fn name(node: &Node) -> Option<At<String>> {
    at(node).or_else(|| table(node).first().map(|(key, _)| key.clone()))
}
