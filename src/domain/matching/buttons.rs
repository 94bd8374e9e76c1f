//! Free text against the buttons just offered: which of them some words mean, and by what.

use std::sync::LazyLock;

use compact_str::CompactString;
use fuzzy_matcher::{FuzzyMatcher as _, skim::SkimMatcherV2};
use rapidfuzz::distance::osa;
use serde::Serialize;

use crate::domain::text::{List, each_word, slang, stop};

/// Shorter words are not looked at for slips.
const SLIPS_FROM: usize = 4;
/// A part of a title has a word with at least so many letters.
const PART_FROM: usize = 3;
/// Words around a choice that choose nothing.
static AROUND: List = List::new("yang yg nomor no nomer pilihan option number pilih the one ke saya maksud kak mas mbak min pak bu ya nih sih dong deh aja saja please itu ini");
static ORDINALS: [List; 4] =
    [List::new("1 satu pertama kesatu first 1st"), List::new("2 dua kedua second 2nd"), List::new("3 tiga ketiga third 3rd"), List::new("4 empat keempat fourth 4th")];
static MATCHER: LazyLock<SkimMatcherV2> = LazyLock::new(SkimMatcherV2::default);

/// The button that was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    /// Its place among those offered.
    pub place: usize,
    /// How the words mean it.
    pub how: How,
}

/// How words mean a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// They are its title.
    Title,
    /// They are its title but for a slip in a word.
    Slip,
    /// They are words of its title alone.
    Part,
    /// They are words of its title cut short.
    Short,
    /// They are its number.
    Number,
}

/// The button with this title; a slip in a word changes nothing if only one is as near.
pub fn titled<'a>(titles: impl Iterator<Item = &'a str> + Clone, said: &[CompactString]) -> Option<Fit> {
    let exact = titles.clone().position(|title| each_word(title).eq(said.iter().cloned()));
    exact.map(|place| Fit { place, how: How::Title }).or_else(|| only(titles, How::Slip, |title| is_near(title, said)))
}

/// "2", "nomor 2", "yang kedua", "the second one".
#[must_use]
pub fn numbered(offered: usize, said: &[CompactString]) -> Option<Fit> {
    let mut words = said.iter().filter(|word| !AROUND.has(word));
    let (word, None) = (words.next()?, words.next()) else { return None };
    let place = word.parse::<usize>().ok().and_then(|place| place.checked_sub(1)).or_else(|| ORDINALS.iter().position(|names| names.has(word)))?;
    (place < offered).then_some(Fit { place, how: How::Number })
}

/// "Yang lambat", where just one of the titles has these words; else "rst pw", where just one has words that are cut short so.
pub fn part<'a>(titles: impl Iterator<Item = &'a str> + Clone, said: &[CompactString]) -> Option<Fit> {
    let wanted: Vec<&CompactString> = said.iter().filter(|word| !AROUND.has(word)).collect();
    let tells = wanted.iter().any(|word| word.chars().count() >= PART_FROM);
    let part = || only(titles.clone(), How::Part, |title| wanted.iter().all(|word| title.contains(word)));
    tells.then(part)?.or_else(|| only(titles, How::Short, |title| is_short_for(title, &wanted)))
}

/// The only title that fits.
fn only<'a>(titles: impl Iterator<Item = &'a str>, how: How, fits: impl Fn(&[CompactString]) -> bool) -> Option<Fit> {
    let mut fitting = titles.enumerate().filter(|(_, title)| fits(&each_word(title).collect::<Vec<_>>()));
    let ((place, _), None) = (fitting.next()?, fitting.next()) else { return None };
    Some(Fit { place, how })
}

/// Whether each word is the other's, or one slip away from it.
fn is_near(title: &[CompactString], said: &[CompactString]) -> bool {
    let slip = |one: &CompactString, other: &CompactString| one == other || one.len() >= SLIPS_FROM && osa::distance(one.chars(), other.chars()) == 1;
    title.len() == said.len() && !said.is_empty() && title.iter().zip(said).all(|(one, other)| slip(one, other))
}

/// Whether these are words of the title in its order, each as it is, as slang for it or cut short.
fn is_short_for(title: &[CompactString], said: &[&CompactString]) -> bool {
    let mut rest = title.iter();
    said.iter().all(|word| rest.any(|whole| is_cut(whole, word)))
}

/// Whether this is the word itself, slang for it, or its first letter and consonants of it in order; "ga" is not short for "gangguan".
fn is_cut(whole: &str, word: &str) -> bool {
    if whole == word {
        return true;
    }
    if let Some(reading) = slang::table().read(|at| (at == 0).then_some(word)) {
        return reading.to == whole;
    }
    let consonants = word.chars().skip(1).all(|letter| letter.is_alphabetic() && !matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u'));
    let begins = whole.chars().next() == word.chars().next();
    begins && consonants && word.chars().count() >= PART_FROM && stop::weight(word).is_none() && MATCHER.fuzzy_match(whole, word).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::words;

    const TITLES: [&str; 4] = ["Reset password", "WiFi lambat", "Gangguan printer", "Bicara dengan orang"];

    #[test]
    fn words_mean_a_button() {
        let titles = || TITLES.into_iter();
        for (text, want) in [
            ("reset password", Some((0, How::Title))),
            ("Wi-Fi lambat!", Some((1, How::Title))),
            ("reset pasword", Some((0, How::Slip))),
            ("gangguan pritner", Some((2, How::Slip))),
            ("2", Some((1, How::Number))),
            ("yang kedua kak", Some((1, How::Number))),
            ("the third one", Some((2, How::Number))),
            ("9", None),
            ("0", None),
            ("yang lambat", Some((1, How::Part))),
            ("printer", Some((2, How::Part))),
            ("rst pw", Some((0, How::Short))),
            ("ggn prntr", Some((2, How::Short))),
            ("pw rst", None),
            ("ga", None),
            ("ga bisa", None),
            ("rst wifi", None),
            ("pw", None),
            ("yang itu", None),
            ("", None),
        ] {
            let said = words(text);
            let found = titled(titles(), &said).or_else(|| numbered(TITLES.len(), &said)).or_else(|| part(titles(), &said));
            assert_eq!(found.map(|fit| (fit.place, fit.how)), want, "{text}");
        }
        // What two titles fit means neither.
        let twins = ["Laptop lambat", "Laptop lembat", "Akun terkunci"];
        for (text, want) in [("laptop lombat", None), ("laptop lambat", Some(0)), ("laptop", None), ("akun", Some(2)), ("lptp", None)] {
            let said = words(text);
            assert_eq!(titled(twins.into_iter(), &said).or_else(|| part(twins.into_iter(), &said)).map(|fit| fit.place), want, "{text}");
        }
    }
}
