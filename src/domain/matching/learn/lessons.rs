//! The lines to learn from, in an order of their own: sorted, so that it does not matter how the pack lists them.

use std::collections::BTreeSet;

use super::{
    grams::{Grams, Vector},
    random::Random,
    words::Words,
};
use crate::domain::matching::keys;

/// A line and the intent it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lesson<'a> {
    /// The intent, by its place in the pack.
    pub intent: usize,
    /// Its words as read.
    pub words: Vec<&'a str>,
}

/// All lines by the numbers of their words, and what is known of each word.
#[derive(Debug)]
pub(super) struct Lessons<'a> {
    pub(super) intents: usize,
    pub(super) owners: Vec<usize>,
    pub(super) lines: Vec<Vec<u32>>,
    pub(super) words: Words,
    pub(super) spelled: Vec<&'a str>,
    /// The keys of each word's pieces.
    pub(super) pieces: Vec<Vec<u64>>,
}

impl<'a> Lessons<'a> {
    /// Sorts the lines and numbers their words; lines without words are left out.
    pub(super) fn new(mut lessons: Vec<Lesson<'a>>, intents: usize) -> Self {
        lessons.retain(|lesson| !lesson.words.is_empty() && lesson.intent < intents);
        lessons.sort();
        let all: BTreeSet<&str> = lessons.iter().flat_map(|lesson| lesson.words.iter().copied()).collect();
        let words = Words::learn(&all);
        let spelled: Vec<&str> = all.into_iter().collect();
        let number = |word: &&str| words.id(keys::key(word)).unwrap_or(0);
        let lines = lessons.iter().map(|lesson| lesson.words.iter().map(number).collect()).collect();
        let pieces = spelled
            .iter()
            .map(|word| {
                let mut keys = Vec::new();
                keys::pieces(word, [b' ', b' '], 2..=5, &mut keys);
                keys
            })
            .collect();
        Self { intents, owners: lessons.iter().map(|lesson| lesson.intent).collect(), lines, words, spelled, pieces }
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The features of all lines.
    pub(super) fn grams(&self) -> Grams {
        let keys = |line: &Vec<u32>| line.iter().map(|word| self.words.keys[*word as usize]).collect();
        let pieces = |line: &Vec<u32>| line.iter().map(|word| self.pieces[*word as usize].as_slice()).collect();
        Grams::learn(self.lines.iter().map(|line| (keys(line), pieces(line))))
    }

    /// Each line as features, its words left out by chance, but never all.
    pub(super) fn vectors(&self, grams: &Grams, places: &[Vec<u32>], drop: f32, chance: &mut Random) -> Vec<Vector> {
        let one = |line: &Vec<u32>| {
            let mut kept: Vec<u32> = line.iter().copied().filter(|_| drop <= 0.0 || !chance.happens(drop)).collect();
            if kept.is_empty() {
                kept.push(line[chance.below(line.len())]);
            }
            let keys: Vec<u64> = kept.iter().map(|word| self.words.keys[*word as usize]).collect();
            grams.vector(&keys, kept.iter().flat_map(|word| places[*word as usize].iter().copied()).collect())
        };
        self.lines.iter().map(one).collect()
    }

    /// The places of each word's pieces.
    pub(super) fn places(&self, grams: &Grams) -> Vec<Vec<u32>> {
        self.pieces.iter().map(|keys| grams.places(keys)).collect()
    }
}
