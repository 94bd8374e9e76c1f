//! Places that an organisation lists by name, found in the words of somebody.

use std::{cmp::Reverse, ops::Range};

use compact_str::CompactString;

use super::{
    language::Said,
    text::token::{Token, tokenise},
};

/// A place of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What it is called.
    pub name: Said,
    /// Its names and what else means it, in folded words.
    rows: Vec<Vec<CompactString>>,
}

impl Place {
    /// A place that its name means in every language, and any of these words.
    #[must_use]
    pub fn new(name: Said, also: &[String]) -> Self {
        let rows = name.0.values().chain(also).map(|text| folded(text)).filter(|row| !row.is_empty()).collect();
        Self { name, rows }
    }
}

/// The words of a name as they are compared.
#[must_use]
pub fn folded(text: &str) -> Vec<CompactString> {
    tokenise(text, "").into_iter().map(|token| token.word).collect()
}

/// The place that these words name, and which of them do: the longest name counts, of several the first.
#[must_use]
pub fn longest<'p>(places: &'p [Place], said: &[Token]) -> Option<(&'p Place, Range<usize>)> {
    let stands = |row: &Vec<CompactString>| {
        let at = said.windows(row.len()).position(|window| window.iter().map(|token| &token.word).eq(row))?;
        Some(at..at + row.len())
    };
    let found = places.iter().flat_map(|place| place.rows.iter().filter_map(move |row| Some((place, stands(row)?))));
    found.max_by_key(|(_, part)| (part.len(), Reverse(part.start)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::language::Language;

    #[test]
    fn the_longest_name_counts() {
        let named = |id: &str, en: &str, also: &[&str]| {
            let also: Vec<String> = also.iter().map(|word| (*word).to_owned()).collect();
            Place::new(Said(BTreeMap::from([(Language::ID, id.to_owned()), (Language::EN, en.to_owned())])), &also)
        };
        let places = [named("Gedung B", "Building B", &["blok b"]), named("Gedung B Timur", "Building B East", &[]), named("Kantor pusat", "Head office", &["kanpus"])];
        for (text, want) in [
            ("wifi mati di GEDUNG  B lantai 3", Some(("Gedung B", "GEDUNG  B"))),
            ("di gedung B-Timur", Some(("Gedung B Timur", "gedung B-Timur"))),
            ("the building b printer", Some(("Gedung B", "building b"))),
            ("Blok B, kanpus", Some(("Gedung B", "Blok B"))),
            ("ya di kanpus.", Some(("Kantor pusat", "kanpus"))),
            ("gedung B2", None),
            ("", None),
        ] {
            let said = tokenise(text, "");
            let found = longest(&places, &said).map(|(place, part)| (place.name.in_language(Language::ID), &text[said[part.start].start..said[part.end - 1].end]));
            assert_eq!(found, want, "{text}");
        }
    }
}
