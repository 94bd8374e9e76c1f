//! Content of other programs made into files of a pack, with a note for everything that has no counterpart.

pub(super) mod rasa;

use std::{fmt::Write as _, fs, io, path::Path};

use super::{Files, Problem, problem::Spot};

pub use rasa::rasa;

/// Folders inside folders inside folders hold no content.
const DEEPEST: usize = 6;

/// What came out of an import.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Imported {
    /// The files of the pack.
    pub files: Files,
    /// What happened to what was there.
    pub notes: Notes,
}

/// What has no counterpart, and what was taken over in another form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// Not taken over.
    pub left: Vec<Note>,
    /// Taken over in another form.
    pub changed: Vec<Note>,
}

/// Something worth a look, and where it stands in what was imported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What about it.
    pub text: String,
}

impl Notes {
    fn left(&mut self, spot: &Spot, text: impl Into<String>) {
        self.left.push(note(spot, text.into()));
    }

    fn changed(&mut self, spot: &Spot, text: impl Into<String>) {
        self.changed.push(note(spot, text.into()));
    }

    fn sort(&mut self) {
        for notes in [&mut self.left, &mut self.changed] {
            notes.sort();
            notes.dedup();
        }
    }

    /// The notes as a Markdown page.
    #[must_use]
    pub fn page(&self, from: &str) -> String {
        let mut page = format!("# Imported from {from}\n\nRun `garda check` and `garda test` on this folder; remove this file when nothing here is left to do.\n");
        for (title, notes) in [("Without a counterpart", &self.left), ("Taken over in another form", &self.changed)] {
            let _ = write!(page, "\n## {title} ({})\n\n", notes.len());
            for Note { file, line, text } in notes {
                let _ = writeln!(page, "- `{file}:{line}` {text}");
            }
        }
        page
    }
}

fn note(spot: &Spot, text: String) -> Note {
    Note { file: spot.file.to_string(), line: spot.line, text }
}

/// Why nothing was imported.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// Files that cannot be read, each with its place.
    Problems(Vec<Problem>),
    /// There is nothing of the kind in this folder.
    Nothing(&'static str),
}

/// Reads every file under a folder that ends in one of these; what begins with a dot is skipped.
///
/// # Errors
/// The first file or folder that cannot be read.
pub fn read_folder(folder: &Path, endings: &[&str]) -> io::Result<Files> {
    let mut files = Files::default();
    collect(folder, "", 0, endings, &mut files).map(|()| files)
}

fn collect(folder: &Path, prefix: &str, depth: usize, endings: &[&str], files: &mut Files) -> io::Result<()> {
    let named = |path: &Path, error: &io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(|error| named(folder, &error))?;
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let wanted = path.extension().is_some_and(|end| endings.iter().any(|known| end == *known));
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() && depth < DEEPEST {
            collect(&path, &format!("{prefix}{name}/"), depth + 1, endings, files)?;
        } else if path.is_file() && wanted {
            let bytes = fs::read(&path).map_err(|error| named(&path, &error))?;
            files.0.insert(format!("{prefix}{name}"), String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok(())
}
