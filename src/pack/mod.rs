//! From the text of files to a pack, with line and column for every mistake.
//!
//! [`load`] reads everything before it answers, so that one run shows all mistakes. It does no I/O: [`read_dir`] and
//! [`starter`] bring the files. Nothing else in the program knows YAML or Markdown.

mod articles;
mod examples;
mod files;
mod flows;
mod graph;
mod import;
mod markdown;
mod node;
mod people;
mod places;
mod problem;
mod raw;
mod raw_tests;
mod refs;
mod schema;
mod shape;
mod source;
mod suggest;
mod texts;
mod topics;
mod trial;
mod ways;
mod words;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fmt::Write as _};

use sha2::{Digest, Sha256};

use crate::domain::{content::Pack, id::Revision};

pub use files::{read_dir, read_dir_with_tests, starter, starter_with_tests};
pub use graph::{Told, draw, tell};
pub use import::{Imported, Note, Notes, Refused, rasa, rasa::ENDINGS as RASA_ENDINGS, read_folder};
pub use problem::{Problem, Severity, render};
pub use schema::{KINDS, schema, schemas};
pub use texts::TEXTS;
pub use trial::{Tested, load_with_tests};

use problem::{Report, Spot};
use source::Source;

/// Bytes that one file may have.
pub const MOST_FILE: usize = 1 << 20;
/// Bytes that all files together may have.
pub const MOST_TOTAL: usize = 8 << 20;

/// The files of a pack: their paths inside it, with `/`, and their texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(pub BTreeMap<String, String>);

/// What came out of reading: the pack if it can be served, and everything there is to say about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The pack, unless a problem is an error.
    pub pack: Option<Pack>,
    /// Errors and warnings in the order of files and lines.
    pub problems: Vec<Problem>,
}

/// Reads a pack from its files; its tests are left alone.
#[must_use]
pub fn load(files: &Files) -> Loaded {
    let mut report = Report::new(files);
    if too_big(files, &mut report) {
        return Loaded { pack: None, problems: report.finish() };
    }
    let pack = Source::read(files, &mut report).pack(files, &mut report);
    Loaded { pack: (!report.failed()).then_some(pack), problems: report.finish() }
}

/// The fingerprint of the content: the same texts give the same revision on every machine, whatever its tests are.
#[must_use]
pub fn revision(files: &Files) -> Revision {
    let mut hash = Sha256::new();
    for part in files.0.iter().filter(|(path, _)| !trial::is_test(path)).flat_map(|(path, text)| [path, text]) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    Revision(digest.iter().take(8).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}

fn too_big(files: &Files, report: &mut Report) -> bool {
    let total: usize = files.0.values().map(String::len).sum();
    for (path, _) in files.0.iter().filter(|(_, text)| text.len() > MOST_FILE) {
        report.error(&Spot::top(path), format!("This file has more than {MOST_FILE} bytes"), "Split it.");
    }
    if let (true, Some(first)) = (total > MOST_TOTAL, files.0.keys().next()) {
        report.error(&Spot::top(first), format!("The pack has more than {MOST_TOTAL} bytes"), "Is this the right folder?");
    }
    report.failed()
}
