//! `garda eval`: learns labelled lines the way a pack is learned, and measures how others are understood.

mod figures;
mod rows;

use std::{
    collections::{BTreeSet, HashSet},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
    time::Instant,
};

use clap::Args;

use self::{
    figures::{Figures, Seen},
    rows::Row,
};
use super::{
    bar::Bar,
    report::{self, Bounds, Drawing, Page, Sure, Table, Taken},
};
use crate::{
    app::Error,
    domain::matching::{Catalog, CutOffs, Held, Verdict, study::study},
};

/// Trains on T, fits the confidence on V (or on parts of T held back in turn), and reports on E.
///
/// Each line of a file is one JSON object: {"text": "…", "intent": "…"}. What is measured is what serves: the same reading,
/// learning and understanding as in production, over a pack of these lines in memory. Prints accuracy and macro F1 over all
/// rows (a message understood as nothing of the pack counts as OUT-OF-SCOPE, if that is named), the share of in-scope rows whose first
/// candidate is right, how well strange rows are recognised, and both when 5 % of the in-scope rows held back are rejected.
#[derive(Debug, Args)]
pub(super) struct Eval {
    /// Lines to learn from.
    #[arg(long, value_name = "T.jsonl")]
    train: PathBuf,
    /// Lines to report on; nothing is fitted on them.
    #[arg(long, value_name = "E.jsonl")]
    test: PathBuf,
    /// Lines to fit the confidence and the cut-offs on.
    #[arg(long, value_name = "V.jsonl")]
    validation: Option<PathBuf>,
    /// The label of lines that are about no intent.
    #[arg(long, value_name = "LABEL")]
    out_of_scope: Option<String>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Write a page with a confusion matrix and the risk at each coverage into this folder, and both as SVG files beside it.
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
}

impl Eval {
    pub(super) fn run(&self) -> Result<ExitCode, Error> {
        let train = rows::read(&self.train)?;
        let test = rows::read(&self.test)?;
        let validation = self.validation.as_ref().map(|path| rows::read(path)).transpose()?.unwrap_or_default();
        let strange = |row: &Row| Some(&row.intent) == self.out_of_scope.as_ref();
        let labels: Vec<String> = train.iter().filter(|row| !strange(row)).map(|row| row.intent.clone()).collect::<BTreeSet<_>>().into_iter().collect();
        if labels.is_empty() {
            return Err(Error::Usage(format!("{}: no line is about an intent; at least one must be", self.train.display())));
        }
        self.warn_of_unknown(&labels, &test);
        let validation = self.without_taught(validation, &train);
        let held = Held {
            inside: validation.iter().filter_map(|row| Some((row.text.clone(), place(&labels, &row.intent)?))).collect(),
            outside: train.iter().chain(&validation).filter(|row| strange(row)).map(|row| row.text.clone()).collect(),
        };
        let bar = Bar::new();
        let started = now();
        let pack = Arc::new(rows::pack(&labels, &train));
        let studied = study(&pack, &held, &mut |share| bar.show("learning", share));
        let strange_below = studied.strange_below;
        let catalog = Catalog::with_study(pack, studied);
        let train_seconds = started.elapsed().as_secs_f64();
        let seen = look(&catalog, &labels, &test, &strange, &bar);
        bar.clear();
        let figures = Figures::of(&labels, &seen, self.out_of_scope.as_deref(), strange_below, train_seconds);
        if let Some(dir) = &self.report {
            self.page(&figures, &seen, &labels, catalog.cut_offs()).write(dir)?;
        }
        if self.json {
            println!("{}", serde_json::to_string_pretty(&figures).unwrap_or_default());
        } else {
            print!("{}", figures.in_words());
        }
        Ok(ExitCode::SUCCESS)
    }

    fn page(&self, figures: &Figures, seen: &[Seen], labels: &[String], cut_offs: CutOffs) -> Page {
        let weakest = figures.weakest().iter().map(|one| (one.intent.clone(), format!("{:.2} %", one.f1 * 100.0))).collect();
        let sure: Vec<Sure> = seen.iter().map(|row| Sure { confidence: row.confidence, right: row.right(), answered: row.answered }).collect();
        let taken: Vec<Taken> = seen.iter().map(|row| Taken { meant: row.label, said: row.first }).collect();
        Page {
            title: format!("How {} is understood", self.test.display()),
            tables: vec![
                Table { caption: "Figures", rows: figures.named().into_iter().map(|(name, value)| (name.to_owned(), value)).collect() },
                Table { caption: "Weakest intents (F1)", rows: weakest },
            ],
            drawings: vec![
                Drawing {
                    file: "risk",
                    title: "Risk at each coverage",
                    about: "Rows in the order of confidence: how many are answered (across) against how many of those answers are wrong (up). Confidence falls below the fitted cut-offs at the dashed lines; the dot is what is answered, which also asks for a distance to the second intent.",
                    svg: report::risk(&sure, &Bounds { cut_offs, stated: None }),
                },
                Drawing {
                    file: "confusion",
                    title: "What is taken for what",
                    about: "The intents with most mistakes: down what was meant, across what was understood. Point at a square for its count.",
                    svg: report::confusion(&taken, labels),
                },
            ],
        }
    }

    /// The rows of V that are not in T too: what was learned by heart says nothing about how sure one may be.
    fn without_taught(&self, mut validation: Vec<Row>, train: &[Row]) -> Vec<Row> {
        let taught: HashSet<&str> = train.iter().map(|row| row.text.as_str()).collect();
        let all = validation.len();
        validation.retain(|row| !taught.contains(row.text.as_str()));
        if let (Some(path), false) = (&self.validation, validation.len() == all) {
            let (twice, train) = (all - validation.len(), self.train.display());
            let instead = if validation.is_empty() { "; lines of the latter are held back instead" } else { "" };
            eprintln!("{}: {twice} of {all} rows are also in {train} and are left out{instead}", path.display());
        }
        validation
    }

    /// Says which labels cannot be understood because nobody taught them; they count as wrong.
    fn warn_of_unknown(&self, labels: &[String], test: &[Row]) {
        let strange = |label: &&str| Some(*label) != self.out_of_scope.as_deref() && place(labels, label).is_none();
        let unknown: BTreeSet<&str> = test.iter().map(|row| row.intent.as_str()).filter(strange).collect();
        if let Some(first) = unknown.first() {
            let (test, train, count) = (self.test.display(), self.train.display(), unknown.len());
            eprintln!(
                "{test}: {count} labels such as `{first}` do not occur in {train} and count as wrong; if it means that a line is about no intent, say --out-of-scope {first}"
            );
        }
    }
}

fn place(labels: &[String], label: &str) -> Option<usize> {
    labels.binary_search_by(|other| other.as_str().cmp(label)).ok()
}

/// Reads and understands each row, taking the time of each.
fn look(catalog: &Catalog, labels: &[String], rows: &[Row], strange: &dyn Fn(&Row) -> bool, bar: &Bar) -> Vec<Seen> {
    let mut seen = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let started = now();
        let understood = catalog.understand(&catalog.read(&row.text));
        let micros = started.elapsed().as_secs_f64() * 1e6;
        seen.push(Seen {
            label: place(labels, &row.intent),
            strange: strange(row),
            first: understood.top().map(|top| top.intent),
            known: understood.known,
            confidence: understood.confidence,
            refused: understood.verdict == Verdict::Unsure,
            answered: understood.verdict == Verdict::Answer,
            micros,
        });
        bar.step("measuring", at + 1, rows.len());
    }
    seen
}

#[expect(clippy::disallowed_methods, reason = "how long learning and understanding take is what is measured")]
fn now() -> Instant {
    Instant::now()
}
