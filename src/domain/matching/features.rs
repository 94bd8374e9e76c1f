//! What two messages are compared by: stems, neighbouring stems and pieces of words, weighed by how rare they are.

use std::collections::{HashMap, HashSet};

use super::keys::{self, Direct};
use crate::domain::text::{Kind, Token, stop};

/// How much the pieces of words count beside the words themselves.
const PIECES: f32 = 1.0;
/// How much of a word that nobody taught dilutes a message.
const UNKNOWN: f32 = 1.2;
/// Above this many lines a pair or a piece must occur twice to be learned.
const MANY_LINES: usize = 2_000;

/// What the product of two word parts must be multiplied by to make it a cosine.
pub const WORDS_ALONE: f32 = 1.0 + PIECES * PIECES;

/// One number per feature that occurs: pairs of feature and weight, sorted by feature.
pub type Vector = Vec<(u32, f32)>;

/// The features of a pack and their weights.
#[derive(Debug, Default)]
pub struct Space {
    places: HashMap<u64, u32, Direct>,
    idf: Vec<f32>,
    /// So many features are words or pairs; they come first.
    words: usize,
    rarest: f32,
}

/// The features of one message as hashes.
#[derive(Debug, Default)]
struct Found {
    /// Stems, and whether each has content.
    stems: Vec<(u64, bool)>,
    /// Pairs of stems, adjoining or one apart.
    pairs: Vec<u64>,
    /// Pieces of words.
    pieces: Vec<u64>,
}

impl Space {
    /// Learns the features of these lines.
    #[must_use]
    pub fn new(lines: &[Vec<&Token>]) -> Self {
        Self::of(lines, find)
    }

    /// Learns their stems alone, where vectors are of no use.
    #[must_use]
    pub fn of_stems(lines: &[Vec<&Token>]) -> Self {
        Self::of(lines, |tokens| Found { stems: stems(tokens), ..Found::default() })
    }

    fn of(lines: &[Vec<&Token>], find: impl Fn(&[&Token]) -> Found) -> Self {
        let mut counts: HashMap<u64, u32, Direct> = HashMap::default();
        let mut order = Vec::new();
        let (mut stems, mut pieces): (HashSet<u64, Direct>, HashSet<u64, Direct>) = Default::default();
        for line in lines {
            let found = find(line);
            stems.extend(found.stems.iter().map(|(key, _)| *key));
            pieces.extend(&found.pieces);
            let mut seen: HashSet<u64, Direct> = HashSet::default();
            for key in found.stems.iter().map(|(key, _)| *key).chain(found.pairs).chain(found.pieces) {
                if seen.insert(key) {
                    let count = counts.entry(key).or_insert_with(|| {
                        order.push(key);
                        0
                    });
                    *count += 1;
                }
            }
        }
        let least = if lines.len() > MANY_LINES { 2 } else { 1 };
        order.retain(|key| counts[key] >= least || stems.contains(key));
        order.sort_by_key(|key| pieces.contains(key));
        let words = order.partition_point(|key| !pieces.contains(key));
        let weigh = |count: u32| ((1.0 + real(lines.len())) / (1.0 + real(count as usize))).ln() + 1.0;
        let idf = order.iter().map(|key| weigh(counts[key])).collect();
        let places = (0..).zip(&order).map(|(place, key)| (*key, place)).collect();
        Self { places, idf, words, rarest: weigh(1) }
    }

    /// How many features there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.idf.len()
    }

    /// The part of a vector that is words and pairs, not pieces; its length is one if all of the message is known.
    #[must_use]
    pub fn words<'a>(&self, vector: &'a [(u32, f32)]) -> &'a [(u32, f32)] {
        &vector[..vector.partition_point(|(place, _)| (*place as usize) < self.words)]
    }

    /// Whether nothing was learned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.idf.is_empty()
    }

    /// Whether this feature was learned.
    #[must_use]
    pub fn knows(&self, key: u64) -> bool {
        self.places.contains_key(&key)
    }

    /// The message as a vector of length one, shorter if part of it is unknown.
    #[must_use]
    pub fn vector(&self, tokens: &[&Token]) -> Vector {
        let found = find(tokens);
        let mut vector = Vec::with_capacity(found.stems.len() + found.pairs.len() + found.pieces.len());
        let strange = found.stems.iter().filter(|(key, content)| *content && !self.places.contains_key(key)).count();
        let unknown = real(strange) * (self.rarest * UNKNOWN).powi(2);
        let words = found.stems.iter().map(|(key, _)| *key).chain(found.pairs.iter().copied());
        self.family(words, 1.0, unknown, &mut vector);
        self.family(found.pieces.into_iter(), PIECES, 0.0, &mut vector);
        vector.sort_unstable_by_key(|(place, _)| *place);
        vector
    }

    fn family(&self, keys: impl Iterator<Item = u64>, share: f32, unknown: f32, vector: &mut Vector) {
        let from = vector.len();
        vector.extend(keys.filter_map(|key| self.places.get(&key)).map(|place| (*place, 1.0)));
        vector[from..].sort_unstable_by_key(|(place, _)| *place);
        let mut write = from;
        for read in from..vector.len() {
            if write > from && vector[write - 1].0 == vector[read].0 {
                vector[write - 1].1 += 1.0;
            } else {
                vector[write] = vector[read];
                write += 1;
            }
        }
        vector.truncate(write);
        let mut square = unknown;
        for (place, count) in &mut vector[from..] {
            *count = (1.0 + count.ln()) * self.idf[*place as usize];
            square += *count * *count;
        }
        let scale = if square > 0.0 { share / (square.sqrt() * (1.0 + PIECES * PIECES).sqrt()) } else { 0.0 };
        vector[from..].iter_mut().for_each(|(_, weight)| *weight *= scale);
    }

    /// The share of a message's content, by rarity, that these lines know, 0 to 1; and how many words with content it has.
    #[must_use]
    pub fn coverage(&self, tokens: &[&Token], stems: impl Fn(u64) -> bool) -> (f32, usize) {
        let (mut known, mut all, mut words) = (0.0, 0.0, 0);
        for token in tokens.iter().filter(|token| is_subject(token)) {
            let key = stem_key(&token.stem);
            let weight = self.places.get(&key).map_or(self.rarest, |place| self.idf[*place as usize]);
            all += weight;
            words += 1;
            if stems(key) {
                known += weight;
            }
        }
        (if all > 0.0 { known / all } else { 0.0 }, words)
    }
}

/// A count as a real number; beyond 65 535 it makes no difference here.
#[must_use]
pub fn real(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

/// Whether a token is a word with content.
#[must_use]
pub fn is_subject(token: &Token) -> bool {
    token.kind == Kind::Word && stop::is_content(&token.word)
}

/// The feature of a stem.
#[must_use]
pub fn stem_key(stem: &str) -> u64 {
    keys::key(stem)
}

fn stems(tokens: &[&Token]) -> Vec<(u64, bool)> {
    tokens.iter().map(|token| (stem_key(&token.stem), is_subject(token))).collect()
}

fn find(tokens: &[&Token]) -> Found {
    let mut found = Found { stems: stems(tokens), ..Found::default() };
    let edges = || std::iter::once(EDGE).chain(found.stems.iter().map(|(key, _)| *key)).chain(std::iter::once(EDGE));
    let pairs: Vec<u64> = edges().zip(edges().skip(1)).map(|(a, b)| pair(a, b, 3)).collect();
    let apart = edges().zip(edges().skip(2)).map(|(a, b)| pair(a, b, 5));
    let pairs = pairs.into_iter().chain(apart).collect();
    for token in tokens.iter().filter(|token| matches!(token.kind, Kind::Word | Kind::Number)) {
        // Of three and four letters, with a space on either side.
        keys::pieces(&token.word, [b' ', b' '], 3..=4, &mut found.pieces);
    }
    found.pairs = pairs;
    found
}

const EDGE: u64 = 0x517c_c1b7_2722_0a95;

fn pair(a: u64, b: u64, salt: u64) -> u64 {
    keys::mix(a.rotate_left(17).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b.wrapping_mul(salt))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Reader;

    #[test]
    fn known_text_has_length_one_and_unknown_words_dilute() {
        let reader = Reader::plain("GRD");
        let lines: Vec<_> = ["printer tidak bisa print", "wifi lambat", "lupa password"].map(|text| reader.read(text)).into();
        let tokens: Vec<_> = lines.iter().map(|line| stop::counting(&line.tokens)).collect();
        let space = Space::new(&tokens);
        let length = |text: &str| {
            let read = reader.read(text);
            space.vector(&stop::counting(&read.tokens)).iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt()
        };
        for (text, least, most) in [("wifi lambat", 0.999, 1.001), ("lupa password", 0.999, 1.001), ("wifi rendang lambat", 0.5, 0.97), ("xyzzy", 0.0, 0.01), ("", 0.0, 0.0)] {
            assert!((least..=most).contains(&length(text)), "{text}: {}", length(text));
        }
    }

    #[test]
    fn pieces_of_words() {
        for (word, count) in [("", 0), ("a", 1), ("ab", 3), ("wifi", 7), ("日本", 3), ("ééééé", 9)] {
            let mut found = Vec::new();
            keys::pieces(word, [b' ', b' '], 3..=4, &mut found);
            assert_eq!(found.len(), count, "{word}");
        }
    }
}
