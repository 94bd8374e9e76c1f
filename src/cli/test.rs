//! `garda test [PACK]`: the tests beside a pack, tried against it.

mod baseline;
mod page;
mod print;

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use clap::Args;
use serde_json::json;

use super::stage::Stage;
use crate::{
    app::Error,
    config::Config,
    domain::{
        matching::Catalog,
        trial::{self, Baseline, Flips, Report, Tests},
    },
    pack::{self, Severity},
};

#[derive(Debug, Args)]
pub(super) struct Test {
    /// The folder of the pack; the configured one unless named.
    #[arg(value_name = "PACK")]
    folder: Option<PathBuf>,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
    /// Show every line whose outcome changed sides since this file was saved, with the content line behind it; fails if one is worse
    /// off: was right and is wrong, was answered rightly and is not any more, was not answered and is answered wrongly.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Save the outcome of every line into this file.
    #[arg(long, value_name = "FILE")]
    save_baseline: Option<PathBuf>,
    /// Write a page with the coverage-risk curve of the labelled lines, its two cut-offs and a confusion matrix into this folder, and
    /// both drawings as SVG files beside it.
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    #[command(flatten)]
    stage: Stage,
}

impl Test {
    pub(super) fn run(&self, config: &Config) -> Result<ExitCode, Error> {
        let config = super::with_pack(config, self.folder.as_ref())?;
        let files = super::read_files(&config)?;
        let before = self.baseline.as_deref().map(baseline::read).transpose()?;
        let loaded = pack::load_with_tests(&files);
        let (Some(pack), Some(tests)) = (loaded.pack, loaded.tests) else { return Err(refused(&loaded.problems)) };
        if tests == Tests::default() {
            return Err(Error::Usage(format!("{}: there are no tests; write tests/*.yml beside the content", config.pack.display())));
        }
        let catalog = self.stage.of(Catalog::new(Arc::new(pack)));
        let results = trial::run(&catalog, &tests);
        let report = Report::new(&tests, &results);
        let flips = before.map(|before| before.flips(&catalog, &tests, &results));
        let good = report.failures.is_empty() && !flips.as_ref().is_some_and(Flips::worse);
        if let Some(file) = &self.save_baseline {
            baseline::write(file, &Baseline::new(&catalog, &tests, &results))?;
        }
        if let Some(dir) = &self.report {
            page::page(&config.pack, &catalog, &tests, &results, &report).write(dir)?;
        }
        let places = loaded.taught.into_iter().collect();
        if self.json {
            let flips = flips.as_ref().map(|flips| baseline::as_json(flips, &places));
            let all = json!({ "revision": catalog.pack().revision, "good": good, "report": report, "flips": flips });
            println!("{}", serde_json::to_string_pretty(&all).unwrap_or_default());
        } else {
            print!("{}", print::report(&report));
            if let Some(flips) = &flips {
                print!("\n{}", baseline::in_words(flips, &places));
            }
            print!("\n{}", print::failures(&report));
        }
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Nothing is tried as long as a mistake stands in the pack or its tests.
fn refused(problems: &[pack::Problem]) -> Error {
    Error::Pack(problems.iter().filter(|problem| problem.severity == Severity::Error).map(pack::render).collect::<Vec<_>>().join("\n"))
}
