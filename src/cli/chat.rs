//! `garda chat [PACK]`: a conversation in the terminal, nothing stored.

use std::{
    io::{BufRead as _, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::Args;

use super::stage::Stage;
use crate::{
    app::{self, Error},
    config::Config,
    domain::{
        conversation::{Part, plain_text},
        dialogue::{DialogueState, Heard, Reply, Setting, take_turn},
        matching::{Catalog, explain},
    },
};

#[derive(Debug, Args)]
pub(super) struct Chat {
    /// The folder of the pack; the configured one unless named
    #[arg(value_name = "PACK")]
    folder: Option<PathBuf>,
    /// Show after each message why it was understood so.
    #[arg(long)]
    why: bool,
    #[command(flatten)]
    stage: Stage,
}

impl Chat {
    pub(super) fn run(&self, config: &Config) -> Result<ExitCode, Error> {
        let (catalog, _) = app::read_pack(&super::with_pack(config, self.folder.as_ref())?)?;
        let catalog = self.stage.of(catalog);
        let mut state = DialogueState::default();
        println!("Tulis pesan; baris kosong mengakhiri. / Write a message; an empty line ends.");
        loop {
            print!("\n> ");
            let mut line = String::new();
            let read = std::io::stdout().flush().and_then(|()| std::io::stdin().lock().read_line(&mut line));
            if read.is_err() || line.trim().is_empty() {
                return Ok(ExitCode::SUCCESS);
            }
            state = self.turn(&catalog, &state, line.trim());
        }
    }

    fn turn(&self, catalog: &Catalog, state: &DialogueState, text: &str) -> DialogueState {
        let utterance = catalog.read(text);
        let understanding = catalog.understand(&utterance);
        let heard = Heard { text, choice: None, understanding: &understanding, files: &[] };
        let setting = Setting { now: app::world().now(), language: catalog.pack().default_language(), known: false, tickets: &[], reach: &crate::domain::outbox::Reach::default() };
        let turn = take_turn(catalog, state, heard, setting);
        turn.replies.iter().for_each(show);
        if let Some(handoff) = &turn.handoff {
            println!("[ticket: {} → {} ({:?})]", handoff.subject, handoff.team, handoff.priority);
        }
        if self.why {
            println!("\n{}", super::say::in_words(&explain(catalog, &utterance, &understanding)));
        }
        turn.state
    }
}

fn show(reply: &Reply) {
    println!("{}", plain_text(&reply.text, &reply.parts));
    for part in &reply.parts {
        if let Part::Choices { choices } = part {
            let buttons: Vec<String> = choices.iter().enumerate().map(|(place, choice)| format!("[{}] {}", place + 1, choice.title)).collect();
            println!("  {}", buttons.join("   "));
        }
    }
}
