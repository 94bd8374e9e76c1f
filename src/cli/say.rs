//! `garda say TEXT`: what one message is understood as, what the bot would say, and why.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::stage::Stage;
use crate::{
    app::{self, Error},
    config::Config,
    domain::{
        conversation::plain_text,
        dialogue::{DialogueState, Heard, Setting, Turn, take_turn},
        matching::{Catalog, Explanation, explain},
    },
};

#[derive(Debug, Args)]
pub(super) struct Say {
    /// The message.
    text: String,
    /// Print verdict, replies and the whole explanation as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    stage: Stage,
}

impl Say {
    pub(super) fn run(&self, config: &Config) -> Result<ExitCode, Error> {
        let (catalog, _) = app::read_pack(config)?;
        let catalog = self.stage.of(catalog);
        let (turn, explanation) = first_turn(&catalog, &self.text);
        if self.json {
            let replies: Vec<_> = turn.replies.iter().map(|reply| json!({ "text": reply.text, "parts": reply.parts })).collect();
            let said = json!({
                "verdict": turn.verdict, "intent": turn.intent, "confidence": turn.confidence, "language": turn.language,
                "replies": replies, "explanation": explanation,
            });
            println!("{}", serde_json::to_string_pretty(&said).unwrap_or_default());
        } else {
            turn.replies.iter().for_each(|reply| println!("{}", plain_text(&reply.text, &reply.parts)));
            println!("\n{}", in_words(&explanation));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn first_turn(catalog: &Catalog, text: &str) -> (Turn, Explanation) {
    let utterance = catalog.read(text);
    let understanding = catalog.understand(&utterance);
    let heard = Heard { text, choice: None, understanding: &understanding, files: &[] };
    let setting = Setting { now: app::world().now(), language: catalog.pack().default_language(), known: false, tickets: &[], reach: &crate::domain::outbox::Reach::default() };
    (take_turn(catalog, &DialogueState::default(), heard, setting), explain(catalog, &utterance, &understanding))
}

/// An explanation for the terminal, a few lines.
pub(super) fn in_words(explanation: &Explanation) -> String {
    let mut lines = vec![format!("read as   {}", explanation.read_as)];
    lines.extend(explanation.rewrites.iter().map(|rewrite| format!("          {} → {} ({:?})", rewrite.from, rewrite.to, rewrite.why)));
    lines.push(format!("verdict   {:?}, decided by {:?}, confidence {:.2}, gap {:.2}", explanation.verdict, explanation.decided_by, explanation.confidence, explanation.gap));
    lines.extend(explanation.candidates.iter().map(|candidate| format!("          {:.2}  {}  {}", candidate.score, candidate.intent, candidate.title)));
    lines.push(format!("cut-offs  answer from {:.2}, clarify from {:.2}; revision {}", explanation.cut_offs.answer, explanation.cut_offs.clarify, explanation.revision));
    lines.join("\n")
}
