//! Labelled lines from a file, and the pack they make.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Deserializer, de::Error as _};

use crate::{
    app::Error,
    cli::jsonl,
    domain::{
        content::{Answer, Intent, Kind, Pack, Priority, RISK},
        id::{IntentId, Revision, TeamId, TopicId},
        language::{Language, Said},
    },
};

/// One labelled message.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Row {
    pub(super) text: String,
    #[serde(deserialize_with = "label")]
    pub(super) intent: String,
}

/// What a row looks like, for messages.
const SHAPE: &str = r#"{"text": "…", "intent": "…"}"#;

/// Reads a file of one JSON object a line; empty lines are left out.
pub(super) fn read(path: &Path) -> Result<Vec<Row>, Error> {
    Ok(jsonl::read(path, SHAPE)?.into_iter().map(|row| row.value).collect())
}

/// A label, which has letters.
fn label<'de, D: Deserializer<'de>>(given: D) -> Result<String, D::Error> {
    let label = String::deserialize(given)?;
    if label.trim().is_empty() { Err(D::Error::custom("`intent` is empty; write the label of the line there")) } else { Ok(label) }
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
        flow: None,
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
        secrets: Vec::new(),
        risk: RISK,
        flows: Vec::new(),
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
    fn a_label_is_not_empty() {
        let wrong = serde_json::from_str::<Row>(r#"{"text": "a", "intent": " "}"#).unwrap_err();
        assert!(wrong.to_string().starts_with("`intent` is empty"), "{wrong}");
    }

    #[test]
    fn rows_make_a_pack() {
        let rows = [("a", "x"), ("b", "oos")].map(|(text, intent)| Row { text: text.to_owned(), intent: intent.to_owned() });
        let pack = pack(&["x".to_owned()], &rows);
        assert_eq!(pack.intents.len(), 1);
        assert_eq!(pack.intents[0].examples[&Language::EN], ["a"]);
    }
}
