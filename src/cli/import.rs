//! `garda import`: content of other programs as a pack to edit.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand, ValueEnum};

use crate::{
    app::Error,
    domain::language::Language,
    pack::{self, Imported, Refused, Severity},
};

/// The page with everything that is worth a look.
const PAGE: &str = "import-report.md";

#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(subcommand)]
    from: From,
}

#[derive(Debug, Subcommand)]
enum From {
    /// A Rasa project: nlu.yml, domain.yml, rules, stories and test stories.
    Rasa(Rasa),
}

#[derive(Debug, Args)]
struct Rasa {
    /// The folder of the project.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The folder to write the pack into; it must be empty or not there yet.
    #[arg(long, value_name = "PACK")]
    out: PathBuf,
    /// The language of the project; the one its examples seem to be in unless told.
    #[arg(long)]
    language: Option<Spoken>,
}

/// The languages Garda has sentences of its own in.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Spoken {
    Id,
    En,
}

impl Import {
    pub(super) fn run(&self) -> Result<ExitCode, Error> {
        match &self.from {
            From::Rasa(rasa) => rasa.run(),
        }
    }
}

impl Rasa {
    fn run(&self) -> Result<ExitCode, Error> {
        super::init::must_be_empty(&self.out)?;
        if !self.folder.is_dir() {
            return Err(Error::Usage(format!("{}: there is no such folder", self.folder.display())));
        }
        let files = pack::read_folder(&self.folder, &pack::RASA_ENDINGS).map_err(|error| Error::File { path: self.folder.display().to_string(), error })?;
        let language = self.language.map(|language| match language {
            Spoken::Id => Language::ID,
            Spoken::En => Language::EN,
        });
        let imported = pack::rasa(&files, language).map_err(|refused| match refused {
            Refused::Problems(problems) => Error::Pack(problems.iter().map(pack::render).collect::<Vec<_>>().join("\n")),
            Refused::Nothing(why) => Error::Usage(format!("{}: {why}", self.folder.display())),
        })?;
        write(&self.out, &self.folder, &imported)
    }
}

/// Writes the pack and the page, tells every note, and checks what was written.
fn write(out: &Path, from: &Path, imported: &Imported) -> Result<ExitCode, Error> {
    for (path, text) in &imported.files.0 {
        super::init::write(&out.join(path), text)?;
    }
    super::init::write(&out.join(PAGE), &imported.notes.page(&from.display().to_string()))?;
    for (title, notes) in [("Without a counterpart", &imported.notes.left), ("Taken over in another form", &imported.notes.changed)] {
        if !notes.is_empty() {
            eprintln!("{title}: {}", notes.len());
        }
        for note in notes {
            eprintln!("  {}:{}: {}", note.file, note.line, note.text);
        }
    }
    let loaded = pack::load_with_tests(&imported.files);
    let errors: Vec<String> = loaded.problems.iter().filter(|problem| problem.severity == Severity::Error).map(pack::render).collect();
    let examples = loaded.pack.as_ref().map_or(0, |pack| pack.intents.iter().flat_map(|intent| intent.examples.values()).map(Vec::len).sum::<usize>());
    let (intents, dialogues) = (loaded.pack.as_ref().map_or(0, |pack| pack.intents.len()), loaded.tests.as_ref().map_or(0, |tests| tests.dialogues.len()));
    println!("{intents} intents, {examples} examples, {dialogues} dialogues in {}; {} things have no counterpart, see {PAGE}.", out.display(), imported.notes.left.len());
    if errors.is_empty() {
        println!("Next: garda check {0} && garda test {0} && garda chat --pack {0}", out.display());
        return Ok(ExitCode::SUCCESS);
    }
    Err(Error::Pack(errors.join("\n")))
}
