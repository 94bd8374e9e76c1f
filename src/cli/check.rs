//! `garda check [PACK]`: every mistake of a pack at once, with its place and what to do.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::Args;

use crate::{
    app::Error,
    config::Config,
    domain::{content::Pack, matching::Catalog},
    pack::{self, Problem, Severity},
};

/// Below so many examples times intents the classifier bears everything.
const CROWDED: usize = 4_000_000;

#[derive(Debug, Args)]
pub(super) struct Check {
    /// The folder of the pack; the configured one unless named.
    #[arg(value_name = "PACK")]
    folder: Option<PathBuf>,
    /// Print the problems as a JSON array.
    #[arg(long)]
    json: bool,
    /// Write the JSON Schemas for editors into this folder.
    #[arg(long, value_name = "DIR")]
    schema: Option<PathBuf>,
    /// Draw every flow into this folder, as FLOW.svg.
    #[arg(long, value_name = "DIR")]
    graph: Option<PathBuf>,
}

impl Check {
    pub(super) fn run(&self, config: &Config) -> Result<ExitCode, Error> {
        let config = super::with_pack(config, self.folder.as_ref())?;
        let files = super::read_files(&config)?;
        if let Some(dir) = &self.schema {
            write_schemas(dir)?;
        }
        let mut loaded = pack::load_with_tests(&files);
        loaded.problems.extend(loaded.pack.as_ref().and_then(crowded));
        let errors = loaded.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        if self.json {
            println!("{}", serde_json::to_string_pretty(&loaded.problems).unwrap_or_default());
        } else {
            loaded.problems.iter().for_each(|problem| println!("{}", pack::render(problem)));
            println!("{}", summary(&loaded, errors));
        }
        if let (Some(dir), Some(pack)) = (&self.graph, &loaded.pack) {
            let drawn = pack.flows.iter().map(|flow| (format!("{}.svg", flow.id), pack::draw(flow, pack.default_language())));
            write_all(dir, drawn)?;
        }
        Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Says so if there is too much for the classifier; whether that is so is found out by learning, which a small pack need not.
fn crowded(pack: &Pack) -> Option<Problem> {
    let lines: usize = pack.intents.iter().flat_map(|intent| intent.examples.values()).map(Vec::len).sum();
    if lines * pack.intents.len() < CROWDED || !Catalog::new(Arc::new(pack.clone())).is_without_classifier() {
        return None;
    }
    Some(Problem {
        severity: Severity::Warning,
        file: "pack.yml".to_owned(),
        line: 1,
        column: 1,
        message: format!("{} intents with {lines} examples are too much for the classifier; rules and likeness to the examples alone tell them apart", pack.intents.len()),
        hint: "Join intents that get the same answer, or make articles of them: those may be many.".to_owned(),
        source_line: None,
    })
}

fn summary(loaded: &pack::Tested, errors: usize) -> String {
    let warnings = loaded.problems.len() - errors;
    match (&loaded.pack, &loaded.tests) {
        (Some(_), None) => format!("{errors} errors in the tests, {warnings} warnings. The content is good and would be served."),
        (Some(pack), Some(tests)) => {
            let examples: usize = pack.intents.iter().flat_map(|intent| intent.examples.values()).map(Vec::len).sum();
            format!(
                "Good: {} intents, {examples} examples, {} flows, {} articles, {} teams; {} test lines, {} dialogues; {warnings} warnings. Revision {}.",
                pack.intents.len(),
                pack.flows.len(),
                pack.articles.len(),
                pack.teams.len(),
                tests.lines.len() + tests.forbidden.len(),
                tests.dialogues.len(),
                pack.revision
            )
        }
        (None, _) => format!("{errors} errors, {warnings} warnings. This pack would not be served."),
    }
}

fn write_schemas(dir: &Path) -> Result<(), Error> {
    write_all(dir, pack::schemas().into_iter().map(|(name, schema)| (format!("{name}.json"), serde_json::to_string_pretty(&schema).unwrap_or_default())))
}

fn write_all(dir: &Path, files: impl Iterator<Item = (String, String)>) -> Result<(), Error> {
    let named = |path: &Path, error| Error::File { path: path.display().to_string(), error };
    std::fs::create_dir_all(dir).map_err(|error| named(dir, error))?;
    for (name, text) in files {
        let path = dir.join(name);
        std::fs::write(&path, text).map_err(|error| named(&path, error))?;
    }
    Ok(())
}
