//! "Did you mean …?": the nearest known word by edit distance.

use rapidfuzz::distance::osa;

/// How many known words a hint lists.
const MOST_LISTED: usize = 14;

/// What to do about an unknown word: take the nearest known one, or one of the list.
pub(super) fn hint<S: AsRef<str>>(word: &str, known: &[S]) -> String {
    match nearest(word, known) {
        Some(near) => format!("Did you mean `{near}`?"),
        None if known.is_empty() => String::new(),
        None => format!("Known here: {}.", list(known)),
    }
}

/// Words for a sentence, cut when there are many.
pub(super) fn list<S: AsRef<str>>(words: &[S]) -> String {
    let shown: Vec<_> = words.iter().take(MOST_LISTED).map(|word| format!("`{}`", word.as_ref())).collect();
    let more = words.len().saturating_sub(MOST_LISTED);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
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
        for (word, expected) in [("netwrok", "Did you mean `network`?"), ("it_support", "Did you mean `it-support`?"), ("kitchen", "Known here: `helpdesk`, `it-support`, `network`.")] {
            assert_eq!(hint(word, &known), expected);
        }
    }
}
