//! "Did you mean …?": the nearest known word by edit distance.

use std::cmp::Reverse;

use rapidfuzz::distance::osa;

/// How many known words a hint lists in full.
const MOST_LISTED: usize = 14;
/// How many it names of a longer list.
const MOST_ALIKE: usize = 4;

/// What to do about an unknown word: take the nearest known one, or one of the list.
pub(super) fn hint<S: AsRef<str>>(word: &str, known: &[S]) -> String {
    match nearest(word, known) {
        Some(near) => format!("Did you mean `{near}`?"),
        None if known.is_empty() => String::new(),
        None if known.len() > MOST_LISTED => similar(&alike(word, known)),
        None => format!("Known here: {}.", list(known)),
    }
}

/// Words for a sentence.
pub(super) fn list<S: AsRef<str>>(words: &[S]) -> String {
    let shown: Vec<_> = words.iter().map(|word| format!("`{}`", word.as_ref())).collect();
    shown.join(", ")
}

fn similar(names: &[&str]) -> String {
    if names.is_empty() { String::new() } else { format!("The most alike are {}.", list(names)) }
}

/// The known words that share the most parts with a word, as in `wifi_slow` and `wifi_not_connecting`.
fn alike<'k, S: AsRef<str>>(word: &str, known: &'k [S]) -> Vec<&'k str> {
    let parts: Vec<_> = word.split(['_', '-', '.']).filter(|part| part.len() > 2).collect();
    let shared = |name: &str| parts.iter().filter(|part| name.contains(*part)).count();
    let mut names: Vec<_> = known.iter().map(AsRef::as_ref).filter(|name| shared(name) > 0).collect();
    names.sort_by_cached_key(|name| (Reverse(shared(name)), osa::distance(word.chars(), name.chars())));
    names.truncate(MOST_ALIKE);
    names
}

fn nearest<'k, S: AsRef<str>>(word: &str, known: &'k [S]) -> Option<&'k str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' ', '.'], "_");
    let word = plain(word);
    let length = word.chars().count();
    let far = (length / 3).clamp(1, 4);
    let close = known.iter().map(AsRef::as_ref).filter(|name| name.chars().count().abs_diff(length) <= far);
    let distances = close.map(|name| (osa::distance(word.chars(), plain(name).chars()), name));
    distances.filter(|(distance, _)| *distance <= far).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_offered_and_a_strange_one_gets_the_list() {
        let known = ["helpdesk", "it-support", "network"];
        for (word, expected) in
            [("netwrok", "Did you mean `network`?"), ("it_support", "Did you mean `it-support`?"), ("kitchen", "Known here: `helpdesk`, `it-support`, `network`.")]
        {
            assert_eq!(hint(word, &known), expected);
        }
    }
}
