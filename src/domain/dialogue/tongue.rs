//! The language of the replies: it follows the visitor and sticks.

use super::{state::DialogueState, turn::Heard};
use crate::domain::{content::Pack, language::Language};

/// The first message sets it, two in a row in another language change it, a choice by hand stays.
pub(super) fn reply_language(pack: &Pack, state: &mut DialogueState, heard: Heard<'_>, page: Language) -> Language {
    let words = heard.choice.is_none() && !heard.text.trim_start().starts_with('/');
    let guessed = heard.understanding.language.filter(|guess| words && pack.languages.contains(guess));
    let current = state.language.filter(|language| pack.languages.contains(language));
    let language = match (current, guessed) {
        (Some(current), _) if state.language_chosen => current,
        (None, guess) => guess.unwrap_or_else(|| pack.spoken(page)),
        (Some(_), Some(guess)) if state.other_language == Some(guess) => guess,
        (Some(current), _) => current,
    };
    state.other_language = guessed.filter(|guess| *guess != language);
    if current.is_some() || guessed.is_some() {
        state.language = Some(language);
    }
    language
}
