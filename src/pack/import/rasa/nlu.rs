//! `nlu:` — intents with examples, synonyms, lookup tables, regular expressions.

use super::read::{Intent, List, Project, at, get, items, table, text};
use crate::pack::{
    node::{Node, Value},
    problem::{Report, Spot},
    shape::At,
};

pub(super) fn read(project: &mut Project, node: &Node, report: &Report) {
    for entry in items(node) {
        let Some((kind, name)) = table(entry).iter().find(|(key, _)| key.value != "examples" && key.value != "metadata") else { continue };
        let Some(name) = at(name) else { continue };
        let examples = get(entry, "examples").map(|examples| lines(project, examples, report)).unwrap_or_default();
        if let Some(about) = get(entry, "metadata") {
            project.notes.left(&about.spot, format!("metadata of `{}`", name.value));
        }
        match kind.value.as_str() {
            "intent" => add(project, name, examples),
            "synonym" => project.synonyms.push(List { name, values: examples }),
            "lookup" => project.lookups.push(List { name, values: examples }),
            "regex" => {
                let text = format!("the regular expression `{}`: Garda learns from examples; write phrases for words that can mean one intent only", name.value);
                project.notes.left(&name.spot, text);
            }
            other => project.notes.left(&kind.spot, format!("`{other}` has no counterpart")),
        }
    }
}

/// An intent may stand in several files.
fn add(project: &mut Project, name: At<String>, examples: Vec<At<String>>) {
    match project.intents.iter_mut().find(|intent| intent.name.value == name.value) {
        Some(intent) => intent.examples.extend(examples),
        None => project.intents.push(Intent { name, examples }),
    }
}

/// Examples are a text with a line each, or a list of texts.
fn lines(project: &mut Project, node: &Node, report: &Report) -> Vec<At<String>> {
    match &node.value {
        Value::Text(block) => block_lines(block, &node.spot, report),
        Value::List(entries) => entries.iter().flat_map(|entry| entry_lines(project, entry, report)).collect(),
        _ => Vec::new(),
    }
}

fn entry_lines(project: &mut Project, entry: &Node, report: &Report) -> Vec<At<String>> {
    if let Some(about) = get(entry, "metadata") {
        project.notes.left(&about.spot, "metadata of an example");
    }
    let node = get(entry, "text").unwrap_or(entry);
    text(node).map(|block| block_lines(block, &node.spot, report)).unwrap_or_default()
}

/// The lines of a block, each at its own place in the file.
fn block_lines(block: &str, spot: &Spot, report: &Report) -> Vec<At<String>> {
    let mut place = spot.line;
    let mut found = Vec::new();
    for line in block.lines().map(str::trim).filter(|line| !line.is_empty()) {
        place = report.find_line(&spot.file, place, line).unwrap_or(place);
        let value = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line).trim();
        if !matches!(value, "" | "-") {
            found.push(At { value: value.to_owned(), spot: Spot { line: place, ..spot.clone() } });
        }
        place += 1;
    }
    found
}
