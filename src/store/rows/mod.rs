//! Statements over many rows given as values: a few texts serve any number of rows, and several statements run in one go.

mod run;

use std::borrow::Cow;

pub(super) use run::{run, run_and_commit};

/// How many rows the statements hold; what is left over in one is filled up with empty rows, which change nothing.
const LOTS: [usize; 7] = [4, 8, 16, 24, 32, 48, 64];

/// A value of a row.
#[derive(Debug, Clone)]
pub(super) enum Cell<'a> {
    Text(Option<Cow<'a, str>>),
    Number(Option<i64>),
    Real(Option<f64>),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(Cow::Borrowed(text)))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Some(Cow::Owned(text)))
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text.map(Cow::Borrowed))
    }
}

impl From<Option<String>> for Cell<'_> {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.map(Cow::Owned))
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Cell<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl From<Option<f64>> for Cell<'_> {
    fn from(real: Option<f64>) -> Self {
        Self::Real(real)
    }
}

impl Cell<'_> {
    fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Text(text) => Cell::Text(text.map(|text| Cow::Owned(text.into_owned()))),
            Self::Number(number) => Cell::Number(number),
            Self::Real(real) => Cell::Real(real),
        }
    }

    /// Nothing, of the same type.
    fn empty(&self) -> Self {
        match self {
            Self::Text(_) => Self::Text(None),
            Self::Number(_) => Self::Number(None),
            Self::Real(_) => Self::Real(None),
        }
    }
}

/// A statement over rows; its first column is never empty.
#[derive(Debug)]
pub(super) struct Rows<const COLUMNS: usize>(Text);

#[derive(Debug)]
struct Text {
    /// The text for each of `LOTS`.
    sqlite: [String; LOTS.len()],
    /// The text before and after the rows: each column is one array, however many rows there are.
    postgres: (&'static str, &'static str),
    columns: usize,
}

impl<const COLUMNS: usize> Rows<COLUMNS> {
    /// A statement with `{rows}` where the rows stand as a table `r` of `column1`, `column2` …
    ///
    /// `SQLite` looks a named parameter up in a list as long as there are parameters, so there they have no names.
    pub(super) fn new(text: &'static str) -> Self {
        let row = format!("({})", vec!["?"; COLUMNS].join(", "));
        let sqlite = LOTS.map(|lot| text.replace("{rows}", &format!("(VALUES {}) AS r", vec![row.as_str(); lot].join(", "))));
        Self(Text { sqlite, postgres: text.split_once("{rows}").unwrap_or((text, "")), columns: COLUMNS })
    }

    /// The statement filled in with these rows.
    pub(super) fn with<'a>(&'static self, rows: impl ExactSizeIterator<Item = [Cell<'a>; COLUMNS]>) -> Filled<'a> {
        let filled_up = LOTS.into_iter().find(|lot| rows.len() <= *lot).unwrap_or(rows.len());
        let mut cells = Vec::with_capacity(filled_up * COLUMNS);
        cells.extend(rows.flatten());
        Filled { text: &self.0, cells }
    }
}

/// A statement with its rows.
#[derive(Debug)]
pub(super) struct Filled<'a> {
    text: &'static Text,
    cells: Vec<Cell<'a>>,
}

/// A statement for `SQLite`, its cells, and how many rows of them are not filled up.
type Lot<'a> = (&'static str, Vec<Cell<'a>>, usize);

impl<'a> Filled<'a> {
    /// The same, keeping what it needs.
    pub(super) fn into_owned(self) -> Filled<'static> {
        Filled { text: self.text, cells: self.cells.into_iter().map(Cell::into_owned).collect() }
    }

    fn rows(&self) -> usize {
        self.cells.len() / self.text.columns
    }

    /// The statements for `SQLite`; what is left over in the last one is filled up.
    fn into_lots(mut self) -> Vec<Lot<'a>> {
        let columns = self.text.columns;
        let mut lots = Vec::new();
        while !self.cells.is_empty() {
            let left = self.rows();
            let lot = LOTS.iter().position(|lot| left <= *lot).unwrap_or(LOTS.len() - 1);
            let rest = self.cells.split_off((LOTS[lot] * columns).min(self.cells.len()));
            let mut cells = std::mem::replace(&mut self.cells, rest);
            let rows = cells.len() / columns;
            for place in cells.len()..LOTS[lot] * columns {
                cells.push(cells[place % columns].empty());
            }
            lots.push((self.text.sqlite[lot].as_str(), cells, rows));
        }
        lots
    }

    /// The statement for `PostgreSQL`, its parameters numbered from `first` on.
    fn numbered(&self, first: usize) -> String {
        let list = |name: &dyn Fn(usize) -> String| (0..self.text.columns).map(name).collect::<Vec<_>>().join(", ");
        let (before, after) = self.text.postgres;
        format!("{before}UNNEST({}) AS r({}){after}", list(&|place| format!("${}", first + place)), list(&|place| format!("column{}", place + 1)))
    }

    /// The cells of each column.
    fn columns(self) -> Vec<Column<'a>> {
        let rows = self.cells.len() / self.text.columns;
        let mut columns: Vec<Column<'a>> = self.cells.iter().take(self.text.columns).map(|cell| Column::like(cell, rows)).collect();
        for (place, cell) in self.cells.into_iter().enumerate() {
            columns[place % self.text.columns].push(cell);
        }
        columns
    }
}

/// The values of one column.
enum Column<'a> {
    Texts(Vec<Option<Cow<'a, str>>>),
    Numbers(Vec<Option<i64>>),
    Reals(Vec<Option<f64>>),
}

impl<'a> Column<'a> {
    fn like(cell: &Cell<'_>, rows: usize) -> Self {
        match cell {
            Cell::Text(_) => Self::Texts(Vec::with_capacity(rows)),
            Cell::Number(_) => Self::Numbers(Vec::with_capacity(rows)),
            Cell::Real(_) => Self::Reals(Vec::with_capacity(rows)),
        }
    }

    fn push(&mut self, cell: Cell<'a>) {
        match (self, cell) {
            (Self::Texts(texts), Cell::Text(text)) => texts.push(text),
            (Self::Numbers(numbers), Cell::Number(number)) => numbers.push(number),
            (Self::Reals(reals), Cell::Real(real)) => reals.push(real),
            _ => unreachable!("a column has one type"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_spelled_for_each_database_and_filled_up() {
        static ROWS: std::sync::LazyLock<Rows<2>> = std::sync::LazyLock::new(|| Rows::new("INSERT INTO t SELECT * FROM {rows} WHERE true"));
        let filled = ROWS.with([["a".into(), 1.into()], ["b".into(), 2.into()]].into_iter());
        assert_eq!(filled.numbered(3), "INSERT INTO t SELECT * FROM UNNEST($3, $4) AS r(column1, column2) WHERE true");
        let lots = filled.into_lots();
        assert_eq!((lots.len(), lots[0].0, lots[0].2), (1, "INSERT INTO t SELECT * FROM (VALUES (?, ?), (?, ?), (?, ?), (?, ?)) AS r WHERE true", 2));
        assert!(matches!(&lots[0].1[4..], [Cell::Text(None), Cell::Number(None), Cell::Text(None), Cell::Number(None)]), "{lots:?}");
        for (rows, lots) in [(0, vec![]), (4, vec![4]), (5, vec![8]), (13, vec![16]), (17, vec![24]), (64, vec![64]), (65, vec![64, 4]), (120, vec![64, 64])] {
            let filled = ROWS.with(vec![["a".into(), 1.into()]; rows].into_iter()).into_lots();
            assert_eq!(filled.iter().map(|(_, cells, _)| cells.len() / 2).collect::<Vec<_>>(), lots, "{rows}");
            assert_eq!(filled.iter().map(|(.., real)| real).sum::<usize>(), rows);
            assert!(filled.iter().all(|(text, cells, _)| text.matches('?').count() == cells.len()), "{rows}");
        }
    }
}
