//! What goes into an answer: all that was said since the last letter, in plain words, with the buttons as a numbered list.

use crate::domain::{
    content::Pack,
    conversation::{Message, Part, Sender, linked_text},
    dialogue::say,
    language::Language,
};

/// What an answer is put together from.
#[derive(Debug, Clone, Copy)]
pub struct Answering<'a> {
    /// The texts.
    pub pack: &'a Pack,
    /// The language of the conversation.
    pub language: Language,
    /// The address of this house, without a slash at the end.
    pub house: &'a str,
    /// Where a person can be had by one tap; nothing where one is there already.
    pub link: Option<&'a str>,
}

/// The words of an answer; `None` when nothing was said that anybody has to read.
#[must_use]
pub fn compose(messages: &[Message], answering: Answering<'_>) -> Option<String> {
    let said: Vec<&Message> = messages.iter().filter(|message| message.sender != Sender::Visitor).collect();
    let mut out = String::new();
    for (place, message) in said.iter().enumerate() {
        let words = linked_text(&message.text, &message.parts, answering.house);
        if words.trim().is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(words.trim());
        // Only the last question is still open.
        if place + 1 == said.len()
            && let Some(choices) = choices(message)
        {
            out.push_str(&choices);
        }
        if message.sender == Sender::Agent {
            out.extend(["\n\n", &message.name]);
        }
    }
    if out.is_empty() {
        return None;
    }
    if said.last().is_some_and(|last| choices(last).is_some()) {
        out.extend(["\n\n", &say(answering.pack, "letter.choose", answering.language, &[])]);
    }
    if let Some(link) = answering.link {
        out.extend(["\n\n", &say(answering.pack, "letter.link", answering.language, &[("link", link)])]);
    }
    out.push('\n');
    Some(out)
}

/// The buttons as a numbered list, as a reply may name them.
fn choices(message: &Message) -> Option<String> {
    let choices = message.parts.iter().find_map(|part| if let Part::Choices { choices } = part { Some(choices) } else { None }).filter(|choices| !choices.is_empty())?;
    Some(choices.iter().enumerate().fold("\n".to_owned(), |out, (place, choice)| out + &format!("\n{}. {}", place + 1, choice.title)))
}

/// The subject of an answer: the same again, with one `Re:` before it.
#[must_use]
pub fn subject_again(subject: &str) -> String {
    let mut bare = subject.trim();
    loop {
        let prefix = ["re:", "bls:", "balas:", "fwd:", "fw:", "trs:"].iter().find(|prefix| bare.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)));
        let Some(prefix) = prefix else { break };
        bare = bare[prefix.len()..].trim_start();
    }
    if bare.is_empty() { String::new() } else { format!("Re: {bare}") }
}
