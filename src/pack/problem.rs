//! What is wrong with a pack, where exactly, and what to do about it.

use std::{fmt::Write as _, ops::Range, sync::Arc};

use serde::Serialize;

use super::Files;

/// More problems than this are counted, not kept: a broken file must not fill the memory.
const MOST_PROBLEMS: usize = 1000;
/// A longer line is cut in messages.
const LONGEST_LINE: usize = 240;

/// Whether a pack with this problem can be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The pack cannot be published.
    Error,
    /// The pack works, but somebody should look.
    Warning,
}

/// One mistake in a file of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Whether it stops the pack from being published.
    pub severity: Severity,
    /// The file, by its path inside the pack.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// The line itself.
    pub source_line: Option<String>,
}

/// A problem as a person reads it on a terminal: the place, the line with a caret, what to do.
#[must_use]
pub fn render(problem: &Problem) -> String {
    let Problem { file, line, column, message, hint, .. } = problem;
    let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
    let mut out = format!("{file}:{line}:{column}: {severity}: {message}\n");
    let gutter = " ".repeat(line.to_string().len());
    if let Some(source) = &problem.source_line {
        let before = source.chars().take(column - 1);
        let pad: String = before.map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        let caret = if column.saturating_sub(1) <= source.chars().count() { "^" } else { "…" };
        let _ = write!(out, "{gutter} |\n{line} | {source}\n{gutter} | {pad}{caret}\n");
    }
    if !hint.is_empty() {
        let _ = writeln!(out, "{gutter} = {hint}");
    }
    out
}

/// A stretch of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) file: Arc<str>,
    pub(super) line: usize,
    pub(super) column: usize,
    /// In bytes from the beginning of the file.
    pub(super) bytes: Range<usize>,
}

impl Spot {
    /// The very beginning of a file.
    pub(super) fn top(file: &str) -> Self {
        Self { file: file.into(), line: 1, column: 1, bytes: 0..0 }
    }

    /// The place as a person writes it.
    pub(super) fn place(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Collects problems while a pack is read.
#[derive(Debug)]
pub(super) struct Report<'f> {
    files: &'f Files,
    problems: Vec<Problem>,
    errors: usize,
    left_out: usize,
}

impl<'f> Report<'f> {
    pub(super) fn new(files: &'f Files) -> Self {
        Self { files, problems: Vec::new(), errors: 0, left_out: 0 }
    }

    pub(super) fn error(&mut self, spot: &Spot, message: impl Into<String>, hint: impl Into<String>) {
        self.errors += 1;
        self.add(Severity::Error, spot, message.into(), hint.into());
    }

    pub(super) fn warning(&mut self, spot: &Spot, message: impl Into<String>, hint: impl Into<String>) {
        self.add(Severity::Warning, spot, message.into(), hint.into());
    }

    pub(super) fn failed(&self) -> bool {
        self.errors > 0
    }

    /// Whether further problems are only counted, so that finding their place is not worth the time.
    pub(super) fn full(&self) -> bool {
        self.problems.len() >= MOST_PROBLEMS
    }

    /// The part of the file a spot covers.
    pub(super) fn source(&self, spot: &Spot) -> &'f str {
        self.text(&spot.file).get(spot.bytes.clone()).unwrap_or("")
    }

    /// The stretch of a file between two byte offsets.
    pub(super) fn spot(&self, file: &Arc<str>, bytes: Range<usize>) -> Spot {
        let before = self.text(file).get(..bytes.start).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before[line_start..].trim_start_matches('\u{feff}').chars().count() + 1;
        Spot { file: Arc::clone(file), line: before.matches('\n').count() + 1, column, bytes }
    }

    /// A place by its line and its column in bytes, both from 1.
    pub(super) fn line(&self, file: &Arc<str>, line: usize, column: usize) -> Spot {
        let start: usize = self.text(file).split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let at = self.text(file).floor_char_boundary(start + column.saturating_sub(1));
        self.spot(file, at..at)
    }

    /// The first line from this one on, both from 1, that is this text between spaces.
    pub(super) fn find_line(&self, file: &Arc<str>, from: usize, text: &str) -> Option<usize> {
        let lines = self.text(file).lines().enumerate().skip(from.saturating_sub(1));
        lines.map(|(place, line)| (place + 1, line.trim())).find(|(_, line)| *line == text).map(|(place, _)| place)
    }

    /// The nth place where a word stands inside a spot, else the spot itself.
    pub(super) fn within(&self, spot: &Spot, word: &str, nth: usize) -> Spot {
        let found = self.source(spot).match_indices(word).nth(nth).map(|(at, _)| spot.bytes.start + at);
        found.map_or_else(|| spot.clone(), |start| self.spot(&spot.file, start..start + word.len()))
    }

    /// All problems in the order of files and lines.
    pub(super) fn finish(mut self) -> Vec<Problem> {
        self.problems.sort_by(|a, b| (&a.file, a.line, a.column, a.severity).cmp(&(&b.file, b.line, b.column, b.severity)));
        if let (true, Some(last)) = (self.left_out > 0, self.problems.last().cloned()) {
            let (message, hint) = (format!("There are {} more problems", self.left_out), "Correct the ones above first.".to_owned());
            self.problems.push(Problem { severity: Severity::Error, message, hint, source_line: None, ..last });
        }
        self.problems
    }

    fn text(&self, file: &str) -> &'f str {
        self.files.0.get(file).map_or("", String::as_str)
    }

    fn add(&mut self, severity: Severity, spot: &Spot, message: String, hint: String) {
        if self.full() {
            self.left_out += 1;
            return;
        }
        let source_line = self.line_at(spot);
        self.problems.push(Problem { severity, file: spot.file.to_string(), line: spot.line, column: spot.column, message, hint, source_line });
    }

    fn line_at(&self, spot: &Spot) -> Option<String> {
        let text = self.text(&spot.file);
        let start = text.get(..spot.bytes.start)?.rfind('\n').map_or(0, |at| at + 1);
        let line = text[start..].lines().next()?.trim_start_matches('\u{feff}');
        Some(line.chars().take(LONGEST_LINE).collect())
    }
}
