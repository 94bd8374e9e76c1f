//! The few places where the two databases spell a thing differently, and words for enums.

use serde::{Serialize, de::DeserializeOwned};

use super::{Conn, Tx};

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
    pub(super) fn on(&'static self, tx: &mut Tx) -> &'static str {
        match tx.conn() {
            Conn::Sqlite(_) => &self.sqlite,
            Conn::Postgres(_) => &self.postgres,
        }
    }
}

/// A statement over rows given as values, for lots of 1, 2, 4 … 64 rows, so that few texts are prepared.
///
/// Plain values cost a database far less than rows unpacked from JSON, and are spelled alike in both.
#[derive(Debug)]
pub(super) struct Rows([String; 7]);

impl Rows {
    /// A statement that goes on behind the values with `after`; each row has so many columns.
    pub(super) fn new(before: &str, columns: usize, after: &str) -> Self {
        Self(std::array::from_fn(|power| {
            let row = |place: usize| (1..=columns).map(|column| format!("${}", place * columns + column)).collect::<Vec<_>>().join(", ");
            let rows: Vec<String> = (0..1 << power).map(|place| format!("({})", row(place))).collect();
            format!("{before} {}{after}", rows.join(", "))
        }))
    }

    /// Cuts so many rows into lots, each with its statement.
    pub(super) fn lots(&'static self, rows: usize) -> impl Iterator<Item = (std::ops::Range<usize>, &'static str)> {
        let mut begin = 0;
        std::iter::from_fn(move || {
            let power = (rows - begin).checked_ilog2()?.min(6);
            let lot = begin..begin + (1 << power);
            begin = lot.end;
            Some((lot, self.0[power as usize].as_str()))
        })
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
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_into_lots_of_powers_of_two() {
        static ROWS: std::sync::LazyLock<Rows> = std::sync::LazyLock::new(|| Rows::new("INSERT INTO t (a, b) VALUES", 2, ""));
        let lots: Vec<_> = ROWS.lots(131).map(|(lot, _)| lot).collect();
        assert_eq!(lots, [0..64, 64..128, 128..130, 130..131]);
        assert_eq!(ROWS.lots(2).next().map(|(_, sql)| sql), Some("INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)"));
        assert_eq!(ROWS.lots(0).count(), 0);
    }
}
