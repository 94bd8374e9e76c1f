//! The report of tests: what they came to, and how much risk each coverage of their lines carries.

use std::{collections::HashMap, path::Path};

use crate::{
    cli::report::{self, Bounds, Drawing, Page, Sure, Table, Taken},
    domain::{
        id::IntentId,
        matching::{Catalog, Verdict},
        trial::{Report, Results, Row, Tests, share},
    },
};

pub(super) fn page(pack: &Path, catalog: &Catalog, tests: &Tests, results: &Results, report: &Report) -> Page {
    let failures = report.failures.iter().map(|failure| (failure.place.to_string(), failure.message.clone())).collect();
    let bounds = Bounds { cut_offs: catalog.cut_offs(), stated: Some(catalog.pack().risk) };
    let names: Vec<String> = catalog.pack().intents.iter().map(|intent| intent.id.to_string()).collect();
    Page {
        title: format!("How the tests of {} are understood", pack.display()),
        tables: vec![Table { caption: "Lines", rows: counts(report) }, Table { caption: "What fails", rows: failures }],
        drawings: vec![
            Drawing {
                file: "risk",
                title: "Risk at each coverage",
                about: "The labelled lines in the order of confidence: how many are answered (across) against how many of those answers are wrong (up). Confidence falls below the cut-offs at the dashed lines; the dot is what is answered, which also asks for a distance to the second intent. The stated risk is the key risk of pack.yml.",
                svg: report::risk(&sure(tests, results), &bounds),
            },
            Drawing {
                file: "confusion",
                title: "What is taken for what",
                about: "The intents with most mistakes: down what was meant, across what was understood. Point at a square for its count.",
                svg: report::confusion(&taken(catalog, tests, results), &names),
            },
        ],
    }
}

fn counts(report: &Report) -> Vec<(String, String)> {
    let row = |row: &Row| {
        let percent = |count: usize| format!("{:.1} %", 100.0 * share(count, row.rows));
        let value = format!(
            "{} lines: {} right, {} asked back, {} unsure, {} answered wrongly",
            row.rows,
            percent(row.right),
            percent(row.asked_back),
            percent(row.unsure),
            percent(row.wrong_answers)
        );
        (row.kind.replace('_', " "), value)
    };
    report.kinds.iter().chain([&report.labelled, &report.must_not_match]).filter(|one| one.rows > 0).map(row).collect()
}

/// The lines that mean something; the others are no part of the stated risk.
fn sure(tests: &Tests, results: &Results) -> Vec<Sure> {
    let labelled = tests.lines.iter().zip(&results.lines).filter(|(line, _)| line.intent.is_some());
    labelled.map(|(_, judged)| Sure { confidence: judged.confidence, right: judged.right, answered: judged.verdict == Verdict::Answer }).collect()
}

fn taken(catalog: &Catalog, tests: &Tests, results: &Results) -> Vec<Taken> {
    let places: HashMap<&IntentId, usize> = catalog.pack().intents.iter().enumerate().map(|(at, intent)| (&intent.id, at)).collect();
    let place = |intent: Option<&IntentId>| intent.and_then(|id| places.get(id).copied());
    tests.lines.iter().zip(&results.lines).map(|(line, judged)| Taken { meant: place(line.intent.as_ref()), said: place(judged.best.as_ref()) }).collect()
}
