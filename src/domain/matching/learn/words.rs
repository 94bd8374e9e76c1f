//! The words of a pack by number.

use std::collections::{BTreeSet, HashMap};

use crate::domain::matching::keys::{Direct, key};

/// Words by key, numbered in the order of the alphabet.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    ids: HashMap<u64, u32, Direct>,
    pub(super) keys: Vec<u64>,
}

impl Words {
    /// Numbers these words.
    pub(super) fn learn(all: &BTreeSet<&str>) -> Self {
        Self::of(all.iter().map(|word| key(word)).collect())
    }

    /// Words with these keys.
    pub(super) fn of(keys: Vec<u64>) -> Self {
        Self { ids: keys.iter().copied().zip(0..).collect(), keys }
    }

    /// The number of a word.
    pub(super) fn id(&self, key: u64) -> Option<u32> {
        self.ids.get(&key).copied()
    }
}
