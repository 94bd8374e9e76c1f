//! Labelled lines from a file, each mistake with its file, line and column; and the pack they make.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;

use crate::{
    app::Error,
    domain::{
        content::{Answer, Intent, Kind, Pack, Priority},
        id::{IntentId, Revision, TeamId, TopicId},
        language::{Language, Said},
    },
};

/// One labelled message.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) intent: String,
}

/// After so many mistakes the rest is not listed.
const MOST: usize = 20;

/// Reads a file of one JSON object a line; empty lines are left out.
pub(super) fn read(path: &Path) -> Result<Vec<Row>, Error> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| Error::File { path: name.clone(), error })?;
    parse(&name, &bytes).map_err(|problems| Error::Usage(problems.join("\n")))
}

fn parse(name: &str, bytes: &[u8]) -> Result<Vec<Row>, Vec<String>> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{FEFF}').unwrap_or(text),
        Err(error) => return Err(vec![not_utf8(name, &bytes[..error.valid_up_to()])]),
    };
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<Row>(line) {
            Ok(row) if row.intent.trim().is_empty() => problems.push(format!("{name}:{number}:1: `intent` is empty; write the label of the line there")),
            Ok(row) => rows.push(row),
            Err(error) => problems.push(format!("{name}:{number}:{}: {}; write one object such as {{\"text\": \"…\", \"intent\": \"…\"}}", error.column().max(1), what(&error))),
        }
    }
    if problems.len() > MOST {
        let more = problems.len() - MOST;
        problems.truncate(MOST);
        problems.push(format!("… and {more} more lines of {name}"));
    }
    if problems.is_empty() && rows.is_empty() {
        problems.push(format!("{name}:1:1: the file has no rows; write one object a line, such as {{\"text\": \"…\", \"intent\": \"…\"}}"));
    }
    if problems.is_empty() { Ok(rows) } else { Err(problems) }
}

fn not_utf8(name: &str, before: &[u8]) -> String {
    let line = before.split(|byte| *byte == b'\n').count();
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    format!("{name}:{line}:{column}: this is not UTF-8; save the file as UTF-8")
}

/// What is wrong, without the place, which is said already.
fn what(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    whole.split(" at line ").next().unwrap_or(&whole).to_owned()
}

/// A pack that teaches these lines and nothing else.
pub(super) fn pack(labels: &[String], rows: &[Row]) -> Pack {
    let mut examples: BTreeMap<&str, Vec<String>> = labels.iter().map(|label| (label.as_str(), Vec::new())).collect();
    for row in rows {
        if let Some(lines) = examples.get_mut(row.intent.as_str()) {
            lines.push(row.text.clone());
        }
    }
    let team = TeamId::new("eval");
    let intent = |(label, lines): (&str, Vec<String>)| Intent {
        id: IntentId::new(label),
        topic: TopicId::new("eval"),
        title: Said::default(),
        kind: Kind::Info,
        team: team.clone(),
        priority: Priority::Normal,
        phrases: Vec::new(),
        not: Vec::new(),
        examples: [(Language::EN, lines)].into(),
        answer: Answer::default(),
        ask: Vec::new(),
    };
    Pack {
        revision: Revision::new("eval"),
        prefix: "GRD".to_owned(),
        languages: vec![Language::EN],
        default_team: team.clone(),
        variables: BTreeMap::new(),
        topics: Vec::new(),
        greeting: Vec::new(),
        intents: examples.into_iter().map(intent).collect(),
        articles: Vec::new(),
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
    fn mistakes_have_their_place() {
        for (text, want) in [
            ("{\"text\": \"a\", \"intent\": \"b\"}\n\n{\"text\": \"a\", \"label\": \"b\"}", "f:3:27: missing field `intent`"),
            ("{\"text\": 7, \"intent\": \"b\"}", "f:1:10: invalid type: integer `7`, expected a string"),
            ("a\tb", "f:1:1: expected value"),
            ("{\"text\": \"a\", \"intent\": \" \"}", "f:1:1: `intent` is empty"),
            ("", "f:1:1: the file has no rows"),
        ] {
            let problems = parse("f", text.as_bytes()).unwrap_err();
            assert!(problems[0].starts_with(want), "{text}: {problems:?}");
        }
        assert!(parse("f", b"{}\n\"\xff").unwrap_err()[0].starts_with("f:2:2: this is not UTF-8"));
        assert_eq!(parse("f", "x\n".repeat(50).as_bytes()).unwrap_err().len(), MOST + 1);
    }

    #[test]
    fn rows_make_a_pack() {
        let rows = parse("f", "\u{FEFF}{\"text\": \"a\", \"intent\": \"x\"}\r\n{\"text\": \"b\", \"intent\": \"oos\"}".as_bytes()).unwrap();
        let pack = pack(&["x".to_owned()], &rows);
        assert_eq!(pack.intents.len(), 1);
        assert_eq!(pack.intents[0].examples[&Language::EN], ["a"]);
    }
}
