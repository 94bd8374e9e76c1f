//! Cards for Teams, of plain runs of text in which nothing that was typed means anything, and what refusals of a workflow mean.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::super::{Fault, FaultKind, api};
use crate::domain::sink::{Comment, Notice};

/// Characters of one card; Teams takes 28 kB with everything around them.
const MOST: usize = 5_000;
/// Lines of one card.
const MOST_LINES: usize = 60;

/// Lines of text; the first in bold. A run shows its text as it is, other blocks read Markdown in it.
fn lines(text: &str) -> Vec<Value> {
    let cut: String = text.chars().take(MOST).collect();
    let line = |(place, line): (usize, &str)| {
        let weight = if place == 0 { "Bolder" } else { "Default" };
        json!({ "type": "RichTextBlock", "spacing": "Small", "inlines": [{ "type": "TextRun", "text": line, "weight": weight }] })
    };
    cut.lines().filter(|line| !line.trim().is_empty()).take(MOST_LINES).enumerate().map(line).collect()
}

fn card(text: &str, link: Option<(&str, &str)>) -> Value {
    let mut content =
        json!({ "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4", "body": lines(text), "msteams": { "width": "Full" } });
    if let Some((title, url)) = link {
        content["actions"] = json!([{ "type": "Action.OpenUrl", "title": title, "url": url }]);
    }
    json!({ "type": "message", "attachments": [{ "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": null, "content": content }] })
}

/// The card a ticket is told by.
pub(super) fn notice(notice: &Notice) -> Value {
    card(&format!("{}\n{}", notice.head, notice.state), Some((&notice.number, &notice.link)))
}

/// What is news of a ticket.
pub(super) fn line(notice: &Notice) -> Value {
    card(&format!("{} · {}", notice.number, notice.line), Some((&notice.number, &notice.link)))
}

/// What was said of a ticket.
pub(super) fn comment(number: &str, comment: &Comment) -> Value {
    card(&format!("{number} · {}\n{}", comment.author, comment.text), None)
}

/// A card to see whether one arrives.
pub(super) fn trial() -> Value {
    card("Garda\nKartu percobaan. A card to try the connection.", None)
}

/// What a refusal means.
pub(super) fn fault(status: StatusCode, json: &Value) -> Fault {
    let usual = api::fault(status, json);
    let hint = match status.as_u16() {
        401 | 403 => (FaultKind::Credential, "copy the address of the workflow again; it holds its own key"),
        404 => (FaultKind::Place, "the workflow is gone: make another and name its address in places"),
        _ => return usual,
    };
    Fault { kind: hint.0, words: format!("{}; {}", usual.words, hint.1), wait: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_stands_in_runs_that_mean_nothing() {
        let comment = Comment {
            key: "GRD-1#1".to_owned(),
            public: true,
            by_requester: true,
            author: "[Rina](https://evil.example)".to_owned(),
            text: format!("<at>semua</at> **tebal**\n\n{}", "x".repeat(9_000)),
            files: Vec::new(),
            loud: false,
        };
        let card = super::comment("GRD-1", &comment);
        let body = card["attachments"][0]["content"]["body"].as_array().unwrap();
        assert!(body.iter().all(|block| block["type"] == "RichTextBlock" && block["inlines"][0]["type"] == "TextRun"));
        assert_eq!(body[1]["inlines"][0]["text"], "<at>semua</at> **tebal**");
        assert!(card.to_string().len() < 28_000 && card["attachments"][0]["content"]["actions"].is_null());
    }
}
