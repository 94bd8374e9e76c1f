//! The places of an organisation: from `pack.yml` to values, each word meaning one of them.

use std::{collections::HashMap, sync::Arc};

use crate::domain::{
    language::Said,
    place::{Place, folded},
};

use super::{
    problem::{Report, Spot},
    raw::{RawPack, RawPlace},
    shape::{At, Name},
    topics,
    words::Frame,
};

/// Reads the list; a word that two places have, or one has twice, is reported.
pub(super) fn places(raw: Option<&RawPack>, frame: &Frame, report: &mut Report) -> Arc<[Place]> {
    let rows = raw.and_then(|raw| raw.places.as_deref()).unwrap_or_default();
    once(rows, report);
    rows.iter().map(|row| place(row, frame, report)).collect()
}

fn place(raw: &RawPlace, frame: &Frame, report: &mut Report) -> Place {
    let name = match &raw.name {
        Name::Each(words) => topics::title(words, frame, report),
        Name::One(text) => Said(frame.languages.iter().map(|language| (*language, frame.fill(&text.value, &text.spot, *language, &[], report))).collect()),
    };
    let also: Vec<String> = raw.also.iter().flatten().map(|word| word.value.clone()).collect();
    Place::new(name, &also)
}

fn once(rows: &[RawPlace], report: &mut Report) {
    let mut first: HashMap<Vec<_>, (usize, &Spot)> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        for (text, is_name) in names(row).map(|text| (text, true)).chain(row.also.iter().flatten().map(|text| (text, false))) {
            let words = folded(&text.value);
            if words.is_empty() && !text.value.is_empty() {
                report.error(&text.spot, format!("`{}` has no word in it", text.value), "Write a word that people use for the place.");
            }
            // One name in two languages may be the same.
            match first.get(&words).filter(|(other, _)| !(is_name && *other == at)) {
                Some((_, spot)) if !words.is_empty() => {
                    report.error(&text.spot, format!("`{}` means a place twice; the first is at {}", text.value, spot.place()), "Keep one of them.");
                }
                _ => {
                    first.entry(words).or_insert((at, &text.spot));
                }
            }
        }
    }
}

fn names(row: &RawPlace) -> impl Iterator<Item = &At<String>> {
    let (one, each) = match &row.name {
        Name::One(text) => (Some(text), None),
        Name::Each(words) => (None, Some(words.by.values())),
    };
    one.into_iter().chain(each.into_iter().flatten())
}
