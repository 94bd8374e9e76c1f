//! Files with one JSON object per line, with the place of every mistake.

use std::path::Path;

use serde::de::DeserializeOwned;

use crate::{
    app::Error,
    pack::{self, Problem, Severity},
};

/// So many mistakes of one file are shown.
const MOST: usize = 20;
/// So much of a line is shown.
const LONGEST: usize = 240;

/// A row and its line in the file, from 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row<T> {
    pub(super) line: usize,
    pub(super) value: T,
}

/// Reads every row; empty lines are passed over. `shape` shows what a row looks like, for messages.
pub(super) fn read<T: DeserializeOwned>(path: &Path, shape: &str) -> Result<Vec<Row<T>>, Error> {
    let bytes = std::fs::read(path).map_err(|error| Error::File { path: path.display().to_string(), error })?;
    let file = path.display().to_string();
    let text = std::str::from_utf8(&bytes).map_err(|error| vec![not_utf8(&file, &bytes[..error.valid_up_to()])]);
    text.and_then(|text| rows(&file, text.trim_start_matches('\u{feff}'), shape)).map_err(|problems| {
        let shown: Vec<String> = problems.iter().take(MOST).map(pack::render).collect();
        let more = problems.len().saturating_sub(MOST);
        Error::Usage(if more == 0 { shown.concat() } else { format!("{}{more} more lines are wrong.", shown.concat()) })
    })
}

fn rows<T: DeserializeOwned>(file: &str, text: &str, shape: &str) -> Result<Vec<Row<T>>, Vec<Problem>> {
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (place, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(value) => rows.push(Row { line: place + 1, value }),
            Err(error) => problems.push(problem(file, place + 1, line, &error, shape)),
        }
    }
    if rows.is_empty() && problems.is_empty() {
        let nothing = Problem {
            severity: Severity::Error,
            file: file.to_owned(),
            line: 1,
            column: 1,
            message: "There are no rows here".to_owned(),
            hint: format!("Write one per line: {shape}"),
            source_line: None,
        };
        problems.push(nothing);
    }
    if problems.is_empty() { Ok(rows) } else { Err(problems) }
}

fn not_utf8(file: &str, before: &[u8]) -> Problem {
    let begun = String::from_utf8_lossy(before);
    let last = begun.rsplit('\n').next().unwrap_or_default();
    Problem {
        severity: Severity::Error,
        file: file.to_owned(),
        line: begun.matches('\n').count() + 1,
        column: last.chars().count() + 1,
        message: "This is not UTF-8".to_owned(),
        hint: "Save the file as UTF-8".to_owned(),
        source_line: None,
    }
}

fn problem(file: &str, row: usize, line: &str, error: &serde_json::Error, shape: &str) -> Problem {
    let bytes = line.floor_char_boundary(error.column().saturating_sub(1));
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    Problem {
        severity: Severity::Error,
        file: file.to_owned(),
        line: row,
        column: line[..bytes].chars().count() + 1,
        message: format!("This row cannot be read: {message}"),
        hint: format!("A row looks like {shape}"),
        source_line: Some(line.chars().take(LONGEST).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Word {
        word: String,
    }

    #[test]
    fn rows_and_the_places_of_mistakes() {
        let read = |text: &str| rows::<Word>("w.jsonl", text, "{\"word\": …}").map(|rows| rows.iter().map(|row| (row.line, row.value.word.clone())).collect::<Vec<_>>());
        assert_eq!(read("{\"word\":\"a\"}\n\n{\"word\":\"b\",\"more\":1}\r\n"), Ok(vec![(1, "a".to_owned()), (3, "b".to_owned())]));
        for (text, line, column, message) in [
            ("{\"word\":\"a\"}\n{\"word\":é}", 2, 9, "expected value"),
            ("{\"word\":1}", 1, 9, "invalid type"),
            ("{\"wrd\":\"a\"}", 1, 11, "missing field `word`"),
            ("\n\n", 1, 1, "There are no rows here"),
        ] {
            let problems = read(text).unwrap_err();
            assert_eq!((problems[0].line, problems[0].column), (line, column), "{text}");
            assert!(problems[0].message.contains(message), "{}", problems[0].message);
        }
        assert_eq!(read(&"x\n".repeat(50)).unwrap_err().len(), 50);
        let wrong = not_utf8("w.jsonl", "{}\né\"".as_bytes());
        assert_eq!((wrong.line, wrong.column), (2, 3));
    }
}
