//! The few places where the two databases spell a thing differently, and words for enums.

use serde::{Serialize, de::DeserializeOwned};

use super::Tx;

/// One statement in the spelling of each database.
#[derive(Debug)]
pub(super) struct Sql {
    sqlite: String,
    postgres: String,
}

impl Sql {
    /// Reads a statement with holes: `{rows a text, b bigint}` is the JSON array of objects in `$1` as rows called `r`,
    /// `{ids}` the JSON array of texts in `$1`, `{object a text}` a row as a JSON object, `{list a text}` all rows as one JSON array, `{lock}` keeps others from changing the rows read.
    pub(super) fn new(text: &str) -> Self {
        let (mut sqlite, mut postgres) = (String::new(), String::new());
        let mut rest = text;
        while let Some((before, hole)) = rest.split_once('{') {
            let (hole, after) = hole.split_once('}').unwrap_or((hole, ""));
            sqlite.push_str(before);
            postgres.push_str(before);
            let (lite, pg) = filled(hole);
            sqlite.push_str(&lite);
            postgres.push_str(&pg);
            rest = after;
        }
        sqlite.push_str(rest);
        postgres.push_str(rest);
        Self { sqlite, postgres }
    }

    /// The spelling for the database this transaction is open on.
    pub(super) fn on(&'static self, tx: &Tx) -> &'static str {
        if tx.is_sqlite() { &self.sqlite } else { &self.postgres }
    }
}

fn filled(hole: &str) -> (String, String) {
    match hole.split_once(' ') {
        Some(("rows", columns)) => {
            let names = columns.split(',').filter_map(|column| column.split_whitespace().next());
            let picked: Vec<String> = names.map(|name| format!("value->>'{name}' AS {name}")).collect();
            (format!("(SELECT {} FROM json_each($1)) AS r", picked.join(", ")), format!("json_to_recordset($1::json) AS r({columns})"))
        }
        Some(("object", columns)) => {
            let names: Vec<&str> = columns.split(',').filter_map(|column| column.split_whitespace().next()).collect();
            let pairs: Vec<String> = names.iter().map(|name| format!("'{name}', {name}")).collect();
            (format!("json_object({})", pairs.join(", ")), format!("json_build_object({})::text", pairs.join(", ")))
        }
        Some(("list", columns)) => {
            let names: Vec<&str> = columns.split(',').filter_map(|column| column.split_whitespace().next()).collect();
            let pairs: Vec<String> = names.iter().map(|name| format!("'{name}', {name}")).collect();
            (format!("json_group_array(json_object({}))", pairs.join(", ")), format!("COALESCE(json_agg(json_build_object({})), '[]')::text", pairs.join(", ")))
        }
        _ if hole == "ids" => ("(SELECT value FROM json_each($1))".to_owned(), "(SELECT json_array_elements_text($1::json))".to_owned()),
        _ if hole == "lock" => (String::new(), "FOR UPDATE".to_owned()),
        _ if hole == "skip_locked" => (String::new(), "FOR UPDATE SKIP LOCKED".to_owned()),
        _ => unreachable!("no hole is called {hole}"),
    }
}

/// A unit enum as the word it is stored by.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => unreachable!("only unit enums are stored as words"),
    }
}

/// A unit enum read back from its word.
pub(super) fn read_word<T: DeserializeOwned>(word: String) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word)).ok()
}

/// A value as JSON text; the values stored here always have one.
pub(super) fn json(value: &impl Serialize) -> String {
    let mut text = Vec::with_capacity(1024);
    let written = serde_json::to_writer(&mut text, value).is_ok();
    String::from_utf8(text).ok().filter(|_| written).unwrap_or_else(|| "null".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_for_each_database() {
        let sql = Sql::new("SELECT {object a text} FROM {rows a text, b bigint} WHERE a IN {ids} {lock}");
        assert_eq!(sql.sqlite, "SELECT json_object('a', a) FROM (SELECT value->>'a' AS a, value->>'b' AS b FROM json_each($1)) AS r WHERE a IN (SELECT value FROM json_each($1)) ");
        assert!(
            sql.postgres.ends_with("FROM json_to_recordset($1::json) AS r(a text, b bigint) WHERE a IN (SELECT json_array_elements_text($1::json)) FOR UPDATE"),
            "{}",
            sql.postgres
        );
    }
}
