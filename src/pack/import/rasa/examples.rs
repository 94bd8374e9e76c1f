//! Examples without their annotations, and new ones from lookup tables and synonyms.

use std::ops::Range;

use serde_json::{Deserializer, Value};

use super::read::Project;
use crate::pack::{import::Notes, shape::At};

/// So many examples are made for one intent at most.
const MOST_NEW: usize = 12;

/// A marked piece of an example.
#[derive(Debug, PartialEq)]
pub(super) struct Mark {
    /// Where it stands in the plain text, in bytes.
    at: Range<usize>,
    entity: String,
    value: Option<String>,
}

/// The text people would type, and its marked pieces.
pub(super) fn plain(example: &str) -> (String, Vec<Mark>) {
    let (mut text, mut marks, mut rest) = (String::new(), Vec::new(), example);
    while let Some(open) = rest.find('[') {
        text.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        if let Some((piece, entity, value, tail)) = annotated(after) {
            let start = text.len();
            text.push_str(piece);
            marks.push(Mark { at: start..text.len(), entity, value });
            rest = tail;
        } else {
            text.push('[');
            rest = after;
        }
    }
    text.push_str(rest);
    (text, marks)
}

/// `text](entity)`, `text](entity:value)`, `text]{"entity": …}` or `text][{…}, {…}]`, and what follows.
fn annotated(after: &str) -> Option<(&str, String, Option<String>, &str)> {
    let (text, rest) = after.split_once(']')?;
    if let Some(body) = rest.strip_prefix('(') {
        let (inner, tail) = body.split_once(')')?;
        let inner = inner.trim().trim_matches('"');
        let (entity, value) = inner.split_once(':').map_or((inner, None), |(entity, value)| (entity, Some(value.to_owned())));
        return Some((text, entity.to_owned(), value, tail));
    }
    if !rest.starts_with('{') && !rest.starts_with("[{") {
        return None;
    }
    let mut stream = Deserializer::from_str(rest).into_iter::<Value>();
    let about = stream.next()?.ok()?;
    let tail = &rest[stream.byte_offset()..];
    let about = about.get(0).unwrap_or(&about);
    let word = |key: &str| about.get(key).and_then(Value::as_str).map(str::to_owned);
    Some((text, word("entity")?, word("value"), tail))
}

/// One line without what a pack reads as a variable.
pub(super) fn tidy(text: &str) -> String {
    text.replace(['{', '}'], "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Examples in which a marked word is replaced by one of a lookup table or by a synonym that no example has yet.
pub(super) fn more(project: &Project, examples: &[At<String>], used: &mut Vec<String>) -> Vec<String> {
    let read: Vec<(String, Vec<Mark>)> = examples.iter().map(|example| plain(&example.value)).collect();
    let known = read.iter().map(|(text, _)| text.to_lowercase()).collect::<Vec<_>>().join("\n");
    let (mut made, mut taken): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (text, marks) in &read {
        // One new word per place, so that the words spread over the examples.
        for mark in marks {
            for (list, word) in others(project, text, mark) {
                let fresh = !known.contains(&word.to_lowercase()) && !taken.contains(&word.to_lowercase());
                if fresh && made.len() < MOST_NEW {
                    taken.push(word.to_lowercase());
                    made.push(format!("{}{word}{}", &text[..mark.at.start], &text[mark.at.end..]));
                }
                used.push(list.clone());
            }
        }
    }
    made
}

/// The words that may stand in a marked place, with the name of their list.
fn others<'p>(project: &'p Project, text: &str, mark: &'p Mark) -> impl Iterator<Item = (&'p String, &'p String)> {
    let typed = text[mark.at.clone()].to_lowercase();
    let lookups = project.lookups.iter().filter(|list| list.name.value == mark.entity);
    let synonyms = project.synonyms.iter().filter(move |list| {
        let name = list.name.value.to_lowercase();
        name == typed || mark.value.as_ref().is_some_and(|value| value.to_lowercase() == name)
    });
    lookups.chain(synonyms).flat_map(|list| list.values.iter().map(|value| (&list.name.value, &value.value)))
}

/// Tells which lists found their way into examples.
pub(super) fn tell(project: &Project, used: &[String], notes: &mut Notes) {
    for (kind, list) in project.lookups.iter().map(|list| ("lookup table", list)).chain(project.synonyms.iter().map(|list| ("synonym", list))) {
        let name = &list.name.value;
        if used.contains(name) {
            notes.changed(&list.name.spot, format!("the words of the {kind} `{name}` stand in examples now, at most {MOST_NEW} new ones an intent"));
        } else {
            notes.left(&list.name.spot, format!("the {kind} `{name}`: no example has a place for its words"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_are_taken_off() {
        for (example, text, entities) in [
            ("hello", "hello", vec![]),
            ("in [Paris](city)", "in Paris", vec!["city"]),
            ("my [credit card](account:credit) and [x](\"y\")", "my credit card and x", vec!["account", "y"]),
            (r#"[a b]{"entity": "c", "value": "d"} e"#, "a b e", vec!["c"]),
            (r#"[a][{"entity": "c"}, {"entity": "d"}]!"#, "a!", vec!["c"]),
            ("an [array] and (this)", "an [array] and (this)", vec![]),
            (r#"[broken]{"entity": "#, r#"[broken]{"entity": "#, vec![]),
            ("[", "[", vec![]),
        ] {
            let (got, marks) = plain(example);
            assert_eq!((got.as_str(), marks.iter().map(|mark| mark.entity.as_str()).collect::<Vec<_>>()), (text, entities), "{example}");
        }
    }
}
