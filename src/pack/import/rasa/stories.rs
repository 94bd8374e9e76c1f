//! `stories:` and `rules:` as lists of what the user says and the bot does.

use super::read::{Project, Step, Story, What, at, get, items, table, text};
use crate::pack::{
    node::{Node, Value},
    shape::At,
};

/// What kind of stories these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Rules,
    Stories,
    Tests,
}

pub(super) fn read(project: &mut Project, node: &Node, sort: Sort) {
    for entry in items(node) {
        let name = ["story", "rule"].iter().find_map(|key| get(entry, key).and_then(at));
        let name = name.unwrap_or_else(|| At { value: format!("line {}", entry.spot.line), spot: entry.spot.clone() });
        let partial = partial(project, entry, &name);
        let steps: Vec<Step> = get(entry, "steps").map(items).unwrap_or_default().iter().map(|node| step(project, node, &name)).collect();
        if steps.is_empty() {
            continue;
        }
        let story = Story { name, steps, partial };
        match sort {
            Sort::Rules => project.rules.push(story),
            Sort::Stories => project.stories.push(story),
            Sort::Tests => project.tests.push(story),
        }
    }
}

/// Notes what makes a story more than a row of steps.
fn partial(project: &mut Project, entry: &Node, name: &At<String>) -> bool {
    let mut partial = false;
    for (key, value) in table(entry) {
        match key.value.as_str() {
            "story" | "rule" | "steps" => continue,
            "metadata" => {
                project.notes.left(&key.spot, format!("metadata of \"{}\"", name.value));
                continue;
            }
            "condition" => project.notes.left(&value.spot, format!("the condition of \"{}\": Garda has no slots to ask, so what follows is not taken over", name.value)),
            other => project.notes.left(&key.spot, format!("`{other}` of \"{}\"", name.value)),
        }
        partial |= key.value == "condition";
    }
    partial
}

fn step(project: &mut Project, node: &Node, story: &At<String>) -> Step {
    let spot = node.spot.clone();
    let user = get(node, "intent").is_some() || get(node, "user").is_some();
    if user {
        if let Some(entities) = get(node, "entities") {
            project.notes.left(&entities.spot, format!("entities in \"{}\"", story.value));
        }
        let word = |key: &str| get(node, key).and_then(text).map(str::to_owned);
        return Step { spot, what: What::User { intent: word("intent"), text: word("user") } };
    }
    if let Some(action) = get(node, "action").and_then(text) {
        return Step { spot, what: What::Action(action.to_owned()) };
    }
    let what = table(node).first().map_or("?", |(key, _)| key.value.as_str());
    // A loop that ends is the other half of one that begins.
    let ends = what == "active_loop" && get(node, "active_loop").is_some_and(|node| matches!(node.value, Value::Nothing));
    if !ends {
        project.notes.left(&spot, format!("`{what}` in \"{}\"", story.value));
    }
    Step { spot, what: What::Other }
}
