//! What a message is made of, for the network over counts: words, rows of two and three, pairs with a gap, and pieces of words.
//!
//! Each family is weighed by rarity (sublinear TF × IDF) and brought to length one by itself, so that neither drowns the other.

use std::collections::HashMap;

use super::dense::real;
use crate::domain::matching::keys::Direct;

/// Pairs of feature and weight.
pub(super) type Vector = Vec<(u32, f32)>;

/// The features that were learned, rows of words first, and how rare each is.
#[derive(Debug, Clone, Default)]
pub(super) struct Grams {
    places: HashMap<u64, u32, Direct>,
    /// The features in order, as they are kept.
    pub(super) keys: Vec<u64>,
    pub(super) idf: Vec<f32>,
    /// So many are rows of words.
    pub(super) rows: usize,
}

/// Above this many lines a feature must occur twice to be learned.
const MANY_LINES: usize = 2_000;

impl Grams {
    /// Learns what occurs in these lines; each is the keys of its words and of their pieces.
    pub(super) fn learn<'a>(lines: impl ExactSizeIterator<Item = (Vec<u64>, Vec<&'a [u64]>)>) -> Self {
        let count = lines.len();
        let mut seen: HashMap<u64, (u32, u32, bool), Direct> = HashMap::default();
        let mut keys = Vec::new();
        for (line, (words, pieces)) in (1..).zip(lines) {
            keys.clear();
            rows(&words, &mut keys);
            let mut note = |key: u64, row: bool| {
                let entry = seen.entry(key).or_insert((0, 0, row));
                if entry.1 != line {
                    *entry = (entry.0 + 1, line, row);
                }
            };
            for key in &keys {
                note(*key, true);
            }
            for key in pieces.into_iter().flatten() {
                note(*key, false);
            }
        }
        let least = if count > MANY_LINES { 2 } else { 1 };
        let mut kept: Vec<(bool, u64, u32)> = seen.into_iter().filter(|(_, (times, ..))| *times >= least).map(|(key, (times, _, row))| (!row, key, times)).collect();
        kept.sort_unstable();
        let weigh = |times: u32| ((1.0 + f64::from(real(count))) / (1.0 + f64::from(times))).ln() + 1.0;
        let idf = kept.iter().map(|(.., times)| narrow(weigh(*times))).collect();
        let rows = kept.partition_point(|(piece, ..)| !piece);
        Self::of(kept.into_iter().map(|(_, key, _)| key).collect(), idf, rows)
    }

    /// The features with these keys and weights.
    pub(super) fn of(keys: Vec<u64>, idf: Vec<f32>, rows: usize) -> Self {
        let places = keys.iter().copied().zip(0..).collect();
        Self { places, keys, idf, rows }
    }

    /// How many features there are.
    pub(super) fn len(&self) -> usize {
        self.idf.len()
    }

    /// The places of those of these keys that were learned.
    pub(super) fn places(&self, keys: &[u64]) -> Vec<u32> {
        keys.iter().filter_map(|key| self.places.get(key).copied()).collect()
    }

    /// A message of these words, whose pieces have these places.
    pub(super) fn vector(&self, words: &[u64], mut pieces: Vec<u32>) -> Vector {
        let mut keys = Vec::with_capacity(words.len() * 5 + 6);
        rows(words, &mut keys);
        let mut vector = Vec::with_capacity(keys.len() + pieces.len());
        let mut found = self.places(&keys);
        self.family(&mut found, &mut vector);
        self.family(&mut pieces, &mut vector);
        vector
    }

    fn family(&self, places: &mut [u32], vector: &mut Vector) {
        let from = vector.len();
        places.sort_unstable();
        let mut square = 0.0;
        for same in places.chunk_by(|a, b| a == b) {
            let weight = sublinear(same.len()) * self.idf[same[0] as usize];
            square += weight * weight;
            vector.push((same[0], weight));
        }
        let scale = if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 };
        vector[from..].iter_mut().for_each(|(_, weight)| *weight *= scale);
    }
}

/// 1 + ln of a count.
fn sublinear(count: usize) -> f32 {
    const FIRST: [f32; 9] = [0.0, 1.0, 1.693_147_2, 2.098_612_3, 2.386_294_4, 2.609_438, 2.791_759_5, 2.945_91, 3.079_441_5];
    FIRST.get(count).copied().unwrap_or_else(|| 1.0 + real(count).ln())
}

#[expect(clippy::cast_possible_truncation, reason = "a small number; fewer digits are meant")]
pub(in crate::domain::matching) fn narrow(value: f64) -> f32 {
    value as f32
}

const BEGIN: u64 = 0x517c_c1b7_2722_0a95;
const END: u64 = 0x2545_f491_4f6c_dd1d;

/// Words, rows of two and three, and pairs with one and two words between, edges counted as words.
fn rows(words: &[u64], keys: &mut Vec<u64>) {
    keys.extend_from_slice(words);
    let line: Vec<u64> = std::iter::once(BEGIN).chain(words.iter().copied()).chain(std::iter::once(END)).collect();
    keys.extend(line.windows(2).map(|row| join(3, &[row[0], row[1]])));
    for row in line.windows(3) {
        keys.push(join(5, row));
        keys.push(join(7, &[row[0], row[2]]));
    }
    keys.extend(line.windows(4).map(|row| join(11, &[row[0], row[3]])));
}

fn join(salt: u64, parts: &[u64]) -> u64 {
    parts.iter().fold(salt, |state, part| {
        let mixed = (state.rotate_left(23) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 29)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_words() {
        for (words, count) in [(0_u64, 1), (1, 5), (2, 10), (3, 15)] {
            let words: Vec<u64> = (1..=words).collect();
            let mut keys = Vec::new();
            rows(&words, &mut keys);
            assert_eq!(keys.len(), count, "{words:?}");
        }
    }

    #[test]
    fn each_family_has_length_one() {
        let lines = [(vec![1, 2, 3], vec![&[100, 101][..]]), (vec![1, 4], vec![&[100][..], &[102, 100][..]])];
        let grams = Grams::learn(lines.clone().into_iter());
        let vector = grams.vector(&lines[1].0, grams.places(&[100, 102, 100]));
        let square = |part: &[(u32, f32)]| part.iter().map(|(_, weight)| weight * weight).sum::<f32>();
        let split = vector.partition_point(|(place, _)| (*place as usize) < grams.rows);
        assert!((square(&vector[..split]) - 1.0).abs() < 1e-5 && (square(&vector[split..]) - 1.0).abs() < 1e-5);
        assert!(grams.vector(&[99], Vec::new()).is_empty());
    }
}
