//! The report of a search: its figures, and how deep what is relevant stands.

use std::path::Path;

use super::{
    DEEPEST,
    measure::{Asked, Measured, recall},
};
use crate::cli::report::{Drawing, Page, Table, bars, real};

pub(super) fn page(queries: &Path, measured: &Measured, asked: &[Asked]) -> Page {
    let figures = measured.named().into_iter().map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    let depths: Vec<(String, f64)> = (1..=DEEPEST).map(|depth| (depth.to_string(), recall(asked, depth))).collect();
    Page {
        title: format!("How the articles for {} are found", queries.display()),
        tables: vec![Table { caption: "Figures", rows: figures.collect() }],
        drawings: vec![
            Drawing {
                file: "recall",
                title: "Recall at each depth",
                about: "How much of what is relevant (up) stands among the first so many articles (across).",
                svg: bars("Recall at each depth", &depths),
            },
            Drawing {
                file: "ranks",
                title: "Where the first relevant article stands",
                about: "The share of the queries (up) whose first relevant article stands at this place (across); the last bar are those for which none is found.",
                svg: bars("Where the first relevant article stands", &ranks(asked)),
            },
        ],
    }
}

/// The share of queries by the place of their first relevant article, and of those without one.
fn ranks(asked: &[Asked]) -> Vec<(String, f64)> {
    let first = |asked: &Asked| asked.found.iter().position(|found| *found);
    let share = |place: Option<usize>| real(asked.iter().filter(|asked| first(asked) == place).count()) / real(asked.len().max(1));
    let found = (0..DEEPEST).map(|place| ((place + 1).to_string(), share(Some(place))));
    found.chain([("none".to_owned(), share(None))]).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn every_query_counts_at_one_place() {
        let asked = |found: &[bool]| Asked { found: found.to_vec(), relevant: 1, time: Duration::ZERO };
        let ranks = ranks(&[asked(&[true]), asked(&[false, true, true]), asked(&[false]), asked(&[])]);
        assert!((ranks.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-9, "{ranks:?}");
        assert_eq!([&ranks[0], &ranks[1], &ranks[DEEPEST]], [&("1".to_owned(), 0.25), &("2".to_owned(), 0.25), &("none".to_owned(), 0.5)]);
    }
}
