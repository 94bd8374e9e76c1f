//! Words written without their vowels, as `jrngn` for `jaringan`: found as a subsequence among the words of the pack.

use std::{cmp::Reverse, sync::LazyLock};

use compact_str::CompactString;
use fuzzy_matcher::{FuzzyMatcher as _, skim::SkimMatcherV2};

/// Fewer letters are a name or an acronym rather than a word cut short.
const SHORTEST: usize = 4;
/// So many consonants may be missing too.
const MISSING: usize = 1;
/// Only words at least this frequent are cut short.
const COMMON_ENOUGH: u32 = 3;

static MATCHER: LazyLock<SkimMatcherV2> = LazyLock::new(SkimMatcherV2::default);

/// Which of these words, in alphabetical order and with how often each occurs, is written here without its vowels.
pub(super) fn meant<'a>(typed: &str, words: &'a [(CompactString, u32)]) -> Option<&'a str> {
    let (letters, first) = (typed.chars().count(), typed.chars().next()?);
    if letters < SHORTEST || !typed.chars().all(char::is_alphabetic) || skeleton(typed) != letters {
        return None;
    }
    let from = words.partition_point(|(word, _)| word.chars().next() < Some(first));
    let same = words[from..].iter().take_while(|(word, _)| word.starts_with(first));
    let fitting = same.filter_map(|(word, count)| {
        let missing = skeleton(word).checked_sub(letters).filter(|missing| *missing <= MISSING)?;
        let score = (*count >= COMMON_ENOUGH && word.chars().count() > letters).then(|| MATCHER.fuzzy_match(word, typed))??;
        Some(((missing, Reverse(score), Reverse(*count)), word.as_str()))
    });
    fitting.min().map(|(_, word)| word)
}

/// How many letters are left without the vowels, but for one that begins the word.
fn skeleton(word: &str) -> usize {
    word.chars().enumerate().filter(|(at, letter)| *at == 0 || !matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')).count()
}

#[cfg(test)]
mod tests {
    use super::{super::repair::counted, *};

    #[test]
    fn finds_words_without_their_vowels() {
        let words = "aplikasi:9 hard:9 jaringan:9 jurnal:3 kantor:5 komputer:7 kontrak:9 laptop:20 message:4 printer:30 rare:1 telepon:4 wifi:50";
        let words: Vec<(CompactString, u32)> = counted(words).into_iter().collect();
        for (typed, word) in [
            ("jrngn", Some("jaringan")),
            ("jrgn", Some("jaringan")),
            ("prntr", Some("printer")),
            ("lptp", Some("laptop")),
            ("kmptr", Some("komputer")),
            ("kntr", Some("kantor")),
            ("tlpn", Some("telepon")),
            ("aplks", Some("aplikasi")),
            ("mssg", Some("message")),
            ("hrd", None),
            ("bpjs", None),
            ("printr", None),
            ("zzzz", None),
            ("prntrx", None),
            ("pr1ntr", None),
            ("日本語本", None),
            ("", None),
        ] {
            assert_eq!(meant(typed, &words), word, "{typed}");
        }
    }
}
