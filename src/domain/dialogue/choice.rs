//! Which of the offered buttons was meant, tapped or in words.

use super::{state::DialogueState, state::Phase, turn::Heard};
use crate::domain::conversation::Choice;

const YES: [&str; 18] = ["ya", "iya", "y", "yes", "yep", "yup", "sudah", "udah", "beres", "bisa", "sip", "ok", "oke", "solved", "fixed", "works", "it works", "ya beres"];
const NO: [&str; 16] = ["tidak", "belum", "blm", "no", "nope", "gak", "ga", "nggak", "enggak", "not yet", "belum bisa", "masih sama", "tetap sama", "still not", "still broken", "ga bisa"];

/// The value of the button that was meant: tapped, typed as a command, numbered, or said in its own words.
pub(super) fn meant(state: &DialogueState, heard: Heard<'_>) -> Option<String> {
    if let Some(value) = heard.choice {
        return Some(value.to_owned());
    }
    let text = plain(heard.text);
    if text.starts_with('/') {
        return Some(text);
    }
    if text.chars().count() > 60 || matches!(state.phase, Phase::Asking(_)) {
        return None;
    }
    numbered(&state.offered, &text).or_else(|| titled(&state.offered, &text)).or_else(|| yes_or_no(state, &text))
}

fn plain(text: &str) -> String {
    text.trim().trim_end_matches(['.', '!', ',']).to_lowercase()
}

fn numbered(offered: &[Choice], text: &str) -> Option<String> {
    let place: usize = text.parse().ok()?;
    Some(offered.get(place.checked_sub(1)?)?.value.clone())
}

fn titled(offered: &[Choice], text: &str) -> Option<String> {
    offered.iter().find(|choice| plain(&choice.title) == text).map(|choice| choice.value.clone())
}

fn yes_or_no(state: &DialogueState, text: &str) -> Option<String> {
    let (yes, no) = match state.phase {
        Phase::Checking => ("/helped/yes", "/helped/no"),
        Phase::Offering => ("/human", "/other"),
        _ => return None,
    };
    let text = text.replace(',', "");
    let word = if YES.contains(&text.as_str()) { yes } else if NO.contains(&text.as_str()) { no } else { return None };
    Some(word.to_owned())
}
