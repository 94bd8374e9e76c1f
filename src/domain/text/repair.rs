//! Typing mistakes, repaired against the words of the pack: a delete-index finds the few candidates, the distance decides.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use compact_str::CompactString;
use rapidfuzz::distance::osa;

use super::{short, slang, slip, stem::stem, stop};

/// How often each word occurs in what was learned from.
pub type Frequencies = BTreeMap<CompactString, u32>;

/// Words shorter than this are never repaired.
const SHORTEST: usize = 4;
/// From this length on two mistakes are forgiven.
const LONG: usize = 8;
/// Longer words are no words; it also bounds the work.
const LONGEST: usize = 24;
/// Short words are only read as words at least this frequent.
const COMMON_ENOUGH: u32 = 3;
/// What a bold repair asks instead: shorter words, but only for words this frequent.
const SHORTEST_BOLD: usize = 3;
const COMMON_BOLD: u32 = 6;
/// A word this rare is held for a slip itself if one this many times as frequent is near.
const RARE: u32 = 2;
const OUTNUMBERED: u32 = 100;
/// From so many words on, with not more than one stranger in so many, an unknown word is rather a slip.
const MANY_WORDS: u64 = 30_000;
const FEW_STRANGERS: u64 = 33;
/// How much more a slip of the fingers is to be expected than another one.
const LIKELIER: u32 = 3;

/// Shorter slang is too near to other words.
const SHORTEST_SLANG: usize = 5;
/// The entries of the slang table as words to repair to.
static SLANG: LazyLock<Repair> = LazyLock::new(|| {
    let entries = slang::table().entries().filter(|entry| entry.chars().count() >= SHORTEST_SLANG);
    Repair::new(&entries.map(|entry| (entry.into(), COMMON_ENOUGH)).collect())
});

/// The words of a pack, and how to get to them from a misspelling.
#[derive(Debug, Default)]
pub struct Repair {
    words: Vec<(CompactString, u32)>,
    /// Whether so many lines were learned that an unknown word is rather a slip than a stranger.
    bold: bool,
    rare: HashSet<CompactString>,
    /// The words, also those never repaired to, with their stems.
    known: HashMap<CompactString, CompactString>,
    stems: HashSet<CompactString>,
    /// Hashes of words with up to two letters deleted, with the index of the word, sorted.
    deletes: Vec<(u32, u32)>,
    /// Where in `deletes` the hashes with each leading 12 bits begin.
    starts: Vec<u32>,
}

impl Repair {
    /// Learns these words.
    #[must_use]
    pub fn new(frequencies: &Frequencies) -> Self {
        let words: Vec<(CompactString, u32)> = frequencies.iter().filter(|(word, _)| is_wordlike(word)).map(|(word, count)| (word.clone(), *count)).collect();
        let known: HashMap<CompactString, CompactString> = frequencies.keys().map(|word| (word.clone(), stem(word))).collect();
        let stems = known.values().cloned().collect();
        let deletes = index(&words);
        let starts = directory(&deletes);
        Self { words, known, stems, deletes, starts, bold: false, rare: HashSet::new() }
    }

    /// Learns these words, and repairs boldly if they are many and strangers among them few: the share of words seen once tells
    /// how likely the next one was never seen (Good 1953).
    #[must_use]
    pub fn of_pack(frequencies: &Frequencies) -> Self {
        let all: u64 = frequencies.values().map(|count| u64::from(*count)).sum();
        let strangers: u64 = frequencies.values().filter(|count| **count <= RARE).map(|count| u64::from(*count)).sum();
        let everyday = all >= MANY_WORDS && strangers * FEW_STRANGERS <= all;
        if everyday { Self::bold(frequencies) } else { Self::new(frequencies) }
    }

    /// Learns these words from so many lines that hardly any everyday word is missing: then an unknown word is rather a slip,
    /// even a short one, and so is a word seen once beside a very frequent one.
    #[must_use]
    pub fn bold(frequencies: &Frequencies) -> Self {
        let rare = frequencies.iter().filter(|(_, count)| **count <= RARE).map(|(word, _)| word.clone()).collect();
        Self { bold: true, rare, ..Self::new(frequencies) }
    }

    /// Whether this word needs no repair.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        self.known.contains_key(word) || slang::table().knows(word) || stop::weight(word).is_some() || self.stems.contains(&stem(word))
    }

    /// The stem of a word, looked up where it was learned: stemming takes ten times as long.
    #[must_use]
    pub fn stem(&self, word: &str) -> CompactString {
        self.known.get(word).cloned().unwrap_or_else(|| stem(word))
    }

    /// Whether this very word was learned or is listed.
    #[must_use]
    pub fn knows_exactly(&self, word: &str) -> bool {
        self.known.contains_key(word) || stop::weight(word).is_some()
    }

    /// How often this word was learned; nothing for very short ones.
    pub(super) fn count(&self, word: &str) -> u32 {
        self.words.binary_search_by(|(learned, _)| learned.as_str().cmp(word)).map_or(0, |at| self.words[at].1)
    }

    /// Whether this word was learned as a subject of its own.
    pub(super) fn is_subject(&self, word: &str) -> bool {
        self.known.contains_key(word) && stop::is_content(word)
    }

    /// Whether a word is left as it is without looking for another.
    fn is_settled(&self, word: &str) -> bool {
        if !self.bold {
            return self.knows(word);
        }
        let owner = word.strip_suffix("'s").unwrap_or(word);
        (self.known.contains_key(owner) && !self.rare.contains(owner)) || slang::table().knows(word) || stop::weight(word).is_some()
    }

    /// The word that was probably meant, if this one is unknown and near enough to one that is known.
    #[must_use]
    pub fn fix(&self, word: &str) -> Option<&str> {
        let letters: Vec<char> = word.chars().take(LONGEST + 1).collect();
        let shortest = if self.bold { SHORTEST_BOLD } else { SHORTEST };
        if self.words.is_empty() || !(shortest..=LONGEST).contains(&letters.len()) || !is_spelled(&letters) || self.is_settled(word) {
            return None;
        }
        let reach = if letters.len() >= LONG { 2 } else { 1 };
        let mut best: Option<(Rank, usize)> = None;
        for hash in deletions(&letters, reach) {
            for candidate in self.bucket(hash) {
                if let Some(rank) = self.rank(&letters, candidate, reach)
                    && best.as_ref().is_none_or(|(least, at)| (&rank, candidate) < (least, *at))
                {
                    best = Some((rank, candidate));
                }
            }
        }
        best.map(|(_, at)| &self.words[at]).filter(|meant| !self.bold || self.is_bold_enough(word, meant)).map(|(meant, _)| meant.as_str())
    }

    /// The entry of the slang table that was probably meant, if the word is unknown and the fingers are to blame.
    #[must_use]
    pub(super) fn slang(&self, word: &str) -> Option<&'static str> {
        if self.words.is_empty() || self.bold || word.chars().count() < SHORTEST_SLANG || self.knows(word) {
            return None;
        }
        let meant = SLANG.fix(word)?;
        let [typed, entry] = [word, meant].map(|word| word.chars().collect::<Vec<char>>());
        // Of the shortest only what has all its letters: with one less it is as near to too much else.
        let whole = typed.len() == entry.len() || typed.len() > SHORTEST_SLANG;
        (whole && slip::is_likely(&typed, &entry)).then_some(meant)
    }

    /// The word that was probably written here without its vowels, if this one is unknown.
    #[must_use]
    pub fn lengthen(&self, word: &str) -> Option<&str> {
        short::meant(word, &self.words).filter(|_| !self.is_settled(word))
    }

    /// Whether a word that is not quite unknown may be taken for this one: it is seldom and this one frequent, or both have one stem.
    fn is_bold_enough(&self, word: &str, (meant, count): &(CompactString, u32)) -> bool {
        if self.rare.contains(word) {
            return word != meant && *count >= RARE * OUTNUMBERED;
        }
        let stem_of_word = stem(word);
        stem_of_word.len() < SHORTEST || !self.stems.contains(&stem_of_word) || stem(meant) == stem_of_word
    }

    fn bucket(&self, hash: u32) -> impl Iterator<Item = usize> {
        let slot = (hash >> 20) as usize;
        let (from, to) = (self.starts[slot] as usize, self.starts[slot + 1] as usize);
        self.deletes[from..to].iter().filter(move |(found, _)| *found == hash).map(|(_, word)| *word as usize)
    }

    fn rank(&self, typed: &[char], candidate: usize, reach: usize) -> Option<Rank> {
        let (word, count) = &self.words[candidate];
        let meant: Vec<char> = word.chars().collect();
        let distance = osa::distance_with_args(typed.iter().copied(), meant.iter().copied(), &osa::Args::default().score_cutoff(reach))?;
        let swapped = typed.len() == meant.len() && typed[0] == meant[1] && typed[1] == meant[0];
        let other_start = typed[0] != meant[0] && !swapped;
        let unlikely = !slip::is_likely(typed, &meant);
        let short = typed.len() <= 5;
        if self.bold {
            let far = distance == 2 && (other_start || meant.len() + 1 < LONG);
            let expected = if unlikely { *count } else { count.saturating_mul(LIKELIER) };
            return (distance > 0 && distance <= reach && !far && *count >= COMMON_BOLD).then_some(Rank { distance, other_start, unlikely: false, rarity: Reverse(expected) });
        }
        if distance > reach
            || (unlikely && typed.len() == SHORTEST)
            || (short && (other_start || *count < COMMON_ENOUGH))
            || (distance == 2 && (other_start || meant.len() + 1 < LONG))
        {
            return None;
        }
        Some(Rank { distance, other_start, unlikely, rarity: Reverse(*count) })
    }
}

/// How good a repair is: less is better; ties go to the word that comes first in the alphabet.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    distance: usize,
    other_start: bool,
    unlikely: bool,
    rarity: Reverse<u32>,
}

fn is_wordlike(word: &str) -> bool {
    let letters = word.chars().count();
    (SHORTEST - 1..=LONGEST).contains(&letters) && word.chars().all(|c| c.is_alphabetic() || c == '\'')
}

/// Letters, and apostrophes between them.
fn is_spelled(letters: &[char]) -> bool {
    letters.iter().all(|c| c.is_alphabetic() || *c == '\'')
}

fn index(words: &[(CompactString, u32)]) -> Vec<(u32, u32)> {
    let mut deletes = Vec::with_capacity(words.len() * 24);
    for (at, (word, _)) in words.iter().enumerate() {
        let letters: Vec<char> = word.chars().collect();
        let reach = if letters.len() + 1 >= LONG { 2 } else { 1 };
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        deletes.extend(deletions(&letters, reach).into_iter().map(|hash| (hash, at)));
    }
    deletes.sort_unstable();
    deletes.dedup();
    deletes
}

fn directory(deletes: &[(u32, u32)]) -> Vec<u32> {
    (0..=1_u32 << 12).map(|slot| deletes.partition_point(|(hash, _)| hash >> 20 < slot)).map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect()
}

/// Hashes of the word and of all that is left of it after deleting up to `reach` letters.
fn deletions(letters: &[char], reach: usize) -> Vec<u32> {
    let mut hashes = vec![hash(letters, usize::MAX, usize::MAX)];
    for first in 0..letters.len() {
        hashes.push(hash(letters, first, usize::MAX));
        if reach > 1 {
            hashes.extend((first + 1..letters.len()).map(|second| hash(letters, first, second)));
        }
    }
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

fn hash(letters: &[char], without: usize, nor: usize) -> u32 {
    let kept = letters.iter().enumerate().filter(|(at, _)| *at != without && *at != nor);
    let mixed = kept.fold(0xcbf2_9ce4_8422_2325_u64, |state, (_, c)| (state ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3));
    (mixed ^ (mixed >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes()[4..].iter().fold(0, |state, byte| state << 8 | u32::from(*byte))
}

/// Words with how often each occurs, as `printer:30 kabel:4`.
#[cfg(test)]
pub(super) fn counted(words: &str) -> Frequencies {
    words.split_whitespace().filter_map(|pair| pair.split_once(':')).filter_map(|(word, count)| Some((word.into(), count.parse().ok()?))).collect()
}

#[cfg(test)]
mod tests;
