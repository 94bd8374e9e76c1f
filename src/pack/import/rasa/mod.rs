//! A Rasa project as a pack: intents and examples, responses as answers, forms as questions, test stories as dialogues.
//!
//! `read` takes the files apart, `intents` decides what each intent becomes, `dialogues` turns test stories over,
//! `write` makes the files. Whatever has no counterpart is noted with its place.

mod answers;
mod dialogues;
mod domain;
mod examples;
mod intents;
mod nlu;
mod read;
mod stories;
mod write;

use crate::domain::language::Language;

use super::{Imported, Refused};
use crate::pack::{Files, Severity, problem::Report};

/// The endings of files a Rasa project is made of; all are read or noted.
pub const ENDINGS: [&str; 5] = ["yml", "yaml", "md", "json", "py"];

/// Makes a pack of a Rasa project, in this language or the one its examples seem to be in.
///
/// # Errors
/// When a file is no YAML that can be read, or when there are no intents.
pub fn rasa(files: &Files, language: Option<Language>) -> Result<Imported, Refused> {
    let mut report = Report::new(files);
    let mut project = read::project(files, &mut report);
    if report.failed() {
        return Err(Refused::Problems(report.finish().into_iter().filter(|problem| problem.severity == Severity::Error).collect()));
    }
    if project.intents.is_empty() {
        return Err(Refused::Nothing("there are no intents; name the folder of a Rasa project, with data/nlu.yml and domain.yml"));
    }
    let language = language.unwrap_or_else(|| project.language());
    let intents = intents::intents(&mut project, language);
    let dialogues = dialogues::dialogues(&mut project, &intents);
    let mut notes = std::mem::take(&mut project.notes);
    notes.sort();
    Ok(Imported { files: write::files(language, &intents, &dialogues), notes })
}
