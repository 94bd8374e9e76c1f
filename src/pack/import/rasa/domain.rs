//! The keys of a domain: responses and forms are read, slots, entities and actions are noted.

use super::read::{Form, Project, Response, at, get, items, name, table, text};
use crate::pack::{
    node::{Node, Value},
    shape::At,
};

/// Reads one key; whether it is one of a domain.
pub(super) fn read(project: &mut Project, key: &str, node: &Node) -> bool {
    match key {
        "intents" => project.declared.extend(items(node).iter().filter_map(name)),
        "responses" | "templates" => table(node).iter().for_each(|(name, variants)| response(project, name, variants)),
        "forms" => forms(project, node),
        "slots" => table(node)
            .iter()
            .for_each(|(slot, _)| project.notes.left(&slot.spot, format!("the slot `{}`: Garda keeps what the visitor answers as facts of the ticket", slot.value))),
        "entities" => items(node)
            .iter()
            .filter_map(name)
            .for_each(|entity| project.notes.left(&entity.spot, format!("the entity `{}`: its words stay in the examples, unmarked", entity.value))),
        "actions" => items(node).iter().filter_map(name).filter(|action| !action.value.starts_with("utter_")).for_each(|action| {
            project.notes.left(&action.spot, format!("the action `{}`: Garda runs no code of a pack", action.value));
        }),
        "session_config" => project.notes.left(&node.spot, "when a session ends is a setting of the program"),
        _ => return false,
    }
    true
}

/// The first variant for every channel is what is said; all else is noted.
fn response(project: &mut Project, name: &At<String>, variants: &Node) {
    let all = items(variants);
    let plain = |variant: &&Node| get(variant, "text").is_some() && get(variant, "channel").is_none() && get(variant, "condition").is_none();
    let chosen = all.iter().position(|variant| plain(&variant)).or_else(|| all.iter().position(|variant| get(variant, "text").is_some() || text(variant).is_some()));
    let said = chosen.and_then(|place| get(&all[place], "text").or(Some(&all[place]))).and_then(at);
    for (place, variant) in all.iter().enumerate() {
        if chosen.is_some_and(|chosen| chosen != place) {
            project.notes.left(&variant.spot, format!("another variant of `{}`: Garda says the same every time", name.value));
            continue;
        }
        for (key, value) in table(variant).iter().filter(|(key, _)| key.value != "text") {
            let what = match key.value.as_str() {
                "buttons" => format!("{} buttons", items(value).len()),
                other => format!("`{other}`"),
            };
            project.notes.left(&key.spot, format!("{what} of `{}`: an answer is words, steps and an article", name.value));
        }
    }
    if said.is_none() {
        project.notes.left(&name.spot, format!("`{}` says nothing in words", name.value));
    }
    project.responses.insert(name.value.clone(), Response { spot: name.spot.clone(), text: said });
}

fn forms(project: &mut Project, node: &Node) {
    for (name, form) in table(node) {
        // `required_slots` is a list, in Rasa 2 also a table of slots, or the form itself is that table.
        let slots = get(form, "required_slots").unwrap_or(form);
        let slots = match &slots.value {
            Value::List(entries) => entries.iter().filter_map(super::read::name).collect(),
            _ => table(slots).iter().map(|(slot, _)| slot.clone()).filter(|slot| slot.value != "ignored_intents").collect(),
        };
        if let Some(ignored) = get(form, "ignored_intents") {
            project.notes.left(&ignored.spot, format!("`ignored_intents` of the form `{}`", name.value));
        }
        project.forms.insert(name.value.clone(), Form { spot: name.spot.clone(), slots });
    }
}
